"""`not_critical`: the gradient of the loss has a norm above a bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symcrit.claims import Claim, Hypotheses, literal
from symcrit.core import Goals
from symcrit.core.claims.not_critical import NotCritical
from symcrit.errors import InputError, shorten
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import between, of_gradient
from symcrit.search.search import Search

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "not_critical"]

MISSING = "the gradient was not shown to exceed the bound, nor to be within it"


def not_critical(configuration: Configuration, bound: object = 0, where: Hypotheses = ()) -> Claim:
    """‖∇L‖ > bound ≥ 0 at the configuration.

    Raises InputError for what is no configuration, and for a bound that is not exact.

    >>> from sympy import sqrt
    >>> from symcrit import OneNeuron
    >>> not_critical(OneNeuron("erf", k=2, norm=lambda l: 1 / sqrt(2 * l)), "1/100").kind
    'not_critical'
    """
    least = literal(bound)
    if least.is_negative:
        raise InputError(f"bound = {shorten(bound)} is negative, and every norm exceeds that; give a bound >= 0")
    return of_gradient("not_critical", configuration, where, bound=bound)


def attempts(claim: NotCritical) -> Iterator[Attempt]:
    """The sign as it stands, and small instances."""
    yield from between(claim, [Attempt("positive", 0.8, _plainly)], [])


def _plainly(search: Search, claim: NotCritical) -> Goals:
    """By balls, or evident signs."""
    return Goals()
