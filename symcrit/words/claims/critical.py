"""`critical`: the gradient of the loss vanishes."""

from symcrit.core import Explicit
from symcrit.core.claims.critical import Critical
from symcrit.words.boxes import plain
from symcrit.words.claims._network import GRADIENT, LAW, parameters
from symcrit.words.claims._network import idea as idea
from symcrit.words.claims._network import opening as opening
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Display, Prose, prose

__all__ = ["KEYS", "LETTERS", "idea", "opening", "says", "setting"]
KEYS = GRADIENT | LAW
LETTERS = "a"


def says(claim: Critical) -> Prose:
    """In every parameter that is free, and every input dimension."""
    place = claim.configuration
    standard = not (isinstance(place, Explicit) and (place.covariance or place.mean))
    where = ", in every input dimension that holds the teacher" if standard and "W" in claim.parameters() else ""
    return prose(f"There the gradient of the loss vanishes,@with respect to {parameters(claim)}{where}. ",
                 Display((plain("∇L = 0"),), ","))  # fmt: skip
