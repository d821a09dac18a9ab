"""Which road leads to the values of a kernel in float64: its closed form, or sums over the definition."""

from __future__ import annotations

from functools import cache
from typing import Any

import lazy_loader
import sympy
from sympy import Expr

from symcrit.expectations import sign_moment, trinormal
from symcrit.kernels.edges import z
from symcrit.kernels.floats.formula import formula
from symcrit.kernels.floats.sums import expectations, has_sums
from symcrit.kernels.floats.trapezoid import trapezoid_sums
from symcrit.kernels.quadrature.strips import function_in_strip
from symcrit.sympy_functions import binormal

np = lazy_loader.load("numpy")

__all__ = ["by_definition", "by_formula", "is_elementary"]


@cache
def is_elementary(form: Expr) -> bool:
    """Whether a closed form has neither erf nor probabilities of several variables, whose terms cancel in floats."""
    return not form.has(sympy.erf, sympy.erfc, binormal, trinormal, sign_moment)


def by_formula(form: Expr, arrays: list[Any], biased: bool) -> Any:
    """An expression in q11, q12, q22 (and means) at arrays that broadcast."""
    return formula((form,), biased)(*arrays)[0]


def by_definition(sigma: Expr, tau: Expr, orders: tuple[int, ...], arrays: list[Any]) -> Any | None:
    """A derivative of E[σ(u)τ(v)] by Price's theorem: ∂/∂q11 = ½E[σ″τ], ∂/∂q12 = E[σ′τ′], ∂/∂m1 = E[σ′τ].

    orders: as those of a kernel. None where σ or τ is not understood in pieces.
    """
    i, j, k, p, r = (*orders, 0, 0)[:5]
    first, second = 2 * i + j + p, 2 * k + j + r
    arrays = np.broadcast_arrays(*arrays, *[0.0] * (5 - len(arrays)))
    rows = np.array([np.ravel(array) for array in arrays])
    if _is_analytic(sigma) and _is_analytic(tau):
        values, _ = trapezoid_sums(_slope(sigma, first), _slope(tau, second), rows)
    elif has_sums(sigma) and has_sums(tau):
        values = expectations(sigma, tau, (first, second), rows)
    else:
        return None
    return (0.5 ** (i + k) * values).reshape(arrays[0].shape)


@cache
def _is_analytic(sigma: Expr) -> bool:
    """Whether core sees that σ is analytic in a strip."""
    return function_in_strip(sigma) is not None


@cache
def _slope(sigma: Expr, order: int) -> Expr:
    """σ⁽ᵒʳᵈᵉʳ⁾, which sympy takes longer to find than a sum takes."""
    return sigma.diff(z, order)
