"""`convex`: a function of one symbol is strictly convex."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.convex import Convex
from symcrit.search.attempts import Attempt
from symcrit.search.claims._function import of_function, of_shape

__all__ = ["attempts", "convex"]

MISSING = "the sign of the second derivative was not shown, and no points were found that violate it"


def convex(expr: object, symbol: object, where: Hypotheses = ()) -> Claim:
    """expr is strictly convex in `symbol`, over the interval that the hypotheses give it.

    Raises InputError as `equal` does, and where `symbol` is not a symbol.

    >>> from sympy import Symbol
    >>> t = Symbol("t", positive=True)
    >>> convex(1/t, t).statement
    'for all real t with t > 0: 1/t is strictly convex in t'
    """
    return of_function("convex", expr, symbol, where)


def attempts(claim: Convex) -> Iterator[Attempt]:
    """Pairs of points, and the sign of the second derivative."""
    yield from of_shape(claim)
