"""`critical_family`: the gradient of the loss vanishes at a symmetric family, for all sizes at once."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr
from symcrit.core.claims._sector import MAX_STUDENTS, WORK, SectorClaim
from symcrit.core.frozen import frozen
from symcrit.core.networks.species import TRIVIAL
from symcrit.core.reading import require, within_limits
from symcrit.core.work import Work


@frozen
class CriticalFamily(SectorClaim):
    """∇L = 0 at the symmetric family, by all weights or (`free` "W") by W alone, in every input dimension that holds
    the teachers, for all sizes that satisfy the hypotheses.

    Theorem (rule `symmetric-criticality`): L is invariant under the permutations inside of species, of teachers and
    the students at them, and under reflections of directions orthogonal to the teachers.  They fix the family, hence
    ∇L, which vanishes if it does along the directions that they fix.  These are the patterns of the trivial sector:
    the students of a species along their own teachers, along all others of a species, and their outgoing weights.
    Where students are equal, or equal to teachers, a component stands for ∂L where the forms in it are defined (see
    `critical`).  Goals: "pattern/1", …, in the order of `networks.species`.
    """

    kind = "critical_family"
    rules = ("symmetric-criticality",)

    def at(self, domain: Domain, sizes: list[Expr], work: Work) -> Iterator[Goal]:
        """∂L along every pattern of the trivial sector."""
        place = self.configuration
        within_limits(len(place.students) <= MAX_STUDENTS, f"more than {MAX_STUDENTS} students")
        family, patterns = self._family(TRIVIAL, None)
        require(patterns, "there is nothing to move")
        work.charge(WORK * (len(place.students) + len(place.sizes)) ** 2 * len(patterns))
        entries = (*place.exprs, *place.sizes, place.scale)
        for number, value in enumerate(family.gradient(patterns), start=1):
            yield Goal(domain, Relation("=", value, ZERO), (*entries, value), f"pattern/{number}")
