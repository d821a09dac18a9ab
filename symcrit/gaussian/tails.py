"""Closed forms with erf or Φ₂ at arrays of floats, computed with pairs of floats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from symcrit.gaussian.pairs import ContinuousPairs, Pairs
from symcrit.gaussian.rounding import Program, Rounded

__all__ = ["by_pairs", "is_right"]

_SMALL, _NOTHING = 1e-250, 1e-290  # below the former, digits may have been lost without notice
_SAFE = 1e-60, 1e60  # the pairs of a few products of such numbers are exact


def is_right(found: Rounded, ulps: float, unit: float) -> Any:
    """Where the error, bounded in `unit`, is certainly at most that many ulp of float64, or 1e-290 with the value."""
    size, error = np.abs(found.value), found.absolute * unit
    return (error <= ulps * np.spacing(size)) & (size >= _SMALL) | (size + error <= _NOTHING)


def by_pairs(steps: Program, rows: np.ndarray, ulps: float, *, continuous: bool) -> tuple[np.ndarray, np.ndarray]:
    """The values of a program at the columns of `rows`, q11, q12, q22 (and means), and where they are that right.

    continuous: whether the form is continuous; a quotient 0/0 then is 0, the limit for fixed m1/√q11 = ±m2/√q22, ρ → ±1.
    A q12 beyond ±√(q11·q22) counts as that.
    """
    values, good = np.full(rows.shape[1], np.nan), np.zeros(rows.shape[1], dtype=bool)
    sizes = np.abs(rows)
    safe = np.flatnonzero(((sizes == 0) | (sizes >= _SAFE[0]) & (sizes <= _SAFE[1])).all(axis=0))
    for places, arguments in _groups(rows, safe, ContinuousPairs if continuous else Pairs):
        with np.errstate(all="ignore"):
            found = steps(arguments, type(arguments[0].value))
            good[places] = is_right(found, ulps, Pairs.unit)
            values[places] = found.value.astype(float)
    return values, good


def _groups(rows: np.ndarray, safe: np.ndarray, kind: type[Pairs]) -> Iterator[tuple[np.ndarray, list[Rounded]]]:
    """Places and arguments of a program there: those with a q12 that is a float, and those with a root as q12."""
    a, b, c = (kind(row) for row in rows[:3, safe])
    product = a * c
    edge = np.sqrt(product)
    near = kind(edge.astype(float))
    beyond = (product - b * b).astype(float) < 0
    is_float = (product - near * near).astype(float) == 0
    b = kind(np.where(beyond & is_float, np.sign(rows[1, safe]) * near.astype(float), rows[1, safe]))
    for own, cross, error in ((~beyond | is_float, b, 0.0), (beyond & ~is_float, edge * np.sign(rows[1, safe]), 1.0)):
        if own.any():
            first, last, *means = (kind(row) for row in rows[:, safe[own]][[0, 2, *range(3, len(rows))]])
            inner = cross[own]
            determinant = np.maximum(first * last - inner * inner, 0) if error == 0 else kind(np.zeros(own.sum()))
            arguments = [Rounded(first, 0.0, True), Rounded(inner, error), Rounded(last, 0.0, True)]
            yield safe[own], [*arguments, Rounded(determinant, 1.0, True), *map(Rounded, means)]
