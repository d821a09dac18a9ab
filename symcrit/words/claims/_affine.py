"""Claims about students against an affine target: what they share."""

from symcrit.core import Expr, Goals, sym
from symcrit.core.claims._affine import AffineClaim, FrameClaim, KinkedClaim, TargetClaim
from symcrit.words.boxes import expression
from symcrit.words.means import activation
from symcrit.words.plain import Display, Piece, Prose, prose
from symcrit.words.text import text

LETTERS = "L j v x z sigma"
INDEXED = "s u w"
_INLINE = 30  # characters of an expression in a sentence
SHARED = {
    "activation": "$σ(z) = a|z| + α z$", "kink": "$a²$", "count": "the number of students", "slope": "$|v|$",
    "K": "$K$", "pull": "$h′$", "alpha": "$α²$", "value": "$L$ − value", "rank": "the rank",
}  # fmt: skip
FRAME = {
    **SHARED, "gram": "the Gram matrix", "distinct": "the cosine", "dimension": "the dimension", "length": "$|w|$",
    "along-w": "$∂L/∂w$ along $w$", "along-v": "$∂L/∂w$ along $v$",
}  # fmt: skip


def shown(value: Expr) -> Piece:
    """An expression in a sentence, or on a line of its own where it is long."""
    box = expression(value)
    return box if len(text(value)) <= _INLINE else Display((box,))


def letters(claim: TargetClaim) -> set[str]:
    """c is the mean in the sentence, so it is no other symbol."""
    return set() if claim.mean is sym("c") else {"c"}


def law(claim: KinkedClaim) -> Prose:
    """The activation, at the end of a sentence."""
    return prose(", with @. ", activation(claim.of_kernel))


def frame(claim: FrameClaim) -> Prose:
    """``in d dimensions there are unit vectors u_j with mutual cosine ρ …``"""
    return prose("In @ dimensions there are unit vectors $u_j$ with mutual cosine @; with $v$ along their sum and every"
                 " $s_j$ equal to @", *map(shown, (claim.dimension, claim.cosine, claim.length)))  # fmt: skip


def target(claim: TargetClaim) -> Prose:
    """The loss against the target, and the activation."""
    told = prose("; where $L = 𝔼[(Σ_j s_j σ(u_j·x) − c − v·x)²]$ with @ students, $|u_j| = 1$, and @ for the mean $c$"
                 " and @ for the slope $|v|$ of the target",
                 *map(shown, (claim.count, claim.mean, claim.slope)))  # fmt: skip
    return [*told, *law(claim)]


def opening(claim: AffineClaim, goals: Goals) -> list[Prose]:
    """The rule of the kind."""
    return [prose(f"It suffices to show the following ({', '.join(claim.rules_used())}). ")]
