"""Strict monotonicity and strict concavity from the sign of a derivative, built exactly as core builds it."""

from __future__ import annotations

from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import Expr, diff
from symcrit.core.claims import Claim
from symcrit.search.engines import inequalities
from symcrit.search.engines.terms import ZERO
from symcrit.search.search import JSON, Goal, Search, Witness, interior

RULES = {"increasing": "mean-value", "concave": "second-derivative"}


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A witness of kind `rule`."""
    goal = derivative_goal(claim.kind, claim.domain, claim.parts["expr"], claim.parts["symbol"])
    proof = inequalities.find(search, goal)
    return None if proof is None else {"kind": "rule", "rule": RULES[claim.kind], "proof": proof}


def derivative_goal(kind: str, domain: Domain, function: Expr, symbol: str) -> Goal:
    """f′ > 0, or f″ < 0, inside the interval."""
    slope = diff(function, symbol)
    relation = Relation("<", ZERO, slope) if kind == "increasing" else Relation("<", diff(slope, symbol), ZERO)
    return Goal(interior(domain, symbol), relation.gap, True)
