"""Claims about Hermite coefficients."""

from symcrit.core import sym
from symcrit.core.claims._hermite import HermiteClaim, hermite
from symcrit.words.boxes import Box, call, expression, fenced, index, name, number, plain, row, sign
from symcrit.words.plain import Prose, prose

LETTERS = "z sigma He"
_SIGMA = call(name("σ"), name("z"))


def _polynomial(order: Box) -> Box:
    """He_3(z)"""
    return call(index(name("He"), order), name("z"))


def coefficient(order: Box) -> Box:
    """𝔼[σ(z) He_m(z)]"""
    inside = row(_SIGMA, Box("times", (True,)), _polynomial(order))
    return Box("call", (plain("𝔼"), fenced(inside, "[", "]")))


def law(claim: HermiteClaim) -> Prose:
    """σ, the law of z, at the end of a sentence."""
    activation = row(_SIGMA, sign("="), expression(claim.sigma))
    return prose("for $z ∼ N(0, 1)$ and @, ", activation)


def convention(order: int) -> Prose:
    """Which Hermite polynomials are meant."""
    own = row(_polynomial(number(order)), sign("="), expression(hermite(order, sym("z"))))
    return prose("with the Hermite polynomials of leading coefficient 1, not normalised: @. ", own)
