"""`hermite_coefficient`: a Hermite coefficient of an activation."""

from symcrit.core.claims.hermite_coefficient import HermiteCoefficient
from symcrit.words.boxes import expression, number, row, sign
from symcrit.words.claims._hermite import LETTERS as LETTERS
from symcrit.words.claims._hermite import coefficient, convention, law
from symcrit.words.plain import Display, Prose

KEYS = {"coefficient": "the coefficient − value"}


def says(claim: HermiteCoefficient) -> Prose:
    """The coefficient, its value and the convention."""
    told = row(coefficient(number(claim.order)), sign("="), expression(claim.value))
    return [Display((told,)), *law(claim), *convention(claim.order)]


def idea(claim: HermiteCoefficient) -> str:
    """How the coefficient is found."""
    return "the coefficient in closed form"
