"""`random_rate`: the bound of `rate` for targets with random directions, with a probability."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.affine.target import Kinked
from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation, whole_number
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, parse, substitute
from symcrit.core.claims._affine import read_closed_kernel
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.claims.rate import LENGTHS, rest_of
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import Reject, need, require, text
from symcrit.core.refuting import at, with_gap
from symcrit.core.witnesses.zero import Zero
from symcrit.core.work import Work

EXCESS = "excess"  # what a proof hands over


@frozen
class RandomRate(GoalClaim):
    """Let f* = Σ_i β_i σ(b_i·x) with given weights ω_i = |β_i||b_i|, ω_i ≤ `largest` and Σ_i ω_i ≤ `weight`, and with
    independent directions b̂_i in R^d, d = `dimension`, each with E[b̂b̂ᵀ] = 1/d, as those that are uniform on the sphere.
    With a probability of at least 1 − `risk` this holds: for every M and every student f = Σ_{j≤M} s_j σ(u_j·x) with
    |u_j| = 1 and Σ_j |s_j| ≤ `total`, |E[(f − f*)²] − E[(f − c − v·x)²] − E[h²]| ≤ `value`, c, v, h as in `rate`.
    `lengths` "unit": |b_i| = 1; "any": σ(z) = a|z| + αz ("activation").

    Theorem (rules `matrix-chernoff`, `hermite-series`).  λ, the largest eigenvalue of Σ ω_i b̂_i b̂_iᵀ, a sum of
    independent positive matrices of norm ≤ `largest` and of a mean ≤ μ = `weight`/d, is < (1 + ε)μ but with a
    probability of at most d·(e^ε/(1 + ε)^(1 + ε))^(μ/`largest`) (Tropp), for any ε > 0, the `excess` that the proof
    hands over ("excess"); this is ≤ `risk` ("risk"), and the bound of `rate` for λ ≤ (1 + ε)μ is ≤ `value` ("value").
    Further goals: "dimension", 1 ≤ d; "largest", "weight", that they are > 0; "total", that it is ≥ 0.
    """

    kind = "random_rate"
    rules = ("hermite-series", "matrix-chernoff")
    given = (EXCESS,)
    kernel: Kernel = part(read_closed_kernel)
    lengths: str = part(text)
    dimension: Expr = part(parse)
    weight: Expr = part(parse)
    largest: Expr = part(parse)
    risk: Expr = part(parse)
    total: Expr = part(parse)
    value: Expr = part(parse)

    def well_formed(self) -> None:
        """Raises `Malformed` for other lengths."""
        super().well_formed()
        need(self.lengths in LENGTHS, "lengths are one of " + ", ".join(LENGTHS))

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of σ."""
        return self.kernel

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """Of the excess that a proof hands over, 1 where it hands over none."""
        require(whole_number(self.dimension, self.domain), "the dimension must be an integer")
        excess = given.get(EXCESS, ONE)
        self.domain.declares(excess)
        mean = self.weight / self.dimension
        rate = excess - (ONE + excess) * Expr("log", ONE + excess)
        chance = self.dimension * Expr("exp", rate * mean / self.largest)
        if self.lengths == "any":
            yield next(Kinked(self.kernel).shape())
        yield self._goal("dimension", "<=", ONE, self.dimension)
        yield self._goal("largest", "<", ZERO, self.largest)
        yield self._goal("weight", "<", ZERO, self.weight)
        yield self._goal("total", "<=", ZERO, self.total)
        yield self._goal("excess", "<", ZERO, excess)
        yield self._goal("risk", "<=", chance, self.risk)
        yield self._goal(
            "value", "<=", TWO * rest_of(self.kernel, ONE) * self.total * (ONE + excess) * mean, self.value
        )

    def _goal(self, key: str, op: str, lhs: Expr, rhs: Expr) -> Goal:
        """lhs `op` rhs, both of them defined."""
        return Goal(self.domain, Relation(op, lhs, rhs), (lhs, rhs), key)

    def refute(self, checker: Checker, refutation: Refutation) -> Failure:
        """A point where a target of one neuron, of the largest weight that may be, is seen by a student along it by
        more than the value, whatever its direction is: with probability 1.
        """
        smooth = checker.derive(self.kernel, refutation.kernel)
        point = dict(refutation.at or {})
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        if self.lengths == "any":
            checker.prove(next(Kinked(self.kernel).shape()), Zero())
        names = ("dimension", "weight", "largest", "risk", "total", "value")
        d, weight, largest, risk, total, value = (substitute(getattr(self, name), point) for name in names)
        require(whole_number(d, Domain({})), "there the dimension is no integer")
        context = Context(Domain({}), checker.work)
        possible = (
            Relation("<=", ONE, d),
            Relation("<", ZERO, total),
            Relation("<", ZERO, largest),
            Relation("<", ZERO, weight),
            Relation("<", risk, ONE),
        )
        require(all(context.holds(relation) for relation in possible), "there is no such target, student or risk")
        for own in (largest, weight):
            other = weight if own is largest else largest
            if context.holds(Relation("<=", own, other)):
                seen = TWO * rest_of(self.kernel, ONE) * total * own
                goal = Goal(Domain({}), Relation("<=", seen, value), (seen, value), "value")
                return with_gap(checker, at(point), [goal], smooth=smooth)
        raise Reject("the smaller of weight and largest is not known there")
