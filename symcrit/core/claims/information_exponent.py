"""`information_exponent`: the first degree ≥ 1 that an activation has a Hermite coefficient in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import ZERO, Expr
from symcrit.core.claims._hermite import HermiteClaim, read_order
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import need


@frozen
class InformationExponent(HermiteClaim):
    """E[σ(z) He_m(z)] = 0 for 1 ≤ m < p, and not for m = p = `exponent` ≥ 1, z ~ N(0, 1), at every point of the domain.

    The goals are "zero/1", …, "zero/p−1" and "nonzero".  The mean of σ, m = 0, may be anything.
    """

    kind = "information_exponent"
    exponent: int = part(read_order)

    def well_formed(self) -> None:
        """Raises `Malformed` for the exponent 0."""
        super().well_formed()
        need(self.exponent >= 1, "an information exponent is at least 1")

    def orders(self) -> list[int]:
        """1, …, p."""
        return list(range(1, self.exponent + 1))

    def relations(self, values: Sequence[Expr]) -> Iterator[tuple[str, Relation]]:
        """c_m = 0 for m < p, c_p ≠ 0."""
        *lower, last = values
        for order, value in enumerate(lower, start=1):
            yield f"zero/{order}", Relation("=", value, ZERO)
        yield "nonzero", Relation("!=", last, ZERO)
