r"""E[σ′(λ_i)σ′(λ_k)σ(λ_p)σ(λ_q)] in float64 for polynomials, exp, sin, cos, sinh and their like, by closed forms.

The closed form is the one that `symcrit.expectations` finds for four different fields.  Where two of p, q, i, k are one
field it is taken at a singular covariance, to which it extends continuously if it is finite there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sympy
from sympy import Expr, Symbol

from symcrit.closed_forms import E
from symcrit.errors import InputError
from symcrit.expectations import Expectation, gaussian, sign_moment
from symcrit.kernels.activations import Activation
from symcrit.kernels.edges import z
from symcrit.kernels.shapes import erf_shape

__all__ = ["four"]

_NAMES = [f"C{i}{j}" for i in range(1, 5) for j in range(i, 5)]
_ENTIRE = (sympy.exp, sympy.sin, sympy.cos, sympy.sinh, sympy.cosh)
_UNKNOWN = (Expectation, sign_moment, sympy.DiracDelta)


@cache
def four(sigma: Activation, first: Activation, second: Activation) -> Callable[..., Any]:
    """E[σ′(u)σ′(v)τ₁(w)τ₂(x)] as a function of C11, C12, C13, C14, C22, …, C44, arrays that broadcast.

    Raises InputError where no closed form is known.
    """
    u, v, w, x = gaussian("u v w x", cov="C")
    slope = sympy.diff(sigma.expr, z)
    product = slope.subs(z, u) * slope.subs(z, v) * first.expr.subs(z, w) * second.expr.subs(z, x)
    closed = _closed(product) if all(_is_simple(one.expr) for one in (sigma, first, second)) else None
    if closed is None or closed.has(*_UNKNOWN):
        raise InputError(
            f"E[σ′σ′σσ] of four fields has no closed form for {sigma.name}; give eta=0, the limit of small rates"
        )
    return sympy.lambdify([Symbol(name, real=True) for name in _NAMES], closed, modules=["scipy", "numpy"], cse=True)


def _is_simple(form: Expr) -> bool:
    """Whether it is an error function, or made of powers and of exp, sin, cos, sinh and cosh of multiples of z.

    Four jumps, or four error functions, have no closed form, and quadratic exponents mostly one that is too large.
    """
    if erf_shape(form):
        return True
    parts = [part for part in sympy.preorder_traversal(form) if isinstance(part, sympy.Function)]
    bare = form.xreplace(dict.fromkeys(parts, sympy.S.One))
    entire = all(isinstance(part, _ENTIRE) and sympy.diff(part.args[0], z, 2) == 0 for part in parts)
    return entire and bool(bare.is_polynomial(z))


def _closed(product: Expr) -> Expr | None:
    """What E[product] is equal to; None where there is no rule for it."""
    try:
        mean = E(product)
        return mean.closed_form() if isinstance(mean, Expectation) else mean
    except InputError:
        return None
