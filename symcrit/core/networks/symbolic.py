"""The Hessian of a symmetric family in one sector, as expressions: for all sizes at once."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations_with_replacement
from typing import Any

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, num, parse, substitute_all
from symcrit.core.expectation.kernels import ARGUMENTS
from symcrit.core.networks.curvature import Jet, derivatives
from symcrit.core.networks.family import Family, Shared
from symcrit.core.networks.species import MOVES, TAKEN, Layout, Sector, Species, bare_names
from symcrit.core.reading import flag, index, items, need, read, require, text, within_limits
from symcrit.core.work import Work

MAX_PATTERNS, MAX_STUDENTS = 12, 40
KINDS = ("trivial", "standard", *MOVES)


def _sign(value: Any) -> int:
    need(value in (1, -1) and type(value) is int, "a sign is 1 or -1")
    return int(value)


def read_sector(value: object) -> Sector:
    """From JSON {"kind", "species", "outside"?}."""
    own = read(value, {"kind": text, "species": items, "outside?": flag})
    kind, species = own["kind"], tuple(map(index, own["species"]))
    need(kind in KINDS, f"unknown sector {kind}; known: {', '.join(KINDS)}")
    count = {"trivial": 0, "product": 2}.get(kind, 1)
    need(
        len(species) == count and list(species) == sorted(set(species)),
        f"a {kind} sector names {count} species, in order",
    )
    need(not own["outside"] or kind in ("trivial", "standard"), "outside there are trivial and standard sectors")
    return Sector(kind, species, bool(own["outside"]))


FIELDS = {"free": text, "sector": read_sector, "matrix": [[parse]], "signs?": [_sign]}


def goals(domain: Domain, parts: dict[str, Any], work: Work, shared: Shared | None = None) -> Iterator[Goal]:
    """What a claim about a sector says; the species must hold the directions that patterns take out of them.

    shared: what the sectors of one configuration have in common (`Family`).
    """
    place, sector, context = parts["configuration"], parts["sector"], Context(domain, work)
    taken = [Relation("<=", num(TAKEN[sector.kind]), place.sizes[p]) for p in sector.species]
    require(all(map(context.holds, taken)), "the sector needs more directions than the hypotheses give")
    work.charge(20 * (len(place.students) + len(place.sizes)) ** 2 * (1 + len(parts["matrix"])) ** 2)
    for what, relation in _relations(place, parts, shared):
        yield Goal(domain, relation, (*place.exprs, *place.sizes, place.scale, *relation[1:]), what)


def _relations(place: Species, parts: dict[str, Any], shared: Shared | None = None) -> Iterator[tuple[str, Relation]]:
    """The matrix holds the second derivatives along the patterns, and its leading minors have the signs."""
    matrix, sector = parts["matrix"], parts["sector"]

    def jet(*overlaps: Expr) -> Jet:
        values = dict(zip(ARGUMENTS, overlaps, strict=True))
        return Jet(*substitute_all(derivatives(*place.kernel.forms), values))

    small = len(matrix) <= MAX_PATTERNS and len(place.students) <= MAX_STUDENTS
    within_limits(small, f"more than {MAX_PATTERNS} patterns or {MAX_STUDENTS} students")
    two = [p for p, m in enumerate(place.sizes) if m is TWO]
    layout = Layout(place.sizes, place.students, sector, num, two)
    family = Family(layout, place.b, place.scale, jet, None, shared)
    patterns = [pattern for _, pattern in layout.patterns(parts["free"] == "all")]
    require(patterns, "the sector has no patterns")
    size = len(patterns)
    require(len(matrix) == size, f"the sector has {size} patterns")
    found = family.hessian(patterns)
    for m, n in combinations_with_replacement(range(size), 2):
        yield f"entry {m + 1},{n + 1}", Relation("=", found[m][n], matrix[m][n])
        yield f"symmetry {m + 1},{n + 1}", Relation("=", matrix[n][m], matrix[m][n])
    signs = parts["signs"] or ()
    for order, (sign, minor) in enumerate(zip(signs, leading_minors(matrix), strict=False), 1):
        yield f"minor {order}", Relation("<", ZERO, minor) if sign > 0 else Relation("<", minor, ZERO)


def leading_minors(matrix: list[list[Expr]]) -> Iterator[Expr]:
    """The determinants of the first rows and columns, by their last rows."""

    @cache
    def minor(columns: tuple[int, ...]) -> Expr:
        order, terms = len(columns), list[Expr]()
        for i, c in enumerate(columns):
            smaller = minor((*columns[:i], *columns[i + 1 :]))
            terms.append(num((-1) ** (order - 1 - i)) * matrix[order - 1][c] * smaller)
        return add(*terms) if terms else ONE

    return (minor(tuple(range(order))) for order in range(1, len(matrix) + 1))


def inertia(signs: list[int]) -> tuple[int, int]:
    """Jacobi: as many negative directions as changes of sign in 1, Δ_1, Δ_2, …"""
    changes = sum(one != other for one, other in zip([1, *signs], signs, strict=False))
    return len(signs) - changes, changes


def well_formed(domain: Domain, parts: dict[str, Any]) -> None:
    """Raises `Malformed` where the fields of a claim do not fit together."""
    place, matrix, signs, size = parts["configuration"], parts["matrix"], parts["signs"], len(parts["matrix"])
    need(isinstance(place, Species), "sector speaks about species")
    bare_names(domain.kinds)
    need(parts["free"] in ("all", "W"), "free is 'all' or 'W'")
    need(all(p < len(place.sizes) for p in parts["sector"].species), "the sector names a species that there is not")
    need(all(len(row) == size for row in matrix), "the matrix is square")
    need(signs is None or len(signs) == size, "signs: 1 or -1 for every leading minor")
    domain.declares(*(entry for row in matrix for entry in row))
