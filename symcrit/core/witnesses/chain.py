"""`chain`: rhs − lhs has its sign at an end of the interval of a symbol, and moves away from 0."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, diff, num, parse, substitute
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import flag, name, require
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero


@frozen
class Chain(Witness):
    """F ≥ 0 or F > 0, because F is 0 at an end of the interval of `symbol` and grows from there.  Rule `mean-value`.

    F is defined, so continuous, up to the end, and differentiable inside.  `end` is that end as the hypotheses write
    it; with `above` F is > 0 there, and need not be strictly monotone.  `start` and `derivative` prove both parts.
    """

    kind = "chain"
    symbol: str = part(name)
    end: Expr = part(parse, key="from")
    above: bool = part(flag, optional=True)
    start: Witness | None = part(inside="witness", optional=True)
    derivative: Witness | None = part(inside="witness", optional=True)

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """F at the end, and its derivative inside."""
        op, gap = goal.relation.op, goal.relation.gap
        require(op not in ("=", "!="), "constant is for equations, chain for inequalities")
        symbol = self.symbol
        require(goal.domain.interval(symbol), f"{symbol} does not range over an interval of its own")
        domain = goal.domain.real(symbol)
        lower, upper = domain.lower.get(symbol), domain.upper.get(symbol)
        if lower is not None and lower.value is self.end:
            way, bound = 1, lower
        elif upper is not None and upper.value is self.end:
            way, bound = -1, upper
        else:
            way, bound = 0, None
        strict = op in ("<", ">") and not self.above
        good = bound is not None and (bound.strict or not strict)
        require(good, "not an end, or F is 0 at an end that belongs to the interval")
        there = domain.ends(symbol, shut=True, way=way)
        start = Relation("<" if self.above else "<=", ZERO, substitute(gap, {symbol: self.end}))
        checker.prove(Goal(there, start, (gap, self.end)), self.start or (Positive() if self.above else Zero()))
        slope = num(way) * diff(gap, symbol)
        moves = Relation("<" if strict else "<=", ZERO, slope)
        checker.prove(Goal(domain.ends(symbol, shut=False), moves, (slope,)), self.derivative or Zero())
        checker.rules.add("mean-value")
        return "exact"
