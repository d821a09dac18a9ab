"""`supporting_line`: the best function of one projection, by a tangent of V as a function of t²."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import ONE, Expr
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.projectors.target import Target
from symcrit.core.reading import require
from symcrit.core.witnesses._maximum import Maximum
from symcrit.core.witnesses._tangent import read_place, tangents


@frozen
class SupportingLine(Maximum):
    """For n = 1 and all b_j = 1: every function of one projection has E[(f − f*)²] ≥ k·V(1) − k²·V(1/k).

    With P = uuᵀ, |u| = 1, the P_ij² add up to 1, and V(t) ≤ V(|t|).  So it suffices to sum over i, j

        V(t) ≤ V(1/k) + (k/2)·V′(1/k)·(t² − 1/k²),    0 ≤ t ≤ 1,

    that the tangent at 1/k of V as a function of t² is above V: "point", "inside", "bend" and "end", for τ = `last`
    with 1/k ≤ τ < 1 (see `_tangent`).
    """

    kind = "supporting_line"
    last: Expr = part(read_place)

    def bound(self, target: Target) -> Expr:
        """k·V(1) − k²·V(1/k)."""
        k = target.k
        require(target.n is ONE and not target.b, "a supporting line is for one projection and equal weights 1")
        return k * target.V(ONE) - k * k * target.V(ONE / k)

    def goals(self, target: Target, domain: Domain, among: str) -> Iterator[Goal]:
        """The tangent is above V."""
        require(among != "skip", "a supporting line says nothing of a linear function that is added")
        yield from tangents(target, domain, ONE / target.k, self.last)
