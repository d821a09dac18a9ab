"""`convex`: a function of one symbol is strictly convex."""

from symcrit.core import Goals
from symcrit.core.claims.convex import Convex
from symcrit.words.claims._function import keys, shaped, suffices
from symcrit.words.plain import Prose

KEYS = keys("the second derivative", "the values at both points − twice the value in the middle")
ONE_LINE = True


def says(claim: Convex) -> Prose:
    """The function, and that it is convex."""
    return shaped(claim, "convex")


def idea(claim: Convex) -> str:
    """The rule."""
    return "the second derivative is positive"


def opening(claim: Convex, goals: Goals) -> list[Prose]:
    """The rule."""
    return suffices(claim, goals, "the second derivative", "positive", "second-derivative")
