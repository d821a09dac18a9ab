"""`zero`: both sides have one normal form."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness
from symcrit.core.reading import require


@frozen
class Zero(Witness):
    """lhs = rhs, lhs ≤ rhs or lhs ≥ rhs, because lhs − rhs has normal form 0."""

    kind = "zero"

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """The zero test of `algebra.normal`."""
        op, lhs, rhs = goal.relation
        require(op in ("=", "<=", ">="), "zero proves =, ≤ and ≥")
        require(not len(context.nf(lhs - rhs).n), f"{goal.key}: the difference is not shown to be 0")
        return "exact"
