"""`not_specialised`: gradients are small at all data, and yet no student neuron lies along a teacher neuron."""

from symcrit.core.claims.not_specialised import NotSpecialised
from symcrit.words.boxes import number
from symcrit.words.claims._trained import INDEXED as INDEXED
from symcrit.words.claims._trained import KEYS as KEYS
from symcrit.words.claims._trained import LETTERS as LETTERS
from symcrit.words.claims._trained import gradients, sine
from symcrit.words.claims._trained import setting as setting
from symcrit.words.plain import Prose, prose


def says(claim: NotSpecialised) -> Prose:
    """The gradients, and the angles."""
    own = number(claim.node + 1)
    who = prose(" with $w_u·w^*_j > 0$, $j =$ @,", own) if claim.ray else []
    return prose("@. And yet the weights $w_u$ of every neuron of the first layer of the student@ span a line at an"
                 " angle of @ to that of the weights $w^*_j$ of neuron $j =$ @ of the first layer of the teacher",
                 gradients(claim), who, sine(claim, "≥"), own)  # fmt: skip


def idea(claim: NotSpecialised) -> str:
    """What is done."""
    return "gradients and angles are computed exactly"
