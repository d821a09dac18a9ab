"""`subgaussian_rate`: the bound of `rate` for targets with sub-Gaussian weights, with a probability."""

from symcrit.core.claims.subgaussian_rate import SubgaussianRate
from symcrit.words.boxes import expression, plain, row
from symcrit.words.claims.rate import INDEXED as INDEXED
from symcrit.words.claims.rate import students
from symcrit.words.hypotheses import hypotheses
from symcrit.words.means import activation
from symcrit.words.plain import Prose, prose

KEYS = {
    "activation": "$σ(z) = a|z| + α z$", "count": "the number of neurons", "dimension": "the dimension",
    "proxy": "the bound of the moment generating function", "fourth": "the bound of the fourth moments",
    "largest": "the bound of the outgoing weights", "total": "the bound of $Σ_j |s_j|$", "level": "$t$",
    "short": "$η$", "below": "$1 − η$", "risk": "the probability", "value": "the bound",
}  # fmt: skip
LETTERS = "f h M c v i j b s u x z r X K beta sigma eta"


def setting(claim: SubgaussianRate) -> Prose:
    """The activation, and the law of the weights."""
    return [*hypotheses(claim.domain), *prose(
        "Let @ and $f^*(x) = Σ_i β_i σ(b_i·x)$, a sum over @ neurons in @ dimensions, $|β_i|$ times the number of"
        " neurons at most @, and let the entries of all $b_i$ be independent, each of them $X$ divided by the root of"
        " the dimension with $𝔼[X] = 0$, $𝔼[X²] = 1$, @ and $𝔼[exp(r X)] ≤ exp(K² r²/2)$ for all $r$, @. ",
        activation(claim.kernel), *map(expression, (claim.count, claim.dimension, claim.largest)),
        row(plain("𝔼[X^4] ≤"), expression(claim.fourth)), row(plain("K² ="), expression(claim.proxy)))]  # fmt: skip


def says(claim: SubgaussianRate) -> Prose:
    """The probability, and the bound."""
    told = prose("Except with a probability of at most @, the following holds. ", expression(claim.risk))
    return [*told, *students(claim.total, claim.value)]


def idea(claim: SubgaussianRate) -> str:
    """What is used."""
    return "sub-Gaussian rows spread evenly, and none is short"
