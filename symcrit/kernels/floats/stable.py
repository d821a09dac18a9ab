"""Closed forms rewritten for floating point: the same functions, in forms that lose no digits of their scale.

The determinant q11·q22 − q12² becomes a variable of its own, angles are read from the sides of a triangle, and waves
exp(S ± T) keep their differences.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import sympy
from sympy import Add, Expr, Mul, acos, asin, atan2, exp, pi, sqrt

from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.integrals import m1, m2

__all__ = ["det", "exp_cosh", "exp_sinh", "root_like", "stable"]

det = sympy.Symbol("det", nonnegative=True)
_Q = (q11, q12, q22)
_SAMPLE = {q11: sympy.Integer(2), q12: sympy.S.Half, q22: sympy.Integer(3)}
_SAMPLE |= {m1: sympy.Rational(1, 5), m2: sympy.Rational(2, 7)}


class exp_cosh(sympy.Function):
    """exp(s)·cosh t, finite as long as s + |t| is."""

    nargs = 2
    is_real = True


class exp_sinh(sympy.Function):
    """exp(s)·sinh t."""

    nargs = 2
    is_real = True


@cache
def stable(expr: Expr) -> Expr:
    """An expression in q11, q12, q22 and det = q11·q22 − q12², equal to `expr` wherever det ≥ 0.

    >>> stable(asin(q12 / sqrt((q11 + 1) * (q22 + 1))))
    atan2(q12, sqrt(det + q11 + q22 + 1))
    >>> stable(exp(q11 + q12) - exp(q11 - q12))
    2*exp_sinh(q11, q12)
    """
    if expr.is_polynomial(*_Q, m1, m2):
        return _by_powers(expr)
    expr = expr.replace(acos, lambda x: pi / 2 - asin(x)).replace(asin, _angle)
    expr = expr.replace(_is_root_of_quotient, _quotient_of_roots)
    return _positive_parts(_waves(expr.replace(exp, _squares)))


def _by_powers(polynomial: Expr) -> Expr:
    """Σ c_k·q12^k with factored c_k, in the way of Horner.

    For a kernel c_k = E[σ⁽ᵏ⁾(u)]·E[τ⁽ᵏ⁾(v)]/k!, and by Cauchy and Schwarz the sizes of the terms add up to √(Eσ²·Eτ²)
    at most.
    """
    total, last = sympy.S.Zero, 0
    for (power,), factor in sympy.Poly(polynomial, q12).terms():  # the highest power first
        total, last = total * q12 ** (last - power) + sympy.factor(factor), power
    return total * q12**last


def _angle(x: Expr) -> Expr:
    """asin x from the sides of a right triangle; x itself where these are no roots of polynomials."""
    top, bottom = sympy.fraction(sympy.cancel(x**2))
    side = root_like(top, x)
    if side is None:
        return asin(x, evaluate=False)
    return atan2(side, sqrt(sympy.expand(bottom - top)))


def root_like(square: Expr, like: Expr) -> Expr | None:
    """The root of a polynomial that has the sign of `like`; None where it is no polynomial."""
    if not square.is_polynomial(*_Q):
        return None
    content, factors = sympy.factor_list(square)
    if any(power % 2 for _, power in factors):
        return None
    root = sqrt(content) * Mul(*(factor ** (power // 2) for factor, power in factors))
    return -root if (like * root).xreplace(_SAMPLE).is_negative else root


def _is_root_of_quotient(part: Expr) -> bool:
    return part.is_Pow and part.exp.is_Rational and part.exp.q == 2 and not part.base.is_polynomial(*_Q)


def _quotient_of_roots(power: Expr) -> Expr:
    """(N/D)^e as N^e/D^e, which is defined where N and D are positive; so they are at the sample, and do not vanish."""
    top, bottom = sympy.fraction(sympy.cancel(power.base))
    if bottom.is_number or bottom.xreplace(_SAMPLE).is_positive is not True:
        return power
    return top**power.exp / bottom**power.exp


def _squares(exponent: Expr) -> Expr:
    """−(αm1² + 2βm1m2 + γm2²)/2(αγ − β²) as −m1²/2γ − (βm1 + γm2)²/2γ(αγ − β²)."""
    form, under = sympy.fraction(sympy.together(exponent))
    if not form.has(m1) or not form.has(m2) or not form.is_polynomial(m1, m2) or not under.has(q12):
        return exp(exponent)
    poly = sympy.Poly(form, m1, m2)
    alpha, beta, gamma = (poly.coeff_monomial(power) for power in (m1**2, m1 * m2, m2**2))
    if gamma == 0 or not poly.is_homogeneous or poly.total_degree() != 2:
        return exp(exponent)
    rest = sympy.cancel((alpha - beta**2 / gamma / 4) / under)
    return exp(exponent) if rest.has(q12) else exp(rest * m1**2 + (beta * m1 / 2 + gamma * m2) ** 2 / (gamma * under))


def _waves(expr: Expr) -> Expr:
    """a·exp(S + T) + b·exp(S − T), S even and T odd in q12, as (a + b)·exp(S)·cosh T + (a − b)·exp(S)·sinh T."""
    rest: list[Expr] = []
    groups = defaultdict[tuple[Expr, Expr], dict[int, Expr]](dict)
    written: dict[tuple[Expr, Expr, int], Expr] = {}  # the wave as it stood
    for term in _terms(expr):
        factor, wave = term.as_independent(exp)
        exponent = wave.args[0] if isinstance(wave, exp) else None
        if exponent is None or not exponent.is_rational_function(*_Q):
            rest.append(term)
            continue
        mirrored = exponent.xreplace({q12: -q12})
        even, odd = (sympy.cancel((exponent + way * mirrored) / 2) for way in (1, -1))
        way = -1 if odd.could_extract_minus_sign() else 1
        pair = groups[even, way * odd]
        pair[way] = pair.get(way, sympy.S.Zero) + factor
        written[even, way * odd, way] = wave
    for (even, odd), pair in groups.items():
        if len(pair) < 2 or odd == 0:
            rest += [factor * written[even, odd, way] for way, factor in pair.items()]
            continue
        for wave, way in ((exp_cosh, 1), (exp_sinh, -1)):
            rest.append(_joined(pair[1] + way * pair[-1]) * wave(even, odd))
    return Add(*rest)


def _terms(expr: Expr) -> list[Expr]:
    """The terms of a sum; a factor that is a sum with exp is multiplied out."""
    found = []
    for term in Add.make_args(expr):
        sums = [factor for factor in Mul.make_args(term) if isinstance(factor, Add) and factor.has(exp)]
        found += Add.make_args(sympy.expand_mul(term, deep=False)) if sums else [term]
    return found


def _joined(factor: Expr) -> Expr:
    """Two amplitudes added up; cos(m1 − m2) − cos(m1 + m2) is a product."""
    return sympy.factor_terms(sympy.expand(sympy.expand_trig(factor)) if factor.has(m1) else sympy.together(factor))


def _positive_parts(expr: Expr) -> Expr:
    """Polynomials with coefficients of one sign in place of others, as far as q12² = q11·q22 − det leads there."""
    return expr.replace(lambda part: isinstance(part, Add) and part.is_polynomial(*_Q, det), _of_one_sign)


@cache
def _of_one_sign(polynomial: Expr) -> Expr:
    for way in (1, -1):
        parts = []
        for (i, j, k), c in sympy.Poly(way * polynomial, *_Q).terms():
            turned = j > 1 and c.is_negative
            parts.append(c * q11**i * q22**k * (q12 ** (j - 2) * (q11 * q22 - det) if turned else q12**j))
        found = sympy.expand(Add(*parts))
        good = all(c.is_positive and not powers[1] % 2 for powers, c in sympy.Poly(found, *_Q, det).terms())
        if good and found.has(det):
            return sympy.expand(way * found)
    return polynomial
