"""`check`: is every teacher node aligned with a student, what do the data prove about it, and what would decide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from symcrit.errors import InputError, shorten
from symcrit.papers.specialisation.boundaries import Pair, Probe, collinear, observation_point
from symcrit.papers.specialisation.gradients import Scaled, integers, product, sample_gradients
from symcrit.papers.specialisation.networks import ReluNetwork
from symcrit.papers.specialisation.rationals import Vector, common_denominator, dot, rational

__all__ = ["Finding", "NodeReport", "Report", "check"]

SHOWN = 6  # decimals
Row = tuple[int, ...]


class Finding(Enum):
    """What is known about one teacher node."""

    ALIGNED = "aligned"
    NOT_OBSERVED = "not observed"
    VIOLATED = "hypothesis violated"


@dataclass(frozen=True)
class NodeReport:
    """One teacher node: the finding and what it rests on. Every number is exact.

    student: the aligned student, or the closest one. sine2: sin² of the angle between its boundary and the teacher's.
    bound2: what the data alone prove of sin², from the probes (0 for a collinear student), else None.
    probes: the usable triples of samples. augmentation: the fewest points x_0, x_0 ± tq that decide a node which the
    data leave open: at one of the three some |g| exceeds eps, so the small gradients were an accident of the data.
    """

    teacher: int
    finding: Finding
    student: int
    sine2: Fraction
    why: str
    bound2: Fraction | None = None
    probes: tuple[Probe, ...] = ()
    augmentation: tuple[Vector, ...] = ()

    def __str__(self) -> str:
        return f"teacher {self.teacher}: {self.finding.value}; {self.why}"


@dataclass(frozen=True)
class Report:
    """What `check` says: one `NodeReport` per teacher node; eps; the largest |g| and its (sample, student)."""

    nodes: tuple[NodeReport, ...]
    eps: Fraction
    largest: Fraction
    where: tuple[int, ...]

    def __str__(self) -> str:
        at = f"sample {self.where[0]}, student {self.where[1]}"
        head = f"largest |g| = {_text(self.largest)} ({at}), eps = {_text(self.eps)}"
        return "\n".join([head, *map(str, self.nodes)])

    __repr__ = __str__


def check(
    student: ReluNetwork, teacher: ReluNetwork, data: Any, eps: Any = 0, *, within: Any = "1/2", denominator: int = 1
) -> Report:
    """For every teacher node: aligned, not observed by the data, or a violated hypothesis; and what would decide it.

    student, teacher: two layers, no biases. data: N × d rational, or integers over `denominator` (`sample_gradients`).
    eps: the bound of the hypothesis |g_k(x)| ≤ eps on the data. within: the bound of sin² of the angle that must be
    proved for "aligned". Guarantee: exact; no float takes part in a verdict.
    Per node, in this order: *aligned* with a collinear student; *violated* where a gradient exceeds eps;
    *not observed* where no three samples cross its boundary alone inside an active student; *violated* where its kink
    is at most (1 + a + b)·eps, too weak to be seen; *aligned*, with a bound for the angle, where the samples prove it,
    else *not observed* by enough of them.
    Raises InputError for collinear teachers, zero weights, floats, and shapes that do not fit.

    >>> teacher = ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
    >>> student = ReluNetwork([[[2, 0], [1, 1], [-1, 1]], [["1/2", "1/2", "1/2"]]])
    >>> report = check(student, teacher, [[0, 1], [1, 3], [-1, 3]])
    >>> print(report)
    largest |g| = 0 (sample 0, student 0), eps = 0
    teacher 0: aligned; student 0 is collinear
    teacher 1: not observed; no three samples cross its boundary alone
    >>> report.nodes[1].augmentation
    ((Fraction(2, 1), Fraction(-2, 1)), (Fraction(2, 1), Fraction(0, 1)), (Fraction(2, 1), Fraction(2, 1)))
    """
    pair, bound = Pair(student, teacher), rational(eps, "eps")
    if bound < 0:
        raise InputError(f"eps = {shorten(bound)} is negative; it bounds |g|")
    angle = rational(within, "within")
    if not 0 < angle < 1:
        raise InputError(f"within = {shorten(angle)} must lie between 0 and 1; it bounds sin² of an angle")
    scaled = integers(data, student.d, denominator)
    largest, where = sample_gradients(student, teacher, scaled.numerators, denominator=scaled.denominator).largest()
    W = teacher.layers[0]
    scale = common_denominator(W)
    sides = product(scaled.numerators, np.array([[int(scale * x) for x in row] for row in W], dtype=object).T)
    problem = _Problem(pair, _Samples(scaled), sides, bound, angle, largest, where)
    nodes = (_node(problem, j) for j in range(teacher.widths[0]))
    return Report(tuple(nodes), bound, largest, where)


class _Samples:
    """The data as rows of integers over one denominator; a quick `in`."""

    def __init__(self, scaled: Scaled) -> None:
        self.rows, self.denominator = [*map(tuple, scaled.numerators.tolist())], scaled.denominator
        self.known = frozenset(self.rows)

    def __contains__(self, x: Vector) -> bool:
        entries = [entry * self.denominator for entry in x]
        return all(e.denominator == 1 for e in entries) and tuple(int(e) for e in entries) in self.known

    def where(self, mask: np.ndarray) -> list[Row]:
        """The rows that a mask selects, none twice."""
        return [*dict.fromkeys(self.rows[i] for i in np.flatnonzero(mask))]

    def vector(self, row: Row) -> Vector:
        """A row as rational numbers."""
        return tuple(Fraction(entry, self.denominator) for entry in row)


class _Problem(NamedTuple):
    """What `check` was asked, and the largest gradient."""

    pair: Pair
    samples: _Samples
    sides: np.ndarray  # N × k, w*_j·x times a positive number
    eps: Fraction
    within: Fraction
    largest: Fraction
    where: tuple[int, ...]


def _node(problem: _Problem, j: int) -> NodeReport:
    pair, samples, eps = problem.pair, problem.samples, problem.eps
    w, students = pair.teacher.layers[0][j], pair.student.layers[0]
    sines = [_sine2(w, u) for u in students]
    closest = min(range(len(sines)), key=sines.__getitem__)
    side = problem.sides[:, j]
    on, above = [row for row in samples.where(side == 0) if any(row)], samples.where(side > 0)

    def report(finding: Finding, why: str, i: int = closest, **more: Any) -> NodeReport:
        if finding is not Finding.ALIGNED and problem.largest <= eps:
            more["augmentation"] = _augmentation(pair, samples, on, j, eps)
        return NodeReport(j, finding, i, sines[i], why, **more)

    if sines[closest] == 0:
        return report(Finding.ALIGNED, f"student {closest} is collinear", bound2=Fraction(0))
    if problem.largest > eps:
        return report(Finding.VIOLATED, f"|g| = {_text(problem.largest)} > eps at sample {problem.where[0]}")
    seen = [(probe, k) for probe in _probes(samples, on, above, w) for k in probe.sees(pair, j)]
    if not seen:
        return report(Finding.NOT_OBSERVED, "no three samples cross its boundary alone")
    strong = tuple(dict.fromkeys(p for p, k in seen if p.kink(pair, k, j) > (1 + p.a + p.b) * eps))
    if not strong:
        limit = max(p.kink(pair, k, j) / (1 + p.a + p.b) for p, k in seen)
        if limit == 0:
            return report(Finding.VIOLATED, "its outgoing weights are orthogonal to those of all students active there")
        return report(Finding.VIOLATED, f"its fan-out is too weak: eps must be below {_text(limit)}")
    bounds = {i: b for i, u in enumerate(students) if (b := _bound(strong, w, u)) <= problem.within}
    if not bounds:
        why = f"{len(strong)} triples of samples prove no angle with sin² ≤ {_text(problem.within)}"
        return report(Finding.NOT_OBSERVED, why, probes=strong)
    best = min(bounds, key=bounds.__getitem__)
    why = f"student {best} within sin² ≤ {_text(bounds[best])}, by {len(strong)} triples of samples"
    return report(Finding.ALIGNED, why, best, bound2=bounds[best], probes=strong)


def _sine2(w: Vector, u: Vector) -> Fraction:
    return 1 - dot(w, u) ** 2 / (dot(w, w) * dot(u, u))


def _text(value: Fraction) -> str:
    """Exact where short, otherwise a decimal that says so."""
    if abs(value.numerator) < 10**300 and value.denominator < 10**300:
        return str(value) if len(str(value)) <= 12 else f"{float(value):.{SHOWN}g}…"
    return shorten(value, 24)  # beyond float64


# ------------------------------------------------------------------------------------------- probes among the samples


def _probes(samples: _Samples, on: list[Row], above: list[Row], w: Vector) -> Iterator[Probe]:
    """Triples x_0 ± tq with x_0 `on` the boundary of w; in the plane also the nearest rays on both sides of it."""
    for zero in on:
        for plus in above:
            minus = tuple(2 * a - b for a, b in zip(zero, plus, strict=True))
            if minus in samples.known:
                yield Probe(*map(samples.vector, (minus, zero, plus)))
    if len(w) == 2:
        points = [*map(samples.vector, samples.known)]
        for ray in ((-w[1], w[0]), (w[1], -w[0])):
            yield from _windows(points, w, ray)


def _windows(samples: list[Vector], w: Vector, ray: Vector) -> Iterator[Probe]:
    """Three consecutive rays of samples, two on one side of the boundary or one on it."""
    slopes = {dot(w, x) / dot(ray, x): x for x in samples if dot(ray, x) > 0}
    below, above = sorted(s for s in slopes if s < 0)[-2:], sorted(s for s in slopes if s > 0)[:2]
    order = [*below, *(s for s in slopes if s == 0), *above]
    for three in zip(order, order[1:], order[2:], strict=False):
        minus, zero, plus = (slopes[s] for s in three)
        det = _det(minus, plus)
        yield Probe(minus, zero, plus, _det(zero, plus) / det, _det(minus, zero) / det)


def _det(u: Vector, v: Vector) -> Fraction:
    return u[0] * v[1] - u[1] * v[0]


def _bound(probes: Sequence[Probe], w: Vector, u: Vector) -> Fraction:
    """A bound of sin²∠(u, ±w) from the probes that u crosses, 1 if they are too few (specialisation.pigeonhole)."""
    d, crossed = len(w), [probe for probe in probes if probe.crosses(u)]
    if d == 2:
        return min(map(_opening, crossed), default=Fraction(1))
    triples = sorted((p for p in crossed if dot(w, p.zero) == 0), key=_reach)
    sizes = [(d - 1) << i for i in range(len(triples).bit_length())]  # the narrow ones alone may prove more than all
    return min((_pigeonhole(triples[:size], w) for size in sizes if size < 2 * len(triples)), default=Fraction(1))


def _pigeonhole(triples: Sequence[Probe], w: Vector) -> Fraction:
    """Σ|tq|²/σ_min², or 1 if that is less."""
    d = len(w)
    if len(triples) < d - 1:
        return Fraction(1)
    gram = [[sum((p.zero[i] * p.zero[j] for p in triples), Fraction(0)) for j in range(d)] for i in range(d)]
    trace = sum((gram[i][i] for i in range(d)), Fraction(0)) / dot(w, w)
    # The eigenvalue of w itself is made the trace, so that the least one is σ_min² of the points inside the boundary.
    filled = [[gram[i][j] + trace * w[i] * w[j] for j in range(d)] for i in range(d)]
    least = _least_eigenvalue(np.array(filled, dtype=object))
    return min(Fraction(1), sum(map(_reach, triples), Fraction(0)) / least) if least else Fraction(1)


def _reach(probe: Probe) -> Fraction:
    """|tq|²: a student of weight w that crosses has |w·x_0| ≤ |w||tq|."""
    half = tuple((a - b) / 2 for a, b in zip(probe.plus, probe.minus, strict=True))
    return dot(half, half)


def _opening(probe: Probe) -> Fraction:
    """sin² of the angle between x_- and x_+, 1 if it is not acute: both boundaries pass between them."""
    if dot(probe.minus, probe.plus) <= 0:
        return Fraction(1)
    return _sine2(probe.minus, probe.plus)


def _least_eigenvalue(gram: np.ndarray) -> Fraction | None:
    """A positive lower bound of the least eigenvalue, guessed in floats, accepted by exact pivots; else None."""
    guess = float(np.linalg.eigvalsh(gram.astype(float))[0])
    for slack in (1e-9, 1e-3, 0.5):
        least = Fraction(guess * (1 - slack)) if guess > 0 else Fraction(0)
        if least > 0 and _positive_definite(gram - least * np.eye(len(gram), dtype=int)):
            return least
    return None


def _positive_definite(matrix: np.ndarray) -> bool:
    """All pivots of Gaussian elimination are positive, in rationals."""
    rows = matrix.copy()
    for i in range(len(rows)):
        if not rows[i, i] > 0:
            return False
        for below in range(i + 1, len(rows)):
            rows[below] = rows[below] - rows[i] * (rows[below, i] / rows[i, i])
    return True


# ------------------------------------------------------------------------------------------------------ augmentation


def _augmentation(pair: Pair, samples: _Samples, on: list[Row], j: int, eps: Fraction) -> tuple[Vector, ...]:
    """The fewest points x_0, x_0 ± tw*_j that are no samples yet, such that some |g_k| > eps at one of the three."""
    found = None
    for x in chain(map(samples.vector, on), _points(pair, j)):
        probe = _deciding(pair, j, x, eps)
        missing = None if probe is None else tuple(p for p in probe.points if p not in samples)
        if missing is not None and (found is None or len(missing) < len(found)):
            found = missing
    return found or ()


def _points(pair: Pair, j: int) -> Iterator[Vector]:
    """Points of the boundary where a student that is seen by teacher j is active, the largest |α| first."""
    for k in sorted(range(pair.student.widths[0]), key=lambda k: -abs(pair.alpha(k, j))):
        if pair.alpha(k, j) and (x := observation_point(pair, k, j)) is not None:
            yield x


def _deciding(pair: Pair, j: int, x: Vector, eps: Fraction) -> Probe | None:
    """The widest triple at x that no other boundary crosses, scaled (F is homogeneous) until its kink exceeds 2·eps."""
    w = pair.teacher.layers[0][j]
    others = [u for u in (*pair.teacher.layers[0], *pair.student.layers[0]) if not collinear(u, w)]
    if not all(dot(u, x) for u in others):
        return None
    limits = [abs(dot(u, x) / dot(u, w)) for u in others if dot(u, w)]
    t = min(limits, default=Fraction(1))
    active = [k for k, u in enumerate(pair.student.layers[0]) if dot(u, x) > 0]
    probe = Probe.around(x, w, t)
    kink = max((probe.kink(pair, k, j) for k in active), default=Fraction(0))
    if kink == 0:
        return None
    factor = 1 if kink > 2 * eps else 1 + 2 * eps / kink
    return Probe(*(tuple(factor * entry for entry in point) for point in probe.points))
