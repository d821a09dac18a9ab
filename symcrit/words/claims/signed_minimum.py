"""`signed_minimum`: the least loss with a weight that is not positive."""

from symcrit.core.claims.signed_minimum import SignedMinimum
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import LETTERS as LETTERS
from symcrit.words.claims._affine import SHARED, shown, target
from symcrit.words.claims._affine import letters as letters
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Prose, prose

KEYS = {**SHARED, "mean": "$c a$", "attained": "where the minimum is attained"}


def says(claim: SignedMinimum) -> Prose:
    """The minimum, and where it is attained."""
    told = prose("Among the students with at least one $s_j ≤ 0$, in @ dimensions, the least $L$ is @; it is attained"
                 " by orthonormal lines, one less than there are students, of which one carries two opposite vectors",
                 shown(claim.dimension), shown(claim.value))  # fmt: skip
    return [*told, *target(claim)]


def idea(claim: SignedMinimum) -> str:
    """The rule."""
    return "the even part of the loss, and the least norm of a matrix with given trace"
