"""Inequalities about any σ, by its Hermite series: the base of the correlations, where to start, and every degree."""

from __future__ import annotations

from symcrit.core import ZERO, Expr, Kernel, Reject, Relation, Witness, nodes, num
from symcrit.core import Goal as CoreGoal
from symcrit.core.expectation.series import degrees
from symcrit.core.witnesses.series import Series
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines import inequalities
from symcrit.search.search import Goal, Search

_STARTS = range(1, 5)  # the degrees from which on one proof serves all


def find(search: Search, goal: Goal, kernel: Kernel) -> Series | None:
    """A witness of the gap ≥ 0 (> 0), every degree by an inequality of its own; None where there is none."""
    context = search.context(goal.domain)
    stated = CoreGoal(goal.domain, goal.relation)
    for base in _bases(goal.gap):
        for start in _STARTS:
            search.poll()
            try:
                parts = list(degrees(stated, context, kernel, base, start + 1))
            except Reject:
                continue
            steps = _steps(search, parts)
            if steps is not None:
                return Series(base=base, steps=steps)
    return None


def _bases(gap: Expr) -> list[Expr]:
    """The correlations in the inequality, and their square roots; any where all are 0."""
    own = dict.fromkeys(node.args[5] for node in nodes(gap) if node.op == "kernel" and node.args[5] is not ZERO)
    return [*own, *(Expr("sqrt", t) for t in own)] or [num(1) / num(2)]


def _steps(search: Search, parts: list[CoreGoal]) -> tuple[Witness, ...] | None:
    """A witness for every degree."""
    found: list[Witness] = []
    for part in parts:
        equation = Relation("=", part.relation.gap, ZERO)
        if part.relation.op == "<=" and search.context(part.domain).holds(equation):
            found.append(Zero())
            continue
        proof = inequalities.find(search, Goal(part.domain, part.relation.gap, part.relation.op == "<"))
        if proof is None:
            return None
        found.append(proof)
    return tuple(found)
