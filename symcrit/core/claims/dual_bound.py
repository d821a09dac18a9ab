"""`dual_bound`: a lower bound of the loss over all positive weights, in every dimension."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.affine.target import Target
from symcrit.core.algebra.domain import Goal, whole_number
from symcrit.core.algebra.expr import ONE, ZERO, Expr, parse
from symcrit.core.claims._affine import Contradiction, TargetClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Refutation, part
from symcrit.core.reading import require
from symcrit.core.work import Work


@frozen
class SmallLoss(Refutation):
    """M vectors of a `length` r ≥ 0 and mutual `cosine`, with v along their sum, where L < value."""

    cosine: Expr = part(parse)
    length: Expr = part(parse)


@frozen
class DualBound(TargetClaim):
    """`value` ≤ L for every student of M ≥ 1 neurons with s_j ≥ 0, in every dimension.

    Theorem (rule `supporting-line`): h, which is convex, lies above its line at ρ = `cosine`, where h and h′ are
    defined ("K", "pull"), so L is at least a quadratic in S = Σs_j ≥ 0 and m = Σs_j u_j, M ≥ 1 ("count").  With K > 0
    ("K"), h′(ρ) > 0 ("pull"; ≥ 0 where τ = 0, which leaves no linear term in m) and τ ≥ 0 ("slope") the quadratic is
    least where it is stationary, and `value` is at most that: "value".
    """

    kind = "dual_bound"
    rules = ("supporting-line",)
    refutation = SmallLoss
    cosine: Expr = part(parse)
    value: Expr = part(parse)

    def of_target(self, target: Target, work: Work) -> Iterator[Goal]:
        """The minimum over S and m of the quadratic below L."""
        line = target.line(self.cosine)
        flat = target.tau is ZERO
        yield self.goal("count", "<=", ONE, target.M)
        yield self.goal("slope", "<=", ZERO, target.tau)
        yield self.goal("K", "<", ZERO, line.K)
        yield self.goal("pull", "<=" if flat else "<", ZERO, line.slope)
        by_mean = target.M * (target.c * target.mu) ** 2 / line.K
        by_slope = ZERO if flat else (target.alpha * target.tau) ** 2 / line.slope
        bound = target.c * target.c + target.tau * target.tau - by_mean - by_slope
        yield self.goal("value", "<=", self.value, bound)

    def contradictions(self, refutation: SmallLoss, work: Work) -> Iterator[Contradiction]:
        """value ≤ L at the vectors of the refutation, if there are such."""
        target, rho, r = self.target, refutation.cosine, refutation.length
        self.domain.declares(rho, r)
        require(whole_number(target.M, self.domain), "M must be an integer")
        there = (
            self.goal("count", "<=", ONE, target.M),
            self.goal("gram", "<=", ZERO, ONE + (target.M - ONE) * rho),
            self.goal("distinct", "<=", rho, ONE),
            self.goal("length", "<=", ZERO, r),
            self.goal("slope", "<=", ZERO, target.tau),
        )
        yield Contradiction(there, self.goal("value", "<=", self.value, target.loss(rho, r)))
