"""`loss`: the value of the loss."""

from dataclasses import dataclass

from symcrit.core.claims._loss import LossClaim


@dataclass(frozen=True, kw_only=True)
class Loss(LossClaim):
    """L = value at the configuration; for groups in any number L = Σ value(l) over their sizes l."""

    kind = "loss"
    op = "="
