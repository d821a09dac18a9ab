"""`less`: lhs < rhs."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.less import Less
from symcrit.search.attempts import Attempt
from symcrit.search.claims._relation import NO_SIGN, inequality, of_sides

__all__ = ["attempts", "less", "positive"]

MISSING = NO_SIGN


def less(lhs: object, rhs: object, where: Hypotheses = ()) -> Claim:
    """lhs < rhs, strictly, wherever the hypotheses hold; both sides are defined there.

    Raises InputError as `equal` does.

    >>> less("x", "exp(x)").statement
    'for all real x: x < exp(x)'
    """
    return of_sides("less", lhs, rhs, where)


def positive(expr: object, where: Hypotheses = ()) -> Claim:
    """0 < expr wherever the hypotheses hold, and expr is defined there.

    Raises InputError as `equal` does.

    >>> from sympy import symbols
    >>> l = symbols("l", integer=True)
    >>> positive(2*l - 1, where=[l >= 1]).statement
    'for all integer l with l ≥ 1: 0 < 2·l - 1'
    """
    return of_sides("less", 0, expr, where)


def attempts(claim: Less) -> Iterator[Attempt]:
    """Points, a proof, more points."""
    yield from inequality(claim)
