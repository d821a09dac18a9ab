"""Which registered activations have a kernel in closed form, and where it is published."""

from collections.abc import Mapping
from functools import cache

from symcrit.kernels.activations import Activation, activation, activation_names
from symcrit.kernels.closed.closed_forms import CLOSED, ClosedForm
from symcrit.kernels.closed.reductions import is_reducible
from symcrit.kernels.closed.terms import NoClosedForm, terms
from symcrit.kernels.pieces import canonical

__all__ = ["has_closed_form", "kernel_names", "kernel_source", "known_closed_form"]

_CHO_SAUL = "Cho and Saul, Kernel methods for deep learning, NIPS 2009"
_SOURCES: Mapping[str, str] = {  # of kernels that symcrit derives
    "step": _CHO_SAUL,
    "rectified_monomial": _CHO_SAUL,
    "sin": "Rahimi and Recht, Random features for large-scale kernel machines, NIPS 2007",
    "gaussian": "Williams, Computation with infinite neural networks, Neural Computation 10 (1998) 1203",
    "gelu": "Tsuchida, Pearce, van der Heide, Roosta and Gallagher, arXiv:2002.08517",
}


def known_closed_form(sigma: Activation, tau: Activation) -> ClosedForm | None:
    """The kernel of these functions as it stands in the literature, whatever they are called; None if it is not listed.

    >>> known_closed_form(activation("leaky_relu", slope=0), activation("relu")).source
    'Cho and Saul, Kernel methods for deep learning, NIPS 2009'
    """
    return _closed_forms().get((canonical(sigma.expr), canonical(tau.expr)))


@cache
def _closed_forms() -> Mapping[tuple, ClosedForm]:
    """`CLOSED` by functions in place of names."""
    return {tuple(canonical(activation(name).expr) for name in names): known for names, known in CLOSED.items()}


def kernel_source(sigma: Activation) -> str | None:
    """Where the kernel of an activation is published; None for a kernel that symcrit derives.

    A registered name stands for its whole family (erf with any slope).

    >>> kernel_source(activation("step"))
    'Cho and Saul, Kernel methods for deep learning, NIPS 2009'
    """
    published = known_closed_form(sigma, sigma) or CLOSED.get((sigma.name, sigma.name))
    return published.source if published else _SOURCES.get(sigma.name)


def kernel_names() -> tuple[tuple[str, str], ...]:
    """The pairs (σ, σ) of registered activations whose kernel has a closed form here, sorted.

    >>> ("relu", "relu") in kernel_names()
    True
    """
    return tuple((name, name) for name in activation_names() if has_closed_form(activation(name)))


@cache
def has_closed_form(sigma: Activation) -> bool:
    """Whether E[σ(u)σ(v)] has a closed form: σ is a sum of terms with a rule, or core reduces it."""
    try:
        return bool(terms(sigma.expr))
    except NoClosedForm:
        return is_reducible(sigma.expr)
