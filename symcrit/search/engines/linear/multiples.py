"""A goal that is a multiple of a hypothesis: gap = factor·(gap of the hypothesis), the factor of evident sign."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core import Expr, symbols
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines.field import Field, Quotient
from symcrit.search.engines.places.points import points
from symcrit.search.engines.terms import mul, power
from symcrit.search.engines.values import as_floats
from symcrit.search.search import Goal, Search, TooLarge, with_sample

ATOMS = ("asin", "acos", "atan", "log", "exp", "erf", "sin", "cos")

_SAMPLES = 6  # points where signs are looked at


def find(search: Search, goal: Goal) -> Positive | None:
    """A witness with such a form, which core accepts."""
    sample = next(points(goal.domain, search.work, 1), None)
    if sample is None:
        return None
    for witness in _candidates(search, goal):
        if search.accepts(goal.claim, with_sample(witness, sample)):
            return witness
    return None


def by_atom(search: Search, goal: Goal, known: Expr, samples: list[dict[str, float]]) -> tuple[Expr, Expr] | None:
    """(factor, rest) in gap = factor·known + rest: both are linear in a function value, which the rest is free of."""
    if not symbols(known) <= symbols(goal.gap):
        return None
    field = Field(search.work, samples, goal.gap, known)
    own, other = field.of(goal.gap), field.of(known)
    for i, node in enumerate(field.expr):
        if node.op in ATOMS and all(len(x.n) and x.n.degrees()[i] == 1 and not x.d.degrees()[i] for x in (own, other)):
            slopes = Quotient(own.n.derivative(i), own.d), Quotient(other.d, other.n.derivative(i))
            factor = field.product(*slopes)
            part = field.product(factor, other)
            rest = field.sum(own, Quotient(-part.n, part.d))
            return field.product_expr(factor.n) * power(field.product_expr(factor.d), -1), field.expr_of(rest)
    return None


def _candidates(search: Search, goal: Goal) -> Iterator[Positive]:
    """Quotients of the gap and the gap of a hypothesis, where there is no remainder."""
    facts = [fact for fact in goal.domain.others if symbols(fact.gap) <= symbols(goal.gap)]
    if not facts:
        return
    places = points(goal.domain, search.work, _SAMPLES)
    samples = [as_floats(point) for point in places]
    for fact in facts:
        search.poll()
        try:
            field = Field(search.work, samples, goal.gap, fact.gap)
            own, known = field.of(goal.gap), field.of(fact.gap)
            if known.n.is_constant():
                continue
            times, rest = field.divided(own.n, known.n)
            if len(rest):
                continue
            factor = field.quotient(field.times(times, known.d), own.d)
        except (TooLarge, ZeroDivisionError):
            continue
        form = mul(field.product_expr(factor.n), power(field.product_expr(factor.d), -1), fact.gap)
        yield Positive(form=form)
