"""`supporting_line`: the best function of one projection, by a line above V as a function of t²."""

from symcrit.core.claims.bound_for_all import BoundForAll
from symcrit.core.witnesses.supporting_line import SupportingLine
from symcrit.words.plain import prose
from symcrit.words.telling import Telling
from symcrit.words.witnesses._maximum import steps_with, tangents


def idea(claim: BoundForAll, witness: SupportingLine) -> str:
    """What is used of V."""
    return "a tangent of V as a function of t²"


def steps(proof: Telling, claim: BoundForAll, witness: SupportingLine) -> None:
    """Why the tangent suffices."""
    how = prose("$V$ has a power series with coefficients $≥ 0$ (hermite-series), so $V(t) ≤ V(|t|)$, and $P = uuᵀ$"
                " with $|u| = 1$, so the $P_{ij}²$ add up to 1. If the tangent at $t = 1/k$ of $V$ as a function of"
                " $t²$ is above $V$ on $[0, 1]$, then $Σ_{i,j} V(P_{ij}) ≤ k² V(1/k)$. It is: @",
                tangents("V", witness.last))  # fmt: skip
    steps_with(proof, claim, witness, how)
