"""`convex`: a function of one symbol is strictly convex."""

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, diff
from symcrit.core.claims._function import FunctionClaim
from symcrit.core.frozen import frozen


@frozen
class Convex(FunctionClaim):
    """2f((x + y)/2) < f(x) + f(y) for all x < y in the interval of the symbol, and all values of the other symbols.

    Theorem: −f, continuous on an interval with −f″ < 0 inside, is strictly concave.  f is continuous where it is
    defined, which the goal "function" shows; f″ > 0, where f′ is defined, is the goal "bend".  It may fail at points
    where f′, which grows on both sides, is continuous: cuts and isolated zeros, as `_function` has them.
    """

    kind = "convex"
    rules = ("second-derivative",)

    def inside(self, domain: Domain) -> Goal:
        """f″ > 0."""
        slope = diff(self.expr, self.symbol)
        bend = diff(slope, self.symbol)
        return Goal(domain, Relation("<", ZERO, bend), (slope, bend), "bend")

    def of_pair(self, x: Expr, y: Expr, between: Expr, weight: Expr | None = None) -> Relation:
        """2f((x + y)/2) < f(x) + f(y), or f((1 − w)·x + w·y) < (1 − w)·f(x) + w·f(y)."""
        if weight is None:
            return Relation("<", TWO * between, x + y)
        return Relation("<", between, (ONE - weight) * x + weight * y)

    @property
    def smooth(self) -> tuple[Expr, ...]:
        """f′."""
        return (diff(self.expr, self.symbol),)

    @property
    def curved(self) -> bool:
        """It is about f″."""
        return True
