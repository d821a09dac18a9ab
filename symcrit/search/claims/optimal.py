"""`optimal`: equal vectors with equal cosines are the minimum over all positive weights."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.optimal import Optimal
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, of_target, prove_of_cosine

__all__ = ["attempts", "optimal"]


def optimal(
    M: object, c: object, tau: object, *, cosine: object, length: object, loss: object, d: object,
    where: Hypotheses = (),
) -> Claim:  # fmt: skip
    """The equiangular student is the minimum over all students with s_j ≥ 0 in R^d, and the only one up to isometries.

    The arguments are those of `equiangular`, and the loss there.  Raises InputError for what is not exact.

    >>> optimal(2, 1, 0, cosine=-1, length="sqrt(2/pi)", loss="1 - 2/pi", d=1).kind
    'optimal'
    """
    parts = {"cosine": cosine, "length": length, "dimension": d, "value": loss}
    return of_target("optimal", M, c, tau, parts, where)


def attempts(claim: Optimal) -> Iterator[Attempt]:
    """Points, and every goal."""
    yield from of_goals(prove_of_cosine)
