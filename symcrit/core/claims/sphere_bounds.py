"""`sphere_bounds`: the mean of the kernel over all directions, between two functions of the dimension."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.affine.target import Kinked
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, Expr, parse, substitute, sym
from symcrit.core.claims._affine import Contradiction, KinkedClaim
from symcrit.core.claims.sphere_mean import sphere_mean
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Refutation, part
from symcrit.core.reading import need, require
from symcrit.core.work import Work

D = sym("d")


@frozen
class SphereBounds(KinkedClaim):
    """`low` ≤ m(d) ≤ `high` for every integer d ≥ 1, m(d) the mean of E[σ(u·x) σ(b·x)] over b uniform on the unit
    sphere of R^d, |u| = 1; both are functions of d.

    Theorem (rule `polar`): m(d) = μ²d/(E|x|)², as in `sphere_mean`, so m(d)m(d + 1) = μ⁴(d + 1)/d, hence
    m(d + 2) = m(d)·d(d + 2)/(d + 1)², and m(d) → μ².  Where "step", high(d + 2)(d + 1)² ≤ high(d)d(d + 2), m/high does
    not fall from d to d + 2, and as μ² ≤ high(d) ("limit") its limits are ≤ 1: m ≤ high.  Then
    m(d) ≥ μ⁴(d + 1)/(d·high(d + 1)), which is ≥ low(d): "low".
    """

    kind = "sphere_bounds"
    rules = ("polar",)
    low: Expr = part(parse)
    high: Expr = part(parse)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols of the claim: there is d alone, and it is bound."""
        need(not self.domain.kinds, "the claim is about every d, and has no other symbols")
        dimensions().declares(self.low, self.high)

    def said(self, work: Work) -> Iterator[Goal]:
        """Of both functions, for every d."""
        square = Kinked(self.kernel).mu ** 2
        high = [substitute(self.high, {"d": d}) for d in (D, D + ONE, D + TWO)]
        yield _goal("limit", square, high[0])
        yield _goal("step", high[2] * (D + ONE) ** 2, high[0] * D * (D + TWO))
        yield _goal("low", self.low * D * high[1], square**2 * (D + ONE))

    def contradictions(self, refutation: Refutation, work: Work) -> Iterator[Contradiction]:
        """A dimension in which the mean lies outside."""
        d = (refutation.at or {}).get("d")
        require(d is not None and d.op == "num" and d.value.q == 1, "a refutation names a dimension")
        assert d is not None
        mean = sphere_mean(Kinked(self.kernel), int(d.value.p))
        for key, own in (("low", self.low), ("high", self.high)):
            there = substitute(own, {"d": d})
            lhs, rhs = (there, mean) if key == "low" else (mean, there)
            yield Contradiction((), Goal(dimensions(), Relation("<=", lhs, rhs), (lhs, rhs), key))


def dimensions() -> Domain:
    """The integers d ≥ 1."""
    return Domain({"d": "integer"}, [Relation("<=", ONE, D)])


def _goal(key: str, lhs: Expr, rhs: Expr) -> Goal:
    """lhs ≤ rhs for every d, both of them defined."""
    return Goal(dimensions(), Relation("<=", lhs, rhs), (lhs, rhs), key)
