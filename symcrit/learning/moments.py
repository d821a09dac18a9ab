r"""E[σ′(λ_i)σ′(λ_k)σ(λ_p)σ(λ_q)] in float64 for activations other than error functions and kinks, by closed forms.

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

__all__ = ["four"]

_NAMES = [f"C{i}{j}" for i in range(1, 5) for j in range(i, 5)]
_UNKNOWN = (Expectation, sign_moment, sympy.DiracDelta)


@cache
def four(sigma: Activation, first: Activation, second: Activation) -> Callable[..., Any]:
    """E[σ′(u)σ′(v)τ₁(w)τ₂(x)] as a function of C11, C12, C13, C14, C22, …, C44, arrays that broadcast.

    Raises InputError where no closed form is known.
    """
    u, v, w, x = gaussian("u v w x", cov="C")
    slope = sympy.diff(sigma.expr, z)
    product = slope.subs(z, u) * slope.subs(z, v) * first.expr.subs(z, w) * second.expr.subs(z, x)
    closed = _closed(product)
    if closed is None or closed.has(*_UNKNOWN):
        raise InputError(
            f"E[σ′σ′σσ] of four fields has no closed form for {sigma.name}; give eta=0, the limit of small rates"
        )
    return sympy.lambdify([Symbol(name, real=True) for name in _NAMES], closed, modules=["scipy", "numpy"], cse=True)


def _closed(product: Expr) -> Expr | None:
    """What E[product] is equal to; None where there is no rule for it."""
    try:
        mean = E(product)
        return mean.closed_form() if isinstance(mean, Expectation) else mean
    except InputError:
        return None
