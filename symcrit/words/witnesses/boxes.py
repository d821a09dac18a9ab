"""`boxes`: a bounded box is cut in halves until the sign of the difference is certain on every part."""

from symcrit.core.witnesses.boxes import BALL, FACE, LOWER, OUTSIDE, SLOPE_LOWER, SLOPE_UPPER, TAYLOR, UPPER, Boxes
from symcrit.words.telling import Telling

_REASONS = {  # what the letters of parts stand for
    BALL: "by a ball that holds its values",
    TAYLOR: "by Taylor's formula around the midpoint",
    LOWER: "because it is 0 at the lower end of a symbol and moves away from 0",
    UPPER: "because it is 0 at the upper end of a symbol and moves away from 0",
    OUTSIDE: "because a hypothesis fails there",
}


def idea(witness: Boxes) -> str:
    """How many parts there are."""
    return f"the domain is cut into {_parts(_count(witness))}, on each of which the sign is certain"


def step(proof: Telling, witness: Boxes) -> None:
    """The parts, and what shows the sign there."""
    shown = [f"on {_parts(count)} {why}" for why, count in _reasons(witness)]
    faces = sum(letter in FACE for letter in witness.tree)
    monotone = f", after {faces} times going to a face on which it is least" if faces else ""
    slopes = sum(letter in SLOPE_LOWER + SLOPE_UPPER for letter in witness.tree)
    derived = f", {slopes} times of a derivative in its place, where it is 0 at an end of a symbol" if slopes else ""
    proof.step(f"{proof.subject} has its sign {', '.join(shown)} (balls){monotone}{derived}. ")


def _reasons(witness: Boxes) -> list[tuple[str, int]]:
    """The reasons that occur, and on how many parts."""
    counts = {why: sum(letter in letters for letter in witness.tree) for letters, why in _REASONS.items()}
    return [(why, count) for why, count in counts.items() if count]


def _count(witness: Boxes) -> int:
    """The number of leaves of the tree."""
    return sum(count for _, count in _reasons(witness))


def _parts(count: int) -> str:
    return "1 part" if count == 1 else f"{count} parts"
