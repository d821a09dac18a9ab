"""Bounds of Φ₂ by the choice of a quadrant: proved for all h, k and ρ, and nothing that is false."""

import pytest
from sympy import Rational, erf, sqrt, symbols

import symcrit as sc
from symcrit.core import Expr, num, sym
from symcrit.core.algebra import balls
from symcrit.search.engines.quadrants import others
from symcrit.sympy_functions import binormal

a, b, h, k, r = symbols("a b h k r", real=True)
INSIDE = [r > -1, r < 1]


def Phi(x):
    return (1 + erf(x / sqrt(2))) / 2


TRUE = {
    "at most Φ(h)": sc.at_most(binormal(h, k, r), Phi(h), where=INSIDE),
    "less than Φ(k)": sc.less(binormal(h, k, r), Phi(k), where=INSIDE),
    "at least Φ(h) + Φ(k) − 1": sc.at_most(Phi(h) + Phi(k) - 1, binormal(h, k, r), where=INSIDE),
    "of other arguments": sc.less(binormal(a / sqrt(1 + b**2), h - 1, 0), Phi(a / sqrt(1 + b**2))),
    "two of them": sc.less(binormal(h, k, r) + binormal(h, 2, r), 2 * Phi(h), where=INSIDE),
}
FALSE = {
    "less than Φ(h)Φ(k)": sc.less(binormal(h, k, r), Phi(h) * Phi(k), where=INSIDE),
    "the wrong quadrant": sc.at_most(binormal(h, k, r), Phi(-h), where=INSIDE),
    "a strict bound at ρ = 1": sc.less(binormal(h, h, r), Phi(h), where=[r >= 0, r <= 1]),
    "too much": sc.at_most(Phi(h) + Phi(k) - Rational(99, 100), binormal(h, k, r), where=INSIDE),
}


@pytest.mark.parametrize("name", TRUE)
def test_bounds(name):
    assert sc.decide(TRUE[name]).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_false_bounds(name):
    assert sc.decide(FALSE[name]).verdict is not sc.Verdict.PROVED


def test_the_other_quadrants():
    node = Expr("binormal", sym("h"), sym("k"), sym("r"))
    at = {"h": balls.ball(num(1) / num(3)), "k": balls.ball(num(-2)), "r": balls.ball(num(3) / num(5))}
    value = balls.evaluate(node, at)
    for other in others(node):
        assert value.overlaps(balls.evaluate(other, at))
