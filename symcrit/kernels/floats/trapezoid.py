"""E[f(u)g(v)] of functions that are analytic in a strip around the real axis, by trapezoid sums in floats.

Step and reach follow from what f and g are at most in a strip (`symcrit.core.expectation.quadrature`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from typing import TypeAlias

import lazy_loader
from flint import arb
from sympy import Expr

from symcrit import core
from symcrit.core.expectation.quadrature import Grid, grid, growth
from symcrit.kernels.floats.determinant import determinant
from symcrit.kernels.floats.distributions import compiled
from symcrit.kernels.quadrature.strips import function_in_strip

np = lazy_loader.load("numpy")

__all__ = ["nodes_for", "trapezoid_sums"]

Nodes: TypeAlias = "tuple[np.ndarray, np.ndarray]"  # and weights
Function: TypeAlias = "Callable[[np.ndarray], np.ndarray]"
_AIM = 60.0  # sums err by exp(−60) or less: values may be small
_TERMS, _MOST = 2**18, 100_000_000  # of the sums that are taken at once, and of one sum
_SMALLEST = 2.0**-10  # a grid for these √q suits smaller ones


def trapezoid_sums(f: Expr, g: Expr, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """E[f(u)g(v)] at rows q11, q12, q22, m1, m2 (columns are points), and the places where it takes too many terms.

    Where an argument is not finite, or a variance negative, the value is nan.

    >>> from symcrit.kernels.activations import activation
    >>> tanh = activation("tanh").expr
    >>> trapezoid_sums(tanh, tanh, np.array([[1.0], [0.5], [1.0], [0.0], [0.0]]))[0].round(12).tolist()
    [0.186324413203]
    """
    values, left = np.full(rows.shape[1], np.nan), np.zeros(rows.shape[1], dtype=bool)
    good = np.isfinite(rows).all(axis=0) & (rows[0] >= 0) & (rows[2] >= 0)
    for own in _of_one_size(rows, good):
        if (grids := nodes_for(f, g, rows[:, own])) is None:
            left[own] = True
        else:
            values[own] = _sums(compiled(f), compiled(g), rows[:, own], grids)
    return values, np.flatnonzero(left)


def _sums(first: Function, second: Function, rows: np.ndarray, grids: tuple[Nodes, Nodes]) -> np.ndarray:
    """The same for rows of one size, a few at a time."""
    (every_x, every_weight), (y, y_weights) = grids
    values = np.zeros(rows.shape[1])
    many, few = max(1, _TERMS // (every_x.size * y.size)), max(1, _TERMS // y.size)
    for start, piece in product(range(0, values.size, many), range(0, every_x.size, few)):
        a, b, c, m, n = rows[:, start : start + many]
        x, x_weights = every_x[piece : piece + few], every_weight[piece : piece + few]
        with np.errstate(all="ignore"):
            alpha = np.sqrt(a)
            beta = np.where(alpha > 0, b / alpha, 0)
            gamma = np.sqrt(np.where(alpha > 0, determinant(a, b, c) / a, c))
            u = m[:, None] + alpha[:, None] * x
            v = n[:, None, None] + beta[:, None, None] * x[:, None] + gamma[:, None, None] * y
            values[start : start + many] += (first(u) * (second(v) @ y_weights)) @ x_weights
    return values


def _of_one_size(rows: np.ndarray, good: np.ndarray) -> Iterator[np.ndarray]:
    """Places of rows whose largest variances, and means, are within a factor of four."""
    places = np.flatnonzero(good)
    if places.size < 2:
        yield from ([places] if places.size else [])
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
