"""Monotone, concave and convex functions: isolated zeros of derivatives, kinks, ends that are symbols."""

import pytest

import symcrit as sc
from tests.rows import one_in

TRUE = {
    "cube": sc.increasing("x^3", "x"),
    "fifth power minus": sc.decreasing("-x^5 - x^3", "x"),
    "power of atan": sc.increasing("atan(x)^3", "x"),
    "power of tanh": sc.increasing("tanh(x)^5", "x"),
    "sine of a cube": sc.increasing("sin(x^3)", "x", where=["-1 < x", "x <= 1"]),
    "x minus sine": sc.increasing("x - sin(x)", "x"),
    "x plus cosine": sc.increasing("x + cos(x)", "x"),
    "x minus sine, scaled": sc.increasing("a*x - a*sin(x)", "x", where=["a > 0"]),
    "x minus sine of a multiple": sc.increasing("a*x - sin(a*x)", "x", where=["a > 0"]),
    "x minus tan": sc.decreasing("x - tan(x)", "x", where=["-pi/2 < x", "x < pi/2"]),
    "x times its modulus": sc.increasing("x*abs(x)", "x"),
    "with a kink": sc.increasing("x + x*abs(x)", "x"),
    "with a kink elsewhere": sc.increasing("abs(x - 1) + x^3 + x", "x"),
    "with two kinks": sc.increasing("3*x + abs(x) - abs(x - 1)", "x"),
    "product up to an end": sc.increasing("t*(r - t)", "t", where=["0 < t", "2*t < r"]),
    "product with an end": sc.increasing("t*(r - t)", "t", where=["0 < t", "2*t <= r"]),
    "product beyond": sc.decreasing("t*(r - t)", "t", where=["2*t >= r"]),
    "product with room": sc.increasing("t*(2+2*r-t)", "t", where=["0 < t", "t < r"]),
    "between symbols": sc.increasing("(t - a)*(2*b - a - t)", "t", where=["a <= t", "t <= b"]),
    "in a disc": sc.increasing("x/(1 + y^2)", "x", where=["x^2 + y^2 < 1"]),
    "root at its end": sc.increasing("x*sqrt(x)", "x", where=["x >= 0"]),
    "fourth power": sc.convex("x^4", "x"),
    "fourth power, minus": sc.concave("-x^4", "x"),
    "exponential and fourth power": sc.convex("exp(x) + x^4", "x"),
    "square plus cosine": sc.convex("x^2/2 + cos(x)", "x"),
    "entropy": sc.convex("x*log(x)", "x", where=["x > 0"]),
}
FALSE = {
    "x minus more sine": sc.increasing("x - 21/20*sin(x)", "x"),
    "product too far": sc.increasing("t*(r - t)", "t", where=["0 < t", "t <= r"]),
    "step": sc.increasing("x + abs(x)", "x"),
    "kink that falls": sc.increasing("x + 11/10*abs(x)", "x"),
    "constant for a = 0": sc.increasing("a^2*x^3", "x"),
    "cube minus a little": sc.increasing("x^3 - x/10000", "x"),
    "concave kink": sc.concave("abs(x) - x^2", "x"),
    "cube": sc.convex("x^3", "x"),
    "square plus more cosine": sc.convex("x^2/2 + 11/10*cos(x)", "x"),
    "linear": sc.convex("2*x + 1", "x"),
}


@pytest.mark.parametrize("name", one_in(2, TRUE))
def test_true(name):
    """Each is proved."""
    assert sc.decide(TRUE[name]).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false(name):
    """Each is refuted."""
    assert sc.decide(FALSE[name]).verdict is sc.Verdict.REFUTED


def test_the_rule_is_told():
    """A proof by isolated zeros says so."""
    assert {"isolated-zeros", "mean-value"} <= set(sc.decide(TRUE["x minus sine"]).rules)
