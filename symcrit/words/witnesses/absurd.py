"""`absurd`: the hypotheses contradict each other, so there is no point at which anything is to be shown."""

from symcrit.core.witnesses.absurd import Absurd
from symcrit.words.boxes import expression
from symcrit.words.telling import Telling, displayed


def idea(witness: Absurd) -> str:
    """What it shows."""
    return "there is no such point"


def step(proof: Telling, witness: Absurd) -> None:
    """The form that would be 0 and positive."""
    proof.step("There is no such point: there, 0 is@which is positive. ", displayed(expression(witness.form), ","))
