"""E[G(u, v)] in floats, for products of functions of affine forms: panels of Gauss-Legendre between all kinks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.special import erf

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
REACH = 12.0  # standard deviations
FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "erf": erf,
    "abs": np.abs,
    "sign": np.sign,
    "sin": np.sin,
    "cos": np.cos,
    "exp": np.exp,
    "gauss": lambda y: np.exp(-(y**2) / 2),
    "relu": lambda y: np.maximum(y, 0),
    "id": lambda y: y,
    "square": lambda y: y**2,
}
KINKED = ("abs", "sign", "relu")


class Piece(NamedTuple):
    """function(a·u + b·v + c)."""

    function: str
    a: float
    b: float
    c: float


def expectation(pieces: Sequence[Piece], mean: Sequence[float], cov: Sequence[Sequence[float]]) -> float:
    """E of the product, (u, v) ~ N(mean, cov), cov positive definite."""
    s = math.sqrt(cov[0][0])
    slope = cov[0][1] / cov[0][0]
    t = math.sqrt(cov[1][1] - cov[0][1] * slope)
    kinks = [(p.a, p.b, p.c) for p in pieces if p.function in KINKED]
    ends = [mean[0] - REACH * s, mean[0] + REACH * s]
    cuts = {-c / a for a, b, c in kinks if b == 0 and a != 0}
    for i, (a, b, c) in enumerate(kinks):
        for other, b2, c2 in kinks[:i]:
            det = a * b2 - other * b
            if det != 0:
                cuts.add((b * c2 - b2 * c) / det)
    total = 0.0
    for u, weight in _nodes(ends, cuts, panels=24):
        density = math.exp(-(((u - mean[0]) / s) ** 2) / 2) / (s * math.sqrt(2 * math.pi))
        total += weight * density * _inner(pieces, kinks, u, mean[1] + slope * (u - mean[0]), t)
    return total


def _inner(pieces: Sequence[Piece], kinks: Sequence[tuple[float, float, float]], u: float, m: float, t: float) -> float:
    """E[… | u], v ~ N(m, t²)."""
    cuts = {-(a * u + c) / b for a, b, c in kinks if b != 0}
    points = np.array(list(_nodes([m - REACH * t, m + REACH * t], cuts, panels=16)))
    v, weights = points[:, 0], points[:, 1]
    values = weights * np.exp(-(((v - m) / t) ** 2) / 2) / (t * math.sqrt(2 * math.pi))
    for piece in pieces:
        values = values * FUNCTIONS[piece.function](piece.a * u + piece.b * v + piece.c)
    return float(values.sum())


def _nodes(ends: Sequence[float], cuts: set[float], panels: int) -> list[tuple[float, float]]:
    low, high = ends
    marks = sorted({*np.linspace(low, high, panels + 1), *(cut for cut in cuts if low < cut < high)})
    found = []
    for left, right in pairwise(marks):
        half = (right - left) / 2
        found += [(left + half * (1 + x), half * w) for x, w in zip(NODES, WEIGHTS, strict=True)]
    return found
