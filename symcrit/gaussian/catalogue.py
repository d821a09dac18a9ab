"""Which registered activations have a kernel in closed form, and where it is published."""

from collections.abc import Mapping
from functools import cache

from symcrit.gaussian.activations import Activation, activation, activation_names
from symcrit.gaussian.closed_forms import CLOSED
from symcrit.gaussian.terms import NoClosedForm, terms

__all__ = ["is_registered", "kernel_names", "kernel_source"]

_CHO_SAUL = "Cho and Saul, Kernel methods for deep learning, NIPS 2009"
_SOURCES: Mapping[str, str] = {  # of kernels that symcrit derives
    "step": _CHO_SAUL,
    "rectified_monomial": _CHO_SAUL,
    "sin": "Rahimi and Recht, Random features for large-scale kernel machines, NIPS 2007",
    "gaussian": "Williams, Computation with infinite neural networks, Neural Computation 10 (1998) 1203",
    "gelu": "Tsuchida, Pearce, van der Heide, Roosta and Gallagher, arXiv:2002.08517",
}


def kernel_source(sigma: Activation) -> str | None:
    """Where the kernel of a registered activation is published; None for a kernel that symcrit derives.

    >>> kernel_source(activation("step"))
    'Cho and Saul, Kernel methods for deep learning, NIPS 2009'
    """
    if not is_registered(sigma):
        return None
    published = CLOSED.get((sigma.name, sigma.name))
    return published.source if published else _SOURCES.get(sigma.name)


def is_registered(sigma: Activation) -> bool:
    return sigma.name in activation_names() and sigma == activation(sigma.name, **dict(sigma.parameters))


def kernel_names() -> tuple[tuple[str, str], ...]:
    """The pairs (σ, σ) of registered activations whose kernel has a closed form here, sorted.

    >>> ("relu", "relu") in kernel_names()
    True
    """
    return tuple((name, name) for name in activation_names() if _is_closed(name))


@cache
def _is_closed(name: str) -> bool:
    try:
        return bool(terms(activation(name).expr))
    except NoClosedForm:
        return False
