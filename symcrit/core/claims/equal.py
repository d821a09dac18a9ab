"""`equal`: lhs = rhs."""

from symcrit.core.claims._relation import RelationClaim
from symcrit.core.frozen import frozen


@frozen
class Equal(RelationClaim):
    """lhs = rhs at every point of the domain, where both sides are defined."""

    kind = "equal"
    op = "="
