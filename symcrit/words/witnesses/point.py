"""`point`: a contraction in balls over a box."""

from symcrit.core import Claim
from symcrit.core.witnesses.point import Point
from symcrit.words.telling import Telling


def idea(claim: Claim, witness: Point) -> str:
    """What is done."""
    return "a contraction in a frame that makes the Hessian nearly diagonal, in ball arithmetic over the box"


def steps(proof: Telling, claim: Claim, witness: Point) -> None:
    """Existence and uniqueness, then what holds there."""
    proof.kernel(claim, witness)
    proof.step(f"In {witness.precision}-bit balls: over the larger box $Vᵀ ∇²L V$ is strictly diagonally dominant,"
               " where the columns of $V$ are nearly the scaled eigenvectors of $∇²L$; so $∇L$ vanishes at most once"
               " there, and a contraction of the smaller box shows that it does (krawczyk). ")  # fmt: skip
    proof.step("Over the smaller box the discs of $Vᵀ ∇²L V$ show the inertia (sylvester-gershgorin) and the bounds of"
               " the smallest eigenvalue; the loss is evaluated over it. ")  # fmt: skip
