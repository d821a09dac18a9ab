"""Gaps with a logarithm, by exponentials of both sides."""

import pytest

import symcrit as sc
from symcrit import Verdict
from symcrit.claims import Claim

PROVED = {
    "above": sc.less("x", "log(1 + x^2 + exp(x))"),
    "below": sc.less("log(exp(x) - y)", "x", where=["0 < y", "y < exp(x)"]),
    "softplus and the rectifier": sc.at_most("(x + abs(x))/2", "log(1 + exp(x))"),
    "softplus and the rectifier, from above": sc.at_most("log(1 + exp(x))", "(x + abs(x))/2 + log(2)"),
    "a mean of exponentials": sc.less("x", "log((exp(x) + exp(y))/2)", where=["x < y"]),
}

REFUTED = {
    "above, too far": sc.less("x", "log(1 - x^2 + exp(x))", where=["x^2 < 11/10"]),
    "softplus below a constant less": sc.at_most("log(1 + exp(x))", "(x + abs(x))/2 + 2/3"),
    "a mean of exponentials": sc.less("y", "log((exp(x) + exp(y))/2)", where=["x < y"]),
}


@pytest.mark.parametrize("claim", PROVED.values(), ids=PROVED.keys())
def test_what_holds_is_proved(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.PROVED


@pytest.mark.parametrize("claim", REFUTED.values(), ids=REFUTED.keys())
def test_what_fails_is_refuted(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.REFUTED
