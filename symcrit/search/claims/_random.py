"""Claims about targets with random weights, `random_rate` and `subgaussian_rate`: what is tried on both."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from symcrit.core import Expr, Goals, Refutation
from symcrit.search.claims._affine import by_search
from symcrit.search.claims.rate import NOT_KINKED
from symcrit.search.engines.places.points import points
from symcrit.search.search import Search, point_of

__all__ = ["PLACES", "goals_with", "one_neuron"]

PLACES = 10  # that are looked at


def one_neuron(search: Search, claim: Any) -> Refutation | None:
    """A point where one neuron is seen by more than the value."""
    for place in islice(points(claim.domain, search.work, PLACES), PLACES):
        found = Refutation(at=point_of(place))
        finding = search.finding(claim, found)
        if finding is not None and finding.failure is not None:
            return found
    return None


def goals_with(search: Search, claim: Any, given: Mapping[str, Expr]) -> Goals | None:
    """A proof of every goal, with what is handed over to them; None where one is missing."""
    proofs = {}
    for goal in claim.goals(search.work, given):
        found = by_search(search, goal)
        if found is None:
            if goal.key == "activation":
                search.said["goals"] = NOT_KINKED
            return None
        proofs[goal.key] = found
    return Goals(proofs=proofs, given=given)
