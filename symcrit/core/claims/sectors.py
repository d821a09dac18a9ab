"""`sectors`: the Hessian of a symmetric family in all its sectors, and so its inertia, for all sizes at once."""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import ONE, Expr, add, num
from symcrit.core.claims._sector import SectorClaim, SectorMatrix
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.family import Shared
from symcrit.core.networks.species import copies
from symcrit.core.reading import need, require
from symcrit.core.work import Work


@frozen
class Sectors(SectorClaim):
    """The second derivatives of the loss in all sectors: in the span of the teachers, and perhaps outside.

    Goals: those of every sector, with its label before the key: "inside standard 0/minor/1".

    Theorem (rule `schur`): sectors are inequivalent representations, and patterns whose matrix is nonsingular are
    independent; once the numbers of directions add up to the number of parameters, nothing is left, and ∂²L has
    Σ copies·(p, q) directions of each sign.
    """

    kind = "sectors"
    rules = ("schur",)
    sectors: tuple[SectorMatrix, ...] = part(SectorMatrix.read, shape="list")

    def well_formed(self) -> None:
        """Raises `Malformed` where the fields do not fit together."""
        super().well_formed()
        for claimed in self.sectors:
            claimed.well_formed(self.domain, self.configuration)
            need(claimed.signs, "sectors needs the signs of each")
        need(len({claimed.sector for claimed in self.sectors}) == len(self.sectors), "a sector stands twice")

    def at(self, domain: Domain, sizes: list[Expr], work: Work) -> Iterator[Goal]:
        """The directions add up, and what is said of every sector."""
        self._add_up(Context(domain, work))
        shared: Shared = {}
        for claimed in self.sectors:
            for goal in self.of_sector(domain, claimed, work, shared):
                yield goal._replace(key=f"{claimed.sector.label}/{goal.key}")

    def _add_up(self, context: Context) -> None:
        """Raises `Reject` unless these are all directions in the span of the teachers, and all or none outside."""
        place = self.configuration
        students = add(*(ONE if s.at is None else place.sizes[s.at] for s in place.students))
        weights = add(*place.sizes, ONE) if self.outgoing else add(*place.sizes)
        missing = self._directions(outside=False) - students * weights
        require(context.is_zero(missing), "the sectors do not add up")
        if any(claimed.sector.outside for claimed in self.sectors):
            missing = self._directions(outside=True) - students
            require(context.is_zero(missing), "the sectors do not add up")

    def _directions(self, outside: bool) -> Expr:
        """How many directions the sectors inside, or outside, hold."""
        sizes = self.configuration.sizes
        own = [claimed for claimed in self.sectors if claimed.sector.outside is outside]
        return add(*(copies(claimed.sector, sizes) * num(len(claimed.matrix)) for claimed in own))
