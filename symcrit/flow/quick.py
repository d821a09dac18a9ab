"""κ and its derivatives in float64, all at once, for flows: formulas as they stand, or sums over nodes.

A flow asks for them some ten times a step, at a few pairs of neurons.  `Kernel.numeric` bounds the rounding of every
value, which costs more than the values; here the error is left to the steps of the flow, which control it.  Where terms
cancel (neurons nearly parallel at a kink) digits are lost, and a flow says so by `stalled`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import sympy
from scipy.special import erfc, ndtr, owens_t

from symcrit.certification.landscape import Regular
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation, z
from symcrit.kernels.floats.formula import exp_times_cosh, exp_times_sinh
from symcrit.kernels.floats.normal import binormal
from symcrit.kernels.floats.sides import by_sides
from symcrit.kernels.floats.stable import det
from symcrit.kernels.floats.trapezoid import Nodes, nodes_for
from symcrit.kernels.kernel import Kernel, kernel, m1, m2, q11, q12, q22
from symcrit.kernels.quadrature.certified import CertifiedKernel

__all__ = ["Quick", "gradients", "losses"]

By = tuple[str, ...]
_FIRST: tuple[By, ...] = ((), ("q11",), ("q12",), ("m1",))
_SECOND: tuple[By, ...] = (
    ("q11", "q11"), ("q11", "q12"), ("q12", "q12"), ("q11", "q22"), ("q12", "q22"), ("q11", "m1"), ("q12", "m1"),
    ("m1", "m1"), ("q22", "m1"), ("q11", "m2"), ("q12", "m2"), ("m2", "m1"),
)  # fmt: skip
_RAISES = {"q11": (2, 0), "q12": (1, 1), "q22": (0, 2), "m1": (1, 0), "m2": (0, 1)}
_TERMS = 100_000  # of sums that are taken at once: they stay in the cache of the processor
_CLOSE = 1e-12  # errors of sums, relative to the largest value of their kind
_COARSER = (8.0, 6.0, 4.5, 3.5, 2.8, 2.2, 1.8, 1.5, 1.25, 1.0)
_REACH = 8.0  # beyond it are 1e-15 of the weights
_CORRELATIONS = (-0.95, 0.0, 0.6, 0.999)
_ONE_NODE = np.zeros(1), np.ones(1)


class Quick(Regular):
    """Signed neurons of which all derivatives of κ of one order are computed together."""

    def _raw(self, *by: str) -> np.ndarray:
        if by not in self._known:
            asked = _FIRST if len(by) < 2 else _SECOND
            asked = tuple(each for each in asked if self.mean is not None or not {"m1", "m2"} & set(each))
            found = _of_pairs(self.kernels, self._law, self.n, asked)
            self._known |= {each: part[0] for each, part in zip(asked, found, strict=True)}
        return self._known[by]

    @cached_property
    def _law(self) -> Law:
        """The law of all pairs, with an axis of length 1 in front."""
        return _law(self.U[None], self.images[None], self.mean, self.n)


class Law(NamedTuple):
    """What κ depends on, for pairs of neurons u, v; none of it is a difference of nearly equal numbers.

    det = q11·q22 − q12², up = m2·q11 − m1·q12 and right = m1·q22 − m2·q12 = (m1·det − q12·up)/q11 come from one vector,
    v − (q12/q11)u: so they keep their digits where neurons are nearly parallel, and fit each other.
    """

    q11: np.ndarray
    q12: np.ndarray
    q22: np.ndarray
    m1: np.ndarray
    m2: np.ndarray
    det: np.ndarray
    up: np.ndarray
    right: np.ndarray

    def part(self, columns: slice) -> Law:
        """That of some of the second neurons."""
        return Law(*(entry[:, :, columns] for entry in self))


def gradients(
    U: np.ndarray, S: np.ndarray, kernels: Sequence[Kernel], inputs: tuple[np.ndarray | None, np.ndarray | None], n: int
) -> tuple[np.ndarray, np.ndarray]:
    """∂L/∂W and ∂L/∂a, for `scale` 1, at many points at once: those of `SignedNeurons`, with one axis more in front.

    U: B×N×d weights, the n students first; S: B×N×C outgoing weights; inputs: covariance and mean.
    """
    covariance, mean = inputs
    images = U if covariance is None else U @ covariance
    kappa, by_q11, by_q12, *by_mean = _first(kernels, _law(U, images, mean, n), n, mean is not None)
    M = S[:, :n] @ S.transpose(0, 2, 1)
    own = (M * by_q11).sum(axis=2)[:, :, None]
    by_w = 2 * own * images[:, :n] + (M * by_q12) @ images
    if mean is not None:
        by_w = by_w + (M * by_mean[0]).sum(axis=2)[:, :, None] * mean
    return 2 * by_w, 2 * kappa @ S


def losses(
    U: np.ndarray, S: np.ndarray, kernels: Sequence[Kernel], inputs: tuple[np.ndarray | None, np.ndarray | None], n: int
) -> np.ndarray:
    """L for `scale` 1 at many points at once, without the part of the teachers alone."""
    covariance, mean = inputs
    images = U if covariance is None else U @ covariance
    kappa = _first(kernels, _law(U, images, mean, n), n, mean is not None)[0]
    terms = (S[:, :n] @ S.transpose(0, 2, 1)) * kappa
    return terms[:, :, :n].sum(axis=(1, 2)) + 2 * terms[:, :, n:].sum(axis=(1, 2))


def _law(U: np.ndarray, images: np.ndarray, mean: np.ndarray | None, n: int) -> Law:
    """The law of all pairs of a student and a neuron."""
    G = U @ images.transpose(0, 2, 1)
    norms = np.diagonal(G, axis1=1, axis2=2)  # from G itself: a neuron has the correlation 1 with itself, exactly
    q11, q12, q22 = np.broadcast_arrays(norms[:, :n, None], G[:, :n], norms[:, None, :])
    students = U[:, :n, None]
    across = (q12 / q11)[..., None]
    away = U[:, None] - across * students
    det = q11 * np.maximum((away * (images[:, None] - across * images[:, :n, None])).sum(axis=3), 0)
    if mean is None:
        nothing = np.zeros_like(det)
        return Law(q11, q12, q22, nothing, nothing, det, nothing, nothing)
    centres = U @ mean
    m1, m2 = np.broadcast_arrays(centres[:, :n, None], centres[:, None, :])
    apart = away @ mean
    return Law(q11, q12, q22, m1, m2, det, q11 * apart, m1 * det / q11 - q12 * apart)


def _first(kernels: Sequence[Kernel], law: Law, n: int, biased: bool) -> list[np.ndarray]:
    """κ and its first derivatives for B×n×N pairs; where a neuron with a kink meets itself, by E[σ(u)²]."""
    own = kernels[0]
    asked = tuple(by for by in _FIRST if biased or "m1" not in by)
    found = _of_pairs(kernels, law, n, asked)
    square = None if isinstance(own, CertifiedKernel) or own.is_candidate else _square(own.pair[0])
    if square is not None:
        itself = range(n)
        values = dict(zip(((), ("q11",), ("m1",)), square(law.q11[:, itself, 0], law.m1[:, itself, 0]), strict=True))
        for by, part in zip(asked, found, strict=True):
            part[:, itself, itself] = values[by] * (0.5 if by else 1.0) if by in values else 0.0
    return found


@cache
def _square(sigma: Activation) -> Callable[..., Sequence[np.ndarray]] | None:
    """E[σ(u)²] and its derivatives by q11 and m1, twice those of κ, for a σ with kinks; None where κ itself serves."""
    if sigma.smoothness == "analytic":
        return None
    try:
        found = kernel(Activation("squared", sigma.expr**2), Activation("one", "1"), bias=True)
    except InputError:
        return None
    if isinstance(found, CertifiedKernel):
        return None
    forms = [found.expr, found.diff("q11").expr, found.diff("m1").expr]
    compiled = sympy.lambdify([q11, m1], forms, modules=["scipy", "numpy"], cse=True)

    def evaluate(variances: np.ndarray, means: np.ndarray) -> list[np.ndarray]:
        with np.errstate(all="ignore"):
            return [np.broadcast_to(value, variances.shape) for value in compiled(variances, means)]

    return evaluate


def _of_pairs(kernels: Sequence[Kernel], law: Law, n: int, asked: tuple[By, ...]) -> list[np.ndarray]:
    """The derivatives of κ that are asked for, for B×n×N pairs."""
    own, mixed, _ = kernels
    if mixed is own:
        return [np.array(part) for part in _exactly(own, asked)(law)]
    sides = ((own, slice(0, n)), (mixed, slice(n, None)))
    blocks = [_exactly(kernel, asked)(law.part(columns)) for kernel, columns in sides]
    return [np.concatenate(parts, axis=2) for parts in zip(*blocks, strict=True)]


@cache
def _exactly(kernel: Kernel, asked: tuple[By, ...]) -> Callable[[Law], Sequence[np.ndarray]]:
    """The derivatives of a kernel that are asked for, in forms without cancellation, as a function of laws."""
    if isinstance(kernel, CertifiedKernel):
        sums = _by_definition(kernel, asked)
        return lambda law: sums(*law[:5])
    up, right = sympy.symbols("up right", real=True)
    known = {m2 * q11 - m1 * q12: up, m1 * q12 - m2 * q11: -up, m1 * q22 - m2 * q12: right, m2 * q12 - m1 * q22: -right}
    forms = [by_sides(_differentiated(kernel, by)).xreplace(known) for by in asked]
    inside = {
        "sqrt": lambda x: np.sqrt(np.maximum(x, 0)),
        "exp_cosh": exp_times_cosh,
        "exp_sinh": exp_times_sinh,
        "tail": erfc,
        "quadrant": quadrant_of,
        "binormal": binormal,
    }
    symbols = [q11, q12, q22, m1, m2, det, up, right]
    compiled = sympy.lambdify(symbols, forms, modules=[inside, "scipy", "numpy"], cse=True)

    def evaluate(law: Law) -> list[np.ndarray]:
        with np.errstate(all="ignore"):
            return [np.broadcast_to(value, law.q12.shape) for value in compiled(*law)]

    return evaluate


def quadrant_of(h: Any, k: Any, up: Any, right: Any, side: Any, across: Any) -> np.ndarray:
    """Φ₂(h, k; ρ), with up/side = (k − ρh)/√(1 − ρ²), right/side = (h − ρk)/√(1 − ρ²), across/side = ρ/√(1 − ρ²)."""
    first, second = ndtr(h), ndtr(k)
    angles = [np.nan_to_num(owens_t(a, b / (a * side))) * (a != 0) for a, b in ((h, up), (k, right))]
    inside = (first + second) / 2 - angles[0] - angles[1] - (1 - np.sign(h) * np.sign(k)) / 4
    centre = 0.25 + np.arctan2(across, side) / (2 * np.pi)
    edge = np.where(across > 0, np.minimum(first, second), np.maximum(first + second - 1, 0))
    return np.where((h == 0) & (k == 0), centre, np.where(side > 0, inside, edge))


def _differentiated(kernel: Kernel, by: By) -> Any:
    """The form of a derivative."""
    for name in by:
        kernel = kernel.diff(name)
    return kernel.expr


def _by_definition(kernel: CertifiedKernel, asked: tuple[By, ...]) -> Callable[..., Sequence[np.ndarray]]:
    """E[σ⁽ⁱ⁾(u)τ⁽ʲ⁾(v)] by trapezoid sums, whose nodes and values of σ and τ all derivatives share."""
    sums = _Sums(kernel.sigma, kernel.tau, asked)

    def evaluate(*arguments: np.ndarray) -> np.ndarray:
        rows = np.array([np.ravel(argument) for argument in arguments])
        if len(rows) == 3:
            rows = np.vstack([rows, np.zeros((2, rows.shape[1]))])
        return sums(rows).reshape(len(asked), *arguments[0].shape)

    return evaluate


class _Sums:
    """Sums over nodes for the derivatives that are asked for, at rows q11, q12, q22, m1, m2."""

    def __init__(self, sigma: Any, tau: Any, asked: tuple[By, ...]) -> None:
        self.orders = [tuple(map(sum, zip(*(_RAISES[name] for name in by), strict=True))) or (0, 0) for by in asked]
        self.halves = [0.5 ** sum(name in ("q11", "q22") for name in by) for by in asked]
        highest = [max(order[side] for order in self.orders) for side in (0, 1)]
        self.first, self.second = (_derivatives(one, most) for one, most in zip((sigma, tau), highest, strict=True))
        self.widest = sigma.diff(z, highest[0]), tau.diff(z, highest[1])
        self.known: dict[tuple[int, int], tuple[Nodes, Nodes] | None] = {}

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        """The sums; nan where too many nodes would be needed."""
        grids = self._nodes(rows) if np.isfinite(rows).all() else None
        if grids is None:
            return np.full((len(self.orders), rows.shape[1]), np.nan)
        found = np.empty((len(self.orders), rows.shape[1]))
        alone = rows[0] * rows[2] == rows[1] * rows[1]  # v depends on u: no sum over y
        for places, across in ((~alone, grids[1]), (alone, _ONE_NODE)):
            many = max(1, _TERMS // (grids[0][0].size * across[0].size))
            for part in np.split(np.flatnonzero(places), range(many, int(places.sum()), many)):
                found[:, part] = self._over(grids[0], across, rows[:, part])
        return found

    def _over(self, along: Nodes, across: Nodes, rows: np.ndarray) -> np.ndarray:
        """The sums over these nodes."""
        (x, x_weights), (y, y_weights) = along, across
        a, b, c, m, n = rows
        with np.errstate(all="ignore"):
            alpha = np.sqrt(a)
            beta = np.where(alpha > 0, b / alpha, 0)
            gamma = np.sqrt(np.maximum(c - beta * beta, 0))
            of_u = self.first(m[:, None] + alpha[:, None] * x)
            v = n[:, None, None] + beta[:, None, None] * x[:, None] + gamma[:, None, None] * y
            of_v = [value @ y_weights for value in self.second(v)]
        sums = zip(self.orders, self.halves, strict=True)
        return np.array([half * ((of_u[i] * of_v[j]) @ x_weights) for (i, j), half in sums])

    def _nodes(self, rows: np.ndarray) -> tuple[Nodes, Nodes] | None:
        """Nodes for variances and means up to those in the rows: the fewest that do where they are tried."""
        largest = max(float(rows[[0, 2]].max()), 2.0**-20)
        size = int(np.ceil(2 * np.log2(largest)))  # of √q, in quarters of an octave
        shift = int(np.ceil(np.abs(rows[3:]).max()))
        if (size, shift) not in self.known:
            self.known[size, shift] = self._fewest(_laws(2.0 ** (size / 2), shift))
        return self.known[size, shift]

    def _fewest(self, laws: np.ndarray) -> tuple[Nodes, Nodes] | None:
        """Steps and ends by proved bounds; then steps as long, and ends as near, as make no difference at some laws."""
        full = nodes_for(*self.widest, laws)
        if full is None:
            return None
        right = self._over(*full, laws)
        allowed = _CLOSE * np.maximum(np.abs(right).max(axis=1, keepdims=True), 1e-3)
        for factor in _COARSER:
            tried = _coarser(full[0], factor), _coarser(full[1], factor)
            if (np.abs(self._over(*tried, laws) - right) <= allowed).all():
                return tried
        return full


def _laws(q: float, shift: int) -> np.ndarray:
    """Laws with variances up to q, and means up to `shift`, as rows."""
    variances = ((q, q), (q, q / 9), (q / 4, q))
    means = ((0, 0), (shift, shift), (-shift, shift)) if shift else ((0, 0),)
    cases = product(variances, _CORRELATIONS, means)
    return np.array([(a, rho * np.sqrt(a * c), c, *centre) for (a, c), rho, centre in cases]).T


def _coarser(nodes: Nodes, factor: float) -> Nodes:
    """Nodes with a step that is `factor` times as long, up to `_REACH`."""
    x, _ = nodes
    if x.size < 2:
        return nodes
    step = factor * (x[1] - x[0])
    reach = int(np.ceil(min(x[-1], _REACH) / step))
    places = step * np.arange(-reach, reach + 1)
    return places, step * np.exp(-places * places / 2) / np.sqrt(2 * np.pi)


@cache
def _derivatives(function: Any, most: int) -> Callable[[np.ndarray], list[np.ndarray]]:
    """A function of z and its derivatives up to this order, at arrays."""
    forms = [function.diff(z, order) for order in range(most + 1)]
    compiled = sympy.lambdify([z], forms, modules=["scipy", "numpy"], cse=True)
    return lambda points: [np.broadcast_to(value, points.shape) for value in compiled(points)]
