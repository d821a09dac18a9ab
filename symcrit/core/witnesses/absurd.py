"""`absurd`: the hypotheses contradict each other, so there is no point at which anything is to be shown."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import Expr, parse
from symcrit.core.algebra.signs import POSITIVE
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import require


@frozen
class Absurd(Witness):
    """Any goal, on a domain that is empty: `form` is 0 by its normal form, and > 0 by facts and shapes.

    With hypotheses h_i ≥ 0 the form is Σ λ_i·h_i + c, say, with λ_i ≥ 0 and c > 0.  For parts of a proof: a claim whose
    own domain is empty has no sample, and is not accepted.
    """

    kind = "absurd"
    by_parts = True
    form: Expr = part(parse)

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """Two things about the form that no point can satisfy."""
        goal.domain.declares(self.form)
        require(context.is_zero(self.form), "the form is not shown to be 0")
        require(context.shown(self.form, POSITIVE), "the form is not shown to be positive")
        return "exact"
