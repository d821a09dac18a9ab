"""`zero`: both sides have one normal form."""

from symcrit.core.witnesses.zero import Zero
from symcrit.words.telling import Telling


def idea(witness: Zero) -> str:
    """What it shows."""
    return "the difference of the two sides has normal form 0"


def step(proof: Telling, witness: Zero) -> None:
    """The same, of what is at hand."""
    proof.step(f"{proof.subject} has normal form 0. ")
