"""`root`: both sides are ≥ 0 and compare as their squares do."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.signs import NONNEGATIVE
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness
from symcrit.core.reading import require


@frozen
class Root(Witness):
    """x op y for x, y ≥ 0, because x² op y² is evident; op is not ≠.  Rule `squares`."""

    kind = "root"

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """The signs of both sides, and the squares."""
        op, lhs, rhs = goal.relation
        nonnegative = context.signs(lhs) | context.signs(rhs) <= NONNEGATIVE
        require(op != "!=" and nonnegative, "root needs both sides ≥ 0")
        require(context.holds(Relation(op, lhs * lhs, rhs * rhs)), "the squares do not compare so")
        checker.rules.add("squares")
        return "exact"
