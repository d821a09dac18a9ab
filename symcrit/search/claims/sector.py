"""`sector`: the Hessian of a symmetric network in one sector, and the signs of its leading minors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symcrit.arguments import flag, instance, integer, listed, one_of
from symcrit.claims import Claim, Hypotheses
from symcrit.core import Goals
from symcrit.core.claims.sector import OneSector
from symcrit.errors import InputError, shorten, shown
from symcrit.model.symmetric import SymmetricNetwork
from symcrit.search.attempts import Attempt
from symcrit.search.claims import _minors
from symcrit.search.claims._network import between, placed
from symcrit.search.search import Search

__all__ = ["attempts", "sector"]

MISSING = _minors.NO_SECTOR


def sector(
    network: SymmetricNetwork,
    kind: str,
    *species: int,
    matrix: Sequence[Sequence[object]],
    signs: Sequence[int] | None = None,
    outside: bool = False,
    free: str = "all",
    where: Hypotheses = (),
) -> Claim:
    """The second derivatives of L along the patterns of a sector are `matrix`; its leading minors have these signs.

    kind, species: an irreducible representation of the permutations inside species ("trivial"; "standard", p;
    "product", p, q; "pairs", p; "cyclic", p), shown by u = e_1 − e_2, u⊗v, … (`symcrit.core.networks.species`).
    matrix: one row per pattern, student by student; the statement of the claim says what each pattern moves.
    signs: ±1 for every leading minor; the number of changes of sign, from 1, is the number of negative directions.
    outside: of an input direction orthogonal to the teachers.
    free: "all" weights, or "W" alone; then no pattern moves a.
    Raises InputError for what is no symmetric network.

    >>> from symcrit import Member, SymmetricNetwork
    >>> one = SymmetricNetwork(["2"], [Member(w=["1/sqrt(6)"], a=2)])
    >>> sector(one, "standard", 0, matrix=[["448*sqrt(15)/(75*pi)"]], signs=[1]).kind
    'sector'
    """
    if not isinstance(network, SymmetricNetwork):
        raise InputError(f"{shown(network)} is no SymmetricNetwork; write SymmetricNetwork(activation, sizes, members)")
    rows = {row: listed("a row of matrix", entries) for row, entries in enumerate(listed("matrix", matrix, "rows"))}
    outside = flag("outside", outside)
    one_of("free", free, ("all", "W"))
    kind = shorten(instance("kind", kind, str, "write for example 'standard'"))
    setting, place, written = placed(network, where, rows)
    about = {"kind": kind, "species": [*listed("species", species)], "outside": outside}
    known = {} if signs is None else {"signs": [integer("a sign", sign, -1, 1) for sign in listed("signs", signs)]}
    fields = {"configuration": place, "free": free, "sector": about, "matrix": [*written.values()]}
    return setting.claim("sector", **fields, **known)


def attempts(claim: OneSector) -> Iterator[Attempt]:
    """Normal forms and signs, and small instances."""
    yield from between(claim, [], [Attempt("signs", 0.9, _prove)])


def _prove(search: Search, claim: OneSector) -> Goals | None:
    """The signs of the leading minors."""
    return _minors.prove(search, claim, [claim.claimed])
