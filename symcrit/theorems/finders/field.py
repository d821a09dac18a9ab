"""Rational functions in generators (symbols, roots, function values): how the finders simplify and factor.

Like core's normal form, but with signs guessed from sample points; what comes out is a suggestion.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mpoly_ctx

from symcrit.core.expr import Expr, nodes, substitute, symbols
from symcrit.core.normal import SHEPPARD
from symcrit.core.reading import TooLarge
from symcrit.theorems.finders import floats
from symcrit.theorems.finders.terms import ONE, PI, ZERO, add, mul, num, power, sym

ODD = {"asin", "atan", "erf", "sin"}
MAX_TERMS, MAX_POWER = 3000, 40


class Quotient(NamedTuple):
    """n/d, coprime polynomials."""

    n: Any
    d: Any


class Field:
    """Quotients for the expressions below `roots`; `samples` are points (floats) where signs are looked at."""

    def __init__(self, samples: Sequence[dict[str, float]], *roots: Expr, spare: int = 2) -> None:
        names = sorted(set().union(*(symbols(root) for root in roots)))
        count = (
            len(names) + spare + 4 * sum(node.op not in ("num", "sym", "add", "mul", "pow") for node in nodes(*roots))
        )
        self.polynomials = fmpq_mpoly_ctx.get([f"g{i}" for i in range(count)], "deglex")
        self.samples = samples
        self.expr: list[Expr] = []
        self.place: dict[Expr, int] = {}
        self.square: dict[int, Any] = {}
        self.memo: dict[Expr, Quotient] = {}
        for name in names:
            self.generator(sym(name))

    # -- generators

    def generator(self, expr: Expr) -> Any:
        """The polynomial that stands for `expr`."""
        if expr not in self.place:
            if len(self.expr) >= self.polynomials.nvars():
                raise TooLarge("too many generators")
            self.place[expr] = len(self.expr)
            self.expr.append(expr)
        return self.polynomials.gen(self.place[expr])

    def constant(self, value: Any) -> Any:
        """A rational number as a polynomial."""
        return self.polynomials.constant(fmpq(value))

    def sign(self, p: Any) -> int:
        """The sign of a polynomial at every sample point, 0 where it changes or is unclear."""
        value = floats.compiled(self.polynomial_expr(p))
        found = {0 if v != v or abs(v) < 1e-13 else 1 if v > 0 else -1 for v in map(value, self.samples)}
        return found.pop() if len(found) == 1 else (max(found) + min(found) if len(found - {0}) == 1 else 0)

    # -- arithmetic

    def reduce(self, p: Any) -> Any:
        """p with every square of a root replaced."""
        while True:
            degrees = p.degrees() if len(p) else ()
            index = next((i for i in range(len(degrees) - 1, -1, -1) if degrees[i] > 1 and i in self.square), None)
            if index is None:
                return p
            total, gen = self.constant(0), self.polynomials.gen(index)
            for exponents, coefficient in p.to_dict().items():
                e = int(exponents[index])
                rest = self.polynomials.from_dict({(*exponents[:index], 0, *exponents[index + 1 :]): coefficient})
                total += rest * gen ** (e % 2) * self.square[index] ** (e // 2)
            p = total

    def quotient(self, n: Any, d: Any) -> Quotient:
        """n/d reduced, single roots taken out of the denominator, cancelled."""
        n, d = self.reduce(n), self.reduce(d)
        if len(n) > MAX_TERMS or len(d) > MAX_TERMS:
            raise TooLarge("too many terms")
        if not len(d):
            raise ZeroDivisionError
        for index in [i for i, degree in enumerate(d.degrees()) if degree and i in self.square]:
            gen = self.polynomials.gen(index)
            if not len(self.reduce(d) % gen):
                n, d = self.reduce(n * gen), self.reduce(d * gen)
        common = n.gcd(d) if len(n) else d
        n, d = n // common, d // common
        lead = d.leading_coefficient()
        return Quotient(n / lead, d / lead)

    def of(self, root: Expr) -> Quotient:
        """The quotient that `root` is."""
        for node in nodes(root):
            if node not in self.memo:
                self.memo[node] = self._node(node, [self.memo[child] for child in node.children])
        return self.memo[root]

    def _node(self, node: Expr, parts: list[Quotient]) -> Quotient:
        one = self.constant(1)
        if node.op == "num":
            return Quotient(self.constant(node.value), one)
        if node.op in ("sym", "pi"):
            return Quotient(self.generator(node), one)
        if node.op == "add":
            total = parts[0]
            for x in parts[1:]:
                total = self.quotient(total.n * x.d + x.n * total.d, total.d * x.d)
            return total
        if node.op == "mul":
            total = parts[0]
            for x in parts[1:]:
                total = self.quotient(total.n * x.n, total.d * x.d)
            return total
        if node.op == "pow":
            return self.power(parts[0], node.args[0])
        if node.op == "sqrt":
            return self.sqrt(parts[0])
        if node.op == "binormal":
            return self._binormal(parts)
        return self._function(node.op, parts[0] if parts else None, node)

    def power(self, x: Quotient, e: int) -> Quotient:
        """xᵉ."""
        if abs(e) > MAX_POWER:
            raise TooLarge("power")
        n, d = (x.n, x.d) if e >= 0 else (x.d, x.n)
        return self.quotient(n ** abs(e), d ** abs(e))

    def sqrt(self, x: Quotient) -> Quotient:
        """√(n/d) = √(n·d)/|d|, squares of factors of known sign taken out."""
        product = x.n * x.d
        if not len(product):
            return Quotient(product, self.constant(1))
        content, factors = product.factor()
        outside, inside, content = self.constant(1), [], fmpq(content)
        for factor, exponent in factors:
            sign = self.sign(factor)
            if sign:
                outside *= (factor * sign) ** (int(exponent) // 2)
                inside += [factor * sign] * (int(exponent) % 2)
                content *= sign ** int(exponent)
            else:
                outside *= self._absolute(factor) ** (int(exponent) // 2)
                inside += [factor] * (int(exponent) % 2)
        outside *= self._number_root(content)
        for factor in inside:
            outside *= self.root(factor) if self.sign(factor) else self.constant(1)
        unknown = [factor for factor in inside if not self.sign(factor)]
        if unknown:
            together = self.constant(1)
            for factor in unknown:
                together *= factor
            outside *= self.root(together)
        below = x.d if self.sign(x.d) >= 0 else -x.d
        return self.quotient(outside, below)

    def root(self, p: Any) -> Any:
        """The generator √p."""
        gen = self.generator(Expr("sqrt", self.polynomial_expr(p)))
        self.square.setdefault(self.place[Expr("sqrt", self.polynomial_expr(p))], self.reduce(p))
        return gen

    def _absolute(self, p: Any) -> Any:
        expr = Expr("abs", self.polynomial_expr(p))
        gen = self.generator(expr)
        self.square.setdefault(self.place[expr], p * p)
        return gen

    def _number_root(self, value: fmpq) -> Any:
        """√value for a rational number, over square-free integers."""
        n = int(value.p) * int(value.q)
        if n < 0:
            raise TooLarge("root of a negative number")
        square, rest, p = 1, n, 2
        while p * p <= rest and p < 1000:
            while rest % (p * p) == 0:
                square, rest = square * p, rest // (p * p)
            p += 1
        result = self.constant(fmpq(square, int(value.q)))
        return result if rest == 1 else result * self.root(self.constant(rest))

    def _binormal(self, parts: list[Quotient]) -> Quotient:
        """Φ₂, by an asin where h = k = 0, as core has it."""
        h, k, rho = (self.expr_of(part) for part in parts)
        if h is ZERO and k is ZERO:
            return self.of(substitute(SHEPPARD, {"r": rho}))
        return Quotient(self.generator(Expr("binormal", h, k, rho)), self.constant(1))

    def _function(self, op: str, x: Quotient | None, node: Expr) -> Quotient:
        one = self.constant(1)
        if x is None or op in ("kernel", "mean"):
            return Quotient(self.generator(node), one)
        u = self.expr_of(x)
        rules = {
            "tan": lambda: Expr("sin", u) / Expr("cos", u),
            "sinh": lambda: (Expr("exp", u) - power(Expr("exp", u), -1)) * num(fmpq(1, 2)),
            "cosh": lambda: (Expr("exp", u) + power(Expr("exp", u), -1)) * num(fmpq(1, 2)),
            "tanh": lambda: ONE - num(2) / (power(Expr("exp", u), 2) + ONE),
            "acos": lambda: PI * num(fmpq(1, 2)) - Expr("asin", u),
            "erfc": lambda: ONE - Expr("erf", u),
        }
        if op in rules:
            return self.of(rules[op]())
        return self._atom(op, x, u)

    def _atom(self, op: str, x: Quotient, u: Expr) -> Quotient:
        """f(u) with the sign of u normalised: f odd, cos even, exp(−u) = 1/exp(u), |u| by sign."""
        negative = len(x.n) > 0 and x.n.leading_coefficient() < 0
        if op == "abs" and (sign := self.sign(x.n) * self.sign(x.d)):
            return Quotient(x.n * sign, x.d)
        if negative and op in (*ODD, "cos", "exp", "abs"):
            other = self._atom(op, Quotient(-x.n, x.d), self.expr_of(Quotient(-x.n, x.d)))
            if op in ODD:
                return Quotient(-other.n, other.d)
            return Quotient(other.d, other.n) if op == "exp" else other
        if not len(x.n) and op in (*ODD, "cos", "exp"):
            return Quotient(self.constant(0 if op in ODD else 1), self.constant(1))
        gen = self.generator(Expr(op, u))
        if op == "abs" and x.d.is_one():
            self.square.setdefault(self.place[Expr(op, u)], self.reduce(x.n * x.n))
        if op in ("sin", "cos"):
            self.generator(Expr("sin", u))
            cosine = self.generator(Expr("cos", u))
            self.square.setdefault(self.place[Expr("sin", u)], 1 - cosine * cosine)
        return Quotient(gen, self.constant(1))

    # -- back to expressions

    def polynomial_expr(self, p: Any) -> Expr:
        """Σ coefficient·Π generatorᵉ."""
        terms = []
        for exponents, coefficient in p.to_dict().items():
            gens = [power(self.expr[i], int(e)) for i, e in enumerate(exponents) if e]
            terms.append(mul(num(fmpq(coefficient)), *gens))
        return add(*terms) if terms else ZERO

    def expr_of(self, x: Quotient) -> Expr:
        """n/d."""
        top = self.polynomial_expr(x.n)
        return top if x.d.is_one() else mul(top, power(self.polynomial_expr(x.d), -1))

    def product_expr(self, p: Any) -> Expr:
        """content·Π factorᵉ."""
        content, factors = self.factors(p)
        parts = [power(self.polynomial_expr(factor), exponent) for factor, exponent in factors]
        return mul(num(fmpq(content.numerator, content.denominator)), *parts)

    def factors(self, p: Any) -> tuple[Fraction, list[tuple[Any, int]]]:
        """content·Π factorᵉ, every factor with positive sign where the samples give it one."""
        content, found = p.factor()
        content, result = fmpq(content), []
        for factor, exponent in found:
            sign = self.sign(factor) or 1
            lead = abs(fmpq(factor.leading_coefficient()))
            content *= (sign * lead) ** int(exponent)
            result.append((factor * sign / lead, int(exponent)))
        return Fraction(int(content.p), int(content.q)), result
