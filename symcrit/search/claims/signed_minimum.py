"""`signed_minimum`: the least loss where some weight is not positive."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.signed_minimum import SignedMinimum
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, of_target, prove_goals

__all__ = ["attempts", "signed_minimum"]


def signed_minimum(M: object, c: object, tau: object, *, loss: object, d: object, where: Hypotheses = ()) -> Claim:
    """Among the students of M neurons with at least one s_j ≤ 0, in R^d, the least L is `loss`, and it is attained.

    Raises InputError for what is not exact.

    >>> signed_minimum(2, 1, 2, loss="1 - 2/pi", d=1).kind
    'signed_minimum'
    """
    return of_target("signed_minimum", M, c, tau, {"dimension": d, "value": loss}, where)


def attempts(claim: SignedMinimum) -> Iterator[Attempt]:
    """Points, and every goal."""
    yield from of_goals(prove_goals)
