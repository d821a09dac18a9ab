"""Students of any self-similar activation: E[σ(z/√l + √(1 − 1/l)·ξ)] = λ(l)·σ(μ(l)·z) gives a = l·λ(l), |w| = μ(l)."""

from __future__ import annotations

import sympy
from sympy import Expr

from symcrit.kernels.kernel import Kernel
from symcrit.sympy_functions import kernel_function

__all__ = ["profile", "values"]


def profile(kernel: Kernel, size: Expr) -> dict[str, Expr]:
    """a and |w| for a group of this size; nothing for other kernels.

    >>> profile(Kernel.uninterpreted(self_similar=("lambda", "mu")), sympy.Symbol("l"))
    {'a': l*lambda(l, 0, 0), 'norm': mu(l, 0, 0)}
    """
    names = dict(kernel.about).get("self_similar", ())
    found = [kernel_function(name)(size, 0, 0) for name in names]
    return {"a": size * found[0], "norm": found[1]} if found else {}


def values(kernel: Kernel, size: Expr) -> dict[Expr, Expr]:
    """What κ is there: E[σ(u)]² at q12 = 0, and for such a student with itself and with a teacher of its group.

    >>> values(Kernel.uninterpreted(), sympy.Symbol("l"))
    {kappa(1, 0, 1): M0(1, 0, 0)**2}
    """
    known = {}
    if kernel.is_uninterpreted:
        known[kernel(1, 0, 1)] = kernel_function("M0")(1, 0, 0) ** 2
    if own := profile(kernel, size):
        height, norm, square = own["a"] / size, own["norm"], kernel(1, 1 / size, 1)
        known[kernel(norm**2, norm**2, norm**2)] = square / height**2
        known[kernel(norm**2, norm / sympy.sqrt(size), 1)] = square / height
    return known
