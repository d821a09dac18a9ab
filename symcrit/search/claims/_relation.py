"""Equations and inequalities: how they are made, and what is tried on inequalities."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import Relation, RelationClaim, Witness, means
from symcrit.core.claims.equal import Equal
from symcrit.core.witnesses.positive import Positive
from symcrit.search.attempts import Attempt
from symcrit.search.engines import inequalities
from symcrit.search.engines.equalities import equations
from symcrit.search.engines.places import counterexamples
from symcrit.search.engines.places.points import points
from symcrit.search.engines.values import sign_at
from symcrit.search.search import Goal, Search, lemma

PLACES = 20  # points at which both sides are equal where an equation is looked for
NO_SIGN = "the sign of the difference was not shown, and no point was found that violates it"


def of_sides(kind: str, lhs: object, rhs: object, where: Hypotheses) -> Claim:
    """The claim of this kind about two sides."""
    (left, right), known = named([lhs, rhs], where)
    setting = Setting.of([left, right], known)
    return setting.claim(kind, lhs=setting.json(left), rhs=setting.json(right))


def inequality(claim: RelationClaim) -> Iterator[Attempt]:
    """What is tried on an inequality."""
    if means(claim.lhs, claim.rhs):  # each point takes long
        yield Attempt("balls", 0.9, _evident)
    yield Attempt("special points", 0.3, counterexamples.quick)
    yield Attempt("inequality", 0.7, _prove)
    yield Attempt("many points", 0.6, counterexamples.deep)


def _evident(search: Search, claim: RelationClaim) -> Witness:
    """By balls over the domain."""
    return Positive()


def _prove(search: Search, claim: RelationClaim) -> Witness | None:
    relation = claim.relation
    if relation.op == "<=":
        equality = _as_equality(search, claim)
        if equality is not None:
            return equality
    return inequalities.find(search, Goal(claim.domain, relation.gap, relation.op == "<"))


def _as_equality(search: Search, claim: RelationClaim) -> Witness | None:
    """lhs ≤ rhs where both sides seem to be equal everywhere: the equation as a lemma."""
    gap = claim.relation.gap
    places = points(claim.domain, search.work, PLACES)
    if any(sign_at(gap, place, search.work) is not None for place in places):
        return None
    proof = equations.find(search, Equal(domain=claim.domain, lhs=claim.lhs, rhs=claim.rhs))
    equation = Relation("=", claim.lhs, claim.rhs)
    return None if proof is None else Positive(lemmas=(lemma(equation, proof),))
