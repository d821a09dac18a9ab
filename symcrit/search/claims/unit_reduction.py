"""`unit_reduction`: the kernel at neurons of length 1 is its mean, its linear part, and a rest of the order ρ²."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symcrit.claims import Claim, json_of
from symcrit.core import Goals, Refutation
from symcrit.core.claims.unit_reduction import UnitReduction
from symcrit.kernels.kernel import as_kernel
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import by_search
from symcrit.search.search import Search, point_of

__all__ = ["attempts", "unit_reduction"]

MISSING = "what is left of the kernel after two terms is not shown to be at most the bound, nor to be more"


def unit_reduction(bound: object, activation: Any) -> Claim:
    """A network f* of any σ, |b_i| = 1, seen by a student: only mean, linear part and a rest |R(ρ)| ≤ bound·ρ² count.

    activation: with a closed kernel. Raises InputError for what is not exact.

    >>> from symcrit import decide
    >>> decide(unit_reduction("1/3 - 1/pi", "erf")).verdict.name
    'PROVED'
    """
    kernel = as_kernel(activation)
    return Claim({"kind": "unit_reduction", "kernel": kernel.core, "bound": json_of(bound)})


def attempts(claim: UnitReduction) -> Iterator[Attempt]:
    """Cosines, and the goal."""
    yield Attempt("cosines", 0.3, _refutation)
    yield Attempt("goals", 1.0, _proof)


def _refutation(search: Search, claim: UnitReduction) -> Refutation | None:
    """A cosine where the rest is larger."""
    for cosine in (Fraction(1), Fraction(99, 100), Fraction(-1)):
        found = Refutation(at=point_of({"rho": cosine}))
        if search.refutes(claim, found):
            return found
    return None


def _proof(search: Search, claim: UnitReduction) -> Goals | None:
    """R(1) is at most the bound."""
    proofs = {}
    for goal in claim.goals(search.work):
        found = by_search(search, goal)
        if found is None:
            return None
        proofs[goal.key] = found
    return Goals(proofs=proofs)
