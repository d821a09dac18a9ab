"""Strict inequalities from weak ones."""

import pytest

import symcrit as sc

PROVED = [
    sc.less("x", "1", where=["x <= 1", "x != 1"]),
    sc.less("y", "1", where=["0 <= y", "y <= 1", "y^2 != 1"]),
    sc.less("0", "y", where=["0 <= y", "1/1000 < y^2"]),
    sc.less("0", "x + y", where=["0 <= x", "0 <= y", "(x + y)^2 > 1"]),
    sc.at_most("log(x)/(x-1)", "1/y", where=["1/1000 < x", "x != 1", "0 <= y", "y^2 = x"]),
]
FALSE = [
    sc.less("y", "1", where=["0 <= y", "y <= 1", "y^2 != 4"]),
    sc.less("0", "y", where=["0 <= y", "-1/1000 < y^2"]),
    sc.less("y", "1", where=["y <= 1", "y*(y-2) != 0"]),
]


@pytest.mark.parametrize("claim", PROVED, ids=str)
def test_true(claim):
    assert sc.decide(claim).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_false(claim):
    assert sc.decide(claim).verdict is sc.Verdict.REFUTED
