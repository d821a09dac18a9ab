"""`critical`: the gradient of the loss vanishes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.critical import Critical
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import of_equations, of_gradient

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "critical"]

MISSING = "the gradient was not shown to be 0, and no instance was found where it is not"


def critical(configuration: Configuration, where: Hypotheses = ()) -> Claim:
    """∇L = 0 at the configuration, in every a and w and in every input dimension that holds the teacher.

    Core builds the loss from the configuration and differentiates it; nothing but the configuration is handed over.
    Raises InputError for what is no configuration.

    >>> from symcrit import CopyAverage
    >>> critical(CopyAverage.symbolic("erf")).kind
    'critical'
    """
    return of_gradient("critical", configuration, where)


def attempts(claim: Critical) -> Iterator[Attempt]:
    """Normal forms, and small instances."""
    yield from of_equations(claim)
