r"""E[σ(u)²] where two neurons are equal, for σ with a kink: closed forms with means need not be defined there.

With D(q, m) = E[σ(u)²], u ~ N(m, q), q > 0, and σ continuous, of derivatives that grow at most exponentially off 0,

    ∂/∂w E[σ(w·x + β) σ(v·x + γ)] = E[σ′(u) σ(u) x] = ½ ∂/∂w D(w·Cw, w·m + β) = D_q Cw + ½ D_m m    at (w, β) = (v, γ),

because u is 0 with probability 0, and dominated convergence.  Written like other pairs, 2κ₁ Cw + κ₂ Cv + κ_m m, that is
κ₁ = 0, κ₂ = D_q, κ_m = ½ D_m.  D comes from `core.gaussian`; a σ that is defined for all z is continuous.

A neuron without weights is the constant σ(β): where that is 0, E[σ(β)τ(v)] = 0, whatever its form says at q = 0.
"""

from functools import cache
from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, diff, nodes, substitute, sym
from symcrit.core.gaussian.language import bound
from symcrit.core.gaussian.laws import Law
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.reading import Reject
from symcrit.core.work import OutOfWork, Work

WORK = 200_000  # at most, for one activation
VARIANCE = sym("q11")
MEAN = sym("m1")
LAW = Domain({"q11": "real", "m1": "real"}, [Relation(">", VARIANCE, ZERO)])
LINE = Domain({"z": "real"})
POINT = Domain({})


class Square(NamedTuple):
    """D, D_q and ½D_m as expressions in q11 and m1, defined for q11 > 0 only."""

    value: Expr
    by_q: Expr
    by_m: Expr

    def at(self, order: int, q: Expr, m: Expr) -> Expr:
        """What stands for κ, ∂κ/∂q11, ∂κ/∂q12 or ∂κ/∂m1, as in `Kernel.at`."""
        form = (self.value, ZERO, self.by_q, self.by_m)[order]
        return substitute(form, {"q11": q, "m1": m})


@cache
def square(sigma: Expr) -> Square | None:
    """That of an activation with a kink; None for one that has none, or that core cannot integrate."""
    if not any(node.op == "abs" and node.names for node in nodes(sigma)):
        return None
    work = Work(WORK)
    try:
        if Context(LINE, work).undefined(sigma) is not None:
            return None
        value = _mean_of_square(sigma, Context(LAW, work))
    except (Reject, OutOfWork):
        return None
    positive = Expr("mul", ZERO, ONE / VARIANCE)  # 0, and nothing where q11 is not positive
    forms = (value, diff(value, "q11"), diff(value, "m1") / TWO)
    return Square(*(form + positive for form in forms))


@cache
def vanishes(sigma: Expr, at: Expr) -> bool:
    """Whether σ is shown to be 0 at a number."""
    if at.names:
        return False
    value = substitute(sigma, {"z": at})
    context = Context(POINT, Work(WORK))
    try:
        return context.undefined(value) is None and context.is_zero(value)
    except OutOfWork:
        return False


def _mean_of_square(sigma: Expr, context: Context) -> Expr:
    """E[σ(u)²]; raises `Reject` where no rule applies."""
    from symcrit.core.gaussian.reduction import Reduction  # for this alone

    numbers = Numbers(context)
    law = Law(numbers, (numbers.of(MEAN),), ((numbers.of(VARIANCE),),))
    u = bound(0)
    return Reduction(context, (u,)).reduced(substitute(sigma * sigma, {"z": sym(u)}), law).value
