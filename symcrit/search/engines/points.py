"""Points that satisfy the hypotheses: rational, integer where declared, special values first."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor, inf
from typing import Any

from symcrit.core import Domain, Expr, TooLarge, Work, sym, symbols
from symcrit.search.engines import feasible
from symcrit.search.engines.field import Field
from symcrit.search.engines.values import Point, admissible, ends, rational

_FIRST = "1 2 1/2 3 0 -1 1/3 -1/2 2/3 3/2 -2 4 1/4 -1/3 5 1/10 10 3/4 -3 7 1/100 100"
_THEN = "-2/3 -3/2 9/10 -4 1/5 5/2 -1/10 6 -10 8 12 20 1/1000 1000 -100 99/100"
SPECIAL = [Fraction(text) for text in (*_FIRST.split(), *_THEN.split())]
_CHOICES = 8  # of roots of quadratic equations
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
    seen: set[tuple[Fraction, ...]] = set()
    found: list[Point] = []
    solved = _solved(domain, work)
    work.charge(_VALUES * len(domain.kinds))
    grid = itertools.islice(_grid(domain, rng), 40 * limit)
    for raw in itertools.chain(grid, _by_descent(domain, work, seed, found)):
        work.charge(_PLACE * (1 + len(raw)))
        for solution in solved:
            point = _complete(raw, solution, work)
            if point is None or (key := tuple(point.values())) in seen:
                continue
            seen.add(key)
            if admissible(domain, point, work):
                yield point
                found.append(point)
                if len(found) >= limit:
                    return


def _by_descent(domain: Domain, work: Work, seed: int, found: Sequence[Point]) -> Iterator[Point]:
    """Points near those of the grid that satisfy the hypotheses better, where the grid has shown few."""
    equations = any(relation.op == "=" for relation in domain.where)
    if len(found) < _ENOUGH and domain.others and not equations:
        rng = random.Random(seed)
        yield from feasible.places(domain, _grid(domain, rng), work, rng)


def _grid(domain: Domain, rng: random.Random) -> Iterator[Point]:
    """Tuples of candidate values: all equal, then small indices first, then at random."""
    names = list(domain.kinds)
    lists = [values(domain, name, rng) for name in names]
    if not all(lists):
        return
    if len(names) == 1:
        yield from ({names[0]: v} for v in lists[0])
        return
    common = [v for v in lists[0] if all(v in other for other in lists[1:])][:8]
    yield from (dict.fromkeys(names, v) for v in common[:3])
    size = 4 if len(names) < 4 else 2
    for index, place in enumerate(_near_origin([min(size, len(options)) for options in lists])):
        yield {name: lists[i][j] for i, (name, j) in enumerate(zip(names, place, strict=True))}
        if index % 3 == 0:
            yield {name: rng.choice(options) for name, options in zip(names, lists, strict=True)}
    yield from (dict.fromkeys(names, v) for v in common[3:])
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


Solution = list[tuple[str, Expr]]  # symbols and their values, by other symbols


def _solved(domain: Domain, work: Work) -> list[Solution]:
    """Hypotheses symbol = expression without that symbol; else what a formula gives for one of them."""
    found = []
    for op, lhs, rhs in domain.where:
        for side, other in ((lhs, rhs), (rhs, lhs)):
            if op == "=" and side.op == "sym" and side.args[0] not in symbols(other):
                found.append((side.args[0], other))
                break
    return [found] if found else _solved_by_formula(domain, work)


def _solved_by_formula(domain: Domain, work: Work) -> list[Solution]:
    """Equations among the hypotheses that are linear, or else quadratic, in a symbol, solved for that.

    A symbol that one of them is solved for does not occur in those after it.  One solution for every choice of roots.
    """
    found: list[tuple[str, list[Expr]]] = []
    for op, lhs, rhs in domain.where:
        taken = {name for name, _ in found}
        if op == "=" and not taken & symbols(lhs, rhs):
            solution = _solution(lhs - rhs, work)
            if solution is not None and not taken & symbols(*solution[1]):
                found.append(solution)
    names = [name for name, _ in found[::-1]]
    choices = itertools.islice(itertools.product(*[roots for _, roots in found[::-1]]), _CHOICES)
    return [list(zip(names, roots, strict=True)) for roots in choices]


def _solution(gap: Expr, work: Work) -> tuple[str, list[Expr]] | None:
    """A symbol in which an equation is linear, or else quadratic, and its values."""
    field = Field(work, [], gap)
    try:
        n = field.of(gap).n
    except (TooLarge, ZeroDivisionError):
        return None
    for degree in (1, 2) if len(n) else ():
        for name in sorted(symbols(gap)):
            index = field.place[sym(name)]
            others = (e for i, e in enumerate(field.expr) if i != index and n.degrees()[i])
            if int(n.degrees()[index]) == degree and not any(name in symbols(other) for other in others):
                return name, _roots(field, n, index)
    return None


def _roots(field: Any, p: Any, index: int) -> list[Expr]:
    """The zero of a polynomial that is linear in a generator, or both zeros of a·x² + b·x + c."""
    x = field.polynomials.gen(index)
    twice = p.derivative(index).derivative(index)  # 2a
    b = p.derivative(index) - field.times(twice, x)
    c = p - field.times(b, x) - field.times(twice, x, x) / 2
    if not len(twice):
        return [-field.polynomial_expr(c) / field.polynomial_expr(b)]
    discriminant = field.polynomial_expr(field.times(b, b) - 2 * field.times(twice, c))
    start, root, below = -field.polynomial_expr(b), Expr("sqrt", discriminant), field.polynomial_expr(twice)
    return [(start + root) / below, (start - root) / below]


def _complete(point: Point, solved: list[tuple[str, Expr]], work: Work) -> Point | None:
    for name, other in solved:
        value = rational(other, point, work)
        if value is None:
            return None
        point = {**point, name: value}
    return point
