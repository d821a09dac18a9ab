"""Triples of samples that a teacher neuron's boundary crosses alone: x_0 = (x_- + x_+)/2; in the plane, also rays."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from symcrit.papers.specialisation.boundaries import Probe
from symcrit.papers.specialisation.rationals import Vector, dot
from symcrit.papers.specialisation.samples import Scaled

__all__ = ["Place", "Samples", "places"]

HALF = Fraction(1, 2)
ALL = 1_000_000  # pairs (x_0, x_+) of which all are tried
MOST = 5_000_000  # pairs that are tried where samples are many
CHUNK = 1 << 20

Row = tuple[int, ...]


class Place(NamedTuple):
    """Three samples by their numbers, with x_0 = a·x_- + b·x_+."""

    minus: int
    zero: int
    plus: int
    a: Fraction = HALF
    b: Fraction = HALF


class Samples:
    """The samples as rows of integers over one denominator, none twice; a quick `in`.

    numbers: where each row stands in the data as given.
    """

    def __init__(self, scaled: Scaled) -> None:
        known: dict[Row, int] = {}
        for i, row in enumerate(map(tuple, scaled.numerators.tolist())):
            known.setdefault(row, i)
        self.numbers = np.array([*known.values()])
        self.scaled = Scaled(scaled.numerators[self.numbers], scaled.denominator)
        self.rows = [*known]
        self.index = {row: i for i, row in enumerate(self.rows)}
        self.marks = _marks(self.scaled.numerators)

    def __contains__(self, x: Vector) -> bool:
        entries = [entry * self.scaled.denominator for entry in x]
        return all(e.denominator == 1 for e in entries) and tuple(int(e) for e in entries) in self.index

    def vector(self, i: int) -> Vector:
        """A row as rational numbers."""
        return tuple(Fraction(entry, self.scaled.denominator) for entry in self.rows[i])

    def probe(self, place: Place) -> Probe:
        """The three samples."""
        minus, zero, plus = (self.vector(i) for i in place[:3])
        return Probe(minus, zero, plus, place.a, place.b)


def _marks(X: np.ndarray) -> np.ndarray:
    """Σ r_i x_i modulo 2⁶⁴, r_i fixed: equal rows have equal marks, and 2x_0 = x_- + x_+ is so of marks, too."""
    factors = np.random.default_rng(0).integers(0, 2**64, X.shape[1], dtype=np.uint64)
    if X.dtype == object:
        X = np.array([[entry % 2**64 for entry in row] for row in X.tolist()], dtype=np.uint64)
    return (X.astype(np.uint64) * factors).sum(axis=1, dtype=np.uint64)


def places(samples: Samples, signs: np.ndarray, w: Vector, j: int) -> tuple[list[Place], bool]:
    """The triples that the boundary of teacher j crosses, and of no other teacher; and whether these are all.

    signs: of w*_i·x, samples × teachers. In the plane x_0 lies on the boundary, or the three are the nearest rays.
    """
    found, complete = _midpoints(samples, signs, j, on=len(w) == 2)
    if len(w) == 2:
        found = [*dict.fromkeys([*found, *_windows(samples, w)])]
    if not found:
        return [], complete
    minus, plus = np.array([place.minus for place in found]), np.array([place.plus for place in found])
    crossed = signs[minus] * signs[plus] < 0
    alone = crossed[:, j] & (crossed.sum(axis=1) == 1)
    return [place for place, good in zip(found, alone, strict=True) if good], complete


# ------------------------------------------------------------------------------------------------- arithmetic triples


def _midpoints(samples: Samples, signs: np.ndarray, j: int, *, on: bool) -> tuple[list[Place], bool]:
    """Triples x_0 ± q with x_+ above the boundary of teacher j and x_- below it, sorted; on: x_0 on the boundary."""
    side = signs[:, j]
    centres = np.flatnonzero((side == 0) & (samples.scaled.numerators != 0).any(axis=1)) if on else np.arange(len(side))
    above, below = np.flatnonzero(side > 0), np.flatnonzero(side < 0)
    if not len(above) or not len(below):
        return [], True
    few = len(centres) * len(above) <= ALL
    groups = [(centres, above)] if few else _alike(signs, j, centres, above)
    found: set[Place] = set()
    for zeros, pluses in _pairs(groups):
        found.update(_matched(samples, zeros, pluses, below))
    return sorted(found), few


def _alike(signs: np.ndarray, j: int, centres: np.ndarray, above: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Centres and samples above, in groups that lie on the same sides of all other teachers, small groups first."""
    others = np.delete(signs, j, axis=1)
    groups: dict[bytes, tuple[list[int], list[int]]] = {}
    for i in centres.tolist():
        groups.setdefault(others[i].tobytes(), ([], []))[0].append(i)
    for i in above.tolist():
        groups.setdefault(others[i].tobytes(), ([], []))[1].append(i)
    both = [(np.array(zeros), np.array(pluses)) for zeros, pluses in groups.values() if zeros and pluses]
    return sorted(both, key=lambda group: len(group[0]) * len(group[1]))


def _pairs(groups: list[tuple[np.ndarray, np.ndarray]]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All pairs of the groups, many at a time, until there are too many."""
    left, held = MOST, 0
    zeros: list[np.ndarray] = []
    pluses: list[np.ndarray] = []
    for centres, above in groups:
        step = max(1, CHUNK // len(above))
        for start in range(0, len(centres), step):
            block = centres[start : start + step]
            size = len(block) * len(above)
            left, held = left - size, held + size
            if left < 0:
                break
            zeros.append(np.repeat(block, len(above)))
            pluses.append(np.tile(above, len(block)))
            if held >= CHUNK:
                yield np.concatenate(zeros), np.concatenate(pluses)
                zeros, pluses, held = [], [], 0
    if zeros:
        yield np.concatenate(zeros), np.concatenate(pluses)


def _matched(samples: Samples, zeros: np.ndarray, pluses: np.ndarray, below: np.ndarray) -> Iterator[Place]:
    """Of pairs x_0, x_+ those with x_- = 2x_0 − x_+ among the samples below."""
    marks = samples.marks
    known = np.sort(marks[below])
    wanted = np.uint64(2) * marks[zeros] - marks[pluses]
    hits = known[np.minimum(np.searchsorted(known, wanted), len(known) - 1)] == wanted
    for zero, plus in zip(zeros[hits].tolist(), pluses[hits].tolist(), strict=True):
        row = tuple(2 * x - y for x, y in zip(samples.rows[zero], samples.rows[plus], strict=True))
        minus = samples.index.get(row)
        if minus is not None:
            yield Place(minus, zero, plus)


# ---------------------------------------------------------------------------------------------------------- the plane


def _windows(samples: Samples, w: Vector) -> Iterator[Place]:
    """Three consecutive rays of samples, two on one side of the boundary or one on it; on both halves of it."""
    points = [samples.vector(i) for i in range(len(samples.rows))]
    for ray in ((-w[1], w[0]), (w[1], -w[0])):
        slopes = {dot(w, x) / dot(ray, x): i for i, x in enumerate(points) if dot(ray, x) > 0}
        below, above = sorted(s for s in slopes if s < 0)[-2:], sorted(s for s in slopes if s > 0)[:2]
        order = [*below, *(s for s in slopes if s == 0), *above]
        for three in zip(order, order[1:], order[2:], strict=False):
            numbers = [slopes[s] for s in three]
            minus, zero, plus = (points[i] for i in numbers)
            det = _det(minus, plus)
            yield Place(*numbers, _det(zero, plus) / det, _det(minus, zero) / det)


def _det(u: Vector, v: Vector) -> Fraction:
    return u[0] * v[1] - u[1] * v[0]
