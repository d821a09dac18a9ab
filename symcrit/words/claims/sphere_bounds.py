"""`sphere_bounds`: the mean over the unit sphere, for every dimension."""

from symcrit.core.claims.sphere_bounds import SphereBounds
from symcrit.words.boxes import expression, plain, row, sign
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import law
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Display, Prose, prose

KEYS = {
    "activation": "$σ(z) = a|z| + α z$", "kink": "$a²$", "limit": "the upper bound and its limit",
    "step": "the upper bound in $d$ and in $d + 2$ dimensions", "low": "the lower bound",
    "high": "the upper bound",
}  # fmt: skip
LETTERS = "u b x z d m sigma"


def says(claim: SphereBounds) -> Prose:
    """Both bounds."""
    both = row(expression(claim.low), sign("≤"), plain("m(d)"), sign("≤"), expression(claim.high))
    told = prose("For every integer $d ≥ 1$ let $m(d)$ be the mean of $𝔼[σ(u·x) σ(b·x)]$, $|u| = 1$, over $b$ uniform"
                 " on the unit sphere in $d$ dimensions. Then@", Display((both,)))  # fmt: skip
    return [*told, *law(claim)]


def idea(claim: SphereBounds) -> str:
    """The rule."""
    return "the means of |x| by their recursion, and their limit"
