"""`sector`: the second derivatives in one sector of the Hessian."""

from symcrit.core import Goals
from symcrit.core.claims.sector import OneSector
from symcrit.words.claims._sectors import ENTRIES, derivatives
from symcrit.words.claims._sectors import KEYS as KEYS
from symcrit.words.claims._sectors import LETTERS as LETTERS
from symcrit.words.claims._sectors import setting as setting
from symcrit.words.plain import Prose, prose


def says(claim: OneSector) -> Prose:
    """The matrix, and its inertia."""
    return derivatives(claim, claim.configuration, claim.free)


def idea(claim: OneSector) -> str:
    """The rule."""
    return "the second derivatives along the patterns, and the signs of leading minors"


def opening(claim: OneSector, goals: Goals) -> list[Prose]:
    """The entries."""
    return [prose(ENTRIES)]


def closing(claim: OneSector, goals: Goals) -> list[Prose]:
    """The rule."""
    return [prose("These signs of the leading minors give the inertia (leading-minors). ")] if claim.signs else []
