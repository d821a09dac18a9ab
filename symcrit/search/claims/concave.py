"""`concave`: a function of one symbol is strictly concave."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.concave import Concave
from symcrit.search.attempts import Attempt
from symcrit.search.claims._function import of_function, of_shape

__all__ = ["attempts", "concave"]

MISSING = "the sign of the second derivative was not shown, and no points were found that violate it"


def concave(expr: object, symbol: object, where: Hypotheses = ()) -> Claim:
    """expr is strictly concave in `symbol`, over the interval that the hypotheses give it.

    Raises InputError as `equal` does, and where `symbol` is not a symbol.

    >>> from sympy import Symbol, log
    >>> t = Symbol("t", positive=True)
    >>> concave(log(t), t).statement
    'for all real t with t > 0: log(t) is strictly concave in t'
    """
    return of_function("concave", expr, symbol, where)


def attempts(claim: Concave) -> Iterator[Attempt]:
    """Pairs of points, and the sign of the second derivative."""
    yield from of_shape(claim)
