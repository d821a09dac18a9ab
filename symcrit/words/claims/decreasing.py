"""`decreasing`: a function of one symbol decreases strictly."""

from symcrit.core import Goals
from symcrit.core.claims.decreasing import Decreasing
from symcrit.words.boxes import symbol
from symcrit.words.claims._function import shaped
from symcrit.words.plain import Prose, prose

KEYS = {"function": "the function", "slope": "the derivative", "pair": "the value here − the value at the other point"}
ONE_LINE = True


def says(claim: Decreasing) -> Prose:
    """The function, and that it decreases."""
    return shaped(claim, "decreasing")


def idea(claim: Decreasing) -> str:
    """The rule."""
    return "the derivative is negative"


def opening(claim: Decreasing, goals: Goals) -> list[Prose]:
    """The rule."""
    words = "It suffices that the derivative by @ is negative inside the interval (mean-value). "
    return [prose(words, symbol(claim.symbol))]
