"""Branches and signs: inverse functions of functions, absolute values, exponentials, Φ₂ at the ends."""

import pytest
from sympy import Rational, erf, sqrt, symbols

import symcrit as sc
from tests.rows import one_in

X, Y = symbols("x y", real=True)
TRUE = {
    "acos of a cosine": sc.equal("acos(cos(4))", "2*pi-4"),
    "asin of a sine": sc.equal("asin(sin(3))", "pi-3"),
    "atan of a tangent": sc.equal("atan(tan(2))", "2-pi"),
    "acos of cos, second branch": sc.equal("acos(cos(x))", "2*pi-x", where=["pi <= x", "x <= 2*pi"]),
    "asin of sin, second branch": sc.equal("asin(sin(x))", "pi-x", where=["pi/2 <= x", "x <= 3*pi/2"]),
    "atan of tan, second branch": sc.equal("atan(tan(x))", "x-pi", where=["pi/2 < x", "x < 3*pi/2"]),
    "half angles": sc.equal("2*atan(tan(x/2))", "x", where=["-pi < x", "x < pi"]),
    "half angles by sine and cosine": sc.equal("2*atan(sin(x)/(1+cos(x)))", "x", where=["-pi < x", "x < pi"]),
    "acos and asin": sc.equal("acos(1-2*x^4)", "2*asin(x^2)", where=["-1 < x", "x <= 1"]),
    "twice an asin": sc.equal("asin(2*x*sqrt(1-x^2))", "2*asin(x)", where=["abs(x) <= 1/sqrt(2)"]),
    "sum of atan": sc.equal("atan(x)+atan(y)", "atan((x+y)/(1-x*y))", where=["x*y < 1"]),
    "absolute value of a difference": sc.equal("abs(x-y)", "y-x", where=["x <= y"]),
    "root of a square": sc.equal("sqrt(x^2-2*x*y+y^2)", "x-y", where=["x >= y"]),
    "erf of an absolute value": sc.equal("erf(abs(x))", "abs(erf(x))"),
    "exponentials": sc.equal("exp(-x^2/2)*exp(-(x-y)^2/2)", "exp(-y^2/4)*exp(-(x-y/2)^2)"),
    "binormal at 1": sc.equal(sc.binormal(X, Y, 1), (1 + erf(X / sqrt(2))) / 2, where=[X <= Y]),
    "binormal at -1": sc.equal(sc.binormal(X, Y, -1), 0, where=[X + Y <= 0]),
    "cosine over half a turn": sc.less("cos(x)", 0, where=["pi/2 < x", "x < 3*pi/2"]),
    "one plus cosine": sc.less(0, "1+cos(x)", where=["-pi < x", "x < pi"]),
    "two arc cosines": sc.at_most(
        "acos(x)+acos(y)", "pi", where=["-1 <= x", "x <= 1", "-1 <= y", "y <= 1", "x+y >= 0"]
    ),
}
FALSE = {
    "acos of cos beyond": sc.equal("acos(cos(x))", "x", where=["0 <= x", "x <= 4"]),
    "atan of a tangent": sc.equal("atan(tan(2))", "2"),
    "sum of atan beyond": sc.equal("atan(x)+atan(y)", "atan((x+y)/(1-x*y))", where=["x*y != 1"]),
    "acos and asin beyond": sc.equal("acos(2*x^2-1)", "2*acos(x)", where=["-1 <= x", "x <= 1"]),
    "root of a square": sc.equal("sqrt(x^2)", "x"),
    "binormal at 1": sc.equal(sc.binormal(X, Y, 1), (1 + erf(X / sqrt(2))) / 2),
    "binormal at 1/2": sc.equal(sc.binormal(X, X, Rational(1, 2)), (1 + erf(X / sqrt(2))) / 2),
    "sum of asin beyond": sc.equal(
        "asin(x)+asin(y)", "asin(x*sqrt(1-y^2)+y*sqrt(1-x^2))", where=["0 <= x", "x <= 1", "0 <= y", "y <= 1"]
    ),
}


@pytest.mark.parametrize("name", one_in(2, TRUE))
def test_true(name):
    """Each is proved."""
    assert sc.decide(TRUE[name]).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false(name):
    """Each is refuted."""
    assert sc.decide(FALSE[name]).verdict is sc.Verdict.REFUTED
