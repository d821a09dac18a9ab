"""`tail`: the difference tends to a limit that is ≥ 0 as a symbol grows, and falls towards it."""

from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.tail import Tail
from symcrit.core.witnesses.zero import Zero
from symcrit.words.boxes import plain, symbol
from symcrit.words.telling import Telling


def idea(witness: Tail) -> str:
    """What it shows."""
    end = "−∞" if witness.below else "∞"
    return f"the difference is monotone in {witness.symbol} and has its sign in the limit {witness.symbol} → {end}"


def step(proof: Telling, witness: Tail) -> None:
    """The limit, and the derivative."""
    end = "−∞" if witness.below else "∞"
    sense = plain("> 0" if witness.above else "≥ 0")
    proof.step(f"As @ tends to ${end}$, {proof.sides} tends to a limit that is @. ", symbol(witness.symbol), sense)
    proof.below(witness.start or (Positive() if witness.above else Zero()), "the limit")
    proof.step("It falls towards it, because its derivative by @ has one sign (mean-value). ", symbol(witness.symbol))
    proof.below(witness.derivative or Zero(), "the derivative")
