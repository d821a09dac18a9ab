"""Equations and inequalities between two expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import Expr, parse
from symcrit.core.algebra.points import Point, read_place
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import require
from symcrit.core.refuting import POINT, at, failing
from symcrit.core.work import Work


@frozen
class AtPoint(Refutation):
    """A point whose values may be irrational numbers."""

    at: Point = part(read_place, optional=True)


@frozen
class RelationClaim(GoalClaim):
    """lhs `op` rhs wherever the hypotheses hold, and both sides are defined there: one goal, "claim"."""

    refutation = AtPoint
    op: ClassVar[str]
    lhs: Expr = part(parse)
    rhs: Expr = part(parse)

    @property
    def relation(self) -> Relation:
        """What is claimed at every point."""
        return Relation(self.op, self.lhs, self.rhs)

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """The relation itself."""
        yield Goal(self.domain, self.relation).with_sides()

    def refute(self, checker: Checker, refutation: Refutation) -> Failure:
        """A point of the domain where a side is undefined, or the relation fails by a certified gap."""
        checker.derive(None, refutation.kernel)
        point = refutation.at or {}
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        goal = Goal(POINT, self.relation.at(point)).with_sides()
        return failing(checker, at(point), [goal], smooth=True)
