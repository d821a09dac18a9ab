"""`unit_reduction`: for neurons of length 1 the kernel is its mean, its linear part, and a rest of the order ρ²."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, Expr, parse, sym
from symcrit.core.claims._affine import read_closed_kernel
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.claims.rate import rest_of
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import need, require
from symcrit.core.refuting import at, with_gap
from symcrit.core.work import Work

RHO = sym("rho")


@frozen
class UnitReduction(GoalClaim):
    """κ(1, ρ, 1) = c_0² + c_1²ρ + R(ρ) with |R(ρ)| ≤ `bound`·ρ² for −1 ≤ ρ ≤ 1, and R(ρ) ≥ 0 for ρ ≥ 0, for any σ.

    So for f* = Σ_i β_i σ(b_i·x), |b_i| = 1, c its mean and v·x its linear part, and f = Σ_j s_j σ(u_j·x), |u_j| = 1:
    E[(f − f*)²] is E[(f − c − v·x)²] + E[(f* − c − v·x)²] less 2Σ_ij s_j β_i R(u_j·b_i).

    Theorem (rule `hermite-series`): R(ρ) = Σ_{m≥2} c_m²ρ^m with c_m² ≥ 0, so |R(ρ)| ≤ R(1)ρ², and R(1) ≤ `bound` is the
    goal "value".  The bound is a number.
    """

    kind = "unit_reduction"
    rules = ("hermite-series",)
    kernel: Kernel = part(read_closed_kernel)
    bound: Expr = part(parse)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols."""
        super().well_formed()
        need(not self.domain.kinds, "the claim has no symbols")

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of σ."""
        return self.kernel

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """R(1) is at most the bound."""
        rest = rest_of(self.kernel, ONE)
        yield Goal(Domain({}), Relation("<=", rest, self.bound), (rest, self.bound), "value")

    def refute(self, checker: Checker, refutation: Refutation) -> Failure:
        """A ρ with |R(ρ)| > bound·ρ²."""
        smooth = checker.derive(self.kernel, refutation.kernel)
        point = dict(refutation.at or {})
        cosines = Domain({"rho": "real"}, [Relation("<=", -ONE, RHO), Relation("<=", RHO, ONE)])
        require(satisfied(cosines, point, checker.work), "a refutation names a cosine")
        rho = point["rho"]
        size = Expr("abs", rest_of(self.kernel, rho))
        limit = self.bound * rho * rho
        goal = Goal(Domain({}), Relation("<=", size, limit), (size, limit), "value")
        return with_gap(checker, at(point), [goal], smooth=smooth)
