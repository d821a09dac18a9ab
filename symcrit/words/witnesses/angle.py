"""`angle`: the difference is a multiple of 2π, and less than 2π."""

from symcrit.core.witnesses.angle import Angle
from symcrit.words.telling import Telling


def idea(witness: Angle) -> str:
    """What it shows."""
    return "the difference is a multiple of 2π that is less than 2π"


def step(proof: Telling, witness: Angle) -> None:
    """The rule."""
    proof.step(f"By exact sines and cosines, {proof.sides} is a multiple of $2π$, and a ball shows it less than $2π$"
               " (full-turn). ")  # fmt: skip
