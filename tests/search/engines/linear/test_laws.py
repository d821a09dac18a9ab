"""Laws of functions: f(u) < f(v) for u < v, log u ≤ u − 1, 1 + u ≤ exp u."""

import pytest

import symcrit as sc
from symcrit import Verdict
from symcrit.claims import Claim

PROVED = {
    "exp is increasing": sc.less("exp(x) + x", "exp(y) + y", where=["x < y"]),
    "the arguments compare as the values do": sc.less("x", "y", where=["log(x) < log(y)", "x > 0", "y > 0"]),
    "a product of increasing functions": sc.less("x*exp(x)", "y*exp(y)", where=["0 < x", "x < y"]),
    "above a tangent": sc.at_most("log(x*y)", "x*y - 1", where=["x*y > 0"]),
    "quotients": sc.less("(1+x^2)/(2+exp(y))", "(2+y^2)/(1+exp(x))", where=["0 < x", "x < y"]),
    "a number": sc.less("1", "exp(x*y)", where=["x > 0", "y > 0"]),
}

REFUTED = {
    "exp is not decreasing": sc.less("exp(y)", "exp(x)", where=["x < y"]),
    "not without signs": sc.less("x*exp(x)", "y*exp(y)", where=["x < y"]),
    "below a tangent": sc.at_most("x*y - 1", "log(x*y)", where=["x*y > 0"]),
}


@pytest.mark.parametrize("claim", PROVED.values(), ids=PROVED.keys())
def test_what_holds_is_proved(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.PROVED


@pytest.mark.parametrize("claim", REFUTED.values(), ids=REFUTED.keys())
def test_what_fails_is_refuted(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.REFUTED
