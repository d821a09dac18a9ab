"""`series`: an inequality about any σ, degree by degree of its Hermite series."""

from symcrit.core.witnesses.series import Series
from symcrit.words.boxes import number, plain
from symcrit.words.telling import Telling


def idea(witness: Series) -> str:
    """What it looks at."""
    return "every degree of the Hermite series of σ, one by one"


def step(proof: Telling, witness: Series) -> None:
    """The series, and one step per degree."""
    *first, last = witness.steps
    proof.step(
        "With the Hermite coefficients $c_m(p)$ of $z ↦ σ(√p z)$ the kernel at variances $p, q$ and correlation $ρ$ is"
        " $Σ_{m ≥ 0} c_m(p) c_m(q) ρ^m$; it suffices to look at every degree (hermite-series). "
    )
    for m, inside in enumerate(first):
        proof.step("Degree @. ", number(m))
        proof.below(inside, "what it adds")
    proof.step("Degree @. ", plain(f"m ≥ {len(first)}"))
    proof.below(last, "what it adds")
