"""`less`: lhs < rhs."""

from dataclasses import dataclass

from symcrit.core.claims._relation import RelationClaim


@dataclass(frozen=True, kw_only=True)
class Less(RelationClaim):
    """lhs < rhs at every point of the domain, where both sides are defined."""

    kind = "less"
    op = "<"
