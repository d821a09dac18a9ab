"""Affine expressions solved for a symbol."""

from __future__ import annotations

from collections.abc import Sequence

from symcrit.core import ZERO, Domain, Expr, TooLarge, diff, mul, num, substitute
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import rational
from symcrit.search.engines.values import rational as exact_value
from symcrit.search.search import Search


def solved(search: Search, domain: Domain, samples: Sequence[dict[str, float]], root: Expr, symbol: str) -> Expr | None:
    """x with root = 0 for an affine function of x, written plainly; None where it is none."""
    slope = diff(root, symbol)
    if symbol in slope.names:
        context = search.context(Domain(domain.kinds))
        if not context.is_zero(diff(slope, symbol)):
            return None
        slope = substitute(slope, {symbol: ZERO})
    if slope is ZERO:
        return None
    place = mul(num(-1), substitute(root, {symbol: ZERO}), slope**-1)
    value = exact_value(place, {}, search.work)
    return rational(value) if value is not None else tidy(search, samples, place)


def tidy(search: Search, samples: Sequence[dict[str, float]], root: Expr) -> Expr:
    """The expression as a quotient of polynomials in what it is made of."""
    try:
        plain = Field(search.work, samples, root)
        return plain.expr_of(plain.of(root))
    except (TooLarge, ZeroDivisionError):
        return root
