"""What a claim says that ∇L is, for one student per group and groups in any number, as expressions in the size.

    ∂L/∂a_m = A(l_m) + B(l_m)·Σ_{p≠m} C(l_p)           `outgoing`: [A, B, C]
    ∂L/∂w_m along v_j, j in group m, likewise           `along`
    ∂L/∂w_m along v_j, j in group p ≠ m: D(l_m)·E(l_p)  `across`: [D, E]

and ∂L/∂w_m is 0 outside the span of the teachers.
"""

from collections.abc import Iterator
from typing import Any

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, add, parse, substitute
from symcrit.core.reading import need

FIELDS = {"outgoing": [parse], "along": [parse], "across": [parse]}


def goals(parts: dict[str, Any], domain: Domain, sizes: list[Expr], model: Any, entries: Any) -> Iterator[Goal]:
    """One equation per component, for groups of these sizes; the last coordinate is that of no vector."""
    n, size = len(sizes), parts["configuration"].size
    values = {key: [[substitute(e, {size: own}) for own in sizes] for e in parts[key]] for key in FIELDS}
    for position, part in enumerate(model.gradient()):
        m, at, value = part.neuron, position % (n + 2) - 1, ZERO
        if at in (-1, m):
            own, left, right = values["outgoing" if at < 0 else "along"]
            value = own[m] + left[m] * add(*(right[p] for p in range(n) if p != m))
        elif at < n:
            value = values["across"][0][m] * values["across"][1][at]
        yield Goal(domain, Relation("=", part.value, value), (*entries, value), f"∂L/∂{part.parameter} − what is said")


def well_formed(domain: Domain, parts: dict[str, Any]) -> None:
    """Raises `Malformed` where the fields of a claim do not fit together."""
    place = parts["configuration"]
    need(bool(place.size) and len(place.students) == 1, "gradient speaks about groups with one student each")
    need(place.length is ONE, "gradient speaks about teachers of length 1")
    need([len(parts[key]) for key in FIELDS] == [3, 3, 2], "gradient needs [A, B, C], [A, B, C] and [D, E]")
    Domain({**domain.kinds, place.size: "integer"}).declares(*(e for key in FIELDS for e in parts[key]))
