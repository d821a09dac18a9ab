"""Rational numbers as they come in: vectors and matrices of Fractions, and integers over one denominator."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from symcrit.errors import InputError, shorten, shown
from symcrit.translate import as_expr

__all__ = ["Matrix", "Vector", "common_denominator", "dot", "matrix", "rational", "vector"]

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]


def rational(value: object, what: str = "number") -> Fraction:
    """`value` (int, Fraction, rational sympy number, text such as "1/3" or "0.25") as a Fraction.

    Raises InputError for floats, irrational numbers and symbols.

    >>> rational("-1/3"), rational("0.25")
    (Fraction(-1, 3), Fraction(1, 4))
    >>> rational("sqrt(2)", "weight")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: weight sqrt(2) is not rational; exact networks have rational numbers, write '7/5'
    """
    if type(value) is Fraction or type(value) is int:
        return Fraction(value)
    expr = as_expr(value)
    if not expr.is_Rational:
        raise InputError(f"{what} {shorten(expr)} is not rational; exact networks have rational numbers, write '7/5'")
    return Fraction(int(expr.p), int(expr.q))


def vector(values: object, what: str, length: int | None = None) -> Vector:
    """A sequence of rational numbers, of the given length.

    Raises InputError for another length, for no sequence and where `rational` does.
    """
    if isinstance(values, str) or not isinstance(values, (Sequence, np.ndarray)):
        raise InputError(f"{what} = {shown(values)} is no vector; write a list of numbers")
    entries = tuple(rational(value, f"{what}:") for value in _items(values))
    if length is not None and len(entries) != length:
        raise InputError(f"{what} has {len(entries)} entries; {length} are needed")
    return entries


def matrix(rows: object, what: str, columns: int | None = None) -> Matrix:
    """A list of rows of rational numbers, all of the same length and at least one.

    Raises InputError for rows of different lengths, empty matrices and where `rational` does.
    """
    if (
        isinstance(rows, str)
        or not isinstance(rows, (Sequence, np.ndarray))
        or getattr(rows, "shape", 1) == ()
        or not len(rows)
    ):
        raise InputError(f"{what} = {shown(rows)} is no matrix; write a list of rows")
    first = vector(rows[0], f"{what}, row 0", columns)
    if not first:
        raise InputError(f"{what} has empty rows; a row has one entry per input")
    return (first, *(vector(row, f"{what}, row {i}", len(first)) for i, row in enumerate(rows[1:], 1)))


def _items(values: Any) -> Iterable[object]:
    """The entries; of numpy integers as Python's."""
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise InputError(f"an array of shape {values.shape} where a vector is needed")
    return values.tolist() if isinstance(values, np.ndarray) else values


def dot(u: Sequence[Fraction], v: Sequence[Fraction]) -> Fraction:
    """Σ u_i v_i; reduced once at the end, which is much quicker than term by term."""
    p, q = 0, 1
    for x, y in zip(u, v, strict=True):
        n, d = x.numerator * y.numerator, x.denominator * y.denominator
        p, q = (p + n, q) if d == q else (p * d + n * q, q * d)
    return Fraction(p, q)


def common_denominator(rows: Iterable[Vector]) -> int:
    """The least common multiple of all denominators."""
    return math.lcm(*(x.denominator for row in rows for x in row))
