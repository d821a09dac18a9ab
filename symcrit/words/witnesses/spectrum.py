"""`spectrum`: a contraction, and discs of the Jacobian in a frame."""

from symcrit.core import Claim
from symcrit.core.witnesses.spectrum import Spectrum
from symcrit.words.telling import Telling


def idea(claim: Claim, witness: Spectrum) -> str:
    """What is done."""
    return "a contraction of the box, and discs that hold the eigenvalues, in ball arithmetic"


def steps(proof: Telling, claim: Claim, witness: Spectrum) -> None:
    """The equations, the zero, and the spectrum."""
    proof.step("Permutations of students and teachers exchange the order parameters that have one name, and leave the"
               " equations as they are; so velocities of one name agree (exchange). The expectations have closed forms"
               " for every positive definite covariance of the fields (gaussian-parts). ")  # fmt: skip
    proof.step(f"In {witness.precision}-bit balls: over the larger box $x ↦ x − Y F(x)$, with $F$ the equations and $Y$"
               " nearly the inverse of their Jacobian at the centre, is a contraction, which maps a smaller box into"
               " itself: $F$ has exactly one zero, and it lies there (contraction). ")  # fmt: skip
    proof.step("There the Jacobian by all order parameters, in a frame of nearly eigenvectors, has discs on either side"
               " of the imaginary axis, which hold as many eigenvalues as there are discs (gershgorin). ")  # fmt: skip
