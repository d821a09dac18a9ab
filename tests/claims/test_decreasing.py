"""The claim `decreasing`: proved by the sign of the derivative, refuted by two points, and nothing else is accepted."""

import pytest
from sympy import Symbol, cos, exp, log, pi

import symcrit as sc
from symcrit.core import Domain, Goal, Malformed, Relation, Verdict, check
from symcrit.core.algebra.expr import ZERO, diff
from symcrit.core.claims.decreasing import Decreasing

x = Symbol("x", real=True)
EXAMPLE = {"kind": "decreasing", "symbols": {"x": "real"}, "expr": ["-", ["^", "x", 3]], "symbol": "x"}
TRUE = {
    "reciprocal": sc.decreasing(1 / x, x, where=[x > 0]),
    "exponential": sc.decreasing(exp(-x), x),
    "cosine": sc.decreasing(cos(x), x, where=[x >= 0, x <= pi]),
    "logarithm": sc.decreasing(-log(x), x, where=[x > 0]),
}
FALSE = {
    "identity": sc.decreasing(x, x),
    "square": sc.decreasing(x**2, x),
    "constant": sc.decreasing(1 + 0 * x, x),
    "cosine": sc.decreasing(cos(x), x, where=[x >= 0, x <= 4]),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved(name):
    answer = sc.decide(TRUE[name])
    assert (answer.verdict, answer.rules[-1]) == (Verdict.PROVED, "mean-value")
    assert check(answer.certificate).verdict is Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted_by_two_points(name):
    answer = sc.decide(FALSE[name])
    assert answer.verdict is Verdict.REFUTED
    assert {"x", "other"} <= set(answer.counterexample)


def test_the_witness_of_increasing_is_none_for_it():
    rising, falling = sc.decide(sc.increasing(exp(x), x)).certificate, sc.decreasing(exp(x), x).core
    assert check({**rising, "claim": falling}).verdict is Verdict.UNDECIDED


def test_a_goal_of_another_kind_is_malformed():
    certificate = sc.decide(TRUE["exponential"]).certificate
    witness = {**certificate["witness"], "proofs": {"bend": {"kind": "positive"}}}
    with pytest.raises(Malformed, match="bend"):
        check({**certificate, "witness": witness})


def test_a_core_with_the_wrong_sign_is_noticed(monkeypatch):
    def rising(self: Decreasing, domain: Domain) -> Goal:
        return Goal(domain, Relation("<", ZERO, diff(self.expr, self.symbol)), (), "slope")

    document = {"claim": FALSE["identity"].core, "witness": {"kind": "goals", "sample": {"x": 1}}}
    assert check(document).verdict is Verdict.UNDECIDED
    monkeypatch.setattr(Decreasing, "inside", rising)
    assert check(document).verdict is Verdict.PROVED


def test_its_sentence_in_three_writers():
    claim = TRUE["exponential"]
    assert claim.statement == "for all real x: exp(-x) is strictly decreasing in x"
    assert "strictly decreasing" in claim._repr_latex_()
