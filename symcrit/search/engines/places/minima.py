"""Low places of a function under hypotheses: a scan, then direct search from its lowest and most different places.

A place is judged by the pair (by how much the hypotheses fail there, the value), in lexicographic order: first the
search finds its way into the domain, then it goes down inside.  Directions are those of the parameters and others drawn
from a generator with a fixed seed; a step that succeeds is doubled, and where none does, steps are a third.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import zip_longest
from typing import NamedTuple

from symcrit.core import Expr, Relation, Work
from symcrit.search.engines import floats
from symcrit.search.engines.places.charts import Chart, Floats
from symcrit.search.engines.values import Point

Level = tuple[float, float]  # by how much the hypotheses fail, and the value
NOWHERE: Level = (math.inf, math.inf)
LOW_ENOUGH: Level = (0.0, -1.0)  # where a descent ends
SMALLEST = 1e-14  # of a step, beside the size of the parameter
MOST_STEPS = 4000  # of one descent
_FAR = 1e40  # where an unbounded parameter is left alone
_TOUCHING = 1e-12  # what rounding may do to a hypothesis with ≥


class Effort(NamedTuple):
    """How many places are looked at first, from how many of them one descends, and in how many steps by parameter."""

    scan: int
    descents: int
    steps: int


class Low(NamedTuple):
    """A place, by the parameters of a chart, and how low it is."""

    level: Level
    place: dict[str, float]


class Height:
    """The function and the hypotheses over the parameters of a chart, in machine numbers."""

    def __init__(self, chart: Chart, target: Callable[[Floats], float], work: Work) -> None:
        self.chart = chart
        self.target = target
        self.point = chart.compiled(work)
        given = [relation for relation in chart.domain.where if relation.op != "="]
        self.given = [(floats.compiled(relation.gap, work), relation) for relation in given]

    def __call__(self, place: Floats) -> Level:
        point = self.point(place)
        failing = sum(_failure(value(point), relation) for value, relation in self.given)
        if failing > 0 or math.isnan(failing):
            return (failing, 0.0) if failing < math.inf else NOWHERE
        value = self.target(point)
        return NOWHERE if math.isnan(value) else (0.0, value)


def _failure(value: float, relation: Relation) -> float:
    """By how much a hypothesis fails where its gap has this value."""
    if math.isnan(value):
        return math.inf
    if relation.op == "!=":
        return float(value == 0)
    if value > 0 or (value >= -_TOUCHING and relation.op in ("<=", ">=")):
        return 0.0
    return 1e-9 - value


def low_places(chart: Chart, target: Expr, work: Work, effort: Effort, starts: list[dict[str, float]]) -> Iterator[Low]:
    """Places where the target is low, one by one; `starts` are looked at beside those of the scan."""
    height = Height(chart, floats.compiled(target, work), work)
    rng = random.Random(7)
    own = [start for start in starts if start.keys() >= set(chart.free)]
    places = [*own, *_scan(chart, effort.scan, rng)]
    seen = [Low(height(place), place) for place in places]
    steps = min(effort.steps * len(chart.free), MOST_STEPS)
    for low in _spread([low for low in seen if low.level < NOWHERE], effort.descents):
        yield descend(height, low, steps, rng)


def near(chart: Chart, place: Floats) -> Iterator[Point]:
    """Rational parameters close to a place, simplest first."""
    if not all(abs(value) < math.inf for value in place.values()):
        return
    for limit in (1, 2, 3, 4, 6, 12, 30, 100, 1000, 10**6, 10**12):
        yield {
            name: Fraction(round(value)) if chart.is_whole(name) else Fraction(value).limit_denominator(limit)
            for name, value in place.items()
        }


def _spread(seen: list[Low], count: int) -> list[Low]:
    """The lowest place; valleys of the scan, or else places of all levels in turn with the next lowest ones."""
    order = sorted(seen, key=lambda low: low.level)
    others = _valleys(seen) or order[:: max(1, len(order) // count)]
    mixed = [low for pair in zip_longest(order, others[1:]) for low in pair if low is not None]
    return list({id(low): low for low in mixed}.values())[:count]


def _valleys(seen: list[Low]) -> list[Low]:
    """Places of one parameter that are lower than their neighbours, the lowest first."""
    if not seen or len(seen[0].place) != 1:
        return []
    (name,) = seen[0].place
    row = sorted(seen, key=lambda low: low.place[name])
    inner = zip(row, row[1:], row[2:], strict=False)
    lows = [here for before, here, after in inner if before.level >= here.level <= after.level]
    return sorted(lows, key=lambda low: low.level)


# ----------------------------------------------------------------------------------------------------------- the scan


def _scan(chart: Chart, count: int, rng: random.Random) -> Iterator[dict[str, float]]:
    """Places spread over the whole range of the parameters, denser near its ends and near 0."""
    names = chart.free
    if len(names) == 1:
        yield from ({names[0]: value} for value in _line(chart, names[0], count))
        return
    for _ in range(count if names else 0):
        yield {name: _drawn(chart, name, rng.random()) for name in names}


def _line(chart: Chart, name: str, count: int) -> Iterator[float]:
    """Values of one parameter: evenly over a quantile function, and by powers of ten towards the ends."""
    if chart.is_whole(name):
        yield from _whole(chart.limits(name), count)
        return
    yield from (_drawn(chart, name, (i + 0.5) / count) for i in range(count))
    low, high = chart.limits(name)
    width = high - low if high - low < math.inf else 1.0
    for power in range(1, 13):
        ends = (low + width * 10.0**-power, high - width * 10.0**-power)
        yield from (value for value in ends if width and abs(value) < math.inf)


def _whole(limits: tuple[float, float], count: int) -> Iterator[float]:
    """Integers one by one from the lower end, the upper end or 0 on, then at growing distance."""
    low, high = limits
    start = max(low, 0) if low > -math.inf or high == math.inf else min(high, 0)
    ways = (1, -1) if low == -math.inf and high == math.inf else (1 if low > -math.inf else -1,)
    steps = [*range(count // 2), *(int(1.3**i) for i in range(16, 16 + count // 4))]
    yield from (float(start + way * step) for step in steps for way in ways if low <= start + way * step <= high)


def _drawn(chart: Chart, name: str, u: float) -> float:
    """The quantile of a parameter at u: even on an interval, with long tails where that is unbounded."""
    low, high = chart.limits(name)
    if high - low < math.inf:
        value = low + (high - low) * u
    elif low > -math.inf:
        value = low + (u / (1 - u)) ** 1.5
    elif high < math.inf:
        value = high - (u / (1 - u)) ** 1.5
    else:
        value = math.copysign((2 * abs(u - 0.5) / (1 - 2 * abs(u - 0.5) + 1e-9)) ** 1.5, u - 0.5)
    return min(max(float(round(value)), low), high) if chart.is_whole(name) else value


# ------------------------------------------------------------------------------------------------------ direct search


def descend(height: Height, start: Low, steps: int, rng: random.Random, size: float = 0.25) -> Low:
    """A place from which no small step goes down, or that is low enough, or where the steps are used up."""
    own = _Descent(height, start, steps)
    while own.steps > 0 and size > SMALLEST and own.best.level > LOW_ENOUGH:
        if own.any_step(size, rng):
            size = min(2 * size, 1e3)
        else:
            size /= 3
    return own.best


class _Descent:
    """Where a direct search is, and how many evaluations it has left."""

    def __init__(self, height: Height, start: Low, steps: int) -> None:
        self.height = height
        self.best = start
        self.steps = steps
        self.last: dict[str, float] | None = None  # the direction that went down
        self.limits = {name: height.chart.limits(name) for name in height.chart.free}
        self.whole = {name for name in height.chart.free if height.chart.is_whole(name)}

    def any_step(self, size: float, rng: random.Random) -> bool:
        """Whether a step of this size goes down in some direction; the first one is taken, and doubled while it can."""
        for direction in self._directions(rng):
            reach = size
            went = False
            while self.steps > 0 and self.best.level > LOW_ENOUGH and self._step(direction, reach):
                went = True
                reach *= 2
            if went:
                self.last = direction
                return True
        return False

    def _step(self, direction: Mapping[str, float], size: float) -> bool:
        there = {name: self._moved(name, size * way) for name, way in direction.items()}
        if there == self.best.place:
            return False
        self.steps -= 1
        level = self.height(there)
        if level >= self.best.level:
            return False
        self.best = Low(level, there)
        return True

    def _moved(self, name: str, step: float) -> float:
        here = self.best.place[name]
        low, high = self.limits[name]
        if name in self.whole:
            step = math.copysign(max(1, round(abs(step * max(1.0, abs(here))))), step) if step else 0.0
            return min(max(here + step, low), high)
        there = here + step * max(abs(here), 1e-3)
        return here if abs(there) > _FAR else min(max(there, low), high)

    def _directions(self, rng: random.Random) -> Iterator[dict[str, float]]:
        names = list(self.best.place)
        none = dict.fromkeys(names, 0.0)
        if self.last is not None:
            yield self.last
        for name in names:
            yield none | {name: 1.0}
            yield none | {name: -1.0}
        for _ in range(2 * len(names) if len(names) > 1 else 0):
            drawn = {name: rng.gauss(0, 1) for name in names}
            length = math.sqrt(sum(way * way for way in drawn.values()))
            yield {name: way / length for name, way in drawn.items()}
            yield {name: -way / length for name, way in drawn.items()}
