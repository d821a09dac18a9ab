"""Configurations: the witnesses that core's checkers take, and small instances that refute."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.claims import Claim
from symcrit.core.domain import Domain, Relation
from symcrit.core.expr import substitute
from symcrit.core.loss import Groups
from symcrit.theorems.finders import functions, inequalities
from symcrit.theorems.finders.field import Field
from symcrit.theorems.finders.points import points
from symcrit.theorems.finders.search import JSON, Search, Witness, point_json, write
from symcrit.theorems.finders.terms import num, sym

SMALL = [[1], [2], [1, 2], [3], [2, 2], [1, 1], [1, 3], [1, 1, 2], [2, 3], [4], [1, 2, 3], [1, 1, 3], [5], [7]]


def is_open(claim: Claim) -> bool:
    """Whether the claim is about any number of groups."""
    place = claim.parts["configuration"]
    return isinstance(place, Groups) and place.sizes is None


def refute(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A refutation at a small instance: sizes of groups, or values of the symbols."""
    for witness in _instances(claim):
        search.poll()
        if search.refutes(core, witness):
            return {"kind": "refute", **witness}
    return None


def _instances(claim: Claim) -> Iterator[Witness]:
    places = points(claim.domain, 12)
    if not is_open(claim):
        yield from ({"at": point_json(point)} for point in places)
        return
    size = claim.parts["configuration"].size
    others = [{n: v for n, v in point_json(point).items() if n != size} for point in places]
    for at in list({str(o): o for o in others}.values())[:3] or [{}]:
        yield from ({"sizes": [str(s) for s in sizes], "at": at} for sizes in SMALL)


def proofs(claim: Claim) -> Iterator[Witness]:
    """Witnesses without parameters that may prove the claim."""
    if claim.kind == "not_critical":
        yield {"kind": "positive"}
    elif claim.kind in ("critical", "loss"):
        yield {"kind": "groups" if is_open(claim) else "zero"}


def best_partition(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """Strict concavity of the loss of one group; that loss is the stated minimum at n = 1, k = l."""
    size, (n, k) = claim.parts["configuration"].size, (claim.parts[key] for key in "nk")
    function = substitute(claim.parts["value"], {n: num(1), k: sym(size)})
    samples = [{size: x} for x in (1.0, 1.5, 2.0, 3.0, 7.0, 20.0)]
    field = Field(samples, function)
    function = field.expr_of(field.of(function))
    domain = Domain({size: "real"}, [Relation(">=", sym(size), num(1))])
    proof = inequalities.find(search, functions.derivative_goal("concave", domain, function, size))
    if proof is None:
        return None
    return {"kind": "rule", "rule": "concave-exchange", "function": write(function), "proof": proof}
