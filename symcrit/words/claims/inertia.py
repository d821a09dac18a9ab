"""`inertia`: how many directions of the Hessian are negative at copy averages of every partition."""

from symcrit.core.claims.inertia import Inertia
from symcrit.words import places
from symcrit.words.boxes import expression, plain, row
from symcrit.words.claims._network import of_group
from symcrit.words.plain import Display, Prose, prose

KEYS = {
    "scale": "the factor before the expectation", "independent": "the covariance of $σ(z)$ and $z σ′(z)$",
    "degree-one": "$c$", "stiffness": "$D$", "softness": "$e$", "slope": "$c$", "stiff": "$D$", "soft": "$e$",
    "height": "$a$", "norm": "$|w|$", "self-similar": "the mean square of the difference",
}  # fmt: skip
LETTERS = "D c d r z"
INDEXED = "D"


def setting(claim: Inertia) -> Prose:
    """The hypotheses, the loss and the network; of any σ, that L is smooth."""
    finite = "$𝔼[σ(u)²] < ∞$ for $u ∼ N(0, q)$, all $q > 0$, and the kernel"
    return places.setting(claim, claim.configuration, asked=finite)


def says(claim: Inertia) -> Prose:
    """The numbers of negative directions and of those that are 0."""
    lines = [row(plain("c ="), expression(claim.slope))]
    for letter, value in (("D_i", claim.stiff), ("e_i", claim.soft)):
        lines.append(row(plain(f"{letter} ="), expression(of_group(claim, value))))
    k = places.letters(claim.domain).teachers
    size = claim.configuration.size
    test = f"1 + c Σ_{{i≠r}} {size}_i/D_i > c {size}_r/e_r"
    return prose("There, in $R^d$ for every @, the Hessian of $L$ by all $a_i$ and all $w_i$ has as many negative"
                 f" eigenvalues as the sum of ${size}_r − 1$ over all groups $G_r$ with ${size}_r ≥ 2$ and"
                 f" ${test}$, and as many that are 0 as that with $=$ in place of $>$, where@",
                 row(plain("d ≥"), k), Display(tuple(lines), "."))  # fmt: skip


def idea(claim: Inertia) -> str:
    """The rule."""
    return "rotations of the weights are a maximum over projectors, all other directions are positive"


def opening(claim: Inertia, goals: object) -> list[Prose]:
    """The rule."""
    return [prose("The students are the conditional expectations of their groups, so that the Hessian splits: it is"
                  " that of $−Σ_{i,j} V(P_{ij})$ along rotations, with $V(t) = κ(1, t, 1) − κ(1, 0, 1)$, and positive"
                  " definite elsewhere, because $1$, $σ(z)$ and $z σ′(z)$ are linearly independent and $σ$ is no"
                  " polynomial of degree $≤ 2$ (averages). ")]  # fmt: skip
