"""Gaps with a logarithm: c·log v + r ≥ 0 for a number c says that log v ≥ w (c > 0) or log v ≤ w, with w = −r/c.

That is v ≥ exp w, or v ≤ exp w: by the laws s ≤ log(exp s + t) for t ≥ 0, and log(exp s·t) ≤ s for 0 < t ≤ 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from flint import fmpq

from symcrit.core import Domain, Expr, Lemma, Relation, Witness, nodes
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines.field import Field
from symcrit.search.engines.linear.laws import Law
from symcrit.search.engines.terms import ONE, ZERO, mul, num, sym
from symcrit.search.search import Goal, Search, lemma

_S, _T = sym("s"), sym("t")
MOST_TERMS = 40


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search
    laws: bool  # whether laws of functions are used

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def law(self, goal: Goal) -> Witness | None:
        """A witness that core accepts for the goal of a law."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""


class Comparison(NamedTuple):
    """A gap as c·(log v − w), c a number."""

    c: fmpq
    v: Expr
    w: Expr

    @property
    def difference(self) -> Expr:
        """v − exp w for c > 0, exp w − v for c < 0."""
        way = self.v - Expr("exp", self.w)
        return way if self.c > 0 else -way

    @property
    def gap(self) -> Expr:
        """log v − w for c > 0, w − log v for c < 0."""
        way = Expr("log", self.v) - self.w
        return way if self.c > 0 else -way


def step(prover: Prover, goal: Goal, depth: int) -> Iterator[Positive]:
    """The goal by exponentials of both sides."""
    if depth <= 0 or not prover.laws or not any(node.op == "log" for node in nodes(goal.gap)):
        return
    field = Field(prover.search.work, prover.floats(goal.domain), goal.gap)
    n, d = field.of(goal.gap)
    if not d.is_one() or not len(n) or len(n) > MOST_TERMS:
        return
    for comparison in _comparisons(field, n):
        inner = Goal(goal.domain, comparison.difference, goal.strict)
        proof = prover.prove(inner, depth - 1)
        law = _law(comparison, goal.strict)
        by_law = prover.law(law.goal) if proof is not None else None
        if proof is not None and by_law is not None:
            shown = lemma(inner.relation, proof)
            relation = Relation("<" if goal.strict else "<=", ZERO, comparison.gap)
            lemmas = (shown, *_at_most_1(comparison, goal.strict), lemma(relation, law.witness(by_law)))
            yield Positive(form=mul(num(abs(comparison.c)), comparison.gap), lemmas=lemmas)


def _comparisons(field: Field, p: Any) -> Iterator[Comparison]:
    """The logarithms in which p is linear with a number as coefficient, and that occur nowhere else."""
    for i, degree in enumerate(p.degrees()):
        slope = p.derivative(i)
        if degree == 1 and field.expr[i].op == "log" and slope.is_constant():
            c = fmpq(slope.leading_coefficient())
            w = field.polynomial_expr(field.polynomials.gen(i) - p / c)
            if field.expr[i] not in set(nodes(w)):
                yield Comparison(c, field.expr[i].args[0], w)


def _law(comparison: Comparison, strict: bool) -> Law:
    """The law at s = w and t = v − exp w, or t = v/exp w."""
    op = "<" if strict else "<="
    if comparison.c > 0:
        where = [Relation(op, ZERO, _T)]
        gap = Expr("log", Expr("exp", _S) + _T) - _S
        t = comparison.difference
    else:
        where = [Relation("<", ZERO, _T), Relation(op, _T, ONE)]
        gap = _S - Expr("log", Expr("exp", _S) * _T)
        t = comparison.v / Expr("exp", comparison.w)
    return Law(Goal(Domain({"s": "real", "t": "real"}, where), gap, strict), (("s", comparison.w), ("t", t)))


def _at_most_1(comparison: Comparison, strict: bool) -> list[Lemma]:
    """v/exp w ≤ 1, where the law asks for that."""
    if comparison.c > 0:
        return []
    size = Expr("exp", comparison.w)
    relation = Relation("<" if strict else "<=", comparison.v / size, ONE)
    return [lemma(relation, Positive(form=comparison.difference / size))]
