"""Inequalities under an equation, by tangents; and distances of values of one function."""

import pytest

import symcrit as sc
from symcrit import Verdict

TRUE = {
    "entropy of three": ("p*log(p) + q*log(q) + r*log(r) >= -log(3)", "p + q + r = 1, p > 0, q > 0, r > 0"),
    "roots": ("sqrt(x) + sqrt(y) + sqrt(z) <= 3", "x + y + z = 3, x >= 0, y >= 0, z >= 0"),
    "exponentials": ("exp(x) + exp(2*y) >= 3/2", "x + y = 0"),
    "different weights": ("x^2 + 2*y^2 + 3*z^2 >= 6/11", "x + y + z = 1"),
    "slope of tanh": ("abs(tanh(x) - tanh(y)) <= abs(x - y)", ""),
    "slope of a sigmoid": ("abs(1/(1 + exp(-x)) - 1/(1 + exp(-y))) <= abs(x - y)/4", ""),
    "slope of max": ("abs(max(x, 0) - max(y, 0)) <= abs(x - y)", ""),
    "weighted logarithms": ("p*log(a) + (1 - p)*log(b) <= log(p*a + (1 - p)*b)", "a > 0, b > 0, 0 <= p <= 1"),
    "between": ("p*a + (1 - p)*b > 0", "a > 0, b > 0, 0 <= p <= 1"),
    "Mills ratio": ("x/(1 + x^2)*exp(-x^2/2)/sqrt(2*pi) <= erfc(x/sqrt(2))/2", "x > 0"),
    "Mills ratio by erf": ("x/(1 + x^2)*exp(-x^2/2)/sqrt(2*pi) <= (1 - erf(x/sqrt(2)))/2", "x > 0"),
    "one symbol for two": ("3*q <= s^2", "x + y + z = s, x*y + z*x + y*z = q"),
}
DEAR = "slope of a sigmoid"
FALSE = {
    "entropy of three": ("p*log(p) + q*log(q) + r*log(r) >= -1.09", "p + q + r = 1, p > 0, q > 0, r > 0"),
    "slope of tanh": ("abs(tanh(x) - tanh(y)) <= 0.99*abs(x - y)", ""),
    "equal squares": ("x = y", "x^2 = y^2"),
    "a product": ("x = y", "x^3 = x^2*y"),
    "Mills ratio": ("x/(0.9 + x^2)*exp(-x^2/2)/sqrt(2*pi) <= erfc(x/sqrt(2))/2", "x > 0"),
}


@pytest.mark.parametrize(
    ("text", "where"),
    [pytest.param(*TRUE[name], id=name, marks=pytest.mark.slow if name == DEAR else ()) for name in TRUE],
)
def test_what_holds_is_proved(text: str, where: str) -> None:
    assert sc.decide(text, where=where or ()).verdict is Verdict.PROVED


@pytest.mark.parametrize(("text", "where"), FALSE.values(), ids=FALSE.keys())
def test_what_fails_is_refuted(text: str, where: str) -> None:
    assert sc.decide(text, where=where or ()).verdict is Verdict.REFUTED


@pytest.mark.parametrize(("text", "at"), [("sqrt(x) >= 0", "-1"), ("log(x) <= x", "0")])
def test_where_a_side_is_undefined_is_told_simply(text: str, at: str) -> None:
    assert sc.decide(text).counterexample == {"x": at}
