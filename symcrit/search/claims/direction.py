"""`direction`: the gradient by every student's vector points along that vector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.direction import Direction
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import between, of_configuration, signs

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "critical_direction"]

MISSING = "the gradient was not shown to be along the students, and no instance was found where it is not"


def critical_direction(configuration: Configuration, where: Hypotheses = ()) -> Claim:
    """∂L/∂w is a multiple of w for every student: only its length and its outgoing weight may still move.

    Raises InputError for what is no configuration.

    >>> from symcrit import Kernel, OneNeuron
    >>> critical_direction(OneNeuron.symbolic(Kernel.uninterpreted("kappa"), a="l", norm="1/l")).kind
    'direction'
    """
    return of_configuration("direction", configuration, where)


def attempts(claim: Direction) -> Iterator[Attempt]:
    """Normal forms and signs, and small instances."""
    yield from between(claim, [], [Attempt("signs", 0.9, signs)])
