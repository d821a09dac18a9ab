"""Kernels without closed form: E[σ(u)τ(v)] itself, evaluated in balls by certified quadrature."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import flint
import numpy as np
import sympy
from sympy import Expr

from symcrit.core import balls
from symcrit.errors import InputError
from symcrit.gaussian.activations import Activation, activation, z
from symcrit.gaussian.gram import working_precision
from symcrit.gaussian.kernels import Kernel, q11, q12, q22
from symcrit.gaussian.strips import expectation_in_strip, function_in_strip, no_strip
from symcrit.translate import JSON, mean_function, to_json

__all__ = ["CertifiedKernel", "certified_kernel"]


@dataclass(frozen=True)
class CertifiedKernel(Kernel):
    """A kernel given by its definition: `expr` is a multiple of the sympy function E[f(u)g(v)] of q11, q12, q22.

    sigma, tau: σ(z), τ(z). Derivatives follow Price's theorem, balls and core's claims certified quadrature.

    >>> certified_kernel("tanh").diff("q12").expr
    E[1 - tanh(z)**2, 1 - tanh(z)**2](q11, q12, q22)
    """

    sigma: Expr | None = None
    tau: Expr | None = None

    @cached_property
    def core(self) -> JSON:
        """The kernel as core reads it: {"activation": σ}; raises InputError for a derivative and two activations."""
        if any(self.orders):
            raise InputError(f"{self} is a derivative; a configuration takes the kernel itself")
        if self.sigma != self.tau:
            raise InputError(f"{self} has two activations; a configuration takes a kernel of one activation")
        return {"activation": to_json(self.sigma)}

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
        factor, mean = self.expr.as_coeff_Mul()
        f, g = map(function_in_strip, mean.mean, (m1, m2))
        value = expectation_in_strip(f, g, q11, q12, q22, digits=digits)
        with balls.precision(working_precision(digits)):
            return value * int(factor.p) / int(factor.q)

    def quadrature(
        self, q11: object, q12: object, q22: object, *, m1: object = 0, m2: object = 0, digits: int = 15
    ) -> flint.arb:
        """The same as `ball`: the definition is all there is."""
        return self.ball(q11, q12, q22, m1=m1, m2=m2, digits=digits)

    def numeric(self, q11: Any, q12: Any, q22: Any, *, m1: Any = 0, m2: Any = 0) -> np.ndarray:
        """The kernel in float64, elementwise, by trapezoid sums; the arguments broadcast, the step suits the largest q.

        >>> round(float(certified_kernel("tanh").numeric(1, 0.5, 1)), 12)
        0.186324413203
        """
        a, b, c, m, n = np.broadcast_arrays(*(np.asarray(q, dtype=float) for q in (q11, q12, q22, m1, m2)))
        factor, mean = self.expr.as_coeff_Mul()
        return float(factor) * np.reshape([*_sums(*mean.mean, *map(np.ravel, (a, b, c, m, n)))], a.shape)


_REACH, _TERMS = 8.6, 2_000_000  # beyond 8.6 the Gaussian weights sum to less than 1e-17


def _sums(f: Expr, g: Expr, a: np.ndarray, b: np.ndarray, c: np.ndarray, *means: np.ndarray) -> Iterator[float]:
    """E[f(u)g(v)] for rows of covariances and means, a few at a time."""
    first, second = (_compiled(function) for function in (f, g))
    largest = max(1.0, float(np.sqrt(np.nanmax([*a, *c], initial=1.0))))
    count = int(np.ceil(_REACH * 7 * largest))
    x = np.linspace(-_REACH, _REACH, 2 * count + 1)
    weights = np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * (x[1] - x[0])
    many = max(1, _TERMS // x.size**2)
    for start in range(0, len(a), many):
        here = slice(start, start + many)
        with np.errstate(all="ignore"):
            alpha = np.sqrt(a[here])
            beta = np.where(alpha > 0, b[here] / alpha, 0)
            gamma = np.sqrt(np.maximum(c[here] - beta * beta, 0))
            u = means[0][here][:, None] + alpha[:, None] * x
            v = means[1][here][:, None, None] + beta[:, None, None] * x[:, None] + gamma[:, None, None] * x
            yield from np.einsum("ri,i,rij,j->r", first(u), weights, second(v), weights)


@cache
def _compiled(function: Expr):
    compiled = sympy.lambdify([z], function, modules=["scipy", "numpy"], cse=True)
    return lambda points: np.broadcast_to(compiled(points), points.shape)


def certified_kernel(sigma: str | Activation, tau: str | Activation | None = None) -> CertifiedKernel:
    """E[σ(u)τ(v)] of activations that are analytic in a strip around the real axis, without a closed form.

    sigma, tau: names of registered activations, or your own; τ = σ by default. Such a kernel stands wherever a closed
    form does, in problems, configurations and claims: core then proves by balls what it would prove exactly.
    Raises InputError for a kink or a jump, and where a bound in a strip is not seen.

    >>> certified_kernel("tanh").ball(1, "1/2", 1).str(30, radius=False)
    '0.186324413203448086106782889972'
    >>> certified_kernel("relu")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: no bound for z/2 + Abs(z)/2 in a strip around the real axis: it must be analytic there \
and grow at most exponentially
    """
    pair = [one if isinstance(one, Activation) else activation(one) for one in (sigma, sigma if tau is None else tau)]
    for one in pair:
        if function_in_strip(one.expr) is None:
            raise no_strip(one.expr)
    exprs = tuple(one.expr for one in pair)
    names = tuple(one.name for one in pair)
    expr = mean_function(*exprs)(q11, q12, q22)
    return CertifiedKernel(names, expr, activations=tuple(pair), sigma=exprs[0], tau=exprs[1])
