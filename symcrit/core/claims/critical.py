"""`critical`: the gradient of the loss vanishes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr
from symcrit.core.claims._network import FreeClaim
from symcrit.core.frozen import frozen
from symcrit.core.networks.loss import Component, Model, Row


@frozen
class Critical(FreeClaim):
    """∇L = 0 at the configuration, by what is `free`: every ∂L/∂a and ∂L/∂w, in every input dimension that holds the
    teacher (if inputs are N(0, I)), and ∂L/∂β where the students have biases; or those of the parameters given.

    Goals: "gradient/a/1", "gradient/w/1" and "gradient/bias/1" for neuron 1, …, for every coordinate; equal components
    once.  At |ρ| = 1 (a student that is equal to a teacher, or to another student) a component stands for ∂L where the
    forms in it are defined: they are continuous there, L is, and they are its derivatives for |ρ| < 1, which is dense
    where the neurons do not use all inputs (one more may be added).  With a kink and means the forms are not defined
    there; equal neurons are then integrated by themselves (`networks.squares`), parallel ones are not decided.
    """

    kind = "critical"

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """Every component."""
        yield from vanishing(domain, self.components(model), entries)


def vanishing(domain: Domain, components: Iterable[Component], entries: Row) -> Iterator[Goal]:
    """Components of ∇L are 0; equal ones once, as the last of them."""
    last = {part.value: part for part in components}
    for value, part in last.items():
        yield Goal(domain, Relation("=", value, ZERO), entries, f"gradient/{part.parameter}/{part.neuron + 1}")
