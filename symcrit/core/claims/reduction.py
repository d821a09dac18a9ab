"""`reduction`: the kernel is its mean, its linear part, and a rest of the order ρ²."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.affine.target import Kinked
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, parse, substitute, sym, symbols
from symcrit.core.claims._affine import Contradiction, KinkedClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Refutation, part
from symcrit.core.reading import require
from symcrit.core.work import Work

RHO = sym("rho")


@frozen
class Reduction(KinkedClaim):
    """h(ρ) = μ² + α²ρ + R(ρ) with R even, R(0) = 0 and 0 ≤ R(ρ) ≤ `bound`·ρ² for −1 ≤ ρ ≤ 1.

    Theorem (rule `hermite`): E[σ(u·x) σ(b·x)] is the sum of the products of the means, of the linear parts, and of the
    rests, so that a wide network f* is seen by a student as its mean and its linear part, up to R.  The goals are the
    four statements about R: "even", "zero" (at 0), "rest" (0 ≤ R) and "bound", for ρ ≥ 0, which is enough as R is even.
    The bound is a number: it does not depend on the symbols of the claim, one of which might be called rho.
    """

    kind = "reduction"
    rules = ("hermite",)
    bound: Expr = part(parse)

    def said(self, work: Work) -> Iterator[Goal]:
        """R is even, 0 at 0, and between 0 and bound·ρ²."""
        require(not symbols(self.bound), "the bound is a number")
        kinked = Kinked(self.kernel)
        rest = kinked.h(RHO) - kinked.mu**2 - kinked.alpha**2 * RHO
        mirrored = substitute(rest, {"rho": -RHO})
        start = substitute(rest, {"rho": ZERO})
        limit = self.bound * RHO**2
        closed = Domain({"rho": "real"}, [Relation("<=", ZERO, RHO), Relation("<=", RHO, ONE)])
        positive = closed.ends("rho", shut=False, way=1)
        yield Goal(closed, Relation("=", rest, mirrored), (rest, mirrored), "even")
        yield Goal(Domain({}), Relation("=", start, ZERO), (start, ZERO), "zero")
        yield Goal(closed, Relation("<=", ZERO, rest), (ZERO, rest), "rest")
        yield Goal(positive, Relation("<=", rest, limit), (rest, limit), "bound")

    def contradictions(self, refutation: Refutation, work: Work) -> Iterator[Contradiction]:
        """A ρ where R is negative, or above the bound."""
        found = self.by_key(work)
        for key in ("rest", "bound"):
            yield Contradiction((), found[key])
