"""Equations that follow from hypotheses, by two inequalities."""

import pytest

import symcrit as sc
from symcrit import Verdict
from symcrit.claims import Claim

PROVED = {
    "a square that is 0": sc.equal("x", 1, where=["(x-1)^2 = 0"]),
    "a square that is at most 0": sc.equal("x", 1, where=["(x-1)^2 <= 0"]),
    "a sum of squares": sc.equal("x", 0, where=["x^2 + y^2 = 0"]),
    "a difference": sc.equal("x", "y", where=["x^2 + y^2 = 2*x*y"]),
    "from both sides": sc.equal("x", "z", where=["x <= y", "y <= z", "z <= x"]),
    "a factor is cancelled": sc.equal("x", "y", where=["x*z = y*z", "z > 0"]),
    "a cube": sc.equal("x", 1, where=["x^3 = 1"]),
    "equal squares": sc.equal("x", "y", where=["x^2 = y^2", "x > 0", "y > 0"]),
}

NOT_PROVED = {
    "a factor that may be 0": sc.equal("x", "y", where=["x*z = y*z"]),
    "equal squares of any sign": sc.equal("x", "y", where=["x^2 = y^2"]),
    "a difference of squares": sc.equal("x", 0, where=["x^2 - y^2 = 0"]),
    "only from below": sc.equal("x", "z", where=["x <= y", "y <= z"]),
}


@pytest.mark.parametrize("claim", PROVED.values(), ids=PROVED.keys())
def test_what_follows_is_proved(claim: Claim) -> None:
    assert sc.decide(claim).verdict is Verdict.PROVED


@pytest.mark.parametrize("claim", NOT_PROVED.values(), ids=NOT_PROVED.keys())
def test_what_does_not_follow_is_not(claim: Claim) -> None:
    assert sc.decide(claim).verdict is not Verdict.PROVED
