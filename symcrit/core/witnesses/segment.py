"""`segment`: rhs − lhs has its sign at another value of a symbol, and moves away from 0 from there on."""

from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, diff, num, parse, substitute, sym
from symcrit.core.algebra.sections import Sections
from symcrit.core.algebra.signs import NONNEGATIVE, POSITIVE
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import flag, name, require
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.core.work import Work


class _Along(NamedTuple):
    """A hypothesis as it holds on the whole segment, and inside of it."""

    closed: Relation
    inside: Relation


@frozen
class Segment(Witness):
    """F ≥ 0 or F > 0, because F is ≥ 0 at the value `from` of `symbol` and grows on the way to the symbol.

    `from` may depend on the other symbols; it is at most the symbol, or with `down` at least.  With `above` F is > 0
    there, and need not be strictly monotone.  A hypothesis about the symbol has a gap g that is concave in it
    (`algebra.sections`), and g ≥ 0 at `from`: so g ≥ 0 on the segment, and > 0 inside if it is at one end.
    Rule `mean-value`.
    """

    kind = "segment"
    symbol: str = part(name)
    start_at: Expr = part(parse, key="from")
    down: bool = part(flag, optional=True)
    above: bool = part(flag, optional=True)
    start: Witness | None = part(inside="witness", optional=True)
    derivative: Witness | None = part(inside="witness", optional=True)

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """The segment lies in the domain; F where it starts, and its derivative inside."""
        start, moves = self.goals(goal, context, checker.work)
        checker.prove(start, self.start or (Positive() if self.above else Zero()))
        checker.prove(moves, self.derivative or Zero())
        checker.rules.add("mean-value")
        return "exact"

    def goals(self, goal: Goal, context: Context, work: Work) -> tuple[Goal, Goal]:
        """What is to be shown where the segment starts, and inside of it; raises `Reject`."""
        op = goal.relation.op
        gap = goal.relation.gap
        end = self.start_at
        require(op not in ("=", "!="), "constant is for equations, segment for inequalities")
        good = self.symbol in goal.domain.kinds and self.symbol not in end.names
        require(good and context.undefined(end) is None, "a segment starts at a value of the symbol that is defined")
        strict = op in ("<", ">") and not self.above
        way = num(-1 if self.down else 1)
        moved = end - sym(self.symbol) if self.down else sym(self.symbol) - end
        ordered = context.signs(moved) <= (POSITIVE if strict else NONNEGATIVE)
        require(ordered, "the segment is not shown to end at the symbol")
        domain = goal.domain.real(self.symbol)
        along = self._along(domain, context, work)
        closed = Domain(domain.kinds, [part.closed for part in along])
        where = [part.inside for part in along]
        if not any(relation.op in ("<", ">") and relation.gap is moved for relation in where):
            where.append(Relation("<", ZERO, moved))
        inside = Domain(domain.kinds, where)
        start = Relation("<" if self.above else "<=", ZERO, substitute(gap, {self.symbol: end}))
        slope = way * diff(gap, self.symbol)
        moves = Relation("<" if strict else "<=", ZERO, slope)
        return Goal(closed, start, (gap, end)), Goal(inside, moves, (slope,))

    def _along(self, domain: Domain, context: Context, work: Work) -> list[_Along]:
        """The hypotheses on the segment."""
        sections = Sections(domain, self.symbol, work)
        require(all(map(sections.connected, sections.about)), f"{self.symbol} is not seen to range over an interval")
        return [
            self._along_one(relation, context) if relation in sections.about else _Along(relation, relation)
            for relation in domain.where
        ]

    def _along_one(self, relation: Relation, context: Context) -> _Along:
        """A hypothesis about the symbol: what of it holds at the start too, and what follows inside."""
        op, lhs, rhs = relation
        there = relation.at({self.symbol: self.start_at})
        if op != "=" and context.holds(there._replace(op=op[0])):
            return _Along(relation, Relation(op[0], lhs, rhs))
        weak = op if op == "=" else op[0] + "="
        require(context.holds(there._replace(op=weak)), "a hypothesis is not shown where the segment starts")
        return _Along(Relation(weak, lhs, rhs), relation)
