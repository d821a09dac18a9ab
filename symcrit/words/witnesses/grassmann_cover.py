"""`grassmann_cover`: the best function of n projections, by boxes that cover all projectors of rank n."""

from symcrit.core.claims.bound_for_all import BoundForAll
from symcrit.core.projectors.cover import CONSTANT, ORDERED, SLOPE, STAR, STEEP, STEEP_BY_TAYLOR, TAYLOR
from symcrit.core.witnesses.grassmann_cover import GrassmannCover
from symcrit.words.boxes import expression
from symcrit.words.plain import prose
from symcrit.words.telling import Telling
from symcrit.words.witnesses._maximum import steps_with

_REASONS = {  # what the letters of parts stand for
    CONSTANT + SLOPE + TAYLOR: "by an upper bound (Taylor's formula of order 0, 1 or 2)",
    STEEP + STEEP_BY_TAYLOR: "because the gradient is not 0",
    STAR: "because they lie in a convex neighbourhood of a critical point on which the sum is concave",
    ORDERED: "because another order of the coordinates is looked at instead",
}


def idea(claim: BoundForAll, witness: GrassmannCover) -> str:
    """How many parts there are."""
    parts = sum(_count(witness, letters) for letters in _REASONS)
    return f"the projectors of rank {claim.n.value} are covered by {parts} boxes, in balls"


def steps(proof: Telling, claim: BoundForAll, witness: GrassmannCover) -> None:
    """The charts, the parts, and why they fall."""
    shown = [f"{_count(witness, letters)} {why}" for letters, why in _REASONS.items() if _count(witness, letters)]
    charts = "one chart" if len(witness.trees) == 1 else f"{len(witness.trees)} charts"
    how = prose("The sum is at most @ for every $P$: the projectors onto the columns of $[I; X]$, $|X_{ij}| ≤ 1$, in"
                f" {charts}, are cut into boxes, which fall {'; '.join(shown)}; all in {witness.precision}-bit balls"
                " (grassmann-cover). ", expression(witness.maximum))  # fmt: skip
    steps_with(proof, claim, witness, how)


def _count(witness: GrassmannCover, letters: str) -> int:
    """How many parts fall for one of these letters."""
    return sum(tree.count(letter) for tree in witness.trees for letter in letters)
