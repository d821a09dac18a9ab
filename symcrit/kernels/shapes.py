"""Shapes of σ for which more is known: error functions and kinks, read from the formula, whatever σ is called."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import sympy
from sympy import Dummy, Expr

from symcrit.kernels.edges import normal_form, z

__all__ = ["ErfShape", "KinkShape", "erf_shape", "kink_shape"]


class ErfShape(NamedTuple):
    """height·erf(slope·z) + middle."""

    height: Expr
    slope: Expr
    middle: Expr


class KinkShape(NamedTuple):
    """linear·z + bend·|z|, bend ≠ 0."""

    linear: Expr
    bend: Expr


@cache
def erf_shape(expr: Expr) -> ErfShape | None:
    """σ as height·erf(slope·z) + middle with numbers, None if it is not of this form.

    >>> erf_shape(sympy.erfc(-2 * z)), erf_shape(sympy.tanh(z))
    (ErfShape(height=1, slope=2, middle=1), None)
    """
    expr = sympy.expand(expr.replace(sympy.erfc, lambda x: 1 - sympy.erf(x)))
    atoms = expr.atoms(sympy.erf)
    if len(atoms) != 1:
        return None
    (atom,) = atoms
    value = Dummy()
    linear = expr.xreplace({atom: value})
    height = linear.coeff(value, 1)
    found = ErfShape(height, sympy.expand(atom.args[0] / z), sympy.expand(linear - height * value))
    return None if any(part.free_symbols for part in found) else found


@cache
def kink_shape(expr: Expr) -> KinkShape | None:
    """σ as linear·z + bend·|z| with numbers, None if it is not of this form, or has no kink.

    >>> kink_shape((z + abs(z)) / 2), kink_shape(z)
    (KinkShape(linear=1/2, bend=1/2), None)
    """
    left, right = (sympy.expand(side / z) for side in normal_form(expr))
    if left.free_symbols or right.free_symbols or left == right:
        return None
    return KinkShape((right + left) / 2, (right - left) / 2)
