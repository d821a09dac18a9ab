"""`homogeneous_neuron`: the best single neuron of a homogeneous activation."""

from symcrit.core.claims.bound_for_all import BoundForAll
from symcrit.core.witnesses.homogeneous_neuron import HomogeneousNeuron
from symcrit.words.plain import prose
from symcrit.words.telling import Telling
from symcrit.words.witnesses._maximum import steps_with, tangents


def idea(claim: BoundForAll, witness: HomogeneousNeuron) -> str:
    """What is used of the kernel."""
    return "the best factor of a neuron, and a tangent of its kernel as a function of t²"


def steps(proof: Telling, claim: BoundForAll, witness: HomogeneousNeuron) -> None:
    """Why the tangent suffices."""
    how = prose("The neuron is $s σ(u·x)$ with $|u| = 1$, and with the best $s$ the loss falls with $|S|$, where"
                " $S = Σ_j h(u·v_j)$ and $h(t) = κ(1, t, 1)$ (best-factor). $h$ has a power series with coefficients"
                " $≥ 0$ (hermite-series), and the $(u·v_j)²$ add up to at most 1. So $|S| ≤ k h(1/√k)$ if the tangent"
                " at $1/√k$ of $h$ as a function of $t²$ is above $h$. It is: @",
                tangents("h", witness.last))  # fmt: skip
    steps_with(proof, claim, witness, how)
