"""`loss`: the value of the loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.loss import Loss
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import of_configuration, of_equations

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "loss_is"]

MISSING = "the loss was not shown to be this value, and no instance was found where it is not"


def loss_is(configuration: Configuration, value: object, where: Hypotheses = ()) -> Claim:
    """L = value at the configuration; for any number of groups L = Σ value(l) over the groups, value in the symbol `l`.

    Raises InputError for what is no configuration, and for a value that is not exact.

    >>> from symcrit import OneNeuron
    >>> loss_is(OneNeuron("erf", k=1), 0).kind
    'loss'
    """
    return of_configuration("loss", configuration, where, value=value)


def attempts(claim: Loss) -> Iterator[Attempt]:
    """Normal forms, and small instances."""
    yield from of_equations(claim)
