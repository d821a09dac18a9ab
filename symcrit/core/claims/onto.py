"""`onto`: a quotient increases strictly over an interval, from its first value to infinity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Bound, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, constant, diff, parse, substitute
from symcrit.core.claims._affine import AffineClaim, Contradiction
from symcrit.core.claims._goals import NOTHING
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Refutation, part
from symcrit.core.reading import Reject, name, need, require
from symcrit.core.work import Work


@frozen
class NotOnto(Refutation):
    """A point `at`; with a larger value `other` of the symbol, at which the quotient is not larger."""

    other: Expr | None = part(constant, optional=True)


@frozen
class Onto(AffineClaim):
    """f = N/p takes every value from f(a) on exactly once on the interval [a, b) of `symbol`, for all values of the
    other symbols: N = `numerator`, p = `denominator`.

    Theorem (rule `intermediate-value`): a continuous, strictly increasing f on [a, b) that tends to infinity does so.
    f is defined on [a, b) ("function"), so continuous, and f′ > 0 inside ("derivative"); N and p are continuous on
    [a, b], p(b) = 0 ("pole") and N(b) > 0 ("top"), so |f| tends to infinity, and f, increasing, to +infinity.
    The symbol is real, and [a, b) depends on no other symbol.
    """

    kind = "onto"
    rules = ("intermediate-value",)
    refutation = NotOnto
    numerator: Expr = part(parse)
    denominator: Expr = part(parse)
    symbol: str = part(name)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols that are not declared."""
        super().well_formed()
        need(self.symbol in self.domain.kinds, f"symbol {self.symbol} is not declared")

    @property
    def quotient(self) -> Expr:
        """f."""
        return self.numerator / self.denominator

    def end(self) -> Bound:
        """b, where the hypotheses make [a, b) the range of the symbol; raises `Reject`."""
        symbol, domain = self.symbol, self.domain
        low, high = domain.lower.get(symbol), domain.upper.get(symbol)
        alone = domain.interval(symbol) and domain.kinds[symbol] == "real"
        if not alone or low is None or high is None:
            raise Reject(f"{symbol} does not range over a bounded real interval of its own")
        require(not low.strict and high.strict, "the interval is [a, b)")
        return high

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """N/p increases strictly on [a, b), N and p are continuous on [a, b], p(b) = 0 and N(b) > 0."""
        symbol, top, bottom = self.symbol, self.numerator, self.denominator
        end = {symbol: self.end().value}
        domain = self.domain.real(symbol)
        inside = domain.ends(symbol, shut=False)
        closed = domain.ends(symbol, shut=True, way=-1)
        slope = diff(self.quotient, symbol)
        yield Goal(domain, Relation("=", ZERO, ZERO), (self.quotient,), "function")
        yield Goal(closed, Relation("=", substitute(bottom, end), ZERO), (top, bottom), "pole")
        yield Goal(closed, Relation("<", ZERO, substitute(top, end)), (top,), "top")
        yield Goal(inside, Relation("<", ZERO, slope), (slope,), "derivative")

    def contradictions(self, refutation: NotOnto, work: Work) -> Iterator[Contradiction]:
        """Two points x < y with f(x) ≥ f(y); or N(b) and p(b) are defined and p(b) ≠ 0, where f tends to N(b)/p(b)."""
        found = {goal.key: goal for goal in self.goals(work)}
        point = refutation.at or {}
        if refutation.other is not None:
            x, y = point.get(self.symbol, ZERO), refutation.other
            there = satisfied(self.domain, {**point, self.symbol: y}, work)
            require(there and y.value > x.value, "the other point must satisfy the hypotheses, to the right")
            first, second = (substitute(self.quotient, {**point, self.symbol: place}) for place in (x, y))
            yield Contradiction((), Goal(self.domain, Relation("<", first, second), key="pair"))
            return
        top = substitute(self.numerator, {self.symbol: self.end().value})
        defined = found["pole"]._replace(relation=Relation("=", top, top))
        yield Contradiction((defined,), found["pole"])
