"""Rational functions in generators (symbols, roots, function values): how the engines simplify and factor.

Like core's normal form, but with signs guessed from sample points; what comes out is a suggestion.  As in core, every
operation on polynomials is charged before it is done, from the numbers of terms.

Core's own does not stand in for it: for the differences of 120 relations of the corpus it takes 2.8 times the processor
time (a median of 1.8, at most 112) and 4 times the work, since it takes out of a root only what has a proved sign; both
give the same expression on 74 of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from math import comb, isnan, prod
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mpoly_ctx

from symcrit.core import Expr, TooLarge, Work, nodes, substitute, symbols
from symcrit.core.algebra.normal import SHEPPARD
from symcrit.core.algebra.ring import cost_of_factors
from symcrit.search.engines import floats
from symcrit.search.engines.terms import ONE, PI, ZERO, add, mul, num, power, sym

ODD = {"asin", "atan", "erf", "sin"}
MAX_TERMS, MAX_POWER = 3000, 40
MAX_PRODUCTS = 400_000  # of terms, in one product or power


class Quotient(NamedTuple):
    """n/d, coprime polynomials."""

    n: Any
    d: Any


def _sign(value: float) -> int:
    """The sign of a number, 0 where rounding may have made it."""
    if isnan(value) or abs(value) < 1e-13:
        return 0
    return 1 if value > 0 else -1


class Field:
    """Quotients for the expressions below `roots`; `samples` are points (floats) where signs are looked at.

    kept: absolute values that stay, whatever signs their arguments have at the samples.
    """

    def __init__(
        self,
        work: Work,
        samples: Sequence[dict[str, float]],
        *roots: Expr,
        spare: int = 2,
        kept: Collection[Expr] = (),
    ) -> None:
        names = sorted(symbols(*roots))
        functions = sum(node.op not in ("num", "sym", "add", "mul", "pow") for node in nodes(*roots))
        count = len(names) + spare + 4 * functions
        self.polynomials = fmpq_mpoly_ctx.get([f"g{i}" for i in range(count)], "deglex")
        self.work, self.samples, self.kept = work, samples, kept
        self.width = 1 + count // 8  # machine words that the exponents of a term take
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
        if p.is_constant() and self.samples:
            value = fmpq(p.leading_coefficient()) if len(p) else fmpq(0)
            return int(value > 0) - int(value < 0)
        value = floats.compiled(self.polynomial_expr(p), self.work)
        found = {_sign(value(point)) for point in self.samples} - {0}
        return found.pop() if len(found) == 1 else 0

    # -- arithmetic

    def times(self, *factors: Any) -> Any:
        """The product of polynomials; raises `TooLarge`."""
        product = factors[0]
        for factor in factors[1:]:
            terms = len(product) * len(factor)
            if terms > MAX_PRODUCTS:
                raise TooLarge("too many terms in a product")
            self.work.charge(1 + terms * self.width // 16)
            product = product * factor
        return product

    def raised(self, p: Any, e: int) -> Any:
        """pᵉ for e ≥ 0; raises `TooLarge`."""
        size = len(p)
        if size > 1 and e > 1:
            degrees = [e * int(degree) + 1 for degree in p.degrees()]
            size = min(comb(size + e - 1, e), prod(degrees))  # about so many terms
        if size * len(p) > MAX_PRODUCTS or e > 8 * MAX_POWER:
            raise TooLarge("too many terms in a power")
        self.work.charge(1 + size * len(p) * self.width // 16)
        return p**e

    def divided(self, p: Any, q: Any) -> tuple[Any, Any]:
        """Quotient and remainder."""
        self.work.charge(1 + (len(p) * (1 + len(q)) * self.width) // 16)
        return divmod(p, q)  # type: ignore[no-any-return]

    def divisor(self, p: Any, q: Any) -> Any:
        """The greatest common divisor."""
        if p.is_constant() or q.is_constant():
            return self.constant(1)
        terms, degree = len(p) + len(q), int(p.total_degree() + q.total_degree())
        single = len(p) == 1 or len(q) == 1
        self.work.charge(2 + terms if single else 30 + terms * (1 + degree // 8) * self.width // 4)
        return p.gcd(q)

    def factorised(self, p: Any) -> tuple[fmpq, list[tuple[Any, int]]]:
        """The content, and irreducible factors with their exponents."""
        self.work.charge(cost_of_factors(p) if len(p) else 1)
        content, factors = p.factor()
        return fmpq(content), [(factor, int(e)) for factor, e in factors]

    def terms_of(self, p: Any) -> dict[tuple[int, ...], fmpq]:
        """{exponents: coefficient}."""
        self.work.charge(1 + len(p) * self.width // 2)
        return p.to_dict()  # type: ignore[no-any-return]

    def reduce(self, p: Any) -> Any:
        """p with every square of a root replaced."""
        while True:
            degrees = p.degrees() if len(p) else ()
            index = next((i for i in range(len(degrees) - 1, -1, -1) if degrees[i] > 1 and i in self.square), None)
            if index is None:
                return p
            high, low = self.divided(p, self.polynomials.gen(index) ** 2)  # no term of `low` is divisible
            p = self.times(high, self.square[index]) + low

    def quotient(self, n: Any, d: Any) -> Quotient:
        """n/d reduced, single roots taken out of the denominator, cancelled."""
        self.work.charge(5)
        n, d = self.reduce(n), self.reduce(d)
        if len(n) > MAX_TERMS or len(d) > MAX_TERMS:
            raise TooLarge("too many terms")
        if not len(d):
            raise ZeroDivisionError
        for index in [i for i, degree in enumerate(d.degrees()) if degree and i in self.square]:
            gen = self.polynomials.gen(index)
            if not len(self.divided(d, gen)[1]):
                n, d = self.reduce(self.times(n, gen)), self.reduce(self.times(d, gen))
        common = self.divisor(n, d) if len(n) else d
        if not common.is_one():
            n, d = self.divided(n, common)[0], self.divided(d, common)[0]
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
                total = self.sum(total, x)
            return total
        if node.op == "mul":
            total = parts[0]
            for x in parts[1:]:
                total = self.product(total, x)
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
        return self.quotient(self.raised(n, abs(e)), self.raised(d, abs(e)))

    def sum(self, x: Quotient, y: Quotient) -> Quotient:
        """x + y."""
        return self.quotient(self.times(x.n, y.d) + self.times(y.n, x.d), self.times(x.d, y.d))

    def product(self, x: Quotient, y: Quotient) -> Quotient:
        """x·y."""
        return self.quotient(self.times(x.n, y.n), self.times(x.d, y.d))

    def sqrt(self, x: Quotient) -> Quotient:
        """√(n/d) = √(n·d)/|d|, squares of factors of known sign taken out."""
        product = self.times(x.n, x.d)
        if not len(product):
            return Quotient(product, self.constant(1))
        content, factors = self.factorised(product)
        outside: list[Any] = []
        known: list[Any] = []
        unknown: list[Any] = []
        for factor, exponent in factors:
            sign = self.sign(factor)
            if sign:
                outside.append(self.raised(factor * sign, exponent // 2))
                known += [factor * sign] * (exponent % 2)
                content *= sign**exponent
            else:
                outside.append(self.raised(self._absolute(factor), exponent // 2))
                unknown += [factor] * (exponent % 2)
        outside.append(self._number_root(content))
        outside += [self.root(factor) for factor in known]
        if unknown:
            outside.append(self.root(self.times(*unknown)))
        below = x.d if self.sign(x.d) >= 0 else -x.d
        return self.quotient(self.times(*outside), below)

    def root(self, p: Any) -> Any:
        """The generator √p."""
        gen = self.generator(Expr("sqrt", self.polynomial_expr(p)))
        self.square.setdefault(self.place[Expr("sqrt", self.polynomial_expr(p))], self.reduce(p))
        return gen

    def _absolute(self, p: Any) -> Any:
        expr = Expr("abs", self.polynomial_expr(p))
        gen = self.generator(expr)
        self.square.setdefault(self.place[expr], self.times(p, p))
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
        if x is None or node in self.kept or op in ("kernel", "mean", "binormal", "signs", "moment"):
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
            self.square.setdefault(self.place[Expr(op, u)], self.reduce(self.times(x.n, x.n)))
        if op in ("sin", "cos"):
            self.generator(Expr("sin", u))
            cosine = self.generator(Expr("cos", u))
            self.square.setdefault(self.place[Expr("sin", u)], 1 - cosine * cosine)
        return Quotient(gen, self.constant(1))

    # -- back to expressions

    def polynomial_expr(self, p: Any) -> Expr:
        """Σ coefficient·Π generatorᵉ."""
        terms = []
        for exponents, coefficient in self.terms_of(p).items():
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
        content, found = self.factorised(p)
        result = []
        for factor, exponent in found:
            sign = self.sign(factor) or 1
            lead = abs(fmpq(factor.leading_coefficient()))
            content *= (sign * lead) ** exponent
            result.append((factor * sign / lead, exponent))
        return Fraction(int(content.p), int(content.q)), result
