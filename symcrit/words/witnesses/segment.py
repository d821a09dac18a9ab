"""`segment`: the difference has its sign at another value of a symbol, and moves away from 0 from there on."""

from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.segment import Segment
from symcrit.core.witnesses.zero import Zero
from symcrit.words.boxes import expression, plain, row, sign, symbol
from symcrit.words.telling import Telling
from symcrit.words.text import text


def idea(witness: Segment) -> str:
    """What it shows."""
    return f"the difference is monotone in {witness.symbol} and has its sign at {text(witness.start_at)}"


def step(proof: Telling, witness: Segment) -> None:
    """The start, and the derivative."""
    place = row(symbol(witness.symbol), sign("="), expression(witness.start_at))
    proof.step(f"At @, {proof.sides} is @. ", place, plain("> 0" if witness.above else "≥ 0"))
    proof.below(witness.start or (Positive() if witness.above else Zero()), "the value there")
    way = "less" if witness.down else "larger"
    proof.step(f"It moves away from 0 as @ becomes {way}, because its derivative by @ has one sign (mean-value). ",
               symbol(witness.symbol), symbol(witness.symbol))  # fmt: skip
    proof.below(witness.derivative or Zero(), "the derivative")
