"""`at_most`: lhs ≤ rhs."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.at_most import AtMost
from symcrit.search.attempts import Attempt
from symcrit.search.claims._relation import NO_SIGN, inequality, of_sides

__all__ = ["at_most", "attempts"]

MISSING = NO_SIGN


def at_most(lhs: object, rhs: object, where: Hypotheses = ()) -> Claim:
    """lhs ≤ rhs wherever the hypotheses hold; both sides are defined there.

    Raises InputError as `equal` does.

    >>> at_most("2*x*y", "x^2 + y^2").statement
    'for all real x, real y: 2·x·y ≤ x^2 + y^2'
    """
    return of_sides("at_most", lhs, rhs, where)


def attempts(claim: AtMost) -> Iterator[Attempt]:
    """Points, a proof, more points."""
    yield from inequality(claim)
