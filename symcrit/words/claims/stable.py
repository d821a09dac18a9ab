"""`stable`: the second derivative at equal cosines is positive definite."""

from symcrit.core.claims.stable import Stable
from symcrit.words.claims._affine import FRAME, frame, shown, target
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import LETTERS as LETTERS
from symcrit.words.claims._affine import letters as letters
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Prose, prose

KEYS = {
    **FRAME, "count-3": "three students at least", "no-kink": "the cosine and −1", "total": "$γ$",
    "target": "$v ≠ 0$", "*/*": "leading minor {1} of the sector “{0}”", "room": "the sector exists",
    "below": "the eigenvalue below the bound",
}  # fmt: skip


def says(claim: Stable) -> Prose:
    """A bound of all eigenvalues off the rotations, and where the least of them is below another."""
    told = prose(", the gradient of $L$ by the $w_j = s_j u_j$ is 0, and all eigenvalues of the second derivative are"
                 " larger than @ on the complement of the rotations that fix $v$", shown(claim.above))  # fmt: skip
    below: Prose = []
    if claim.below is not None:
        below = prose(f", where one of the sector “{claim.sector}” is less than @", shown(claim.below))
    return [*frame(claim), *told, *below, *target(claim)]


def idea(claim: Stable) -> str:
    """The rule."""
    return "the leading minors of the second derivative along every kind of perturbation off the rotations"
