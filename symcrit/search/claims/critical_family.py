"""`critical_family`: the gradient of the loss vanishes at a symmetric family; `critical` makes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symcrit.arguments import one_of
from symcrit.claims import Claim, Hypotheses
from symcrit.core import Goals
from symcrit.core.claims.critical_family import CriticalFamily
from symcrit.search.attempts import Attempt
from symcrit.search.claims._network import between, placed, prove_equations
from symcrit.search.search import Search

if TYPE_CHECKING:
    from symcrit.model.symmetric import SymmetricNetwork

__all__ = ["attempts", "critical_family"]

MISSING = "the gradient was not shown to be 0, and no instance was found where it is not"


def critical_family(network: SymmetricNetwork, where: Hypotheses, free: str | None) -> Claim:
    """The claim; free: "all" (None) or "W"."""
    chosen = one_of("free", "all" if free is None else free, ("all", "W"))
    setting, place, _ = placed(network, where, {})
    return setting.claim("critical_family", configuration=place, free=chosen)


def attempts(claim: CriticalFamily) -> Iterator[Attempt]:
    """Normal forms, and small instances."""
    yield from between(claim, [Attempt("equations", 0.9, _prove)], [])


def _prove(search: Search, claim: CriticalFamily) -> Goals | None:
    """Every equation, with what makes it defined."""
    proofs = prove_equations(search, claim.goals(search.work))
    return None if proofs is None else Goals(proofs=proofs)
