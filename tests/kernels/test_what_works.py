"""The table of docs/claims/kernels.md: what is decided with activations of each kind."""

import pytest

import symcrit as sc

COPIES = sc.Network([[1, 0], [0, 1]], [1, 1])
NEURON = sc.Network([[1, 0]], [1], ["1/3"])
STUDENT = sc.Network([["1/2", "1/3"]], ["3/2"])
BIASED = sc.Network([["1/2", "1/3"]], ["3/2"], ["1/5"])
P, U = "PROVED", "UNDECIDED"
# σ: loss_is, with biases, critical at copies, with biases
ROWS = dict.fromkeys(("erf", "exp", "cos", "gaussian", "abs", "abrelu"), (P, P, P, P))
ROWS |= {"erf_squared": (P, U, P, P), "hard_tanh": (U, P, U, P), "sign": (P, P, U, U)}


def verdict(claim):
    return sc.decide(claim).verdict.name


@pytest.mark.slow
@pytest.mark.parametrize("name", ROWS)
def test_closed_forms(name):
    plain, biased = sc.Problem.orthonormal(name, n=1, k=2), sc.Problem(NEURON, name, n=1)
    found = (
        verdict(sc.loss_is(sc.Point(plain, STUDENT), plain.loss(STUDENT))),
        verdict(sc.loss_is(sc.Point(biased, BIASED), biased.loss(BIASED))),
        verdict(sc.critical(sc.Point(sc.Problem.orthonormal(name, n=2, k=2), COPIES))),
        verdict(sc.critical(sc.Point(biased, NEURON))),
    )
    assert found == ROWS[name]


@pytest.mark.slow
def test_quadrature():
    plain, biased = sc.Problem.orthonormal("arctan", n=1, k=2), sc.Problem(NEURON, "arctan", n=1)
    assert verdict(sc.loss_is(sc.Point(plain, STUDENT), "1/7")) == "REFUTED"
    assert verdict(sc.loss_is(sc.Point(biased, BIASED), "1/7")) == "REFUTED"
    assert verdict(sc.critical(sc.Point(sc.Problem.orthonormal("arctan", n=2, k=2), COPIES))) == P
    assert verdict(sc.critical(sc.Point(biased, NEURON))) == P
