"""`sphere_mean`: the mean of the kernel over all directions."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.arguments import integer
from symcrit.claims import Claim, json_of
from symcrit.core.claims.sphere_mean import SphereMean
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, prove_goals, relu

__all__ = ["attempts", "sphere_mean"]


def sphere_mean(d: int, value: object) -> Claim:
    """E[σ(u·x)σ(b·x)] is `value` in the mean over b uniform on the unit sphere of R^d, σ = ReLU, |u| = 1.

    Raises InputError for what is not exact.

    >>> sphere_mean(3, "3/16").kind
    'sphere_mean'
    """
    d = integer("d", d, 1)
    return Claim({"kind": "sphere_mean", "kernel": relu(), "dimension": d, "value": json_of(value)})


def attempts(claim: SphereMean) -> Iterator[Attempt]:
    """Points, and every goal."""
    yield from of_goals(prove_goals)
