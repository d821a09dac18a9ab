"""`inertia`: how many directions of the Hessian are negative at copy averages of every partition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from symcrit.claims import Claim
from symcrit.core import Goal as CoreGoal
from symcrit.core import Goals, Kernel, Witness, num
from symcrit.core.claims.inertia import Inertia, OtherNumber
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.errors import InputError
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import by_search
from symcrit.search.claims._network import of_configuration
from symcrit.search.engines.analysis import series
from symcrit.search.search import Goal, Search

if TYPE_CHECKING:
    from symcrit.model.configurations import Configuration

__all__ = ["attempts", "inertia_of_partitions"]

MISSING = "the theorem was not shown to apply with these c, D, e, and no partition was found with another number"
SIZES = [[2, 1], [2, 2], [3, 1], [2, 1, 1, 1], [2, 1, 1, 1, 1, 1], [3, 2], [3, 3, 1], [2], [3], [2, 2, 2], [5, 1, 1]]
SIZES += [[2, *[1] * count] for count in range(2, 12)]


def inertia_of_partitions(configuration: Configuration, *, slope: object, stiff: object, soft: object) -> Claim:
    """How many eigenvalues of ∂²L are negative at the copy average of every partition, in every dimension.

    Σ (l_r − 1) over the groups of two and more with 1 + c·Σ_{i≠r} l_i/D_i > c·l_r/e_r.  slope: c, a number; stiff and
    soft: D and e as expressions in the group size `l`.
    Raises InputError unless the configuration leaves number and sizes of the groups open, and for inexact values.

    >>> from symcrit import CopyAverage
    >>> inertia_of_partitions(CopyAverage.symbolic("erf"), slope="1/pi", stiff="l", soft="l").kind
    'inertia'
    """
    if getattr(configuration, "group_sizes", ()) is not None:
        raise InputError("this is about any number of groups of any sizes, such as CopyAverage.symbolic('erf')")
    return of_configuration("inertia", configuration, (), slope=slope, stiff=stiff, soft=soft)


def attempts(claim: Inertia) -> Iterator[Attempt]:
    """Every goal; small partitions where one fails."""
    yield Attempt("goals", 0.6, _prove)
    yield Attempt("small partitions", 1.0, _refute)


def _refute(search: Search, claim: Inertia) -> OtherNumber | None:
    """A partition at which another number of directions is negative."""
    proofs = _witnesses(search, claim.of_kernel, claim.theorem(claim.true()))
    if proofs is None:
        return None
    for sizes in SIZES:
        search.poll()
        found = OtherNumber(sizes=tuple(map(num, sizes)), proofs=proofs)
        if search.refutes(claim, found):
            return found
    return None


def _prove(search: Search, claim: Inertia) -> Goals | None:
    """A witness for every goal."""
    proofs = _witnesses(search, claim.of_kernel, claim.goals(search.work))
    return None if proofs is None else Goals(proofs=proofs)


def _of_any(search: Search, goal: CoreGoal, kernel: Kernel) -> Witness | None:
    """By the hypotheses about any σ, or degree by degree."""
    if search.context(goal.domain).holds(goal.relation):
        return Positive()
    if goal.relation.op == "=":
        return None
    return series.find(search, Goal(goal.domain, goal.relation.gap, goal.relation.op == "<"), kernel)


def _witnesses(search: Search, kernel: Kernel, goals: Iterable[CoreGoal]) -> dict[str, Witness] | None:
    """By their keys; None where one is not found."""
    found: dict[str, Witness] = {}
    for goal in goals:
        context = search.context(goal.domain)
        defined = context.undefined(*goal.entries) is None
        if defined and goal.relation.op == "=" and context.is_zero(goal.relation.gap):
            found[goal.key] = Zero()
            continue
        witness = _of_any(search, goal, kernel) if kernel.activation is None else by_search(search, goal)
        if witness is None:
            search.tried[f"goal {goal.key}"] = False
            return None
        found[goal.key] = witness
    return found
