"""`at_most`: lhs ≤ rhs."""

from symcrit.core.claims._relation import RelationClaim
from symcrit.core.frozen import frozen


@frozen
class AtMost(RelationClaim):
    """lhs ≤ rhs at every point of the domain, where both sides are defined."""

    kind = "at_most"
    op = "<="
