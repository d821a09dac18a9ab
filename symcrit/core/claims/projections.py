"""`projections`: the least loss among all functions of n projections, as a maximum over projectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flint import fmpq

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, num, parse, substitute, sym
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.claims.bound_for_all import Vectors, read_vectors
from symcrit.core.expectation.kernels import Kernel, read_plain_kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.projectors.target import ARGUMENT, Target, projector_onto
from symcrit.core.reading import need, number, require
from symcrit.core.refuting import with_gap
from symcrit.core.work import Work

NUMBERS = num(-1), ONE


@frozen
class NegativeLoss(Refutation):
    """Weights b and independent `vectors` of R^k, onto whose span the value that is claimed is negative."""

    b: tuple[fmpq, ...] = part(number, shape="list")
    vectors: Vectors = part(read_vectors)


@frozen
class Projections(GoalClaim):
    """The least L = scale·E[(f − f*)²] among f(x) = g(Ux), U in R^(n×d), E f² < ∞, f* = Σ_{j≤k} b_j σ(v_j·x), is

        min_P scale·(V(1)·Σ b_j² − Σ_ij b_i b_j V(P_ij))    over the orthogonal projectors P of rank n in R^k,

    for all 1 ≤ n ≤ k ≤ d, all real b_j and all orthonormal v_j in R^d, and it is attained.  V: `covariance`, in t.

    Theorem (rule `conditional-expectation`, see `core.projectors`), for V(t) = κ(1, t, 1) − κ(1, 0, 1).  Goals:
    "scale", that it is ≥ 0; "covariance", that V is this for −1 ≤ t ≤ 1.
    """

    kind = "projections"
    rules = ("conditional-expectation",)
    refutation = NegativeLoss
    kernel: Kernel = part(read_plain_kernel)
    scale: Expr = part(parse)
    covariance: Expr = part(parse)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols but that of the covariance."""
        need(not self.domain.kinds, "projections speaks about all n, k, b: it has no symbols of its own")
        self.domain.declares(self.scale)
        Domain({ARGUMENT: "real"}).declares(self.covariance)

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of σ."""
        return self.kernel

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """The factor, and V."""
        t = sym(ARGUMENT)
        low, high = NUMBERS
        inside = Domain({ARGUMENT: "real"}, [Relation("<=", low, t), Relation("<=", t, high)])
        true = Target(self.kernel, ONE, ONE).V(t)
        yield Goal(self.domain, Relation("<=", ZERO, self.scale), (self.scale,), "scale")
        yield Goal(inside, Relation("=", self.covariance, true), (self.covariance, true), "covariance")

    def refute(self, checker: Checker, refutation: NegativeLoss) -> Failure:
        """A value at a projector that no loss is below: it is negative, and the factor is ≥ 0."""
        smooth = checker.derive(self.kernel, refutation.kernel)
        b = refutation.b
        require(all(len(vector) == len(b) for vector in refutation.vectors), "vectors of R^k, as many weights as k")
        require(
            checker.context(self.domain).holds(Relation("<=", ZERO, self.scale)), "the factor is not shown to be ≥ 0"
        )
        projector = projector_onto(refutation.vectors)
        value = self._at(ONE) * num(sum((x * x for x in b), fmpq(0)))
        size = range(len(b))
        for i in size:
            for j in size:
                value = value - num(b[i] * b[j]) * self._at(num(projector[i, j]))
        wrong = Goal(Domain({}), Relation("<=", ZERO, value), (value,), "value")
        return with_gap(checker, f"b = {', '.join(map(str, b))}", [wrong], smooth=smooth)

    def _at(self, t: Expr) -> Expr:
        """V(t) as it is claimed."""
        return substitute(self.covariance, {ARGUMENT: t})
