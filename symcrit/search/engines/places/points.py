"""Points that satisfy the hypotheses: rational, integer where declared, special values first."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from math import floor, inf

from symcrit.core import ZERO, Domain, Work
from symcrit.search.engines.places import definite, feasible
from symcrit.search.engines.places.charts import Chart, charts
from symcrit.search.engines.places.minima import Effort, low_places, near
from symcrit.search.engines.values import Point, admissible, ends

_FIRST = "1 2 1/2 3 0 -1 1/3 -1/2 2/3 3/2 -2 4 1/4 -1/3 5 1/10 10 3/4 -3 7 1/100 100"
_THEN = "-2/3 -3/2 9/10 -4 1/5 5/2 -1/10 6 -10 8 12 20 1/1000 1000 -100 99/100"
SPECIAL = [Fraction(text) for text in (*_FIRST.split(), *_THEN.split())]
SLOPES = [*SPECIAL, *(-value for value in SPECIAL if -value not in SPECIAL)]
SEARCH = Effort(scan=40, descents=3, steps=60)  # where no special point satisfies the hypotheses
_SMALL = [Fraction(text) for text in ("1", "0", "-1", "3/5", "4/5", "2", "1/2", "-3/5")]
_TRIED = 2000  # points with these values
_ENOUGH = 6  # points of the grid; where there are fewer, others are looked for
_VALUES, _PLACE = 400, 4  # the work of listing the values of a symbol, and of a place of a tuple of them


def values(domain: Domain, name: str, rng: random.Random) -> list[Fraction]:
    """Candidate values of one symbol, the most telling first."""
    low, high = ends(domain, name)
    if domain.kinds[name] == "integer":
        return [value for value in dict.fromkeys(_integers(low, high)) if low <= value <= high]
    own = [*_included_ends(domain, name), *_inside(low, high, rng)]
    special = [value for value in SPECIAL if low < value < high]
    merged = itertools.chain.from_iterable(itertools.zip_longest(special[:6], own))
    return list(dict.fromkeys(value for value in (*merged, *special) if value is not None and low <= value <= high))


def _integers(low: float, high: float) -> Iterator[Fraction]:
    """Integers from the lower end of an interval on, from the upper end down, or on both sides of 0."""
    start, way = 0, 1
    if low > -inf:
        start = floor(low)
    elif high < inf:
        start, way = floor(high), -1
    yield from (Fraction(start + way * i) for i in (*range(6), 8, 10, 13, 20, 50))
    if low == -inf and high == inf:
        yield from (Fraction(-i) for i in range(1, 5))


def _included_ends(domain: Domain, name: str) -> Iterator[Fraction]:
    """The rational ends of the interval of a symbol that belong to it."""
    for bounds in (domain.lower, domain.upper):
        bound = bounds.get(name)
        if bound is not None and not bound.strict and bound.value.op == "num":
            value = bound.value.value
            yield Fraction(int(value.p), int(value.q))


def _inside(low: float, high: float, rng: random.Random) -> Iterator[Fraction]:
    """Rational points of an interval: middle, quarters, close to the ends, at random."""
    if low > high or (low == inf or high == -inf):
        return
    if low > -inf and high < inf:
        spread = [0.5, 0.25, 0.75, 0.01, 0.99, 0.1, 0.9, 1e-4, 1 - 1e-4, 1 / 3, 2 / 3, 0.999999, 1e-6]
        yield from (_near(low + (high - low) * t, high - low) for t in spread)
        yield from (_near(low + (high - low) * rng.random(), high - low) for _ in range(12))
    elif low > -inf or high < inf:
        base, way = (low, 1) if low > -inf else (high, -1)
        steps = [1, 0.5, 2, 0.1, 5, 0.01, 20, 1e-4, 1e-6, 100, 1000, 1e6]
        yield from (_near(base + way * s, s) for s in steps)
        yield from (_near(base + way * rng.expovariate(0.5), 1.0) for _ in range(10))
    else:
        yield from (_near(rng.gauss(0, s), 1.0) for s in (1, 1, 1, 3, 3, 10, 30, 0.1, 0.01, 1e3))


def _near(x: float, scale: float) -> Fraction:
    """A rational with a modest denominator, close to x on the given scale."""
    return Fraction(x).limit_denominator(max(1000, int(1e4 / max(scale, 1e-12))) if scale < 1e3 else 10)


def points(domain: Domain, work: Work, limit: int = 60, seed: int = 0) -> Iterator[Point]:
    """Up to `limit` different admissible points, special ones first; the same ones for the same arguments."""
    rng = random.Random(seed)
    if not domain.kinds:
        yield {}
        return
    found = 0
    seen: set[tuple[Fraction, ...]] = set()
    own = charts(domain, work)
    work.charge(_VALUES * len(domain.kinds))
    for number, (values_here, chart) in enumerate(itertools.islice(_raw(own, rng), 40 * limit)):
        work.charge(_PLACE * (1 + len(values_here)))
        raw = definite.moved(domain, values_here, rng, spread=number > 0) if domain.definite else values_here
        point = chart.point(raw, work)
        if point is None or (key := tuple(point.values())) in seen:
            continue
        seen.add(key)
        if admissible(domain, point, work):
            yield point
            found += 1
            if found >= limit:
                return
    if found < _ENOUGH and domain.others and not any(relation.op == "=" for relation in domain.where):
        places = feasible.places(domain, _grid(own[0], rng), work, rng)
        for point in itertools.islice(_admissible(domain, places, seen, work), limit - found):
            found += 1
            yield point
    several = sum(relation.op == "=" for relation in domain.where) > 1
    if found < _ENOUGH and several:
        for point in itertools.islice(_admissible(domain, _small(domain), seen, work), limit - found):
            found += 1
            yield point
    if not found:
        yield from itertools.islice(_searched(own, work), limit)


def _small(domain: Domain) -> Iterator[Point]:
    """Points with simple values for every symbol, among them those of the right triangle 3, 4, 5."""
    names = list(domain.kinds)
    for place in itertools.islice(_near_origin([len(_SMALL)] * len(names)), _TRIED):
        yield {name: _SMALL[i] for name, i in zip(names, place, strict=True)}


def _admissible(
    domain: Domain, places: Iterator[Point], seen: set[tuple[Fraction, ...]], work: Work
) -> Iterator[Point]:
    """The new points among these that satisfy the hypotheses."""
    for point in places:
        key = tuple(point[name] for name in domain.kinds)
        if key not in seen:
            seen.add(key)
            if admissible(domain, point, work):
                yield point


def _searched(own: list[Chart], work: Work) -> Iterator[Point]:
    """Points that are found by going down from where the hypotheses fail least."""
    for chart in own:
        for low in low_places(chart, ZERO, work, SEARCH, []):
            candidates = (chart.point(place, work) for place in near(chart, low.place))
            good = (point for point in candidates if point is not None and admissible(chart.domain, point, work))
            yield from itertools.islice(good, 1)


def _raw(own: list[Chart], rng: random.Random) -> Iterator[tuple[Point, Chart]]:
    """Parameters, the charts in turn."""
    sources = [zip(_grid(chart, rng), itertools.repeat(chart)) for chart in own]
    while sources:
        alive = []
        for source in sources:
            pair = next(source, None)
            if pair is not None:
                alive.append(source)
                yield pair
        sources = alive


def _grid(chart: Chart, rng: random.Random) -> Iterator[Point]:
    """Tuples of candidate values: all equal, then small indices first, then at random."""
    names = chart.free
    lists = [SLOPES if chart.is_direction(name) else values(chart.domain, name, rng) for name in names]
    if not names:
        yield {}
    if not names or not all(lists):
        return
    if len(names) == 1:
        yield from ({names[0]: v} for v in lists[0])
        return
    common = [v for v in lists[0] if all(v in other for other in lists[1:])][:8]
    first = 3 if len(names) < 7 else len(common)
    yield from (dict.fromkeys(names, v) for v in common[:first])
    size = 4 if len(names) < 4 else 2
    for index, place in enumerate(_near_origin([min(size, len(options)) for options in lists])):
        yield {name: lists[i][j] for i, (name, j) in enumerate(zip(names, place, strict=True))}
        if index % 3 == 0:
            yield {name: rng.choice(options) for name, options in zip(names, lists, strict=True)}
    yield from (dict.fromkeys(names, v) for v in common[first:])
    while True:
        yield {name: rng.choice(options) for name, options in zip(names, lists, strict=True)}


def _near_origin(counts: list[int]) -> Iterator[tuple[int, ...]]:
    """All tuples of 0 ≤ i_j < counts[j] by their sum, then in lexicographic order, one at a time."""

    def of_sum(total: int, left: list[int]) -> Iterator[tuple[int, ...]]:
        if not left:
            yield ()
            return
        most = sum(left[1:]) - len(left) + 1  # of the other places
        for first in range(max(0, total - most), min(left[0] - 1, total) + 1):
            yield from ((first, *rest) for rest in of_sum(total - first, left[1:]))

    for total in range(sum(counts) - len(counts) + 1):
        yield from of_sum(total, counts)
