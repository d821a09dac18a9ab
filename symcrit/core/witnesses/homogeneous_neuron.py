"""`homogeneous_neuron`: the best single neuron of a homogeneous activation."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.affine.target import Kinked
from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import ONE, ZERO, Expr
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.projectors.target import Target
from symcrit.core.reading import require
from symcrit.core.witnesses._maximum import Maximum
from symcrit.core.witnesses._tangent import read_place, tangents


@frozen
class HomogeneousNeuron(Maximum):
    """For one neuron f = a·σ(w·x), all b_j = 1 and σ(z) = a|z| + αz: with h(t) = κ(1, t, 1),

        E[(f − f*)²] ≥ k·h(1) + k(k − 1)·h(0) − (k·h(1/√k))²/h(1).

    f = s·σ(u·x), |u| = 1, for some real s, as σ is positively homogeneous ("activation", "kink", which says h(1) > 0),
    so that E[(f − f*)²] = k·h(1) + k(k − 1)·h(0) − 2sS + s²h(1), S = Σ_j h(u·v_j), which is least at s = S/h(1).  h has
    a power series with coefficients ≥ 0, so |S| ≤ Σ_j h(|u·v_j|), where the (u·v_j)² add up to at most 1.  So
    |S| ≤ k·h(1/√k), if the tangent at 1/√k of h as a function of t² is above h, which differs from V by a constant:
    "point", "inside", "bend" and "end", for τ = `last` with 1/√k ≤ τ < 1 (see `_tangent`).
    """

    kind = "homogeneous_neuron"
    last: Expr = part(read_place)

    def bound(self, target: Target) -> Expr:
        """The loss at the best neuron along Σ v_j."""
        k = target.k
        require(target.n is ONE and not target.b, "this is for one neuron and equal weights 1")
        h = Kinked(target.kernel).h
        total = k * h(ONE / Expr("sqrt", k))
        return k * h(ONE) + k * (k - ONE) * h(ZERO) - total * total / h(ONE)

    def goals(self, target: Target, domain: Domain, among: str) -> Iterator[Goal]:
        """σ is homogeneous, and the tangent is above h."""
        require(among == "neurons", "this is for neurons of one activation")
        yield from Kinked(target.kernel).shape()
        yield from tangents(target, domain, ONE / Expr("sqrt", target.k), self.last)

    def rules(self) -> tuple[str, ...]:
        """The series, and the best factor of a neuron."""
        return ("best-factor", "hermite-series")
