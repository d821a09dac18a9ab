"""The claim `projections`: the least loss among all functions of n projections."""

import numpy as np
import pytest
from sympy import Rational, Symbol, acos, asin, pi, sqrt

import symcrit as sc
from symcrit.core import Malformed, Verdict, check
from symcrit.core.claims.projections import Projections
from symcrit.sympy_functions import kernel_function

t = Symbol("t", real=True)
EXAMPLE = {
    "kind": "projections",
    "kernel": sc.kernel("erf").core,
    "scale": "1/2",
    "covariance": ["-", "t", ["/", ["^", "t", 3], 3]],
}
ERF = 2 * asin(t / 2) / pi
RELU = (sqrt(1 - t**2) + t * (pi - acos(t)) - 1) / (2 * pi)
ANY = kernel_function("kappa")(1, t, 1) - kernel_function("M0")(1, 0, 0) ** 2
TRUE = {
    "erf": sc.best_projections("erf", ERF, scale="1/2"),
    "relu": sc.best_projections("relu", RELU),
    "any": sc.best_projections(sc.Kernel.uninterpreted("kappa"), ANY),
}
FALSE = {
    "with the mean": sc.best_projections("probit", Rational(1, 4) + ERF / 4),
    "with the mean of ReLU": sc.best_projections("relu", RELU + 1 / (2 * pi)),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert "conditional-expectation" in answer.rules
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_a_negative_minimum_refutes(name):
    answer = sc.decide(FALSE[name])
    assert answer.verdict is Verdict.REFUTED, answer
    assert check(answer.certificate).verdict is Verdict.REFUTED


def test_another_covariance_is_undecided():
    for wrong in (ERF / 2, ERF + t**3 - t, t / pi):
        assert sc.decide(sc.best_projections("erf", wrong), effort=0.3).verdict is not Verdict.PROVED
    negative = sc.best_projections("erf", ERF, scale=-1)
    assert sc.decide(negative, effort=0.3).verdict is Verdict.UNDECIDED


def test_what_is_claimed_is_printed():
    said = TRUE["any"].statement
    assert "For all 1 ≤ n ≤ k ≤ d, the loss attains its minimum over all functions f(x) = g(U x)" in said
    assert "where P runs through the orthogonal projectors of rank n in R^k" in said
    assert "any real b_j" in said


def test_refutations_by_vectors_that_are_no_basis():
    certificate = sc.decide(FALSE["with the mean"]).certificate
    for vectors in ([["0", "0"]], [["1", "1"], ["2", "2"]], [["1"]], [["1", "1", "1"]]):
        witness = {**certificate["witness"], "vectors": vectors}
        assert check({**certificate, "witness": witness}).verdict is Verdict.UNDECIDED
    with pytest.raises(Malformed, match="no symbols of its own"):
        check({**certificate, "claim": {**certificate["claim"], "symbols": {"n": "integer"}}})


def test_a_core_that_does_not_look_at_the_covariance_is_noticed(monkeypatch):
    certificate = sc.decide(TRUE["erf"]).certificate
    wrong = {**certificate["claim"], "covariance": "t"}
    proofs = {"scale": {"kind": "positive"}}
    document = {"claim": wrong, "witness": {**certificate["witness"], "proofs": proofs}}
    assert check(document).verdict is Verdict.UNDECIDED
    honest = Projections.goals
    monkeypatch.setattr(Projections, "goals", lambda self, *given: list(honest(self, *given))[:1])
    assert check(document).verdict is Verdict.PROVED


def test_the_conditional_expectation_has_this_loss():
    """By Hermite series: cubics of two projections of three teachers, against the sum over entries of the projector."""
    rng = np.random.default_rng(5)
    nodes, weights = np.polynomial.hermite_e.hermegauss(8)
    weights = weights / weights.sum()
    sigma = lambda z: z + 0.5 * (z**2 - 1) + 0.2 * (z**3 - 3 * z)  # noqa: E731
    V = lambda s: s + 2 * 0.25 * s**2 + 6 * 0.04 * s**3  # noqa: E731
    b = rng.normal(size=3)
    Y = np.linalg.qr(rng.normal(size=(3, 2)))[0]
    normal = np.linalg.qr(np.hstack([Y, rng.normal(size=(3, 1))]))[0][:, 2]
    grid = [(y, z) for y in range(8) for z in range(8)]
    total = 0.0
    for i, j in grid:
        seen = Y @ np.array([nodes[i], nodes[j]])
        values = np.array([sigma(seen + normal * x) @ b for x in nodes])
        mean = weights @ values
        total += weights[i] * weights[j] * (weights @ (values - mean) ** 2)
    P = Y @ Y.T
    assert total == pytest.approx(V(1) * b @ b - b @ V(P) @ b, rel=1e-12)
