"""`unique`: the only critical point of one student."""

from symcrit.core import Goals
from symcrit.core.claims.unique import Unique
from symcrit.words.boxes import plain
from symcrit.words.claims._network import GRADIENT
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Display, Prose, prose

LETTERS = "a"
KEYS = {
    **GRADIENT,
    "pull": "$∂κ/∂q12$",
    "odd": "$κ$ is odd",
    "falls": "$∂κ/∂q12$ over $w_j$ falls",
    "size": "$c_0$",
    "outgoing": "$a_0$",
}


def says(claim: Unique) -> Prose:
    """It is one, and no other is."""
    return prose("There the gradient of the loss vanishes,@and with $a_1 ≠ 0$ and $w_1 ≠ 0$ it vanishes only there and"
                 " at $(−a_1, −w_1)$. ", Display((plain("∇L = 0"),), ","))  # fmt: skip


def idea(claim: Unique) -> str:
    """The rule."""
    return "∂κ/∂q12 over w_j falls, so all w_j are equal; then two equations in a and |w|"


def opening(claim: Unique, goals: Goals) -> list[Prose]:
    """The rule."""
    vanishes = prose("The gradient vanishes, in every component. ")
    alone = prose("Let $a_1 ≠ 0$ and $∇L = 0$. With $p = |w_1|$ and $r$ the cosine between $w_1$ and a teacher, this"
                  " teacher pulls by $∂κ/∂q12$ at $(p², r p, 1)$. That is positive, so that $w_1$ lies in the span and"
                  " is orthogonal to no teacher; and divided by $r$ it falls, so that all cosines are equal"
                  " (one-direction). ")  # fmt: skip
    return [vanishes, alone]
