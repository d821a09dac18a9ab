"""Changes of variable: the goal as another goal composed with functions, and what definedness needs.

homotopy: gap touches 0 at x₀ inside; F(s) = gap(x₀ + s(x − x₀)) on 0 ≤ s ≤ 1 starts at F(0) = 0.
inner: x ↦ s = u(x) for an inner function u that can be solved for x, as s = 1/(2l) or s = log t.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from symcrit.core import Context, Domain, Expr, Relation, nodes, substitute, symbols
from symcrit.core.algebra.operations import obligations
from symcrit.core.algebra.signs import NONNEGATIVE, NONZERO, POSITIVE
from symcrit.search.engines import floats
from symcrit.search.engines.equalities.angles import rewriter
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import ONE, PI, ZERO, add, mul, num, power, rational, sym
from symcrit.search.engines.values import as_floats, ends, number, sign_at
from symcrit.search.search import Goal, Search


@dataclass
class Move:
    """`goal` composed with `values` is the original goal."""

    goal: Goal
    values: dict[str, Expr]


@dataclass
class Need:
    """gap `op` 0 must be known, where op is >, >= or !=."""

    gap: Expr
    op: str


def needed(node: Expr, context: Context) -> list[Need]:
    """What is not yet known of what makes this node defined, its children being defined."""
    ways = {POSITIVE: ">", NONNEGATIVE: ">=", NONZERO: "!="}
    parts = [(part, allowed) for part, allowed in obligations(node) if not context.signs(part) <= allowed]
    return [need for part, allowed in parts for need in _in_parts(Need(part, ways[allowed]), context)]


def _in_parts(need: Need, context: Context) -> Iterator[Need]:
    """A product is not 0 where its factors are not; a root is positive where its radicand is."""
    gap, op = need.gap, need.op
    if op == "!=" and gap.op in ("mul", "pow"):
        for factor in gap.children:
            if not context.signs(factor) <= NONZERO:
                yield from _in_parts(Need(factor, op), context)
    elif op in ("!=", ">") and gap.op == "sqrt":
        yield Need(gap.args[0], ">")
    else:
        yield need


def open_nodes(root: Expr, context: Context) -> list[Expr]:
    """The nodes that are not shown to be defined, though all below them are."""
    found: list[Expr] = []
    above: set[Expr] = set()
    for node in nodes(root):
        if any(child in above for child in node.children):
            above.add(node)
        elif needed(node, context):
            above.add(node)
            found.append(node)
    return found


def moves(search: Search, goal: Goal, samples: list[dict[str, float]]) -> Iterator[Move]:
    """All changes of variable for the goal."""
    yield from _homotopy(search, goal, samples)
    yield from inner(search, goal, samples)


def _fresh(goal: Goal, wish: str) -> str:
    names = (wish, *(f"{wish}_{i}" for i in range(1, 100)))
    return next(name for name in names if name not in goal.domain.kinds)


# -- homotopy


def _homotopy(search: Search, goal: Goal, samples: list[dict[str, float]]) -> Iterator[Move]:
    if goal.strict or any(name not in symbols(goal.gap) for name in goal.domain.kinds):
        return
    centre = _touching(search, goal, samples)
    if centre is None:
        return
    s = _fresh(goal, "s")
    way = {}
    for name, at in centre.items():
        way[name] = add(sym(s) * sym(name), (ONE - sym(s)) * rational(at))
    where = [*goal.domain.where, Relation(">=", sym(s), num(0)), Relation("<=", sym(s), ONE)]
    inner = Goal(Domain({**goal.domain.kinds, s: "real"}, where), substitute(goal.gap, way), False)
    yield Move(inner, {**{name: sym(name) for name in goal.domain.kinds}, s: ONE})


def _touching(search: Search, goal: Goal, samples: list[dict[str, float]]) -> dict[str, Fraction] | None:
    """A rational point where the gap seems to be 0."""
    function = floats.compiled(goal.gap, search.work)
    seen = [(function(p), i) for i, p in enumerate(samples)]
    values = sorted((value, i) for value, i in seen if value == value)
    for _, i in values[:2]:
        lowest = floats.descend(function, samples[i], goal.domain)
        start = {name: Fraction(value) for name, value in lowest.items()}
        for point in floats.rationalised(lowest, start, goal.domain):
            value = function(as_floats(point))
            if abs(value) < 1e-12 and sign_at(goal.gap, point, search.work) is None:
                return point
    return None


# -- concavity


def chord(search: Search, goal: Goal) -> Iterator[Move]:
    """f is 0 at both ends a, b: f(a + s·r) − s·f(a + r) − (1 − s)·f(a) on 0 ≤ s ≤ 1, 0 ≤ r ≤ b − a, at r = b − a."""
    names = symbols(goal.gap)
    if len(names) != 1 or set(goal.domain.kinds) != names:
        return
    (name,) = names
    low, high = goal.domain.lower.get(name), goal.domain.upper.get(name)
    if low is None or high is None or not goal.domain.interval(name):
        return
    value = floats.compiled(goal.gap, search.work)
    zeros = [value({name: number(end.value)}) for end in (low, high)]
    if not all(abs(zero) < 1e-12 for zero in zeros):
        return
    s, r = _fresh(goal, "s"), _fresh(goal, "r")
    a, width = low.value, high.value - low.value
    ends_of_s = [
        Relation(">" if low.strict else ">=", sym(s), num(0)),
        Relation("<" if high.strict else "<=", sym(s), ONE),
    ]
    ends_of_r = [Relation(">=" if not goal.strict else ">", sym(r), num(0)), Relation("<=", sym(r), width)]
    inside, end = (substitute(goal.gap, {name: add(a, step)}) for step in (mul(sym(s), sym(r)), sym(r)))
    start = substitute(goal.gap, {name: a})
    gap = inside - sym(s) * end - (ONE - sym(s)) * start
    domain = Domain({s: "real", r: "real"}, [*ends_of_s, *ends_of_r])
    yield Move(Goal(domain, gap, goal.strict), {s: (sym(name) - a) / width, r: width})


# -- inner functions


def inner(search: Search, goal: Goal, samples: list[dict[str, float]]) -> Iterator[Move]:
    """The goal in inner functions that can be solved for a symbol."""
    seen = set()
    for node in nodes(goal.gap):
        if node.op in ("asin", "acos", "atan", "log", "exp", "sqrt") and len(symbols(node)) == 1:
            name = next(iter(symbols(node)))
            if not goal.domain.interval(name):
                continue
            for part in _solvable(node, name):
                if part not in seen and part is not sym(name):
                    seen.add(part)
                    move = _by_inner(search, goal, name, part, samples)
                    if move is not None:
                        yield move


def _solvable(node: Expr, name: str) -> Iterator[Expr]:
    """Inner functions to become a variable: the argument of asin …, log or exp themselves."""
    if node.op in ("asin", "acos", "atan"):
        yield node.args[0]
        yield node
    elif node.op in ("log", "sqrt"):
        yield node
    elif node.op == "exp":
        yield node.args[0]


def _by_inner(search: Search, goal: Goal, name: str, inner: Expr, samples: list[dict[str, float]]) -> Move | None:
    """The goal in s = inner(name), simplified, on the image of the interval."""
    s = _fresh(goal, "s")
    back = inverse(inner, name, sym(s))
    image = _image(search, goal, name, inner, samples)
    if back is None or image is None:
        return None
    where = [relation for relation in goal.domain.where if name not in symbols(relation.lhs, relation.rhs)]
    where += [Relation(op, sym(s), end) for op, end in image]
    kinds = {n: k for n, k in goal.domain.kinds.items() if n != name}
    domain = Domain({**kinds, s: "real"}, where)
    value = floats.compiled(inner, search.work)
    there = [{**{n: v for n, v in p.items() if n != name}, s: value(p)} for p in samples]
    gap = substitute(substitute(goal.gap, {inner: sym(s)}), {name: back})
    tidy, (simple,) = rewriter(there, search.context(domain), lambda expr: None, gap)
    gap = tidy.expr_of(simple)
    plain = Field(search.work, there, gap)
    gap = plain.expr_of(plain.of(gap))
    return Move(Goal(domain, gap, goal.strict), {**{n: sym(n) for n in kinds}, s: inner})


_INVERSE = {"exp": "log", "log": "exp", "asin": "sin", "sin": "asin", "atan": "tan"}


def inverse(inner: Expr, name: str, s: Expr) -> Expr | None:
    """x with inner(x) = s, for functions built from x by +, ·, 1/·, exp, log, √, asin, sin with x in one place."""
    while inner is not sym(name):
        parts = [child for child in inner.children if name in symbols(child)]
        if len(parts) != 1:
            return None
        part = parts[0]
        rest = [child for child in inner.children if child is not part]
        if inner.op == "add":
            s = s - add(*rest)
        elif inner.op == "mul":
            s = s / mul(*rest)
        elif inner.op == "pow" and inner.args[0] == -1:
            s = power(s, -1)
        elif inner.op == "sqrt":
            s = power(s, 2)
        elif inner.op in _INVERSE:
            s = Expr(_INVERSE[inner.op], s)
        else:
            return None
        inner = part
    return s


def _image(
    search: Search, goal: Goal, name: str, inner: Expr, samples: list[dict[str, float]]
) -> list[tuple[str, Expr]] | None:
    """Bounds of inner(x) on the interval, as (relation, constant); monotone functions only."""
    value = floats.compiled(inner, search.work)
    seen = sorted((p[name], value(p)) for p in samples)
    rising = all(a[1] <= b[1] for a, b in pairwise(seen))
    if not (rising or all(a[1] >= b[1] for a, b in pairwise(seen))):
        return None
    low, high = ends(goal.domain, name)
    found = []
    for bounds, end, way in ((goal.domain.lower, low, 1), (goal.domain.upper, high, -1)):
        way = way if rising else -way
        strict = bounds[name].strict if name in bounds else True
        limit = _limit(search, inner, name, bounds[name].value if name in bounds else None, end)
        if limit is not None:
            found.append(((">" if way == 1 else "<") + ("" if strict else "="), limit))
    return found


def _limit(search: Search, inner: Expr, name: str, end: Expr | None, number: float) -> Expr | None:
    """The value of a monotone function at an end of the interval, 0 at infinity where it vanishes, else None."""
    if end is not None:
        value = substitute(inner, {name: end})
        here = floats.compiled(value, search.work)({})
        return _tidy(value, here) if here == here else None
    far_out = number
    if not abs(number) < 1e300:
        far_out = 1e8 if number > 0 else -1e8
    far = floats.compiled(inner, search.work)({name: far_out})
    return num(0) if far == far and abs(far) < 1e-6 else None


def _tidy(value: Expr, x: float) -> Expr:
    """A simple rational number, or a simple multiple of π, that the value (about x) seems to be; else the value."""
    for unit, node in ((1.0, ONE), (math.pi, PI)):
        close = Fraction(x / unit).limit_denominator(60)
        if abs(float(close) * unit - x) < 1e-14 * max(1.0, abs(x)):
            return mul(rational(close), node) if close else ZERO
    return value
