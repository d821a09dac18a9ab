"""Refutation at a point: some goal of a claim fails there by a certified gap, or is undefined."""

from collections.abc import Sequence

from flint import arb

from symcrit.core.algebra import balls
from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import Expr
from symcrit.core.algebra.points import Point
from symcrit.core.algebra.signs import ALLOWED
from symcrit.core.kinds import Checker, Failure
from symcrit.core.reading import require

POINT = Domain({})
FULL = 1000  # deeper than any number is nested


def at(point: Point) -> str:
    """A point in words, with every number in full: two points never read alike."""
    values = {name: value.value if value.op == "num" else value.__repr__(FULL) for name, value in point.items()}
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def failing(checker: Checker, where: str, goals: Sequence[Goal], *, smooth: bool) -> Failure:
    """How the goals of a claim fail at a point, where one is certain to; raises `Reject`.

    Some part of a goal is undefined there, or its relation fails by a certified gap while its entries are defined.
    smooth: whether no part of a gap may lie at the edge of a domain, where a ball would stick out.
    """
    context = checker.context(POINT)
    for goal in goals:
        if any(context.nowhere_defined(entry) for entry in goal.entries):
            return Failure(where, goal.key, "is undefined")
    return with_gap(checker, where, goals, smooth=smooth)


def with_gap(checker: Checker, where: str, goals: Sequence[Goal], *, smooth: bool) -> Failure:
    """As `failing`, for goals whose undefined parts refute nothing; raises `Reject`."""
    context = checker.context(POINT)
    for bits in balls.PRECISIONS:
        memo: dict[Expr, arb] = {}
        for goal in goals:
            if not smooth:
                memo |= context.edges(goal.relation.gap)
            with balls.precision(bits):
                value = balls.evaluate(goal.relation.gap, {}, memo, checker.work)
            wrong = balls.sign(value) not in (None, *ALLOWED[goal.relation.op])
            if wrong and context.undefined(*goal.entries) is None:
                return Failure(where, goal.key, f"is {value.str(10)}")
    last = goals[-1]
    never = 0 not in ALLOWED[last.relation.op] and context.undefined(*last.entries) is None
    require(never and not len(context.nf(last.relation.gap).n), "no certified gap")
    return Failure(where, last.key, "is 0")
