"""Symbols that equations among the hypotheses determine."""

import pytest

import symcrit as sc
from symcrit import Verdict
from symcrit.claims import Claim

PROVED = {
    "a symbol for another": sc.at_most("log(x)", "y - 1", where=["x = y", "x > 0"]),
    "a chain of equations": sc.less("exp(x)", "exp(z) + 1", where=["y = x + 1", "z = y - 1"]),
    "a factor that has a sign": sc.less("sin(x)", "y", where=["0 < x", "x < 3", "y*x = x^2"]),
    "a root": sc.less("log(1 + 1/X)", "1/Y", where=["X > 1", "0 <= Y", "Y^2 = X^2"]),
}

REFUTED = {
    "a root of the other sign": sc.less("sin(x)", "y", where=["0 < x", "y^2 = x^2"]),
    "the smaller zero": sc.equal("x", 1, where=["x^2 = 1"]),
    "a chain of equations": sc.less("exp(x) + 1", "exp(z)", where=["y = x + 1", "z = y - 1"]),
}


@pytest.mark.parametrize("claim", PROVED.values(), ids=PROVED.keys())
def test_what_holds_is_proved(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.PROVED


@pytest.mark.parametrize("claim", REFUTED.values(), ids=REFUTED.keys())
def test_what_fails_is_refuted(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.REFUTED
