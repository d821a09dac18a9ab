"""Points to which a domain can be walked, symbol by symbol: that it is connected (see `core.algebra.sections`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple, Protocol

from symcrit.core import Context, Domain, Lemma, Relation, Witness
from symcrit.core.algebra.sections import connected
from symcrit.search.engines import floats
from symcrit.search.engines.places.points import points
from symcrit.search.engines.terms import rational
from symcrit.search.engines.values import Point, admissible
from symcrit.search.search import Goal, Search, lemma, point_of, relations

MOST = 8  # points that are tried
SLACK = -1e-12  # what is less in machine numbers is negative


class Prover(Protocol):
    """What proves inequalities (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""


class Centre(NamedTuple):
    """A point of a domain, and lemmas with which core sees that every point is joined to it."""

    point: Point
    lemmas: tuple[Lemma, ...]


def centre(prover: Prover, domain: Domain, first: Point, depth: int) -> Centre | None:
    """The first point for which this is shown; on a product of intervals, any."""
    if not domain.others:
        return Centre(first, ())
    for point in _candidates(prover, domain, first):
        wanted = list(_wanted(domain, point))
        if all(_plausible(prover, domain, relation) for relation in wanted):
            found = _shown(prover, domain, point, wanted, depth)
            if found is not None:
                return found
    return None


def _candidates(prover: Prover, domain: Domain, first: Point) -> Iterator[Point]:
    """The point 0 where it belongs to the domain, and samples."""
    origin = dict.fromkeys(domain.kinds, Fraction(0))
    if admissible(domain, origin, prover.search.work):
        yield origin
    yield first
    yield from points(domain, prover.search.work, MOST)


def _wanted(domain: Domain, point: Point) -> Iterator[Relation]:
    """The hypotheses as they become on the way: about a symbol that is put at its value."""
    where = list(domain.where)
    for name in domain.kinds:
        there = {name: rational(point[name])}
        yield from (relation.at(there) for relation in where if name in relation.gap.names)
        where = [relation.at(there) for relation in where]


def _plausible(prover: Prover, domain: Domain, relation: Relation) -> bool:
    """Whether a relation holds at the samples, in machine numbers."""
    value = floats.compiled(relation.gap, prover.search.work)
    seen = [value(point) for point in prover.floats(domain)]
    if relation.op in ("=", "!="):
        return False
    return all(here > 0 if relation.op in ("<", ">") else here > SLACK for here in seen)


def _shown(prover: Prover, domain: Domain, point: Point, wanted: list[Relation], depth: int) -> Centre | None:
    """The lemmas for what core does not see at once."""
    known: list[Lemma] = []
    for relation in wanted:
        if prover.context(domain, relations(known)).holds(relation):
            continue
        goal = Goal(domain, relation.gap, relation.op in ("<", ">"))
        proof = prover.prove(goal, depth)
        if proof is None:
            return None
        known.append(lemma(goal.relation, proof))
    good = connected(prover.context(domain, relations(known)), point_of(point))
    return Centre(point, tuple(known)) if good else None
