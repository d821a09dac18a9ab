"""Pairs of points that show that a function is not strictly increasing, or not strictly concave."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symcrit.core.algebra.expr import diff
from symcrit.core.claims import Claim
from symcrit.search.engines import floats
from symcrit.search.engines.counterexamples import as_floats
from symcrit.search.engines.points import Point, admissible, points
from symcrit.search.search import JSON, Search, Witness, point_json

STEPS = [Fraction(1), Fraction(1, 10), Fraction(1, 100), Fraction(1, 10**4), Fraction(1, 10**7), Fraction(10)]


def refute(search: Search, claim: Claim, core: JSON, limit: int = 40) -> Witness | None:
    """A refutation of `increasing` or `concave` at two points of the interval."""
    asked = 0
    function = floats.compiled(claim.parts["expr"], search.work)
    for point, other in _pairs(search, claim, limit):
        search.poll()
        gap = _gap(function, claim, point, other)
        if gap > 1e-15 * max(1.0, abs(function(as_floats(point)))):
            continue
        asked += not gap < 0
        if asked > 12:
            continue
        witness = {"at": point_json(point), "other": str(other)}
        if search.refutes(core, witness):
            return {"kind": "refute", **witness}
    return None


def _gap(function: floats.Function, claim: Claim, point: Point, other: Fraction) -> float:
    """f(y) − f(x), or 2f((x+y)/2) − f(x) − f(y), in machine numbers; nan counts as suspicious."""
    here, name = as_floats(point), claim.parts["symbol"]
    left, right = function(here), function({**here, name: float(other)})
    if claim.kind == "increasing":
        return right - left
    return 2 * function({**here, name: float((point[name] + other) / 2)}) - left - right


def _pairs(search: Search, claim: Claim, limit: int) -> Iterator[tuple[Point, Fraction]]:
    """Pairs around the points where the derivative that should have a sign is worst, then any pairs."""
    name, domain = claim.parts["symbol"], claim.domain
    sampled = list(points(domain, search.work, limit))
    slope = diff(claim.parts["expr"], name)
    wanted = floats.compiled(slope if claim.kind == "increasing" else diff(slope, name), search.work)
    way = 1 if claim.kind == "increasing" else -1
    ranked = sorted(
        ((way * wanted(as_floats(p)), i) for i, p in enumerate(sampled)), key=lambda r: (r[0] == r[0], r[0])
    )
    order = [sampled[i] for value, i in ranked if not value > 0][:12]
    if ranked:
        lowest = floats.descend(lambda p: way * wanted(p), as_floats(sampled[ranked[0][1]]), domain)
        order += list(floats.rationalised(lowest, sampled[ranked[0][1]], domain))[:6]
    for point in order:
        for step in STEPS if domain.kinds[name] == "real" else [Fraction(1), Fraction(2)]:
            ends = (point[name] - step / 2, point[name] + step / 2)
            ends = ends if domain.kinds[name] == "real" else (point[name], point[name] + step)
            if all(admissible(domain, {**point, name: end}, search.work) for end in ends):
                yield {**point, name: ends[0]}, ends[1]
    for point in sampled[:10]:
        for other in sampled[:10]:
            if other[name] > point[name] and admissible(domain, {**point, name: other[name]}, search.work):
                yield point, other[name]
