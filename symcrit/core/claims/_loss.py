"""Claims that compare the loss with an expression: for groups in any number, with a sum over the groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import Expr, add, parse
from symcrit.core.claims._network import NetworkClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.loss import Model, Row


@frozen
class LossClaim(NetworkClaim):
    """L `op` value; for groups in any number L `op` Σ value(l) over their sizes l.  One goal, "loss"."""

    op: ClassVar[str]
    value: Expr = part(parse)

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """The loss at groups of these sizes."""
        values = self.at_every_size(self.value, sizes) if self.any_number else [self.value]
        yield Goal(domain, Relation(self.op, model.loss(), add(*values)), (*entries, *values), "loss")
