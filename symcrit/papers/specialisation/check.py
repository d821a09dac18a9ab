"""`check`: is every teacher node aligned with a student, what do the data prove about it, and what would decide it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from symcrit.claims import Claim
from symcrit.errors import InputError, shorten
from symcrit.papers.specialisation.augmentation import augmentation
from symcrit.papers.specialisation.boundaries import Probe
from symcrit.papers.specialisation.gradients import scaled_gradients
from symcrit.papers.specialisation.lowest import Lowest
from symcrit.papers.specialisation.networks import ReluNetwork
from symcrit.papers.specialisation.proven import Prover, sine2
from symcrit.papers.specialisation.rationals import Vector, dot, rational
from symcrit.papers.specialisation.samples import integers
from symcrit.papers.specialisation.statements import Checked, forced, not_aligned, pair_aligned
from symcrit.papers.specialisation.triples import Place, Samples, places
from symcrit.printable import html, html_table
from symcrit.search.claims._deep import DataFile

__all__ = ["Finding", "NodeReport", "Report", "check"]

SHOWN = 6  # decimals


class Finding(Enum):
    """What is known about one teacher node."""

    ALIGNED = "aligned"
    NOT_OBSERVED = "not observed"
    VIOLATED = "hypothesis violated"


@dataclass(frozen=True)
class NodeReport:
    """One teacher node (neuron of the first layer): the finding and what it rests on. Every number is exact.

    student: the aligned student, or the closest one. sine2: sin² of the angle between its boundary and the teacher's.
    bound2: what the data alone prove of sin², from the probes (0 for a collinear student), else None.
    probes: the usable triples of samples. augmentation: few points x_0, x_0 ± tq that decide a node which the
    data leave open: at one of the three some |g| exceeds eps, so the small gradients were an accident of the data.
    For networks with biases angles are those of (w, b), and the last entry of a sample in `probes` is the 1 appended.
    """

    teacher: int
    finding: Finding
    student: int
    sine2: Fraction
    why: str
    bound2: Fraction | None = None
    probes: tuple[Probe, ...] = ()
    augmentation: tuple[Vector, ...] = ()
    _checked: Checked | None = field(default=None, repr=False, compare=False)
    _places: tuple[Place, ...] = field(default=(), repr=False, compare=False)

    def __str__(self) -> str:
        return f"teacher {self.teacher}: {self.finding.value}; {self.why}"

    def claim(self) -> Claim:
        """What `decide` can prove about this node.

        Where the data prove its alignment by triples x ± q, and there are few enough sets of them:
        `forced_alignment`, about all students of any depth that are as wide. Else about this student, this teacher and
        the samples: `specialised`, or `not_specialised` if it is not aligned, with the sin² found and all |g| at most
        eps, or the largest |g| if that is more; the samples are those at which all gradients are defined.
        Raises InputError if there are none of these.

        >>> net = ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
        >>> check(net, net, [[1, 2]]).nodes[0].claim().kind
        'specialised'
        """
        checked = _given(self._checked)
        if self.finding is not Finding.ALIGNED:
            return not_aligned(checked, self.teacher, self.sine2)
        found = forced(checked, self.teacher, self._places) if self._places else None
        return pair_aligned(checked, [self.teacher], self.sine2) if found is None else found


@dataclass(frozen=True)
class Report:
    """What `check` says: one `NodeReport` per teacher node; eps; the largest |g| and its (sample, student).

    undefined: samples where a student neuron above the first layer has pre-activation 0 and f ≠ f*: it has no gate, and
    g is not defined there.
    """

    nodes: tuple[NodeReport, ...]
    eps: Fraction
    largest: Fraction
    where: tuple[int, ...]
    undefined: tuple[int, ...] = ()
    _checked: Checked | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return "\n".join([*self._head(), *map(str, self.nodes)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        titles = ("teacher", "finding", "student", "sin²", "why")
        rows = [(node.teacher, node.finding.value, node.student, _text(node.sine2), node.why) for node in self.nodes]
        head = "".join(f"<p>{html(line)}</p>" for line in self._head())
        return head + html_table(rows, titles)

    def _head(self) -> list[str]:
        """The largest gradient, and where there is none."""
        at = f"sample {self.where[0]}, student {self.where[1]}"
        head = [f"largest |g| = {_text(self.largest)} ({at}), eps = {_text(self.eps)}"]
        if self.undefined:
            count = len(self.undefined)
            head.append(f"no gate above the first layer, so no g, at {count} samples; the first is {self.undefined[0]}")
        return head

    def claim(self) -> Claim:
        """What `decide` can prove about this pair and these samples: `specialised` for all aligned nodes.

        If no node is aligned it is `not_specialised` for the one that is farthest from all students. For eps and the
        samples see `NodeReport.claim`, which says the same of one node, or more.

        >>> from symcrit import decide
        >>> net = ReluNetwork([[[1, 0], [0, 1]], [[1, 1]]])
        >>> decide(check(net, net, [[1, 2], [3, -1]]).claim()).verdict.name
        'PROVED'
        """
        checked = _given(self._checked)
        aligned = [node for node in self.nodes if node.finding is Finding.ALIGNED]
        if not aligned:
            farthest = max(self.nodes, key=lambda node: node.sine2)
            return not_aligned(checked, farthest.teacher, farthest.sine2)
        return pair_aligned(checked, [node.teacher for node in aligned], max(node.sine2 for node in aligned))


def _given(checked: Checked | None) -> Checked:
    if checked is None:
        raise InputError("this report was not made by check, and has no data; write check(student, teacher, data)")
    return checked


def check(
    student: ReluNetwork, teacher: ReluNetwork, data: Any, eps: Any = 0, *, within: Any = "1/2", denominator: int = 1,
    exact: bool = False,
) -> Report:  # fmt: skip
    """For every teacher node: aligned, not observed by the data, or a violated hypothesis; and what would decide it.

    student, teacher: networks of any depths ≥ 2; nodes are neurons of their first layers. Biases of first layers are
    weights of an input 1 that is appended: angles are those of (w, b). data: N × d rational, integers over
    `denominator`, or the path of a `.npy` file; exact: floats are welcome, as the binary fractions that they are.
    eps: the bound of the hypothesis |g_k(x)| ≤ eps on the data. within: the bound of sin² of the angle that must be
    proved for "aligned". Guarantee: exact; no float takes part in a verdict.
    Per node, in this order: *aligned* with a collinear student; *violated* where a gradient exceeds eps;
    *not observed* where no three samples cross its boundary alone inside an active student; *violated* where on all
    such triples a neuron above the first layer, of either network, changes its gate, or has none (pre-activation 0);
    *violated* where its kink is at most (1 + a + b)·eps, too weak to be seen; *aligned*, with a bound for the angle,
    where the samples prove it, else *not observed* by enough of them. The kink is (1 − slope)·|α|·min(a·|w*·x_-|,
    b·|w*·x_+|) at x_0 = a·x_- + b·x_+, α that of the gates on the triple. Of a student of first-layer pre-activation 0
    g is that of its active side. The report's `claim` is for `decide`.
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
    lowest, bound = Lowest.of(student, teacher), rational(eps, "eps")
    if bound < 0:
        raise InputError(f"eps = {shorten(bound)} is negative; it bounds |g|")
    angle = rational(within, "within")
    if not 0 < angle < 1:
        raise InputError(f"within = {shorten(angle)} must lie between 0 and 1; it bounds sin² of an angle")
    samples = Samples(lowest.inputs(integers(data, student.d, denominator, exact=exact)))
    gates = lowest.gates(samples.scaled)
    g = scaled_gradients(lowest.student, lowest.teacher, samples.scaled)
    undefined = gates.without_gate_above
    g.numerators[undefined] = 0
    largest, (at, neuron) = g.largest()
    where = (int(samples.numbers[at]), neuron)
    file = _file(data, denominator, lowest.biased)
    checked = Checked(lowest, samples, gates, bound, max(bound, largest), file)
    problem = _Problem(checked, angle, largest, where)
    nodes = (_node(problem, j) for j in range(len(lowest.teachers)))
    return Report(tuple(nodes), bound, largest, where, tuple(samples.numbers[undefined].tolist()), checked)


def _file(data: Any, denominator: int, biased: bool) -> DataFile | None:
    """The file of the data, if they come from one that a claim can name."""
    if not isinstance(data, str | Path):
        return None
    with contextlib.suppress(InputError):
        return DataFile.of(Path(data), denominator, one=biased)
    return None


class _Problem(NamedTuple):
    """What `check` was asked, and the largest gradient."""

    checked: Checked
    within: Fraction
    largest: Fraction
    where: tuple[int, ...]


class _Seen(NamedTuple):
    """A triple, and the largest kink that an active student has there."""

    place: Place
    kink: Fraction

    @property
    def limit(self) -> Fraction:
        """The eps below which the kink shows."""
        return self.kink / (1 + self.place.a + self.place.b)


def _node(problem: _Problem, j: int) -> NodeReport:
    checked = problem.checked
    lowest, samples, gates, eps = checked.lowest, checked.samples, checked.gates, checked.eps
    w, students = lowest.teachers[j], lowest.students
    sines = [sine2(w, u) for u in students]
    closest = min(range(len(sines)), key=sines.__getitem__)

    def report(finding: Finding, why: str, i: int = closest, **more: Any) -> NodeReport:
        if finding is not Finding.ALIGNED and problem.largest <= eps:
            points = augmentation(lowest, samples, gates.teacher[:, j], j, eps)
            more["augmentation"] = tuple(x[:-1] for x in points) if lowest.biased else points
        return NodeReport(j, finding, i, sines[i], why, _checked=checked, **more)

    if sines[closest] == 0:
        return report(Finding.ALIGNED, f"student {closest} is collinear", bound2=Fraction(0))
    if problem.largest > eps:
        return report(Finding.VIOLATED, f"|g| = {_text(problem.largest)} > eps at sample {problem.where[0]}")
    found, complete = places(samples, gates.teacher, w, j)
    crossing = [place for place in found if _active(checked, place).any()]
    if not crossing:
        why = "no three samples cross its boundary alone"
        return report(Finding.NOT_OBSERVED, why if complete else "no three samples were found that cross it alone")
    numbers = (np.array([place[i] for place in crossing]) for i in range(3))
    constant = gates.constant(*numbers)
    seen = [_weighed(checked, j, place) for place, good in zip(crossing, constant, strict=True) if good]
    if not seen:
        return report(Finding.VIOLATED, _without_gates(checked, crossing))
    strong = tuple(one.place for one in seen if one.limit > eps)
    if not strong:
        limit = max(one.limit for one in seen)
        if limit == 0:
            deep = max(lowest.student.depth, lowest.teacher.depth) > 2
            own, theirs = ("its derivative is", "that") if deep else ("its outgoing weights are", "those")
            return report(Finding.VIOLATED, f"{own} orthogonal to {theirs} of all students active there")
        return report(Finding.VIOLATED, f"its fan-out is too weak: eps must be below {_text(limit)}")
    prover = Prover(samples, w, strong)
    proved = {i: prover.bound(gates.student[:, i]) for i in range(len(students))}
    bounds = {i: b for i, b in proved.items() if b <= problem.within}
    probes = tuple(map(samples.probe, strong))
    if not bounds:
        why = f"{len(strong)} triples of samples prove no angle with sin² ≤ {_text(problem.within)}"
        return report(Finding.NOT_OBSERVED, why, probes=probes)
    best = min(bounds, key=bounds.__getitem__)
    why = f"student {best} within sin² ≤ {_text(bounds[best])}, by {len(strong)} triples of samples"
    return report(Finding.ALIGNED, why, best, bound2=bounds[best], probes=probes, _places=strong)


def _active(checked: Checked, place: Place) -> np.ndarray:
    """Which students are active at the three samples."""
    sides = checked.gates.student
    active: np.ndarray = (sides[place.minus] >= 0) & (sides[place.plus] >= 0)
    return active


def _weighed(checked: Checked, j: int, place: Place) -> _Seen:
    """The largest kink of an active student on a triple with constant gates above the first layer."""
    lowest, samples = checked.lowest, checked.samples
    w, alphas = lowest.teachers[j], lowest.alphas(j, checked.gates, place.zero)
    size = max(abs(alphas[k]) for k in np.flatnonzero(_active(checked, place)))
    below, above = (abs(dot(w, samples.vector(i))) for i in (place.minus, place.plus))
    return _Seen(place, (1 - lowest.teacher.slope) * size * min(place.a * below, place.b * above))


def _without_gates(checked: Checked, crossing: Iterable[Place]) -> str:
    """Why gates above the first layer are not constant on any of these triples."""
    among = [*crossing]
    for place in among:
        for i in place[:3]:
            who = checked.gates.named_undefined(i)
            if who:
                return f"{who} has pre-activation 0, and no gate, at sample {int(checked.samples.numbers[i])}"
    return f"gates above the first layer change on all {len(among)} triples of samples that cross its boundary alone"


def _text(value: Fraction) -> str:
    """Exact where short, otherwise a decimal that says so."""
    if abs(value.numerator) < 10**300 and value.denominator < 10**300:
        return str(value) if len(str(value)) <= 12 else f"{float(value):.{SHOWN}g}…"
    return shorten(value, 24)  # beyond float64
