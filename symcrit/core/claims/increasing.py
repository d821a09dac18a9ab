"""`increasing`: a function of one symbol increases strictly."""

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, diff
from symcrit.core.claims._function import FunctionClaim
from symcrit.core.frozen import frozen


@frozen
class Increasing(FunctionClaim):
    """f(x) < f(y) for all x < y in the interval of the symbol, and all values of the other symbols.

    Theorem: f continuous on an interval and f′ > 0 inside is strictly increasing (mean value theorem).  f is continuous
    where it is defined, which the goal "function" shows; f′ > 0 is the goal "slope".
    It may fail at finitely many points, or at isolated zeros of f′: see `_function`.
    """

    kind = "increasing"
    rules = ("mean-value",)

    def inside(self, domain: Domain) -> Goal:
        """f′ > 0."""
        slope = diff(self.expr, self.symbol)
        return Goal(domain, Relation("<", ZERO, slope), (slope,), "slope")

    def of_pair(self, x: Expr, y: Expr, between: Expr, weight: Expr | None = None) -> Relation:
        """f(x) < f(y)."""
        return Relation("<", x, y)
