r"""Functions of pairs of floats (x, e), |e| ≤ ulp(x)/2, as numbers of 106 bits.

Sums, products, quotients and roots are right to 15·2⁻¹⁰⁶ (`double_word`), exp, erf and atan2 to 2·UNIT with
UNIT = 2⁻¹⁰², and Q = 1 − Φ to (2 + x²)·UNIT, as tests/kernels/test_twofold.py measures, where nothing underflows.

Q(x) = M(x)·exp(−x²/2)/√(2π), and Mills' ratio M by its Taylor polynomials.
Everything here is compiled by numba when it is first used.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from flint import arb, ctx, fmpq

from symcrit.jit import exact as compiled
from symcrit.kernels import double_word
from symcrit.kernels.double_word import of_ball, pair

__all__ = [
    "ERF", "ERFC", "NUMBERS", "ODD", "UNIT", "add", "atan2", "cosh", "divide", "each", "erf", "erfc", "exp", "mills",
    "multiply", "sinh", "sqrt", "subtract", "upper",
]  # fmt: skip

UNIT = 2.0**-102
ERF, ERFC = 9, 10  # in `each`
_STEP, _DEGREE, _END = 4, 24, 39  # Mills' ratio: polynomials per unit, their degree, and where Q underflows


def _constants() -> tuple[np.ndarray, ...]:
    """π/2, 1/(2π), √½, 1/√(2π), 2/√π, by pairs; Taylor polynomials of Mills' ratio M, with M′ = xM − 1."""
    before, ctx.prec = ctx.prec, 600
    try:
        pi = arb.pi()
        numbers = [of_ball(x) for x in (pi / 2, 1 / (2 * pi), 1 / arb(2).sqrt(), 1 / (2 * pi).sqrt(), 2 / pi.sqrt())]
        rows = []
        for j in range(_STEP * _END):
            x = arb(fmpq(2 * j + 1, 2 * _STEP))
            row = [(pi / 2).sqrt() * (x * x / 2).exp() * (x / arb(2).sqrt()).erfc()]
            row.append(x * row[0] - 1)
            for n in range(1, _DEGREE):
                row.append((x * row[n] + row[n - 1]) / (n + 1))
            rows.append([of_ball(c) for c in row])
        log2, parts = arb(2).log(), []
        for _ in range(2):
            places = 40 * (len(parts) + 1)
            parts.append(math.ldexp(round(math.ldexp(float(log2.mid()), places)), -places))
            log2 -= parts[-1]
        return np.array(numbers), np.array(rows), np.array([*parts, float(log2.mid())])
    finally:
        ctx.prec = before


NUMBERS, _MILLS, _LOG2 = _constants()
ODD = np.array([pair(Fraction(1, 2 * j + 1)) for j in range(200)])
_ROOT_2 = 2 * NUMBERS[2, 0], 2 * NUMBERS[2, 1]
_FACTORIALS = np.array([pair(Fraction(1, math.factorial(j))) for j in range(12)])


@compiled
def add(a, b):
    return double_word.add(a[0], a[1], b[0], b[1])


@compiled
def subtract(a, b):
    return double_word.add(a[0], a[1], -b[0], -b[1])


@compiled
def multiply(a, b):
    return double_word.multiply(a[0], a[1], b[0], b[1])


@compiled
def divide(a, b):
    q = a[0] / b[0]
    if not (abs(q) < np.inf and abs(b[0]) < np.inf):
        return q, 0.0
    return double_word.divide(a[0], a[1], b[0], b[1])


@compiled
def sqrt(a):
    x = math.sqrt(a[0])
    return double_word.root(a[0], a[1]) if 0 < x < np.inf else (x, 0.0)


@compiled
def _scaled(a, power):
    """a·2^power, also where 2^power is no float."""
    half = power // 2
    return math.ldexp(math.ldexp(a[0], half), power - half), math.ldexp(math.ldexp(a[1], half), power - half)


@compiled
def exp(a):
    """2ᵏ(1 + r)^512, r a polynomial of degree 9."""
    if not abs(a[0]) < 800:
        return math.exp(a[0]), 0.0
    k = round(a[0] / _LOG2[0])
    r = add(a, (-k * _LOG2[0], -k * _LOG2[1]))
    p, e = double_word.product(-k * 1.0, _LOG2[2])
    r = _scaled(add(r, (p, e)), -9)
    s = _FACTORIALS[9, 0], _FACTORIALS[9, 1]
    for j in range(8, 0, -1):
        s = add(multiply(s, r), (_FACTORIALS[j, 0], _FACTORIALS[j, 1]))
    s = multiply(s, r)
    for _ in range(9):
        s = add((2 * s[0], 2 * s[1]), multiply(s, s))
    return _scaled(add(s, (1.0, 0.0)), int(k))


@compiled
def sinh(a):
    """Its Taylor series near 0."""
    if abs(a[0]) > 0.5:
        s = subtract(exp(a), exp((-a[0], -a[1])))
        return s[0] / 2, s[1] / 2
    square, s = multiply(a, a), (1.0, 0.0)
    for j in range(12, 0, -1):
        s = add((1.0, 0.0), multiply(s, divide(square, (2.0 * j * (2 * j + 1), 0.0))))
    return multiply(a, s)


@compiled
def cosh(a):
    s = add(exp(a), exp((-a[0], -a[1])))
    return s[0] / 2, s[1] / 2


@compiled
def _atan(t):
    """For 0 ≤ t ≤ 1: the angle halved thrice, then the series."""
    one = (1.0, 0.0)
    for _ in range(3):
        t = divide(t, add(one, sqrt(add(one, multiply(t, t)))))
    w, s = multiply(t, t), (0.0, 0.0)
    for j in range(17, -1, -1):
        s = subtract((ODD[j, 0], ODD[j, 1]), multiply(w, s))
    s = multiply(t, s)
    return 8 * s[0], 8 * s[1]


@compiled
def atan2(y, x):
    up, right = (abs(y[0]), y[1] if y[0] > 0 else -y[1]), (abs(x[0]), x[1] if x[0] > 0 else -x[1])
    quarter = NUMBERS[0, 0], NUMBERS[0, 1]
    if up[0] == 0 and right[0] == 0:
        angle = (0.0, 0.0)
    elif up[0] <= right[0]:
        angle = _atan(divide(up, right))
    else:
        angle = subtract(quarter, _atan(divide(right, up)))
    if x[0] < 0:
        angle = subtract((2 * quarter[0], 2 * quarter[1]), angle)
    return (angle[0], angle[1]) if y[0] >= 0 else (-angle[0], -angle[1])


@compiled
def _mean_of_decay(z):
    """∫₀¹ exp(−zs²) ds for z ≤ 60."""
    e = exp((-z[0], -z[1]))
    m, twice = (0.0, 0.0), (2 * z[0], 2 * z[1])
    for j in range(30, -1, -1):
        m = multiply(add(multiply(twice, m), e), (ODD[j, 0], ODD[j, 1]))
    return m


@compiled
def mills(x):
    """M(x) = Q(x)/φ(x) for 0 ≤ x < 39."""
    row = int(x[0] * _STEP)
    t = add(x, (-(2 * row + 1) / (2 * _STEP), 0.0))
    m = (0.0, 0.0)
    for j in range(_DEGREE, -1, -1):
        m = add(multiply(m, t), (_MILLS[row, j, 0], _MILLS[row, j, 1]))
    return m


@compiled
def upper(x):
    """Q(x) = 1 − Φ(x) for x ≥ 0."""
    if not x[0] < _END:
        return (0.0, 0.0) if x[0] >= _END else (np.nan, np.nan)
    square = multiply(x, x)
    e = exp((-square[0] / 2, -square[1] / 2))
    return multiply(multiply(mills(x), e), (NUMBERS[3, 0], NUMBERS[3, 1]))


@compiled
def erf(x):
    if abs(x[0]) <= 1:
        return multiply(multiply(x, _mean_of_decay(multiply(x, x))), (NUMBERS[4, 0], NUMBERS[4, 1]))
    way = 1.0 if x[0] > 0 else -1.0
    q = upper(multiply((way * x[0], way * x[1]), _ROOT_2))
    s = subtract((1.0, 0.0), (2 * q[0], 2 * q[1]))
    return way * s[0], way * s[1]


@compiled
def erfc(x):
    if x[0] <= 0.5:
        return subtract((1.0, 0.0), erf(x))
    q = upper(multiply(x, _ROOT_2))
    return 2 * q[0], 2 * q[1]


@compiled
def each(which, a, b):
    """An operation on each pair of rows of two arrays of pairs; an array of one row stands for all rows."""
    n = max(a.shape[0], b.shape[0])
    found = np.empty((n, 2))
    for i in range(n):
        x, y = a[i % a.shape[0]], b[i % b.shape[0]]
        u, v = (x[0], x[1]), (y[0], y[1])
        if which == 0:
            w = add(u, v)
        elif which == 1:
            w = subtract(u, v)
        elif which == 2:
            w = multiply(u, v)
        elif which == 3:
            w = divide(u, v)
        elif which == 4:
            w = sqrt(u)
        elif which == 5:
            w = exp(u)
        elif which == 6:
            w = atan2(u, v)
        elif which == 7:
            w = sinh(u)
        elif which == 8:
            w = cosh(u)
        elif which == ERF:
            w = erf(u)
        else:
            w = erfc(u)
        found[i] = w
    return found
