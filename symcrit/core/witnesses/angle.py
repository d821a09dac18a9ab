"""`angle`: a multiple of lhs − rhs is a multiple of 2π, and less than 2π."""

from symcrit.core.algebra import balls
from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import ONE, ZERO, Expr, constant, substitute
from symcrit.core.algebra.points import Point, read_point
from symcrit.core.algebra.sections import connected
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import require


@frozen
class Angle(Witness):
    """lhs = rhs on a connected domain: with A = multiple·(lhs − rhs),

    sin A = 0 and cos A = 1 exactly, and |A| < 6 < 2π at `point`, a point of the domain, by a ball.  Rule `full-turn`.
    The domain is a product of real intervals, or every point of it is joined to `point` (`algebra.sections.connected`).
    """

    kind = "angle"
    multiple: Expr | None = part(constant, optional=True)
    point: Point | None = part(read_point, optional=True)

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """Sine and cosine by normal forms, the size by a ball."""
        multiple = ONE if self.multiple is None else self.multiple
        real = set(context.domain.kinds.values()) <= {"real"}
        require(goal.relation.op == "=" and multiple is not ZERO and real, "angle proves equations about reals")
        angle = multiple * goal.relation.gap
        exact = context.is_zero(Expr("sin", angle)) and context.is_zero(Expr("cos", angle) - ONE)
        require(exact, "the product of the (cos, sin) is not shown to be 1")
        point = self.point or {}
        require(satisfied(context.domain, point, checker.work), "the point is none of the domain")
        require(not context.domain.others or connected(context, point), "the domain is not shown to be connected")
        small = abs(balls.ball(substitute(angle, point))) < 6
        require(small, "the sum is not shown to be < 2π at a point of the domain")
        checker.rules.add("full-turn")
        return "ball"
