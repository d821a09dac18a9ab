"""`onto`: a quotient that takes every value once."""

from symcrit.core.claims.onto import Onto
from symcrit.words.boxes import expression, fraction, symbol
from symcrit.words.claims._affine import opening as opening
from symcrit.words.plain import Display, Prose, prose

KEYS = {"function": "the quotient", "pole": "the denominator at the upper end", "top": "the numerator there",
        "derivative": "the derivative", "pair": "the value at the other point − the value here"}  # fmt: skip


def says(claim: Onto) -> Prose:
    """The quotient, and its values."""
    quotient = fraction(expression(claim.numerator), expression(claim.denominator))
    return prose("The quotient@is strictly increasing in @ over this interval and tends to infinity at its upper end:"
                 " it takes every value from that at the lower end on, once. ",
                 Display((quotient,)), symbol(claim.symbol))  # fmt: skip


def idea(claim: Onto) -> str:
    """The rule."""
    return "the derivative is positive, and the denominator is 0 at the upper end"
