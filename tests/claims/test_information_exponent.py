"""The claim `information_exponent`: coefficients that are 0, and the first that is not; a broken core is noticed."""

import pytest
from sympy import Abs, erf, exp, pi, sqrt, symbols

import symcrit as sc
from symcrit.core import Malformed, Verdict, check
from symcrit.core.claims import _hermite
from symcrit.core.claims.information_exponent import InformationExponent

z, b = symbols("z b", real=True)
EXAMPLE = {
    "kind": "information_exponent",
    "symbols": {"c": "real"},
    "where": [[">", "c", "0"]],
    "activation": ["*", "c", ["^", "z", 2]],
    "exponent": 2,
}
TRUE = {
    "square": sc.information_exponent(z**2, 2),
    "He_3": sc.information_exponent(b * (z**3 - 3 * z), 3, where=[b > 0]),
    "abs": sc.information_exponent("abs", 2),
    "abs without its square": sc.information_exponent(Abs(z) - z**2 / sqrt(2 * pi), 4),
    "relu": sc.information_exponent("relu", 1),
    "every slope": sc.information_exponent(erf(b * z), 1, where=[b > 0]),
    "step": sc.information_exponent("step", 1),
    "sign": sc.information_exponent("sign", 1),
    "elu": sc.information_exponent("elu", 1),
    "tanh": sc.information_exponent("tanh", 1),
    "z·tanh": sc.information_exponent("z*tanh(z)", 2),
    "a bump": sc.information_exponent(exp(-(z**2)), 2),
}
FALSE = {
    "cube": sc.information_exponent(z**3, 3),
    "too early": sc.information_exponent(z**3 - 3 * z, 1),
    "constant": sc.information_exponent(b, 1),
    "relu": sc.information_exponent("relu", 2),
    "step": sc.information_exponent("step", 3),
    "tanh": sc.information_exponent("tanh", 3),
    "slope 0": sc.information_exponent(erf(b * z), 1),
    "even, at 1": sc.information_exponent("z*tanh(z)", 1),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted(name):
    answer = sc.decide(FALSE[name])
    assert answer.verdict is Verdict.REFUTED
    assert check(answer.certificate).verdict is Verdict.REFUTED


def test_a_zero_that_is_no_parity_is_not_believed():
    answer = sc.decide(sc.information_exponent("tanh(z)^2 + tanh(z)", 3), effort=0.2)
    assert answer.verdict is Verdict.REFUTED  # by a ball
    near = sc.information_exponent("tanh(z) - 30285299/50000000*z", 3)  # c_1 is 0 to some digits
    assert sc.decide(near, effort=0.2).verdict is not Verdict.PROVED


def test_the_sentence():
    words = "for z ∼ N(0, 1) and σ(z) = z^3, with the Hermite polynomials of leading coefficient 1, not normalised: "
    told = f"E[σ(z)·He_m(z)] is 0 for 1 ≤ m ≤ 2, and E[σ(z)·He_3(z)] is not 0 {words}He_3(z) = -3·z + z^3"
    assert FALSE["cube"].statement == told
    assert sc.information_exponent(z**2, 2).statement.startswith("E[σ(z)·He_1(z)] is 0, and E[σ(z)·He_2(z)] is not 0")
    assert sc.information_exponent(z, 1).statement.startswith("E[σ(z)·He_1(z)] is not 0 for z")


def test_malformed_and_misuse():
    with pytest.raises(Malformed, match="at least 1"):
        check({"claim": {**EXAMPLE, "exponent": 0}, "witness": {"kind": "goals"}})
    with pytest.raises(sc.InputError, match="p = 0 is not an integer from 1 to 20"):
        sc.information_exponent(z, 0)
    with pytest.raises(sc.InputError, match="written in z, not in the Gaussian variable u"):
        sc.information_exponent(sc.gaussian("u") ** 2, 2)
    assert sc.information_exponent(sc.gaussian("z") ** 2, 2).core == sc.information_exponent(z**2, 2).core
    with pytest.raises(sc.InputError, match="call the symbol otherwise"):
        sc.information_exponent(symbols("m", real=True) * z, 1)


def test_a_core_that_forgets_a_coefficient_is_noticed(monkeypatch):
    witness = {"kind": "goals"}
    document = {"claim": FALSE["cube"].core, "witness": witness}
    assert check(document).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(InformationExponent, "orders", lambda self: [2, 3])
    assert check(document).verdict is Verdict.PROVED


def test_a_core_that_believes_parities_is_noticed(monkeypatch):
    document = {"claim": FALSE["tanh"].core, "witness": {"kind": "goals"}}
    assert check(document).verdict is Verdict.UNDECIDED
    right = _hermite._by_quadrature
    monkeypatch.setattr(_hermite, "_by_quadrature", lambda s, m, work: right(s, 2 if m == 1 else m, work))
    assert check(document).verdict is Verdict.PROVED


def test_a_coefficient_that_is_0_is_said_to_be_the_one_that_is_not_to_be():
    answer = sc.decide(sc.information_exponent("z^2*exp(-z^2)", 2))
    assert answer.verdict is Verdict.REFUTED
    assert answer.why == "the coefficient that is not to be 0 is 0"
