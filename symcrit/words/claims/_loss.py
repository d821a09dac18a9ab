"""Claims about the value of the loss."""

from symcrit.core.claims._loss import LossClaim
from symcrit.core.claims.loss import Loss
from symcrit.words.boxes import Box, expression, factor, plain, row
from symcrit.words.claims._network import of_group
from symcrit.words.places import letters
from symcrit.words.plain import Display


def compared(claim: LossClaim | Loss, head: str) -> Display:
    """``L = Σ_i value(l_i)``; for groups that are given the value alone."""
    if not claim.any_number:
        return Display((row(plain(head), expression(claim.value)),), ".")
    total = Box("sum", (plain("i = 1"), letters(claim.domain).groups))
    summand = factor(of_group(claim, claim.value))[:1] or [expression(claim.value)]
    return Display((row(plain(head), total, *summand),), ".")
