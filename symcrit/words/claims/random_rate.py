"""`random_rate`: the bound of `rate` for targets with random directions, with a probability."""

from symcrit.core.claims.random_rate import RandomRate
from symcrit.words.boxes import expression, plain, row
from symcrit.words.claims.rate import INDEXED as OF_RATE
from symcrit.words.claims.rate import students
from symcrit.words.hypotheses import hypotheses
from symcrit.words.means import activation
from symcrit.words.plain import Prose, prose

KEYS = {
    "activation": "$σ(z) = a|z| + α z$", "dimension": "the dimension", "largest": "the largest weight",
    "weight": "the sum of the weights",
    "total": "the bound of $Σ_j |s_j|$", "excess": "$ε$", "risk": "the probability", "value": "the bound",
}  # fmt: skip
LETTERS = "f h M c v i j b s u x z R omega beta sigma epsilon"
INDEXED = f"{OF_RATE} omega"


def setting(claim: RandomRate) -> Prose:
    """The activation, the weights, and the law of the directions."""
    unit = "" if claim.lengths == "any" else ", $|b_i| = 1$,"
    return [*hypotheses(claim.domain), *prose(
        "Let @ and $f^*(x) = Σ_i β_i σ(b_i·x)$@ with given $ω_i = |β_i| |b_i|$, @ and @, and independent random"
        " directions $b_i/|b_i|$ in dimension @, of which each has the second moments $𝔼[b_i b_iᵀ/|b_i|²]$ of the"
        " uniform law on the sphere. ", activation(claim.kernel), unit, row(plain("ω_i ≤"), expression(claim.largest)),
        row(plain("Σ_i ω_i ≤"), expression(claim.weight)), expression(claim.dimension))]  # fmt: skip


def says(claim: RandomRate) -> Prose:
    """The probability, and the bound."""
    told = prose("Except with a probability of at most @, the following holds. ", expression(claim.risk))
    return [*told, *students(claim.total, claim.value)]


def idea(claim: RandomRate) -> str:
    """What is used."""
    return "the largest eigenvalue of a sum of independent matrices is near that of its mean"
