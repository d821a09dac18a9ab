"""`pieces`: contractions in balls along polynomials, for all values of an integer."""

from symcrit.core import Claim
from symcrit.core.witnesses.pieces import Pieces
from symcrit.words.telling import Telling


def idea(claim: Claim, witness: Pieces) -> str:
    """What is done."""
    power = f"k^(−1/{witness.power})"
    return f"contractions along polynomials in t = {power}, in balls for all t of an interval, piece by piece"


def steps(proof: Telling, claim: Claim, witness: Pieces) -> None:
    """All intervals at once."""
    proof.kernel(claim, witness)
    power = f"k^{{−1/{witness.power}}}"
    count = len(witness.pieces)
    proof.step(f"With $t = {power}$, the $t$ of all $k$ lie in {count} intervals. On each the entries are polynomials"
               " in $t$ up to a small box: in balls for all its $t$ (taylor), rows and columns of the Hessian times"
               " powers of $t$, a contraction in a frame gives a critical point (krawczyk), the discs in a frame the"
               " inertia in every sector (sylvester-gershgorin, schur). ")  # fmt: skip
