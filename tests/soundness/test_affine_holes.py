"""Claims on affine targets that core once judged wrongly: a symbol of the proof in a claim, and equal vectors."""

import pytest

from tests.second.common import REDUCTION, read

from . import forgery
from .kernels import RELU, derived

RHO = ["^", "rho", 2]
H = ["/", ["+", ["sqrt", ["-", 1, RHO]], ["*", "rho", ["-", "pi", ["acos", "rho"]]]], ["*", 2, "pi"]]
REST = ["-", ["-", H, ["/", 1, ["*", 2, "pi"]]], ["/", "rho", 4]]


def test_the_cosine_of_the_proof_is_not_a_symbol_of_the_claim() -> None:
    """R(ρ) ≤ bound·ρ² for all ρ is false for the bound R(1/10)·100, and says nothing of a bound that moves with ρ."""
    honest = read(REDUCTION)
    own = {"symbols": {"rho": "real"}, "where": [["<", 0, "rho"], ["<=", "rho", 1]], "bound": ["/", REST, RHO]}
    proofs = {**honest["witness"]["proofs"], "bound": {"kind": "zero"}}
    witness = {**honest["witness"], "proofs": proofs, "sample": {"rho": "1/10"}}
    assert forgery.verdict({**honest, "claim": {**honest["claim"], **own}, "witness": witness}) == "UNDECIDED"


@pytest.mark.parametrize("dimension", [1, 2])
def test_equal_vectors_are_not_refuted_by_what_holds_for_different_ones(dimension: int) -> None:
    """Two equal neurons of length 2 fit c = √(2π), τ = 2 as well as they can: true, though core cannot say so."""
    numbers = {"count": 2, "mean": ["sqrt", ["*", 2, "pi"]], "slope": 2}
    numbers |= {"length": 2, "dimension": dimension}
    claim = {"kind": "equiangular", "symbols": {}, "where": [], "kernel": RELU, **numbers, "cosine": 1}
    witness = {"kind": "refute", "at": {}, **derived(RELU)}
    assert forgery.verdict({"claim": claim, "witness": witness}) == "UNDECIDED"
    turned = {**claim, "cosine": "1/2", "length": 3}
    assert forgery.verdict({"claim": turned, "witness": witness}) == "REFUTED"
