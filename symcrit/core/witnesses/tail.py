"""`tail`: rhs − lhs tends to a limit that is ≥ 0 as a symbol grows, and falls towards it."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import ZERO, diff, num
from symcrit.core.algebra.limits import limit
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import Reject, flag, name, require
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero


@frozen
class Tail(Witness):
    """F ≥ 0 or F > 0, because F → L ≥ 0 as `symbol` → ∞ (with `below`: → −∞), and F falls on the way there.

    The interval of the symbol has no end on that side.  F is defined, so continuous, on it and differentiable inside,
    where its derivative has one sign; so F lies above all its later values, and above L: strictly where the derivative
    is strict, and with `above` F is > 0 because L is.  Rule `mean-value`.  L comes from `algebra.limits`.
    """

    kind = "tail"
    symbol: str = part(name)
    below: bool = part(flag, optional=True)
    above: bool = part(flag, optional=True)
    start: Witness | None = part(inside="witness", optional=True)
    derivative: Witness | None = part(inside="witness", optional=True)

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """The limit, and the derivative inside."""
        op = goal.relation.op
        gap = goal.relation.gap
        symbol = self.symbol
        require(op not in ("=", "!="), "tail is for inequalities")
        require(goal.domain.interval(symbol), f"{symbol} does not range over an interval of its own")
        domain = goal.domain.real(symbol)
        ends = domain.lower if self.below else domain.upper
        require(symbol not in ends, f"{symbol} is bounded on that side")
        strict = op in ("<", ">") and not self.above
        way = -1 if self.below else 1
        there = context if domain == goal.domain else checker.context(domain)
        require(there.undefined(gap) is None, "the difference is not shown to be defined")
        end = limit(gap, symbol, there, way)
        if end is None:
            raise Reject("the limit of the difference is not seen from its form")
        start = Relation("<" if self.above else "<=", ZERO, end)
        checker.prove(Goal(domain, start, (end,)), self.start or (Positive() if self.above else Zero()))
        slope = num(-way) * diff(gap, symbol)
        moves = Relation("<" if strict else "<=", ZERO, slope)
        checker.prove(Goal(domain.ends(symbol, shut=False), moves, (slope,)), self.derivative or Zero())
        checker.rules.add("mean-value")
        return "exact"
