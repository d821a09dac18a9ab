"""Values of symbols that are entries of positive definite matrices: diagonals that are likely to dominate."""

from __future__ import annotations

import random
from fractions import Fraction

from symcrit.core import Domain, Expr
from symcrit.search.engines.values import Point

_DIAGONAL = [Fraction(text) for text in ["1", "2", "3/2", "1/2", "4/5", "3", "5/4"]]
_BESIDE = [Fraction(text) for text in ["1/2", "-1/3", "1/4", "0", "-1/2", "1/5", "2/3", "-1/4", "3/4"]]


def _of_matrix(matrix: tuple[tuple[Expr, ...], ...], point: Point, rng: random.Random, *, spread: bool) -> Point:
    """Values of the entries that are symbols: some on the diagonal, those beside it smaller."""
    size = len(matrix)
    found: Point = {}
    for i in range(size):
        if matrix[i][i].op == "sym":
            found[matrix[i][i].args[0]] = rng.choice(_DIAGONAL) if spread else Fraction(1)
    least = min([*found.values(), Fraction(1)])
    for i in range(size):
        for j in range(i):
            if matrix[i][j].op == "sym":
                found[matrix[i][j].args[0]] = least * rng.choice(_BESIDE) / (size - 1) * (2 if size > 2 else 1)
    return {label: value for label, value in found.items() if label in point}


def moved(domain: Domain, point: Point, rng: random.Random, *, spread: bool) -> Point:
    """The point with such values; spread: with different ones on the diagonals."""
    found = dict(point)
    for matrix in domain.definite:
        found |= _of_matrix(matrix, point, rng, spread=spread)
    return found
