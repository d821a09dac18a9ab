"""Closed forms with erf or Φ₂ at arrays of floats, computed with pairs of floats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from symcrit.kernels.paired import Pairs
from symcrit.kernels.rounding import Program, Rounded

__all__ = ["by_pairs", "is_right"]

_SMALL, _NOTHING = 1e-200, 1e-280  # what underflows is less than 1e-300, times polynomials in the arguments
_SAFE = 1e-30, 1e15  # arguments for which that holds, and products are exact


def is_right(found: Rounded, ulps: float, unit: float) -> Any:
    """Where the error, bounded in `unit`, is certainly at most that many ulp of float64, or 1e-280 with the value."""
    size, error = np.abs(found.value), found.absolute * unit
    return (error <= ulps * np.spacing(size)) & (size >= _SMALL) | (size + error <= _NOTHING)


def by_pairs(steps: Program, rows: np.ndarray, ulps: float, *, continuous: bool) -> tuple[np.ndarray, np.ndarray]:
    """The values of a program at the columns of `rows`, q11, q12, q22 (and means), and where they are that right.

    A q12 beyond ±√(q11·q22) counts as that.
    continuous: whether the function is, as a kernel is in ρ; its form may be 0/0 at ρ = ±1.  There it is taken with
    determinants of 1e-80 and 1e-76 times q11·q22, and found to be right where these values agree: a kernel has a slope
    of order 1/√(1 − ρ²) at most, so they are 1e-40 and 1e-38 of its scale away.
    """
    values, good = np.full(rows.shape[1], np.nan), np.zeros(rows.shape[1], dtype=bool)
    sizes = np.abs(rows)
    safe = np.flatnonzero(((sizes == 0) | (sizes >= _SAFE[0]) & (sizes <= _SAFE[1])).all(axis=0))
    for places, norms, product, is_singular in _groups(rows, safe):
        means = [Rounded(Pairs(row)) for row in rows[3:, places]]
        for height in (1e-76, 1e-80) if is_singular and continuous else (0,):
            determinant = product * height if is_singular else product - norms[1].value * norms[1].value
            with np.errstate(all="ignore"):
                found = steps([*norms, Rounded(determinant, 1.0, True), *means], Pairs)
                value, right = found.value.astype(float), is_right(found, ulps, Pairs.unit)
            good[places] = right if height != 1e-80 else right & good[places] & (value == values[places])
            values[places] = value
    return values, good


def _groups(rows: np.ndarray, safe: np.ndarray) -> Iterator[tuple[np.ndarray, list[Rounded], Pairs, bool]]:
    """Places, q11, q12 and q22 there, q11·q22, and whether q12 is ±√(q11·q22), which is a float or is not."""
    a, b, c = rows[:3, safe]
    product = Pairs(a) * Pairs(c)
    edge = np.sqrt(product) * np.sign(b)
    near = edge.astype(float)
    inside = (product - Pairs(b) * Pairs(b)).astype(float) > 0
    is_float = (product - Pairs(near) * Pairs(near)).astype(float) == 0
    for own, middle, error in (inside, Pairs(b), 0.0), (~inside & is_float, Pairs(near), 0.0), (~inside, edge, 1.0):
        own = own & ~is_float if error else own
        if own.any():
            norms = [Rounded(Pairs(a[own]), 0.0, True), Rounded(middle[own], error), Rounded(Pairs(c[own]), 0.0, True)]
            yield safe[own], norms, product[own], own is not inside
