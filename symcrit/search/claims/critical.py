"""`critical`: the gradient of the loss vanishes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.critical import Critical
from symcrit.errors import InputError, shown
from symcrit.model.symmetric import SymmetricNetwork
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import of_equations, of_gradient
from symcrit.search.claims.critical_family import critical_family

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "critical"]

MISSING = "the gradient was not shown to be 0, and no instance was found where it is not"


def critical(
    configuration: Configuration | SymmetricNetwork, where: Hypotheses = (), *, free: str | None = None
) -> Claim:
    """∇L = 0 at the configuration, in every a and w and in every input dimension that holds the teacher.

    Core builds the loss from the configuration and differentiates it; nothing but the configuration is handed over.
    free: of a SymmetricNetwork, "W" for ∇L by W alone; a problem says itself what is free.
    Raises InputError for what is no configuration.

    >>> from symcrit import CopyAverage
    >>> critical(CopyAverage.symbolic("erf")).kind
    'critical'
    """
    if isinstance(configuration, SymmetricNetwork):
        return critical_family(configuration, where, free)
    if free is not None:
        raise InputError(f"free = {shown(free)} goes with a SymmetricNetwork; a Problem has free=(…) of its own")
    return of_gradient("critical", configuration, where)


def attempts(claim: Critical) -> Iterator[Attempt]:
    """Normal forms, and small instances."""
    yield from of_equations(claim)
