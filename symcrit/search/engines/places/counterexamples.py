"""Points where an equation or inequality fails: special ones, then low places of the gap and edges of definedness.

What is found is told by the simplest values that can be found for it.  Core has the last word.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from symcrit.core import Domain, Expr, Grounds, OutOfWork, Refutation, Relation, RelationClaim, Work, nodes, substitute
from symcrit.search.engines.linear import roots
from symcrit.search.engines.places.charts import Chart, charts
from symcrit.search.engines.places.minima import Effort, Height, Low, descend, low_places, near
from symcrit.search.engines.places.points import points
from symcrit.search.engines.places.simpler import difficulty_of, simplify
from symcrit.search.engines.terms import num
from symcrit.search.engines.values import Point, admissible, as_floats, evaluate, is_finite, sign_at
from symcrit.search.search import Search, point_of

QUICK, DEEP, ASKED = 40, 240, 8
SIMPLER = 0.2  # of the work that is left, for a simpler point
FIRST = Effort(scan=96, descents=5, steps=150)
THOROUGH = Effort(scan=400, descents=8, steps=250)
FIRST_SHARE = 0.1  # of the work of special points, for the first low places
ONE_TARGET = 0.4  # of the work that is left, for the low places of one target on one chart
CLEAR = 1e-6  # a gap above this, beside the sides, is no violation that rounding hides
FACES = 4  # hypotheses with ≤ that are taken as equations
BITS = 160  # of a gap that machine numbers cannot tell from 0


class Hunt:
    """A relation on a domain, and what core says of a point where it seems to fail."""

    def __init__(
        self, search: Search, domain: Domain, relation: Relation, refuted: Callable[[Point], Grounds | None]
    ) -> None:
        self.search = search
        self.whole = search  # of which `search` may be a share
        self.domain = domain
        self.relation = relation
        self.refuted = refuted
        self.asked = 0
        self.asked_simpler = 0

    # -- one point

    def at(self, candidates: Iterable[Point]) -> Grounds | None:
        """The refutation at the first of these points at which core accepts one, or at a simpler point."""
        for point in candidates:
            self.search.poll()
            suspicion = suspicious(self.relation, point, self.search.work)
            if not suspicion or (suspicion == "maybe" and self.asked >= ASKED):
                continue
            self.asked += suspicion == "maybe"
            found = self.refuted(point)
            if found is not None:
                return self._simply(point) or found
        return None

    def _simply(self, point: Point) -> Grounds | None:
        """The refutation at a simpler point, as far as a share of the work finds one."""
        work = self.whole.work.share(SIMPLER)
        found = [point]
        with contextlib.suppress(OutOfWork):
            positive = {name: abs(value) for name, value in point.items()}
            if self._simpler(positive, point, work):
                found.append(positive)
            for chart in charts(self.domain, work):
                self._simplify(chart, found, work)
        return self.refuted(found[-1]) if len(found) > 1 else None

    def _simplify(self, chart: Chart, found: list[Point], work: Work) -> None:
        """Adds simpler and simpler points of a chart where the relation fails."""

        def accepted(there: Point) -> bool:
            work.charge(1)
            point = chart.point(there, work)
            if point is None or not self._simpler(point, found[-1], work):
                return False
            found.append(point)
            return True

        place = chart.parameters(found[-1])
        if place is not None:
            simplify(place, accepted)

    def _simpler(self, point: Point, other: Point, work: Work) -> bool:
        """Whether the relation fails at a point, too, that is simpler than another one."""
        if not (difficulty_of(point) < difficulty_of(other) and admissible(self.domain, point, work)):
            return False
        suspicion = suspicious(self.relation, point, work)
        if suspicion == "maybe" and self.asked_simpler < ASKED:
            self.asked_simpler += 1
            return self.refuted(point) is not None
        return suspicion == "yes"

    # -- low places

    def targets(self) -> Iterator[Expr]:
        """What may be low where the relation fails: the gap, and what a side needs to be defined."""
        gap = self.relation.gap
        yield -(gap * gap) if self.relation.op == "=" else gap
        yield from dict.fromkeys(conditions(self.relation.lhs, self.relation.rhs))

    def low(self, effort: Effort, sampled: list[Point], target: Expr, chart: Chart) -> Iterator[Point]:
        """Rational points near low places of a target on a chart."""
        work = self.search.work
        starts = [as_floats(point) for point in sampled] if chart.quadric is None else []
        starts = [{name: start[name] for name in chart.free} for start in starts]
        for low in low_places(chart, target, work, effort, starts):
            if low.level <= (0.0, CLEAR) or self.relation.op == "=":
                yield from self._near(chart, low)
                yield from self._precise(chart, target, low)

    def _precise(self, chart: Chart, target: Expr, low: Low) -> Iterator[Point]:
        """Points near a lower place beside one where the target is nearly 0, by more bits."""
        if low.level[0] > 0 or abs(low.level[1]) > CLEAR:
            return
        work = self.search.work
        height = Height(chart, lambda point: _precisely(target, point, work), work)
        start = Low(height(low.place), low.place)
        lower = descend(height, start, min(60 * len(chart.free), 600), random.Random(11), size=1e-2)
        if lower.level < start.level:
            yield from self._near(chart, lower)

    def _near(self, chart: Chart, low: Low) -> Iterator[Point]:
        for place in near(chart, low.place):
            self.search.poll()
            point = chart.point(place, self.search.work)
            if point is not None and admissible(self.domain, point, self.search.work):
                yield point

    def faces(self) -> list[Chart]:
        """Charts of the parts of the boundary where one hypothesis with ≤ is an equation."""
        shut = [relation for relation in self.domain.others if relation.op in ("<=", ">=")]
        return [
            chart
            for relation in shut[:FACES]
            for chart in charts(self.domain, self.search.work, [relation.gap])
            if chart.solved or chart.quadric
        ]


# ------------------------------------------------------------------------------------------------------- two attempts


def quick(search: Search, claim: RelationClaim) -> Grounds | None:
    """A refutation at one of the first special points, or at a low place of the gap that is soon found."""
    return quickly(_of_claim(search, claim)) or _with_roots(search, claim)


def _with_roots(search: Search, claim: RelationClaim) -> Refutation | None:
    """A refutation at a point where symbols that equations determine have irrational values."""
    smaller = roots.reduced(claim.domain, search)
    if smaller is None:
        return None
    values = smaller.values
    lhs, rhs = (substitute(side, values) for side in (claim.lhs, claim.rhs))
    inner = replace(claim, domain=smaller.domain, lhs=lhs, rhs=rhs)
    found = quick(search, inner)
    if not isinstance(found, Refutation) or found.at is None:
        return None
    refutation = claim.refutation(at=smaller.point(found.at))
    return refutation if search.refutes(claim, refutation) else None


def deep(search: Search, claim: RelationClaim) -> Grounds | None:
    """A refutation at many points, at low places of the gap, or where something ceases to be defined."""
    return deeply(_of_claim(search, claim))


def quickly(hunt: Hunt) -> Grounds | None:
    """At special points, and at the first low places."""
    search = hunt.search
    sampled = []
    for point in points(hunt.domain, search.work, QUICK):
        sampled.append(point)
        found = hunt.at([point])
        if found is not None:
            return found
    hunt.search = search.within(FIRST_SHARE)
    with contextlib.suppress(OutOfWork):
        for chart in charts(hunt.domain, hunt.search.work):
            found = hunt.at(hunt.low(FIRST, sampled, next(hunt.targets()), chart))
            if found is not None:
                return found
    hunt.search = search
    return None


def deeply(hunt: Hunt) -> Grounds | None:
    """At many points, and at low places of everything."""
    work = hunt.search.work
    sampled = list(points(hunt.domain, work, DEEP, seed=1))
    hunt.search.poll()
    found = hunt.at(sampled)
    if found is not None:
        return found
    own = [*charts(hunt.domain, work), *hunt.faces()]
    search = hunt.search
    for target in hunt.targets():
        for chart in own:
            hunt.search = search.within(ONE_TARGET)
            with contextlib.suppress(OutOfWork):
                found = hunt.at(hunt.low(THOROUGH, sampled, target, chart))
                if found is not None:
                    return found
    hunt.search = search
    return None


def _of_claim(search: Search, claim: RelationClaim) -> Hunt:
    def refuted(point: Point) -> Refutation | None:
        refutation = claim.refutation(at=point_of(point))
        return refutation if search.refutes(claim, refutation) else None

    return Hunt(search, claim.domain, claim.relation, refuted)


# ------------------------------------------------------------------------------------------------------------- points


def suspicious(relation: Relation, point: Point, work: Work) -> str:
    """ "yes" where balls show that the relation fails, "maybe" where it may be undefined or 0, else ""."""
    sign = sign_at(relation.gap, point, work)
    if sign is not None:
        return "yes" if relation.op == "=" or sign < 0 else ""
    strict_or_undefined = relation.op == "<" or not all(is_finite(side, point, work) for side in relation[1:])
    return "maybe" if strict_or_undefined else ""


def _precisely(target: Expr, point: Mapping[str, float], work: Work) -> float:
    """The value at a point of machine numbers, by balls."""
    if not all(abs(value) < float("inf") for value in point.values()):
        return float("nan")
    value = evaluate(target, {name: Fraction(at) for name, at in point.items()}, work, BITS)
    return float(value.mid()) if value.is_finite() else float("nan")


def conditions(*roots: Expr) -> Iterator[Expr]:
    """Expressions that must not become negative (or 0) for the roots to be defined."""
    for node in nodes(*roots):
        if node.op in ("sqrt", "log"):
            yield node.args[0]
        elif node.op in ("asin", "acos"):
            yield num(1) - node.args[0]
            yield node.args[0] + num(1)
        elif node.op == "pow" and node.args[0] < 0:
            yield Expr("mul", node.args[1], node.args[1])
        elif node.op == "tan":
            yield Expr("cos", node.args[0]) ** 2
