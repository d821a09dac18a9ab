"""Arrays of pairs of floats, numbers of 106 bits, to be used like arrays of floats."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from symcrit.kernels.bivariate import quadrants_of_pairs
from symcrit.kernels.double_word import pair
from symcrit.kernels.twofold import ERF, ERFC, UNIT, each

__all__ = ["Pairs"]

_OPERATIONS = [np.add, np.subtract, np.multiply, np.divide, np.sqrt, np.exp, np.arctan2, np.sinh, np.cosh]


class Pairs(NDArrayOperatorsMixin):
    """Numbers x + e in one dimension; from floats, from an integer, or from a decimal fraction.

    Absolute values and comparisons are those of the floats x.

    >>> third = Pairs(1) / Pairs(3)
    >>> (third * 3 - 1).astype(float).tolist(), Pairs("0.1").parts.tolist()
    ([0.0], [[0.1, -5.551115123125783e-18]])
    """

    unit = UNIT

    def __init__(self, value: Any):
        self.is_single = not isinstance(value, str)  # all e are 0
        if isinstance(value, str):
            self.parts = np.array([pair(Fraction(value))])
        else:
            high = np.atleast_1d(np.asarray(value, dtype=float))
            self.parts = np.stack([high, np.zeros_like(high)], axis=1)

    @classmethod
    def _of(cls, parts: np.ndarray, is_single: bool = False) -> Pairs:
        """From rows (x, e)."""
        found = cls.__new__(cls)
        found.parts, found.is_single = parts, is_single
        return found

    def __getitem__(self, places: Any) -> Pairs:
        return self._of(self.parts[places], self.is_single)

    def astype(self, kind: type, **_: Any) -> np.ndarray:
        """The floats next to the numbers."""
        return self.parts[:, 0].astype(kind)

    def __array_ufunc__(self, function: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        operands = [one if isinstance(one, Pairs) else type(self)(one) for one in inputs]
        if method != "__call__" or options:
            return NotImplemented
        if function in _OPERATIONS:
            first, last = operands[0].parts, operands[-1].parts
            return self._of(each(_OPERATIONS.index(function), first, last))
        if function is np.negative:
            return self._of(-self.parts)
        if function is np.maximum:
            first, last = np.broadcast_arrays(*(one.parts for one in operands))
            return self._of(np.where(first[:, :1] >= last[:, :1], first, last))
        if function in (np.absolute, np.isfinite, np.greater_equal):
            return function(*(one.parts[:, 0] for one in operands))
        return NotImplemented

    def error_function(self, name: str) -> Pairs:
        """erf or erfc."""
        return self._of(each(ERF if name == "erf" else ERFC, self.parts, self.parts))

    @classmethod
    def quadrants(cls, values: list[Pairs], errors: list[Any]) -> tuple[Pairs, np.ndarray]:
        """Φ₂ and bounds of its error in units, from the columns of `bivariate.quadrants_of_pairs`."""
        n = max(one.parts.shape[0] for one in values)
        rows = np.concatenate([np.broadcast_to(one.parts, (n, 2)) for one in values], axis=1)
        bounds = np.stack([np.broadcast_to(error, n) for error in errors], axis=1)
        found = quadrants_of_pairs(np.ascontiguousarray(rows), np.ascontiguousarray(bounds))
        return cls._of(np.ascontiguousarray(found[:, :2])), found[:, 2]
