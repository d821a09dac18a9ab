"""A goal that is a multiple of a hypothesis: gap = factor·(gap of the hypothesis), the factor of evident sign."""

from __future__ import annotations

from collections.abc import Iterator

import sympy
from sympy import Symbol

from symcrit.core.expr import symbols
from symcrit.theorems.finders.points import points
from symcrit.theorems.finders.search import Goal, Search, Witness, with_sample, write
from symcrit.translate import from_json, to_json


def find(search: Search, goal: Goal) -> Witness | None:
    """The witness `positive` with such a form, which core accepts."""
    sample = next(points(goal.domain, 1), None)
    if sample is None:
        return None
    return next((w for w in _candidates(search, goal) if search.accepts(goal.claim, with_sample(w, sample))), None)


def _candidates(search: Search, goal: Goal) -> Iterator[Witness]:
    names = {name: Symbol(name, positive=True) for name in goal.domain.kinds}  # for cancelling only
    own = from_json(write(goal.gap), names)
    for fact in goal.domain.others:
        search.poll()
        if symbols(fact.gap) <= symbols(goal.gap):
            factor = sympy.cancel(sympy.together(own / from_json(write(fact.gap), names)))
            if sympy.count_ops(factor) < sympy.count_ops(own):
                yield {"kind": "positive", "form": ["*", to_json(factor), write(fact.gap)]}
