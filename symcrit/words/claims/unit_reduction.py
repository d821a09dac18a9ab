"""`unit_reduction`: a network of neurons of length 1 as target, compared with its affine part."""

from symcrit.core.claims.unit_reduction import UnitReduction
from symcrit.words.claims._affine import shown
from symcrit.words.means import activation
from symcrit.words.plain import Prose, prose

KEYS = {"value": "$R(1)$"}
LETTERS = "f R K c i j rho beta b s u v x z sigma"
INDEXED = "s u w b beta rho"


def says(claim: UnitReduction) -> Prose:
    """The difference of both losses, and its bound."""
    return prose("Let @. For every network $f^* = Σ_i β_i σ(b_i·x)$ with $|b_i| = 1$, with $c$ its mean and $v·x$ its"
                 " linear part, and every student $f = Σ_j s_j σ(u_j·x)$ with $|u_j| = 1$: $𝔼[(f − f^*)²]$ is"
                 " $𝔼[(f − c − v·x)²] + 𝔼[(f^* − c − v·x)²]$ less $2 Σ_{ij} s_j β_i R(ρ_{ij})$, where $|R(ρ)| ≤ K ρ²$"
                 " at the cosine $ρ_{ij}$ of $u_j$ and $b_i$, $R(ρ) ≥ 0$ if $ρ ≥ 0$, and $K =$ @",
                 activation(claim.kernel), shown(claim.bound))  # fmt: skip


def idea(claim: UnitReduction) -> str:
    """The rule."""
    return "what is left of the kernel is a power series with coefficients that are not negative"
