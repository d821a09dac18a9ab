"""Points where an equation or inequality fails: cheap ones first, then minima of the gap and edges of definedness."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import islice
from math import isnan

from symcrit.core import Expr, OutOfWork, Refutation, RelationClaim, Work, nodes
from symcrit.search.engines import floats
from symcrit.search.engines.points import points
from symcrit.search.engines.simpler import simplest
from symcrit.search.engines.terms import num
from symcrit.search.engines.values import Point, admissible, as_floats, is_finite, sign_at
from symcrit.search.search import Search, point_of

QUICK, DEEP, ASKED = 40, 240, 8
SIMPLER = 0.2  # of the work that is left, for a simpler point


def quick(search: Search, claim: RelationClaim) -> Refutation | None:
    """A refutation at one of the first special points."""
    return _try(search, claim, points(claim.domain, search.work, QUICK))


def deep(search: Search, claim: RelationClaim) -> Refutation | None:
    """A refutation at many points, at minima of the gap, or where something ceases to be defined."""
    sampled = list(points(claim.domain, search.work, DEEP, seed=1))
    search.poll()
    found = _try(search, claim, iter(sampled))
    return found or _try(search, claim, _promising(search, claim, sampled))


def _try(search: Search, claim: RelationClaim, candidates: Iterator[Point]) -> Refutation | None:
    """The refutation at the first of these points at which core accepts one."""
    asked = 0
    for point in candidates:
        search.poll()
        suspicion = suspicious(claim, point, search.work)
        if not suspicion or (suspicion == "maybe" and asked >= ASKED):
            continue
        asked += suspicion == "maybe"
        refutation = Refutation(at=point_of(point))
        if search.refutes(claim, refutation):
            return _told_simply(search, claim, point) or refutation
    return None


def _told_simply(search: Search, claim: RelationClaim, point: Point) -> Refutation | None:
    """The refutation at a simpler point, as far as a share of the work finds one."""
    own = search.within(SIMPLER)
    best = point

    def accepted(there: Point) -> bool:
        nonlocal best
        own.poll()
        fails = admissible(claim.domain, there, own.work) and suspicious(claim, there, own.work) == "yes"
        best = there if fails else best
        return fails

    with contextlib.suppress(OutOfWork):
        simplest(point, accepted)
    refutation = Refutation(at=point_of(best))
    return refutation if best != point and search.refutes(claim, refutation) else None


def suspicious(claim: RelationClaim, point: Point, work: Work) -> str:
    """ "yes" where balls show that the claim fails, "maybe" where it may be undefined or 0, else ""."""
    relation = claim.relation
    sign = sign_at(relation.gap, point, work)
    if sign is not None:
        return "yes" if relation.op == "=" or sign < 0 else ""
    strict_or_undefined = relation.op == "<" or not all(is_finite(side, point, work) for side in relation[1:])
    return "maybe" if strict_or_undefined else ""


def _promising(search: Search, claim: RelationClaim, sampled: list[Point]) -> Iterator[Point]:
    """Rational points near minima of the gap and of everything that must be positive or non-zero."""
    relation = claim.relation
    if not any(kind == "real" for kind in claim.domain.kinds.values()):
        return
    targets = list(conditions(relation.lhs, relation.rhs))
    if relation.op != "=":
        targets.insert(0, relation.gap)
    for target in targets:
        search.poll()
        yield from _around_minimum(search, claim, target, sampled)


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


def _around_minimum(search: Search, claim: RelationClaim, target: Expr, sampled: list[Point]) -> Iterator[Point]:
    """Rational points near the places that pattern search from the lowest samples of `target` ends at."""
    function = floats.compiled(target, search.work)
    valued = [(function(point), point) for point in sampled]
    starts = sorted((pair for pair in valued if not isnan(pair[0])), key=lambda pair: pair[0])
    for _, start in _spread(starts):
        search.poll()
        lowest = floats.descend(function, as_floats(start), claim.domain)
        for point in floats.rationalised(lowest, start, claim.domain):
            if admissible(claim.domain, point, search.work):
                yield point


def _spread(starts: list[tuple[float, Point]]) -> Iterator[tuple[float, Point]]:
    """The lowest start and a few others."""
    return islice(starts, 0, len(starts), max(1, len(starts) // 5))
