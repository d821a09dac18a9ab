r"""Expectations of activations that are analytic in a strip around the real axis, in balls: tanh, softplus, SiLU, ….

Of those with a kink at 0 that are analytic in a sector on either side, as softsign is, by `core.expectation.halves`.

    E[σ(u)τ(v)],  u = m1 + √q11·x,  v = m2 + (q12/√q11)·x + √((q11·q22 − q12²)/q11)·y,  x, y ~ N(0, 1) independent

is a double trapezoid sum; its error is bounded by what σ and τ are at most in a strip.  Both are computed by
`symcrit.core.expectation.quadrature`, whose docstring proves the bound; here the covariances come in, exactly singular
ones too.
"""

from __future__ import annotations

import sympy
from flint import arb
from sympy import Expr

from symcrit import core
from symcrit.core.algebra import balls
from symcrit.core.expectation import halves, quadrature
from symcrit.core.expectation.halves import admissible, meets
from symcrit.core.expectation.quadrature import sums
from symcrit.errors import InputError, shorten
from symcrit.kernels.activations import z
from symcrit.kernels.gram import as_ball, gram_balls, sqrt_where_defined, working_precision
from symcrit.translate import as_expr, to_json

__all__ = [
    "derivative_in_strip",
    "expectation_in_strip",
    "function_in_strip",
    "function_with_quadrature",
    "gaussian_mean",
    "have_quadrature",
]

_WORK = 100_000_000  # terms times bits of one sum


def function_in_strip(expr: Expr, shift: object = 0) -> core.Expr | None:
    """z ↦ expr(z + shift) as core reads it, if core sees that it is analytic in a strip, of exponential growth.

    >>> import sympy
    >>> function_in_strip(sympy.tanh(z)) is None, function_in_strip(abs(z)) is None
    (False, True)
    """
    found = _as_core_reads_it(expr, shift)
    return found if found is not None and quadrature.admissible(found) else None


def function_with_quadrature(expr: Expr, shift: object = 0) -> core.Expr | None:
    """The same of a function that is analytic in a strip, or on both sides of 0 in a sector.

    >>> function_with_quadrature(abs(z)) is None, function_with_quadrature(abs(z), "1/3") is None
    (False, True)
    """
    found = _as_core_reads_it(expr, shift)
    return found if found is not None and admissible(found) else None


def _as_core_reads_it(expr: Expr, shift: object) -> core.Expr | None:
    """None for a function that core does not know."""
    try:
        return core.parse(to_json(expr.xreplace({z: z + as_expr(shift)})))
    except InputError:
        return None


def have_quadrature(*exprs: Expr) -> bool:
    """Whether core has balls for means of their products, and for the derivatives by q12: none of them jumps."""
    found = [function_with_quadrature(expr) for expr in exprs]
    return all(function is not None and meets(function) for function in found) and admissible(*found)


def derivative_in_strip(expr: Expr, order: int) -> Expr:
    """The derivative of expr(z), as a function of z; raises InputError where there is none because of a jump.

    >>> softsign = z / (1 + abs(z))
    >>> derivative_in_strip(softsign, 1)
    -z**2/((Abs(z) + 1)**2*Abs(z)) + 1/(Abs(z) + 1)
    >>> derivative_in_strip(softsign, 3)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: a derivative jumps at 0, and the next one is no function
    """
    for _ in range(order):
        found = function_with_quadrature(expr)
        if found is None or not meets(found):
            raise InputError("a derivative jumps at 0, and the next one is no function")
        expr = expr.diff(z).xreplace({sympy.sign(z): z / abs(z)})
    return expr


def expectation_in_strip(f: core.Expr, g: core.Expr, q11: object, q12: object, q22: object, *, digits: int = 15) -> arb:
    """A ball that contains E[f(u)g(v)], of radius about 10^−digits for exact covariances.

    f, g: from `function_in_strip`, or both from `function_with_quadrature`. A ball that is not finite says nothing: it
    comes where the strip is so narrow, for these covariances, that the sum would have too many terms.
    Raises InputError for a matrix that is certainly no covariance.

    >>> import sympy
    >>> f = function_in_strip(sympy.tanh(z))
    >>> expectation_in_strip(f, f, 1, "1/2", 1, digits=30).str(30, radius=False)
    '0.186324413203448086106782889972'
    """
    bits = working_precision(digits) - 12
    if not quadrature.admissible(f, g):
        return _by_halves(f, g, q11, q12, q22, bits)
    with balls.precision(2 * bits):  # the root of a small determinant halves the digits
        q11, q12, q22, determinant = gram_balls(q11, q12, q22)
        if float(q22) > float(q11):  # let u have the larger variance
            f, g, q11, q22 = g, f, q22, q11
        if q11 == 0:
            return balls.evaluate(f, {"z": arb(0)}) * balls.evaluate(g, {"z": arb(0)})
        alpha, gamma = sqrt_where_defined(q11), sqrt_where_defined(determinant / q11)
        scales = alpha, q12 / alpha, gamma
    if not all(scale.is_finite() for scale in scales):
        return arb("nan")
    with balls.precision(bits):
        if q12 == 0:
            zero = arb(0)
            first = sums(f, core.ONE, (alpha, zero, zero), bits - 8, _WORK)
            return first * sums(core.ONE, g, (zero, zero, gamma), bits - 8, _WORK)
        return sums(f, g, scales, bits - 8, _WORK)


def _by_halves(f: core.Expr, g: core.Expr, q11: object, q12: object, q22: object, bits: int) -> arb:
    """The same of functions with a kink at 0; one with another that is analytic in a strip only has no rule."""
    with balls.precision(2 * bits):
        q11, q12, q22, determinant = gram_balls(q11, q12, q22)
    with balls.precision(bits):
        singular = bool(determinant == 0 and q12 > 0)
        return halves.expectation(f, g, (q11, q12, q22), singular=singular, most=_WORK)


def gaussian_mean(function: object, q: object = 1, *, mean: object = 0, digits: int = 15) -> arb:
    """A ball that contains E[f(u)], u ~ N(mean, q).

    function: an expression in z, analytic in a strip around the real axis where it grows at most exponentially.
    Raises InputError where that is not seen, and for a negative variance.

    >>> gaussian_mean("z*tanh(z)", 1, digits=20).str(20, radius=False)
    '0.60570550960215882558'
    >>> gaussian_mean("exp(z^2)")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: no bound for exp(z**2) in a strip around the real axis: it must be analytic there and \
grow at most exponentially
    """
    expr = as_expr(function, {"z": z})
    found = function_in_strip(expr, mean)
    if found is None:
        raise no_strip(expr)
    with balls.precision(working_precision(digits)):
        variance = as_ball(q)
    if variance < 0:
        raise InputError(f"q = {shorten(q)} is negative, and no variance")
    return expectation_in_strip(found, core.ONE, q, 0, 0, digits=digits)


def no_strip(expr: Expr) -> InputError:
    """The error for a function that is not seen to be analytic in a strip, of exponential growth."""
    return InputError(
        f"no bound for {shorten(expr)} in a strip around the real axis: it must be analytic there and "
        "grow at most exponentially"
    )
