"""Φ₂ in forms whose differences stand apart: for those who know them without cancellation, as flows do."""

from __future__ import annotations

from functools import cache

import sympy
from sympy import Add, Expr, Mul, erf, sqrt

from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.integrals import m1, m2
from symcrit.kernels.floats.distributions import with_complements
from symcrit.kernels.floats.stable import det, root_like, stable
from symcrit.sympy_functions import binormal

__all__ = ["by_sides", "quadrant"]


class quadrant(sympy.Function):
    """Φ₂(h, k; ρ) as a function of h, k, up, right, side and across.

    up/side = (k − ρh)/√(1 − ρ²), right/side = (h − ρk)/√(1 − ρ²) and across/side = ρ/√(1 − ρ²).
    """

    nargs = 6
    is_real = True


@cache
def by_sides(expr: Expr) -> Expr:
    """The stable form of an expression in which Φ₂ is written by `quadrant`, and 1 − erf x as erfc x, by `tail`."""
    found = stable(expr.replace(binormal, _quadrant))
    found = found.replace(lambda part: isinstance(part, Add) and part.has(erf), with_complements)
    return found.replace(lambda part: isinstance(part, Add) and _has_means(part), _with_determinant)


def _has_means(part: Expr) -> bool:
    """Whether it is a polynomial in covariances and means, with means."""
    return part.has(m1, m2) and part.is_polynomial(q11, q12, q22, m1, m2)


def _quadrant(h: Expr, k: Expr, rho: Expr) -> Expr:
    """Φ₂ for ρ = c/√(PR), h = A/√P and k = B/√R, where P is free of q22, R of q11, and c, A and B are polynomials.

    (k − ρh)/√(1 − ρ²) is (BP − cA)/√P over √(PR − c²).
    """
    content, factors = sympy.factor_list(sympy.fraction(sympy.cancel(rho**2))[1])
    p = Mul(*(factor**power for factor, power in factors if not factor.has(q22)))
    r = content * Mul(*(factor**power for factor, power in factors if factor.has(q22)))
    roots = [root_like(sympy.cancel(x**2 * norm), x) for x, norm in ((rho, p * r), (h, p), (k, r))]
    if None in roots:
        return binormal(h, k, rho, evaluate=False)
    c, a, b = roots
    up, right = _with_determinant(b * p - c * a), _with_determinant(a * r - c * b)
    return quadrant(h, k, up / sqrt(p), right / sqrt(r), sqrt(_with_determinant(p * r - c**2)), c)


def _with_determinant(polynomial: Expr) -> Expr:
    """q11·q22 − q12² by its name, where both have the same factor."""
    found = sympy.expand(polynomial)
    factor = sympy.Poly(found, q11, q12, q22).coeff_monomial(q12**2)
    moved = sympy.expand(found - factor * (q12**2 - q11 * q22))
    return moved - factor * det if len(Add.make_args(moved)) < len(Add.make_args(found)) else found
