"""`pointwise`: a relation between expectations, because one holds for every vector."""

from symcrit.core.witnesses.pointwise import Pointwise
from symcrit.words.boxes import expression, row, sign, symbol
from symcrit.words.hypotheses import joined
from symcrit.words.telling import Telling

INSIDE = "the difference of the two sides for a vector"


def idea(witness: Pointwise) -> str:
    """What holds for every vector."""
    return "it holds for what stands in the expectations, for every vector"


def step(proof: Telling, witness: Pointwise) -> None:
    """What holds everywhere, and where it is strict."""
    if witness.tangents:
        values = joined(row(symbol(label), sign(":"), expression(slope)) for label, slope in witness.tangents.items())
        proof.step(
            "The expectations exist. mean1, mean2, … in their order become numbers, and the deviation of what stands in"
            " them is added, times @; its mean is 0. The relation holds for every vector, and every value of these"
            " numbers (monotone-mean): ",
            values,
        )
    else:
        proof.step(
            "The expectations exist, and the relation holds for what stands in them, for every vector, and whatever"
            " signs and unknown functions are there (monotone-mean): "
        )
    proof.below(witness.inside, INSIDE)
    if witness.above is not None:
        place = joined(row(symbol(label), sign("="), expression(value)) for label, value in witness.place.items())
        proof.step("It is strict at @, so with a positive probability: ", place)
        proof.below(witness.above, f"{INSIDE}, there")
