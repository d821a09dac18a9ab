"""`critical`: the gradient of the loss vanishes."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr
from symcrit.core.claims._network import NetworkClaim
from symcrit.core.frozen import frozen
from symcrit.core.networks.loss import Model, Row


@frozen
class Critical(NetworkClaim):
    """∇L = 0 at the configuration: every ∂L/∂a and ∂L/∂w, in every input dimension that holds the teacher.

    Goals: "gradient/a/1" and "gradient/w/1" for neuron 1, …, for every coordinate; equal components once.
    """

    kind = "critical"

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """Every component."""
        yield from vanishing(domain, model, entries)


def vanishing(domain: Domain, model: Model, entries: Row) -> Iterator[Goal]:
    """Every component of ∇L is 0; equal ones once, as the last of them."""
    components = {part.value: part for part in model.gradient()}
    for value, part in components.items():
        yield Goal(domain, Relation("=", value, ZERO), entries, f"gradient/{part.parameter}/{part.neuron + 1}")
