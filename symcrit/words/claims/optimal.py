"""`optimal`: equal cosines are the minimum over all students."""

from symcrit.core.claims.optimal import Optimal
from symcrit.words.claims._affine import FRAME, frame, shown, target
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import LETTERS as LETTERS
from symcrit.words.claims._affine import letters as letters
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Prose, prose

KEYS = FRAME


def says(claim: Optimal) -> Prose:
    """The minimum, and where alone it is attained."""
    told = prose(", $L$ is @, the minimum over all students with every $s_j ≥ 0$ in as many dimensions, attained only"
                 " there, up to permutations and rotations that fix $v$", shown(claim.value))  # fmt: skip
    return [*frame(claim), *told, *target(claim)]


def idea(claim: Optimal) -> str:
    """The rule."""
    return "a supporting line of h, and the minimum of a quadratic below L"
