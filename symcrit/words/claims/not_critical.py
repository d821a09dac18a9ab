"""`not_critical`: the gradient of the loss is longer than a bound."""

from symcrit.core.claims.not_critical import NotCritical
from symcrit.words.boxes import expression, plain, row
from symcrit.words.claims._network import LAW, parameters
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Display, Prose, prose

KEYS = {"bound": "the bound", "norm": "$‖∇L‖²$ − bound²"} | LAW


def says(claim: NotCritical) -> Prose:
    """The norm; with respect to what, where that is not every a_i and w_i."""
    own = "" if claim.parameters() == ("W", "a") else f", with respect to {parameters(claim)},"
    return prose(f"There the gradient of the loss{own} satisfies@",
                 Display((row(plain("‖∇L‖ >"), expression(claim.bound)),), "."))  # fmt: skip


def idea(claim: NotCritical) -> str:
    """What is compared."""
    return "‖∇L‖² is compared with the square of the bound"
