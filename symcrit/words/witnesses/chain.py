"""`chain`: the difference has its sign at an end of the interval of a symbol, and moves away from 0."""

from symcrit.core.witnesses.chain import Chain
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.words.boxes import expression, plain, row, sign, symbol
from symcrit.words.telling import Telling
from symcrit.words.text import text


def idea(witness: Chain) -> str:
    """What it shows."""
    return f"the difference is monotone in {witness.symbol} and has its sign at the end {text(witness.end)}"


def step(proof: Telling, witness: Chain) -> None:
    """The end, and the derivative."""
    place = row(symbol(witness.symbol), sign("="), expression(witness.end))
    proof.step(f"At @, {proof.sides} is @. ", place, plain("> 0" if witness.above else "≥ 0"))
    proof.below(witness.start or (Positive() if witness.above else Zero()), "the value there")
    proof.step("From there it moves away from 0, because its derivative by @ has one sign (mean-value). ",
               symbol(witness.symbol))  # fmt: skip
    proof.below(witness.derivative or Zero(), "the derivative")
