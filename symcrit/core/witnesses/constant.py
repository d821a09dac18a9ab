"""`constant`: lhs − rhs does not depend on a symbol, and is 0 at one of its values."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, diff, parse, substitute, symbols
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import name, require
from symcrit.core.witnesses.zero import Zero


@frozen
class Constant(Witness):
    """F = 0, because F is 0 at the value `at` of `symbol` and F′ = 0 inside its interval.  Rule `zero-derivative`.

    F is defined, so continuous, on the interval, and the value lies in it.  `start` proves F = 0 there, `derivative`
    F′ = 0; without them normal form 0 does.
    """

    kind = "constant"
    symbol: str = part(name)
    at: Expr = part(parse)
    start: Witness | None = part(inside="witness", optional=True)
    derivative: Witness | None = part(inside="witness", optional=True)

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """Two equations: at the value, and of the derivative."""
        symbol, gap = self.symbol, goal.relation.gap
        require(goal.relation.op == "=", "constant is for equations, chain for inequalities")
        require(goal.domain.interval(symbol), f"{symbol} does not range over an interval of its own")
        domain = goal.domain.real(symbol)
        inside = [r.at({symbol: self.at}) for r in domain.where if symbol in symbols(r.lhs, r.rhs)]
        good = symbol not in symbols(self.at) and all(map(checker.context(domain).holds, inside))
        require(good, "the value is outside the interval")
        start = Relation("=", ZERO, substitute(gap, {symbol: self.at}))
        checker.prove(Goal(domain, start, (gap, self.at)), self.start or Zero())
        slope = diff(gap, symbol)
        moves = Goal(domain.ends(symbol, shut=False), Relation("=", ZERO, slope), (slope,))
        checker.prove(moves, self.derivative or Zero())
        checker.rules.add("zero-derivative")
        return "exact"
