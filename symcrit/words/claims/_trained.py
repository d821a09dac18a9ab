"""Claims about a student, a teacher and data: what is common to their sentences."""

from symcrit.core.claims._trained import TrainedClaim
from symcrit.words.boxes import Box, plain, row
from symcrit.words.claims._deep import inputs, pair, small, value
from symcrit.words.plain import Prose, prose

KEYS = {"gradient": "$g$", "angle": "an angle"}
LETTERS = "f g k x y r b W w u j sigma z"
INDEXED = "g y r b W w"


def setting(claim: TrainedClaim) -> Prose:
    """The networks."""
    return pair(claim.student, claim.teacher)


def gradients(claim: TrainedClaim) -> Prose:
    """What is so of the gradients at the data."""
    return prose("@, $½ |f^*(x) − f(x)|²$ is differentiable by the pre-activation of every neuron $k$ of the first"
                 " layer of the student, and @, $g_k$ being minus this derivative",
                 inputs(claim.data), small(claim.eps))  # fmt: skip


def sine(claim: TrainedClaim, relation: str) -> Box:
    """``sin² ≤ 1/4``"""
    return row(plain(f"sin² {relation}"), value(claim.sine2))
