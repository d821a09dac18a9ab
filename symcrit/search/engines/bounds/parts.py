"""Where a goal with functions is divided: where a function value occurs with both signs, or its argument has both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from symcrit.core import Domain, Expr, Relation, Witness, diff, nodes, substitute, symbols
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.split import Split
from symcrit.search.engines.analysis import splits
from symcrit.search.engines.bounds.choices import INSIDE, Sample, atoms, direction, with_values
from symcrit.search.engines.bounds.table import EVEN, FUNCTIONS, ODD
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import ONE, ZERO
from symcrit.search.search import Goal, Search

MOST_FACTORS = 2  # at which a goal is divided


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def floats(self, domain: Domain) -> list[Sample]:
        """Some points of a domain."""


def divided(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """The goal where an expression is ≤ 0, and where it is > 0."""
    if depth < 2 or not any(node.op in FUNCTIONS for node in nodes(goal.gap)):
        return
    samples = prover.floats(goal.domain)
    found = dict.fromkeys(e for node in atoms(goal.gap) for e in _changing(prover.search, goal, node, samples))
    for expression in list(found)[:MOST_FACTORS]:
        place = _place(expression)
        if place is not None:
            name, at = place
            parts = splits.parts(goal, name, at)
        else:
            parts = _parts(goal, expression, "<="), _parts(goal, expression, ">")
        below = prover.prove(parts[0], depth - 1)
        above = None if below is None else prover.prove(parts[1], depth - 1)
        if below is None or above is None:
            continue
        if place is None:
            yield Cases(of=expression, below=below, above=above)
        else:
            yield Split(symbol=place[0], at=place[1], below=below, above=above)


def _parts(goal: Goal, expression: Expr, op: str) -> Goal:
    """The goal with the hypothesis expression op 0."""
    where = [*goal.domain.where, Relation(op, expression, ZERO)]
    return Goal(Domain(goal.domain.kinds, where), goal.gap, goal.strict)


def _place(expression: Expr) -> tuple[str, Expr] | None:
    """(x, c) for the expression x − c, c a rational number."""
    if expression.op == "sym":
        return expression.args[0], ZERO
    if expression.op != "add" or len(expression.args) != 2:
        return None
    first, second = sorted(expression.args, key=lambda part: part.op == "num")
    return (first.args[0], -second) if first.op == "sym" and second.op == "num" else None


def _changing(search: Search, goal: Goal, node: Expr, samples: Sequence[Sample]) -> Iterator[Expr]:
    """What changes its sign with the slope of the gap in a function value, or with its argument."""
    if not direction(search, goal.gap, node, samples):
        slope = diff(substitute(goal.gap, {node: INSIDE}), INSIDE.args[0])
        yield from _factors(search, slope, with_values(search, node, samples))
    if node.op in (*ODD, *EVEN, "exp"):
        yield from _factors(search, node.args[0], samples)
    if node.op == "log":
        yield from _factors(search, node.args[0] - ONE, samples)


def _factors(search: Search, expression: Expr, samples: Sequence[Sample]) -> Iterator[Expr]:
    """The factors, free of functions, that are positive at some samples and negative at others."""
    field = Field(search.work, samples, expression)
    quotient = field.of(expression)
    for part in (quotient.n, quotient.d):
        if not len(part):
            continue
        for factor, exponent in field.factorised(part)[1]:
            written = field.polynomial_expr(factor * (1 / factor.leading_coefficient()))
            free = not any(node.op in FUNCTIONS or node is INSIDE for node in nodes(written))
            if exponent % 2 and free and symbols(written) and not field.sign(factor):
                yield written
