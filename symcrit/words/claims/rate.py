"""`rate`: how far the loss of any student against a wide target is from that against its mean and linear part."""

from symcrit.core import Expr
from symcrit.core.claims.rate import Rate
from symcrit.words.boxes import expression, fenced, listed, plain, row
from symcrit.words.claims._deep import rows, value
from symcrit.words.hypotheses import hypotheses
from symcrit.words.means import activation
from symcrit.words.plain import Display, Prose, prose

KEYS = {
    "activation": "$σ(z) = a|z| + α z$", "total": "the bound of $Σ_j |s_j|$", "spread": "the bound of $λ_max$",
    "value": "the bound",
}  # fmt: skip
LETTERS = "f h M c v i j b s u x z d beta sigma"
INDEXED = "b s u beta lambda"
_SHOWN = 64  # outgoing weights that are still worth reading


def setting(claim: Rate) -> Prose:
    """The activation and the target."""
    own = claim.target
    start = [*hypotheses(claim.domain), *prose("Let @ and ", activation(claim.kernel))]
    unit = "" if claim.lengths == "any" else ", $|b_i| = 1$,"
    spread = row(plain("λ_max ≤"), expression(claim.spread))
    matrix = "$Σ_i |β_i| |b_i| b̂_i b̂_iᵀ$, $b̂_i = b_i/|b_i|$"
    if own is None:
        return [*start, *prose(f"let $f^*(x) = Σ_i β_i σ(b_i·x)$, in any dimension{unit} be a network for which the"
                               f" largest eigenvalue of {matrix}, is @. ", spread)]  # fmt: skip
    beta = [fenced(listed(map(value, own.beta)))] if len(own.beta) <= _SHOWN else rows((own.beta,))
    return [*start, *prose("$f^*(x) = Σ_i β_i σ(b_i·x)$ with the $b_i$: @, and $β$: @. "
                           f"The largest eigenvalue of {matrix}, is @. ", rows(own.b), beta, spread)]  # fmt: skip


def says(claim: Rate) -> Prose:
    """The bound, and for whom."""
    told = students(claim.total, claim.value)
    return [*told, *prose("So the least losses over such students differ by $𝔼[h²]$, up to as much")]


def students(total: Expr, bound: Expr) -> Prose:
    """For every student the two losses differ by a constant, up to the bound."""
    difference = plain("|𝔼[(f − f^*)²] − 𝔼[(f − c − v·x)²] − 𝔼[h²]| ≤")
    return prose("Let $c$ be the mean of $f^*$, $v·x$ its linear part, $f^* = c + v·x + h$. For every $M$ and every"
                 " student $f(x) = Σ_{j ≤ M} s_j σ(u_j·x)$ with $|u_j| = 1$ and @,@",
                 row(plain("Σ_j |s_j| ≤"), expression(total)),
                 Display((row(difference, expression(bound)),), "."))  # fmt: skip


def idea(claim: Rate) -> str:
    """What is used."""
    return "what a student sees beyond degree 1 is at most quadratic in the cosines"
