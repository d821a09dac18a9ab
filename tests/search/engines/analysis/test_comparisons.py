"""Values of increasing functions, and symbols in order."""

import pytest

import symcrit as sc

PROVED = {
    "exponentials": sc.less("exp(x*y/(x + y))", "exp(x)", where=["x > 0", "y > 0"]),
    "a logarithm from below": sc.less("x", "log(1 + x^2 + exp(x))"),
    "a logarithm from above": sc.at_most("log(cosh(x))", "x^2/2"),
    "a ratio": sc.less("2*(x - y)/(x + y)", "log(x/y)", where=["0 < y", "y < x"]),
    "a difference": sc.less("exp((x + y)/2)", "(exp(x) + exp(y))/2", where=["x < y"]),
    "a sum": sc.at_most("sin(x)^2 + sin(y)^2", "x^2 + y^2", where=["abs(x) <= 1", "abs(y) <= 1"]),
    "a sum with a constant": sc.at_most("x*exp(-x) + y", "exp(y - 1) + 37/100", where=["x >= 0"]),
}
FALSE = {
    "exponentials": sc.less("exp(x)", "exp(x*y/(x + y))", where=["x > 0", "y > 0"]),
    "a logarithm": sc.less("x", "log(x^2 + exp(x))"),
    "a ratio": sc.less("log(x/y)", "2*(x - y)/(x + y)", where=["0 < y", "y < x"]),
    "a sum": sc.at_most("sin(x)^2 + y^2", "x^2 + sin(y)^2", where=["abs(x) <= 1", "abs(y) <= 1"]),
    "a sum with a constant": sc.at_most("x*exp(-x) + y", "exp(y - 1) + 36/100", where=["x >= 0"]),
    "a difference that may be 0": sc.less("exp((x + y)/2)", "(exp(x) + exp(y))/2", where=["x <= y"]),
}


@pytest.mark.parametrize("name", PROVED)
def test_it_is_proved(name: str) -> None:
    assert sc.decide(PROVED[name]).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_it_is_not_proved(name: str) -> None:
    assert sc.decide(FALSE[name]).verdict is not sc.Verdict.PROVED


NO_LESS = {
    "two lines": sc.at_most("abs(abs(x) - abs(y))", "abs(x - y)"),
    "an equation": sc.at_most("(2 + x^2 + x*y)/2", "exp(x)", where=["0 <= x", "0 <= y", "y^2 = 4 + x^2"]),
}


@pytest.mark.parametrize("name", NO_LESS)
def test_it_is_not_refuted(name: str) -> None:
    """Gaps that are 0 on whole parts of the domain, and symbols with bounds on one side alone."""
    assert sc.decide(NO_LESS[name]).verdict is not sc.Verdict.REFUTED
