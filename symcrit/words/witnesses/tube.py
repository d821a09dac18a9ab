"""`tube`: polynomials along which a flow runs."""

from symcrit.core import Claim
from symcrit.core.witnesses.tube import Tube
from symcrit.words.telling import Telling


def idea(claim: Claim, witness: Tube) -> str:
    """What is done."""
    return "polynomials that nearly solve x′ = −∇L(x), and bounds of the Hessian around them, in ball arithmetic"


def steps(proof: Telling, claim: Claim, witness: Tube) -> None:
    """The end, then the way to it."""
    proof.kernel(claim, witness)
    count = len(witness.pieces)
    proof.step(f"In {witness.precision}-bit balls: over the ball around $m$ the Hessian has eigenvalues $> c > 0$, and"
               " $‖∇L(m)‖$ is so small that there is one critical point in it, to which all flows tend that come near"
               " enough to $m$ (gronwall). ")  # fmt: skip
    proof.step(f"Along {count} polynomials $p$ of degree {witness.degree}, one after another in time: power series,"
               f" with Taylor's remainder of order {witness.order}, bound $‖p′ + ∇L(p)‖$ (taylor), and pivots bound the"
               " eigenvalues of the Hessian around $p$; so $‖x − p‖$, with what $p$ jumps by between them, stays below"
               " the radius of the tube (gronwall). At the end $x$ is near enough to $m$. ")  # fmt: skip
