"""`loss`: the value of the loss."""

from symcrit.core.claims.loss import Loss
from symcrit.words.claims._loss import compared
from symcrit.words.claims._network import LAW
from symcrit.words.claims._network import idea as idea
from symcrit.words.claims._network import opening as opening
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Prose, prose

KEYS = {"loss": "$L$ − value"} | LAW


def says(claim: Loss) -> Prose:
    """The value, a sum over groups in any number."""
    return prose("There the loss is@", compared(claim, "L ="))
