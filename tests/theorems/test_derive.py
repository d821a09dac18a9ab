"""`derive`: which step of a chain fails, and what its reason lacks."""

import json

import pytest
from sympy import Max, asin, erf, exp, pi, sqrt, symbols

import symcrit as sc
from symcrit.core import Verdict

C11, C12, C13, C22, C23, C33 = symbols("C11 C12 C13 C22 C23 C33", real=True)
u, v, w = sc.gaussian("u v w", cov="C")
f = sc.functions("f")
E = sc.E


def s(x):
    return erf(x / sqrt(2))


I3 = E(s(u).diff(u) * v * s(w))
BETWEEN = C12 * E(s(u).diff(u, 2) * s(w)) + C23 * E(s(u).diff(u) * s(w).diff(w))
CLOSED = 2 / pi / sqrt((1 + C11) * (1 + C33) - C13**2) * (C23 * (1 + C11) - C12 * C13) / (1 + C11)


def test_I3_of_saad_and_solla():
    found = sc.derive(I3, (BETWEEN, "stein v"), (CLOSED, "tilt", "stein u"))
    assert found.verdict is Verdict.PROVED
    assert found.failed is None
    assert [step.by for step in found.steps] == [("stein v",), ("tilt", "stein u")]
    for certificate in found.certificates:
        assert sc.check(json.dumps(certificate)).verdict is Verdict.PROVED
    assert found.statement.count(" = ") == 2
    assert found.certificates[0]["claim"]["by"] == ["stein v"]


@pytest.fixture(scope="module")
def half_a_reason():
    return sc.derive(I3, (BETWEEN, "stein v"), (CLOSED, "tilt", "orthant"))


def test_what_a_reason_lacks_is_named(half_a_reason):
    found = half_a_reason
    assert found.verdict is Verdict.UNDECIDED
    assert (found.failed.number, found.failed.needs) == (2, ("stein u",))
    assert found.why == "step 2 UNDECIDED (tilt, orthant): step 2 is true, but needs `stein u`, too"
    assert found.steps[0].verdict is Verdict.PROVED
    assert found.certificates[1] is None
    again = sc.derive(BETWEEN, (CLOSED, "tilt", "orthant", *found.failed.needs))
    assert again.verdict is Verdict.PROVED


def test_the_first_wrong_step_is_named_and_those_behind_it_are_reported():
    wrong = BETWEEN.subs(C23, C13)
    found = sc.derive(I3, (wrong, "stein v"), BETWEEN, (CLOSED, "tilt", "stein u"))
    assert found.verdict is Verdict.REFUTED
    assert [step.verdict.name for step in found.steps] == ["REFUTED", "REFUTED", "PROVED"]
    assert found.failed.number == 1
    assert set(found.counterexample) == {"C11", "C12", "C13", "C22", "C23", "C33"}
    assert sc.check(found.failed.certificate).verdict is Verdict.REFUTED
    assert "step 1 REFUTED (stein v): C11 = 1" in repr(found)
    assert found.to_json()["failed"] == 1
    assert json.loads(json.dumps(found.to_json()))["steps"][2]["verdict"] == "PROVED"


def test_steps_without_reasons_and_inequalities():
    x = sc.gaussian("x")
    found = sc.derive(E(Max(0, x)), 1 / sqrt(2 * pi), ("<", "2/5"), ("<=", "1/2"))
    assert found.verdict is Verdict.PROVED
    assert found.statement.endswith("= √(2)/(2·√(π)) < 2/5 ≤ 1/2")


def test_the_chain_in_latex(half_a_reason):
    text = half_a_reason._repr_latex_()
    assert text.isascii()
    assert text.startswith("Undecided: step 2 UNDECIDED (tilt, orthant): step 2 is true, but needs `stein u`, too. Let")
    assert text.count(r"\begin{aligned}") == text.count(r"\end{aligned}") == 1
    assert r"&= C_{12}" in text
    assert r"&& \text{Stein's formula for $v$}" in text
    assert r"\text{tilts, means of signs; undecided}" in text
    assert text.count(r"\sim N(0") == 1  # the law is told once


def test_the_law_stays_where_there_are_two():
    y = sc.gaussian("y", cov=2)
    text = sc.derive(E(exp(y)), (E(exp(sqrt(2) * sc.gaussian("z"))), "linearity")).latex()
    assert text.count(r"\sim N(0") == 2


def test_one_law_for_the_whole_chain():
    found = sc.derive(E(u * f(v)), (C12 * E(f(v).diff(v)), "stein u"), where=[C12 > 0])
    domains = {step.claim.parsed.domain for step in found.steps}
    assert len(domains) == 1
    assert "C12 > 0" in found.statement.replace("_", "")


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([], "a start and steps"),
        ([()], "step 1, .* is empty"),
        ([("=",)], "step 1, .* is empty"),
        ([(">", C12)], "a chain goes up"),
        ([(C12, "magic")], "unknown rule 'magic'"),
        ([(C12, 3)], "a reason is a text"),
        ([(C12, "tilt u")], "no variables stand behind it"),
        ([(C12, "stein x")], "step 1 has no variable 'x'; its variables: u, v"),
        ([(C12, "stein u", "stein u")], "named twice"),
        ([("<=", C12, "stein u")], "a reason for =, not for <="),
        ([C12, (C12 + 0, "stein u")], "step 2: stein u is about expectations, and there is none"),
        ([0.5], "is a float"),
    ],
)
def test_misuse(steps, words):
    with pytest.raises(sc.InputError, match=words):
        sc.derive(E(u * v), *steps)


def test_a_derivation_has_three_values():
    with pytest.raises(TypeError, match="PROVED, REFUTED or UNDECIDED"):
        bool(sc.derive(E(u * v), C12))


def test_two_reasons_in_one_text_and_capitals():
    found = sc.derive(E(u * v * w**2), (C12 * C33 + 2 * C13 * C23, "Stein u, w"))
    assert found.verdict is Verdict.PROVED
    assert found.steps[0].by == ("stein u w",)


def test_closed_form_of_I2_needs_two_rules():
    closed = 2 / pi * asin(C12 / sqrt((1 + C11) * (1 + C22)))
    found = sc.derive(E(s(u) * s(v)), (closed, "orthant"))
    assert found.steps[0].needs == ("adjoin",)
