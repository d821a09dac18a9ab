"""Claims about Hermite coefficients: how they are made, and what is tried on them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sympy import Expr

from symcrit.arguments import integer
from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import ZERO, Goal, Goals, Refutation, Relation, Witness
from symcrit.core.claims._hermite import MOST_ORDER, HermiteClaim
from symcrit.core.claims.equal import Equal
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.errors import InputError
from symcrit.expectations import E, Gaussian, gaussian
from symcrit.kernels.activations import Activation, activation
from symcrit.search import search as searching
from symcrit.search.attempts import Attempt
from symcrit.search.engines import inequalities
from symcrit.search.engines.equalities import equations
from symcrit.search.engines.places.points import points
from symcrit.search.search import Search, lemma, point_of

QUICK = 6  # points that are looked at before a proof
MANY = 40  # and after it


def of_activation(kind: str, sigma: object, value: object, where: Hypotheses, **fields: Any) -> Claim:
    """The claim of this kind about an activation: a name, an `Activation`, or an expression in z and parameters.

    value: a field that is an expression, or None.
    """
    variable = gaussian("z")
    if isinstance(sigma, Expr) and (own := sorted(map(str, sigma.atoms(Gaussian) - {variable}))):
        raise InputError(f"an activation is written in z, not in the Gaussian variable {own[0]}; write 'z^2', say")
    (expr, *rest), known = named([_function(sigma), *([] if value is None else [value])], where)
    inside = E(expr.xreplace({symbol: variable for symbol in expr.free_symbols if symbol.name == "z"}))
    setting = Setting.of([inside, *rest], known)
    written = setting.json(inside)
    own = written[1] if isinstance(written, list) and written[0] == "expect" else written
    if value is not None:
        fields["value"] = setting.json(rest[0])
    return setting.claim(kind, activation=own, **fields)


def _function(sigma: object) -> object:
    """σ as an expression in z, or as text; a word alone is the name of an activation, never a constant."""
    if isinstance(sigma, Activation):
        return sigma.expr
    if isinstance(sigma, str) and (":" in sigma or _is_name(sigma)):
        return activation(sigma.strip()).expr
    return sigma


def _is_name(text: str) -> bool:
    return text.strip().isidentifier() and text.strip() != "z"


def order_of(what: str, order: object, least: int) -> int:
    """The degree of a coefficient; raises InputError."""
    return integer(what, order, least, MOST_ORDER)


def of_coefficients(claim: HermiteClaim) -> Iterator[Attempt]:
    """Points, a proof of every goal, more points."""
    yield Attempt("special points", 0.2, lambda search, own: _refute(search, own, QUICK))
    yield Attempt("coefficients", 0.8, _prove)
    yield Attempt("many points", 1.0, lambda search, own: _refute(search, own, MANY))


def _refute(search: Search, claim: HermiteClaim, limit: int) -> Refutation | None:
    for place in islice(points(claim.domain, search.work, MANY), limit):
        search.poll()
        refutation = Refutation(at=point_of(place))
        if search.refutes(claim, refutation):
            return refutation
    return None


def _prove(search: Search, claim: HermiteClaim) -> Goals | None:
    """A witness for every goal: at sight, or by a search."""
    proofs: dict[str, Witness] = {}
    for goal in claim.goals(search.work):
        proof = _at_sight(search, goal) or _searched(search, goal)
        if proof is None:
            return None
        proofs[goal.key] = proof
    return Goals(proofs=proofs)


def _at_sight(search: Search, goal: Goal) -> Witness | None:
    context = search.context(goal.domain)
    if context.undefined(*goal.entries) is not None:
        return None
    if goal.relation.op == "=":
        return Zero() if context.is_zero(goal.relation.gap) else None
    return Positive() if context.holds(goal.relation) is True else None


def _searched(search: Search, goal: Goal) -> Witness | None:
    """An equation by identities; c ≠ 0 by 0 < c or 0 < −c."""
    if goal.relation.op == "=":
        return equations.find(search, Equal(domain=goal.domain, lhs=goal.relation.lhs, rhs=goal.relation.rhs))
    for gap in (goal.relation.gap, goal.relation.opposite_gap):
        found = inequalities.find(search, searching.Goal(goal.domain, gap, True))
        if found is not None:
            return Positive(lemmas=(lemma(Relation("<", ZERO, gap), found),))
    return None
