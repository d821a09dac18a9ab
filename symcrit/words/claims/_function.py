"""Claims about the shape of a function of one symbol."""

from symcrit.core.claims._function import FunctionClaim
from symcrit.words.boxes import expression, symbol
from symcrit.words.plain import Display, Prose, prose


def shaped(claim: FunctionClaim, shape: str) -> Prose:
    """``x³ + x is strictly increasing in x``"""
    return prose(f"@is strictly {shape} in @. ", Display((expression(claim.expr),)), symbol(claim.symbol))


def suffices(claim: FunctionClaim, derivative: str, sign: str, rule: str) -> list[Prose]:
    """``It suffices that the derivative by x is positive inside the interval (mean-value).``"""
    words = f"It suffices that {derivative} by @ is {sign} inside the interval ({rule}). "
    return [prose(words, symbol(claim.symbol))]
