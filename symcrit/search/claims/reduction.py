"""`reduction`: the kernel is its mean, its linear part, and a rest of the order ρ²."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symcrit.claims import Claim, json_of
from symcrit.core import Goal as CoreGoal
from symcrit.core import Goals, Witness
from symcrit.core.claims.reduction import RHO, Reduction
from symcrit.core.witnesses.positive import Positive
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, prove_goals, relu
from symcrit.search.engines import inequalities
from symcrit.search.engines.values import Point
from symcrit.search.search import Goal, Search, lemma

__all__ = ["attempts", "reduction"]


def reduction(bound: object) -> Claim:
    """A ReLU network f* seen by a student: only mean, linear part and a rest 0 ≤ R(ρ) ≤ bound·ρ² of the kernel count.

    Raises InputError for what is not exact.

    >>> reduction("1/4 - 1/(2*pi)").kind
    'reduction'
    """
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
