"""`cases`: where an expression is at most 0, and where it is larger."""

from symcrit.core.witnesses.cases import Cases
from symcrit.words.boxes import expression, plain, row
from symcrit.words.telling import Telling
from symcrit.words.text import text


def idea(witness: Cases) -> str:
    """The two parts."""
    return f"{text(witness.of)} is at most 0, or positive"


def step(proof: Telling, witness: Cases) -> None:
    """Both parts, one after the other."""
    for sense, inside in (("≤ 0", witness.below), ("> 0", witness.above)):
        proof.step("Where @: ", row(expression(witness.of), plain(sense)))
        proof.goal(inside)
