"""The block of the Hessian that belongs to an input direction orthogonal to all vectors, for one student per group."""

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Any

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, parse, substitute
from symcrit.core.reading import need

FIELDS = {"factor": parse, "diagonal": parse, "vector": parse}


def goals(parts: dict[str, Any], domain: Domain, sizes: list[Expr], model: Any, entries: Any) -> Iterator[Goal]:
    """The block is factor·(diag D + vvᵀ) with factor, D > 0."""
    size, factor = parts["configuration"].size, parts["factor"]
    D, v = ([substitute(parts[key], {size: own}) for own in sizes] for key in ("diagonal", "vector"))
    for i, j in combinations_with_replacement(range(len(sizes)), 2):
        value = factor * (D[i] + v[i] * v[i] if i == j else v[i] * v[j])
        yield Goal(domain, Relation("=", model.outside(i)[j], value), (*entries, value), "block − factor·(D + vvᵀ)")
    for i, part in enumerate((factor, *D)):
        yield Goal(domain, Relation("<", ZERO, part), (part,), f"D_{i}" if i else "factor")


def well_formed(domain: Domain, parts: dict[str, Any]) -> None:
    """Raises `Malformed` for other configurations."""
    place = parts["configuration"]
    need(bool(place.size) and len(place.students) == 1, "outside_span speaks about groups with one student each")
