"""Points that satisfy hypotheses which points of a grid do not meet: descent of the violation.

v(x) = Σ max(0, m − h_i(x)) over the gaps h_i > 0 or ≥ 0, with a margin m, and |h_i(x)| for equations; steps in random
directions are kept where v falls, and grow or shrink with success.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import inf, isnan

from symcrit.core import Domain, Work
from symcrit.search.engines import floats
from symcrit.search.engines.values import Point, ends

STEPS, STARTS, MARGINS = 240, 6, (0.3, 0.02)
MOST_SYMBOLS = 12

Violation = Callable[[Mapping[str, float]], float]


def near(domain: Domain, starts: Sequence[Point], work: Work, rng: random.Random) -> Iterator[Point]:
    """Rational points that may satisfy all hypotheses, the simplest first; the real symbols are moved."""
    names = [name for name, kind in domain.kinds.items() if kind == "real"]
    if not names or len(names) > MOST_SYMBOLS or not domain.others:
        return
    for margin in MARGINS:
        violation = _violation(domain, margin, work)
        ordered = sorted(starts, key=lambda point: violation(_floats(point)))
        for start in ordered[:STARTS]:
            found = _descend(violation, _floats(start), names, domain, rng)
            if found is not None:
                yield from floats.rationalised(found, start, domain)
                yield from _around(found, start, domain, names, rng)


def _floats(point: Point) -> dict[str, float]:
    return {name: float(value) for name, value in point.items()}


def _violation(domain: Domain, margin: float, work: Work) -> Violation:
    """How far a point is from satisfying the hypotheses with a margin, in all."""
    known = [(relation.op, floats.compiled(relation.gap, work)) for relation in domain.where if relation.op != "!="]

    def violation(point: Mapping[str, float]) -> float:
        total = 0.0
        for op, gap in known:
            value = gap(point)
            if isnan(value):
                return inf
            total += abs(value) if op == "=" else max(0.0, margin - value)
        return total

    return violation


def _descend(
    violation: Violation, start: dict[str, float], names: Sequence[str], domain: Domain, rng: random.Random
) -> dict[str, float] | None:
    """A point of violation 0 that steps in random directions lead to."""
    limits = {name: ends(domain, name) for name in names}
    best = violation(start)
    point, size = dict(start), 1.0
    for _ in range(STEPS):
        if best == 0:
            return point
        moved = [name for name in names if rng.random() < 0.5] or [rng.choice(names)]
        there = {**point, **{name: _moved(point[name], size, limits[name], rng) for name in moved}}
        value = violation(there)
        if value < best:
            point, best, size = there, value, size * 1.6
        else:
            size = max(size * 0.9, 1e-3)
    return None


def _moved(x: float, size: float, limits: tuple[float, float], rng: random.Random) -> float:
    """x moved by a random step of a size, inside of limits."""
    return min(max(x + rng.gauss(0.0, size), limits[0]), limits[1])


def _around(
    point: dict[str, float], start: Point, domain: Domain, names: Sequence[str], rng: random.Random
) -> Iterator[Point]:
    """Points beside a point that satisfies the hypotheses."""
    for size in (0.05, 0.3, 1.0, 3.0):
        for _ in range(6):
            there = {**point, **{name: point[name] + rng.gauss(0.0, size) for name in names}}
            yield {
                name: start[name] if name not in names else Fraction(value).limit_denominator(100)
                for name, value in there.items()
            }
