r"""The bivariate normal distribution Φ₂ in floating point with a bound of its error, in one float or in two.

Let V(h, y) be the probability of the set that lies beyond the segment from the point −∞ of the line X = h ≥ 0 to its
point (h, y), as seen from the origin.  With R² = h² + y² and ψ = π/2 + atan(y/h), Q = 1 − Φ and Owen's T,

    V(h, y) = (1/2π)∫₀^ψ exp(−h²/(2 sin² φ)) dφ = Q(h)/2 + sgn y · T(h, |y|/h),
    ∂V/∂h = −φ(h)Φ(y) − (y/R²) exp(−R²/2)/2π,    ∂V/∂y = (h/R²) exp(−R²/2)/2π,
    Φ₂(h, k; ρ) = [h, k > 0] ∓ V(|h|, y) ∓ V(|k|, x),    y = (k − ρh)/√(1 − ρ²), x = (h − ρk)/√(1 − ρ²),

with − for the arguments > 0.  T(h, a) is computed for |a| ≤ 1, as (a/2π) exp(−h²/2) Σ (−a²)ʲ mⱼ(z), z = a²h²/2: the
moments mⱼ = ∫₀¹ s²ʲ exp(−zs²) ds satisfy (2j + 1)mⱼ = 2z mⱼ₊₁ + exp(−z), which is a sum of positive terms, and n terms
with the weights of Cohen, Rodriguez Villegas and Zagier (Exp. Math. 9 (2000) 3, Algorithm 1) leave at most 2·5.8⁻ⁿ of
the sum.  For y > h, V(h, −y) = T(y, h/y) − Q(y)(1/2 − Q(h)), so no term is larger than Q(max(h, y)).  Where that is
much more than V(h, −y), it is computed in polar coordinates around (h, −y), with Mills' ratio M = Q/φ, as

    V(h, −y) = exp(−R²/2)/2π · ∫ G(R/√(1 + τ²))/(1 + τ²) dτ over 0 ≤ τ ≤ h/y,
    G(x) = ∫₀^∞ r exp(−r²/2 − rx) dr = 1 − xM(x).

References: Owen, Ann. Math. Statist. 27 (1956) 1075; Genz, Stat. Comput. 14 (2004) 251.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from symcrit.jit import exact as compiled
from symcrit.kernels.double_word import of_ball, pair
from symcrit.kernels.twofold import (
    NUMBERS,
    ODD,
    UNIT,
    add,
    atan2,
    divide,
    erf,
    exp,
    mills,
    multiply,
    sqrt,
    subtract,
    upper,
)

__all__ = ["error_function", "quadrants", "quadrants_of_pairs"]

_LONG = 60.0  # beyond this z the moments are computed upwards
_END = 40.0  # where Q underflows
_COST, _UNIT = 16.0, 2.0**-53
_TINY = 1e-300  # what may underflow
_ROOT = math.sqrt(0.5)


def _weights(n: int) -> np.ndarray:
    """By which Σ (−1)ʲ aⱼ, aⱼ the moments of a positive measure on [0, 1], is found to 2·5.8⁻ⁿ."""
    d = [1, 3]
    for _ in range(n - 1):
        d.append(6 * d[-1] - d[-2])  # ((3 + √8)ⁿ + (3 − √8)ⁿ)/2
    found, b, c = [], Fraction(-1), Fraction(-d[n])
    for j in range(n):
        c = b - c
        found.append(pair(abs(c) / d[n]))
        b *= Fraction((j + n) * (j - n) * 2, (2 * j + 1) * (j + 1))
    return np.array(found)


def _nodes(n: int) -> np.ndarray:
    """Nodes and weights of Gauss and Legendre on [0, 1], by pairs."""
    before, ctx.prec = ctx.prec, 200
    try:
        rules = [arb.legendre_p_root(n, i, weight=True) for i in range(n)]
        return np.array([[*of_ball((1 + x) / 2), *of_ball(w / 2)] for x, w in rules])
    finally:
        ctx.prec = before


_NODES = _nodes(48)
_MANY, _FEW = _weights(42), _weights(22)[:, 0].copy()
_SINGLE = 1 / (2 * np.arange(200) + 1.0)
_HALF, _ONE, _ZERO = (0.5, 0.0), (1.0, 0.0), (0.0, 0.0)


@compiled
def _owen(h, y):
    """T(h, y/h) for 0 ≤ y ≤ h."""
    z = y * y / 2
    if y == 0 or h > _END:
        return 0.0
    if z > _LONG:
        return math.nan
    a, w, e, m, s = y / h, (y / h) * (y / h), math.exp(-z), 0.0, 0.0
    for j in range(_FEW.size + 12 + int(2 * z), -1, -1):
        m = (2 * z * m + e) * _SINGLE[j]
        if j < _FEW.size:
            s = _FEW[j] * m - w * s
    return a * math.exp(-h * h / 2) * s / (2 * math.pi)


@compiled
def _owen_of_pairs(h, y):
    """Beyond z = 60 the moments are computed upwards: exp(−z) is small beside them."""
    if y[0] == 0 or h[0] > _END:
        return _ZERO
    a, twice, n = divide(y, h), multiply(y, y), _MANY.shape[0]
    w, s, e, z = multiply(a, a), _ZERO, exp((-twice[0] / 2, -twice[1] / 2)), twice[0] / 2
    if z > _LONG:
        m, power = divide(subtract(_HALF, upper(y)), multiply(y, (NUMBERS[3, 0], NUMBERS[3, 1]))), _ONE
        for j in range(n):
            s = add(s, multiply(multiply((_MANY[j, 0], _MANY[j, 1]), power), m))
            m = divide(subtract(multiply((2 * j + 1.0, 0.0), m), e), twice)
            power = multiply(power, (-w[0], -w[1]))
    else:
        m = _ZERO
        for j in range(n + 20 + int(2.2 * z), -1, -1):
            m = multiply(add(multiply(twice, m), e), (ODD[j, 0], ODD[j, 1]))
            if j < n:
                s = subtract(multiply((_MANY[j, 0], _MANY[j, 1]), m), multiply(w, s))
    square = multiply(h, h)
    e = multiply(exp((-square[0] / 2, -square[1] / 2)), (NUMBERS[1, 0], NUMBERS[1, 1]))
    return multiply(multiply(a, e), s)


@compiled
def _bound(h, y, upper_h, rest, dh, dy, unit):
    """Of the error of V(h, y), in units: COST for its terms, which are at most Q(h) and `rest`, and its slopes."""
    square, larger = h * h + y * y, max(h, abs(y))
    error = (_COST + 4 * larger * larger) * rest if rest > 0 else 0.0
    if y > 0:
        error += (_COST + 4 * h * h) * upper_h
    if dh == 0 and dy == 0:
        return error
    if not (dh + dy) * unit <= 2.0**-20 * min(math.sqrt(square), 1e300):
        return math.inf
    near = math.exp(-square * (0.5 - 2.0**-19))  # not below exp(−R²/2) for what h and y may be
    if near > 0:
        error += near / 6 * ((h * dy + abs(y) * dh) / square)
    return error + dh * (0.4 * math.exp(-h * h * (0.5 - 2.0**-19)) if y >= 0 else 0.2 * near)


@compiled
def _sector(h, y, dh, dy):
    """V(h, y) for h ≥ 0."""
    own, up = math.erfc(h * _ROOT) / 2, abs(y)
    if up <= h:
        t = _owen(h, up)
        low, rest = own / 2 - t, own / 2 + t
    else:
        t, other = _owen(up, h), math.erfc(up * _ROOT) / 2
        low, rest = t - other * (math.erf(h * _ROOT) / 2), t + other / 2
    return own - low if y > 0 else low, _bound(h, y, own, rest, dh, dy, _UNIT)


@compiled
def _far(h, y):
    """V(h, −y) for 3 ≤ h ≤ 3y, where none of its terms is small beside the sum."""
    steepest, s = divide(h, y), _ZERO
    square = add(multiply(h, h), multiply(y, y))
    for i in range(_NODES.shape[0]):
        slope = multiply(steepest, (_NODES[i, 0], _NODES[i, 1]))
        secant = add(_ONE, multiply(slope, slope))
        x = sqrt(divide(square, secant))
        share = divide(subtract(_ONE, multiply(x, mills(x))), secant)
        s = add(s, multiply(share, (_NODES[i, 2], _NODES[i, 3])))
    e = multiply(exp((-square[0] / 2, -square[1] / 2)), (NUMBERS[1, 0], NUMBERS[1, 1]))
    return multiply(multiply(steepest, s), e)


@compiled
def _size(a):
    return (a[0], a[1]) if a[0] > 0 else (-a[0], -a[1])


@compiled
def _sector_of_pairs(h, y, dh, dy):
    own, up = upper(h), _size(y)
    if y[0] < 0 and 3 <= h[0] <= 3 * up[0] and up[0] >= 3 and math.hypot(h[0], up[0]) < 38:
        low = _far(h, up)
        rest = 2 * low[0]
    elif up[0] <= h[0]:
        t = _owen_of_pairs(h, up)
        low, rest = subtract((own[0] / 2, own[1] / 2), t), own[0] / 2 + t[0]
    elif up[0] > _END:
        low, rest = _ZERO, 0.0
    else:
        t, other = _owen_of_pairs(up, h), upper(up)
        middle = erf(multiply(h, (NUMBERS[2, 0], NUMBERS[2, 1])))
        low, rest = subtract(t, multiply(other, (middle[0] / 2, middle[1] / 2))), t[0] + other[0] / 2
    return subtract(own, low) if y[0] > 0 else low, _bound(h[0], y[0], own[0], rest, dh, dy, UNIT)


@compiled
def _along(top, side, d_top, d_side, unit):
    """The error of top/side; 0 where this is certainly infinite, and infinite where nothing is certain."""
    if side == 0:
        return 0.0 if d_side == 0 and (d_top * unit < abs(top) or d_top == 0) else math.inf
    if not d_side * unit < side / 2:
        return math.inf
    return (d_top + 2 * abs(top) * (d_side / side + 1)) / side


@compiled
def _turned(side, across, d_side, d_across):
    """The error of the angle of (−across, side)."""
    return (abs(across) * d_side + side * d_across) / (across * across + side * side)


@compiled
def _quadrant(values, errors):
    (h, k, up, right, side, across), (dh, dk, d_up, d_right, d_side, d_across) = values, errors
    if h == 0 and k == 0:  # up and right are not needed, and h and k move Φ₂ by φ(0) at most
        angle = math.atan2(side, -across) / (2 * math.pi)
        return angle, 5 * angle + _turned(side, across, d_side, d_across) / 6 + 0.4 * (dh + dk)
    y = up / side if up != 0 else 0.0
    x = right / side if right != 0 else 0.0
    one, d_one = _sector(abs(h), y, dh, _along(up, side, d_up, d_side, _UNIT))
    two, d_two = _sector(abs(k), x, dk, _along(right, side, d_right, d_side, _UNIT))
    one, two = -one if h > 0 else one, -two if k > 0 else two
    error = d_one + d_two + _TINY / _UNIT
    if h > 0 and k > 0:
        return (1 + one) + two, error + 2
    return one + two, error + abs(one + two)


@compiled
def _quadrant_of_pairs(values, errors):
    (h, k, up, right, side, across), (dh, dk, d_up, d_right, d_side, d_across) = values, errors
    if h[0] == 0 and k[0] == 0:
        angle = multiply(atan2(side, (-across[0], -across[1])), (NUMBERS[1, 0], NUMBERS[1, 1]))
        return angle, 5 * angle[0] + _turned(side[0], across[0], d_side, d_across) / 6 + 0.4 * (dh + dk)
    y = divide(up, side) if up[0] != 0 else _ZERO
    x = divide(right, side) if right[0] != 0 else _ZERO
    one, d_one = _sector_of_pairs(_size(h), y, dh, _along(up[0], side[0], d_up, d_side, UNIT))
    two, d_two = _sector_of_pairs(_size(k), x, dk, _along(right[0], side[0], d_right, d_side, UNIT))
    one, two = (-one[0], -one[1]) if h[0] > 0 else one, (-two[0], -two[1]) if k[0] > 0 else two
    value, error = add(one, two), d_one + d_two + _TINY / UNIT
    if h[0] > 0 and k[0] > 0:
        return add(_ONE, value), error + 2
    return value, error + abs(value[0])


@compiled
def quadrants(values, errors):
    """Φ₂(h, k; ρ) and a bound of its error, for each row of `values` with rows of bounds of their errors.

    A row is h, k, up, right, side, across, which are taken to be consistent: up/side = (k − ρh)/√(1 − ρ²),
    right/side = (h − ρk)/√(1 − ρ²) and across/side = ρ/√(1 − ρ²), side ≥ 0.  Errors are absolute, in units 2⁻⁵³.
    """
    found = np.empty((values.shape[0], 2))
    for i in range(values.shape[0]):
        v, e = values[i], errors[i]
        found[i] = _quadrant((v[0], v[1], v[2], v[3], v[4], v[5]), (e[0], e[1], e[2], e[3], e[4], e[5]))
    return found


@compiled
def quadrants_of_pairs(values, errors):
    """The same with pairs in rows of 12, h, its rest, k, …; errors are in units `UNIT`.  Found: value, rest, error."""
    found = np.empty((values.shape[0], 3))
    for i in range(values.shape[0]):
        v, e = values[i], errors[i]
        row = ((v[0], v[1]), (v[2], v[3]), (v[4], v[5]), (v[6], v[7]), (v[8], v[9]), (v[10], v[11]))
        value, error = _quadrant_of_pairs(row, (e[0], e[1], e[2], e[3], e[4], e[5]))
        found[i] = value[0], value[1], error
    return found


@compiled
def error_function(x, is_complement):
    """erf or erfc of floats."""
    found = np.empty_like(x)
    for i in range(x.size):
        found[i] = math.erfc(x[i]) if is_complement else math.erf(x[i])
    return found
