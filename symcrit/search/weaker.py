"""What is said of a claim that is open: weaker statements that core accepts, by kind of claim."""

from __future__ import annotations

from symcrit.core import Claim, RelationClaim, means
from symcrit.core.claims._function import FunctionClaim
from symcrit.search.engines.monotone.shapes import by_sign as prove
from symcrit.search.engines.places import partial
from symcrit.search.search import Search


def weaker(search: Search, claim: Claim) -> list[partial.Fact]:
    """Facts about a relation or the shape of a function; about integrals none, for each of their points takes long."""
    if isinstance(claim, RelationClaim) and not means(claim.lhs, claim.rhs) and claim.of_kernel is None:
        return partial.listed(partial.of_relation(search, claim))
    if isinstance(claim, FunctionClaim) and not means(claim.expr) and claim.of_kernel is None:
        return partial.listed(partial.of_function(search, claim, prove))
    return []
