"""Domains in parts: bisected until balls show the sign, or cut between two integers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from flint import arb

from symcrit.core.algebra import balls
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import ZERO, Expr, constant, diff, nodes, num, substitute, sym, symbols
from symcrit.search.engines import floats
from symcrit.search.engines.points import Point
from symcrit.search.engines.terms import rational
from symcrit.search.search import Goal, Search, Witness

MAX_PARTS, MAX_DEPTH = 300, 20


def parts(goal: Goal, name: str, at: str) -> tuple[Goal, Goal]:
    """The goal where the symbol is at most the value, and where it is larger."""
    value, domain = constant(at), goal.domain
    cuts = (Relation(op, sym(name), value) for op in ("<=", ">"))
    below, above = (Goal(Domain(domain.kinds, [*domain.where, cut]), goal.gap, goal.strict) for cut in cuts)
    return below, above


def bends(goal: Goal) -> Iterator[tuple[str, str]]:
    """The symbols x and numbers c of the absolute values |x − c|, where both signs occur on the domain."""
    for node in nodes(goal.gap):
        if node.op != "abs" or len(symbols(node)) != 1:
            continue
        (name,) = symbols(node)
        slope = diff(node.args[0], name)
        start = substitute(node.args[0], {name: ZERO})
        if slope.op == start.op == "num" and slope is not ZERO:
            at = -start.value / slope.value
            if _inside(goal, name, num(at)):
                yield name, str(at)


def _inside(goal: Goal, name: str, at: Expr) -> bool:
    """Whether a number lies inside the interval of a symbol."""
    low, high = goal.domain.lower.get(name), goal.domain.upper.get(name)
    above = low is None or balls.sign(balls.ball(at - low.value)) == 1
    return above and (high is None or balls.sign(balls.ball(high.value - at)) == 1)


def valley(search: Search, goal: Goal, name: str, samples: Sequence[dict[str, float]]) -> Iterator[str]:
    """Simple numbers inside the domain near the place where the gap is least at the samples, and from there on."""
    value = floats.compiled(goal.gap, search.work)
    start = min(samples, key=lambda point: _or_infinity(value(point)), default=None)
    if start is None or name not in symbols(goal.gap) or goal.domain.kinds[name] != "real":
        return
    lowest = floats.descend(value, start, goal.domain)[name]
    for size in (1, 2, 6):
        at = Fraction(round(lowest * size), size)
        if abs(float(at) - lowest) < 1e-3 and _inside(goal, name, rational(at)):
            yield str(at)
            return


def _or_infinity(value: float) -> float:
    return value if value == value else math.inf


def integers(search: Search, goal: Goal, name: str, samples: Sequence[Point]) -> Iterator[str]:
    """Where to cut the integers: beside the sample with the smallest gap."""
    value = floats.compiled(goal.gap, search.work)
    least = min(samples, key=lambda point: value({n: float(v) for n, v in point.items()}), default=None)
    if least is not None and name in symbols(goal.gap):
        yield from (str(int(least[name]) + step) for step in (0, -1))


def bisected(search: Search, goal: Goal) -> Witness | None:
    """A tree of cuts whose leaves have an evident sign."""
    names = sorted(symbols(goal.gap))
    ends = {}
    for name in names:
        low, high = (end[name].value for end in (goal.domain.lower, goal.domain.upper))
        ends[name] = tuple(Fraction(float(balls.ball(value).mid())).limit_denominator(10**6) for value in (low, high))
    left = [MAX_PARTS]

    def cut(box: dict[str, tuple[Fraction, Fraction]], depth: int) -> Witness | None:
        search.poll()
        left[0] -= 1
        with balls.precision(64):
            values = {n: _ball(low).union(_ball(high)) for n, (low, high) in box.items()}
            if balls.sign(balls.evaluate(goal.gap, values, None, search.work)) == 1:
                return {"kind": "positive"}
        if depth == MAX_DEPTH or left[0] < 0:
            return None
        widest = max(box, key=lambda n: box[n][1] - box[n][0])
        low, high = box[widest]
        middle = (low + high) / 2
        below = cut({**box, widest: (low, middle)}, depth + 1)
        above = None if below is None else cut({**box, widest: (middle, high)}, depth + 1)
        found = {"kind": "split", "symbol": widest, "at": str(middle), "below": below, "above": above}
        return None if above is None else found

    return cut(ends, 0)


def _ball(value: Fraction) -> arb:
    return arb(value.numerator) / value.denominator
