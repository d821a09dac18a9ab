"""Inequalities that compare values of one function: monotone functions, chords, tangents."""

import pytest

import symcrit as sc
from tests.rows import one_in

ORDERED = ["0 < x", "x < y"]
TRUE = {
    "asin(x)/x grows": sc.less("asin(x)/x", "asin(y)/y", where=["0 < x", "x < y", "y < 1"]),
    "sin(x)/x falls": sc.less("sin(y)/y", "sin(x)/x", where=["0 < x", "x < y", "y < pi"]),
    "cube": sc.less("x^3", "y^3", where=["x < y"]),
    "x minus sine": sc.less("x - sin(x)", "y - sin(y)", where=["x < y"]),
    "x exp(-x)": sc.less("x*exp(-x)", "y*exp(-y)", where=["0 < x", "x < y", "y < 1"]),
    "sines are close": sc.less("sin(y) - sin(x)", "y - x", where=["x < y"]),
    "chord of exp": sc.less("exp((x+y)/2)", "(exp(x)+exp(y))/2", where=["x < y"]),
    "chord of exp, weakly": sc.at_most("exp((x+y)/2)", "(exp(x)+exp(y))/2"),
    "chord of exp, weighted": sc.at_most("exp(t*x+(1-t)*y)", "t*exp(x)+(1-t)*exp(y)", where=["0 <= t", "t <= 1"]),
    "chord of log": sc.less("(log(x)+log(y))/2", "log((x+y)/2)", where=ORDERED),
    "chord of log, thirds": sc.at_most("(log(x)+2*log(y))/3", "log((x+2*y)/3)", where=["x > 0", "y > 0"]),
    "chord of atan": sc.at_most("atan(x)+atan(y)", "2*atan((x+y)/2)", where=["x >= 0", "y >= 0"]),
    "chord of erf": sc.at_most("(erf(x)+erf(y))/2", "erf((x+y)/2)", where=["x >= 0", "y >= 0"]),
    "tangent of exp": sc.less("exp(x)*(y-x)", "exp(y)-exp(x)", where=["x < y"]),
    "tangent of exp, weakly": sc.at_most("exp(x)*(y-x)", "exp(y)-exp(x)"),
    "mean value of atan": sc.less("(y-x)/(1+y^2)", "atan(y)-atan(x)", where=ORDERED),
    "log from below": sc.less("1-x/y", "log(y/x)", where=ORDERED),
}
FALSE = {
    "x exp(-x) beyond 1": sc.less("x*exp(-x)", "y*exp(-y)", where=["0 < x", "x < y", "y < 2"]),
    "square": sc.less("x^2", "y^2", where=["x < y"]),
    "chord of sine beyond": sc.at_most("(sin(x)+sin(y))/2", "sin((x+y)/2)", where=["0 <= x", "x <= y", "y <= 4"]),
    "chord of exp, too strong": sc.less("exp((x+y)/2)", "(exp(x)+exp(y))/2", where=["x <= y"]),
    "chord with a weight beyond": sc.at_most("exp(t*x+(1-t)*y)", "t*exp(x)+(1-t)*exp(y)", where=["0 <= t", "t <= 2"]),
    "tangent from the other side": sc.less("exp(y)*(y-x)", "exp(y)-exp(x)", where=["x < y"]),
}


@pytest.mark.parametrize("name", one_in(2, TRUE))
def test_true(name):
    """Each is proved."""
    assert sc.decide(TRUE[name]).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false(name):
    """Each is refuted."""
    assert sc.decide(FALSE[name]).verdict is sc.Verdict.REFUTED
