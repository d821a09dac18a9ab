"""`specialised`: gradients are small at all data, and every teacher neuron has a student neuron along it."""

from symcrit.core.claims.specialised import Specialised
from symcrit.words.boxes import listed, number
from symcrit.words.claims._trained import INDEXED as INDEXED
from symcrit.words.claims._trained import KEYS as KEYS
from symcrit.words.claims._trained import LETTERS as LETTERS
from symcrit.words.claims._trained import gradients, sine
from symcrit.words.claims._trained import setting as setting
from symcrit.words.plain import Prose, prose


def says(claim: Specialised) -> Prose:
    """The gradients, and the angles."""
    if claim.sine2 == 0:
        near = prose("whose weights lie on the line of its own")
    else:
        near = prose("whose weights span a line at an angle of @ to that of its own", sine(claim, "≤"))
    chosen = [listed(number(node + 1) for node in claim.nodes)]
    who = prose("neuron @ of the first layer", chosen) if claim.nodes else prose("neuron of the first layer")
    each = "for every" if len(claim.nodes) != 1 else "for"
    return prose(f"@. And {each} @ of the teacher there is one of the student @",
                 gradients(claim), who, near)  # fmt: skip


def idea(claim: Specialised) -> str:
    """What is done."""
    return "gradients and angles are computed exactly"
