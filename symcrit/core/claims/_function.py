"""Claims about the shape of a function of one symbol, over the interval that the hypotheses give it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Self

from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, constant, num, substitute, sym, symbols
from symcrit.core.algebra.points import Point
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.frozen import frozen
from symcrit.core.gaussian.language import free_of, parse_statement
from symcrit.core.gaussian.plain import plain
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import name, need, require
from symcrit.core.refuting import POINT, at, failing, with_gap
from symcrit.core.work import Work


@frozen
class AtPair(Refutation):
    """Two points of the interval: `at`, and the same with a larger value `other` of the symbol."""

    other: Expr = part(constant)


@frozen
class FunctionClaim(GoalClaim):
    """`expr`, as a function of `symbol` on its interval, has a shape that a sign of derivatives inside implies.

    Goals: "function", defined (so continuous) on the whole interval, and one of its kind on the inside.
    """

    refutation = AtPair
    expr: Expr = part(parse_statement)
    symbol: str = part(name)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols that are not declared, and for one that is called as a function is."""
        super().well_formed()
        free_of(self.domain, self.expr)
        need(self.symbol in self.domain.kinds, f"symbol {self.symbol} is not declared")

    def plain(self, work: Work) -> tuple[Self, bool]:
        """The same claim without expectations, and whether it had any."""
        domain, (expr,), changed = plain(self.domain, [self.expr], work)
        return (type(self)(domain=domain, expr=expr, symbol=self.symbol), True) if changed else (self, False)

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """f defined on the interval, and its derivatives inside."""
        symbol = self.symbol
        require(self.domain.interval(symbol), f"{symbol} does not range over an interval of its own")
        domain = self.domain.real(symbol)
        yield Goal(domain, Relation("=", ZERO, ZERO), (self.expr,), "function")
        yield self.inside(domain.ends(symbol, shut=False))

    @abstractmethod
    def inside(self, domain: Domain) -> Goal:
        """What is asked of the derivatives on the inside of the interval."""

    @abstractmethod
    def of_pair(self, x: Expr, y: Expr, middle: Expr) -> Relation:
        """What the claim says of the values at two points and in the middle between them."""

    def refute(self, checker: Checker, refutation: AtPair) -> Failure:
        """Two points of the interval, all between them in it, whose values contradict the claim."""
        checker.derive(None, refutation.kernel)
        point = refutation.at or {}
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        self._one_interval(point)
        x = point[self.symbol]
        y = refutation.other
        middle = num((x.value + y.value) / 2)
        own, reduced = self.plain(checker.work)
        relation = self.of_pair(*(substitute(own.expr, {**point, self.symbol: z}) for z in (x, y, middle)))
        used = (y, middle) if self.needs_middle else (y,)
        inside = all(satisfied(self.domain, {**point, self.symbol: z}, checker.work) for z in used)
        good = inside and y.value > x.value
        require(good, "the other point (and the middle) must satisfy the hypotheses, to the right")
        goal = Goal(POINT, relation, key="pair").with_sides()
        where = f"{at(point)}, other {self.symbol} = {y.value}"
        if reduced:  # what stands for an expectation may be undefined where that is not
            return with_gap(checker, where, [goal], smooth=True)
        return failing(checker, where, [goal], smooth=True)

    @property
    def needs_middle(self) -> bool:
        """Whether `of_pair` speaks of the middle."""
        return False

    def _one_interval(self, point: Point) -> None:
        """Raises `Reject` unless the symbol, at this point of the others, is seen to range over an interval."""
        where = [relation.at({**point, self.symbol: sym(self.symbol)}) for relation in self.domain.where]
        ranges = Domain({self.symbol: "real"}, where)
        about = [relation for relation in ranges.others if self.symbol in symbols(relation.lhs, relation.rhs)]
        require(not about, f"{self.symbol} is not seen to range over an interval")
