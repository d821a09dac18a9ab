"""Configurations: the witnesses that core's checkers take, and small instances that refute."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from symcrit.core.claims import Claim
from symcrit.core.domain import Domain, Relation
from symcrit.core.expr import substitute
from symcrit.core.loss import Groups
from symcrit.theorems.finders import functions, inequalities, minors
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
    instances = _instances(claim)
    for witness in islice(instances, 3) if claim.kind in minors.KINDS else instances:
        search.poll()
        if search.refutes(core, witness):
            return {"kind": "refute", **witness}
    return None


def refute_later(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A refutation at the instances that `refute` has left out."""
    for witness in islice(_instances(claim), 3, None):
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


def defined(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """Normal form 0, after lemmas that make the kernel defined at this place."""
    if is_open(claim):
        return None
    prover, found = inequalities.Prover(search), list[dict]()
    for goal in claim.goals():
        for part in (*goal.entries, *goal.relation[1:]):
            extra = prover.definedness(inequalities.Goal(goal.domain, part, False), 3)
            if extra is None:
                return None
            found += [entry for entry in extra if entry not in found]
    return {"kind": "zero", "lemmas": found} if found else None


def signs(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """What a claim asks to be positive (a factor, D_i, |w|²), one by one, at generic sizes."""
    found: dict[str, Witness] = {}
    blocks = minors.Minors(search, claim) if claim.kind in minors.KINDS else None
    for goal in claim.goals():
        if goal.relation.op == "<" and goal.gap not in found:
            wanted = inequalities.Goal(goal.domain, goal.relation.gap, True)
            proof = blocks.find(goal, wanted) if blocks else inequalities.find(search, wanted)
            if proof is None:
                return None
            found[goal.gap] = proof
    rule = {"outside_span": "rank-one", "sector": "leading-minors", "sectors": "schur"}.get(claim.kind)
    closed = {"kind": "rule", "rule": rule} if rule else {"kind": "zero"}
    return {**({"kind": "groups"} if is_open(claim) else closed), "proof": found}


def best_partition(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """Strict concavity of the loss of one group; that loss is the stated minimum at n = 1, k = l."""
    size, (n, k) = claim.parts["configuration"].size, (claim.parts[key] for key in "nk")
    function = substitute(claim.parts["value"], {n: num(1), k: sym(size)})
    samples = [{size: x} for x in (1.0, 1.5, 2.0, 3.0, 7.0, 20.0)]
    field = Field(samples, function)
    function = field.expr_of(field.of(function))
    domain = Domain({size: "real"}, [Relation(">=", sym(size), num(1))])
    proof = inequalities.find(search, functions.derivative_goal("concave", domain, function, size))
    least = next(goal for goal in claim.goals(function) if goal.gap == "minimum")
    known = inequalities.Prover(search).definedness(inequalities.Goal(least.domain, least.relation.gap, False), 3)
    if proof is None or known is None:
        return None
    proofs = {"minimum": {"kind": "zero", **({"lemmas": known} if known else {})}, "left − right": proof}
    return {"kind": "rule", "rule": "concave-exchange", "function": write(function), "proof": proofs}
