"""The Hessian of a symmetric family in a sector, as expressions: for all sizes at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations_with_replacement

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import TWO, ZERO, Expr, num, parse, substitute_all
from symcrit.core.claims._network import PlaceClaim
from symcrit.core.claims._species import read_family, read_free
from symcrit.core.expectation.kernels import ARGUMENTS, Kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.curvature import Jet, derivatives
from symcrit.core.networks.family import Direction, Family, Shared
from symcrit.core.networks.minors import leading_minors
from symcrit.core.networks.species import TAKEN, Layout, Sector, Species, bare_names, read_sector
from symcrit.core.reading import need, read, require, within_limits
from symcrit.core.records import Record
from symcrit.core.work import Work

MAX_PATTERNS, MAX_STUDENTS = 12, 40
WORK = 20  # of an entry of the Hessian, for a pair of neurons
Matrix = tuple[tuple[Expr, ...], ...]


def read_matrix(value: object) -> Matrix:
    """A matrix of expressions, by rows."""
    return tuple(map(tuple, read(value, [[parse]])))


def jet_of(kernel: Kernel, q11: Expr, q12: Expr, q22: Expr) -> Jet:
    """κ and its derivatives as expressions in the overlaps of two neurons."""
    values = dict(zip(ARGUMENTS, (q11, q12, q22), strict=True))
    return Jet(*substitute_all(derivatives(*kernel.forms), values))


def read_sign(value: object) -> int:
    """1 or -1."""
    good = type(value) is int and value in (1, -1)
    need(good, "a sign is 1 or -1")
    return 1 if value == 1 else -1


@frozen
class SectorMatrix(Record):
    """The matrix of second derivatives along the patterns of a sector, and the signs of its leading minors."""

    sector: Sector = part(read_sector)
    matrix: Matrix = part(read_matrix)
    signs: tuple[int, ...] = part(read_sign, shape="list", optional=True)

    def well_formed(self, domain: Domain, place: Species) -> None:
        """Raises `Malformed` where the parts do not fit together, or speak of symbols that are not declared."""
        size = len(self.matrix)
        named = all(p < len(place.sizes) for p in self.sector.species)
        need(named, "the sector names a species that there is not")
        need(all(len(row) == size for row in self.matrix), "the matrix is square")
        need(not self.signs or len(self.signs) == size, "signs: 1 or -1 for every leading minor")
        domain.declares(*(entry for row in self.matrix for entry in row))

    def relations(self, found: list[list[Expr]]) -> Iterator[tuple[str, Relation]]:
        """By their keys: the matrix is the one that is found, and its leading minors have the signs."""
        matrix = self.matrix
        for m, n in combinations_with_replacement(range(len(matrix)), 2):
            place = f"{m + 1}/{n + 1}"
            yield f"entry/{place}", Relation("=", found[m][n], matrix[m][n])
            yield f"symmetry/{place}", Relation("=", matrix[n][m], matrix[m][n])
        if not self.signs:
            return
        for order, (sign, minor) in enumerate(zip(self.signs, leading_minors(matrix), strict=True), 1):
            positive = Relation("<", ZERO, minor)
            negative = Relation("<", minor, ZERO)
            yield f"minor/{order}", positive if sign > 0 else negative


@frozen
class SectorClaim(PlaceClaim):
    """A claim about second derivatives of the loss at a symmetric family, by all weights or (`free` "W") by W alone."""

    configuration: Species = part(read_family)
    free: str = part(read_free)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols that are not declared, or that are called like the sizes."""
        super().well_formed()
        bare_names(self.domain.kinds)

    @property
    def outgoing(self) -> bool:
        """Whether the outgoing weights of the students are free."""
        return self.free == "all"

    def of_sector(self, domain: Domain, claimed: SectorMatrix, work: Work, shared: Shared | None) -> Iterator[Goal]:
        """What is said of a sector; the species must hold the directions that patterns take out of them.

        shared: what the sectors of one configuration have in common (`Family`).
        """
        place, sector = self.configuration, claimed.sector
        context = Context(domain, work)
        taken = [Relation("<=", num(TAKEN[sector.kind]), place.sizes[p]) for p in sector.species]
        require(all(map(context.holds, taken)), "the sector needs more directions than the hypotheses give")
        neurons = len(place.students) + len(place.sizes)
        work.charge(WORK * neurons**2 * (1 + len(claimed.matrix)) ** 2)
        small = len(claimed.matrix) <= MAX_PATTERNS and len(place.students) <= MAX_STUDENTS
        within_limits(small, f"more than {MAX_PATTERNS} patterns or {MAX_STUDENTS} students")
        family, patterns = self._family(sector, shared)
        require(patterns, "the sector has no patterns")
        require(len(claimed.matrix) == len(patterns), f"the sector has {len(patterns)} patterns")
        for key, relation in claimed.relations(family.hessian(patterns)):
            entries = (*place.exprs, *place.sizes, place.scale, relation.lhs, relation.rhs)
            yield Goal(domain, relation, entries, key)

    def _family(self, sector: Sector, shared: Shared | None) -> tuple[Family, list[Direction]]:
        """The family near the configuration as expressions, and the patterns of the sector."""
        place = self.configuration
        two = [p for p, m in enumerate(place.sizes) if m is TWO]
        layout = Layout(place.sizes, place.students, sector, num, two)
        family = Family(layout, place.b, place.scale, partial(jet_of, place.kernel), None, shared)
        return family, [pattern for _, pattern in layout.patterns(self.outgoing)]
