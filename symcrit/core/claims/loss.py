"""`loss`: the value of the loss."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import Expr, add, num, parse
from symcrit.core.claims._network import PlaceClaim, with_order_parameters
from symcrit.core.claims._sector import WORK, jet_of
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.family import Family
from symcrit.core.networks.species import Layout, Sector, Species
from symcrit.core.work import Work


@frozen
class Loss(PlaceClaim):
    """L = value at the configuration; for groups in any number L = Σ value(l) over their sizes l.  One goal, "loss"."""

    kind = "loss"
    value: Expr = part(parse)

    def at(self, domain: Domain, sizes: list[Expr], work: Work) -> Iterator[Goal]:
        """The loss at groups of these sizes, or at a symmetric family."""
        place = self.configuration
        if isinstance(place, Species):
            work.charge(WORK * (len(place.students) + len(place.sizes)) ** 2)
            layout = Layout(place.sizes, place.students, Sector("trivial", ()), num)
            loss = Family(layout, place.b, place.scale, partial(jet_of, place.kernel), None).loss()
            entries = (*place.exprs, *place.sizes, place.scale)
        else:
            model, entries = place.model(sizes)
            work.charge(model.cost())
            domain = with_order_parameters(domain, model)
            loss = model.loss()
        values = self.at_every_size(self.value, sizes) if self.any_number else [self.value]
        yield Goal(domain, Relation("=", loss, add(*values)), (*entries, *values), "loss")
