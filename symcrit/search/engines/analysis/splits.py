"""Domains in parts: bisected until balls show the sign, or cut between two integers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from flint import arb

from symcrit.core import ZERO, Context, Domain, Expr, Relation, Witness, diff, nodes, num, substitute, sym, symbols
from symcrit.core.algebra import balls
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.split import Split
from symcrit.search.engines import floats
from symcrit.search.engines.terms import rational
from symcrit.search.engines.values import Point, as_floats
from symcrit.search.search import Goal, Search

MAX_PARTS, MAX_DEPTH = 300, 20
MOST_UNSIGNED = 3  # symbols of both signs


def parts(goal: Goal, name: str, at: Expr) -> tuple[Goal, Goal]:
    """The goal where the symbol is at most the number, and where it is larger."""
    below = Relation("<=", sym(name), at)
    above = Relation(">", sym(name), at)
    return _where(goal, below), _where(goal, above)


def nonpositive(goal: Goal, expr: Expr) -> Goal:
    """The goal where an expression is at most 0."""
    return _where(goal, Relation("<=", expr, ZERO))


def _where(goal: Goal, relation: Relation) -> Goal:
    """The goal with another hypothesis."""
    domain = Domain(goal.domain.kinds, [*goal.domain.where, relation])
    return Goal(domain, goal.gap, goal.strict)


def bends(goal: Goal) -> Iterator[tuple[str, Expr]]:
    """The symbols x and numbers c of the absolute values |x − c|, where both signs occur on the domain."""
    for node in nodes(goal.gap):
        if node.op != "abs" or len(symbols(node)) != 1:
            continue
        (name,) = symbols(node)
        slope = diff(node.args[0], name)
        start = substitute(node.args[0], {name: ZERO})
        if slope.op == start.op == "num" and slope is not ZERO:
            at = num(-start.value / slope.value)
            if inside(goal, name, at):
                yield name, at


def unsigned(goal: Goal, context: Context) -> list[str]:
    """The first symbol of both signs in a polynomial, if there are few of them."""
    if any(node.op not in ("num", "sym", "add", "mul", "pow") for node in nodes(goal.gap)):
        return []
    names = [name for name in sorted(symbols(goal.gap)) if context.signs(sym(name)) >= {-1, 1}]
    return names[:1] if len(names) <= MOST_UNSIGNED else []


def inside(goal: Goal, name: str, at: Expr) -> bool:
    """Whether a number lies inside the interval of a symbol."""
    low, high = goal.domain.lower.get(name), goal.domain.upper.get(name)
    above = low is None or balls.sign(balls.ball(at - low.value)) == 1
    return above and (high is None or balls.sign(balls.ball(high.value - at)) == 1)


def valley(search: Search, goal: Goal, name: str, samples: Sequence[dict[str, float]]) -> Iterator[Expr]:
    """Simple numbers inside the domain near the place where the gap is least at the samples, and from there on."""
    value = floats.compiled(goal.gap, search.work)
    start = min(samples, key=lambda point: _or_infinity(value(point)), default=None)
    if start is None or name not in symbols(goal.gap) or goal.domain.kinds[name] != "real":
        return
    lowest = floats.descend(value, start, goal.domain)[name]
    for size in (1, 2, 6):
        at = Fraction(round(lowest * size), size)
        if abs(float(at) - lowest) < 1e-3 and inside(goal, name, rational(at)):
            yield rational(at)
            return


def _or_infinity(value: float) -> float:
    """The value, ∞ where it is undefined."""
    return math.inf if math.isnan(value) else value


def integers(search: Search, goal: Goal, name: str, samples: Sequence[Point]) -> Iterator[Expr]:
    """Where to cut the integers: beside the sample with the smallest gap."""
    value = floats.compiled(goal.gap, search.work)
    least = min(samples, key=lambda point: value(as_floats(point)), default=None)
    if least is not None and name in symbols(goal.gap):
        yield from (num(int(least[name]) + step) for step in (0, -1))


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
                return Positive()
        if depth == MAX_DEPTH or left[0] < 0:
            return None
        widest = max(box, key=lambda n: box[n][1] - box[n][0])
        low, high = box[widest]
        middle = (low + high) / 2
        below = cut({**box, widest: (low, middle)}, depth + 1)
        above = None if below is None else cut({**box, widest: (middle, high)}, depth + 1)
        if below is None or above is None:
            return None
        return Split(symbol=widest, at=rational(middle), below=below, above=above)

    return cut(ends, 0)


def _ball(value: Fraction) -> arb:
    return arb(value.numerator) / value.denominator
