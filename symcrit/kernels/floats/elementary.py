"""exp, 1 − exp and angles of floats, compiled, without branches: a processor takes four or eight numbers at once.

Those of the C library take one number at a time, and those of numpy are not much faster where there is no AVX-512.
"""

from __future__ import annotations

from functools import partial
from math import copysign, factorial

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from symcrit.jit import exact
from symcrit.kernels.floats.arctangent import COEFFICIENTS, EDGE

__all__ = [
    "angle",
    "cosh_of_two",
    "exp_cosh",
    "exp_sinh",
    "exponential",
    "fma",
    "one_minus_exp",
    "sinh_of_two",
]

_inside = partial(exact, forceinline=True)  # of a loop, which is then compiled for several numbers

_ROUNDER = 1.5 * 2.0**52  # a number added to it is rounded to an integer, which stands in its last digits
_PER_LOG2 = 1.4426950408889634  # 1/log 2
_LOG2 = 0.6931471805599453  # rounded, and what is left of log 2
_LOG2_REST = 2.3190468138462996e-17
_TAYLOR = tuple(1 / factorial(n) for n in range(13, 1, -1))  # of exp(r), for r¹³, …, r²
_LEAST_EXPONENT, _MOST_EXPONENT = -708.0, 710.0  # exp is below 1e-307, and above all floats
_QUARTER, _QUARTER_REST = 0.7853981633974483, 3.061616997868383e-17  # π/4


@intrinsic
def fma(typing_context, x, y, z):
    """x·y + z, rounded once.

    With it q11·q22 − q12² is right to 2 ulp (Jeannerod, Louvet & Muller, Math. Comp. 82 (2013)).
    """

    def build(context, builder, signature, given):
        return builder.fma(*given)

    return types.float64(types.float64, types.float64, types.float64), build


@intrinsic
def _power_of_2(typing_context, rounded):
    """2^(k − 1) for k + _ROUNDER, −1021 ≤ k ≤ 1024: k − 1 + 1023 becomes the exponent of a float."""

    def build(context, builder, signature, given):
        bits = ir.IntType(64)
        whole = builder.add(builder.bitcast(given[0], bits), bits(1022))
        return builder.bitcast(builder.shl(whole, bits(52)), ir.DoubleType())

    return types.float64(types.float64), build


@_inside
def _reduced(x: float) -> tuple[float, float]:
    """p, 2^(k − 1) with exp(x) = 2^k·(1 + p) for −708 ≤ x ≤ 710: p = exp(r) − 1 at r = x − k·log 2, |r| ≤ log(2)/2.

    Taylor's polynomial of degree 13, which is right to 2^-57.
    """
    rounded = fma(x, _PER_LOG2, _ROUNDER)
    k = rounded - _ROUNDER
    r = fma(-k, _LOG2_REST, fma(-k, _LOG2, x))
    p = 0.0
    for coefficient in _TAYLOR:
        p = fma(r, p, coefficient)
    return fma(r * r, p, r), _power_of_2(rounded)


@_inside
def _smaller(x: float, y: float) -> float:
    """Of two numbers; y where one is nan."""
    return x if x < y else y


@_inside
def _larger(x: float, y: float) -> float:
    """Of two numbers; y where one is nan."""
    return x if x > y else y


@_inside
def _half_exponential(x: float) -> float:
    p, half = _reduced(_smaller(_MOST_EXPONENT, _larger(_LEAST_EXPONENT, x)))
    value = fma(p, half, half)
    return 0.0 if x < _LEAST_EXPONENT else value


@_inside
def exponential(x: float) -> float:
    """exp(x), right to 1 ulp; 0 where it is below 1e-307."""
    return 2 * _half_exponential(x)


@_inside
def one_minus_exp(x: float) -> float:
    """1 − exp(x) for x ≤ 0, right to 2 ulp."""
    p, half = _reduced(_larger(-100.0, x))
    scale = 2 * half
    return -fma(p, scale, scale - 1)


@_inside
def exp_times_cosh(total: float, t: float) -> float:
    """exp(s)·cosh t from |t| + s and t."""
    return _half_exponential(total) * (1 + exponential(-2 * abs(t)))


@_inside
def exp_times_sinh(total: float, t: float) -> float:
    """exp(s)·sinh t from |t| + s and t."""
    return copysign(_half_exponential(total) * one_minus_exp(-2 * abs(t)), t)


@_inside
def exp_cosh(s: float, t: float) -> float:
    """exp(s)·cosh t."""
    return exp_times_cosh(abs(t) + s, t)


@_inside
def exp_sinh(s: float, t: float) -> float:
    """exp(s)·sinh t."""
    return exp_times_sinh(abs(t) + s, t)


@_inside
def _in_order(size: float, s: float, r: float) -> float:
    """size + s + r, the smaller of s and r first: see `formula`."""
    return (size + _smaller(s, r)) + _larger(s, r)


@_inside
def cosh_of_two(s: float, r: float, t: float) -> float:
    """exp(s + r)·cosh t."""
    return exp_times_cosh(_in_order(abs(t), s, r), t)


@_inside
def sinh_of_two(s: float, r: float, t: float) -> float:
    """exp(s + r)·sinh t."""
    return exp_times_sinh(_in_order(abs(t), s, r), t)


@_inside
def angle(y: float, x: float) -> float:
    """atan2(y, x) for x ≥ 0, right to 3 ulp; 0 at y = x = 0.

    atan(b/a) = c + atan s with s = b/a, (b − a)/(b + a), −a/b at c = 0, π/4, π/2, so that |s| ≤ tan π/8.
    atan s = s + s³·P(s²), P of degree 10 by interpolation at Chebyshev's points, right to 2^-57.
    """
    size = abs(y)
    low = size <= EDGE * x
    high = x <= EDGE * size
    top = size if low else (-x if high else size - x)
    bottom = x if low else (size if high else size + x)
    quarters = 0.0 if low else (2.0 if high else 1.0)
    s = top / (1.0 if bottom == 0.0 else bottom)
    z = s * s
    p = 0.0
    for coefficient in COEFFICIENTS:
        p = fma(z, p, coefficient)
    small = fma(s * z, p, fma(quarters, _QUARTER_REST, s))
    return copysign(fma(quarters, _QUARTER, small), y)
