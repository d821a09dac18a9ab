"""`critical_family`: the gradient of the loss vanishes at a symmetric family."""

from symcrit.core import Goals
from symcrit.core.claims.critical_family import CriticalFamily
from symcrit.words.boxes import plain
from symcrit.words.claims._sectors import LETTERS as LETTERS
from symcrit.words.claims._sectors import parameters
from symcrit.words.claims._sectors import setting as setting
from symcrit.words.plain import Display, Prose, prose

KEYS = {"pattern/*": "∂L along the direction (number {}) that permutations inside of species fix"}


def says(claim: CriticalFamily) -> Prose:
    """By which weights."""
    told = f"There the gradient of the loss vanishes,@by {parameters(claim.free)}, in every input dimension that holds"
    return prose(f"{told} the teachers. ", Display((plain("∇L = 0"),), ","))


def idea(claim: CriticalFamily) -> str:
    """What is shown."""
    return "every derivative along a direction that permutations inside of species fix has normal form 0"


def opening(claim: CriticalFamily, goals: Goals) -> list[Prose]:
    """The rule."""
    return [prose("It suffices to move along directions that the symmetries fix (symmetric-criticality). ")]
