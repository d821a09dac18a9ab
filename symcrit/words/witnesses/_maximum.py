"""What the proofs of `bound_for_all` share."""

from symcrit.core import Expr, Work
from symcrit.core.claims.bound_for_all import BoundForAll
from symcrit.core.witnesses._maximum import Maximum
from symcrit.words.boxes import expression
from symcrit.words.plain import Prose, prose
from symcrit.words.telling import Telling
from symcrit.words.witnesses.goals import told_goals


def steps_with(proof: Telling, claim: BoundForAll, witness: Maximum, how: Prose) -> None:
    """The kernel, the rule, how the sum over entries of a projector is bounded, and every goal."""
    proof.kernel(claim, witness)
    if "conditional-expectation" in witness.rules():
        proof.step("The best function of given projections is a conditional expectation: $L$ is at least what belongs"
                   " to the best orthogonal projector $P$ of rank $n$, so that with $V(t) = κ(1, t, 1) − κ(1, 0, 1)$ it"
                   " suffices to bound $Σ_{i,j} b_i b_j V(P_{ij})$ from above (conditional-expectation). ")  # fmt: skip
    proof.told(how)
    told_goals(proof, claim, witness, list(claim.goals(witness, Work())))


def tangents(f: str, last: Expr) -> Prose:
    """Why the tangents of a function by t² are above it, at all places up to the last."""
    return prose(f"as $t {f}″(t) − {f}′(t)$ grows with $t$, ${f}$ is concave in $t²$ up to some point and then convex,"
                 " so that a tangent is above it where it is concave, and everywhere if it is at $t = 1$; and both hold"
                 " at all smaller places if they do at @. ", expression(last))  # fmt: skip
