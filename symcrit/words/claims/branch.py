"""`branch`: a critical point for every value of an integer, and the inertia there."""

from symcrit.core.claims.branch import Branch
from symcrit.words import places
from symcrit.words.boxes import expression, fenced, listed
from symcrit.words.plain import Display, Prose, prose

KEYS: dict[str, str] = {}
LETTERS = "W"


def setting(claim: Branch) -> Prose:
    """The hypotheses, the loss and the centre, with the entries 0 that have a radius."""
    return places.setting(claim, claim.configuration, every=True)


def says(claim: Branch) -> Prose:
    """Existence, and the Hessian there."""
    radii, inertia, outside = (
        listed(map(expression, values)) for values in (claim.radii, claim.inertia, claim.outside)
    )
    return prose("Within@of these entries of $W$, in this order, lie those of a critical point of this symmetric form,"
                 " with respect to $W$ and with these $a_i$ fixed."
                 " There the Hessian by $W$ has inertia (positive, negative) @, and every further input direction,"
                 " orthogonal to the teachers, adds @. ",
                 Display((radii,)), fenced(inertia), fenced(outside))  # fmt: skip
