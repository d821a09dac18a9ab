"""Symbols in order, x < y: the goal in y = x + t, t > 0; or, where x > 0, in x = r·y, 0 < r < 1.

What is 0 on the diagonal is then 0 at an end of the interval of one symbol.
"""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core import Context, Domain, Expr, Lemma, Relation, substitute
from symcrit.core.algebra.signs import NONNEGATIVE, POSITIVE
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines.fractions import tidied
from symcrit.search.engines.moves import Move
from symcrit.search.engines.terms import ONE, ZERO, sym
from symcrit.search.search import Goal, Search, lemma


def ordered(search: Search, goal: Goal, context: Context) -> Iterator[Move]:
    """Changes of variable for every pair of symbols of which a hypothesis says which is larger."""
    for fact, small, large in _pairs(goal):
        if context.signs(small) <= NONNEGATIVE and context.signs(large) <= POSITIVE:
            yield _ratio(search, goal, fact, small, large)
        if large.args[0] not in goal.domain.upper:
            yield _difference(search, goal, fact, small, large)


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
    search: Search, goal: Goal, fact: Relation, back: dict[str, Expr], own: list[Relation], new: dict[str, Expr]
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
