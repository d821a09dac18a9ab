"""Positive definite matrices of numbers, by the pivots of Gaussian elimination."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flint import arb, fmpq

Number = TypeVar("Number", arb, fmpq)


def is_positive_definite(rows: Sequence[Sequence[Number]]) -> bool:
    """Whether all pivots of a symmetric matrix are > 0: of rational numbers exactly, of balls with certainty.

    >>> is_positive_definite([[fmpq(2), fmpq(1)], [fmpq(1), fmpq(1)]])
    True
    """
    left = [list(row) for row in rows]
    for i, pivot in enumerate(left):
        if not pivot[i] > 0:
            return False
        for below in left[i + 1 :]:
            factor = below[i] / pivot[i]
            for j in range(i, len(left)):
                below[j] -= factor * pivot[j]
    return True
