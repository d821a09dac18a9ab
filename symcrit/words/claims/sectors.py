"""`sectors`: the whole Hessian, sector by sector."""

from symcrit.core import Goals
from symcrit.core.claims.sectors import Sectors
from symcrit.core.networks.minors import inertia
from symcrit.words.claims._sectors import ENTRIES, derivatives, parameters, words
from symcrit.words.claims._sectors import KEYS as OF_ONE
from symcrit.words.claims._sectors import LETTERS as LETTERS
from symcrit.words.claims._sectors import setting as setting
from symcrit.words.plain import Prose, prose

KEYS = {f"*/{key}": f"{told.format('{1}', '{2}')} in the sector “{{0}}”" for key, told in OF_ONE.items()}


def says(claim: Sectors) -> Prose:
    """The inertia, and every sector."""
    outside = any(part.sector.outside for part in claim.sectors)
    where = "in every input dimension" if outside else "in the span of the teachers"
    told = prose(f"There the Hessian of the loss by {parameters(claim.free)} {_together(claim)} {where};"
                 " it has these sectors and no others. ")  # fmt: skip
    own = (derivatives(part, claim.configuration, claim.free) for part in claim.sectors)
    return [*told, *(piece for part in own for piece in part)]


def _together(claim: Sectors) -> str:
    """The inertia that the signs of all sectors give."""
    down = [(inertia(part.signs)[1], words(part.sector)[1]) for part in claim.sectors]
    bad = " and ".join(f"{count} ({often})" for count, often in down if count)
    return f"has negative directions, {bad}," if bad else "is positive definite"


def idea(claim: Sectors) -> str:
    """The rule."""
    return "the second derivatives in every sector, the signs of leading minors, and a count of the directions"


def opening(claim: Sectors, goals: Goals) -> list[Prose]:
    """The entries."""
    return [prose(ENTRIES)]


def closing(claim: Sectors, goals: Goals) -> list[Prose]:
    """The rule."""
    words = (
        "The signs of the leading minors give the inertia in every sector. The numbers of their directions, times how"
        " often they occur, add up to that of the parameters: nothing is left (schur). "
    )
    return [prose(words)]
