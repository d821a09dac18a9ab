"""Claims about a network at a configuration."""

from symcrit.core import Expr, Goals, substitute, sym
from symcrit.core.claims._network import FreeClaim, NetworkClaim
from symcrit.words import places
from symcrit.words.plain import Prose, prose

GRADIENT = {"gradient/a/*": "$∂L/∂a$ of neuron {}", "gradient/w/*": "$∂L/∂w$ of neuron {}",
            "gradient/bias/*": "$∂L/∂β$ of neuron {}"}  # fmt: skip
LAW = {"covariance/*": "a minor or pivot (number {}) of the covariance of the inputs"}
_PARAMETERS = {"a": "$a_i$", "W": "$w_i$", "biases": "$β_i$"}


def setting(claim: NetworkClaim) -> Prose:
    """The hypotheses, the loss and the network."""
    return places.setting(claim, claim.configuration)


def parameters(claim: FreeClaim) -> str:
    """``every a_i and w_i``: what ∇L is with respect to."""
    words = [letter for name, letter in _PARAMETERS.items() if name in claim.parameters()]
    return f"every {' and '.join(', '.join(words).rsplit(', ', 1))}"


def of_group(claim: NetworkClaim, value: Expr, letter: str = "i") -> Expr:
    """An expression in the size of a group, for the group of this index."""
    size = claim.configuration.size
    return substitute(value, {size: sym(f"{size}_{letter}")})


def idea(claim: NetworkClaim) -> str:
    """What is shown of every component."""
    if claim.any_number:
        return "normal form 0 for generic group sizes at n = 1, 2, 3"
    return "every equation has normal form 0"


def opening(claim: NetworkClaim, goals: Goals) -> list[Prose]:
    """Why three groups are enough."""
    if not claim.any_number:
        return []
    return [prose("It suffices to look at $n = 1, 2, 3$ groups of generic sizes (groups). ")]
