"""`equiangular`: a critical point of equal vectors with equal cosines."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.equiangular import Equiangular
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, of_target, prove_of_cosine

__all__ = ["attempts", "equiangular"]


def equiangular(
    M: object, c: object, tau: object, *, cosine: object, length: object, d: object, where: Hypotheses = ()
) -> Claim:
    """In R^d there are M unit vectors with this mutual cosine; with v along their sum, ∇L = 0 at s_j = length.

    No other equal s_j > 0, and no other τ, make it critical.  Raises InputError for what is not exact.

    >>> equiangular(2, 1, 0, cosine=-1, length="sqrt(2/pi)", d=1).kind
    'equiangular'
    """
    parts = {"cosine": cosine, "length": length, "dimension": d}
    return of_target("equiangular", M, c, tau, parts, where)


def attempts(claim: Equiangular) -> Iterator[Attempt]:
    """Points, and every goal."""
    yield from of_goals(prove_of_cosine)
