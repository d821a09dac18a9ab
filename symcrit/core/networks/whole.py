"""The Hessian of a symmetric family in all its sectors, as expressions: its inertia, for all sizes at once.

Sectors are inequivalent representations, and patterns whose matrix is nonsingular are independent: once the numbers of
directions add up to the number of parameters, nothing is left, and ∂²L has Σ copies·(p, q) directions of each sign.
"""

from collections.abc import Iterator
from typing import Any

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import ONE, TWO, Expr, add, mul, num
from symcrit.core.networks import symbolic
from symcrit.core.networks.family import Shared
from symcrit.core.networks.species import Sector, Species
from symcrit.core.reading import need, require
from symcrit.core.work import Work

FIELDS = {"free": str, "sectors": [{key: part for key, part in symbolic.FIELDS.items() if key != "free"}]}


def copies(sector: Sector, sizes: tuple[Expr, ...]) -> Expr:
    """How often a sector occurs, where the species hold the directions that its patterns take."""
    m, halved = [sizes[p] for p in sector.species], {"pairs": (0, 3), "cyclic": (1, 2)}.get(sector.kind)
    return mul(num(1) / TWO, *(m[0] - num(c) for c in halved)) if halved else mul(*(size - ONE for size in m))


def goals(domain: Domain, parts: dict[str, Any], work: Work) -> Iterator[Goal]:
    """The goals of every sector; the directions add up, in the span of the teachers and (if claimed) outside."""
    place, context, claimed = parts["configuration"], Context(domain, work), parts["sectors"]
    students = add(*(ONE if s.at is None else place.sizes[s.at] for s in place.students))
    inside = add(*place.sizes, ONE) if parts["free"] == "all" else add(*place.sizes)
    for outside, wanted in ((False, students * inside), (True, students)):
        found = [part for part in claimed if part["sector"].outside is outside]
        total = add(*(copies(part["sector"], place.sizes) * num(len(part["matrix"])) for part in found))
        require((outside and not found) or context.is_zero(total - wanted), "the sectors do not add up")
    shared: Shared = {}
    for part in claimed:
        for goal in symbolic.goals(domain, {**parts, **part}, work, shared):
            yield goal._replace(gap=f"{part['sector'].label}: {goal.gap}")


def well_formed(domain: Domain, parts: dict[str, Any]) -> None:
    """Raises `Malformed` where the fields of a claim do not fit together."""
    need(isinstance(parts["configuration"], Species), "sectors speaks about species")
    for part in parts["sectors"]:
        symbolic.well_formed(domain, {**parts, **part})
        need(part["signs"] is not None, "sectors needs the signs of each")
    need(len({part["sector"] for part in parts["sectors"]}) == len(parts["sectors"]), "a sector stands twice")
