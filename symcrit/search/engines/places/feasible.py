"""Points of a domain that hypotheses make thin: down to a point that satisfies them, and from there in random steps.

    V(x) = Σ max(0, m − h_i(x)/|h_i|)²    for the hypotheses h_i > 0 or h_i ≥ 0, |h_i| their size at the first points

V is minimised by pattern search, for smaller and smaller margins m; where it is 0 the point lies inside.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from math import isnan

from symcrit.core import Domain, OutOfWork, Work
from symcrit.search.engines import floats
from symcrit.search.engines.values import Point, as_floats

STARTS, STEPS, HALVINGS, WALK = 4, 60, 20, 400
MOST = 150_000  # of work
MARGINS = (0.1, 1e-3, 1e-6)
_DENOMINATORS = (1, 2, 4, 10, 100, 1000, 10**6, 10**9)

Place = dict[str, float]


class Inside:
    """How far points are from satisfying the hypotheses."""

    def __init__(self, domain: Domain, starts: Sequence[Place], work: Work) -> None:
        relations = [relation for relation in domain.where if relation.op in ("<", "<=", ">", ">=")]
        self.gaps = [floats.compiled(relation.gap, work) for relation in relations]
        self.strict = [relation.op in ("<", ">") for relation in relations]
        self.sizes = [_size(gap, starts) for gap in self.gaps]
        self.margin = MARGINS[0]

    def distance(self, place: Mapping[str, float]) -> float:
        """V at a point; ∞ where a hypothesis is undefined."""
        total = 0.0
        for gap, size in zip(self.gaps, self.sizes, strict=True):
            value = gap(place)
            if isnan(value):
                return float("inf")
            total += max(0.0, self.margin - value / size) ** 2
        return total

    def holds(self, place: Mapping[str, float]) -> bool:
        """Whether all hypotheses hold, in floats."""
        values = [gap(place) for gap in self.gaps]
        return all(value > 0 or (value == 0 and not strict) for value, strict in zip(values, self.strict, strict=True))


def _size(gap: floats.Function, starts: Sequence[Place]) -> float:
    """The middle one of the absolute values at some points."""
    values = sorted(abs(value) for value in map(gap, starts) if not isnan(value))
    return max(values[len(values) // 2], 1e-6) if values else 1.0


def places(domain: Domain, raw: Iterator[Point], work: Work, rng: random.Random) -> Iterator[Point]:
    """Rational points near a random walk inside the domain, the simplest that satisfy the inequalities."""
    starts = list(islice(raw, 10 * STARTS))
    own = work.at_most(MOST)
    inside = Inside(domain, [as_floats(start) for start in starts], own)
    try:
        yield from _walk(domain, inside, starts, rng)
    except OutOfWork:
        work.charge(1)


def _walk(domain: Domain, inside: Inside, starts: Sequence[Point], rng: random.Random) -> Iterator[Point]:
    """From the first place inside that is found."""
    found = _start(domain, inside, starts)
    if found is None:
        return
    start, place = found
    yield from _simple(domain, inside, place, start)
    names = [name for name, kind in domain.kinds.items() if kind == "real"]
    for _ in range(WALK if names else 0):
        moved = rng.sample(names, rng.randint(1, len(names)))
        place = _step(inside, place, moved, rng)
        yield from islice(_simple(domain, inside, place, start), 1)


def _start(domain: Domain, inside: Inside, starts: Sequence[Point]) -> tuple[Point, Place] | None:
    """A start, and a place inside near which pattern search from it ends."""
    for start in sorted(starts, key=lambda point: inside.distance(as_floats(point)))[:STARTS]:
        place = as_floats(start)
        for margin in MARGINS:
            inside.margin = margin
            place = floats.descend(inside.distance, place, domain, STEPS)
            point = next(_simple(domain, inside, place, start), None)
            if point is not None:
                return start, as_floats(point)
    return None


def _step(inside: Inside, place: Place, names: Sequence[str], rng: random.Random) -> Place:
    """A step of some coordinates in a random direction, halved until it stays inside."""
    direction = {name: rng.gauss(0, 2) * max(1.0, abs(place[name])) for name in names}
    for _ in range(HALVINGS):
        there = {**place, **{name: place[name] + direction[name] for name in names}}
        if inside.holds(there):
            return there
        direction = {name: step / 2 for name, step in direction.items()}
    return place


def _simple(domain: Domain, inside: Inside, place: Place, start: Point) -> Iterator[Point]:
    """Rational points close to a place that are inside, simplest first."""
    for largest in _DENOMINATORS:
        point = {
            name: start[name] if domain.kinds[name] == "integer" else Fraction(value).limit_denominator(largest)
            for name, value in place.items()
        }
        if inside.holds(as_floats(point)):
            yield point
