"""Leading minors of matrices that may fall apart: the product of the minors of their blocks."""

from __future__ import annotations

from collections.abc import Sequence

from symcrit.core import ZERO, Expr, Goals, Lemma, Witness
from symcrit.core import Goal as CoreGoal
from symcrit.core.claims._sector import Matrix, SectorClaim, SectorMatrix
from symcrit.core.networks.minors import leading_minors
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines import inequalities
from symcrit.search.engines.linear import multiples
from symcrit.search.engines.terms import mul
from symcrit.search.search import Goal, Search, lemma

NO_SECTOR = "the entries, or the signs of the minors, were not shown, and no instance was found that violates them"


def prove(search: Search, claim: SectorClaim, sectors: Sequence[SectorMatrix]) -> Goals | None:
    """The signs of the leading minors of these sectors; keys of goals have the label of the sector before them."""
    minors = Minors(search)
    matrices = {own.sector.label: own.matrix for own in sectors}
    found: dict[str, Witness] = {}
    for goal in claim.goals(search.work):
        if goal.relation.op != "<":
            continue
        label, _, order = goal.key.rpartition("/minor/")
        matrix = matrices[label] if label else sectors[0].matrix
        proof = minors.find(goal, matrix, int(order.rpartition("/")[2]))
        if proof is None:
            return None
        found[goal.key] = proof
    return Goals(proofs=found)


class Minors:
    """Proofs that leading minors are positive, or negative; minors of blocks are proved once."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.proved: dict[Expr, Witness | None] = {}

    def find(self, goal: CoreGoal, matrix: Matrix, order: int) -> Witness | None:
        """The witness for a leading minor of a matrix."""
        wanted = Goal(goal.domain, goal.relation.gap, True)
        parts = blocks(matrix, order)
        if len(parts) == 1 or goal.relation.lhs is not ZERO:
            return self.prove(wanted)
        minors = [[*leading_minors([[matrix[i][j] for j in part] for i in part])][-1] for part in parts]
        lemmas: list[Lemma] = []
        for minor in minors:
            own = Goal(wanted.domain, minor, True)
            proof = self.prove(own)
            if proof is None:
                return None
            lemmas.append(lemma(own.relation, proof))
        return Positive(form=mul(*minors), lemmas=tuple(lemmas))

    def prove(self, goal: Goal) -> Witness | None:
        """A multiple of a hypothesis, or any other proof."""
        if goal.gap not in self.proved:
            self.proved[goal.gap] = multiples.find(self.search, goal) or inequalities.find(self.search, goal)
        return self.proved[goal.gap]


def blocks(matrix: Matrix, order: int) -> list[list[int]]:
    """The indices below `order` in blocks with nothing between them."""
    left = list(range(order))
    found = []
    while left:
        block = [left.pop(0)]
        for i in block:
            near = [j for j in left if matrix[i][j] is not ZERO]
            block += near
            left = [j for j in left if j not in near]
        found.append(sorted(block))
    return found
