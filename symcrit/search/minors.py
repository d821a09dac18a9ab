"""Leading minors of a matrix that may fall apart: the product of the minors of its blocks."""

from __future__ import annotations

from typing import Any

from symcrit.core.algebra.domain import Goal as CoreGoal
from symcrit.core.algebra.expr import ZERO, Expr
from symcrit.core.claims import Claim
from symcrit.core.networks.symbolic import leading_minors
from symcrit.search.engines import inequalities, multiples
from symcrit.search.engines.terms import mul
from symcrit.search.search import Goal, Search, Witness, lemma, write

KINDS = ("sector", "sectors")  # of claims


class Minors:
    """Proofs that leading minors of the matrix of a claim are positive; minors of blocks are proved once."""

    def __init__(self, search: Search, claim: Claim) -> None:
        self.search = search
        sectors = claim.parts.get("sectors") or [claim.parts]
        self.matrices = {part["sector"].label: part["matrix"] for part in sectors}
        self.proved: dict[Expr, Witness | None] = {}

    def find(self, goal: CoreGoal, wanted: Goal) -> Witness | None:
        """The witness for the leading minor that `goal` is about."""
        label, order = goal.gap.rpartition(": ")[0], int(goal.gap.split()[-1])
        matrix = self.matrices[label] if label else next(iter(self.matrices.values()))
        parts = blocks(matrix, order)
        if len(parts) == 1 or goal.relation.lhs is not ZERO:
            return self.prove(wanted)
        minors = [[*leading_minors([[matrix[i][j] for j in part] for i in part])][-1] for part in parts]
        lemmas: list[dict[str, Any]] = []
        for minor in minors:
            own = Goal(wanted.domain, minor, True)
            proof = self.prove(own)
            if proof is None:
                return None
            lemmas.append(lemma(own.relation, proof))
        return {"kind": "positive", "form": write(mul(*minors)), "lemmas": lemmas}

    def prove(self, goal: Goal) -> Witness | None:
        """A multiple of a hypothesis, or any other proof."""
        if goal.gap not in self.proved:
            self.proved[goal.gap] = multiples.find(self.search, goal) or inequalities.find(self.search, goal)
        return self.proved[goal.gap]


def blocks(matrix: list[list[Expr]], order: int) -> list[list[int]]:
    """The indices below `order` in blocks with nothing between them."""
    left, found = list(range(order)), []
    while left:
        block = [left.pop(0)]
        for i in block:
            near = [j for j in left if matrix[i][j] is not ZERO]
            block += near
            left = [j for j in left if j not in near]
        found.append(sorted(block))
    return found
