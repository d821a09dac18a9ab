"""`information_exponent`: the first degree ≥ 1 that an activation has a Hermite coefficient in."""

from symcrit.core.claims.information_exponent import InformationExponent
from symcrit.words.boxes import name, number
from symcrit.words.claims._hermite import LETTERS as OF_SIGMA
from symcrit.words.claims._hermite import coefficient, convention, law
from symcrit.words.plain import Prose, prose

KEYS = {"zero/*": "the coefficient of degree {}", "nonzero": "the coefficient that is not to be 0"}
LETTERS = f"{OF_SIGMA} m"


def says(claim: InformationExponent) -> Prose:
    """Which coefficients are 0, which is not, and the convention."""
    p = claim.exponent
    lower = _below(p) if p > 1 else []
    return [*lower, coefficient(number(p)), " is not 0 ", *law(claim), *convention(p)]


def _below(p: int) -> Prose:
    """The coefficients that are 0."""
    if p == 2:
        return prose("@ is 0, and ", coefficient(number(1)))
    return prose(f"@ is 0 for $1 ≤ m ≤ {p - 1}$, and ", coefficient(name("m")))


def idea(claim: InformationExponent) -> str:
    """How the coefficients are found."""
    return "every coefficient in closed form, by parity or by balls"
