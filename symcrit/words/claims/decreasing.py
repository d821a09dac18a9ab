"""`decreasing`: a function of one symbol decreases strictly."""

from symcrit.core import Goals
from symcrit.core.claims.decreasing import Decreasing
from symcrit.words.claims._function import keys, shaped, suffices
from symcrit.words.plain import Prose

KEYS = keys("the derivative", "the value here − the value at the other point")
ONE_LINE = True


def says(claim: Decreasing) -> Prose:
    """The function, and that it decreases."""
    return shaped(claim, "decreasing")


def idea(claim: Decreasing) -> str:
    """The rule."""
    return "the derivative is negative"


def opening(claim: Decreasing, goals: Goals) -> list[Prose]:
    """The rule."""
    return suffices(claim, goals, "the derivative", "negative", "mean-value")
