"""Function values in terms of few: a `Field` that splits exp, log, sin and cos and writes down the identities it used.

Core's zero test knows no identity by itself; every step taken here becomes a lemma (`identities`).
Units: exp and the angles are written in powers and multiples of f(t/D) for each term t; when a finer D turns up, or the
logarithm of a root, `Restart` says so and everything is done again with the finer units.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from flint import fmpq

from symcrit.core import Context, Expr, Lemma, Relation, TooLarge, Witness, substitute
from symcrit.core.algebra.expr import DEFINITION
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.search.engines.equalities import identities, nested
from symcrit.search.engines.field import Field, Quotient
from symcrit.search.engines.terms import ONE, PI, ZERO, add, mul, num, power, primes, rational
from symcrit.search.search import lemma


def tangent(u: Expr) -> Expr | None:
    """v where u is v/√(1 + v²) as core writes atan v."""
    x = u.args[0] if u.op == "mul" else u
    return x if substitute(DEFINITION["atan"].args[0], {"x": x}) is u else None


Prove = Callable[[Expr], Witness | None]
Terms = list[tuple[Fraction, Quotient]]
MAX_MULTIPLE = 64
_INSTANCE = 100  # the work of writing down an instance of an identity


class Restart(Exception):
    """Finer units are needed."""


class Units(dict[str, int]):
    """The denominators D by (function, term)."""


class Functions(Field):
    """exp and log, and what all functions share; `lemmas` in the order in which core needs them."""

    def __init__(
        self, samples: Sequence[dict[str, float]], context: Context, prove: Prove, units: Units, *roots: Expr
    ) -> None:
        super().__init__(context.work, samples, *roots, spare=60)
        self.context, self.prove, self.units = context, prove, units
        self.lemmas: list[Lemma] = []
        self.written: set[tuple[str, Expr, Expr]] = set()
        self.turns: dict[str, tuple[Quotient, Quotient]] = {}
        self.meaning: dict[int, tuple[str, Quotient]] = {}
        self.seen: dict[str, Quotient] = {}
        self.original: set[int] = set()

    # -- lemmas

    def identity(self, name: str, **values: Expr) -> None:
        """Write down an instance of an identity, unless its two sides are the same."""
        lhs, rhs = identities.IDENTITIES[name](**values)
        key = (name, lhs, rhs)
        if lhs is not rhs and key not in self.written:
            self.work.charge(_INSTANCE)
            self.written.add(key)
            self.lemmas.append(identities.instance(name, values))

    def terms(self, x: Quotient) -> Terms:
        """x = Σ q·t with rational q and quotients t of coefficient 1: n/d as a polynomial and a remainder over d."""
        whole, rest = self.divided(x.n, x.d)
        found = []
        for part, below in ((whole, self.constant(1)), (rest, x.d)):
            for exponents, q in self.terms_of(part).items():
                t = self.quotient(self.polynomials.from_dict({exponents: fmpq(1)}), below)
                scale = fmpq(t.n.leading_coefficient())
                coefficient = fmpq(q) * scale
                found.append((Fraction(int(coefficient.p), int(coefficient.q)), Quotient(t.n / scale, t.d)))
        return found

    def key(self, name: str, t: Quotient) -> str:
        """A key for units and memories."""
        return f"{name} {t.n} / {t.d}"

    def unit(self, name: str, t: Quotient, q: Fraction) -> int:
        """D with q·D whole; raises `Restart` when the present one is too coarse."""
        key = self.key(name, t)
        size = self.units.get(key, 1)
        if size % q.denominator:
            self.units[key] = lcm(size, q.denominator)
            raise Restart
        if abs(q * size) > MAX_MULTIPLE:
            raise TooLarge("multiple")
        return size

    def single(self, t: Quotient) -> int:
        """The index of t when it is one generator, else −1."""
        used = [(i, e) for i, e in enumerate(t.n.degrees()) if e]
        return used[0][0] if len(used) == 1 and used[0][1] == 1 and t.d.is_constant() else -1

    def scaled(self, q: Fraction | int, t: Quotient) -> Expr:
        """q·t."""
        return mul(rational(q), self.expr_of(t))

    def sqrt(self, x: Quotient) -> Quotient:
        """√x; where factors of even exponent have a sign that core may not see, a lemma √(f²) = f."""
        product = self.times(x.n, x.d)
        for cosine in [e for e in self.expr if e.op == "cos"]:
            below = 1 - self.generator(cosine) ** 2
            without, left = self.divided(product, below)
            if len(product) and not len(left):
                rest = super().sqrt(self.quotient(without, self.constant(1)))
                sine = self._root_of_sine(cosine.args[0], below)
                if sine is not None:
                    return self.quotient(self.times(sine, rest.n), self.times(rest.d, x.d) * (self.sign(x.d) or 1))
        if len(product):
            _, factors = self.factorised(product)
            even = [(f * self.sign(f), e // 2) for f, e in factors if e % 2 == 0 and self.sign(f)]
            base = self.times(self.constant(1), *(self.raised(f, e) for f, e in even))
            if not base.is_constant():
                self._square_root(base)
            inside = self._nested(product)
            if inside is not None:
                return self.quotient(inside, x.d * (self.sign(x.d) or 1))
            self._split(product)
        return super().sqrt(x)

    def _nested(self, product: Any) -> Any:
        """√(P + Q·R) as a polynomial in roots, with its lemma."""
        value = nested.root(self, product)
        proof = None if value is None else self.prove(self.polynomial_expr(value))
        if proof is None:
            return None
        self._root(self.polynomial_expr(product), self.polynomial_expr(value), proof)
        return value

    def _split(self, product: Any) -> None:
        """The lemma √(f·g) = √f·√g for factors that are positive at the samples, where core does not see that."""
        _, factors = self.factorised(product)
        odd = [factor * (self.sign(factor) or 1) for factor, exponent in factors if exponent % 2]
        exprs = [self.polynomial_expr(factor) for factor in odd]
        hidden = [expr for expr in exprs if not self.context.signs(expr) <= {0, 1}]
        if len(odd) < 2 or not hidden or any(exponent > 1 for _, exponent in factors):
            return
        proofs = [self.prove(expr) for expr in hidden]
        square = self.times(self.constant(1), *odd)
        if self.reduce(square) != square or any(proof is None for proof in proofs):
            return
        known = [lemma(Relation("<=", ZERO, e), p) for e, p in zip(hidden, proofs, strict=True) if p is not None]
        self.lemmas += [entry for entry in known if entry not in self.lemmas]
        roots = mul(*(Expr("sqrt", expr) for expr in exprs))
        self._root(self.polynomial_expr(square), roots, Positive())

    def _root_of_sine(self, angle: Expr, below: Any) -> Any:
        """√(1 − cos²) = ±sin with its lemma, where the sign is known."""
        sine = self.generator(Expr("sin", angle)) if Expr("sin", angle) in self.place else self.plain("sin", angle).n
        sine *= self.sign(sine) or 1
        value = self.polynomial_expr(sine)
        proof = self.prove(value)
        if proof is None:
            return None
        self._root(self.polynomial_expr(below), value, proof)
        return sine

    def _square_root(self, base: Any) -> None:
        """The lemma √(base²) = base."""
        value, square = self.polynomial_expr(base), self.polynomial_expr(self.times(base, base))
        if any(i in self.square for i, e in enumerate(base.degrees()) if e):
            return
        proof = self.prove(value)
        if proof is not None:
            self._root(square, value, proof)

    def _root(self, square: Expr, value: Expr, proof: Witness) -> None:
        """The lemma √square = value, given a proof of value ≥ 0."""
        known = () if proof == Positive() else (lemma(Relation("<=", ZERO, value), proof),)
        entry = lemma(Relation("=", Expr("sqrt", square), value), Root(lemmas=known))
        if entry not in self.lemmas:
            self.lemmas.append(entry)

    # -- the functions

    def _atom(self, op: str, x: Quotient, u: Expr) -> Quotient:
        if op not in ("exp", "log", "sin", "cos"):
            result = super()._atom(op, x, u)
            if op == "asin" and len(x.n):
                self.meaning[max(i for i, e in enumerate(result.n.degrees()) if e)] = (op, x)
            return result
        key = self.key(op, x)
        if key not in self.seen:
            find = {"exp": self._exp, "log": self._log, "sin": self._sine, "cos": self._cosine}[op]
            self.seen[key] = find(x)
        return self.seen[key]

    def _function(self, op: str, x: Quotient | None, node: Expr) -> Quotient:
        if x is None or op in ("kernel", "mean", "binormal", "signs", "moment"):
            return super()._function(op, x, node)
        if op == "asin" and (known := self._special_asin(x)) is not None:
            return known
        result = self._atom(op, x, self.expr_of(x))
        if op == "asin" and len(result.n) == 1:
            self._written_as(result.n, node)
        return result

    def _written_as(self, p: Any, node: Expr) -> None:
        """Write the generator of ±asin u with u as it stands, because there core has seen that it is defined.

        What was an arc tangent is written as one again: that is defined everywhere.
        """
        index = max(i for i, e in enumerate(p.degrees()) if e)
        if index not in self.original:
            self.original.add(index)
            way = 1 if p.leading_coefficient() > 0 else -1
            inner = tangent(node.args[0])
            if inner is not None:
                self.expr[index] = Expr("atan", inner if way > 0 else -inner)
            else:
                self.expr[index] = node if way > 0 else Expr("asin", -node.args[0])

    def _special_asin(self, x: Quotient) -> Quotient | None:
        square = self.product(x, x)
        if not square.n.is_constant() or not square.d.is_constant():
            return None
        value = fmpq(square.n.leading_coefficient()) if len(square.n) else fmpq(0)
        turns = {(0, 1): 0, (1, 4): fmpq(1, 6), (1, 2): fmpq(1, 4), (3, 4): fmpq(1, 3), (1, 1): fmpq(1, 2)}
        turn = turns.get((int(value.p), int(value.q)))
        if turn is None:
            return None
        return Quotient(self.generator(PI) * fmpq(turn) * (self.sign(x.n) or 1), self.constant(1))

    def plain(self, op: str, u: Expr) -> Quotient:
        """f(u) as a generator."""
        if op in ("sin", "cos"):
            return super()._atom(op, self.of(u), u)
        return Quotient(self.generator(Expr(op, u)), self.constant(1))

    # -- exp

    def _exp(self, x: Quotient) -> Quotient:
        result, terms = Quotient(self.constant(1), self.constant(1)), self.terms(x)
        for i, (q, t) in enumerate(terms):
            factor = self._exp_term(q, t)
            result = self.product(result, factor)
            rest = add(*(self.scaled(p, s) for p, s in terms[i + 1 :]))
            if i + 1 < len(terms):
                self.identity("exp-sum", x=self.scaled(q, t), y=rest)
        return result

    def _exp_term(self, q: Fraction, t: Quotient) -> Quotient:
        name, inner = self.meaning.get(self.single(t), ("", t))
        if name == "log":
            return self._exp_of_log(q, t, inner)
        size = self.unit("exp", t, q)
        n = int(q * size)
        if n != 1:
            self.identity("exp-multiple", n=num(n), x=self.scaled(Fraction(1, size), t))
        return self.power(self.plain("exp", self.scaled(Fraction(1, size), t)), n)

    def _exp_of_log(self, q: Fraction, t: Quotient, inner: Quotient) -> Quotient:
        if q.denominator == 2:
            self.units[self.key("log", inner)] = 2
            raise Restart
        if q.denominator > 1:
            raise TooLarge("fractional power of a logarithm")
        self.identity("exp-log", x=self.expr_of(inner))
        if q != 1:
            self.identity("exp-multiple", n=num(int(q)), x=self.expr_of(t))
        return self.power(inner, int(q))

    # -- log

    def _log(self, x: Quotient) -> Quotient:
        pieces = self._pieces(x)
        total, one = self.constant(0), self.constant(1)
        below = one
        for i, (piece, e) in enumerate(pieces):
            rest = mul(*(power(p, k) for p, k in pieces[i + 1 :]))
            if i + 1 < len(pieces):
                self.identity("log-product", x=power(piece, e), y=rest)
            if e != 1:
                self.identity("log-power", n=num(e), x=piece)
            value = self._log_of(piece)
            total = self.times(total, value.d) + self.times(value.n, below) * e
            below = self.times(below, value.d)
        return self.quotient(total, below)

    def _log_of(self, piece: Expr) -> Quotient:
        """log of a base: the argument of an exponential, twice the logarithm of a root, or an atom."""
        if piece.op == "exp":
            self.identity("log-exp", x=piece.args[0])
            return self.of(piece.args[0])
        inner = self.of(piece)
        if self.units.get(self.key("log", inner)) == 2:
            root = Expr("sqrt", piece)
            self.identity("log-power", n=num(2), x=root)
            atom = self.generator(Expr("log", root))
            self.meaning[self.place[Expr("log", root)]] = ("log", self.of(root))
            return Quotient(atom * 2, self.constant(1))
        atom = self.generator(Expr("log", piece))
        self.meaning[self.place[Expr("log", piece)]] = ("log", inner)
        return Quotient(atom, self.constant(1))

    def _pieces(self, x: Quotient) -> list[tuple[Expr, int]]:
        """x > 0 as a product of powers of expressions that core sees to be positive; [(x, 1)] where that fails."""
        content, above = self.factors(x.n)
        _, below = self.factors(x.d)
        found: dict[Expr, int] = {}
        for p, e in [*above, *((p, -e) for p, e in below)]:
            piece = self.polynomial_expr(p)
            if piece.op == "sqrt" and piece.args[0].op != "num":
                inner = self.of(piece.args[0])
                self.units.setdefault(self.key("log", inner), 2)
            if self.context.signs(piece) != {1} and e % 2 == 0:
                piece = Expr("abs", piece)
            if self.context.signs(piece) != {1}:
                return [(self.expr_of(x), 1)]
            found[piece] = found.get(piece, 0) + e
        if content < 0:
            return [(self.expr_of(x), 1)]
        for number, way in ((content.numerator, 1), (content.denominator, -1)):
            for p, e in primes(number):
                found[num(p)] = found.get(num(p), 0) + way * e
        return [(piece, e) for piece, e in found.items() if e] or [(ONE, 1)]
