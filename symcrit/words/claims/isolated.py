"""`isolated`: one critical point in a box, and what holds there."""

from collections.abc import Sequence

from symcrit.core import Expr, Species
from symcrit.core.claims.isolated import Isolated
from symcrit.core.networks.isolated import Radii
from symcrit.words import places
from symcrit.words.boxes import Box, plain, row, sign
from symcrit.words.decimals import bound, decimal
from symcrit.words.plain import Display, Prose, prose

KEYS: dict[str, str] = {}
LETTERS = "W a u"


def setting(claim: Isolated) -> Prose:
    """The loss and the centre."""
    return places.setting(claim, claim.configuration)


def says(claim: Isolated) -> Prose:
    """Existence, uniqueness and what holds at the critical point."""
    form = " of this symmetric form" if isinstance(claim.configuration, Species) else ""
    what, alone = _free(claim)
    modulo = ", where $(a_i, w_i)$ and $(a_i/c, c w_i)$, $c > 0$, are taken as one" if claim.modulo else ""
    positive, negative = claim.inertia
    about = prose(f"With every entry of {what} within {_radii(claim.unique)} of these numbers there is exactly one"
                  f" critical point{form}{alone}{modulo}; it lies within {_radii(claim.within)}. There the Hessian by"
                  f" {what} has {positive} positive and {negative} negative eigenvalues")  # fmt: skip
    bounds = {"λ_{min}": claim.eigenvalue, "L": claim.loss}
    lines = tuple(_between(ends, letter) for letter, ends in bounds.items() if ends)
    shown = prose(", and@", Display(lines, ".")) if lines else prose(". ")
    return [*about, *shown, *_further(claim)]


def _free(claim: Isolated) -> tuple[str, str]:
    """What is free, and what is fixed."""
    if claim.free == "all":
        return "$(W, a)$", ""
    if claim.modulo:
        return "$u_i = |a_i| w_i$", ""
    return "$W$", " with respect to $W$, with these $a_i$ fixed"


def _further(claim: Isolated) -> Prose:
    if not claim.outside:
        return []
    positive, negative = claim.outside
    return [f"Every further input direction, orthogonal to all coordinates written here, adds {positive} positive and"
            f" {negative} negative ones. "]  # fmt: skip


def _radii(radii: Radii) -> str:
    """Those of W and of a, or the one that both have."""
    if radii.a is None or radii.a is radii.W:
        return decimal(radii.W)
    return f"{decimal(radii.W)} ($W$) and {decimal(radii.a)} ($a$)"


def _between(ends: Sequence[Expr], letter: str) -> Box:
    low, high = map(bound, ends)
    return row(low, sign("<"), plain(letter), sign("<"), high)
