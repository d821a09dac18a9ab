"""Inequalities about any σ, by its Hermite series: the base of the correlations, where to start, and every degree."""

from __future__ import annotations

from symcrit.core.algebra.domain import Goal as CoreGoal
from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import ZERO, Expr, nodes
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.expectation.series import degrees
from symcrit.core.reading import Reject
from symcrit.search.engines import inequalities
from symcrit.search.search import Goal, Search, Witness, write

_STARTS = range(1, 5)  # the degrees from which on one proof serves all


def find(search: Search, goal: Goal, kernel: Kernel) -> Witness | None:
    """A witness of the gap ≥ 0 (> 0), every degree by an inequality of its own; None where there is none."""
    context, stated = search.context(goal.domain), CoreGoal(goal.domain, goal.relation, ())
    for base in _bases(goal.gap):
        for start in _STARTS:
            search.poll()
            try:
                witness = {"base": write(base), "steps": [{}] * (start + 1)}
                parts = [part for part, _ in degrees(stated, context, kernel, witness)]
            except Reject:
                continue
            steps = _steps(search, parts)
            if steps is not None:
                return {"kind": "series", **witness, "steps": steps}
    return None


def _bases(gap: Expr) -> list[Expr]:
    """1, the correlations in the inequality, and their square roots."""
    own = dict.fromkeys(node.args[5] for node in nodes(gap) if node.op == "kernel" and node.args[5] is not ZERO)
    return [*own, *(Expr("sqrt", t) for t in own)]


def _steps(search: Search, parts: list[CoreGoal]) -> list[Witness] | None:
    """A witness for every degree."""
    found = []
    for part in parts:
        equation = Relation("=", part.relation.gap, ZERO)
        if part.relation.op == "<=" and search.context(part.domain).holds(equation):
            found.append({"kind": "zero"})
            continue
        proof = inequalities.find(search, Goal(part.domain, part.relation.gap, part.relation.op == "<"))
        if proof is None:
            return None
        found.append(proof)
    return found
