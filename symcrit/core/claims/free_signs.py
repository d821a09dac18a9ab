"""`free_signs`: with weights of any sign the equiangular student is the minimum up to a slope of the target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.affine.family import Family
from symcrit.core.affine.target import Kinked
from symcrit.core.algebra.domain import Domain, Goal, Relation, whole_number
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, parse, substitute, sym
from symcrit.core.claims._affine import Contradiction, KinkedClaim
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.claims.decreasing import Decreasing
from symcrit.core.claims.onto import Onto
from symcrit.core.claims.optimal import Optimal
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Refutation, part
from symcrit.core.reading import Reject, need, require
from symcrit.core.work import Work

GAMMA = sym("gamma_")
PHI = sym("phi_")
HALF = ONE / TWO
RESERVED = ("gamma_", "phi_")  # the symbols of goals about the whole family


@frozen
class AtCosine(Refutation):
    """A point, with the `cosine` of an equiangular student that contradicts a bound."""

    cosine: Expr | None = part(parse, optional=True)


@frozen
class FreeSigns(KinkedClaim):
    """ReLU students of M ≥ 2 neurons in R^d, d = `dimension`, with weights s_j of any sign, against c + v·x, c > 0.

    For every v there is, up to isometries that fix v, one student of different u_j with equal s_j > 0, equal cosines
    and v along Σu_j at which the gradient vanishes.  There is a τ_c such that it is a minimum of L over all students if
    and only if |v| ≤ τ_c; for |v| > τ_c the least L is `value`.  `low` ≤ τ_c ≤ `high`, where these are given.

    Theorem.  With ρ = (Mγ² − 1)/(M − 1), γ in [0, 1), the student of this cosine is the minimum over all s_j ≥ 0, the
    only one, at |v| = τ(ρ) (`optimal`: the goals "family/…"), and L(ρ) there is that of `core.affine.family`.  τ is 0
    at γ = 0 ("start") and increases over [0, 1) to infinity ("slope/…"): every |v| has one γ, so one ρ.
    Some s_j ≤ 0: L is at least its even part, which does not depend on v, and that is at least
    `value` = c²(π − 2)/(2(M − 1) + π − 2) (rule `even-part`, as in `signed_minimum`: "count", "mean", "value");
    for |v| ≥ t = `Family.threshold` this is attained by M − 1 orthonormal lines of which one carries two opposite
    vectors, and at |v| = t one of these two has the weight 0.
    L(ρ) ≤ `value` for ρ ≤ 0: there (1 + (M − 1)ρ)(π/2 + φ)φ ≤ 0, φ = asin ρ, so L ≤ c²(1 − M/X(ρ)), and X decreases
    over γ ("width/…"), so this is at most c²(1 − M/X(−y)), y = 1/(M − 1); that is at most `value` as
    asin y + √(1 − y²)/y ≤ 1/y + (π − 2)y/2 ("simplex"; M(2(M − 1) + π − 2)/(2(M − 1)) = 1/y + π/2 + (π − 2)y/2).
    For ρ = sin φ, φ in [0, π/2), L < `value` at φ = 0 ("below") and L/c² − 1 increases to infinity ("loss/…").  So
    there is one ρ_c > 0 with L(ρ_c) = `value`, and L(ρ) ≤ `value` iff ρ ≤ ρ_c: τ_c = τ(ρ_c).  At |v| = t the student
    of lines has all s_j ≥ 0 and L = `value`, so t ≤ τ_c, and beyond τ_c it is attained.
    Bounds: a proof names a cosine 0 ≤ ρ < 1 ("low-cosine", "low-below") with L(ρ) ≤ `value` ("low-loss") and
    `low` ≤ τ(ρ) ("low"), or without one `low` ≤ t; and one with L(ρ) ≥ `value`, τ(ρ) ≤ `high` for the other.
    """

    kind = "free_signs"
    rules = ("even-part", "intermediate-value", "mean-value", "supporting-line")
    given = ("low", "high")
    refutation = AtCosine
    count: Expr = part(parse)
    mean: Expr = part(parse)
    dimension: Expr = part(parse)
    value: Expr = part(parse)
    low: Expr | None = part(parse, optional=True)
    high: Expr | None = part(parse, optional=True)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols that are not declared, or that the proof needs for itself."""
        super().well_formed()
        taken = [name for name in RESERVED if name in self.domain.kinds]
        need(not taken, "the name {} is that of a symbol of the proof", *taken[:1])

    @property
    def family(self) -> Family:
        """The equiangular students."""
        return Family(self.count, self.mean)

    def shape(self) -> Iterator[Goal]:
        """σ(z) = max(z, 0)."""
        yield from super().shape()
        own = Kinked(self.kernel)
        for key, found in (("even", own.a), ("odd", own.alpha)):
            yield Goal(Domain({}), Relation("=", found, HALF), (found,), key)

    def said(self, work: Work) -> Iterator[Goal]:
        """All goals but those of bounds."""
        whole = whole_number(self.count, self.domain) and whole_number(self.dimension, self.domain)
        require(whole, "M and d must be integers")
        M = self.count
        y = ONE / (M - ONE)
        family = self.family
        start = family.parts(ZERO, ZERO, ONE)
        yield self.goal("count", "<=", TWO, M)
        yield self.goal("mean", "<", ZERO, self.mean)
        yield self.goal("room", "<=", M, self.dimension)
        yield self.goal("value", "=", family.pair, self.value)
        root = Expr("sqrt", ONE - y * y)
        yield self.goal("simplex", "<=", Expr("asin", y) + root / y, ONE / y + (PI - TWO) * y / TWO)
        yield self.goal("below", "<", self.mean * self.mean * (ONE + start[0] / start[1]), self.value)
        for name, claim in self.parts().items():
            for goal in claim.goals(work):
                yield goal._replace(key=f"{name}/{goal.key}")
        top = substitute(self.parts_of_slope()[0], {"gamma_": ZERO})
        yield self.goal("start", "=", top, ZERO)

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """The shape of σ, the theorem, and the bounds."""
        yield from super().goals(work, given)
        yield from self._bounds(given)

    def _bounds(self, given: Mapping[str, Expr]) -> Iterator[Goal]:
        """That τ_c lies between its bounds."""
        family = self.family
        need("low" not in given or self.low is not None, "a cosine for a bound that is not claimed")
        need("high" not in given or self.high is not None, "a cosine for a bound that is not claimed")
        for name, rho in given.items():
            self.domain.declares(rho)
            yield self.goal(f"{name}-cosine", "<=", ZERO, rho)
            yield self.goal(f"{name}-below", "<", rho, ONE)
        if self.low is not None and "low" in given:
            rho = given["low"]
            yield self.goal("low-loss", "<=", family.loss(rho), self.value)
            yield self.goal("low", "<=", self.low, family.slope(rho))
        elif self.low is not None:
            yield self.goal("low", "<=", self.low, family.threshold)
        if self.high is not None:
            if "high" not in given:
                raise Reject("a proof of the upper bound names a cosine")
            rho = given["high"]
            yield self.goal("high-loss", "<=", self.value, family.loss(rho))
            yield self.goal("high", "<=", family.slope(rho), self.high)

    def parts(self) -> dict[str, GoalClaim]:
        """What is claimed of the whole family, by the names that the goals have in front."""
        M = self.count
        family = self.family
        rho = (M * GAMMA * GAMMA - ONE) / (M - ONE)
        steep = self._with(GAMMA, ONE)
        wide = self._with(PHI, PI / TWO)
        top, bottom = self.parts_of_slope()
        loss = family.parts(PHI, Expr("sin", PHI), Expr("cos", PHI))
        phi = Expr("asin", rho)
        X = PI / TWO - phi + (M - ONE) * Expr("sqrt", ONE - rho * rho)
        return {
            "family": Optimal(
                domain=steep, kernel=self.kernel, count=M, mean=self.mean, slope=top / bottom, cosine=rho,
                length=family.length(rho), dimension=self.dimension, value=family.loss(rho),
            ),
            "slope": Onto(domain=steep, numerator=top, denominator=bottom, symbol="gamma_"),
            "width": Decreasing(domain=steep, expr=X, symbol="gamma_"),
            "loss": Onto(domain=wide, numerator=loss[0], denominator=loss[1], symbol="phi_"),
        }  # fmt: skip

    def parts_of_slope(self) -> tuple[Expr, Expr]:
        """τ = N/X over γ."""
        rho = (self.count * GAMMA * GAMMA - ONE) / (self.count - ONE)
        return self.family.rise(rho, GAMMA), self.family.width(rho)

    def _with(self, symbol: Expr, end: Expr) -> Domain:
        """The domain of the claim, with a symbol in [0, end)."""
        (name,) = symbol.names
        own = (Relation("<=", ZERO, symbol), Relation("<", symbol, end))
        return Domain({**self.domain.kinds, name: "real"}, (*self.domain.stated, *own), self.domain.definite)

    def goal(self, key: str, op: str, lhs: Expr, rhs: Expr) -> Goal:
        """lhs `op` rhs, both of them defined, wherever the hypotheses hold."""
        return Goal(self.domain, Relation(op, lhs, rhs), (lhs, rhs), key)

    def contradictions(self, refutation: AtCosine, work: Work) -> Iterator[Contradiction]:
        """Room, the value, and a bound on the wrong side of a student of the family, each where the others are right.

        For ReLU, M ≥ 2 and c > 0 the theorem holds in R^d, d ≥ M, whether or not it is proved here.
        """
        found = {goal.key: goal for goal in self._plain_goals()}
        sizes = (found["count"], found["mean"])
        yield Contradiction(sizes, found["room"])
        yield Contradiction((*sizes, found["room"]), found["value"])
        rho = refutation.cosine
        if rho is None:
            return
        self.domain.declares(rho)
        inside = (self.goal("cosine", "<=", ZERO, rho), self.goal("cosine-below", "<", rho, ONE))
        there = (*sizes, found["room"], found["value"], *inside)
        loss = self.family.loss(rho)
        slope = self.family.slope(rho)
        if self.low is not None:
            yield Contradiction((*there, self.goal("low-loss", "<=", self.value, loss)),
                                self.goal("low", "<=", self.low, slope))  # fmt: skip
        if self.high is not None:
            yield Contradiction((*there, self.goal("high-loss", "<=", loss, self.value)),
                                self.goal("high", "<=", slope, self.high))  # fmt: skip

    def _plain_goals(self) -> Iterator[Goal]:
        """The goals without symbols of their own."""
        whole = whole_number(self.count, self.domain) and whole_number(self.dimension, self.domain)
        require(whole, "M and d must be integers")
        yield self.goal("count", "<=", TWO, self.count)
        yield self.goal("mean", "<", ZERO, self.mean)
        yield self.goal("room", "<=", self.count, self.dimension)
        yield self.goal("value", "=", self.family.pair, self.value)
