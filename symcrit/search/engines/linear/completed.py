"""Gaps that are quadratic in a symbol: the square is completed, A·x² + B·x + C = ((2A·x + B)² + 4AC − B²)/(4A).

With A > 0 the gap is ≥ 0 if 4AC − B² is; that has one symbol less.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from symcrit.core import Expr, Lemma, Witness, symbols
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import add, mul, num, power
from symcrit.search.search import Goal, Search, lemma

MOST_TERMS = 60  # of a gap, and of what is left


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def floats(self, domain: Any) -> list[dict[str, float]]:
        """Some points of a domain."""


class Quadratic(NamedTuple):
    """A·x² + B·x + C for a generator x."""

    x: Any
    a: Any
    b: Any
    c: Any


def step(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """The goal by what is left when a square is completed."""
    if depth <= 0 or len(symbols(goal.gap)) < 2:
        return
    field = Field(prover.search.work, prover.floats(goal.domain), goal.gap)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    if not way or not len(n) or len(n) > MOST_TERMS:
        return
    for quadratic in _quadratics(field, n * way):
        left = 4 * field.times(quadratic.a, quadratic.c) - field.times(quadratic.b, quadratic.b)
        rest = field.product_expr(left) if len(left) else num(0)
        if len(left) <= MOST_TERMS:
            yield from _by_rest(prover, goal, field, quadratic, rest, depth)


def _quadratics(field: Field, p: Any) -> Iterator[Quadratic]:
    """The symbols in which p is quadratic with a coefficient that is positive at the samples."""
    for i, degree in enumerate(p.degrees()):
        if degree != 2 or field.expr[i].op != "sym" or _inside(field, p, i):
            continue
        x = field.polynomials.gen(i)
        a = p.derivative(i).derivative(i) / 2
        b = p.derivative(i) - 2 * field.times(a, x)
        if field.sign(a) == 1:
            yield Quadratic(x, a, b, p - field.times(a, x, x) - field.times(b, x))


def _inside(field: Field, p: Any, i: int) -> bool:
    """Whether a symbol occurs in a function that occurs in p."""
    (name,) = symbols(field.expr[i])
    others = (expr for j, expr in enumerate(field.expr) if j != i and p.degrees()[j])
    return any(name in symbols(expr) for expr in others)


def _by_rest(
    prover: Prover, goal: Goal, field: Field, quadratic: Quadratic, left: Expr, depth: int
) -> Iterator[Positive]:
    """The gap with a square in it, after A > 0, d > 0 and what is left are shown."""
    d = field.of(goal.gap).d
    a, under = field.product_expr(quadratic.a), field.product_expr(d * field.sign(d))
    lemmas: list[Lemma] = []
    for part, strict in ((a, True), (under, True), (left, goal.strict)):
        wanted = Goal(goal.domain, part, strict)
        proof = prover.prove(wanted, depth - 1)
        if proof is None:
            return
        lemmas.append(lemma(wanted.relation, proof))
    square = power(field.polynomial_expr(2 * field.times(quadratic.a, quadratic.x) + quadratic.b), 2)
    form = mul(add(square, left), power(mul(num(4), a, under), -1))
    yield Positive(form=form, lemmas=tuple(lemmas))
