"""`positive`: the sign of rhs − lhs is evident from its form."""

from symcrit.core.witnesses.positive import Positive
from symcrit.words.boxes import expression
from symcrit.words.telling import Telling, displayed


def idea(witness: Positive) -> str:
    """What it shows."""
    return "the sign of the difference is evident from its form"


def step(proof: Telling, witness: Positive) -> None:
    """The form, if there is one."""
    if witness.form is None:
        proof.step(f"The sign of {proof.sides} is evident from its form. ")
        return
    first = f"With this lemma, {proof.sides}" if witness.lemmas else proof.subject
    proof.step(f"{first} is@whose sign is evident. ", displayed(expression(witness.form), ","))
