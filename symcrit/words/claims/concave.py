"""`concave`: a function of one symbol is strictly concave."""

from symcrit.core import Goals
from symcrit.core.claims.concave import Concave
from symcrit.words.claims._function import keys, shaped, suffices
from symcrit.words.plain import Prose

KEYS = keys("the second derivative", "twice the value in the middle − the values at both points")
ONE_LINE = True


def says(claim: Concave) -> Prose:
    """The function, and that it is concave."""
    return shaped(claim, "concave")


def idea(claim: Concave) -> str:
    """The rule."""
    return "the second derivative is negative"


def opening(claim: Concave, goals: Goals) -> list[Prose]:
    """The rule."""
    return suffices(claim, goals, "the second derivative", "negative", "second-derivative")
