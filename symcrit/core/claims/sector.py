"""`sector`: the Hessian of a symmetric family in one sector, and the signs of its leading minors."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import Expr
from symcrit.core.claims._sector import Matrix, SectorClaim, SectorMatrix, read_matrix, read_sign
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.species import Sector, read_sector
from symcrit.core.work import Work


@frozen
class OneSector(SectorClaim):
    """`matrix` holds the second derivatives of the loss along the patterns of `sector` (see `networks.species`).

    `signs` are those of its leading minors, none of them 0.  Goals: "entry/1/1", "symmetry/1/1", … for every two
    patterns, and "minor/1", … for every sign.

    Theorem (rule `leading-minors`): a symmetric matrix whose leading minors Δ_1, …, Δ_r are not 0 has as many negative
    directions as there are changes of sign in 1, Δ_1, …, Δ_r (Jacobi).
    """

    kind = "sector"
    rules = ("leading-minors",)
    sector: Sector = part(read_sector)
    matrix: Matrix = part(read_matrix)
    signs: tuple[int, ...] = part(read_sign, shape="list", optional=True)

    @property
    def claimed(self) -> SectorMatrix:
        """What is said of the sector."""
        return SectorMatrix(sector=self.sector, matrix=self.matrix, signs=self.signs)

    def well_formed(self) -> None:
        """Raises `Malformed` where the fields do not fit together."""
        super().well_formed()
        self.claimed.well_formed(self.domain, self.configuration)

    def at(self, domain: Domain, sizes: list[Expr], work: Work) -> Iterator[Goal]:
        """Every entry of the matrix, and the signs."""
        yield from self.of_sector(domain, self.claimed, work, None)
