"""`split`: where a symbol is at most a value, and where it is larger."""

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import Expr, constant, sym
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import name


@frozen
class Split(Witness):
    """The goal where `symbol` ≤ `at`, by `below`, and where it is > `at`, by `above`."""

    kind = "split"
    by_parts = True
    symbol: str = part(name)
    at: Expr = part(constant)
    below: Witness = part(inside="witness")
    above: Witness = part(inside="witness")

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """Both parts, each with its hypothesis."""
        symbol = sym(self.symbol)
        goal.domain.declares(symbol)
        for op, witness in (("<=", self.below), (">", self.above)):
            part_of = goal.domain.also(Relation(op, symbol, self.at))
            checker.prove(goal._replace(domain=part_of), witness)
        return "exact"
