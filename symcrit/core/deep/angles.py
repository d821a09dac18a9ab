"""Angles between lines through 0, and least eigenvalues on hyperplanes: rational."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

from flint import fmpq, fmpz

from symcrit.core.algebra.pivots import is_positive_definite
from symcrit.core.deep.network import Rows, Vector

FINE = fmpz(2) ** 128  # roots are told this finely


def dot(u: Sequence[fmpq], v: Sequence[fmpq]) -> fmpq:
    """Σ u_i v_i."""
    return sum((a * b for a, b in zip(u, v, strict=True)), fmpq(0))


def sine2(u: Vector, v: Vector) -> fmpq:
    """sin² of the angle between the lines along two vectors that are not 0."""
    return 1 - dot(u, v) ** 2 / (dot(u, u) * dot(v, v))


def root_above(square: fmpq) -> fmpq:
    """A rational number ≥ √square, by less than 2⁻¹²⁸ too large."""
    scaled = square * FINE * FINE
    floor = scaled.p // scaled.q
    return fmpq(isqrt(int(floor)) + 1, FINE)


def spans_more(points: Rows, normal: Vector, least: fmpq) -> bool:
    """Whether Σ (x·y)² > least·|y|² for all y ≠ 0 orthogonal to the normal, the sum over these points.

    On all vectors: G − least·1 + t·nnᵀ, G = Σ x̃x̃ᵀ of the points projected along n, is positive definite for a t with
    t|n|² > least iff it is on the hyperplane, of which n is an eigenvector.
    """
    d = len(normal)
    square = dot(normal, normal)
    flat = [tuple(a - dot(x, normal) / square * b for a, b in zip(x, normal, strict=True)) for x in points]
    t = (least + 1) / square
    gram = [[sum((x[i] * x[j] for x in flat), fmpq(0)) + t * normal[i] * normal[j] for j in range(d)] for i in range(d)]
    return is_positive_definite([[gram[i][j] - (least if i == j else 0) for j in range(d)] for i in range(d)])
