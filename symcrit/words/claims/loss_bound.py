"""`loss_bound`: a lower bound of the loss."""

from symcrit.core import Goals
from symcrit.core.claims.loss_bound import LossBound
from symcrit.words.claims._loss import compared
from symcrit.words.claims._network import LAW
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Prose, prose

KEYS = {"loss": "$L$ − value", "pair": "$L$ of two groups", "scale": "the factor before the expectation",
        "variance": "the variance of one part"} | LAW  # fmt: skip


def says(claim: LossBound) -> Prose:
    """The bound, a sum over groups in any number."""
    return prose("There the loss satisfies@", compared(claim, "L ≥"))


def idea(claim: LossBound) -> str:
    """The rule, for groups in any number."""
    if not claim.any_number:
        return ""
    return "the parts of f − f* that belong to the groups are independent, and the variance of one is bounded"


def opening(claim: LossBound, goals: Goals) -> list[Prose]:
    """The rule, for groups in any number."""
    if not claim.any_number:
        return []
    return [prose("The parts of $f − f^*$ that belong to the groups are independent: $L$ for two generic groups is the"
                  " sum of both losses and twice the product of the means. So it"
                  " suffices to bound the variance of one part (independence). ")]  # fmt: skip
