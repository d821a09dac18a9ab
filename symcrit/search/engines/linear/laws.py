"""Laws of exp, log and increasing functions, that become facts: f(u) < f(v) for u < v, log u ≤ u − 1, …

A law is a claim with symbols of its own, proved when a certificate uses it; the fact is the claim at values of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple, Protocol

from symcrit.core import Domain, Expr, Lemma, Relation, Witness, substitute
from symcrit.core.witnesses.absurd import Absurd
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import ONE, ZERO, sym
from symcrit.search.search import Goal, as_proof, lemma

_S, _T = sym("s"), sym("t")
_WHERE: dict[str, list[Relation]] = {  # where f(s) and f(s + t) are defined, for t ≥ 0
    "exp": [],
    "atan": [],
    "erf": [],
    "log": [Relation("<", ZERO, _S)],
    "sqrt": [Relation("<=", ZERO, _S)],
}
_AT_A_NUMBER = {"exp": (ZERO, ONE), "log": (ONE, ZERO)}  # where the value is a number, too
MOST_PAIRS = 8


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    def law(self, goal: Goal) -> Witness | None:
        """A witness that core accepts for the goal of a law."""


class Law(NamedTuple):
    """A goal with symbols of its own, and values of these at which it is used."""

    goal: Goal
    values: tuple[tuple[str, Expr], ...]

    def witness(self, proof: Witness) -> Witness:
        """The relation at the values, from a proof of the law."""
        return Substitute(claim=self.goal.claim, values=dict(self.values), witness=as_proof(proof))


class Rule(NamedTuple):
    """A polynomial that is ≥ 0 (> 0 if `strict`) by a law, where what it needs is > 0.

    inverse: the difference u − v is > 0 by f(u) > f(v), which is needed, and f(u) ≤ f(v) for u ≤ v.
    """

    polynomial: Any
    expr: Expr
    strict: bool
    law: Law
    needs: tuple[Expr, ...] = ()
    inverse: bool = False

    def lemma(self, prover: Prover, shown: Mapping[Expr, Lemma]) -> Lemma | None:
        """The rule as a lemma, after lemmas for what it needs, which hold on parts of the domain as well."""
        proof = prover.law(self.law.goal)
        if proof is None:
            return None
        by_law = self.law.witness(proof)
        if not self.inverse:
            return lemma(Relation("<" if self.strict else "<=", ZERO, self.expr), by_law)
        (known,) = self.needs
        opposite = -known
        entries = (shown[known], lemma(Relation("<=", ZERO, opposite), by_law))
        absurd = Absurd(form=known + opposite, lemmas=entries)
        return lemma(Relation("<", ZERO, self.expr), Cases(of=self.expr, below=absurd, above=Positive()))


def rules(field: Field) -> Iterator[Rule]:
    """The laws at the function values that a field has."""
    found = [expr for expr in field.expr if expr.op in _WHERE]
    pairs = [(x, y) for x, y in combinations(found, 2) if x.op == y.op]
    pairs += [(Expr(expr.op, _AT_A_NUMBER[expr.op][0]), expr) for expr in found if expr.op in _AT_A_NUMBER]
    ordered = [pair for x, y in pairs[:MOST_PAIRS] if (pair := _ordered(field, x, y)) is not None]
    for x, y in ordered:
        yield _compared(field, x, y)
    for expr in found:
        yield from _tangents(field, expr)
    for x, y in ordered:
        yield from _arguments_compared(field, x, y)


def _ordered(field: Field, x: Expr, y: Expr) -> tuple[Expr, Expr] | None:
    """f(u) and f(v) with u < v at the samples."""
    n, d = field.of(y.args[0] - x.args[0])
    way = field.sign(n) * field.sign(d)
    if not way:
        return None
    return (x, y) if way > 0 else (y, x)


def _compared(field: Field, x: Expr, y: Expr) -> Rule:
    """f(v) − f(u) > 0 by v − u > 0."""
    u, v = x.args[0], y.args[0]
    law = Law(_increasing(x.op, True), (("s", u), ("t", v - u)))
    return Rule(_value(field, y) - _value(field, x), y - x, True, law, needs=(v - u,))


def _arguments_compared(field: Field, x: Expr, y: Expr) -> Iterator[Rule]:
    """v − u > 0 by f(v) − f(u) > 0."""
    u, v = x.args[0], y.args[0]
    n, d = field.of(v - u)
    if d.is_one():
        law = Law(_increasing(x.op, False), (("s", v), ("t", -(v - u))))
        yield Rule(n, v - u, True, law, needs=(y - x,), inverse=True)


def _value(field: Field, expr: Expr) -> Any:
    """A function value as a polynomial."""
    start, value = _AT_A_NUMBER.get(expr.op, (None, None))
    return field.of(value).n if expr.args[0] is start and value is not None else field.generator(expr)


def _increasing(op: str, strict: bool) -> Goal:
    """f(s) < f(s + t) for t > 0, or ≤ for t ≥ 0."""
    where = [Relation("<" if strict else "<=", ZERO, _T), *_WHERE[op]]
    kinds = {"s": "real", "t": "real"}
    return Goal(Domain(kinds, where), Expr(op, _S + _T) - Expr(op, _S), strict)


def _tangents(field: Field, expr: Expr) -> Iterator[Rule]:
    """1 + u ≤ eᵘ and (1 − u)·eᵘ ≤ 1; log u ≤ u − 1 and u − 1 ≤ u·log u."""
    value = Expr(expr.op, _T)
    gaps = {
        "exp": [value - ONE - _T, ONE - (ONE - _T) * value],
        "log": [_T - ONE - value, _T * value - _T + ONE],
    }
    where = [Relation("<", ZERO, _T)] if expr.op == "log" else []
    for gap in gaps.get(expr.op, []):
        law = Law(Goal(Domain({"t": "real"}, where), gap, False), (("t", expr.args[0]),))
        there = substitute(gap, {"t": expr.args[0]})
        polynomial = field.of(there)
        if polynomial.d.is_one():
            yield Rule(polynomial.n, there, False, law)
