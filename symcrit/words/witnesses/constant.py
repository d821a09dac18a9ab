"""`constant`: the difference does not depend on a symbol, and is 0 at one of its values."""

from symcrit.core.witnesses.constant import Constant
from symcrit.words.boxes import expression, row, sign, symbol
from symcrit.words.telling import Telling


def idea(witness: Constant) -> str:
    """What it shows."""
    return f"the difference has derivative 0 in {witness.symbol} and is 0 at one value"


def step(proof: Telling, witness: Constant) -> None:
    """The value and the derivative; their proofs where they are not evident."""
    own = symbol(witness.symbol)
    proof.step(f"By @, {proof.sides} has derivative 0, and it is 0 at @ (zero-derivative). ",
               own, row(own, sign("="), expression(witness.at)))  # fmt: skip
    if witness.start is not None:
        proof.below(witness.start, "the value there")
    if witness.derivative is not None:
        proof.below(witness.derivative, "the derivative")
