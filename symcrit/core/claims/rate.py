"""`rate`: how far the loss of any student against a wide target is from that against its mean and linear part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.affine.target import Kinked
from symcrit.core.affine.wide import Wide, cosines, root
from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, num, parse, substitute
from symcrit.core.claims._affine import read_closed_kernel
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.deep.angles import dot
from symcrit.core.deep.network import Rows, Vector, bits_of, price, read_rows, read_vector
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import Reject, need, require, text
from symcrit.core.refuting import at, with_gap
from symcrit.core.witnesses.goals import Goals
from symcrit.core.witnesses.zero import Zero
from symcrit.core.work import Work

LENGTHS = ("any", "unit")
BY_Q12 = 2
PER_TERM = 200  # work for writing down what a student neuron sees of a teacher neuron


def rest_of(kernel: Kernel, rho: Expr) -> Expr:
    """R(ρ): κ(1, ρ, 1) less its terms of degrees 0 and 1."""
    start = kernel.at(0, ONE, ZERO, ONE)
    slope = substitute(kernel.forms[BY_Q12], {"q11": ONE, "q12": ZERO, "q22": ONE})
    return kernel.at(0, ONE, rho, ONE) - start - slope * rho


@frozen
class Seen(Refutation):
    """A target, where the claim is about all, and a student u_j, s_j that sees more of it than the value allows."""

    target: Wide | None = part(Wide.read, optional=True, key="of")
    u: Rows | None = part(read_rows, optional=True)
    s: Vector = part(read_vector, optional=True)


@frozen
class Rate(GoalClaim):
    """Let f* = Σ_i β_i σ(b_i·x) with the largest eigenvalue of Σ_i |β_i||b_i| b̂_i b̂_iᵀ at most `spread`, c its mean,
    v·x its linear part and h the rest, f* = c + v·x + h.  For every M and every student f = Σ_{j≤M} s_j σ(u_j·x) with
    |u_j| = 1 and Σ_j |s_j| ≤ `total`,

        |E[(f − f*)²] − E[(f − c − v·x)²] − E[h²]| ≤ `value`,

    in every dimension.  So the minima over such students differ by E[h²], up to `value`.  `target`: this f*; without it
    the claim is for all.  `lengths` "unit": |b_i| = 1; "any": σ(z) = a|z| + αz ("activation").

    Theorem (rule `hermite-series`).  The difference is −2 Σ_ij s_j β_i |b_i| R(u_j·b̂_i), R(ρ) = Σ_{m≥2} c_m²ρ^m, as c
    and v·x are the parts of f* of degree 0 and 1; |R(ρ)| ≤ R(1)ρ², R(1) = κ(1, 1, 1) − κ(1, 0, 1) − ∂κ/∂q12(1, 0, 1);
    and Σ_i |β_i||b_i|(u·b̂_i)² ≤ `spread` for unit vectors u.  So "value": 2R(1)·`total`·`spread` ≤ `value`.
    There are students and targets: "total" and "spread", that these are ≥ 0.
    """

    kind = "rate"
    rules = ("hermite-series",)
    refutation = Seen
    kernel: Kernel = part(read_closed_kernel)
    lengths: str = part(text)
    spread: Expr = part(parse)
    total: Expr = part(parse)
    value: Expr = part(parse)
    target: Wide | None = part(Wide.read, optional=True, key="of")

    def well_formed(self) -> None:
        """Raises `Malformed` for a target of other lengths, and a spread of it that is no number."""
        super().well_formed()
        need(self.lengths in LENGTHS, "lengths are one of " + ", ".join(LENGTHS))
        own = self.target
        if own is not None:
            need(self.spread.op == "num", "of a given target the spread is a rational number")
            need(self.lengths == "any" or own.is_unit(), "the neurons of the target have other lengths than 1")

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of σ."""
        return self.kernel

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """The shape of σ, where lengths differ; that there are students and targets; and the value."""
        if self.lengths == "any":
            yield next(Kinked(self.kernel).shape())
        yield Goal(self.domain, Relation("<=", ZERO, self.total), (self.total,), "total")
        yield Goal(self.domain, Relation("<=", ZERO, self.spread), (self.spread,), "spread")
        bound = TWO * rest_of(self.kernel, ONE) * self.total * self.spread
        yield Goal(self.domain, Relation("<=", bound, self.value), (bound, self.value), "value")

    def prove(self, checker: Checker, proof: Goals) -> str:
        """The goals, and of a given target its spread."""
        said = super().prove(checker, proof)
        if self.target is not None:
            less = self.target.spreads_less(self.spread.value, checker.work)
            require(less, "the neurons of the target are not shown to spread less")
            checker.evidence.add("ball")
        return said

    def refute(self, checker: Checker, refutation: Seen) -> Failure:
        """A student, and a target, for which the difference is larger."""
        smooth = checker.derive(self.kernel, refutation.kernel)
        need(
            (self.target is None) == (refutation.target is not None),
            "a refutation names the target where the claim does not",
        )
        target = self.target or refutation.target
        if target is None or refutation.u is None:
            raise Reject("a refutation names a student")
        point = dict(refutation.at or {})
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        spread, total, value = (substitute(expr, point) for expr in (self.spread, self.total, self.value))
        require(spread.op == total.op == "num", "there the spread or the total is no rational number")
        u, s = refutation.u, refutation.s
        fits = len(u) == len(s) and len(u[0]) == target.d
        require(fits and sum(map(abs, s)) <= total.value, "there is no such student")
        require(self.lengths == "any" or target.is_unit(), "the neurons of the target have other lengths than 1")
        require(target.spreads_at_most(spread.value, checker.work), "the neurons of the target spread more")
        checker.work.charge(len(u) * len(target.b) * (PER_TERM + target.d * price(bits_of(u) + bits_of(target.b))))
        seen = self._seen(target, u, s)
        where = "; ".join(filter(None, (at(point), f"{len(u)} students, {len(target.b)} neurons of the target")))
        size = Expr("abs", seen)
        goal = Goal(Domain({}), Relation("<=", size, value), (size, value), "value")
        if self.lengths == "any":
            checker.prove(next(Kinked(self.kernel).shape()), Zero())
        return with_gap(checker, where, [goal], smooth=smooth)

    def _seen(self, target: Wide, u: Rows, s: Vector) -> Expr:
        """2 Σ_ij s_j β_i |b_i| R(ρ_ij)."""
        lengths = [root(dot(b, b)) for b in target.b]
        terms = [
            num(2 * own * beta * length) * rest_of(self.kernel, num(rho))
            for own, row in zip(s, cosines(u, target), strict=True)
            for rho, beta, length in zip(row, target.beta, lengths, strict=True)
        ]
        return add(*terms)
