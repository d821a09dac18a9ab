"""`direction`: the gradient by every student is a multiple of it."""

from symcrit.core.claims.direction import Direction
from symcrit.words.claims._network import LAW
from symcrit.words.claims._network import idea as idea
from symcrit.words.claims._network import opening as opening
from symcrit.words.claims._network import setting as setting
from symcrit.words.plain import Prose, prose

KEYS = {"norm/*": "$|w|²$ of neuron {}", "gradient/*": "$∂L/∂w$ of neuron {}",
        "turn/*": "the turning part of $∂L/∂w$ of neuron {}"} | LAW  # fmt: skip


def says(claim: Direction) -> Prose:
    """The direction, which there is."""
    return prose("There, for every student, $w_i ≠ 0$ and the gradient $∇_{w_i} L$ is a multiple of $w_i$. ")
