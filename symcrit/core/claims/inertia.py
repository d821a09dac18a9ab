"""`inertia`: how many directions of the Hessian are negative at copy averages of every partition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flint import arb

from symcrit.core.algebra import balls
from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Bound, Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, diff, num, parse, substitute, sym
from symcrit.core.claims._goals import NOTHING
from symcrit.core.claims._network import MOST_GROUPS, AtSizes, NetworkClaim
from symcrit.core.expectation.quadrature import admissible
from symcrit.core.expectation.series import self_similar
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Witness, part
from symcrit.core.networks.loss import Groups, Model, Row
from symcrit.core.projectors.target import Target
from symcrit.core.reading import Reject, need, require
from symcrit.core.witnesses.goals import Goals, Steps
from symcrit.core.work import Work


class Stiffness(NamedTuple):
    """c, D(l) and e(l)."""

    c: Expr
    D: Expr
    e: Expr


@frozen
class OtherNumber(AtSizes):
    """The `sizes` of a partition where another number of directions is negative, and witnesses for what the theorem
    asks of σ and of the students, by the keys of these goals."""

    proofs: Mapping[str, Witness] = part(inside="witness", shape="names", optional=True)


@frozen
class Inertia(NetworkClaim):
    """At the copy average of every partition, with group sizes l_i, in every dimension that holds the teachers, ∂²L by
    all a_i and w_i has Σ (l_r − 1) negative eigenvalues, over the groups with l_r ≥ 2 and

        1 + c·Σ_{i≠r} l_i/D_i > c·l_r/e_r,    c = `slope`, D_i = `stiff` and e_i = `soft` at l_i,

    and as many that are 0 with = in place of >.

    Theorem (rule `averages`).  Let V(t) = κ(1, t, 1) − κ(1, 0, 1) = Σ_{m≥1} c_m² t^m, σ analytic in a strip, there with
    |σ(z)|² ≤ C(ε)·exp(ε|z|²) for all ε > 0, f* = Σ σ(v_j·x) with orthonormal v_j; of a group of l let a = lλ, |w| = μ.

    1. "self-similar": E[(E[σ(v_j·x) | ŵ·x] − λσ(μŵ·x))²] = κ(1, 1/l, 1) − 2λκ(μ², μ/√l, 1) + λ²κ(μ², μ², μ²) = 0.
       So f = E[f* | Px] at the network, P the projector onto its weights, and for all θ near by, with the F of
       `projectors`, L/scale = const − F(P(θ)) + E(f_θ − E[f* | P(θ)x])².  The mean is of a function that is 0 at the
       network, and ∇F = 0 there: (I − P)V′(P)P = 0, as V′(P_ij) is constant on blocks.  So ∂²L/scale is −∂²F and twice
       the mean square of the derivative of that function.
    2. Rotations, ẇ_i orthogonal to all w_m, turn f_θ and E[f* | Px] alike: the part of degree m that belongs to group r
       is c_m Σ_j p_j^(⊗m), p_j = Pv_j = w_r/(μ√l); if P turns by A, p_j changes by Ap_j + Aᵀ(v_j − p_j), and the second
       parts add up to 0.  So there ∂²L/scale is −∂²F.
    3. −½∂²F for w_i/|w_i| turned by a_i·u, u a unit vector with zero sum in group r, is, by the second derivative
       in `projectors.chart`, Σ_{i≠r} D_i a_i² − e_r a_r² + c·(Σ_i √l_i a_i)² with c = V′(0) = c_1² ("degree-one"),
       D(l) = lV′(1/l) − lV′(0) − V″(0) = Σ_{m≥3} m·c_m²·l^(2−m) ("stiffness"),
       e(l) = lV′(0) − lV′(1/l) + V″(1/l) = Σ_{m≥3} m(m − 2)·c_m²·l^(2−m) ("softness").  There are l_r − 1 such u for
       each group, and different r and u do not mix.  As D, e > 0 for l ≥ 2 ("stiff", "soft"), some c_m ≠ 0, m ≥ 3, and
       D, e > 0 for l = 1, too.  As c ≥ 0 ("slope"), at most one eigenvalue is not positive; it has the sign of the
       determinant, −(1 + c·Σ_{i≠r} l_i/D_i − c·l_r/e_r).  For u outside the span of the teachers the form is
       Σ_i (D_i + V″(0))·a_i² + c·(Σ_i √l_i a_i)² > 0.
    4. Along the other directions, all ȧ_i and ẇ_i in the span of the w_m, P does not move, so that ∂²L/scale is twice
       the mean square of df_θ; it does not vanish, for a_i ≠ 0 ("height") and |w_i| > 0 ("norm").  For with independent
       y_i = ŵ_i·x let Σ_i α_i σ(r_i y_i) + Σ_im β_im y_m σ′(r_i y_i) = 0.  Of degree 1 in y_m, m ≠ i, and ≥ 2 in y_i
       there is β_im y_m σ′(r_i y_i) alone, which has such a part, for σ is no polynomial of degree ≤ 2 (D > 0): so
       β_im = 0.  Then every α_i σ(r_i y) + β_ii y σ′(r_i y) is constant, and α_i = β_ii = 0, as 1, σ(z), zσ′(z) are
       linearly independent ("independent": the covariance of the last two, at variance 1, is nonsingular).
    "scale": the factor before the expectation is > 0.

    For any self-similar σ with E[σ(u)²] < ∞ for u ~ N(0, q), all q, the rest follows (rule `smoothing`), by l = 2:
    λσ(μz) = E[σ((z + ξ)/√2)].  The right side is entire, and |E[σ((x + iy + ξ)/√2)]|² ≤
    exp(y²)·C(q)·E[σ(u)²]·exp(x²/(4q − 1)) for all q > 1/4, by Cauchy's inequality: so σ is entire, with the growth
    above.  Were 1, σ, zσ′ dependent, then m·s_m = β·s_m for all m ≥ 1 with the s_m of σ(z) = Σ s_m z^m, and σ were
    s_0 + s_m z^m, m ≥ 3; but E[((z + ξ)/√2)^m] has a term z^(m−2), and λσ(μz) none.
    """

    kind = "inertia"
    rules = ("averages",)
    further = ()
    refutation = OtherNumber
    slope: Expr = part(parse)
    stiff: Expr = part(parse)
    soft: Expr = part(parse)

    def well_formed(self) -> None:
        """Raises `Malformed` unless it is about one student per group, groups in any number, and unit teachers."""
        super().well_formed()
        place = self.configuration
        single = isinstance(place, Groups) and self.any_number and len(place.students) == 1
        need(single, "inertia speaks about groups in any number with one student each")
        assert isinstance(place, Groups)
        need(place.b is ONE and place.length is ONE, "inertia speaks about |v_j| = 1 and b_j = 1")

    def fixed(self) -> Sequence[Expr]:
        """c is one for all groups."""
        return (self.slope,)

    @property
    def claimed(self) -> Stiffness:
        """c, D(l), e(l) as the claim has them."""
        return Stiffness(self.slope, self.stiff, self.soft)

    @property
    def size(self) -> Expr:
        """The size of a group."""
        return sym(self.configuration.size)

    def true(self) -> Stiffness:
        """c, D(l), e(l) by the kernel."""
        target = Target(self.of_kernel, ONE, ONE)
        l = self.size  # noqa: E741
        c = target.slope(ZERO)
        slope = l * target.slope(ONE / l)
        return Stiffness(c, slope - l * c - target.bend(ZERO), l * c - slope + target.bend(ONE / l))

    # ------------------------------------------------------------------------------------------------------- proofs

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """Of a generic group, and of σ."""
        true = self.true()
        for key, own, value in zip(("degree-one", "stiffness", "softness"), self.claimed, true, strict=True):
            yield self._goal(self.domain, key, Relation("=", own, value))
        yield from self.theorem(self.claimed)

    def theorem(self, known: Stiffness) -> Iterator[Goal]:
        """What the theorem asks of σ and of the students, where these are c, D and e; raises `Reject`."""
        self._every_size()
        yield from self.of_activation()
        yield self._goal(Domain({}), "slope", Relation("<=", ZERO, known.c))
        averaged = Domain(self.domain.kinds, [Relation(">=", self.size, TWO)])
        yield self._goal(averaged, "stiff", Relation("<", ZERO, known.D))
        yield self._goal(averaged, "soft", Relation("<", ZERO, known.e))
        yield from self.of_group(Domain(self.domain.kinds, [*self.domain.where, *self._smoothing()]))

    def of_activation(self) -> Iterator[Goal]:
        """The factor, and that 1, σ(z), zσ′(z) are independent, unless σ is any self-similar one.

        Raises `Reject` where σ is not known to be analytic.
        """
        sigma = self.of_kernel.activation
        analytic = bool(self.of_kernel.similar) if sigma is None else admissible(sigma)
        require(analytic, "σ is not shown to be analytic in a strip, of exponential growth")
        yield self._goal(self.domain, "scale", Relation("<", ZERO, self.configuration.scale))
        if sigma is None:
            return
        at_one = {"s": ONE, "t": ONE}
        s, t = sym("s"), sym("t")
        covariance = self.of_kernel.at(0, s * s, s * t, t * t) - self.of_kernel.at(0, s * s, ZERO, t * t)
        by_s = diff(covariance, "s")
        one, mixed, other = (substitute(value, at_one) for value in (covariance, by_s, diff(by_s, "t")))
        yield self._goal(Domain({}), "independent", Relation("<", mixed * mixed, one * other))

    def of_group(self, domain: Domain) -> Iterator[Goal]:
        """The student of a group is the conditional expectation of its teachers."""
        place = self.configuration
        assert isinstance(place, Groups)
        ((a, factor),) = place.students
        l = self.size  # noqa: E741
        height = a / l
        norm = factor * Expr("sqrt", l)
        q = norm * norm
        kappa = self.of_kernel.at
        own = kappa(0, ONE, ONE / l, ONE)
        mixed = kappa(0, q, factor, ONE)
        square = own - num(2) * height * mixed + height * height * kappa(0, q, q, q)
        yield self._goal(domain, "height", Relation("!=", height, ZERO))
        yield self._goal(domain, "norm", Relation("<", ZERO, factor))
        yield self._goal(domain, "self-similar", Relation("=", square, ZERO))

    def _smoothing(self) -> list[Relation]:
        """What is known of λ, μ and the kernel of any self-similar σ."""
        return self_similar(self.of_kernel, [self.size])

    def rules_used(self) -> tuple[str, ...]:
        """One more for any self-similar σ."""
        return (*self.rules, "smoothing") if self.of_kernel.similar else self.rules

    def _goal(self, domain: Domain, key: str, relation: Relation) -> Goal:
        """A relation between values that are defined."""
        return Goal(domain, relation, (relation.lhs, relation.rhs), key)

    def _every_size(self) -> None:
        """Raises `Reject` unless the hypotheses let a group have every size, and no more."""
        label = self.configuration.size
        domain = self.domain
        alone = set(domain.kinds) == {label} and not domain.others and label not in domain.upper
        every = alone and domain.lower.get(label) == Bound(ONE, False)
        require(every, "the hypotheses must say l ≥ 1 and no more")

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """Nothing: the goals are about one group."""
        yield from ()

    # --------------------------------------------------------------------------------------------------- refutations

    def refute(self, checker: Checker, refutation: AtSizes) -> Failure:
        """Sizes at which another number of directions is negative, by the theorem with the true c, D and e."""
        assert isinstance(refutation, OtherNumber)
        smooth = checker.derive(self.of_kernel, refutation.kernel)
        sizes = list(refutation.sizes)
        require(0 < len(sizes) <= MOST_GROUPS and not refutation.at, "a partition is a list of sizes")
        label = self.configuration.size
        good = all(satisfied(self.domain, {label: size}, checker.work) for size in sizes)
        require(good, "the sizes are not integers ≥ 1")
        self._applies(checker, refutation, smooth)
        found = self._negative(self.true(), sizes)
        said = self._negative(self.claimed, sizes)
        require(found != said, "as many directions are negative as the claim says")
        checker.rules.update(self.rules)
        where = f"group sizes {', '.join(str(size.value) for size in sizes)}"
        return Failure(where, "", f"{found} directions are negative, not {said}")

    def _applies(self, checker: Checker, refutation: OtherNumber, smooth: bool) -> None:
        """Raises `Reject` unless the theorem is shown to apply, and `Malformed` for witnesses that nothing uses."""
        steps = Steps(Goals(proofs=refutation.proofs))
        for goal in self.theorem(self.true()):
            checker.prove(goal if smooth else goal.with_sides(), steps.of(goal))
        steps.all_read()

    def _negative(self, known: Stiffness, sizes: Sequence[Expr]) -> int:
        """How many directions are negative; raises `Reject` where that is not certain."""
        label = self.configuration.size
        at = [[substitute(value, {label: size}) for value in known] for size in sizes]
        total = 0
        for r, size in enumerate(sizes):
            if size is ONE:
                continue
            others = [other / at[i][1] for i, other in enumerate(sizes) if i != r]
            c, _, soft = at[r]
            gap = ONE + c * add(*others) - c * size / soft
            sign = _certain_sign(gap)
            total += (int(size.value.p) - 1) * (sign > 0)
        return total


def _certain_sign(value: Expr) -> int:
    """The sign of a number; raises `Reject` where no ball shows it."""
    for bits in balls.PRECISIONS:
        found = balls.sign(arb(balls.ball(value, bits)))
        if found is not None:
            return found
    raise Reject("a sign is not certain")
