"""Absolute values, minima and maxima: by cases and by |u| ≥ ±u."""

import pytest

import symcrit as sc
from symcrit import Verdict
from symcrit.claims import Claim

MAX, MIN = "(x + y + abs(x-y))/2", "(u + v - abs(u-v))/2"

PROVED = {
    "the triangle": sc.at_most("abs(x+y+z)", "abs(x) + abs(y) + abs(z)"),
    "the other triangle": sc.at_most("abs(y) - abs(x)", "abs(x-y)"),
    "nested": sc.at_most("abs(abs(x) - abs(y))", "abs(x-y)"),
    "a maximum below a minimum": sc.less(MAX, MIN, where=["x < u", "y < u", "x < v", "y < v"]),
    "a product": sc.at_most("x*abs(y)", "abs(x*y)"),
    "a bound on both sides": sc.at_most("abs(2*x^2 - 1)", "1", where=["abs(x) <= 1"]),
    "hypotheses with absolute values": sc.less("abs(x + 2*y + z)", "7 + abs(z)", where=["abs(x) < 3", "abs(y) < 2"]),
}

REFUTED = {
    "the strict triangle": sc.less("abs(x+y)", "abs(x) + abs(y)"),
    "the triangle the other way": sc.at_most("abs(x) + abs(y)", "abs(x+y)"),
    "a maximum that is not below": sc.less(MAX, MIN, where=["x < u", "y < u", "x < v"]),
    "a bound that is too small": sc.at_most("abs(2*x^2 - 1)", "9/10", where=["abs(x) <= 1"]),
    "a product without a sign": sc.at_most("abs(x*y)", "x*abs(y)"),
}


@pytest.mark.parametrize("claim", PROVED.values(), ids=PROVED.keys())
def test_what_holds_is_proved(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.PROVED


@pytest.mark.parametrize("claim", REFUTED.values(), ids=REFUTED.keys())
def test_what_fails_is_refuted(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.REFUTED
