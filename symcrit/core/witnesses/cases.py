"""`cases`: where an expression is at most 0, and where it is larger."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, parse
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import require


@frozen
class Cases(Witness):
    """The goal where `of` ≤ 0, by `below`, and where it is > 0, by `above`; `of` is defined on the whole domain."""

    kind = "cases"
    by_parts = True
    of: Expr = part(parse)
    below: Witness = part(inside="witness")
    above: Witness = part(inside="witness")

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """That every point is in one part, and both parts, each with its hypothesis."""
        kinds = goal.domain.declares(self.of).kinds
        require(context.undefined(self.of) is None, "the expression of the cases is not defined on the whole domain")
        for op, witness in (("<=", self.below), (">", self.above)):
            where = [*goal.domain.where, Relation(op, self.of, ZERO)]
            checker.prove(goal._replace(domain=Domain(kinds, where)), witness)
        return "exact"
