"""`dimension_bound`: a lower bound of the loss in a given dimension."""

from symcrit.core.claims.dimension_bound import DimensionBound
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import LETTERS as LETTERS
from symcrit.words.claims._affine import SHARED, shown, target
from symcrit.words.claims._affine import letters as letters
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Prose, prose

KEYS = {**SHARED, "dimension": "the dimension", "cosine": "the cosine", "inside": "1 − the cosine"}


def says(claim: DimensionBound) -> Prose:
    """The bound, and for whom."""
    if claim.cosine is None:
        told = prose("$L ≥$ @ for all students in @ dimensions, with outgoing weights of any sign",
                     shown(claim.value), shown(claim.dimension))  # fmt: skip
    else:
        told = prose("$L ≥$ @ for all students with every $s_j ≥ 0$ in @ dimensions (by the supporting parabola at the"
                     " cosine @)", *map(shown, (claim.value, claim.dimension, claim.cosine)))  # fmt: skip
    return [*told, *target(claim)]


def idea(claim: DimensionBound) -> str:
    """The rule."""
    return "degrees 0, 1 and 2 of L, and the minimum of a quadratic below"
