"""`signed_minimum`: the least loss where some weight is not positive."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.affine.target import Target
from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, parse
from symcrit.core.claims._affine import Contradiction, TargetClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Refutation, part
from symcrit.core.work import Work


@frozen
class SignedMinimum(TargetClaim):
    """Over the students of M ≥ 2 neurons in R^d, d = `dimension`, with at least one s_j ≤ 0, the least L is `value`,
    and it is attained.

    Theorem (rule `even-part`): L is at least its even part E[(c − Σ t_j |u_j·x|)²], t_j = a·s_j.  As c·a > 0 ("mean"),
    this is least where Σs_j > 0, and there the matrices of the rule, some s_j being ≤ 0, have at most M − 1 positive
    eigenvalues, M ≥ 2 ("count"): the even part is at least c²(π − 2)/(2(M − 1) + π − 2), which is the value ("value").
    It is that at M − 1 orthonormal lines of one weight, for which there is room ("rank").  The neuron that is left, of
    a weight ≤ 0 and opposite to one of them, whose weight grows as much, changes the odd part only: with α ≠ 0
    ("alpha") it is 0 for a suitable weight if τ ≥ 0 ("slope") is at least `threshold` ("attained").
    """

    kind = "signed_minimum"
    rules = ("even-part",)
    dimension: Expr = part(parse)
    value: Expr = part(parse)

    def numbers(self) -> tuple[Expr, ...]:
        """M and d."""
        return (self.count, self.dimension)

    def of_target(self, target: Target, work: Work) -> Iterator[Goal]:
        """The even part is least at M − 1 orthonormal lines; the odd part is 0 there if τ is large enough."""
        lines, c = target.M - ONE, target.c
        least = c * c * (PI - TWO) / (TWO * lines + PI - TWO)
        yield self.goal("count", "<=", TWO, target.M)
        yield self.goal("slope", "<=", ZERO, target.tau)
        yield self.goal("mean", "<", ZERO, c * target.a)
        yield self.goal("alpha", "<", ZERO, target.alpha * target.alpha)
        yield self.goal("rank", "<=", lines, self.dimension)
        yield self.goal("attained", "<=", threshold(target) ** 2, target.tau * target.tau)
        yield self.goal("value", "=", least, self.value)

    def contradictions(self, refutation: Refutation, work: Work) -> Iterator[Contradiction]:
        """Room, the threshold and the value, each where the others are right."""
        found = self.by_key(work)
        always = [found[key] for key in ("count", "slope", "mean", "alpha")]
        said = [found[key] for key in ("rank", "attained", "value")]
        for wrong in said:
            others = [goal for goal in said if goal is not wrong]
            yield Contradiction((*always, *others), wrong)


def threshold(target: Target) -> Expr:
    """α|Σ_j r·e_j| for M − 1 orthonormal lines of the weight r at which the even part is least."""
    lines = target.M - ONE
    r = target.c * Expr("sqrt", TWO * PI) / (target.a * (TWO * lines + PI - TWO))
    return target.alpha * r * Expr("sqrt", lines)
