"""`computation`: nothing is needed, core computes what the claim says."""

from symcrit.core.frozen import frozen
from symcrit.core.kinds import Proof


@frozen
class Computation(Proof):
    """The claim is about given numbers, and is decided by computing with them."""

    kind = "computation"
