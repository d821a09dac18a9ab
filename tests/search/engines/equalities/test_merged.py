"""Functions of sums, products and multiples; products of sines and cosines; monotone functions at two places."""

import pytest

import symcrit as sc

PROVED = [
    sc.at_most("abs(exp(x+y)/(exp(x)*exp(y)) - 1)", "1/10", where=["0 <= x", "0 <= y"]),
    sc.less("exp((x+y)/2)", "(exp(x)+exp(y))/2", where=["x < y"]),
    sc.at_most("log(x*y)", "x + y - 2", where=["x > 0", "y > 0"]),
    sc.at_most("cos(x-y)", "2*cos(x)*cos(y)", where=["-1 < x+y", "x+y < 1", "-1 < x", "-1 < y"]),
    sc.less("exp(x*y/(x+y))", "exp(x)", where=["0 < x", "0 < y"]),
    sc.less("erfc(y)*x", "erfc(x)*y", where=["0 < x", "x < y"]),
    sc.at_most("atan(x*y)", "atan(x)", where=["0 <= x", "0 <= y", "y <= 1"]),
]
REFUTED = [
    sc.less("exp((x+y)/2)", "(exp(x)+exp(y))/2"),
    sc.at_most("log(x*y)", "x + y - 3", where=["x > 0", "y > 0"]),
    sc.at_most("cos(x-y)", "2*cos(x)*cos(y)", where=["-2 < x+y", "x+y < 2", "-2 < x", "-2 < y"]),
    sc.less("exp(x)", "exp(x*y/(x+y))", where=["0 < x", "0 < y"]),
    sc.at_most("cosh(x)", "cosh(y)", where=["x < y"]),
    sc.at_most("atan(x)", "atan(x*y)", where=["0 <= x", "0 <= y", "y <= 1"]),
]


@pytest.mark.parametrize("claim", PROVED, ids=str)
def test_true(claim):
    assert sc.decide(claim).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("claim", REFUTED, ids=str)
def test_false(claim):
    assert sc.decide(claim).verdict is sc.Verdict.REFUTED
