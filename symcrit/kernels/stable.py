"""Closed forms of kernels rewritten for floating point: the same functions, in forms that cancel less.

The determinant q11·q22 − q12² becomes a variable of its own, which can be computed without cancellation.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import sympy
from sympy import Add, Expr, Mul, acos, asin, atan2, cosh, erf, exp, pi, sinh, sqrt

from symcrit.kernels.closed_forms import q11, q12, q22
from symcrit.kernels.integrals import m1, m2
from symcrit.sympy_functions import binormal

__all__ = ["det", "quadrant", "stable", "tail"]

det = sympy.Symbol("det", nonnegative=True)
_Q = (q11, q12, q22)
_SAMPLE = {q11: sympy.Integer(2), q12: sympy.S.Half, q22: sympy.Integer(3)}
_SAMPLE |= {m1: sympy.Rational(1, 5), m2: sympy.Rational(2, 7)}


class tail(sympy.Function):
    """erfc, which sympy writes as 2 − erfc(−x) where the sign of x is to be seen."""

    nargs = 1
    is_real = True


class quadrant(sympy.Function):
    """Φ₂(h, k; ρ) as a function of h, k, up, right, side and across, as `bivariate.quadrants` has it."""

    nargs = 6
    is_real = True


@cache
def stable(expr: Expr) -> Expr:
    """An expression in q11, q12, q22 and det = q11·q22 − q12², equal to `expr` wherever det ≥ 0.

    Angles are written by atan2, which has all its digits at a correlation of ±1, too.

    >>> stable(asin(q12 / sqrt((q11 + 1) * (q22 + 1))))
    atan2(q12, sqrt(det + q11 + q22 + 1))
    >>> stable(exp(q11 + q12) - exp(q11 - q12))
    2*exp(q11)*sinh(q12)
    """
    for part in sorted(expr.atoms(binormal), key=sympy.default_sort_key):
        expr = _with_fewer_tails(expr, part)
    expr = expr.replace(binormal, _by_sides)
    expr = expr.replace(acos, lambda x: pi / 2 - asin(x))
    for angle in sorted(expr.atoms(asin), key=sympy.default_sort_key):
        expr = _with_shorter_angle(expr, angle)
    expr = expr.replace(asin, lambda x: _angle(x, 0)).replace(acos, lambda x: _angle(x, 1))
    expr = expr.replace(lambda part: part.is_Pow and part.exp.is_Rational and part.exp.q == 2, _quotient_of_roots)
    expr = expr.replace(exp, _squares)
    expr = expr.replace(lambda part: isinstance(part, Add) and part.has(erf), _with_complements)
    return sympy.factor_terms(_without_cancellation(_waves(expr)).replace(Mul, _over_root))


def _with_shorter_angle(expr: Expr, angle: Expr) -> Expr:
    """asin x in place, or acos(−x) − π/2, or π/2 − acos x, whichever leaves the fewest operations."""
    t, x = sympy.Dummy("t"), angle.args[0]
    linear = expr.xreplace({angle: t})
    slope = linear.diff(t)
    if slope.has(t):
        return expr
    ways = {0: t, 1: acos(-x), -1: -acos(x)}
    rests = {way: linear.xreplace({t: sympy.S.Zero}) - way * slope * pi / 2 for way in ways}
    best = min(rests, key=lambda way: sympy.count_ops(rests[way]))
    return slope * ways[best] + rests[best] if best else expr


def _angle(x: Expr, turn: int) -> Expr:
    """asin x, or acos x with `turn` 1, from the sides of a right triangle; x itself where these are no polynomials."""
    top, bottom = sympy.fraction(sympy.cancel(x**2))
    side = _root(top, x)
    if side is None:
        return (asin, acos)[turn](x, evaluate=False)
    other = sqrt(sympy.expand(bottom - top))
    return atan2(other, side) if turn else atan2(side, other)


def _root(square: Expr, like: Expr) -> Expr | None:
    """The root of a polynomial that has the sign of `like`; None where it is no polynomial."""
    if not square.is_polynomial(*_Q):
        return None
    content, factors = sympy.factor_list(square)
    if any(power % 2 for _, power in factors):
        return None
    root = sqrt(content) * Mul(*(factor ** (power // 2) for factor, power in factors))
    return -root if (like * root).xreplace(_SAMPLE).is_negative else root


def _with_fewer_tails(expr: Expr, part: Expr) -> Expr:
    """Φ₂(h, k; ρ) in place, or by Φ₂ at (h, −k; −ρ), (−h, k; −ρ) or (−h, −k; ρ), whichever leaves the fewest terms."""
    h, k, rho = part.args
    first, second = ((1 + erf(x / sqrt(2))) / 2 for x in (h, k))
    ways = first - binormal(h, -k, -rho), second - binormal(-h, k, -rho), first + second - 1 + binormal(-h, -k, rho)
    expanded = _spread(expr)
    factor = Add(*(term / part for term in Add.make_args(expanded) if part in Mul.make_args(term)))
    forms = [expanded, *(_spread(expanded - factor * part + factor * way) for way in ways)]
    best = min(forms, key=lambda form: len(Add.make_args(form)))
    return expr if best is expanded else _collected(best)


def _spread(expr: Expr) -> Expr:
    """Products of sums multiplied out, not so in arguments of functions."""
    once = Add(*(sympy.expand_mul(term, deep=False) for term in Add.make_args(expr)))
    return once if once == expr else _spread(once)


def _collected(expr: Expr) -> Expr:
    """Terms with the same functions added up."""
    sums = defaultdict[Expr, Expr](lambda: sympy.S.Zero)
    for term in Add.make_args(expr):
        factor, functions = term.as_independent(exp, erf, binormal, asin, acos)
        sums[functions] += factor
    return Add(*(factor * functions for functions, factor in sums.items()))


def _by_sides(h: Expr, k: Expr, rho: Expr) -> Expr:
    """Φ₂ for ρ = c/√(PR), h = A/√P and k = B/√R, where P is free of q22, R of q11, and c, A and B are polynomials.

    (k − ρh)/√(1 − ρ²) is (BP − cA)/√P over √(PR − c²).
    """
    content, factors = sympy.factor_list(sympy.fraction(sympy.cancel(rho**2))[1])
    p = Mul(*(factor**power for factor, power in factors if not factor.has(q22)))
    r = content * Mul(*(factor**power for factor, power in factors if factor.has(q22)))
    roots = [_root(sympy.cancel(x**2 * norm), x) for x, norm in ((rho, p * r), (h, p), (k, r))]
    if None in roots:
        return binormal(h, k, rho, evaluate=False)
    c, a, b = roots
    up, right = _with_determinant(b * p - c * a), _with_determinant(a * r - c * b)
    return quadrant(h, k, up / sqrt(p), right / sqrt(r), sqrt(sympy.expand(p * r - c**2)), c)


def _with_determinant(polynomial: Expr) -> Expr:
    """q11·q22 − q12² by its name, where both have the same factor."""
    found = sympy.expand(polynomial)
    if found.has(det):
        return polynomial
    factor = sympy.Poly(found, *_Q).coeff_monomial(q12**2)
    moved = sympy.expand(found - factor * (q12**2 - q11 * q22))
    return moved - factor * det if len(Add.make_args(moved)) < len(Add.make_args(found)) else found


def _with_complements(total: Expr) -> Expr:
    """B − B·erf x as B·tail(x), and B + B·erf x as B·tail(−x), for terms of a sum."""
    left, found = list(total.args), []
    for term in total.args:
        part = next((factor for factor in Mul.make_args(term) if isinstance(factor, erf)), None)
        if part is None:
            continue
        height = term / part
        for other, way in ((-height, 1), (height, -1)):
            if other in left and term in left:
                left.remove(other)
                left.remove(term)
                found.append(other * tail(way * part.args[0]))
    return Add(*left, *found)


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


def _quotient_of_roots(power: Expr) -> Expr:
    """(N/D)^e as N^e/D^e, which is defined where N and D are positive; so they are at the sample, and do not vanish."""
    top, bottom = sympy.fraction(sympy.cancel(power.base))
    if bottom.is_number or bottom.xreplace(_SAMPLE).is_positive is not True:
        return power
    return top**power.exp / bottom**power.exp


def _waves(expr: Expr) -> Expr:
    """a·exp(S + T) + b·exp(S − T), S even and T odd in q12, by cosh T and sinh T."""
    rest, groups = [], defaultdict[tuple[Expr, Expr], dict[int, Expr]](dict)
    for term in Add.make_args(expr):
        c, wave = term.as_independent(exp)
        if not isinstance(wave, exp) or not wave.args[0].is_polynomial(*_Q):
            rest.append(term)
            continue
        there = sympy.expand(wave.args[0])
        back = there.xreplace({q12: -q12})
        even, odd = sympy.expand((there + back) / 2), sympy.expand((there - back) / 2)
        way = -1 if odd.could_extract_minus_sign() else 1
        pair = groups[even, way * odd]
        pair[way] = pair.get(way, 0) + c
    for (even, odd), pair in groups.items():
        a, b = pair.get(1, 0), pair.get(-1, 0)
        both = exp(even) * ((a + b) * cosh(odd) + (a - b) * sinh(odd))
        rest.append(both if a and b else a * exp(even + odd) + b * exp(even - odd))
    return Add(*rest)


def _without_cancellation(expr: Expr) -> Expr:
    """Polynomials with positive coefficients in place of others, as far as q12² = q11·q22 − det leads there."""
    return expr.replace(lambda part: isinstance(part, Add) and part.is_polynomial(*_Q, det), _positive)


def _positive(polynomial: Expr) -> Expr:
    parts = []
    for (i, j, k), c in sympy.Poly(polynomial, *_Q).terms():
        turned = j > 1 and c.is_negative
        parts.append(c * q11**i * q22**k * (q12 ** (j - 2) * (q11 * q22 - det) if turned else q12**j))
    found = sympy.expand(Add(*parts))
    good = all(c.is_positive and not powers[1] % 2 for powers, c in sympy.Poly(found, *_Q, det).terms())
    if good and found.has(det):
        return found
    return _with_determinant(polynomial) if polynomial.has(m1, m2) else polynomial


def _over_root(*factors: Expr) -> Expr:
    """(G·P + R)/√P as G·√P + R/√P, if P, G and R are polynomials with positive coefficients: it takes fewer steps."""
    product = Mul(*factors)
    roots = (factor for factor in factors if factor.is_Pow and factor.exp == -sympy.S.Half)
    for root in (root for root in roots if root.base.is_polynomial(*_Q, det)):
        for top in (factor for factor in factors if isinstance(factor, Add) and factor.is_polynomial(*_Q, det)):
            (quotient,), rest = sympy.reduced(top, [root.base], *_Q, det)
            if quotient != 0 and all(c.is_positive for part in (quotient, rest) for c in _coefficients(part)):
                others = product / top
                return others * root.base * quotient + others * rest
    return product


def _coefficients(polynomial: Expr) -> list[Expr]:
    return sympy.Poly(polynomial, *_Q, det).coeffs()
