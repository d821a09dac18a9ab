"""`isolated`: one critical point in a box, and what holds there."""

from collections.abc import Sequence

from symcrit.core import Explicit, Expr, Species
from symcrit.core.claims.isolated import Isolated
from symcrit.core.networks.isolated import Radii
from symcrit.words import places
from symcrit.words.boxes import Box, plain, row, sign
from symcrit.words.decimals import bound, decimal
from symcrit.words.plain import Display, Prose, prose

KEYS: dict[str, str] = {}
LETTERS = "W a u β"
SYMBOLS = {"W": "W", "a": "a", "biases": "β"}


def setting(claim: Isolated) -> Prose:
    """The loss and the centre."""
    return places.setting(claim, claim.configuration)


def says(claim: Isolated) -> Prose:
    """Existence, uniqueness and what holds at the critical point."""
    form = " of this symmetric form" if isinstance(claim.configuration, Species) else ""
    what, alone = _free(claim)
    modulo = f", where {_one(claim)}, $c > 0$, are taken as one" if claim.modulo else ""
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
    free = claim.parameters
    biased = _is_biased(claim)
    if claim.modulo:
        return ("$u_i = |a_i| w_i$ and $|a_i| β_i$" if biased else "$u_i = |a_i| w_i$"), ""
    names = ", ".join(SYMBOLS[name] for name in free)
    what = f"$({names})$" if len(free) > 1 else f"${names}$"
    there = SYMBOLS if biased else ("W", "a")
    fixed = [f"${SYMBOLS[name]}_i$" for name in there if name not in free]
    alone = f" with respect to {what}, with these {' and '.join(fixed)} fixed" if fixed else ""
    return what, alone


def _is_biased(claim: Isolated) -> bool:
    """Whether the students have biases."""
    return isinstance(claim.configuration, Explicit) and bool(claim.configuration.biases)


def _one(claim: Isolated) -> str:
    """Two networks that are one modulo scaling."""
    if _is_biased(claim):
        return "$(a_i, w_i, β_i)$ and $(a_i/c, c w_i, c β_i)$"
    return "$(a_i, w_i)$ and $(a_i/c, c w_i)$"


def _further(claim: Isolated) -> Prose:
    if not claim.outside:
        return []
    positive, negative = claim.outside
    return [f"Every further input direction, orthogonal to all coordinates written here, adds {positive} positive and"
            f" {negative} negative ones. "]  # fmt: skip


def _radii(radii: Radii) -> str:
    """Those of W, a and the biases, or the one that all have."""
    each = radii.of()
    if len(set(each.values())) == 1:
        return decimal(radii.W)
    *first, last = (f"{decimal(radius)} (${SYMBOLS[name]}$)" for name, radius in each.items())
    return f"{', '.join(first)} and {last}"


def _between(ends: Sequence[Expr], letter: str) -> Box:
    low, high = map(bound, ends)
    return row(low, sign("<"), plain(letter), sign("<"), high)
