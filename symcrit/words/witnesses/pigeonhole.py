"""`pigeonhole`: of so many triples one student neuron crosses p; whichever they are, it is near."""

from symcrit.core.claims.forced_alignment import ForcedAlignment
from symcrit.core.witnesses.pigeonhole import Pigeonhole
from symcrit.words.boxes import number
from symcrit.words.telling import Telling


def idea(claim: ForcedAlignment, witness: Pigeonhole) -> str:
    """How many triples one neuron crosses."""
    return f"one other student neuron crosses {witness.p} triples"


def steps(proof: Telling, claim: ForcedAlignment, witness: Pigeonhole) -> None:
    """Second differences, pigeons, and the span of the points."""
    usable = number(len(claim.usable()))
    proof.step("On @ of the triples only teacher neuron $j$ changes its sign, and there $(1 − c)$ times the bound of"
               " $|α_i|$ times $|w^*_j·q_i| − |w^*_j·x_i|$ is more than four times the bound of $|g_k|$: so on each of"
               " them another neuron of the student changes its sign (second-differences). ", usable)  # fmt: skip
    others = number(claim.n - 1)
    proof.step("There are at most @ other neurons, and @, the number of these triples, is more than @ times @: one"
               " neuron changes its sign on @. ",
               others, usable, others, number(witness.p - 1), number(witness.p))  # fmt: skip
    proof.step("With $y$ the part of its unit vector orthogonal to $w^*_j$, $|x_i·y| ≤ |q_i| + |w^*_j·x_i|/|w^*_j|$ on"
               " these, and for any @ of the triples the points $x_i$, projected along $w^*_j$, span so much that"
               " $|y|² = sin²$ is less than the bound. ", number(witness.p))  # fmt: skip
    proof.step("The networks in the certificate satisfy the hypotheses: they can be satisfied. ")
