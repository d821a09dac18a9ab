"""`dual_bound`: a lower bound of the loss for all students."""

from symcrit.core.claims.dual_bound import DualBound
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import LETTERS as LETTERS
from symcrit.words.claims._affine import SHARED, shown, target
from symcrit.words.claims._affine import letters as letters
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Prose, prose

KEYS = SHARED


def says(claim: DualBound) -> Prose:
    """The bound, and the cosine at which the line supports."""
    told = prose("$L ≥$ @ for all students with every $s_j ≥ 0$, in any dimension (by the supporting line at the cosine"
                 " @)", shown(claim.value), shown(claim.cosine))  # fmt: skip
    return [*told, *target(claim)]


def idea(claim: DualBound) -> str:
    """The rule."""
    return "a supporting line of h, and the minimum of a quadratic below L"
