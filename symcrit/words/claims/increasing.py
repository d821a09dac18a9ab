"""`increasing`: a function of one symbol increases strictly."""

from symcrit.core import Goals
from symcrit.core.claims.increasing import Increasing
from symcrit.words.claims._function import keys, shaped, suffices
from symcrit.words.plain import Prose

KEYS = keys("the derivative", "the value at the other point − the value here")
ONE_LINE = True


def says(claim: Increasing) -> Prose:
    """The function, and that it increases."""
    return shaped(claim, "increasing")


def idea(claim: Increasing) -> str:
    """The rule."""
    return "the derivative is positive"


def opening(claim: Increasing, goals: Goals) -> list[Prose]:
    """The rule."""
    return suffices(claim, goals, "the derivative", "positive", "mean-value")
