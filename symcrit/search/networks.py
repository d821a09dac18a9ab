"""Configurations: the witnesses that core's checkers take, and small instances that refute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sympy import Symbol

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import Expr, parse, substitute
from symcrit.core.claims import Claim
from symcrit.core.networks.loss import Groups
from symcrit.search import functions, minors
from symcrit.search.engines import equations, inequalities, series
from symcrit.search.engines.field import Field
from symcrit.search.engines.points import points
from symcrit.search.engines.terms import num, sym
from symcrit.search.search import JSON, Search, Witness, head, point_json, write
from symcrit.translate import from_json, to_json

_FIRST = 3  # instances that are tried before proofs
SMALL = [[1], [2], [1, 2], [3], [2, 2], [1, 1], [1, 3], [1, 1, 2], [2, 3], [4], [1, 2, 3], [1, 1, 3], [5], [7]]


def is_open(claim: Claim) -> bool:
    """Whether the claim is about any number of groups."""
    place = claim.parts["configuration"]
    return isinstance(place, Groups) and place.sizes is None


def refute(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A refutation at one of the first small instances: sizes of groups, or values of the symbols."""
    return _first_refutation(search, core, islice(_instances(search, claim), _FIRST))


def refute_later(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A refutation at the instances that `refute` has left out."""
    return _first_refutation(search, core, islice(_instances(search, claim), _FIRST, None))


def _first_refutation(search: Search, core: JSON, instances: Iterable[Witness]) -> Witness | None:
    for witness in instances:
        search.poll()
        if search.refutes(core, witness):
            return {"kind": "refute", **witness}
    return None


def _instances(search: Search, claim: Claim) -> Iterator[Witness]:
    places = points(claim.domain, search.work, 12)
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
    elif claim.kind in ("critical", "loss", "gradient"):
        yield {"kind": "groups" if is_open(claim) else "zero"}


def defined(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """Normal form 0, after lemmas that make the kernel defined at this place."""
    if is_open(claim):
        return None
    prover, found = inequalities.Prover(search), list[dict]()
    for goal in claim.goals(search.work):
        for part in (*goal.entries, *goal.relation[1:]):
            extra = prover.definedness(inequalities.Goal(goal.domain, part, False), 3)
            if extra is None:
                return None
            found += [entry for entry in extra if entry not in found]
    return {"kind": "zero", "lemmas": found} if found else None


def identities(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """Normal form 0 after addition theorems, for every component of the gradient, or for the loss."""
    proofs = _equations(search, claim.goals(search.work))
    return {"kind": "groups" if is_open(claim) else "zero", "proof": proofs} if proofs else None


def signs(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """What a claim asks to be positive (a factor, D_i, |w|²), one by one, at generic sizes."""
    found: dict[str, Witness] = {}
    blocks = minors.Minors(search, claim) if claim.kind in minors.KINDS else None
    for goal in claim.goals(search.work):
        if goal.relation.op == "<" and goal.gap not in found:
            wanted = inequalities.Goal(goal.domain, goal.relation.gap, True)
            proof = blocks.find(goal, wanted) if blocks else inequalities.find(search, wanted)
            if proof is None:
                return None
            found[goal.gap] = proof
    rule = {"outside_span": "rank-one", "sector": "leading-minors", "sectors": "schur"}.get(claim.kind)
    closed = {"kind": "rule", "rule": rule} if rule else {"kind": "zero"}
    return {**({"kind": "groups"} if is_open(claim) else closed), "proof": found}


def loss_bound(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """The inequality as it stands, or degree by degree where σ is any activation."""
    kernel, found = claim.parts["configuration"].kernel, dict[str, Witness]()
    for goal in (goal for goal in claim.goals(search.work) if goal.relation.op != "="):
        wanted = inequalities.Goal(goal.domain, goal.relation.gap, False)
        by_series = kernel.activation is None and goal.gap != "scale"
        proof = series.find(search, wanted, kernel) if by_series else inequalities.find(search, wanted)
        if proof is None:
            return None
        found[goal.gap] = proof
    return {"kind": "groups", "proof": found} if is_open(claim) else found["L − value"]


def best_partition(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """Strict concavity of the loss of one group; that loss is the stated minimum at n = 1, k = l."""
    size, (n, k) = claim.parts["configuration"].size, (claim.parts[key] for key in "nk")
    stated = substitute(claim.parts["value"], {n: num(1), k: sym(size)})
    kernel = claim.parts["configuration"].kernel
    for function in _functions(search, stated, size):
        proofs = _equations(search, (goal for goal in claim.goals(search.work, function) if goal.relation.op == "="))
        domain = Domain({size: "real"}, [Relation(">=", sym(size), num(1))])
        wanted = functions.derivative_goal("concave", domain, function, size)
        if proofs is None:
            continue
        proof = inequalities.find(search, wanted) if kernel.activation else series.find(search, wanted, kernel)
        if proof is not None:
            proofs |= {"left − right": proof}
            return {"kind": "rule", "rule": "concave-exchange", "function": write(function), "proof": proofs}
    return None


def _functions(search: Search, stated: Expr, size: str) -> Iterator[Expr]:
    """The loss of one group, as stated and as a normal form."""
    yield _collected(stated, size)
    field = Field(search.work, [{size: x} for x in (1.0, 1.5, 2.0, 3.0, 7.0, 20.0)], stated)
    yield field.expr_of(field.of(stated))


def _collected(expr: Expr, name: str) -> Expr:
    """The same with l − 1 + 1 written as l, and no other change of its roots."""
    return parse(to_json(from_json(write(expr), {name: Symbol(name, positive=True)})))


def _equations(search: Search, goals: Iterable[Goal]) -> dict[str, Witness] | None:
    """By label, the equations that need more than normal form 0: what makes them defined, addition theorems."""
    found: dict[str, list[JSON]] = {}
    for goal in goals:
        search.poll()
        own = found.setdefault(goal.gap, [])
        known = [Relation.read(entry["relation"]) for entry in own]
        if search.context(goal.domain, known).is_zero(goal.relation.gap):
            continue
        sides = {"lhs": write(goal.relation.lhs), "rhs": write(goal.relation.rhs)}
        equation = {"kind": "equal", **head(goal.domain), **sides}
        proof = equations.find(search, Claim.read(equation), equation)
        if proof is None or proof["kind"] != "zero":
            return None
        own += [entry for entry in proof.get("lemmas", []) if entry not in own]
    return {label: {"kind": "zero", "lemmas": lemmas} for label, lemmas in found.items() if lemmas}
