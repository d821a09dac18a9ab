"""The determinant of a Gram matrix from exact products: where it nearly vanishes, it keeps its digits."""

from __future__ import annotations

from typing import Any

import lazy_loader

np = lazy_loader.load("numpy")

__all__ = ["determinant"]

_SPLIT = 2.0**27 + 1


def determinant(q11: Any, q12: Any, q22: Any) -> Any:
    """q11·q22 − q12² at arrays of floats, right to 2 ulp; 0 where rounding of q12 has put it below.

    Both products are sums of two floats, without error (Dekker, Numer. Math. 18 (1971) 224), as long as nothing
    overflows or underflows: for numbers between 1e-140 and 1e140.

    >>> float(determinant(np.float64(1), np.float64(1 - 2**-30), np.float64(1))) == 2**-29 - 2**-60
    True
    """
    norms, rest = _product(q11, q22, _halves(q11), _halves(q22))
    halves = _halves(q12)
    square, other = _product(q12, q12, halves, halves)
    norms = norms - square
    rest = rest - other
    norms += rest
    return np.maximum(norms, 0)


def _halves(x: Any) -> tuple[Any, Any]:
    """A float as the sum of two of 26 bits."""
    t = _SPLIT * x
    high = t - (t - x)
    return high, x - high


def _product(x: Any, y: Any, x_halves: tuple[Any, Any], y_halves: tuple[Any, Any]) -> tuple[Any, Any]:
    """p + e = x·y exactly."""
    (x1, x2), (y1, y2) = x_halves, y_halves
    p = x * y
    e = x1 * y1
    e = e - p
    e = e + x1 * y2
    e = e + x2 * y1
    e = e + x2 * y2
    return p, e
