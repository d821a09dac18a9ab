"""Polynomials of degree 2 in an exponent as squares of affine functions, and an affine rest."""

from __future__ import annotations

from typing import NamedTuple

from flint import fmpq

from symcrit.core.algebra.ring import Ratio
from symcrit.core.algebra.signs import NONNEGATIVE
from symcrit.core.gaussian.laws import Form
from symcrit.core.gaussian.numbers import Numbers, Vector
from symcrit.core.gaussian.terms import Polynomial
from symcrit.core.reading import require


class Exponent(NamedTuple):
    """−½Σ h·(ℓ·x)² + tilt·x + constant."""

    squares: list[tuple[Ratio, Form]]
    tilt: Vector
    constant: Ratio


def squares(numbers: Numbers, polynomial: Polynomial, size: int) -> Exponent:
    """The exponent of this polynomial of degree ≤ 2 in `size` coordinates, by completing squares."""
    matrix = [[_entry(numbers, polynomial, i, j, size) for j in range(size)] for i in range(size)]
    found: list[tuple[Ratio, Form]] = []
    while (pivot := _pivot(numbers, matrix)) is not None:
        i, j = pivot
        for weight, row in _squares_at(numbers, matrix, i, j):
            found.append((weight, Form(row, numbers.zero)))
            matrix = _without(numbers, matrix, weight, row)
    tilt = tuple(polynomial.get(_unit(i, size), numbers.zero) for i in range(size))
    return Exponent(found, tilt, polynomial.get((0,) * size, numbers.zero))


def in_order(numbers: Numbers, parts: list[tuple[Ratio, Form]]) -> list[tuple[Ratio, Form]]:
    """The squares whose h is known to be ≥ 0 before the others: these make variances smaller."""
    return sorted(parts, key=lambda part: not numbers.signs(part[0]) <= NONNEGATIVE)


def _unit(i: int, size: int) -> tuple[int, ...]:
    return tuple(int(i == j) for j in range(size))


def _entry(numbers: Numbers, polynomial: Polynomial, i: int, j: int, size: int) -> Ratio:
    """H_ij of −½xᵀHx."""
    key = tuple(a + b for a, b in zip(_unit(i, size), _unit(j, size), strict=True))
    factor = fmpq(-2) if i == j else fmpq(-1)
    return numbers.scaled(polynomial.get(key, numbers.zero), factor)


def _pivot(numbers: Numbers, matrix: list[list[Ratio]]) -> tuple[int, int] | None:
    """Where an entry is not 0, on the diagonal if there is one; None for the matrix 0."""
    size = len(matrix)
    places = [(i, i) for i in range(size)] + [(i, j) for i in range(size) for j in range(i)]
    return next((place for place in places if not numbers.is_zero(matrix[place[0]][place[1]])), None)


def _squares_at(numbers: Numbers, matrix: list[list[Ratio]], i: int, j: int) -> list[tuple[Ratio, Vector]]:
    """The squares that clear the coordinate i = j; or, where the diagonal is 0, those of x_i·x_j alone."""
    if i == j and all(numbers.is_zero(entry) for k, entry in enumerate(matrix[i]) if k != i):
        return [(matrix[i][i], tuple(numbers.one if k == i else numbers.zero for k in range(len(matrix))))]
    if i == j:
        weight = matrix[i][i]
        require(0 not in numbers.signs(weight), "a coefficient in an exponent is not shown to be different from 0")
        return [(weight, tuple(numbers.over(entry, weight) for entry in matrix[i]))]
    one = numbers.one
    half = numbers.scaled(matrix[i][j], fmpq(1, 2))
    rows = []
    for way in (1, -1):
        other = numbers.scaled(one, way)
        rows.append(tuple(one if k == i else other if k == j else numbers.zero for k in range(len(matrix))))
    return [(half, rows[0]), (numbers.scaled(half, -1), rows[1])]


def _without(numbers: Numbers, matrix: list[list[Ratio]], weight: Ratio, row: Vector) -> list[list[Ratio]]:
    """H − h·ℓℓᵀ."""
    left = []
    for i, entries in enumerate(matrix):
        scale = numbers.times(weight, row[i])
        left.append([numbers.minus(entry, numbers.times(scale, row[j])) for j, entry in enumerate(entries)])
    return left
