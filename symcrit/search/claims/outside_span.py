"""`outside_span`: the second derivative of the loss in directions orthogonal to all vectors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symcrit.claims import Claim, Hypotheses
from symcrit.core.claims.outside_span import OutsideSpan
from symcrit.errors import InputError
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import between, of_configuration, signs

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "outside_span"]

MISSING = "the Hessian outside the span was not shown to be of this form, nor to be of another"


def outside_span(
    configuration: Configuration, *, factor: object, diagonal: object, vector: object, where: Hypotheses = ()
) -> Claim:
    """∂²L along an input direction orthogonal to all vectors is factor·(diag D_i + vvᵀ), and positive definite.

    diagonal, vector: D_i > 0 and v_i as expressions in the group size `l`; factor > 0: a number.
    Raises InputError for what is no configuration, and for values that are not exact.

    >>> from symcrit import CopyAverage
    >>> outside_span(CopyAverage.symbolic("erf"), factor="4/pi", diagonal="l", vector="l").kind
    'outside_span'
    """
    claim = of_configuration("outside_span", configuration, where, factor=factor, diagonal=diagonal, vector=vector)
    if "groups" not in claim.core["configuration"]:
        raise InputError("outside_span is about groups of any sizes; write CopyAverage.symbolic(…) or OneNeuron(…)")
    return claim


def attempts(claim: OutsideSpan) -> Iterator[Attempt]:
    """Normal forms and signs, and small instances."""
    yield from between(claim, [], [Attempt("signs", 0.9, signs)])
