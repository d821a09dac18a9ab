"""`critical_embedding`: the gradient of the loss vanishes, and so it does at all wider networks of one function."""

from symcrit.core import Goals
from symcrit.core.claims.critical_embedding import CriticalEmbedding
from symcrit.words.claims import critical
from symcrit.words.claims.critical import setting as setting
from symcrit.words.plain import Prose, prose

LETTERS = f"{critical.LETTERS} q r"
INDEXED = "r gamma"
KEYS = {**critical.KEYS, "activation": "$σ(r z) − r σ(z)$ for $r > 0$"}
_WIDER = {
    "any": "$(γ_q a_i, r_q w_i)$, $q = 1, 2, …$, with real $γ_q$, $r_q > 0$ and $Σ_q γ_q r_q = 1$",
    "equal": "$(γ_q a_i, w_i)$, $q = 1, 2, …$, with real $γ_q$ and $Σ_q γ_q = 1$",
}


def says(claim: CriticalEmbedding) -> Prose:
    """What `critical` says, and the networks that it says it of as well."""
    wider = "So it does at every wider network that has, in place of each neuron $i$ of the student, any number of"
    return critical.says(claim) + prose(f"{wider} neurons {_WIDER[claim.lengths]}. ")


def idea(claim: CriticalEmbedding) -> str:
    """What is shown of every component."""
    return f"{critical.idea(claim)}; wider networks of the same function by embedding"


def opening(claim: CriticalEmbedding, goals: Goals) -> list[Prose]:
    """Why the narrow network is enough."""
    own = prose("It suffices to look at the network itself: the gradient by a neuron that stands in for neuron $i$ is a"
                " multiple of that by neuron $i$ (embedding). ")  # fmt: skip
    return [own, *critical.opening(claim, goals)]
