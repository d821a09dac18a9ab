"""`loss`: the value of the loss."""

from symcrit.core.claims._loss import LossClaim
from symcrit.core.frozen import frozen


@frozen
class Loss(LossClaim):
    """L = value at the configuration; for groups in any number L = Σ value(l) over their sizes l."""

    kind = "loss"
    op = "="
