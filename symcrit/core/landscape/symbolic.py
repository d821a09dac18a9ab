"""The Hessian of a symmetric family in one sector, as expressions: for all sizes at once."""

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Any

from symcrit.core.context import Context
from symcrit.core.domain import Domain, Goal, Relation
from symcrit.core.expr import ZERO, Expr, add, num, parse, substitute
from symcrit.core.kernels import ARGUMENTS
from symcrit.core.landscape.curvature import Jet, derivatives
from symcrit.core.landscape.family import Family
from symcrit.core.landscape.species import MOVES, TAKEN, Layout, Sector, Species
from symcrit.core.reading import index, need, read, require

KINDS = ("trivial", "standard", *MOVES)


def _sign(value: Any) -> int:
    need(value in (1, -1) and type(value) is int, "a sign is 1 or -1")
    return int(value)


def read_sector(value: object) -> Sector:
    """From JSON {"kind", "species", "outside"?}."""
    own = read(value, {"kind": str, "species": list, "outside?": bool})
    kind, species = own["kind"], tuple(map(index, own["species"]))
    need(kind in KINDS, f"unknown sector {kind}; known: {', '.join(KINDS)}")
    count = {"trivial": 0, "product": 2}.get(kind, 1)
    need(
        len(species) == count and list(species) == sorted(set(species)),
        f"a {kind} sector names {count} species, in order",
    )
    need(not own["outside"] or kind in ("trivial", "standard"), "outside there are trivial and standard sectors")
    return Sector(kind, species, bool(own["outside"]))


FIELDS = {"free": str, "sector": read_sector, "matrix": [[parse]], "signs?": [_sign]}


def goals(domain: Domain, parts: dict[str, Any]) -> Iterator[Goal]:
    """What a claim about a sector says; the species must hold the directions that patterns take out of them."""
    place, sector, context = parts["configuration"], parts["sector"], Context(domain)
    taken = [Relation("<=", num(TAKEN[sector.kind]), place.sizes[p]) for p in sector.species]
    require(all(map(context.holds, taken)), "the sector needs more directions than the hypotheses give")
    for what, relation in _relations(place, parts):
        yield Goal(domain, relation, (*place.exprs, *place.sizes, place.scale, *relation[1:]), what)


def _relations(place: Species, parts: dict[str, Any]) -> Iterator[tuple[str, Relation]]:
    """The matrix holds the second derivatives along the patterns, and its leading minors have the signs."""
    matrix, sector = parts["matrix"], parts["sector"]

    def jet(*overlaps: Expr) -> Jet:
        values = dict(zip(ARGUMENTS, overlaps, strict=True))
        return Jet(*(substitute(form, values) for form in derivatives(*place.kernel.forms)))

    layout = Layout(place.sizes, place.students, sector, num)
    family = Family(layout, place.b, place.scale, jet, None)
    patterns = [pattern for _, pattern in layout.patterns(parts["free"] == "all")]
    require(patterns, "the sector has no patterns")
    size = len(patterns)
    require(len(matrix) == size, f"the sector has {size} patterns")
    found = family.hessian(patterns)
    for m, n in combinations_with_replacement(range(size), 2):
        yield f"entry {m + 1},{n + 1}", Relation("=", found[m][n], matrix[m][n])
        yield f"symmetry {m + 1},{n + 1}", Relation("=", matrix[n][m], matrix[m][n])
    for order, sign in enumerate(parts["signs"] or (), 1):
        minor = determinant([row[:order] for row in matrix[:order]])
        yield f"minor {order}", Relation("<", ZERO, minor) if sign > 0 else Relation("<", minor, ZERO)


def determinant(matrix: list[list[Expr]]) -> Expr:
    """By the first row."""
    if not matrix:
        return num(1)
    first, rest = matrix[0], matrix[1:]
    minors = ([row[:c] + row[c + 1 :] for row in rest] for c in range(len(first)))
    return add(*(num(1 - 2 * (c % 2)) * first[c] * determinant(minor) for c, minor in enumerate(minors)))


def inertia(signs: list[int]) -> tuple[int, int]:
    """Jacobi: as many negative directions as changes of sign in 1, Δ_1, Δ_2, …"""
    changes = sum(one != other for one, other in zip([1, *signs], signs, strict=False))
    return len(signs) - changes, changes


def well_formed(domain: Domain, parts: dict[str, Any]) -> None:
    """Raises `Malformed` where the fields of a claim do not fit together."""
    place, matrix, signs, size = parts["configuration"], parts["matrix"], parts["signs"], len(parts["matrix"])
    need(isinstance(place, Species), "sector speaks about species")
    need(parts["free"] in ("all", "W"), "free is 'all' or 'W'")
    need(all(p < len(place.sizes) for p in parts["sector"].species), "the sector names a species that there is not")
    need(all(len(row) == size for row in matrix), "the matrix is square")
    need(signs is None or len(signs) == size, "signs: 1 or -1 for every leading minor")
    domain.declares(*(entry for row in matrix for entry in row))
