"""What `check` found, as claims for `decide`: about the given pair and data, or, where data prove it, all students."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import ceil, comb
from typing import Any

import numpy as np

from symcrit.claims import Claim
from symcrit.errors import InputError
from symcrit.papers.specialisation.boundaries import Probe
from symcrit.papers.specialisation.lowest import Gates, Lowest, homogenised
from symcrit.papers.specialisation.rationals import Vector, dot
from symcrit.papers.specialisation.triples import Place, Samples
from symcrit.search.claims._deep import DataFile
from symcrit.search.claims.forced_alignment import forced_alignment
from symcrit.search.claims.not_specialised import not_specialised
from symcrit.search.claims.specialised import specialised

__all__ = ["Checked", "forced", "not_aligned", "pair_aligned"]

SUBSETS = 5000  # of triples that are looked at
FINE = 10**6  # bounds of sin² are told this finely
Weighed = tuple[Probe, Fraction]  # a triple, and |α| there


@dataclass(frozen=True)
class Checked:
    """What a report is about: the networks, the samples, the gates there, and the bound of all |g| on the samples."""

    lowest: Lowest
    samples: Samples
    gates: Gates
    eps: Fraction
    bound: Fraction
    file: DataFile | None = None  # that the samples come from

    def points(self) -> list[list[Any]] | DataFile:
        """The samples, none twice, at which every |g_k| is defined; where it is at all, the file they come from."""
        if self.file is not None and not self.gates.without_derivative.any():
            return self.file
        rows = self.samples.scaled.numerators[~self.gates.without_derivative].tolist()
        if not rows:
            raise InputError("at no sample are all gradients defined; there is nothing to state about these data")
        over = self.samples.scaled.denominator
        return rows if over == 1 else [[Fraction(entry, over) for entry in row] for row in rows]


def pair_aligned(checked: Checked, nodes: Sequence[int], sine2: Fraction) -> Claim:
    """`specialised` for these teacher nodes."""
    lowest = checked.lowest
    data = checked.points()
    return specialised(lowest.student, lowest.teacher, data, eps=checked.bound, sine2=sine2, nodes=[*nodes])


def not_aligned(checked: Checked, node: int, sine2: Fraction) -> Claim:
    """`not_specialised` for this teacher node."""
    lowest = checked.lowest
    return not_specialised(lowest.student, lowest.teacher, node, checked.points(), eps=checked.bound, sine2=sine2)


def forced(checked: Checked, node: int, places: Sequence[Place]) -> Claim | None:
    """`forced_alignment` by some of these triples, about all students as wide as this one; None where they are too few.

    Every set of p of (n − 1)(p − 1) + 1 triples has to span enough: in many dimensions there are too many sets.
    """
    lowest = checked.lowest
    teacher, student = homogenised(lowest.teacher), homogenised(lowest.student)
    n, w, slope = len(student.layers[0]), lowest.teachers[node], lowest.teacher.slope
    if n < 2 or lowest.student.slope != slope:
        return None
    by_student = _usable(checked, node, places)
    best = min((found for usable in by_student if (found := _narrowest(usable, w, n))), key=_sine, default=None)
    if best is None:
        return None
    sine2, chosen = best
    pairs = [[probe.zero, _step(probe)] for probe, _ in chosen]
    alpha = min(size for _, size in chosen)
    return forced_alignment(
        teacher.layers[0], node, pairs, n=n, eps=checked.eps, sine2=sine2, alpha=alpha, slope=slope
    )  # fmt: skip


def _sine(found: tuple[Fraction, list[Weighed]]) -> Fraction:
    return found[0]


def _usable(checked: Checked, node: int, places: Sequence[Place]) -> list[list[Weighed]]:
    """For every student that is active on some triples x ± q with a kink of more than 4·eps: these, and |α| there."""
    lowest, gates, w = checked.lowest, checked.gates, checked.lowest.teachers[node]
    found: list[list[Weighed]] = [[] for _ in lowest.students]
    for place in places:
        if place.a != place.b or place.a + place.b != 1:
            continue
        probe = checked.samples.probe(place)
        alphas = lowest.alphas(node, gates, place.zero)
        kink = abs(dot(w, _step(probe))) - abs(dot(w, probe.zero))
        active = (gates.student[place.minus] > 0) & (gates.student[place.plus] > 0)
        for k in np.flatnonzero(active).tolist():
            if (1 - lowest.teacher.slope) * abs(alphas[k]) * kink > 4 * checked.eps:
                found[k].append((probe, abs(alphas[k])))
    return [_with_common_alpha(usable, w, checked) for usable in found]


def _with_common_alpha(usable: list[Weighed], w: Vector, checked: Checked) -> list[Weighed]:
    """Those whose kink is enough with the least of their |α|."""
    least = min((size for _, size in usable), default=Fraction(0))
    factor = (1 - checked.lowest.teacher.slope) * least
    return [
        (probe, size) for probe, size in usable
        if factor * (abs(dot(w, _step(probe))) - abs(dot(w, probe.zero))) > 4 * checked.eps
    ]  # fmt: skip


def _step(probe: Probe) -> Vector:
    """q of x_0 ± q."""
    return tuple((a - b) / 2 for a, b in zip(probe.plus, probe.minus, strict=True))


def _narrowest(usable: list[Weighed], w: Vector, n: int) -> tuple[Fraction, list[Weighed]] | None:
    """The least bound of sin² found, and the triples that prove it, narrow ones first; None if it is not below 1."""
    order = sorted(usable, key=lambda weighed: dot(_step(weighed[0]), _step(weighed[0])))
    best = None
    for p in range(len(w) - 1, len(order) + 1):
        enough = (n - 1) * (p - 1) + 1
        if enough > len(order) or comb(enough, p) > SUBSETS:
            break
        chosen = order[:enough]
        guess = _widest([probe for probe, _ in chosen], w, p)
        if guess < 0.99 and (best is None or guess < best[0]):
            best = (Fraction(ceil(1.001 * guess * FINE) + 1, FINE), chosen)
    return best


def _widest(probes: Sequence[Probe], w: Vector, p: int) -> float:
    """About the largest Σr²/s over sets of p triples, in floats: what is claimed is decided by core."""
    normal = np.array([float(entry) for entry in w])
    normal /= np.linalg.norm(normal)
    points = np.array([[float(entry) for entry in probe.zero] for probe in probes])
    across = points @ normal
    steps = np.array([[float(entry) for entry in _step(probe)] for probe in probes])
    reaches = (np.linalg.norm(steps, axis=1) + np.abs(across)) ** 2
    flat = points - np.outer(across, normal)
    worst = 0.0
    for some in combinations(range(len(probes)), p):
        gram = flat[[*some]].T @ flat[[*some]]
        least = np.linalg.eigvalsh(gram + np.trace(gram) * np.outer(normal, normal))[0]
        worst = max(worst, float(reaches[[*some]].sum() / least) if least > 1e-12 else 1.0)
    return worst
