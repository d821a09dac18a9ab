"""`concave`: a function of one symbol is strictly concave."""

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, diff
from symcrit.core.claims._function import FunctionClaim
from symcrit.core.frozen import frozen


@frozen
class Concave(FunctionClaim):
    """f(x) + f(y) < 2f((x + y)/2) for all x < y in the interval of the symbol, and all values of the other symbols.

    Theorem: f continuous on an interval and f″ < 0 inside is strictly concave.  f is continuous where it is defined,
    which the goal "function" shows; f″ < 0, where f′ is defined, is the goal "bend".  It may fail at points where f′,
    which falls on both sides, is continuous: cuts and isolated zeros, as `_function` has them.
    """

    kind = "concave"
    rules = ("second-derivative",)

    def inside(self, domain: Domain) -> Goal:
        """f″ < 0."""
        slope = diff(self.expr, self.symbol)
        bend = diff(slope, self.symbol)
        return Goal(domain, Relation("<", bend, ZERO), (slope, bend), "bend")

    def of_pair(self, x: Expr, y: Expr, between: Expr, weight: Expr | None = None) -> Relation:
        """f(x) + f(y) < 2f((x + y)/2), or (1 − w)·f(x) + w·f(y) < f((1 − w)·x + w·y)."""
        if weight is None:
            return Relation("<", x + y, TWO * between)
        return Relation("<", (ONE - weight) * x + weight * y, between)

    @property
    def smooth(self) -> tuple[Expr, ...]:
        """f′."""
        return (diff(self.expr, self.symbol),)

    @property
    def curved(self) -> bool:
        """It is about f″."""
        return True
