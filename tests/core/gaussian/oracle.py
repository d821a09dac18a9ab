"""E[Π g_j(y_j)] in floats, y_j affine functions of a Gaussian vector, by panels of Gauss-Legendre between kinks.

The quadrature is nested: a basis of the forms is m + Lz, z_j independent, and z_1 is integrated last.  For fixed z_1,
z_2, …, z_{j−1} the integral over z_j, … has kinks where a form has one, and where two kinks of the inner integrals
meet: there a coordinate is eliminated, as in linear programming.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, expit

Array = NDArray[np.float64]
TINY = 1e-12
REACH = 8.5  # standard deviations
MOST = 2**18  # points at once


def _tanh(order: int) -> Callable[[Array], Array]:
    """The derivative of tanh(z/2) of this order, a polynomial in t = tanh(z/2)."""
    p = np.polynomial.Polynomial([0, 1])
    for _ in range(order):
        p = p.deriv() * np.polynomial.Polynomial([0.5, 0, -0.5])  # dt/dz = (1 − t²)/2
    return lambda y: p(np.tanh(y / 2))


def _logistic(order: int) -> Callable[[Array], Array]:
    """The derivative of 1/(1 + e⁻ᶻ) of this order, a polynomial in it."""
    p = np.polynomial.Polynomial([0, 1])
    for _ in range(order):
        p = p.deriv() * np.polynomial.Polynomial([0, 1, -1])  # ds/dz = s − s²
    return lambda y: p(expit(y))


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "erf": erf,
    "erfc": lambda y: 1 - erf(y),
    "abs": np.abs,
    "sign": np.sign,
    "step": lambda y: np.heaviside(y, 0.5),
    "relu": lambda y: np.maximum(y, 0),
    "sin": np.sin,
    "cos": np.cos,
    "sinh": lambda y: np.sinh(y / 2),
    "exp": lambda y: np.exp(y / 2),
    "gauss": lambda y: np.exp(-(y**2) / 2),
    "grow": lambda y: np.exp(y**2 / 40),
    "id": lambda y: y,
    "square": lambda y: y**2,
    "cube": lambda y: y**3,
    **{f"f{order}": _tanh(order) for order in range(12)},
    **{f"g{order}": _logistic(order) for order in range(12)},
}
KINKED = ("abs", "sign", "step", "relu")


class Piece(NamedTuple):
    """function(slope·x + shift)."""

    function: str
    slope: tuple[float, ...]
    shift: float


class Grid(NamedTuple):
    """Panels between kinks in one dimension, and the nodes in each."""

    panels: int
    nodes: int


Grids = tuple[Grid, ...]  # for 1, 2, 3 and 4 coordinates
COARSE: Grids = (Grid(16, 20), Grid(8, 16), Grid(4, 16), Grid(3, 14))
FINE: Grids = (Grid(40, 24), Grid(24, 20), Grid(9, 18), Grid(5, 16))


def expectation(
    pieces: Sequence[Piece], mean: Sequence[float], cov: Sequence[Sequence[float]], grids: Grids = COARSE
) -> float:
    """E of the product, x ~ N(mean, cov), cov positive definite; at most 4 forms are independent."""
    slopes = np.array([piece.slope for piece in pieces], dtype=float).reshape(len(pieces), -1)
    functions = [FUNCTIONS[piece.function] for piece in pieces]
    order = sorted(range(len(pieces)), key=lambda i: pieces[i].function not in KINKED)
    chosen = _basis(slopes, order)
    rank = len(chosen)
    if rank == 0:
        return math.prod(float(g(np.array(piece.shift))) for g, piece in zip(functions, pieces, strict=True))
    basis = slopes[chosen]
    means = basis @ np.array(mean, dtype=float)
    covariance = basis @ np.array(cov, dtype=float) @ basis.T
    rows = np.linalg.lstsq(basis.T, slopes.T, rcond=None)[0].T  # the forms in terms of those of the basis
    shifts = np.array([piece.shift for piece in pieces])

    def product(y: Array) -> Array:
        values = np.ones(len(y))
        for g, row, shift in zip(functions, rows, shifts, strict=True):
            values = values * g(y @ row + shift)
        return values

    kinks = [(row, shift) for row, shift, piece in zip(rows, shifts, pieces, strict=True) if piece.function in KINKED]
    return _nested(product, kinks, means, covariance, grids[rank - 1])


def _basis(slopes: Array, order: Sequence[int]) -> list[int]:
    """The places of rows that are a basis, the first ones in this order."""
    found: list[int] = []
    for i in order:
        if np.linalg.matrix_rank(slopes[[*found, i]], tol=1e-9) > len(found):
            found.append(i)
    return found


def _nested(
    function: Callable[[Array], Array], kinks: list[tuple[Array, float]], means: Array, cov: Array, grid: Grid
) -> float:
    """E[function(y)], y ~ N(means, cov), with kinks where these forms are 0."""
    size = len(means)
    root = np.linalg.cholesky(cov)
    levels = _cuts([(root.T @ a, float(a @ means) + b) for a, b in kinks], size)

    def inner(fixed: Array, weights: Array) -> float:
        """The sum over all z with these first coordinates, one row each."""
        level = fixed.shape[1]
        if level == size:
            return float(weights @ function(means + fixed @ root.T))
        most = max(1, MOST // ((grid.panels + len(levels[level])) * grid.nodes))
        total = 0.0
        for start in range(0, len(fixed), most):
            rows = fixed[start : start + most]
            marks = [np.full(len(rows), mark) for mark in np.linspace(-REACH, REACH, grid.panels + 1)]
            marks += [np.clip(rows @ a + b, -REACH, REACH) for a, b in levels[level]]
            z, own = _panels(np.sort(np.stack(marks, axis=1), axis=1), grid)
            own *= np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
            wider = np.concatenate([np.repeat(rows, z.shape[1], axis=0), z.reshape(-1, 1)], axis=1)
            total += inner(wider, (weights[start : start + most, None] * own).reshape(-1))
        return total

    return inner(np.zeros((1, 0)), np.ones(1))


def _cuts(forms: list[tuple[Array, float]], size: int) -> list[list[tuple[Array, float]]]:
    """By level j, the affine functions of z_1, …, z_{j−1} that say where z_j is cut."""
    left = [(a, b) for a, b in forms if np.abs(a).max() > TINY]
    levels: list[list[tuple[Array, float]]] = []
    for level in reversed(range(size)):
        here = [(-a[:level] / a[level], -b / a[level]) for a, b in left if abs(a[level]) > TINY]
        left = [(a[:level], b) for a, b in left if abs(a[level]) <= TINY]
        for i, (a, b) in enumerate(here):
            left += [(a - other, b - c) for other, c in here[:i] if level and np.abs(a - other).max() > TINY]
        levels.append(here)
    return levels[::-1]


def _panels(ends: Array, grid: Grid) -> tuple[Array, Array]:
    """Nodes and weights between these ends, row by row."""
    nodes, weights = np.polynomial.legendre.leggauss(grid.nodes)
    half = (ends[:, 1:, None] - ends[:, :-1, None]) / 2
    places = ends[:, :-1, None] + half * (1 + nodes)
    return places.reshape(len(ends), -1), (half * weights).reshape(len(ends), -1)
