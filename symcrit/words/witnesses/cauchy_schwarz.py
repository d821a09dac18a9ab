"""`cauchy_schwarz`: E[P]² ≤ E[A]·E[B], because P² ≤ A·B for every vector."""

from symcrit.core.witnesses.cauchy_schwarz import CauchySchwarz
from symcrit.words.telling import Telling

SAYS = {
    "first": "The first factor on the right is ≥ 0 inside of its expectation, for every vector",
    "second": "So is the second one",
    "inside": "The square of what stands on the left is at most the product of both, for every vector",
}


def idea(witness: CauchySchwarz) -> str:
    """The inequality."""
    return "the inequality of Cauchy and Schwarz"


def step(proof: Telling, witness: CauchySchwarz) -> None:
    """The three inequalities."""
    proof.step("The expectations exist; by the inequality of Cauchy and Schwarz (cauchy-schwarz) it is enough: ")
    for label, says in SAYS.items():
        proof.step(f"{says}: ")
        proof.below(getattr(witness, label), "the difference of the two sides")
