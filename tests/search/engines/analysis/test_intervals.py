"""Claims in one symbol on intervals of all kinds, and the same claims with a constant that is a little wrong."""

import pytest

import symcrit as sc

PROVED = {
    "falling to 0": sc.less("1 - erf(x)", "exp(-x^2)", where=["x > 0"]),
    "two functions with one limit": sc.less("tanh(x)", "erf(x)", where=["x > 0"]),
    "exponential against power": sc.less("x^4/5", "exp(x) + 1", where=["x > 0"]),
    "sines times powers": sc.less("-1/4", "sin(x)/x", where=["x > 0"]),
    "on both sides of an excluded point": sc.less("x/(x - 1)", "log(1 - x)", where=["x < 1", "x != 0"]),
    "reciprocals inside": sc.less("0", "cos(1/x) - 1 + 1/(2*x^2)", where=["x > 1/3"]),
    "an end without a value": sc.less("-1", "2*x*log(x)", where=["0 < x", "x < 1"]),
    "a bound from both sides": sc.at_most("abs(log(1 + x) - x)", "x^2", where=["0 <= x"]),
    "a zero inside": sc.at_most("2*x - 1", "x^2*exp(2*(x - 1)^2)", where=["x >= 0"]),
    "the whole line": sc.less("x", "log(1 + x^2 + exp(x))"),
}
FALSE = {
    "falling to 0, faster": sc.less("1 - erf(x)", "exp(-x^2)*99/100", where=["x > 0"]),
    "the wrong order": sc.less("erf(x)", "tanh(11/10*x)", where=["x > 0"]),
    "exponential against a larger power": sc.less("x^4/4", "exp(x) + 3", where=["x > 0"]),
    "sines times powers, too low": sc.less("-1/5", "sin(x)/x", where=["x > 0"]),
    "the excluded point included": sc.less("x/(x - 1)", "log(1 - x)", where=["x < 1"]),
    "a limit that is not reached": sc.less("abs(tanh(x))", "99/100"),
    "far out only": sc.at_most("x", "100*log(1 + x)", where=["x >= 0"]),
}


@pytest.mark.parametrize("name", PROVED)
def test_it_is_proved(name: str) -> None:
    assert sc.decide(PROVED[name]).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_it_is_not_proved(name: str) -> None:
    assert sc.decide(FALSE[name]).verdict is not sc.Verdict.PROVED
