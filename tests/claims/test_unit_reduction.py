"""The claim `unit_reduction`: a wide network of any activation is seen as its mean and its linear part."""

import pytest
from sympy import Rational, pi

import symcrit as sc
from symcrit import compression
from symcrit.core import Malformed, Verdict, check
from symcrit.core.claims import unit_reduction

ERF = Rational(1, 3) - 1 / pi
EXAMPLE = compression.reduction(ERF, "erf").core
TRUE = {
    "erf": compression.reduction(ERF, "erf"),
    "GELU": compression.reduction("1/10", "gelu"),
    "z²": compression.reduction(2, sc.Activation("square", "z^2")),
    "a linear function": compression.reduction(0, "linear"),
}
FALSE = {
    "erf": compression.reduction(ERF - Rational(1, 1000), "erf"),
    "GELU": compression.reduction("9/100", "gelu"),
    "z²": compression.reduction("199/100", sc.Activation("square", "z^2")),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED, answer
    assert "hermite-series" in answer.rules
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_at_a_cosine(name):
    assert sc.decide(FALSE[name]).verdict is Verdict.REFUTED


def test_the_loss_is_as_it_says():
    """E[(f − f*)²] of two erf neurons by the loss of a problem, and by mean, linear part and rest."""
    u, b, s = [1, 0], ["3/5", "4/5"], Rational(1, 3)
    kernel = sc.kernel("erf")
    rho = Rational(3, 5)
    loss = sc.Problem(teacher=sc.Network([b], [1]), activation="erf", n=1).loss(sc.Network([u], [s]))
    linear = 1 / pi  # c_1²
    rest = kernel(1, rho, 1) - linear * rho
    of_affine = s**2 * kernel(1, 1, 1) - 2 * s * linear * rho + linear
    of_target = kernel(1, 1, 1) - linear
    assert abs((loss - (of_affine + of_target - 2 * s * rest)).evalf(30)) < 1e-25
    assert 0 <= rest.evalf(30) <= (ERF * rho**2).evalf(30)


def test_a_bound_with_symbols_is_malformed():
    with pytest.raises(Malformed):
        check({"claim": {**EXAMPLE, "symbols": {"a": "real"}, "bound": "a"}, "witness": {"kind": "goals"}})


def test_what_is_no_cosine_refutes_nothing():
    document = {
        "claim": TRUE["erf"].core,
        "witness": {**sc.decide(FALSE["erf"]).certificate["witness"], "at": {"rho": 2}},
    }
    assert check(document).verdict is Verdict.UNDECIDED


def test_a_core_with_half_the_rest_is_noticed(monkeypatch):
    wrong = FALSE["erf"]
    witness = sc.decide(TRUE["erf"]).certificate["witness"]
    document = {"claim": wrong.core, "witness": witness}
    assert check(document).verdict is Verdict.UNDECIDED
    honest = unit_reduction.rest_of
    monkeypatch.setattr(unit_reduction, "rest_of", lambda kernel, rho: honest(kernel, rho) / sc.core.num(2))
    assert check(document).verdict is Verdict.PROVED
