"""`injective`: a strictly increasing function takes the same value at both sides."""

from symcrit.core.claims.increasing import Increasing
from symcrit.core.witnesses.injective import Injective
from symcrit.words.boxes import expression, symbol
from symcrit.words.hypotheses import conditions
from symcrit.words.telling import Telling, displayed


def idea(witness: Injective) -> str:
    """What it shows."""
    return "a strictly increasing function takes the same value at both sides"


def step(proof: Telling, witness: Injective) -> None:
    """The function, and why it is increasing."""
    inner = witness.claim
    if isinstance(inner, Increasing):  # or core has refused the witness
        proof.step("Both sides give the same value of@which is strictly increasing in @ for @ (injective). ",
                   displayed(expression(inner.expr), ","), symbol(inner.symbol), conditions(inner.domain))  # fmt: skip
    proof.claim(inner, witness.witness)
