"""`positive`: the sign of rhs − lhs is evident from its form."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import Expr, means, parse, symbols
from symcrit.core.algebra.signs import ALLOWED
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import require


@frozen
class Positive(Witness):
    """The gap of the goal, or an equal `form` of it, has a sign that facts, shapes, balls or coefficients show."""

    kind = "positive"
    form: Expr | None = part(parse, optional=True)

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """The signs of `algebra.context`; of numbers with parts at the edge of a domain as well."""
        gap = goal.relation.gap
        form = gap if self.form is None else self.form
        require(form is gap or context.is_zero(gap - form), "the form differs from the claim")
        allowed = ALLOWED[goal.relation.op]
        shown = context.shown(form, allowed) or (not symbols(form) and context.sharp_sign(form) <= allowed)
        require(shown, "the sign is not evident")
        if means(form):
            checker.rules.update(("price", "trapezoid"))
            return "ball"
        return "exact" if symbols(form) or form.op == "num" else "ball"
