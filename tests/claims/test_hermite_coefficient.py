"""The claim `hermite_coefficient`: exact, by parity or refuted by balls; a broken core is noticed."""

import pytest
from flint import arb
from sympy import Max, Symbol, asin, erf, exp, hermite, oo, pi, sign, sqrt, symbols

import symcrit as sc
from symcrit.core import Malformed, Verdict, Work, check, num, sym
from symcrit.core.algebra import balls
from symcrit.core.claims import _hermite
from symcrit.core.work import CHECK
from symcrit.kernels.hermite import hermite_coefficients

z, b, x = symbols("z b x", real=True)
EXAMPLE = {
    "kind": "hermite_coefficient",
    "symbols": {"c": "real"},
    "where": [[">", "c", "0"]],
    "activation": ["*", "c", ["^", "z", 3]],
    "order": 1,
    "value": ["*", 3, "c"],
}
TRUE = {
    "cube": sc.hermite_coefficient(b * z**3, 3, 6 * b),
    "erf": sc.hermite_coefficient("erf", 1, 1 / sqrt(pi)),
    "relu": sc.hermite_coefficient("relu", 6, 3 / sqrt(2 * pi)),
    "sign": sc.hermite_coefficient(sign(z), 3, -sqrt(2 / pi)),
    "threshold": sc.hermite_coefficient(Max(0, z - b), 2, exp(-(b**2) / 2) / sqrt(2 * pi)),
    "a constant": sc.hermite_coefficient(b, 0, b),
    "a constant has one": sc.hermite_coefficient(b, 2, 0),
    "gelu": sc.hermite_coefficient("gelu", 1, "1/2"),
    "tanh by parity": sc.hermite_coefficient("tanh", 4, 0),
    "even by parity": sc.hermite_coefficient("z*tanh(z)", 3, 0),
}
FALSE = {
    "normalised": sc.hermite_coefficient(b * z**3, 3, b * sqrt(6)),
    "of physics": sc.hermite_coefficient(z**2, 2, 8),
    "relu": sc.hermite_coefficient("relu", 6, -3 / sqrt(2 * pi)),
    "odd": sc.hermite_coefficient("relu", 1, 0),
    "tanh": sc.hermite_coefficient("tanh", 3, 0),
    "tanh, nearly": sc.hermite_coefficient("tanh", 1, "0.605706"),
    "for some parameters": sc.hermite_coefficient(erf(b * z), 1, 2 * b / sqrt(pi * (1 + 3 * b**2))),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert answer.verdict is Verdict.PROVED
    assert check(answer.certificate).verdict is Verdict.PROVED
    assert set(answer.rules) <= {"gaussian-parts", "trapezoid"} != set()


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted(name):
    answer = sc.decide(FALSE[name])
    assert answer.verdict is Verdict.REFUTED
    assert check(answer.certificate).verdict is Verdict.REFUTED


def test_a_value_that_is_the_coefficient_of_tanh_to_many_digits_is_undecided():
    coefficients, _ = hermite_coefficients("tanh", 1, 2)
    digits = coefficients[1].mid().str(40, radius=False)
    answer = sc.decide(sc.hermite_coefficient("tanh", 1, digits), effort=0.2)
    assert answer.verdict is not Verdict.PROVED


def test_two_roads_to_the_coefficients_of_tanh():
    normalised, _ = hermite_coefficients("tanh", 1, 6)
    for m in (1, 3, 5):
        claim = sc.hermite_coefficient("tanh", m, 0).parsed
        (value,) = claim.coefficients(Work(CHECK)).values
        own = balls.ball(value)
        assert own.overlaps(normalised[m] * arb(m + 1).gamma().sqrt())
        assert own.rad() < arb("1e-8")


@pytest.mark.parametrize("order", range(9))
def test_the_polynomials_are_those_of_probability(order):
    """By sympy's, which are those of physics."""
    value = sym("z")
    own = _hermite.hermite(order, value)
    wanted = sqrt(2) ** (-order) * hermite(order, x / sqrt(2))
    for place in (0, 1, -2, 3):
        known = wanted.subs(x, place).simplify()
        assert balls.ball(_hermite.substitute(own, {"z": num(place)})).contains(int(known))


@pytest.mark.parametrize("name", ["tanh(b*z)", "log(1 + z^2)*abs(z)", "1/z"])
def test_what_has_no_rule_is_undecided_with_a_reason(name):
    answer = sc.decide(sc.hermite_coefficient(name, 2, 1))
    assert answer.verdict is Verdict.UNDECIDED
    assert "inside of an expectation" in answer.why


def test_the_sentence_says_which_polynomials():
    claim = sc.hermite_coefficient("z^3", 3, 6)
    assert claim.statement == (
        "E[σ(z)·He_3(z)] = 6 for z ∼ N(0, 1) and σ(z) = z^3,"
        " with the Hermite polynomials of leading coefficient 1, not normalised: He_3(z) = -3·z + z^3"
    )
    assert r"\mathit{He}_{3}(z)" in claim._repr_latex_()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"order": -1}, "-1"),
        ({"order": 21}, "at most 20"),
        ({"activation": ["f", "g", 0, "z"]}, "of which nothing is known"),
        ({"activation": ["*", "y", "z"]}, "undeclared symbol"),
        ({"mean": 1}, "not read"),
    ],
)
def test_malformed(change, words):
    with pytest.raises(Malformed, match=words):
        check({"claim": {**EXAMPLE, **change}, "witness": {"kind": "goals"}})


def test_misuse():
    with pytest.raises(sc.InputError, match="m = 21"):
        sc.hermite_coefficient("relu", 21, 0)
    with pytest.raises(sc.InputError, match="float"):
        sc.hermite_coefficient("relu", 1, 0.5)
    with pytest.raises(sc.InputError):
        sc.hermite_coefficient("no_such_activation(z)", 1, 0)
    with pytest.raises(sc.InputError, match=r"oo|infinite|exact"):
        sc.hermite_coefficient("relu", 1, oo)
    assert Symbol("z") != z  # every symbol called z is the variable
    assert sc.hermite_coefficient(Symbol("z") ** 2, 2, 2).core == sc.hermite_coefficient(z**2, 2, 2).core
    assert sc.hermite_coefficient(asin(b), 0, asin(b), where=[b >= 0, b <= 1]).core["activation"] == ["asin", "b"]


def test_a_core_with_other_polynomials_is_noticed(monkeypatch):
    wrong = sc.hermite_coefficient(z**2, 2, 4)
    document = {"claim": wrong.core, "witness": {"kind": "goals"}}
    assert check(document).verdict is Verdict.UNDECIDED
    right = _hermite.hermite
    monkeypatch.setattr(_hermite, "hermite", lambda order, x: right(order, x) * num(2))
    assert check(document).verdict is Verdict.PROVED


def test_a_core_that_takes_the_wrong_parity_for_0_is_noticed(monkeypatch):
    document = {"claim": FALSE["tanh"].core, "witness": {"kind": "goals"}}
    assert check(document).verdict is Verdict.UNDECIDED
    right = _hermite._by_quadrature
    monkeypatch.setattr(_hermite, "_by_quadrature", lambda sigma, order, work: right(sigma, order + 1, work))
    assert check(document).verdict is Verdict.PROVED


@pytest.mark.parametrize("field", [{"kind": "hermite_coefficient", "order": 2, "value": "z"},
                                   {"kind": "information_exponent", "exponent": 2}])  # fmt: skip
def test_what_is_averaged_over_is_no_parameter(field):
    """E[z² He_2(z)] = z where z = 2 would read as if it were about one z."""
    claim = {"symbols": {"z": "real"}, "where": [["=", "z", 2]], "activation": ["^", "z", 2], **field}
    with pytest.raises(Malformed, match="both a symbol and averaged over"):
        check({"claim": claim, "witness": {"kind": "goals", "sample": {"z": 2}}})


@pytest.mark.parametrize("text", ["tahn", "foo", " rleu ", "c"])
def test_a_name_that_is_misspelt_is_no_constant(text):
    with pytest.raises(sc.InputError, match="unknown activation"):
        sc.hermite_coefficient(text, 1, 0)
    with pytest.raises(sc.InputError, match="unknown activation"):
        sc.information_exponent(text, 1)
    assert sc.decide(sc.hermite_coefficient(" z ", 1, 1)).verdict is sc.Verdict.PROVED
