"""`loss_bound`: a lower bound of the loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symcrit.claims import Claim, Hypotheses
from symcrit.core import Goals, Witness
from symcrit.core.claims.loss_bound import LossBound
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import between, of_configuration
from symcrit.search.engines import inequalities
from symcrit.search.engines.analysis import series
from symcrit.search.search import Goal, Search

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "loss_at_least"]

MISSING = "the loss was not shown to be at least this, and no instance was found where it is less"


def loss_at_least(configuration: Configuration, value: object, where: Hypotheses = ()) -> Claim:
    """L ≥ value at the configuration; for any number of groups L ≥ Σ value(l) over the groups, value in the symbol `l`.

    For an uninterpreted kernel it is proved degree by degree of the Hermite series of σ; groups in any number need one.
    Raises InputError for what is no configuration, and for a value that is not exact.

    >>> from symcrit import OneNeuron
    >>> loss_at_least(OneNeuron("erf", k=2), 0).kind
    'loss_bound'
    """
    return of_configuration("loss_bound", configuration, where, value=value)


def attempts(claim: LossBound) -> Iterator[Attempt]:
    """The inequality, and small instances."""
    yield from between(claim, [], [Attempt("inequality", 0.9, _prove)])


def _prove(search: Search, claim: LossBound) -> Goals | None:
    """The inequality as it stands, or degree by degree where σ is any activation."""
    kernel = claim.of_kernel
    found: dict[str, Witness] = {}
    for goal in claim.goals(search.work):
        if goal.relation.op == "=":
            continue
        wanted = Goal(goal.domain, goal.relation.gap, False)
        by_series = kernel.activation is None and goal.key != "scale"
        proof = series.find(search, wanted, kernel) if by_series else inequalities.find(search, wanted)
        if proof is None:
            return None
        found[goal.key] = proof
    return Goals(proofs=found)
