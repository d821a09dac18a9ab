"""`critical`: the gradient of the loss vanishes."""

from symcrit.core.claims.critical import Critical
from symcrit.words.boxes import plain
from symcrit.words.claims._network import GRADIENT as KEYS
from symcrit.words.claims._network import idea as idea
from symcrit.words.claims._network import opening as opening
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Display, Prose, prose

__all__ = ["KEYS", "LETTERS", "idea", "opening", "says", "setting"]
LETTERS = "a"


def says(claim: Critical) -> Prose:
    """In every parameter and input dimension."""
    return prose("There the gradient of the loss vanishes,@with respect to every $a_i$ and $w_i$, in every input"
                 " dimension that holds the teacher. ", Display((plain("∇L = 0"),), ","))  # fmt: skip
