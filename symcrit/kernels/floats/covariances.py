"""Arguments of kernels in float64 that are no covariances, told from those that only rounding has put outside."""

from __future__ import annotations

from typing import Any

import lazy_loader

from symcrit.errors import InputError
from symcrit.kernels.floats.formula import is_large, is_table
from symcrit.kernels.gram import no_covariance

np = lazy_loader.load("numpy")

__all__ = ["ROUNDING", "refuse_no_covariance"]

ROUNDING = 1e-5  # of |ρ| − 1: more than products of thousands of numbers in float32 leave
_MOST = (1 + ROUNDING) ** 2
_LEAST = 1e-300  # where products lose their digits


def refuse_no_covariance(q11: Any, q12: Any, q22: Any) -> None:
    """Raises InputError, with the first such values, where q11 < 0, q22 < 0 or |q12| > (1 + 1e-5)·√(q11·q22).

    Arrays that broadcast; nan is let through.

    >>> import numpy as np
    >>> refuse_no_covariance(*map(np.array, (1.0, [0.5, 1 + 1e-7], 1.0)))
    >>> refuse_no_covariance(*map(np.array, (1.0, [0.5, 1.1], 1.0)))
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: [[1.0, 1.1], [1.1, 1.0]] is no covariance: q11, q22 >= 0 and q12^2 <= q11*q22 are needed
    """
    for norms in (q11, q22):
        if (norms < 0).any():
            raise InputError(f"{norms.min()} is no variance; q11 and q22 are at least 0")
    place = _first(q11, q12, q22)
    if place >= 0:
        raise no_covariance(*(float(array.flat[place]) for array in np.broadcast_arrays(q11, q12, q22)))


def _first(q11: Any, q12: Any, q22: Any) -> int:
    """Of the values beyond; −1 where there is none."""
    if is_large(q12) and is_table(q11, q12, q22):
        from symcrit.kernels.floats.fused import beyond  # which compiles

        return int(beyond(q11, q12, q22, _MOST, _LEAST))
    with np.errstate(all="ignore"):
        found = np.square(q12) > _MOST * q11 * q22 + _LEAST
    return int(np.argmax(found)) if found.any() else -1
