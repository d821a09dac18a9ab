"""Kernels without closed form: E[σ(u)τ(v)] itself, evaluated in balls by certified quadrature."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import flint
import lazy_loader
import sympy
from sympy import Expr

from symcrit import core
from symcrit.arguments import flag
from symcrit.core.algebra import balls
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation, z
from symcrit.kernels.base import Kernel
from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.integrals import m1, m2
from symcrit.kernels.floats.angles import bends, sums_in_angles
from symcrit.kernels.floats.covariances import refuse_no_covariance
from symcrit.kernels.floats.trapezoid import trapezoid_sums
from symcrit.kernels.gram import as_ball, working_precision
from symcrit.kernels.quadrature.strips import (
    derivative_in_strip,
    expectation_in_strip,
    function_with_quadrature,
    have_quadrature,
    no_strip,
)
from symcrit.translate import JSON, as_expr, mean_function, to_json

np = lazy_loader.load("numpy")  # heavy, and claims about kernels do without

__all__ = ["CertifiedKernel", "certified_kernel"]

_ROOT_BITS = 200


@dataclass(frozen=True)
class CertifiedKernel(Kernel):
    """A kernel given by its definition: `expr` is a multiple of the sympy function E[f(u)g(v)] of q11, q12, q22.

    sigma, tau: σ(z), τ(z), or the derivatives of them whose expectation this is.
    fallback: why there is no closed form, if one was looked for.
    Derivatives follow Price's theorem (and ∂/∂m1 = E[σ′(u)τ(v)]), balls and core's claims certified quadrature.

    >>> certified_kernel("tanh").diff("q12").expr
    E[1 - tanh(z)**2, 1 - tanh(z)**2](q11, q12, q22)
    """

    sigma: Expr | None = None
    tau: Expr | None = None
    fallback: str | None = None

    @property
    def kind(self) -> Literal["certified"]:
        """ "certified": values in balls, by quadrature of the definition."""
        return "certified"

    @property
    def rules(self) -> tuple[str, ...]:
        """What values and derivatives rest on."""
        return "definition", "price", "trapezoid"

    def __str__(self) -> str:
        return f"{super().__str__()} (certified quadrature)"

    @cached_property
    def core(self) -> JSON:
        """The kernel as core reads it: {"activation": σ, "teacher"?: τ, "biased"?: true}, its definition.

        Raises InputError for a derivative.
        """
        if any(self.orders):
            raise InputError(f"{self} is a derivative; a configuration takes the kernel itself")
        sigma, tau = to_json(self.sigma), to_json(self.tau)
        extra = ({"teacher": tau} if tau != sigma else {}) | ({"biased": True} if self.biased else {})
        return {"activation": sigma, **extra}

    @property
    def derivation(self) -> None:
        """None: there is no closed form to be derived."""
        return

    def ball(
        self, q11: object, q12: object, q22: object, *, m1: object = 0, m2: object = 0, digits: int = 30
    ) -> flint.arb:
        """A ball of radius about 10^−digits that contains the kernel (or derivative); see `expectation_in_strip`.

        >>> certified_kernel("softplus").ball(1, "1/2", 1, digits=20).str(20, radius=False)
        '0.78007816520694351557'
        """
        f, g = (_shifted(function, mean) for function, mean in ((self.sigma, m1), (self.tau, m2)))
        value = expectation_in_strip(f, g, q11, q12, q22, digits=digits)
        with balls.precision(working_precision(digits)):
            return value * as_ball(self.factor)

    @property
    def factor(self) -> Expr:
        """What the expectation is multiplied by: 1/2 for every derivative by q11 or q22."""
        return sympy.Rational(1, 2 ** (self.orders[0] + self.orders[2]))

    def __call__(self, q11: object, q12: object, q22: object, *, m1: object = 0, m2: object = 0) -> Expr:
        """The expectation at exact covariances (and means), as a sympy expression whose `evalf` is quadrature.

        >>> certified_kernel("tanh")(1, "1/2", 1)
        E[tanh(z), tanh(z)](1, 1/2, 1)
        """
        means = [as_expr(mean) for mean in (m1, m2)]
        moved = (f.xreplace({z: z + mean}) for f, mean in zip((self.sigma, self.tau), means, strict=True))
        return self.factor * mean_function(*moved)(*self._covariance(q11, q12, q22))

    def diff(self, by: str) -> CertifiedKernel:
        """∂κ/∂q for `by` = "q11", "q12" or "q22", ∂κ/∂m for "m1" or "m2" of a kernel with biases.

        >>> certified_kernel("tanh", bias=True).diff("m1").sigma
        1 - tanh(z)**2
        """
        orders = self._raised(by)
        first, second = {"q11": (2, 0), "q12": (1, 1), "q22": (0, 2), "m1": (1, 0), "m2": (0, 1)}[by]
        pair = derivative_in_strip(self.sigma, first), derivative_in_strip(self.tau, second)
        return replace(self, orders=orders, sigma=pair[0], tau=pair[1]).written()

    def written(self) -> CertifiedKernel:
        """With `expr` as σ, τ and the orders say it."""
        return replace(self, expr=self(q11, q12, q22, **({"m1": m1, "m2": m2} if self.biased else {})))

    def quadrature(
        self, q11: object, q12: object, q22: object, *, m1: object = 0, m2: object = 0, digits: int = 15
    ) -> flint.arb:
        """The same as `ball`: the definition is all there is."""
        return self.ball(q11, q12, q22, m1=m1, m2=m2, digits=digits)

    def numeric(self, q11: Any, q12: Any, q22: Any, *, m1: Any = 0, m2: Any = 0) -> np.ndarray:
        """The kernel in float64, elementwise, by trapezoid sums; the arguments broadcast.

        Right to about 1e-15 times the largest terms of the sum.  Step and reach follow from what σ and τ are at most in
        a strip; where that takes too many terms, the value is that of `ball`, and nan if its error is above 1e-6.
        Where an argument is not finite the value is nan; with a kink at 0, also with means.
        Raises InputError for values that are no covariance, beyond what rounding does.

        >>> round(float(certified_kernel("tanh").numeric(1, 0.5, 1)), 12)
        0.186324413203
        """
        arrays = np.broadcast_arrays(*(np.asarray(q, dtype=float) for q in (q11, q12, q22, m1, m2)))
        refuse_no_covariance(*arrays[:3])
        rows = np.array([np.ravel(array) for array in arrays])
        if bends(self.sigma, self.tau):
            return np.reshape(float(self.factor) * sums_in_angles(self.sigma, self.tau, rows), arrays[0].shape)
        values, left = trapezoid_sums(self.sigma, self.tau, rows)
        values[left] = self._by_balls(rows[:, left])
        return np.reshape(float(self.factor) * values, arrays[0].shape)

    def _by_balls(self, rows: np.ndarray) -> np.ndarray:
        """The same from balls, one by one."""
        found = []
        for row in rows.T.tolist():
            a, b, c, m, n = (sympy.Rational(number) for number in row)
            edge = math.isqrt(int(a * c * 4**_ROOT_BITS)) / sympy.Integer(2) ** _ROOT_BITS
            value = self.ball(a, min(max(b, -edge), edge), c, m1=m, m2=n, digits=15) / as_ball(self.factor)
            is_sharp = value.is_finite() and (value.rad() < 1e-6 * abs(value) or value.rad() < 1e-12)
            found.append(float(value.mid()) if is_sharp else math.nan)
        return np.array(found)


def _shifted(function: Expr, mean: object) -> core.Expr:
    """function(z + mean) as core reads it; raises InputError for a mean that is no exact number."""
    if isinstance(mean, flint.arb):
        raise InputError(f"the mean {mean.str(6)} is a ball; certified quadrature needs exact means such as '1/3'")
    found = function_with_quadrature(function, mean)
    if found is None:
        raise no_strip(function)
    return found


def certified_kernel(
    sigma: str | Activation,
    tau: str | Activation | None = None,
    *,
    bias: bool = False,
    fallback: str | None = None,
) -> CertifiedKernel:
    """E[σ(u)τ(v)] of activations that are analytic in a strip around the real axis, without a closed form.

    sigma, tau: names of registered activations, or your own; τ = σ by default.
    bias: with means m1, m2 in place of 0. fallback: why there is no closed form. Such a kernel stands wherever a closed
    form does, in problems, configurations and claims: core then proves by balls what it would prove exactly.
    Raises InputError for a jump, a kink elsewhere than at 0, and where a bound in a strip is not seen.

    >>> certified_kernel("tanh").ball(1, "1/2", 1).str(30, radius=False)
    '0.186324413203448086106782889972'
    >>> certified_kernel("shifted_relu:shift=1")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: no bound for z/2 + Abs(z - 1)/2 - 1/2 in a strip around the real axis: it must be \
analytic there and grow at most exponentially
    """
    pair = [one if isinstance(one, Activation) else activation(one) for one in (sigma, sigma if tau is None else tau)]
    for one in pair:
        if not have_quadrature(one.expr):
            raise no_strip(one.expr)
    if not have_quadrature(*(one.expr for one in pair)):
        raise InputError(f"no quadrature for a kink in one of {pair[0].expr}, {pair[1].expr} and a strip for the other")
    bias = flag("bias", bias)
    exprs = tuple(one.expr for one in pair)
    names = tuple(one.label for one in pair)
    orders = (0, 0, 0, 0, 0) if bias else (0, 0, 0)
    kernel = CertifiedKernel(
        names, sympy.S.Zero, orders, activations=tuple(pair), biased=bias, sigma=exprs[0], tau=exprs[1],
        fallback=fallback,
    )  # fmt: skip
    return kernel.written()
