"""`parabola`: a bound for functions of any number of projections, by a parabola above V."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import ONE, ZERO, Expr
from symcrit.core.frozen import frozen
from symcrit.core.projectors.target import Target
from symcrit.core.witnesses._maximum import Maximum


@frozen
class Parabola(Maximum):
    """Every function of n projections, with or without a linear function added, has

        E[(f − f*)²] ≥ (V(1) − V′(0))·(Σ b_j² − the n largest b_j²).

    V(t) − V′(0)·t = Σ_{m≥2} c_m² t^m, so its absolute value is at most β·t² for |t| ≤ 1, β = V(1) − V′(0).  With
    bᵀPb ≤ Σ b_j² and Σ |b_i b_j| P_ij² ≤ Σ b_i² P_ii (for Σ_j P_ij² = P_ii), where 0 ≤ P_ii ≤ 1 and Σ P_ii = n,

        Σ b_i b_j V(P_ij) ≤ V′(0)·Σ b_j² + β·(the n largest b_j²).

    With a linear function added the degree 1 counts for nothing, and what is left has this bound as well.
    """

    kind = "parabola"

    def bound(self, target: Target) -> Expr:
        """(V(1) − V′(0))·(Σ b_j² − the n largest b_j²)."""
        return (target.V(ONE) - target.slope(ZERO)) * (target.squares - target.largest_squares)

    def goals(self, target: Target, domain: Domain, among: str) -> Iterator[Goal]:
        """None: it is so for every σ."""
        yield from ()
