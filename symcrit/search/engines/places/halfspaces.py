"""Vectors in half-spaces, by linear programs in floats: guesses, as rational numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import fmpq

Vector = tuple[fmpq, ...]
MOST = 10**6  # denominators
Triples = Sequence[tuple[Vector, Vector, Vector]]


def inside(points: Sequence[Vector]) -> Vector | None:
    """A vector v with v·x > 0 for all points, by much where that can be; None where none was found."""
    rows = _floats(points)
    d = rows.shape[1]
    margins = np.linalg.norm(rows, axis=1)[:, None]
    found = _program(np.append(np.zeros(d), -1), np.hstack([-rows, margins]), np.zeros(len(rows)))
    if found is None or found[-1] < 1e-9:
        return None
    return _rational(found[:-1] / np.abs(found[:-1]).max())


def close(points: Sequence[Vector], values: Sequence[fmpq], most: fmpq) -> Vector | None:
    """A vector l with |l·x − value| < most at all points; None where none was found."""
    rows = _floats(points)
    right = np.array([float(Fraction(int(x.p), int(x.q))) for x in values])
    d = rows.shape[1]
    slack = np.ones((len(rows), 1))
    matrix = np.vstack([np.hstack([rows, slack]), np.hstack([-rows, slack])])
    bound = float(Fraction(int(most.p), int(most.q)))
    found = _program(np.append(np.zeros(d), -1), matrix, np.concatenate([right, -right]) + bound)
    return None if found is None or found[-1] < 0 else _rational(found[:-1])


def split(triples: Triples, w: Vector) -> list[Vector] | None:
    """For every triple a vector u with u·x = w·x at its points x, and < 0 at those of all other triples; or None."""
    found = []
    for number, own in enumerate(triples):
        others = [point for i, triple in enumerate(triples) if i != number for point in triple]
        if not others:
            return None
        vector = _like(own, others, w)
        if vector is None:
            return None
        found.append(vector)
    return found


def _like(own: tuple[Vector, Vector, Vector], others: Sequence[Vector], w: Vector) -> Vector | None:
    """u with u·x = w·x on the span of `own`, and u·x < 0 at all others: u = w + Σ c_i·n_i, n_i orthogonal to `own`."""
    basis = orthogonal(own)
    if not basis:
        return None
    change = np.array([[float(_dot(n, x)) for n in basis] for x in others])
    start = np.array([float(_dot(w, x)) for x in others])
    slack = np.ones((len(others), 1))
    found = _program(np.append(np.zeros(len(basis)), -1), np.hstack([change, slack]), -start)
    if found is None or found[-1] < 1e-9:
        return None
    factors = _rational(found[:-1])
    return tuple(a + sum((c * n[i] for c, n in zip(factors, basis, strict=True)), fmpq(0)) for i, a in enumerate(w))


def orthogonal(vectors: Sequence[Vector]) -> list[Vector]:
    """A basis of what is orthogonal to the vectors, exact."""
    from flint import fmpq_mat

    matrix = fmpq_mat(len(vectors), len(vectors[0]), [x for vector in vectors for x in vector])
    reduced, rank = matrix.rref()
    d = len(vectors[0])
    pivots = [next(j for j in range(d) if reduced[i, j] != 0) for i in range(rank)]
    basis = []
    for free in (j for j in range(d) if j not in pivots):
        entries = [fmpq(0)] * d
        entries[free] = fmpq(1)
        for i, pivot in enumerate(pivots):
            entries[pivot] = -reduced[i, free]
        basis.append(tuple(entries))
    return basis


def _program(price: Any, matrix: Any, right: Any) -> Any:
    """The minimum of a linear program with all variables in [−1000, 1000], the last one in [−1000, 1]."""
    from scipy.optimize import linprog

    bounds = [(-1000, 1000)] * (len(price) - 1) + [(-1000, 1)]
    result = linprog(price, A_ub=matrix, b_ub=right, bounds=bounds, method="highs-ds")
    return result.x if result.status == 0 else None


def _dot(u: Vector, v: Vector) -> Fraction:
    total = sum((a * b for a, b in zip(u, v, strict=True)), fmpq(0))
    return Fraction(int(total.p), int(total.q))


def _floats(points: Sequence[Vector]) -> Any:
    return np.array([[int(x.p) / int(x.q) for x in point] for point in points])


def _rational(values: Any) -> Vector:
    """Short fractions near these numbers."""
    found = (Fraction(float(value)).limit_denominator(MOST) for value in values)
    return tuple(fmpq(value.numerator, value.denominator) for value in found)
