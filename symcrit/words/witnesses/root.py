"""`root`: both sides are ≥ 0 and compare as their squares do."""

from symcrit.core.witnesses.root import Root
from symcrit.words.telling import Telling


def idea(witness: Root) -> str:
    """What it shows."""
    return "both sides are ≥ 0 and compare as their squares do"


def step(proof: Telling, witness: Root) -> None:
    """The rule."""
    proof.step("Both sides are $≥ 0$ and compare as their squares do (squares). ")
