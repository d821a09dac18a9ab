"""`increasing`: a function of one symbol increases strictly."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.increasing import Increasing
from symcrit.search.attempts import Attempt
from symcrit.search.claims._function import of_function, of_shape

__all__ = ["attempts", "increasing"]

MISSING = "the sign of the derivative was not shown, and no two points were found that violate it"


def increasing(expr: object, symbol: object, where: Hypotheses = ()) -> Claim:
    """expr is strictly increasing in `symbol`, over the interval that the hypotheses give it.

    Raises InputError as `equal` does, and where `symbol` is not a symbol.

    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> increasing(x**3 + x, x).statement
    'for all real x: x^3 + x is strictly increasing in x'
    """
    return of_function("increasing", expr, symbol, where)


def attempts(claim: Increasing) -> Iterator[Attempt]:
    """Pairs of points, and the sign of the derivative."""
    yield from of_shape(claim)
