"""Samples as they come in, without rounding: integers over one denominator; from lists, arrays and `.npy` files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from symcrit.arguments import flag, integer
from symcrit.errors import InputError, shown
from symcrit.papers.specialisation.rationals import common_denominator, matrix

__all__ = ["LIMIT", "Scaled", "integers"]

LIMIT = 2**63


class Scaled(NamedTuple):
    """An array of rational numbers: integer `numerators` (int64, or Python's in an object array) over `denominator`."""

    numerators: np.ndarray
    denominator: int

    def at(self, *index: int) -> Fraction:
        """One entry as a Fraction.

        >>> Scaled(np.array([[3, 4]]), 6).at(0, 1)
        Fraction(2, 3)
        """
        return Fraction(int(self.numerators[index]), self.denominator)

    def largest(self) -> tuple[Fraction, tuple[int, ...]]:
        """The largest absolute value and its index."""
        size = np.abs(self.numerators)
        index = np.unravel_index(int(np.argmax(size)), size.shape)
        return Fraction(int(size[index]), self.denominator), tuple(map(int, index))


def integers(data: Any, d: int, denominator: int = 1, *, exact: bool = False) -> Scaled:
    """N × d samples as integers over one denominator.

    data: rational rows; an array of integers, taken over `denominator`; or the path of a `.npy` file with an array.
    exact: whether floats are welcome, each as the dyadic rational that it is; without it they are refused.
    Raises InputError for floats, numbers that are not finite, files that are no arrays, and shapes that do not fit.
    """
    denominator = integer("denominator", denominator, 1)
    flag("exact", exact)
    if isinstance(data, Path) or (isinstance(data, str) and data.endswith(".npy")):
        data = _loaded(Path(data))
    if isinstance(data, np.ndarray) and data.dtype.kind in "iuf":
        if data.ndim != 2 or data.shape[1] != d or not len(data):
            raise InputError(f"data has shape {data.shape}; samples × {d} is needed")
        if data.dtype.kind == "f":
            return _dyadic(data, denominator, exact)
        small = data.dtype.kind == "i" and data.min() > -LIMIT
        return Scaled(data.astype(np.int64 if small else object), denominator)
    rows = matrix(data, "data", d)
    scale = common_denominator(rows)
    numerators = [[x.numerator * (scale // x.denominator) for x in row] for row in rows]
    return Scaled(np.array(numerators, dtype=object), denominator * scale)


def _loaded(path: Path) -> np.ndarray:
    """The array of a `.npy` file; nothing in it is executed."""
    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{shown(str(path))} is no file of numbers; write it by numpy.save(path, array)") from error
    if not isinstance(found, np.ndarray) or found.dtype.kind not in "iuf":
        raise InputError(f"{shown(str(path))} has no array of numbers; write it by numpy.save(path, array)")
    return found


def _dyadic(data: np.ndarray, denominator: int, exact: bool) -> Scaled:
    """Floats as what they are: integers over a power of two."""
    if not exact:
        remedy = "round them: numpy.rint(2**10*data).astype(int) with denominator=2**10"
        raise InputError(f"data are floats; {remedy}; or write exact=True, for the binary fractions that they are")
    if data.dtype.itemsize > 8 or not np.isfinite(data).all():
        raise InputError(
            "data have numbers that are not finite, or of more than 64 bits; they have no exact value here"
        )
    ratios = [entry.as_integer_ratio() for entry in data.ravel().tolist()]
    scale = max(q for _, q in ratios)
    numerators = np.array([p * (scale // q) for p, q in ratios], dtype=object).reshape(data.shape)
    small = max(abs(int(numerators.max())), abs(int(numerators.min()))) < LIMIT
    return Scaled(numerators.astype(np.int64) if small else numerators, denominator * scale)
