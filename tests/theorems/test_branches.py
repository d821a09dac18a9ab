"""Claims for every k: what they say, what is refused, and what stays undecided."""

import pytest
from sympy import Symbol, sqrt, symbols

import symcrit as sc
from symcrit import Member, SymmetricNetwork, branch
from symcrit.claims import Claim
from symcrit.errors import InputError
from tests.soundness.branches import claim

k = Symbol("k", integer=True, positive=True)
ONE = SymmetricNetwork([k], [Member(w=[1 / k])], "relu")


def about(network=ONE, **fields):
    given = {"radii": [1 / k], "inertia": (k, 0), "outside": (1, 0), "where": [k >= 2], **fields}
    return branch(network, **given)


def test_the_statement_is_what_core_parsed():
    said = about(radii=[1 / k**2]).statement
    assert said.startswith("Let k be an integer with k ≥ 1, k ≥ 2. Let σ(z) = z/2 + abs(z)/2 and L = E[(f − f*)²].")
    assert "Within 1/k^2 of these entries of W, in this order, lie those of a critical point" in said
    assert "with respect to W and with these a_i fixed" in said
    assert "the Hessian by W has inertia (positive, negative) (k, 0), and every further input direction" in said
    minus = SymmetricNetwork([k - 1, 1], [Member(w=[-1 - 1 / k, 2])], "relu")
    assert "w_1 = (-1 - 1/k)·Σ_j v_(1,j) + 2·Σ_j v_(2,j)" in about(minus, radii=[1, 1]).statement


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"network": sc.OneNeuron(k=2)}, "write SymmetricNetwork"),
        ({"radii": [1 / k, 1]}, "radii of the 1 entries"),
        ({"radii": [0.5]}, "is a float"),
        ({"inertia": (k,)}, "inertia and outside are pairs"),
        ({"network": SymmetricNetwork([2], [Member(w=["1/2"])], "relu"), "radii": [1], "inertia": (2, 0), "where": []},
         "one integer"),
        ({"outside": (Symbol("m", integer=True), 0)}, "one integer"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(fields, words):
    with pytest.raises(InputError, match=words):
        about(**fields)


def test_a_claim_from_some_k_on_is_proved_by_one_piece():
    answer = sc.decide(Claim(claim(2500)), timeout=60)
    assert answer.verdict is sc.Verdict.PROVED
    assert {"krawczyk", "schur", "taylor"} <= set(answer.rules)
    assert sc.check(answer.certificate).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize(
    "network",
    [SymmetricNetwork([k], [Member(w=[1 / sqrt(k * (2 * k - 1))], a=k)], "erf"), ONE,
     SymmetricNetwork([k], [Member(at=0, diagonal=1, w=[0])], "relu")],
    ids=["smooth", "far from critical", "copies, where the loss has a kink"],
)  # fmt: skip
def test_what_the_search_does_not_master_is_undecided(network):
    radii = [1] * (1 + (network.members[0].at is not None))
    assert sc.decide(about(network, radii=radii), timeout=60).verdict is sc.Verdict.UNDECIDED


def test_sizes_may_be_expressions_but_not_negative():
    assert SymmetricNetwork([k - 1, 1], [Member(w=[1, 1])]).symbols == {"k": k}
    for size in (-k, 0, symbols("n"), k / 2):
        with pytest.raises(InputError, match="no positive integers"):
            SymmetricNetwork([size], [Member(w=[1])])
