"""`dual_bound`: a lower bound of the loss over all positive weights, in every dimension."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isnan

from symcrit.claims import Claim, Hypotheses
from symcrit.core import sym
from symcrit.core.claims.dimension_bound import DimensionBound
from symcrit.core.claims.dual_bound import DualBound, SmallLoss
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, of_target, prove_of_cosine
from symcrit.search.engines import floats
from symcrit.search.engines.values import Point
from symcrit.search.search import Search, number, point_of

__all__ = ["attempts", "dual_bound"]

GRID = 400  # cosines that are tried


def dual_bound(M: object, c: object, tau: object, *, cosine: object, value: object, where: Hypotheses = ()) -> Claim:
    """value ≤ L for every student of M neurons with s_j ≥ 0, in any dimension, by the supporting line at `cosine`.

    Raises InputError for what is not exact.

    >>> dual_bound(3, 1, 0, cosine="-1/2", value="1/5").kind
    'dual_bound'
    """
    return of_target("dual_bound", M, c, tau, {"cosine": cosine, "value": value}, where)


def attempts(claim: DualBound) -> Iterator[Attempt]:
    """Points, and every goal."""
    yield from of_goals(prove_of_cosine, refutations=small_losses)


def small_losses(search: Search, claim: DualBound | DimensionBound, place: Point) -> Iterator[SmallLoss]:
    """Equiangular students of small loss, by cosine and length."""
    target = claim.target
    rho = sym("_rho")
    r = sym("_r")
    loss = floats.compiled(target.loss(rho, r), search.work)
    here = {name: float(value) for name, value in place.items()}

    def best(cosine: float) -> tuple[float, float]:
        low, middle, high = (loss({**here, "_rho": cosine, "_r": x}) for x in (0.0, 1.0, 2.0))
        slope = (4 * middle - 3 * low - high) / 2
        bend = (low - 2 * middle + high) / 2
        length = max(-slope / (2 * bend), 0.0) if bend > 0 else 0.0
        return loss({**here, "_rho": cosine, "_r": length}), length

    count = float(floats.compiled(target.M, search.work)(here))
    start = -1 / (count - 1) if count > 1 else 0.0
    grid = [start + (1 - start) * i / GRID for i in range(GRID)]
    found = [(value, cosine, length) for cosine in grid for value, length in [best(cosine)] if not isnan(value)]
    if found:
        _, cosine, length = min(found)
        near = [number(Fraction(x).limit_denominator(10**6)) for x in (cosine, length)]
        yield SmallLoss(at=point_of(place), cosine=near[0], length=near[1])
