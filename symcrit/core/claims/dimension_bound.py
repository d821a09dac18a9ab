"""`dimension_bound`: a lower bound of the loss in a given dimension, by degrees 0, 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.affine.target import Target
from symcrit.core.algebra.domain import Goal, whole_number
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, num, parse
from symcrit.core.claims._affine import Contradiction, TargetClaim
from symcrit.core.claims.dual_bound import SmallLoss
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import need, require, text
from symcrit.core.work import Work

SIGNS = ("free", "nonnegative")


@frozen
class DimensionBound(TargetClaim):
    """`value` ≤ L for every student of M neurons in R^d, d = `dimension`: with s_j ≥ 0 (`signs` "nonnegative"), or of
    any sign ("free").

    Theorem (rule `even-part`): L = |v − αΣs_j u_j|² + c² − 2cμS + Σ_ij s_i s_j e(ρ_ij), S = Σs_j, e the even part of h,
    a power series in ρ² with coefficients ≥ 0.  Q = Σs_j u_j u_jᵀ has trace S, so Σ_ij s_i s_j ρ_ij² = ‖Q‖² ≥ S²/d.
    Nonnegative: e(ρ) ≥ A + Cρ², the tangent in ρ² at ρ = `cosine` > 0 ("cosine", "inside"), and more by D ≥ 0 at ρ = 1,
    where i = j, and Σs_j² ≥ S²/M.  Free: A + Cρ² the first two terms of e, as the others are positive semidefinite
    (Schur), and D = 0; no cosine is read.  So L ≥ c² − 2cμS + KS² ≥ c² − (cμ)²/K with K = A + C/d + D/M > 0 ("K"), and
    `value` is at most that: "value".  M, d ≥ 1 and τ ≥ 0: "count", "dimension", "slope".
    """

    kind = "dimension_bound"
    rules = ("even-part",)
    refutation = SmallLoss
    dimension: Expr = part(parse)
    signs: str = part(text)
    cosine: Expr | None = part(parse, optional=True)
    value: Expr = part(parse)

    def well_formed(self) -> None:
        """Raises `Malformed` for other signs, and a cosine that is missing or not read."""
        super().well_formed()
        need(self.signs in SIGNS, "signs are one of " + ", ".join(SIGNS))
        free = self.signs == "free"
        need(free == (self.cosine is None), "a cosine is for nonnegative weights")

    def numbers(self) -> tuple[Expr, ...]:
        """M and d."""
        return (self.count, self.dimension)

    def of_target(self, target: Target, work: Work) -> Iterator[Goal]:
        """The minimum over S of the quadratic below L."""
        yield self.goal("count", "<=", ONE, target.M)
        yield self.goal("dimension", "<=", ONE, self.dimension)
        yield self.goal("slope", "<=", ZERO, target.tau)
        if self.cosine is not None:
            yield self.goal("cosine", "<", ZERO, self.cosine)
            yield self.goal("inside", "<=", self.cosine, ONE)
        K = self.curvature(target)
        yield self.goal("K", "<", ZERO, K)
        bound = target.c * target.c - (target.c * target.mu) ** 2 / K
        yield self.goal("value", "<=", self.value, bound)

    def curvature(self, target: Target) -> Expr:
        """K."""
        square = target.mu * target.mu
        if self.cosine is None:  # e(ρ) = μ²(1 + ρ²/2 + …)
            return square + square / TWO / self.dimension
        rho = self.cosine
        even = (target.h(rho) + target.h(-rho)) / TWO
        slope = (target.h_prime(rho) - target.h_prime(-rho)) / TWO / (TWO * rho)
        start = even - rho * rho * slope
        more = (target.h(ONE) + target.h(num(-1))) / TWO - start - slope
        return start + slope / self.dimension + more / target.M

    def contradictions(self, refutation: SmallLoss, work: Work) -> Iterator[Contradiction]:
        """value ≤ L at the vectors of the refutation, if there are such in this dimension."""
        target = self.target
        rho = refutation.cosine
        r = refutation.length
        d = self.dimension
        self.domain.declares(rho, r)
        require(whole_number(target.M, self.domain), "M must be an integer")
        total = ONE + (target.M - ONE) * rho
        there = (
            self.goal("count", "<=", ONE, target.M),
            self.goal("gram", "<=", ZERO, total),
            self.goal("distinct", "<=", rho, ONE),
            self.goal("rank", "<=", target.M - ONE, d),
            self.goal("room", "<=", ZERO, (d - target.M) * total),
            self.goal("dimension", "<=", ONE, d),
            self.goal("length", "<=", ZERO, r),
            self.goal("slope", "<=", ZERO, target.tau),
        )
        yield Contradiction(there, self.goal("value", "<=", self.value, target.loss(rho, r)))
