"""Points where an equation or inequality fails: cheap ones first, then minima of the gap and edges of definedness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice

from symcrit.core.algebra.expr import Expr, nodes
from symcrit.core.claims import Claim
from symcrit.core.work import Work
from symcrit.search.engines import floats
from symcrit.search.engines.points import Point, admissible, is_finite, points, sign_at
from symcrit.search.engines.terms import num
from symcrit.search.search import JSON, Search, Witness, minus, point_json, relation_of

QUICK, DEEP, ASKED = 40, 240, 8


def quick(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A refutation at one of the first special points."""
    return _try(search, claim, core, points(claim.domain, search.work, QUICK))


def deep(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A refutation at many points, at minima of the gap, or where something ceases to be defined."""
    sampled = list(points(claim.domain, search.work, DEEP, seed=1))
    search.poll()
    return _try(search, claim, core, iter(sampled)) or _try(search, claim, core, _promising(search, claim, sampled))


def _try(search: Search, claim: Claim, core: JSON, candidates: Iterator[Point]) -> Witness | None:
    asked = 0
    for point in candidates:
        search.poll()
        suspicion = suspicious(claim, point, search.work)
        if not suspicion or (suspicion == "maybe" and asked >= ASKED):
            continue
        asked += suspicion == "maybe"
        witness = {"at": point_json(point)}
        if search.refutes(core, witness):
            return {"kind": "refute", **witness}
    return None


def suspicious(claim: Claim, point: Point, work: Work) -> str:
    """ "yes" where balls show that the claim fails, "maybe" where it may be undefined or 0, else ""."""
    relation = relation_of(claim)
    gap = minus(relation.lhs, relation.rhs) if relation.op == "=" else relation.gap
    sign = sign_at(gap, point, work)
    if sign is not None:
        return "yes" if relation.op == "=" or sign < 0 else ""
    strict_or_undefined = relation.op == "<" or not all(is_finite(side, point, work) for side in relation[1:])
    return "maybe" if strict_or_undefined else ""


def _promising(search: Search, claim: Claim, sampled: list[Point]) -> Iterator[Point]:
    """Rational points near minima of the gap and of everything that must be positive or non-zero."""
    relation = relation_of(claim)
    if not any(kind == "real" for kind in claim.domain.kinds.values()):
        return
    gaps = [] if relation.op == "=" else [relation.gap]
    for target in (*gaps, *conditions(relation.lhs, relation.rhs)):
        search.poll()
        yield from _around_minimum(search, claim, target, sampled)


def conditions(*roots: Expr) -> Iterator[Expr]:
    """Expressions that must not become negative (or 0) for the roots to be defined."""
    for node in nodes(*roots):
        if node.op in ("sqrt", "log"):
            yield node.args[0]
        elif node.op in ("asin", "acos"):
            yield minus(num(1), node.args[0])
            yield minus(node.args[0], num(-1))
        elif node.op == "pow" and node.args[0] < 0:
            yield Expr("mul", node.args[1], node.args[1])
        elif node.op == "tan":
            yield Expr("cos", node.args[0]) ** 2


def _around_minimum(search: Search, claim: Claim, target: Expr, sampled: list[Point]) -> Iterator[Point]:
    function = floats.compiled(target, search.work)
    starts = [(function(p), p) for p in sampled]
    starts = sorted(((v, p) for v, p in starts if v == v), key=lambda pair: pair[0])
    for _, start in _spread(starts):
        search.poll()
        lowest = floats.descend(function, {n: float(v) for n, v in start.items()}, claim.domain)
        for point in floats.rationalised(lowest, start, claim.domain):
            if admissible(claim.domain, point, search.work):
                yield point


def _spread(starts: list[tuple[float, Point]]) -> Iterator[tuple[float, Point]]:
    """The lowest start and a few others."""
    return islice(starts, 0, len(starts), max(1, len(starts) // 5))


def as_floats(point: Mapping[str, Fraction]) -> dict[str, float]:
    """The point in machine numbers."""
    return {name: float(value) for name, value in point.items()}
