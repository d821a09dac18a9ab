"""`reduction`: a network as target, compared with its affine part."""

from symcrit.core.claims.reduction import Reduction
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import law, shown
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Prose, prose

KEYS = {
    "activation": "$σ(z) = a|z| + α z$", "kink": "$a²$", "even": "$R$ is even", "zero": "$R(0)$", "rest": "$R ≥ 0$",
    "bound": "$R ≤ K ρ²$",
}  # fmt: skip
LETTERS = "f R K c i rho beta b s u x"


def says(claim: Reduction) -> Prose:
    """The difference of both losses, and its bound."""
    told = prose("For every network $f* = Σ_i β_i σ(b_i·x)$, with $c$ its mean and $v·x$ its linear part, and every"
                 " student $f = Σ_j s_j σ(u_j·x)$, $|u_j| = 1$: $𝔼[(f − f*)²]$ is"
                 " $𝔼[(f − c − v·x)²] + 𝔼[(f* − c − v·x)²]$ less $2 Σ_{ij} s_j β_i |b_i| R(ρ_{ij})$, where"
                 " $0 ≤ R(ρ) ≤ K ρ²$ at the cosine $ρ_{ij}$ of $u_j$ and $b_i$, and $K =$ @",
                 shown(claim.bound))  # fmt: skip
    return [*told, *law(claim)]


def idea(claim: Reduction) -> str:
    """The rule."""
    return "the rest of h after its first two terms lies between 0 and the bound"
