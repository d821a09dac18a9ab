"""`reduction`: the kernel is its mean, its linear part, and a rest of the order ρ²."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symcrit.claims import Claim, json_of
from symcrit.core import Goal as CoreGoal
from symcrit.core import Goals, Witness
from symcrit.core.claims.reduction import RHO, Reduction
from symcrit.core.witnesses.positive import Positive
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, prove_goals, relu
from symcrit.search.claims.unit_reduction import unit_reduction
from symcrit.search.engines import inequalities
from symcrit.search.engines.values import Point
from symcrit.search.search import Goal, Search, lemma

__all__ = ["attempts", "reduction"]


def reduction(bound: object, activation: Any = "relu") -> Claim:
    """A ReLU network f* seen by a student: only mean, linear part and a rest 0 ≤ R(ρ) ≤ bound·ρ² of the kernel count.

    activation: another one, with a closed kernel; then neurons have length 1, and |R(ρ)| ≤ bound·ρ²
    (`unit_reduction`).  Raises InputError for what is not exact.

    >>> reduction("1/4 - 1/(2*pi)").kind
    'reduction'
    """
    if activation != "relu":
        return unit_reduction(bound, activation)
    return Claim({"kind": "reduction", "kernel": relu(), "bound": json_of(bound)})


def attempts(claim: Reduction) -> Iterator[Attempt]:
    """Cosines, and every goal."""
    yield from of_goals(_prove, _places)


def _places(search: Search, claim: Reduction) -> Iterator[Point]:
    """Cosines at which the rest is compared with its bound."""
    yield from ({"rho": Fraction(n, 10)} for n in (10, -10, 9, -9, 5, -5, 1, -1))


def _prove(search: Search, claim: Reduction) -> Goals | None:
    """Every goal; the bound after a division by ρ²."""
    return prove_goals(search, claim, special={"bound": _over_square})


def _over_square(search: Search, claim: Reduction, goal: CoreGoal) -> Witness | None:
    """0 ≤ gap as ρ²·(gap/ρ²), where gap/ρ² falls to 0 or more at ρ = 1."""
    square = RHO * RHO
    inner = Goal(goal.domain, goal.relation.gap / square, False)
    proof = inequalities.Prover(search).chain(inner, "rho", inner.domain.upper["rho"], -1, 3)
    if proof is None:
        return None
    return Positive(form=square * inner.gap, lemmas=(lemma(inner.relation, proof),))
