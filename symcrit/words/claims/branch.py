"""`branch`: a critical point for every value of an integer, and the inertia there."""

from symcrit.core.claims.branch import Branch
from symcrit.words import places
from symcrit.words.boxes import expression, fenced, listed, plain, row, sign
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
    free = "$W$ and $a$" if claim.outgoing else "$W$"
    by = " with respect to $W$ and $a$." if claim.outgoing else " with respect to $W$ and with these $a_i$ fixed."
    entries = "of $W$, each student followed by its $a_i$," if claim.outgoing else "of $W$, in this order,"
    found = prose(f"Within@of these entries {entries} lie those of a critical point of this symmetric form,{by}"
                  f" There the Hessian by {free} has inertia (positive, negative) @, and every further input direction,"
                  " orthogonal to the teachers, adds @. ",
                  Display((radii,)), fenced(inertia), fenced(outside))  # fmt: skip
    if claim.loss is None:
        return found
    low, high = map(expression, claim.loss)
    return [*found, *prose("There @. ", row(low, sign("<"), plain("L"), sign("<"), high))]
