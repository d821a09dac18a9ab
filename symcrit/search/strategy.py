"""What is tried for each kind of claim, in which order, and with which share of the work left."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symcrit.core.affine.goals import FIELDS as AFFINE
from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import Expr, means
from symcrit.core.claims import Claim
from symcrit.core.networks.loss import Explicit
from symcrit.search import branches, compression, functions, isolated, kernels, minors, networks, segments, uniqueness
from symcrit.search.engines import counterexamples, equations, inequalities
from symcrit.search.engines.points import points, sign_at
from symcrit.search.search import JSON, Goal, Search, Witness, head, lemma, relation_of, write

Find = Callable[[Search, Claim, JSON], Witness | None]
Attempt = tuple[str, float, Find]


def attempts(search: Search, claim: Claim, core: JSON) -> Iterator[Attempt]:
    """(name, share of the work left, finder) for this claim."""
    sides = [part for part in claim.parts.values() if isinstance(part, Expr)]
    if claim.kind in EVIDENT and means(*sides):  # each point takes long
        yield "balls", 0.9, _evident
    if claim.kind == "kernel":
        yield "derivation", 0.8, kernels.find
        yield "other kernel", 0.8, kernels.refute
    elif claim.kind in AFFINE:
        yield "special points", 0.2, compression.quick
        yield "goals", 0.8, compression.find
        yield "many points", 1.0, compression.refute
    elif "configuration" in claim.parts:
        yield from _of_network(claim)
    elif claim.kind in ("increasing", "concave"):
        yield from _of_function()
    else:
        yield from _of_relation(claim)


def _of_relation(claim: Claim) -> Iterator[Attempt]:
    yield "special points", 0.3, counterexamples.quick
    if claim.kind == "equal":
        yield "equation", 0.7, equations.find
    if claim.kind != "equal":
        yield "inequality", 0.7, _inequality
    yield "many points", 1.0, counterexamples.deep


def _of_function() -> Iterator[Attempt]:
    yield "pairs of points", 0.3, segments.refute
    yield "derivative", 0.7, functions.find


def _of_network(claim: Claim) -> Iterator[Attempt]:
    if claim.kind == "isolated":
        yield "frames at the centre", 0.9, isolated.find
        yield "another point, or none", 0.9, isolated.refute
        return
    if claim.kind == "branch":
        yield "single k", 0.3, branches.refute
        yield "pieces", 0.9, branches.find
        return
    proofs = [
        (witness["kind"], 0.8, lambda search, claim, core, witness=witness: _first(search, core, witness))
        for witness in networks.proofs(claim)
    ]
    # for explicit vectors the exact gradient costs no more than the one in balls
    first = proofs if isinstance(claim.parts["configuration"], Explicit) else []
    yield from first
    yield "small instances", 0.3, networks.refute
    if claim.kind == "loss_bound":
        yield "inequality", 0.9, networks.loss_bound
    if claim.kind == "best_partition":
        yield "concavity", 0.9, networks.best_partition
    if claim.kind in ("outside_span", "direction", *minors.KINDS):
        yield "signs", 0.9, networks.signs
    if claim.kind == "unique":
        yield "one direction", 0.9, uniqueness.find
    yield from proofs if not first else []
    yield "more instances", 0.5, networks.refute_later
    if claim.kind in ("critical", "loss") and not first:
        yield "definedness", 0.5, networks.defined
    if claim.kind in ("critical", "loss", "gradient"):
        yield "addition theorems", 0.9, networks.identities


EVIDENT = {"less": None, "at_most": None, "increasing": "mean-value", "concave": "second-derivative"}


def _evident(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """By balls over the domain."""
    proof, rule = {"kind": "positive"}, EVIDENT[claim.kind]
    return {"kind": "rule", "rule": rule, "proof": proof} if rule else proof


def _first(search: Search, core: JSON, *witnesses: Witness) -> Witness | None:
    """The first candidate; core judges it with the sample point."""
    return witnesses[0]


def _inequality(search: Search, claim: Claim, core: JSON) -> Witness | None:
    relation = relation_of(claim)
    if relation.op == "<=" and (equality := _as_equality(search, claim, relation)) is not None:
        return equality
    return inequalities.find(search, Goal(claim.domain, relation.gap, relation.op == "<"))


def _as_equality(search: Search, claim: Claim, relation: Relation) -> Witness | None:
    """lhs ≤ rhs where both sides seem to be equal everywhere: the equation as a lemma."""
    places = list(points(claim.domain, search.work, 5))
    if any(sign_at(relation.gap, place, search.work) is not None for place in places):
        return None
    equation = Relation("=", relation.lhs, relation.rhs)
    core = {"kind": "equal", **head(claim.domain), "lhs": write(relation.lhs), "rhs": write(relation.rhs)}
    proof = equations.find(search, Claim.read(core), core)
    return None if proof is None else {"kind": "zero", "lemmas": [lemma(equation, proof)]}
