"""`pointwise`: a relation between expectations, because one holds for every vector."""

from __future__ import annotations

from collections.abc import Mapping

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import Expr, parse
from symcrit.core.frozen import frozen
from symcrit.core.gaussian.pointwise import Statement, need_mean
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import require
from symcrit.core.witnesses._unreduced import Unreduced


@frozen
class Pointwise(Unreduced):
    """What `gaussian.pointwise` asks for holds for every vector, by `inside`.  Rule `monotone-mean`.

    tangents: the factors a_i of the means that the relation is not affine in, by "mean1", "mean2", … in the order in
    which they stand in it.
    place, above: for <, where ≤ holds for every vector, a vector at which < holds.  The functions are continuous, as
    whatever core knows is where it is defined, and the density is positive; so < holds with a positive probability.
    """

    kind = "pointwise"
    inside: Witness = part(inside="witness")
    tangents: Mapping[str, Expr] = part(parse, shape="names", optional=True)
    place: Mapping[str, Expr] = part(parse, shape="names", optional=True)
    above: Witness | None = part(inside="witness", optional=True)

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """The means exist, and the relation holds everywhere; or ≤ everywhere, and < somewhere."""
        op, lhs, rhs = goal.relation
        statement = Statement(goal.domain, lhs, rhs)
        for node in statement.expectations:
            need_mean(node, context)
        found = statement.everywhere(goal.relation, self.tangents)
        if self.above is None:
            require(not self.place, "nothing is shown at the place")
            checker.prove(found.goal, self.inside)
        else:
            require(op == "<", "a place is for <")
            require(not found.left_open, "signs and unknown functions are not continuous")
            require(set(self.place) == set(found.coordinates), "the place is no vector")
            checker.prove(found.weakly, self.inside)
            checker.prove(found.at(self.place), self.above)
        checker.rules.add("monotone-mean")
        return "exact"
