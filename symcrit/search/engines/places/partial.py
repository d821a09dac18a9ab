"""What is true of an inequality that was not decided: weaker statements, each proved and accepted by core.

For lhs < rhs with gap g = rhs − lhs:  g ≥ 0 in place of g > 0;  g + ε ≥ 0 for the smallest ε = 10^−k tried;  g > 0 on
the parts x ≤ a and x ≥ b of an interval around the place where g is least;  g > 0 with a sign of a symbol as a
hypothesis more.  Nothing here is a guess: what is not proved within the work given is not said.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf, log10

from symcrit.core import ZERO, Domain, Expr, Goals, OutOfWork, Reject, Relation, RelationClaim, sym
from symcrit.core.claims._function import FunctionClaim
from symcrit.search.engines import inequalities
from symcrit.search.engines.places.charts import Chart
from symcrit.search.engines.places.minima import Effort, low_places
from symcrit.search.engines.places.points import points
from symcrit.search.engines.places.simpler import easiest_between, simplest_between
from symcrit.search.engines.terms import rational
from symcrit.search.engines.values import Point, admissible, ends, evaluate
from symcrit.search.search import Goal, Search, with_sample

SHARE = 0.12  # of the work given, for one proof
DEPTHS = (1, 2, 3)
POWERS = (0, 1, 2, 3, 4, 6, 8, 10)  # of the ε that are tried
STEPS = (1, 2, 4, 6, 8)  # x is 2^−step of the way from the place to an end
TENS = (0, 1, 2, 3, 4, 6)  # powers of ten up to which an inequality is tried whose gap vanishes far out
FAR = 1000  # where a place of an unbounded interval counts as its end
LOOK = Effort(scan=100, descents=3, steps=100)
SYMBOLS = 4  # whose signs are tried
BITS = 128
POINTS = 10  # at which the sides of an equation are compared
AGREEING_BITS = 512
MOST_DIGITS = 100


@dataclass(frozen=True)
class Weaker:
    """Shown: a relation wherever the hypotheses hold, and those of `more`."""

    relation: Relation
    more: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class Slack:
    """Shown: lhs ≤ rhs + 10^−power."""

    power: int


@dataclass(frozen=True)
class Gap:
    """The gap at a point, to three digits; None: it is 0."""

    point: Point
    gap: str | None


@dataclass(frozen=True)
class Agreement:
    """The two sides of an equation differ by less than 10^−digits at so many points."""

    points: int
    digits: int


Fact = Weaker | Slack | Gap | Agreement


Accepted = Callable[[Search, Domain, Point], bool]  # whether core accepts a proof of the claim on a domain


class Parts:
    """Proofs about parts of a claim that rests on the sign of a gap, from a share of the work each."""

    def __init__(self, search: Search, domain: Domain, relation: Relation, accepted: Accepted) -> None:
        self.search = search
        self.domain = domain
        self.relation = relation
        self.accepted = accepted
        self.each = search.work.share(SHARE).limit

    def proved(self, domain: Domain, accepted: Accepted) -> bool:
        """Whether core accepts a proof on the domain, which is not empty."""
        own = Search(self.search.work.at_most(self.each), shapes=self.search.shapes)
        try:
            sample = next(points(domain, own.work, 1), None)
            return sample is not None and accepted(own, domain, sample)
        except (OutOfWork, Reject, RecursionError, OverflowError, ZeroDivisionError):
            self.search.poll()
            return False

    def holds(self, *more: Relation) -> bool:
        """Whether the claim is shown under more hypotheses."""
        return self.proved(Domain(self.domain.kinds, [*self.domain.where, *more]), self.accepted)

    # -- what may be shown

    def weaker(self) -> Iterator[Fact]:
        """The inequality with ≤ in place of <, or with some slack."""
        if self.relation.op == "<" and self.proved(self.domain, _of_gap(self.relation.gap, strict=False)):
            yield Weaker(Relation("<=", *self.relation[1:]))
        else:
            yield from self._slack()

    def _slack(self) -> Iterator[Slack]:
        """The smallest ε = 10^−power with lhs ≤ rhs + ε before one that is not shown."""
        shown = None
        for power in POWERS:
            slack = rational(Fraction(1, 10**power))
            if not self.proved(self.domain, _of_gap(self.relation.gap + slack, strict=False)):
                break
            shown = power
        if shown is not None:
            yield Slack(shown)

    def somewhere(self) -> Iterator[Fact]:
        """The claim on parts of an interval; where there is no such part, with signs of symbols as hypotheses."""
        found = False
        for fact in self._parts():
            found = found or isinstance(fact, Weaker)
            yield fact
        if not found:
            yield from self._signs()

    def _parts(self) -> Iterator[Fact]:
        """The inequality to the left and to the right of where its gap is least, for one real symbol."""
        if list(self.domain.kinds.values()) != ["real"] or self.domain.others:
            return
        (name,) = self.domain.kinds
        place = self._lowest(name)
        if place is None:
            return
        limits = ends(self.domain, name)
        far = [way for way, end in zip((-1, 1), limits, strict=True) if abs(end) == inf and place * way > FAR]
        if far:
            tens = [far[0] * Fraction(10) ** power for power in TENS]
            shown = self._last(name, [at for at in tens if limits[0] < at < limits[1]], -far[0])
            yield from (Weaker(self.relation, (_part(name, at, -far[0]),)) for at in shown)
            return
        found: list[Fraction] = []
        for way, end in zip((-1, 1), limits, strict=True):
            length = abs(end - place) if abs(end) < inf else 2 * max(1.0, abs(place))
            shown = self._last(name, _towards(place, way * length), way) if length > 1e-9 else []
            yield from (Weaker(self.relation, (_part(name, at, way),)) for at in shown)
            found += shown
        yield from self._gap_near(name, place, found)

    def _lowest(self, name: str) -> float | None:
        """Where the gap is least, in machine numbers."""
        lows = low_places(Chart(self.domain), self.relation.gap, self.search.work, LOOK, [])
        low = min(lows, default=None, key=lambda low: low.level)
        return None if low is None or low.level[0] > 0 else low.place[name]

    def _last(self, name: str, places: Iterable[Fraction], way: int) -> list[Fraction]:
        """The last of the places before one beyond which (on the side `way`) the inequality is not shown."""
        shown: list[Fraction] = []
        for at in places:
            if not self.holds(_part(name, at, way)):
                break
            shown = [at]
        return shown

    def _gap_near(self, name: str, place: float, parts: list[Fraction]) -> Iterator[Gap]:
        """The gap at a simple point of what is left open."""
        middle = Fraction(place)
        reach = min([abs(at - middle) for at in parts] or [Fraction(1, 8)]) / 2
        for at in (simplest_between(middle - reach, middle + reach), simplest_between(middle - reach, middle)):
            point = {name: at}
            value = evaluate(self.relation.gap, point, self.search.work, BITS)
            if admissible(self.domain, point, self.search.work) and value.is_finite():
                zero = value.mid() == 0 and value.rad() == 0
                yield Gap(point, None if zero else value.str(3, radius=False))
                return

    def _signs(self) -> Iterator[Weaker]:
        """The inequality where symbols that may have both signs are > 0, one of them or all together; or < 0."""
        limits = {name: ends(self.domain, name) for name in self.domain.kinds}
        free = [name for name, (low, high) in limits.items() if low < 0 < high]
        if not 0 < len(free) <= SYMBOLS:
            return
        for op in (">", "<"):
            signs = tuple(Relation(op, sym(name), ZERO) for name in free)
            tried = [*((sign,) for sign in signs), *([signs] if len(signs) > 1 else [])]
            shown = next((more for more in tried if self.holds(*more)), None)
            if shown is not None:
                yield Weaker(self.relation, shown)
                return


def _of_gap(gap: Expr, *, strict: bool) -> Accepted:
    """Whether core accepts a proof that a gap is > 0 (≥ 0)."""

    def accepted(own: Search, domain: Domain, sample: Point) -> bool:
        goal = Goal(domain, gap, strict)
        witness = inequalities.find(own, goal, DEPTHS)
        return witness is not None and own.accepts(goal.claim, with_sample(witness, sample))

    return accepted


def _part(name: str, at: Fraction, way: int) -> Relation:
    """x ≥ at (way 1), or x ≤ at."""
    return Relation(">=" if way > 0 else "<=", sym(name), rational(at))


def _towards(place: float, length: float) -> Iterator[Fraction]:
    """Simple numbers closer and closer to a place, from the side where the length is added."""
    for step in STEPS:
        near, further = (Fraction(place + part * length / 2**step) for part in (1, 1.9))
        yield easiest_between(min(near, further), max(near, further))


def of_relation(search: Search, claim: RelationClaim) -> Iterator[Fact]:
    """What is shown of an equation or inequality, as far as the work lasts."""
    if claim.op == "=":
        yield from _agreement(search, claim)
        return
    own = Parts(search, claim.domain, claim.relation, _of_gap(claim.relation.gap, strict=claim.op == "<"))
    yield from own.weaker()
    yield from own.somewhere()


def of_function(
    search: Search, claim: FunctionClaim, prove: Callable[[Search, FunctionClaim], Goals | None]
) -> Iterator[Fact]:
    """On which parts of its interval a function has the shape that is claimed, by the sign of its derivative."""

    def accepted(own: Search, domain: Domain, sample: Point) -> bool:
        part = replace(claim, domain=domain)
        proof = prove(own, part)
        return proof is not None and own.accepts(part, with_sample(proof, sample))

    own = Parts(search, claim.domain, claim.inside(claim.domain).relation, accepted)
    yield from (fact for fact in own.somewhere() if isinstance(fact, Weaker))


def listed(found: Iterator[Fact]) -> list[Fact]:
    """The facts up to where the work ends."""
    facts: list[Fact] = []
    with contextlib.suppress(OutOfWork, Reject, RecursionError, OverflowError, ZeroDivisionError, MemoryError):
        for fact in found:
            facts.append(fact)  # noqa: PERF402
    return facts


def _agreement(search: Search, claim: RelationClaim) -> Iterator[Agreement]:
    """How far the two sides of an equation agree at some points."""
    sizes = []
    for point in points(claim.domain, search.work, POINTS):
        value = evaluate(claim.relation.gap, point, search.work, AGREEING_BITS)
        if not value.is_finite() or not abs(value) < 1:
            return
        sizes.append(float(abs(value).upper()))
    largest = max(sizes, default=1.0)
    if largest < 1e-6:
        yield Agreement(len(sizes), MOST_DIGITS if largest < 10.0**-MOST_DIGITS else int(-log10(largest)))
