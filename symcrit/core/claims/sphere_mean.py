"""`sphere_mean`: the mean of the kernel over all directions."""

from __future__ import annotations

from collections.abc import Iterator

from flint import fmpq

from symcrit.core.affine.target import Kinked
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import PI, TWO, Expr, num, parse
from symcrit.core.claims._affine import Contradiction, KinkedClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Refutation, part
from symcrit.core.reading import index, require
from symcrit.core.work import Work

MOST_DIMENSIONS = 10_000


@frozen
class SphereMean(KinkedClaim):
    """E[σ(u·x) σ(b·x)] is `value` in the mean over b uniform on the unit sphere of R^d, |u| = 1, d = `dimension`.

    Theorem (rule `polar`): |x| and x/|x| are independent and σ(t·z) = tσ(z) for t ≥ 0, as "activation" shows; so the
    mean is μ²d/(E|x|)², and "value" says that this is the value.
    """

    kind = "sphere_mean"
    rules = ("polar",)
    dimension: int = part(index)
    value: Expr = part(parse)

    def said(self, work: Work) -> Iterator[Goal]:
        """The mean is the value."""
        mean = sphere_mean(Kinked(self.kernel), self.dimension)
        yield Goal(self.domain, Relation("=", mean, self.value), (mean, self.value), "value")

    def contradictions(self, refutation: Refutation, work: Work) -> Iterator[Contradiction]:
        """Another value."""
        yield Contradiction((), self.by_key(work)["value"])


def sphere_mean(kinked: Kinked, d: int) -> Expr:
    """μ²d/χ², χ = E|x| in R^d, by χ_d χ_{d+1} = d from χ_1² = 2/π; raises `Reject`."""
    require(1 <= d <= MOST_DIMENSIONS, f"dimensions from 1 to {MOST_DIMENSIONS}")
    rational = fmpq(1)  # χ_d² is this times 2/π (d odd) or π/2 (d even)
    for k in range(1, d):
        rational = fmpq(k * k) / rational
    factor = TWO / PI if d % 2 else PI / TWO
    return kinked.mu**2 * num(d) / (num(rational) * factor)
