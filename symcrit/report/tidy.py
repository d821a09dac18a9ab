"""Closed forms as a person would write them, and still what they were: core decides that both are equal."""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Expr, Mul, acos, asin, sqrt

from symcrit.core import Verdict
from symcrit.search.claims.equal import equal
from symcrit.theorems.decide import decide

__all__ = ["tidied"]


def tidied(expr: Expr, where: Sequence[object] = ()) -> Expr:
    """An expression with simpler angles and like terms added up; the expression itself unless core proves them equal.

    where: the hypotheses under which it is meant.

    >>> k = sympy.Symbol("k", integer=True, positive=True)
    >>> tidied(asin(1 / ((1 + 1 / (2 * k - 1)) * (2 * k - 1))), [k >= 1])
    asin(1/(2*k))
    """
    found = sympy.expand(expr.replace(lambda part: isinstance(part, (asin, acos)), _angle))
    if found == expr:
        return expr
    verdict = decide(equal(expr, found, where=list(where))).verdict
    return found if verdict is Verdict.PROVED else expr


def _angle(part: Expr) -> Expr:
    """asin x or acos x with x as the root of a quotient of products."""
    (argument,) = part.args
    square = sympy.factor(sympy.cancel(sympy.together(argument**2)))
    if not square.is_rational_function():
        return part
    top, bottom = map(_root, sympy.fraction(square))
    sample = {symbol: sympy.Integer(3 + i) for i, symbol in enumerate(sorted(part.free_symbols, key=str))}
    sign = -1 if argument.xreplace(sample).is_negative else 1
    return part.func(sign * top / bottom)


def _root(product: Expr) -> Expr:
    """The root of a product of powers, where every factor is taken to be positive: core sees whether it is."""
    content, factors = sympy.factor_list(product)
    parts = [factor ** (power // 2) * (sqrt(factor) if power % 2 else 1) for factor, power in factors]
    return sqrt(content) * Mul(*parts)
