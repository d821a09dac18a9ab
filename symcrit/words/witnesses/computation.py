"""`computation`: core computes what the claim says."""

from symcrit.core import Claim
from symcrit.core.witnesses.computation import Computation
from symcrit.words.telling import Telling


def idea(claim: Claim, witness: Computation) -> str:
    """What is done."""
    return "exact computation"


def steps(proof: Telling, claim: Claim, witness: Computation) -> None:
    """All of it is computed."""
    proof.step("Every number in the claim is rational, and what it says is computed without rounding. ")
