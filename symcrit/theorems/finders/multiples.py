"""A goal that is a multiple of a hypothesis: gap = factor·(gap of the hypothesis), the factor of evident sign."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import Symbol

from symcrit.core.expr import Expr, symbols
from symcrit.theorems.finders.field import Field, Quotient
from symcrit.theorems.finders.points import points
from symcrit.theorems.finders.search import Goal, Search, Witness, with_sample, write
from symcrit.theorems.finders.terms import power, weight
from symcrit.translate import from_json, to_json

_CANCEL = 30  # the work of cancelling by sympy, for the weight squared
ATOMS = ("asin", "acos", "atan", "log", "exp", "erf", "sin", "cos")


def find(search: Search, goal: Goal) -> Witness | None:
    """The witness `positive` with such a form, which core accepts."""
    sample = next(points(goal.domain, search.work, 1), None)
    if sample is None:
        return None
    return next((w for w in _candidates(search, goal) if search.accepts(goal.claim, with_sample(w, sample))), None)


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


def _candidates(search: Search, goal: Goal) -> Iterator[Witness]:
    names = {name: Symbol(name, positive=True) for name in goal.domain.kinds}  # for cancelling only
    own = from_json(write(goal.gap), names)
    for fact in goal.domain.others:
        search.poll()
        cost = _CANCEL * weight(goal.gap, fact.gap) ** 2
        if symbols(fact.gap) <= symbols(goal.gap) and cost <= search.work.left // 4:
            search.charge(cost)
            factor = sympy.cancel(sympy.together(own / from_json(write(fact.gap), names)))
            if sympy.count_ops(factor) < sympy.count_ops(own):
                yield {"kind": "positive", "form": ["*", to_json(factor), write(fact.gap)]}
