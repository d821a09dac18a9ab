"""`less`: lhs < rhs."""

from symcrit.core.claims._relation import RelationClaim
from symcrit.core.frozen import frozen


@frozen
class Less(RelationClaim):
    """lhs < rhs at every point of the domain, where both sides are defined."""

    kind = "less"
    op = "<"
