"""`sectors`: the Hessian of a symmetric network in all its sectors, and so its inertia."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Symbol

from symcrit.claims import Claim, Hypotheses, hypotheses_of
from symcrit.core import Goals
from symcrit.core.claims.sectors import Sectors
from symcrit.errors import InputError
from symcrit.search.attempts import Attempt
from symcrit.search.claims import _minors
from symcrit.search.claims._network import between
from symcrit.search.search import Search
from symcrit.translate import declarations

__all__ = ["all_sectors", "attempts"]

MISSING = _minors.NO_SECTOR


def all_sectors(*sectors: Claim, where: Hypotheses = ()) -> Claim:
    """These are all sectors of ∂²L at a symmetric network: together they give its inertia, in every sector as claimed.

    sectors: claims by `sector`, with signs, about the same network; their steps are kept, their hypotheses are not.
    where: hypotheses under which every one of them makes sense (a sector that is listed must occur).
    Raises InputError for other claims, and for claims about different networks.

    >>> from symcrit import Member, SymmetricNetwork, sector
    >>> one = SymmetricNetwork(["2"], [Member(w=["1/sqrt(6)"], a=2)])
    >>> turned = sector(one, "standard", 0, matrix=[["448*sqrt(15)/(75*pi)"]], signs=[1])
    >>> all_sectors(turned).kind
    'sectors'
    """
    if not sectors or any(not isinstance(claim, Claim) or claim.kind != "sector" for claim in sectors):
        raise InputError("all_sectors puts claims about sectors together; write all_sectors(sector(…), sector(…), …)")
    first = sectors[0].core
    if any(claim.core["configuration"] != first["configuration"] for claim in sectors):
        raise InputError("all_sectors needs sectors of one and the same network")
    kept = ("sector", "matrix", "signs")
    own = {name: Symbol(name, integer=True, positive=True) for claim in sectors for name in claim.core["symbols"]}
    kinds, hypotheses = declarations([*own.values()], hypotheses_of(where, own))
    parts = [{key: claim.core[key] for key in kept if key in claim.core} for claim in sectors]
    head = {"kind": "sectors", "symbols": kinds, "where": hypotheses, "configuration": first["configuration"]}
    return Claim({**head, "free": first["free"], "sectors": parts}).using(
        *(s for claim in sectors for s in claim.steps)
    )


def attempts(claim: Sectors) -> Iterator[Attempt]:
    """Normal forms and signs, and small instances."""
    yield from between(claim, [], [Attempt("signs", 0.9, _prove)])


def _prove(search: Search, claim: Sectors) -> Goals | None:
    """The signs of the leading minors of all sectors."""
    return _minors.prove(search, claim, claim.sectors)
