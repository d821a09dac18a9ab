"""`outside_span`: the second derivative of the loss in directions orthogonal to all vectors is positive definite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, parse
from symcrit.core.claims._network import NetworkClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.loss import Groups, Model, Row
from symcrit.core.reading import need


@frozen
class OutsideSpan(NetworkClaim):
    """The block of ∂²L/∂W² of an input direction orthogonal to all vectors is factor·(diag D + vvᵀ), factor, D > 0.

    For one student per group, D_m = `diagonal` and v_m = `vector` at the size of group m; so the block is positive
    definite (rule `rank-one`).  Goals: "block/1/1", … for the entries, "factor" and "diagonal/1", … that they are > 0.
    """

    kind = "outside_span"
    rules = ("rank-one",)
    factor: Expr = part(parse)
    diagonal: Expr = part(parse)
    vector: Expr = part(parse)

    def well_formed(self) -> None:
        """Raises `Malformed` for other configurations."""
        super().well_formed()
        place = self.configuration
        single = isinstance(place, Groups) and len(place.students) == 1
        need(single, "outside_span speaks about groups with one student each")

    def fixed(self) -> Sequence[Expr]:
        """The factor: it is one for all groups."""
        return (self.factor,)

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """The entries of the block, then the signs."""
        D = self.at_every_size(self.diagonal, sizes)
        v = self.at_every_size(self.vector, sizes)
        for i, j in combinations_with_replacement(range(len(sizes)), 2):
            value = self.factor * (D[i] + v[i] * v[i] if i == j else v[i] * v[j])
            equation = Relation("=", model.outside(i)[j], value)
            yield Goal(domain, equation, (*entries, value), f"block/{i + 1}/{j + 1}")
        yield Goal(domain, Relation("<", ZERO, self.factor), (self.factor,), "factor")
        for i, entry in enumerate(D):
            yield Goal(domain, Relation("<", ZERO, entry), (entry,), f"diagonal/{i + 1}")
