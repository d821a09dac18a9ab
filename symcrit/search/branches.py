"""Critical points at every k: pieces of t = 1/√k that core accepts, and single k at which the claim fails."""

from __future__ import annotations

from symcrit.certification.branches import Search as Pieces
from symcrit.certification.refine import Stopped
from symcrit.core.claims import Claim
from symcrit.search.search import JSON, Search, Witness, one_thread

_TRIED = (0, 1, 20)  # values of k at which a counterexample is looked for, from the smallest one on


def _pieces(search: Search, core: JSON) -> Pieces | None:
    found = search.derive(core["configuration"]["kernel"])
    try:
        return None if found is None else Pieces(core, found.witness, search.work)
    except Stopped:
        return None


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """Polynomials through the solutions at real k, with radii and frames."""
    own = _pieces(search, core)
    try:
        with one_thread():
            return own and own.proof()
    except Stopped:
        return None


def refute(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """At one k there is no critical point within the radii, or it has another inertia."""
    own = _pieces(search, core)
    for step in _TRIED if own else ():
        with one_thread():
            witness = own.refutation(own.least + step)
        if search.refutes(core, witness):
            return witness
    return None
