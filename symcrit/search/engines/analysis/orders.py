"""Two symbols by one: x < y as y = x + t, t > 0, or, where x > 0, as x = r·y, 0 < r < 1; and u(x, y) as one symbol.

What is 0 on the diagonal is then 0 at an end of the interval of one symbol.  For a homogeneous gap the ratio is all
that counts, whether the symbols are in order or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import isfinite, log2

from symcrit.core import Context, Domain, Expr, Lemma, Relation, nodes, substitute
from symcrit.core.algebra.signs import NONNEGATIVE, POSITIVE
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines import floats
from symcrit.search.engines.analysis.fractions import tidied
from symcrit.search.engines.analysis.moves import Move
from symcrit.search.engines.terms import ONE, ZERO, sym
from symcrit.search.search import Goal, Search, lemma

TINY = 1e-12  # a value that may be 0


def ordered(search: Search, goal: Goal, context: Context) -> Iterator[Move]:
    """Changes of variable for every pair of symbols of which a hypothesis says which is larger."""
    for fact, small, large in _pairs(goal):
        if context.signs(small) <= NONNEGATIVE and context.signs(large) <= POSITIVE:
            yield _ratio(search, goal, fact, small, large)
        if large.args[0] not in goal.domain.upper:
            yield _difference(search, goal, fact, small, large)


def in_one(search: Search, goal: Goal, context: Context, samples: Sequence[dict[str, float]]) -> Iterator[Move]:
    """A gap of two symbols that is a function of one expression, or homogeneous."""
    if len(goal.gap.names) != 2 or goal.domain.others or set(goal.domain.kinds.values()) != {"real"}:
        return
    yield from _common(search, goal)
    first, second = (sym(name) for name in sorted(goal.gap.names))
    both = context.signs(first) <= POSITIVE and context.signs(second) <= POSITIVE
    if both and not goal.domain.upper and _homogeneous(search, goal, samples):
        r = _fresh(goal, "r")
        own = [Relation("<", ZERO, sym(r)), Relation("<", ZERO, second)]
        yield _move(search, goal, None, {first.args[0]: sym(r) * second}, own, {r: first / second})


def _homogeneous(search: Search, goal: Goal, samples: Sequence[dict[str, float]]) -> bool:
    """Whether gap(s·x, s·y) = sᵏ·gap(x, y) at some points, for s = 2 and 4 and a whole number k."""
    value = floats.compiled(goal.gap, search.work)
    degrees = set()
    for point in samples[:8]:
        at = [value({name: s * x for name, x in point.items()}) for s in (1, 2, 4)]
        if all(abs(x) < TINY for x in at):
            continue
        if not all(abs(x) > TINY for x in at) or at[1] / at[0] <= 0 or at[2] / at[0] <= 0:
            return False
        degrees |= {round(log2(at[1] / at[0]), 6), round(log2(at[2] / at[0]) / 2, 6)}
    return len(degrees) == 1 and degrees.pop().is_integer()


def _common(search: Search, goal: Goal) -> Iterator[Move]:
    """The goal in u, where its gap has x and y in u(x, y) alone; u lies between its values at corners of the box."""
    u = _fresh(goal, "u")
    for node in nodes(goal.gap):
        if node.names != goal.gap.names or node is goal.gap:
            continue
        gap = substitute(goal.gap, {node: sym(u)})
        if gap.names != {u}:
            continue
        where = list(_between(search, goal, node, sym(u)))
        yield Move(Goal(Domain({u: "real"}, where), gap, goal.strict), {u: node})
        return


def _between(search: Search, goal: Goal, node: Expr, u: Expr) -> Iterator[Relation]:
    """Bounds of u by its values at the corners of the box, and by 0 where it has one sign at the inner corners."""
    names = sorted(node.names)
    lists = []
    for name in names:
        own = [bounds[name] for bounds in (goal.domain.lower, goal.domain.upper) if name in bounds]
        lists.append([bound.value for bound in own])
    if all(len(own) == 2 for own in lists):
        corners = [substitute(node, dict(zip(names, corner, strict=True))) for corner in product(*lists)]
        values = [floats.compiled(corner, search.work)({}) for corner in corners]
        if all(isfinite(value) for value in values):
            open_ends = all(bounds[name].strict for name in names for bounds in (goal.domain.lower, goal.domain.upper))
            equal = "" if open_ends else "="
            yield Relation(">" + equal, u, corners[values.index(min(values))])
            yield Relation("<" + equal, u, corners[values.index(max(values))])
    elif all(name in goal.domain.lower and goal.domain.lower[name].value is ZERO for name in names):
        strict = all(goal.domain.lower[name].strict for name in names)
        yield Relation(">" if strict else ">=", u, ZERO)


def positive(goal: Goal, context: Context) -> Iterator[Lemma]:
    """y > 0 for every pair 0 ≤ x < y, 0 < x ≤ y."""
    for fact, small, large in _pairs(goal):
        both = context.signs(small) <= NONNEGATIVE and (fact.op in ("<", ">") or context.signs(small) <= POSITIVE)
        if both and not context.signs(large) <= POSITIVE:
            yield lemma(Relation("<", ZERO, large), Positive(form=fact.gap + small))


def _pairs(goal: Goal) -> Iterator[tuple[Relation, Expr, Expr]]:
    """The hypotheses x < y or x ≤ y about two real symbols, with the smaller and the larger one."""
    for fact in goal.domain.others:
        if fact.lhs.op != "sym" or fact.rhs.op != "sym" or fact.op in ("=", "!="):
            continue
        small, large = (fact.lhs, fact.rhs) if fact.op[0] == "<" else (fact.rhs, fact.lhs)
        if goal.domain.kinds[small.args[0]] == goal.domain.kinds[large.args[0]] == "real":
            yield fact, small, large


def _ratio(search: Search, goal: Goal, fact: Relation, small: Expr, large: Expr) -> Move:
    """The goal in r = x/y."""
    r = _fresh(goal, "r")
    strict = "<" if fact.op in ("<", ">") else "<="
    lower = goal.domain.lower.get(small.args[0])
    own = [
        Relation("<" if lower is None or lower.strict or lower.value is not ZERO else "<=", ZERO, sym(r)),
        Relation(strict, sym(r), ONE),
        Relation("<", ZERO, large),
    ]
    return _move(search, goal, fact, {small.args[0]: sym(r) * large}, own, {r: small / large})


def _difference(search: Search, goal: Goal, fact: Relation, small: Expr, large: Expr) -> Move:
    """The goal in t = y − x."""
    t = _fresh(goal, "t")
    own = [Relation("<" if fact.op in ("<", ">") else "<=", ZERO, sym(t))]
    return _move(search, goal, fact, {large.args[0]: small + sym(t)}, own, {t: large - small})


def _move(
    search: Search, goal: Goal, fact: Relation | None, back: dict[str, Expr], own: list[Relation], new: dict[str, Expr]
) -> Move:
    """The goal with a symbol replaced; bounds that say nothing new are left out."""
    (gone,) = back
    kinds = {name: kind for name, kind in goal.domain.kinds.items() if name != gone}
    kept = [other for other in goal.domain.where if gone not in other.lhs.names | other.rhs.names]
    moved = [other.at(back) for other in goal.domain.where if other not in kept and other != fact]
    known = [other for other in moved if not _implied(other, goal, gone, own)]
    domain = Domain({**kinds, **dict.fromkeys(new, "real")}, [*kept, *own, *known])
    gap = tidied(search.work, substitute(goal.gap, back))
    return Move(Goal(domain, gap, goal.strict), {**{name: sym(name) for name in kinds}, **new})


def _implied(other: Relation, goal: Goal, gone: str, own: list[Relation]) -> bool:
    """Whether a bound of the replaced symbol follows from the new hypotheses: x > 0, and x < c with y < c."""
    sides = (other.lhs, other.rhs)
    if ZERO in sides:
        return True
    uppers = {bound.value for name, bound in goal.domain.upper.items() if name != gone}
    mine = goal.domain.upper.get(gone)
    return mine is not None and mine.value in sides and mine.value in uppers


def _fresh(goal: Goal, wish: str) -> str:
    names = (wish, *(f"{wish}_{i}" for i in range(1, 100)))
    return next(name for name in names if name not in goal.domain.kinds)
