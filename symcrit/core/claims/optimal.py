"""`optimal`: equal vectors with equal cosines are the minimum over all positive weights."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.affine.target import Target
from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import Expr, parse
from symcrit.core.claims._affine import FrameClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.work import Work


@frozen
class Optimal(FrameClaim):
    """The student of `equiangular` is the minimum of L over all students of M neurons in R^d with s_j ≥ 0, the only one
    up to isometries, and L = `value` there.

    Theorem (rule `supporting-line`): for s_j ≥ 0 L is at least a quadratic in S = Σs_j ≥ 0 and m = Σs_j u_j, with
    equality iff all s_j are equal and all cosines ρ.  It is convex, as K > 0 ("K") and h′(ρ) ≥ 0 ("pull"), and
    stationary at the student ("along-w", "along-v"), which is there: the other goals of `FrameClaim`.  h is strictly
    convex as a ≠ 0 ("kink").  "value": L is quadratic in a common factor of the w_j, and stationary, so that it is the
    constant part and half of the linear part.
    """

    kind = "optimal"
    rules = ("supporting-line",)
    value: Expr = part(parse)

    def of_target(self, target: Target, work: Work) -> Iterator[Goal]:
        """The vectors are there, critical, and have this loss."""
        yield from self.frame(target)
        loss = target.c * target.c + target.tau * target.tau - self.length * target.pull(self.cosine)
        yield self.goal("value", "=", loss, self.value)
