"""`decreasing`: a function of one symbol decreases strictly."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.decreasing import Decreasing
from symcrit.search.attempts import Attempt
from symcrit.search.claims._function import of_function, of_shape

__all__ = ["attempts", "decreasing"]

MISSING = "the sign of the derivative was not shown, and no two points were found that violate it"


def decreasing(expr: object, symbol: object, where: Hypotheses = ()) -> Claim:
    """expr is strictly decreasing in `symbol`, over the interval that the hypotheses give it.

    Raises InputError as `equal` does, and where `symbol` is not a symbol.

    >>> from sympy import Symbol
    >>> x = Symbol("x", positive=True)
    >>> decreasing(1 / x, x).statement
    'for all real x with x > 0: 1/x is strictly decreasing in x'
    """
    return of_function("decreasing", expr, symbol, where)


def attempts(claim: Decreasing) -> Iterator[Attempt]:
    """Pairs of points, and the sign of the derivative."""
    yield from of_shape(claim)
