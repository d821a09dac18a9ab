"""`monotone`: the values of a monotone, concave or convex function at two points."""

from symcrit.core.claims._function import FunctionClaim
from symcrit.core.witnesses.monotone import Monotone
from symcrit.words.boxes import expression, listed, row, sign, symbol
from symcrit.words.hypotheses import conditions
from symcrit.words.telling import Telling, displayed


def idea(witness: Monotone) -> str:
    """What it shows."""
    return f"the values of a function that is {_shape(witness)} at two points"


def step(proof: Telling, witness: Monotone) -> None:
    """The function and the points, and why it has its shape."""
    inner = witness.claim
    if isinstance(inner, FunctionClaim):  # or core has refused the witness
        points = listed([expression(witness.low), expression(witness.high)])
        f = displayed(expression(inner.expr), ",")
        words = f"It says what@which is strictly {_shape(witness)} in @ for @, does at @. "
        proof.step(words, f, symbol(inner.symbol), conditions(inner.domain), points)
    if witness.weight is not None:
        proof.step("There the second point has weight @. ", expression(witness.weight))
    for name, value in witness.values.items():
        proof.step("There @. ", row(symbol(name), sign("="), expression(value)))
    proof.claim(inner, witness.witness)


def _shape(witness: Monotone) -> str:
    """Increasing, decreasing, concave or convex."""
    return str(witness.claim.kind)
