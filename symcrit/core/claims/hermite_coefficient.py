"""`hermite_coefficient`: a Hermite coefficient of an activation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import Expr, parse
from symcrit.core.claims._hermite import HermiteClaim, read_order
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part


@frozen
class HermiteCoefficient(HermiteClaim):
    """E[σ(z) He_m(z)] = value for z ~ N(0, 1), m = `order`, at every point of the domain: the goal "coefficient"."""

    kind = "hermite_coefficient"
    order: int = part(read_order)
    value: Expr = part(parse)

    def orders(self) -> list[int]:
        """m."""
        return [self.order]

    def relations(self, values: Sequence[Expr]) -> Iterator[tuple[str, Relation]]:
        """c_m = value."""
        yield "coefficient", Relation("=", values[0], self.value)
