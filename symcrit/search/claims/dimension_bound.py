"""`dimension_bound`: a lower bound of the loss in a given dimension, by degrees 0, 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.arguments import one_of
from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.dimension_bound import SIGNS, DimensionBound
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, of_target, prove_goals
from symcrit.search.claims.dual_bound import small_losses

__all__ = ["attempts", "dimension_bound"]


def dimension_bound(
    M: object, c: object, tau: object, *, d: object, value: object, cosine: object = None, where: Hypotheses = ()
) -> Claim:
    """value ≤ L for every student of M neurons in d dimensions: with s_j ≥ 0 by the supporting parabola at `cosine`,
    and without a cosine for outgoing weights of any sign.

    Where M > d + 1 no equiangular student fits, and this may be more than `dual_bound`; with signs c²/(2d + 1) for
    every M. Raises InputError for what is not exact.

    >>> dimension_bound(7, 1, 0, d=3, value="1/7").kind
    'dimension_bound'
    """
    signs = one_of("signs", "free" if cosine is None else "nonnegative", SIGNS)
    parts = {"dimension": d, "value": value} | ({} if cosine is None else {"cosine": cosine})
    return of_target("dimension_bound", M, c, tau, parts, where, {"signs": signs})


def attempts(claim: DimensionBound) -> Iterator[Attempt]:
    """Students, and every goal."""
    yield from of_goals(prove_goals, refutations=small_losses)
