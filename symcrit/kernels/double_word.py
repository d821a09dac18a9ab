"""Sums of two floats, h + l with |l| ≤ ulp(h)/2: arithmetic with twice the digits, compiled.

Sources: Joldes, Muller & Popescu, Tight and rigorous error bounds for basic building blocks of double-word arithmetic,
ACM TOMS 44 (2017): relative errors of at most 15·2⁻¹⁰⁶. `angle` is right to 2⁻⁶⁹. No result or part of it may
underflow or overflow.
"""

import math
from fractions import Fraction

import numpy as np
from flint import arb, ctx
from numba.core import types
from numba.extending import intrinsic

from symcrit.jit import exact_part

__all__ = ["add", "angle", "divide", "multiply", "of_ball", "pair", "product", "root"]

_CELLS = 256  # of the table of angles
_ROUND = 1.5 * 2.0**52  # a float x + _ROUND is an integer


def pair(value: Fraction) -> tuple[float, float]:
    """The pair next to a number."""
    high = float(value)
    return high, float(value - Fraction(high))


def of_ball(ball: arb) -> tuple[float, float]:
    """The pair next to the middle of a ball."""
    mantissa, exponent = ball.mid().man_exp()
    return pair(int(mantissa) * Fraction(2) ** int(exponent))


def _angles() -> tuple[np.ndarray, tuple[float, float]]:
    """atan(i/256), i = 0, …, 256, and π/2, as pairs."""
    before = ctx.prec
    try:
        ctx.prec = 160
        table = [of_ball((arb(i) / _CELLS).atan()) for i in range(_CELLS + 1)]
        return np.array(table).T.copy(), of_ball(arb.pi() / 2)
    finally:
        ctx.prec = before


(_ANGLES, _ANGLES_LOW), (_RIGHT, _RIGHT_LOW) = _angles()


@intrinsic
def fma(typing_context, x, y, z):
    """x·y + z, rounded once."""

    def build(context, builder, signature, given):
        return builder.fma(*given)

    return types.float64(types.float64, types.float64, types.float64), build


@exact_part
def total(x, y):
    """x + y, exactly."""
    s = x + y
    t = s - x
    return s, (x - (s - t)) + (y - t)


@exact_part
def _total_of_ordered(x, y):
    """x + y, exactly, if |x| ≥ |y|."""
    s = x + y
    return s, y - (s - x)


@exact_part
def product(x, y):
    """x·y, exactly."""
    p = x * y
    return p, fma(x, y, -p)


@exact_part
def add(x, xl, y, yl):
    """The sum of two pairs."""
    s, sl = total(x, y)
    t, tl = total(xl, yl)
    s, sl = _total_of_ordered(s, sl + t)
    return _total_of_ordered(s, sl + tl)


@exact_part
def multiply(x, xl, y, yl):
    """The product of two pairs."""
    p, pl = product(x, y)
    return _total_of_ordered(p, pl + fma(x, yl, xl * y))


@exact_part
def divide(x, xl, y, yl):
    """The quotient of two pairs."""
    q = x / y
    p, pl = product(q, y)
    p, pl = _total_of_ordered(p, fma(q, yl, pl))
    return _total_of_ordered(q, ((x - p) + (xl - pl)) / y)


@exact_part
def root(x, xl):
    """The square root of a pair ≥ 0."""
    s = math.sqrt(x)
    rest = fma(-s, s, x) + xl
    return _total_of_ordered(s, rest / (2.0 * s) if s > 0.0 else 0.0)


@exact_part
def angle(y, yl, x, xl):
    """atan2(y, x) of pairs: the nearest angle of the table, and a series for what is missing; without branches."""
    up, right = math.copysign(1.0, y), math.copysign(1.0, x)
    a, al, b, bl = up * y, up * yl, right * x, right * xl
    steep = a > b
    low, low_l, high, high_l = (b, bl, a, al) if steep else (a, al, b, bl)
    ratio = low / high
    nearest = (_CELLS * (ratio if ratio <= 1.0 else 0.0) + _ROUND) - _ROUND  # nan is no index
    node = nearest / _CELLS
    p, pl = multiply(high, high_l, -node, 0.0)
    top, top_l = add(low, low_l, p, pl)
    p, pl = multiply(low, low_l, node, 0.0)
    bottom, bottom_l = add(high, high_l, p, pl)
    t, tl = divide(top, top_l, bottom, bottom_l)
    z = t * t
    rest = t * z * (-1.0 / 3.0 + z * (0.2 + z * (-1.0 / 7.0 + z * (1.0 / 9.0 - z / 11.0))))
    t, tl = _total_of_ordered(t, tl + rest)
    cell = np.int64(nearest)
    t, tl = add(_ANGLES[cell], _ANGLES_LOW[cell], t, tl)
    turns = 1.0 if steep else 1.0 - right  # from there, back where `steep` or `right` alone
    way = right * (-1.0 if steep else 1.0)
    t, tl = add(turns * _RIGHT, turns * _RIGHT_LOW, way * t, way * tl)
    return up * t, up * tl
