"""`convex`: a function of one symbol is strictly convex."""

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import TWO, ZERO, Expr, diff
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

    def of_pair(self, x: Expr, y: Expr, middle: Expr) -> Relation:
        """2f((x + y)/2) < f(x) + f(y)."""
        return Relation("<", TWO * middle, x + y)

    @property
    def smooth(self) -> tuple[Expr, ...]:
        """f′."""
        return (diff(self.expr, self.symbol),)

    @property
    def needs_middle(self) -> bool:
        """It must satisfy the hypotheses, too."""
        return True
