"""`not_critical`: the gradient of the loss is longer than a bound."""

from symcrit.core.claims.not_critical import NotCritical
from symcrit.words.boxes import expression, plain, row
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Display, Prose, prose

KEYS = {"bound": "the bound", "norm": "$‖∇L‖²$ − bound²"}


def says(claim: NotCritical) -> Prose:
    """The norm."""
    return prose("There the gradient of the loss satisfies@",
                 Display((row(plain("‖∇L‖ >"), expression(claim.bound)),), "."))  # fmt: skip


def idea(claim: NotCritical) -> str:
    """What is compared."""
    return "‖∇L‖² is compared with the square of the bound"
