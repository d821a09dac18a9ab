"""`equiangular`: critical students with equal cosines."""

from symcrit.core.claims.equiangular import Equiangular
from symcrit.words.claims._affine import FRAME, frame, target
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import LETTERS as LETTERS
from symcrit.words.claims._affine import letters as letters
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Prose, prose

KEYS = FRAME


def says(claim: Equiangular) -> Prose:
    """The frame, and that it is critical, with this length and slope only."""
    told = prose(", the gradient of $L$ by every $w_j = s_j u_j$ is 0, as it is at no other equal $s_j > 0$ and for no"
                 " other $|v|$")  # fmt: skip
    return [*frame(claim), *told, *target(claim)]


def idea(claim: Equiangular) -> str:
    """The rule."""
    return "the gradient along w and along v is 0"
