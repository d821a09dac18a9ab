"""`free_signs`: with weights of any sign the equiangular student is the minimum up to a slope of the target."""

from symcrit.core.claims.free_signs import FreeSigns
from symcrit.words.claims._affine import INDEXED as INDEXED
from symcrit.words.claims._affine import SHARED, shown
from symcrit.words.claims._affine import letters as letters
from symcrit.words.claims._affine import opening as opening
from symcrit.words.means import activation
from symcrit.words.plain import Prose, prose

LETTERS = "L j v x z sigma tau_c"
KEYS = {
    **SHARED, "even": "$a$", "odd": "$α$", "mean": "the mean", "room": "the dimension", "start": "$τ$ at the simplex",
    "simplex": "the loss at the simplex", "below": "the loss at orthogonal vectors", "low": "the lower bound of $τ_c$",
    "high": "the upper bound of $τ_c$", "low-*": "the cosine of the lower bound ({0})",
    "high-*": "the cosine of the upper bound ({0})", "family/*": "the equiangular student ({0})",
    "slope/*": "$τ$ over the family ({0})", "width/*": "$X$ over the family ({0})",
    "loss/*": "$L$ over the family ({0})",
}  # fmt: skip


def says(claim: FreeSigns) -> Prose:
    """The students, the transition, and what is least beyond it."""
    told = prose("Let @ and $L = 𝔼[(Σ_j s_j σ(u_j·x) − c − v·x)²]$ for students of @ neurons in @ dimensions,"
                 " $|u_j| = 1$, with $s_j$ of any sign and @ for the mean $c$ of the target. ",
                 activation(claim.kernel), *map(shown, (claim.count, claim.dimension, claim.mean)))  # fmt: skip
    told += prose("For every $v$ there is, up to permutations and isometries that fix $v$, one student of different"
                  " $u_j$ with mutual cosines all equal, all $s_j > 0$ equal and $v$ along $Σ_j u_j$ at which the"
                  " gradient of $L$ vanishes. There is a number $τ_c$ such that this student is a minimum of $L$ over"
                  " all students if and only if $|v| ≤ τ_c$")  # fmt: skip
    ends = [(word, end) for word, end in (("least", claim.low), ("most", claim.high)) if end is not None]
    for joint, (word, end) in zip((", where $τ_c$ is", " and"), ends, strict=False):
        told += prose(f"{joint} at {word} @", shown(end))
    told += prose(". For $|v| > τ_c$ the least $L$ over all students is @; it is attained by orthonormal lines, one"
                  " less than there are neurons, of which one carries two opposite vectors",
                  shown(claim.value))  # fmt: skip
    return told


def idea(claim: FreeSigns) -> str:
    """The rules."""
    return "a supporting line for positive weights, the even part of the loss for others, and where the two cross"
