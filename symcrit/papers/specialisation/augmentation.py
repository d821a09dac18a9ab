"""Which points would decide a teacher neuron that the data leave open: at one of them some |g_k| exceeds eps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, islice

import numpy as np

from symcrit.papers.specialisation.boundaries import Probe, collinear, near, projected
from symcrit.papers.specialisation.lowest import Lowest
from symcrit.papers.specialisation.rationals import Vector, common_denominator, dot
from symcrit.papers.specialisation.samples import Scaled
from symcrit.papers.specialisation.triples import Samples

__all__ = ["augmentation"]

SAMPLES = 20  # that are tried as centres
ALONG = 200  # points that are tried along a curve,
ALONG_BIASED = 4  # and where the appended input has to be positive, too
HALVINGS = 40  # of a step, until gates above the first layer are constant


def augmentation(lowest: Lowest, samples: Samples, side: np.ndarray, j: int, eps: Fraction) -> tuple[Vector, ...]:
    """The fewest points x_0, x_0 ± tq found that are no samples yet, such that some |g_k| > eps at one of the three.

    side: the signs of w*_j·x at the samples. Samples on the boundary are tried first, then points of it near students,
    then samples moved onto it; for networks without biases points are made longer until the kink exceeds 2·eps.
    """
    finder = _Finder(lowest, j, eps)
    zero = np.array([any(row) for row in samples.rows]) & (side == 0)
    found: list[tuple[Vector, ...]] = []
    for x in map(samples.vector, np.flatnonzero(zero)[:SAMPLES].tolist()):
        found.extend(_missing(finder, samples, x))
    if not found or len(min(found, key=len)) > 1:
        rest = chain(finder.points(), finder.moved(map(samples.vector, range(min(SAMPLES, len(samples.rows))))))
        found.extend(islice((new for x in rest for new in _missing(finder, samples, x)), 1))
    return min((points for points in found if points), key=len, default=())


def _missing(finder: _Finder, samples: Samples, x: Vector) -> Iterator[tuple[Vector, ...]]:
    """The points of the deciding triple at x that are no samples."""
    probe = finder.deciding(x)
    if probe is not None:
        yield tuple(point for point in probe.points if point not in samples)


class _Finder:
    """Triples round the boundary of one teacher neuron."""

    def __init__(self, lowest: Lowest, j: int, eps: Fraction) -> None:
        self.lowest, self.j, self.eps = lowest, j, eps
        self.w = lowest.teachers[j]
        self.step = lowest.across(self.w)
        self.others = [u for u in (*lowest.teachers, *lowest.students) if not collinear(u, self.w)]
        self.two_layers = lowest.student.depth == lowest.teacher.depth == 2

    def points(self) -> Iterator[Vector]:
        """Points of the boundary where a student that is not collinear is active; the largest |α| first if known."""
        order = range(len(self.lowest.students))
        tries = ALONG_BIASED if self.lowest.biased else ALONG
        if self.two_layers:
            alphas = self._alphas(self.w)
            order = sorted((k for k in order if alphas[k]), key=lambda k: -abs(alphas[k]))
        for k in order:
            w_k = self.lowest.students[k]
            if collinear(w_k, self.w):
                continue
            good = (x for x in islice(near(projected(w_k, self.w), self.w), tries) if dot(w_k, x) > 0)
            yield from islice((x for x in map(self._placed, good) if x and all(dot(u, x) for u in self.others)), 1)

    def moved(self, points: Iterator[Vector]) -> Iterator[Vector]:
        """Samples, moved onto the boundary."""
        across = dot(self.w, self.step)
        if across and not (self.two_layers and not self.lowest.biased):
            for x in points:
                share = dot(self.w, x) / across
                yield tuple(a - share * b for a, b in zip(x, self.step, strict=True))

    def _placed(self, x: Vector) -> Vector:
        """The point on the ray of x whose appended input is 1; x without biases; () if there is none."""
        if not self.lowest.biased:
            return x
        return tuple(entry / x[-1] for entry in x) if x[-1] > 0 else ()

    def deciding(self, x: Vector) -> Probe | None:
        """The widest triple at x that no other boundary crosses, with constant gates above and a kink of over 2·eps."""
        if not dot(self.w, self.step) or not all(dot(u, x) for u in self.others):
            return None
        t = min((abs(dot(u, x) / dot(u, self.step)) for u in self.others if dot(u, self.step)), default=Fraction(1))
        probe = self._constant(x, t)
        if probe is None:
            return None
        alphas = self._alphas(x)
        active = [k for k, u in enumerate(self.lowest.students) if dot(u, x) > 0]
        reach = abs(dot(self.w, probe.plus)) / 2
        kink = max((abs(alphas[k]) for k in active), default=0) * reach * (1 - self.lowest.teacher.slope)
        if kink == 0 or (self.lowest.biased and kink <= 2 * self.eps):
            return None
        factor = 1 if kink > 2 * self.eps else 1 + 2 * self.eps / kink  # F is homogeneous without biases
        return Probe(*(tuple(factor * entry for entry in point) for point in probe.points))

    def _constant(self, x: Vector, t: Fraction) -> Probe | None:
        """The triple of a step of at most t on which gates above the first layer are constant."""
        for _ in range(1 if self.two_layers else HALVINGS):
            probe = Probe.around(x, self.step, t)
            gates = self.lowest.gates(_scaled(probe.points))
            if gates.constant(*(np.array([i]) for i in range(3)))[0]:
                return probe
            if gates.undefined[1]:
                return None
            t /= 2
        return None

    def _alphas(self, x: Vector) -> list[Fraction]:
        return self.lowest.alphas(self.j, self.lowest.gates(_scaled([x])), 0)


def _scaled(points: Sequence[Vector]) -> Scaled:
    """Points as integers over one denominator."""
    scale = common_denominator(points)
    return Scaled(np.array([[int(scale * entry) for entry in point] for point in points], dtype=object), scale)
