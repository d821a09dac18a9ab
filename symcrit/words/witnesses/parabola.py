"""`parabola`: a bound for functions of any number of projections, by a parabola above V."""

from symcrit.core.claims.bound_for_all import BoundForAll
from symcrit.core.witnesses.parabola import Parabola
from symcrit.words.plain import prose
from symcrit.words.telling import Telling
from symcrit.words.witnesses._maximum import steps_with


def idea(claim: BoundForAll, witness: Parabola) -> str:
    """What is used of V."""
    return "a parabola above V, and Σ P_ij² = n"


def steps(proof: Telling, claim: BoundForAll, witness: Parabola) -> None:
    """Why the parabola suffices."""
    how = prose("$V(t) − V′(0) t$ has a power series with coefficients $≥ 0$ that begins with $t²$ (hermite-series), so"
                " for $|t| ≤ 1$ it is at most $(V(1) − V′(0)) t²$. And $Σ_{i,j} b_i b_j P_{ij} ≤ Σ_j b_j²$, while"
                " $Σ_{i,j} |b_i b_j| P_{ij}² ≤ Σ_i b_i² P_{ii}$ is at most the sum of the $n$ largest $b_j²$, as"
                " $0 ≤ P_{ii} ≤ 1$ and $Σ_i P_{ii} = n$. So $L$ is at least $V(1) − V′(0)$ times the sum of the others,"
                " and a linear function, which can only spare the degree 1, is of no avail. ")  # fmt: skip
    steps_with(proof, claim, witness, how)
