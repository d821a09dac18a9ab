"""Gram matrices [[q11, q12], [q12, q22]] of two Gaussian arguments, and functions at the edge of what they allow.

At a correlation of ±1 rounding puts q11·q22 − q12² below 0 and q12/√(q11·q22) past ±1, although no Gram matrix does.
The functions here take that knowledge into account: each encloses its values where it is defined on a ball.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any

import sympy
from flint import arb

from symcrit import core
from symcrit.core.algebra import balls
from symcrit.core.expectation.atoms import binormal
from symcrit.errors import InputError, shorten, shown
from symcrit.translate import as_expr, to_json

__all__ = [
    "acos_where_defined",
    "as_ball",
    "as_real",
    "asin_where_defined",
    "gram_balls",
    "no_covariance",
    "sqrt_where_defined",
    "where_defined",
    "working_precision",
]

_PRECISION = 128  # bits at which a number is looked at
_EXPANDED = 60  # operations of a number in a determinant that is expanded, at most


def working_precision(digits: int) -> int:
    """Bits that carry `digits` decimal digits and a few more.

    >>> working_precision(30)
    131
    """
    if digits < 1:
        raise InputError(f"{digits} digits: at least 1 is needed")
    return int(3.33 * digits) + 32


def as_ball(value: object) -> arb:
    """A ball that contains an exact number, at the current precision; a ball is itself.

    Raises InputError for floats and for expressions with symbols.

    >>> as_ball("1/4"), as_ball("sqrt(4)")
    (0.250000000000000, 2.00000000000000)
    """
    if isinstance(value, arb):
        return value
    exact = as_expr(value)
    if exact.free_symbols:
        raise InputError(f"{shorten(exact)} is not a number; put values in for its symbols")
    return balls.evaluate(core.parse(to_json(exact)), {})


def as_real(what: str, value: object, most: int = 300) -> sympy.Expr:
    """An exact number whose value is a finite real one, below 10^most; raises InputError otherwise.

    >>> as_real("q11", "sqrt(2)/2")
    sqrt(2)/2
    >>> as_real("q11", "sqrt(-1)")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: q11 = 'sqrt(-1)' is not shown to be a finite real number below 10^300
    """
    try:
        exact = as_expr(value)
        with balls.precision(_PRECISION):
            ball = as_ball(exact)
        good = ball.is_finite() and abs(ball) < arb(10) ** most
    except (core.Malformed, core.Reject, RecursionError, OverflowError):
        good = False
    if not good:
        raise InputError(f"{what} = {shown(value, 40)} is not shown to be a finite real number below 10^{most}")
    return exact


def no_covariance(q11: object, q12: object, q22: object) -> InputError:
    """The error for a matrix that is not positive semidefinite.

    >>> print(no_covariance(1, 2, 1))
    [[1, 2], [2, 1]] is no covariance: q11, q22 >= 0 and q12^2 <= q11*q22 are needed
    """
    a, b, c = (shorten(q.str(6) if isinstance(q, arb) else q, 30) for q in (q11, q12, q22))
    return InputError(f"[[{a}, {b}], [{b}, {c}]] is no covariance: q11, q22 >= 0 and q12^2 <= q11*q22 are needed")


def gram_balls(q11: object, q12: object, q22: object) -> tuple[arb, arb, arb, arb]:
    """Balls for q11, q12, q22 and the determinant q11·q22 − q12², at the current precision.

    The determinant of exact numbers is computed exactly first, so that a singular matrix usually has the ball 0; not of
    numbers with many operations, of which the product would be expanded for ever, or too deep.
    Raises InputError for a matrix that is certainly no covariance.

    >>> gram_balls("1/3", "-1/3", "1/3")[3]
    0
    >>> gram_balls(1, "pi", 1)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: [[1, pi], [pi, 1]] is no covariance: q11, q22 >= 0 and q12^2 <= q11*q22 are needed
    """
    values = [q if isinstance(q, arb) else as_expr(q) for q in (q11, q12, q22)]
    a, b, c = map(as_ball, values)
    short = not any(isinstance(value, arb) or value.count_ops() > _EXPANDED for value in values)
    determinant = a * c - b * b
    if short:
        with contextlib.suppress(core.Malformed):  # it is nested too deep, as the numbers themselves are not
            determinant = as_ball(sympy.expand(values[0] * values[2] - values[1] ** 2))
    if a < 0 or c < 0 or determinant < 0:
        raise no_covariance(*values)
    return a, b, c, determinant


def sqrt_where_defined(x: arb) -> arb:
    """{√t : t in x, t ≥ 0}; nan where x is not finite or below 0.

    >>> arb(0, 1e-20).sqrt().is_finite(), sqrt_where_defined(arb(0, 1e-20)).is_finite()
    (False, True)
    """
    if not x.is_finite() or x < 0:
        return arb("nan")
    return x.sqrt() if x > 0 else _between(arb.sqrt, arb(0), x.upper())


def asin_where_defined(x: arb) -> arb:
    """{asin t : t in x, −1 ≤ t ≤ 1}; nan where x is not finite or outside.

    >>> asin_where_defined(arb(1, 1e-20)).str(5, radius=False)
    '1.5708'
    """
    return _inside(arb.asin, x)


def acos_where_defined(x: arb) -> arb:
    """{acos t : t in x, −1 ≤ t ≤ 1}; nan where x is not finite or outside.

    >>> acos_where_defined(arb(-1, 1e-20)).str(5, radius=False)
    '3.1416'
    """
    return _inside(arb.acos, x)


def _inside(function: Callable[[arb], arb], x: arb) -> arb:
    if x > -1 and x < 1:
        return function(x)
    return _between(function, *_ends(x))


def _ends(x: arb) -> tuple[arb, arb]:
    """The exact ends of the part of a ball within [−1, 1]; nan where there is none."""
    if not x.is_finite() or x < -1 or x > 1:
        return arb("nan"), arb("nan")
    low, high = x.lower(), x.upper()
    return low if low > -1 else arb(-1), high if high < 1 else arb(1)


def _between(function: Callable[[arb], arb], low: arb, high: arb) -> arb:
    """The values of a monotone function between two exact points."""
    return function(low).union(function(high))


_BALL_WHERE_DEFINED = {"sqrt": sqrt_where_defined, "asin": asin_where_defined, "acos": acos_where_defined}
_RANGES = {"asin": (-1, 1), "acos": (0, 2)}  # in units of π/2


def where_defined(form: core.Expr, values: Mapping[str, arb], *, is_kernel: bool) -> arb:
    """A ball of an expression over the part of the balls `values` where it is defined.

    For a kernel also over the limits of such points with q11 = 0 or q22 = 0: there q12 = 0, the correlation is 0/0, and
    its asin or acos stands for every value it can take.  κ is continuous, so it is in the ball.

    >>> root = core.parse(["sqrt", "q12"])
    >>> where_defined(root, {"q12": arb(0, 1e-20)}, is_kernel=True).is_finite()
    True
    """
    memo: dict[core.Expr, Any] = {}
    for node in core.nodes(form):
        if node.op == "binormal":
            h, k, rho = (balls.evaluate(child, values, memo) for child in node.children)
            low, high = _ends(rho)  # Φ₂ increases in each argument
            memo[node] = binormal(h.lower(), k.lower(), low).union(binormal(h.upper(), k.upper(), high))
        if node.op in _BALL_WHERE_DEFINED:
            inside = balls.evaluate(node.children[0], values, memo)
            memo[node] = _BALL_WHERE_DEFINED[node.op](inside)
            if is_kernel and node.op in _RANGES and not inside.is_finite():
                low, high = _RANGES[node.op]
                memo[node] = (arb(low).union(high)) * arb.pi() / 2
    return balls.evaluate(form, values, memo)
