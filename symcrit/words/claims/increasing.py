"""`increasing`: a function of one symbol increases strictly."""

from symcrit.core import Goals
from symcrit.core.claims.increasing import Increasing
from symcrit.words.boxes import symbol
from symcrit.words.claims._function import shaped
from symcrit.words.plain import Prose, prose

KEYS = {"function": "the function", "slope": "the derivative", "pair": "the value at the other point − the value here"}
ONE_LINE = True


def says(claim: Increasing) -> Prose:
    """The function, and that it increases."""
    return shaped(claim, "increasing")


def idea(claim: Increasing) -> str:
    """The rule."""
    return "the derivative is positive"


def opening(claim: Increasing, goals: Goals) -> list[Prose]:
    """The rule."""
    words = "It suffices that the derivative by @ is positive inside the interval (mean-value). "
    return [prose(words, symbol(claim.symbol))]
