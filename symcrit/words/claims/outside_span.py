"""`outside_span`: the block of the Hessian along an input direction orthogonal to all vectors."""

from symcrit.core import Goals
from symcrit.core.claims.outside_span import OutsideSpan
from symcrit.words.boxes import expression, factor, fenced, plain, row
from symcrit.words.claims._network import of_group
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Display, Prose, prose

KEYS = {"block/*/*": "entry {}, {} of the block − value", "factor": "the factor", "diagonal/*": "$D_i$"}
LETTERS = "D H u"
INDEXED = "D u"


def says(claim: OutsideSpan) -> Prose:
    """The block, and that it is positive definite."""
    D, v = (expression(of_group(claim, value)) for value in (claim.diagonal, claim.vector))
    block = row(plain("H ="), *factor(claim.factor), fenced(plain("diag(D_1, …, D_n) + u uᵀ")))
    parts = row(plain("D_i ="), D), row(plain("u_i ="), v)
    return prose("There the block of the Hessian that belongs to an input direction orthogonal to all $w_i$ and $v_j$"
                 " is@with all $D_i > 0$, and it is positive definite. ", Display((block, *parts), ","))  # fmt: skip


def idea(claim: OutsideSpan) -> str:
    """The rule."""
    return "a positive diagonal plus a square"


def opening(claim: OutsideSpan, goals: Goals) -> list[Prose]:
    """What the block is."""
    return [prose("The block is that stated, in every component. ")]


def closing(claim: OutsideSpan, goals: Goals) -> list[Prose]:
    """The rule."""
    return [prose("With these signs the block is positive definite (rank-one). ")]
