"""`split`: where a symbol is at most a value, and where it is larger."""

from symcrit.core.witnesses.split import Split
from symcrit.words.boxes import expression, row, sign, symbol
from symcrit.words.telling import Telling
from symcrit.words.text import text


def idea(witness: Split) -> str:
    """The two parts."""
    return f"{witness.symbol} is at most {text(witness.at)}, or larger"


def step(proof: Telling, witness: Split) -> None:
    """Both parts, one after the other."""
    for sense, inside in (("≤", witness.below), (">", witness.above)):
        proof.step("Where @: ", row(symbol(witness.symbol), sign(sense), expression(witness.at)))
        proof.goal(inside)
