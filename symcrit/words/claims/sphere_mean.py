"""`sphere_mean`: the mean over the unit sphere."""

from symcrit.core.claims.sphere_mean import SphereMean
from symcrit.words.boxes import number
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import law, shown
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Prose, prose

KEYS = {"activation": "$σ(z) = a|z| + α z$", "kink": "$a²$", "value": "the value"}
LETTERS = "u b x z sigma"


def says(claim: SphereMean) -> Prose:
    """The mean."""
    told = prose("$𝔼[σ(u·x) σ(b·x)]$, $|u| = 1$, is @ in the mean over $b$ uniform on the unit sphere, in @ dimensions",
                 shown(claim.value), number(claim.dimension))  # fmt: skip
    return [*told, *law(claim)]


def idea(claim: SphereMean) -> str:
    """The rule."""
    return "the means of |x| by their recursion"
