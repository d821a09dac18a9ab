"""Counterexamples to claims about unknown functions: powers of z, or 0, in their place, and a point."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from symcrit.core import Expr, Reject, RelationClaim, num, sym
from symcrit.core.claims._relation import AtPoint
from symcrit.core.gaussian.language import functions_in
from symcrit.search.engines.places import counterexamples
from symcrit.search.search import Search

POWERS = (1, 2, 3, 4)
Z = sym("z")


def find(search: Search, claim: RelationClaim) -> AtPoint | None:
    """A refutation by powers of z, plus one, or by 0, in place of the functions."""
    names = sorted(functions_in(claim.lhs, claim.rhs))
    for chosen in product(_powers(), repeat=len(names)):
        search.poll()
        functions = dict(zip(names, chosen, strict=True))
        try:
            instance, _ = claim.instance(functions).plain(search.work)
        except Reject:
            continue
        found = counterexamples.quick(search, instance)
        if found is not None:
            return AtPoint(at=found.at, functions=functions)
    return None


def _powers() -> Iterator[Expr]:
    yield Z
    for power in POWERS[1:]:
        yield Z**power
        yield Z**power + Z + num(1)
    yield num(0)
