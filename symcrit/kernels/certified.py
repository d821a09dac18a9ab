"""Kernels without closed form: E[σ(u)τ(v)] itself, evaluated in balls by certified quadrature."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product
from typing import Any, Literal, TypeAlias

import flint
import lazy_loader
import sympy
from flint import arb
from sympy import Expr

from symcrit import core
from symcrit.arguments import flag
from symcrit.core.algebra import balls
from symcrit.core.expectation.quadrature import Grid, grid, growth
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, activation, z
from symcrit.kernels.base import Kernel
from symcrit.kernels.closed_forms import q11, q12, q22
from symcrit.kernels.gram import as_ball, working_precision
from symcrit.kernels.integrals import m1, m2
from symcrit.kernels.strips import expectation_in_strip, function_in_strip, no_strip
from symcrit.translate import JSON, as_expr, mean_function, to_json

np = lazy_loader.load("numpy")  # heavy, and claims about kernels do without

__all__ = ["CertifiedKernel", "certified_kernel", "nodes_for"]


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
        pair = self.sigma.diff(z, first), self.tau.diff(z, second)
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
        Where an argument is not finite, or a variance negative, the value is nan.

        >>> round(float(certified_kernel("tanh").numeric(1, 0.5, 1)), 12)
        0.186324413203
        """
        arrays = np.broadcast_arrays(*(np.asarray(q, dtype=float) for q in (q11, q12, q22, m1, m2)))
        rows = np.array([np.ravel(array) for array in arrays])
        values = np.full(rows.shape[1], np.nan)
        good = np.isfinite(rows).all(axis=0) & (rows[0] >= 0) & (rows[2] >= 0)
        for own in _of_one_size(rows, good):
            grids = self._grids(rows[:, own])
            values[own] = self._by_balls(rows[:, own]) if grids is None else self._sums(rows[:, own], grids)
        return np.reshape(values, arrays[0].shape)

    def _grids(self, rows: np.ndarray) -> tuple[Nodes, Nodes] | None:
        """Nodes and weights for x and y that suit all these rows; None where they would be too many."""
        return nodes_for(self.sigma, self.tau, rows)

    def _sums(self, rows: np.ndarray, grids: tuple[Nodes, Nodes]) -> np.ndarray:
        """E[f(u)g(v)] for rows of covariances and means, a few at a time."""
        first, second = (_compiled(function) for function in (self.sigma, self.tau))
        (every_x, every_weight), (y, y_weights) = grids
        values = np.zeros(rows.shape[1])
        many, few = max(1, _TERMS // (every_x.size * y.size)), max(1, _TERMS // y.size)
        for start, piece in product(range(0, values.size, many), range(0, every_x.size, few)):
            a, b, c, m, n = rows[:, start : start + many]
            x, x_weights = every_x[piece : piece + few], every_weight[piece : piece + few]
            with np.errstate(all="ignore"):
                alpha = np.sqrt(a)
                beta = np.where(alpha > 0, b / alpha, 0)
                gamma = np.sqrt(np.maximum(c - beta * beta, 0))
                u = m[:, None] + alpha[:, None] * x
                v = n[:, None, None] + beta[:, None, None] * x[:, None] + gamma[:, None, None] * y
                values[start : start + many] += np.einsum("ri,i,rij,j->r", first(u), x_weights, second(v), y_weights)
        return float(self.factor) * values

    def _by_balls(self, rows: np.ndarray) -> np.ndarray:
        """The same from balls, one by one."""
        found = []
        for row in rows.T.tolist():
            a, b, c, m, n = (sympy.Rational(number) for number in row)
            edge = math.isqrt(int(a * c * 4**_ROOT_BITS)) / sympy.Integer(2) ** _ROOT_BITS
            value = self.ball(a, min(max(b, -edge), edge), c, m1=m, m2=n, digits=15)
            is_sharp = value.is_finite() and (value.rad() < 1e-6 * abs(value) or value.rad() < 1e-12)
            found.append(float(value.mid()) if is_sharp else math.nan)
        return np.array(found)


def _shifted(function: Expr, mean: object) -> core.Expr:
    """function(z + mean) as core reads it; raises InputError for a mean that is no exact number."""
    if isinstance(mean, flint.arb):
        raise InputError(f"the mean {mean.str(6)} is a ball; certified quadrature needs exact means such as '1/3'")
    found = function_in_strip(function, mean)
    if found is None:
        raise no_strip(function)
    return found


Nodes: TypeAlias = "tuple[np.ndarray, np.ndarray]"  # and weights
_AIM = 40.0  # sums err by exp(−40) or less
_TERMS, _MOST = 2_000_000, 100_000_000  # of the sums that are taken at once, and of one sum
_SMALLEST = 2.0**-10  # a grid for these √q suits smaller ones
_ROOT_BITS = 200


def _of_one_size(rows: np.ndarray, good: np.ndarray) -> Iterator[np.ndarray]:
    """Places of rows whose largest variances, and means, are within a factor of four."""
    places = np.flatnonzero(good)
    if not places.size:
        return
    largest = np.maximum(rows[[0, 2]][:, places].max(axis=0), _SMALLEST**2)
    means = np.abs(rows[3:][:, places]).max(axis=0)
    sizes = np.ceil(np.log2(largest) / 2), np.ceil(np.log2(np.maximum(means, 1)))
    _, which = np.unique(np.stack(sizes), axis=1, return_inverse=True)
    for group in range(which.max() + 1):
        yield places[which.ravel() == group]


def nodes_for(f: Expr, g: Expr, rows: np.ndarray) -> tuple[Nodes, Nodes] | None:
    """Nodes and weights for x and y that suit E[f(u)g(v)] for all rows q11, q12, q22, m1, m2; None for too many."""
    bound = float(np.sqrt(rows[[0, 2]].max()))
    bound = 2.0 ** (np.ceil(4 * np.log2(bound)) / 4) if bound > _SMALLEST else _SMALLEST
    shift = int(np.ceil(np.abs(rows[3:]).max()))
    return _grids(f, g, bound, shift)


@cache
def _grids(f: Expr, g: Expr, bound: float, shift: int) -> tuple[Nodes, Nodes] | None:
    """Nodes for √q ≤ `bound`, so that α, |β|, γ are, too, and for means up to `shift`; None for too many."""
    first, second = (function_in_strip(function) for function in (f, g))
    bounds = [growth(function, 0) for function in (first, second) if function is not None]
    if len(bounds) < 2 or None in bounds:
        return None
    (size, rate), (_, other_rate) = ([float(part) for part in own] for own in bounds)
    scale, aim = arb(bound), _AIM + shift * (rate + other_rate)
    for_x = grid(first, second, (scale, scale, scale), (scale, scale), aim)
    aim += math.log(max(size, 1)) + (bound * (rate + other_rate)) ** 2 / 2  # what σ(u) is at most, in the mean
    for_y = grid(core.ONE, second, (scale, scale, scale), (scale,), aim)  # u does not depend on y
    if for_x is None or for_y is None or (2 * for_x.reach + 1) * (2 * for_y.reach + 1) > _MOST:
        return None
    return _nodes(for_x), _nodes(for_y)


def _nodes(own: Grid) -> Nodes:
    step = float(own.step)
    x = step * np.arange(-own.reach, own.reach + 1)
    return x, step * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


@cache
def _compiled(function: Expr):
    compiled = sympy.lambdify([z], function, modules=["scipy", "numpy"], cse=True)
    return lambda points: np.broadcast_to(compiled(points), points.shape)


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
    bias = flag("bias", bias)
    exprs = tuple(one.expr for one in pair)
    names = tuple(one.label for one in pair)
    orders = (0, 0, 0, 0, 0) if bias else (0, 0, 0)
    kernel = CertifiedKernel(
        names, sympy.S.Zero, orders, activations=tuple(pair), biased=bias, sigma=exprs[0], tau=exprs[1],
        fallback=fallback,
    )  # fmt: skip
    return kernel.written()
