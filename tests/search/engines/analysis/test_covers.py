"""Bounded domains in boxes: zeros at ends, corners and on diagonals, and claims that are just false."""

import pytest

import symcrit as sc

UNIT = ["0 < x", "x < 1"]
PAIR = [*UNIT, "0 < y", "y < 1"]
PROVED = {
    "a sharp constant": sc.at_most("x*(1 - x)*exp(x)", "0.4427", where=UNIT),
    "zeros at both ends": sc.less("1 - 2*x", "cos(pi*x)", where=["0 < x", "x < 1/2"]),
    "a zero of order 7": sc.less("sin(x)", "x - x^3/6 + x^5/120", where=["0 < x", "x < 3"]),
    "an end close to a zero": sc.less("1 - 2*x", "cos(pi*x)", where=["0 < x", "x < 1/2 - 10^-9"]),
    "a small error": sc.at_most("abs(exp(x) - 1 - x - x^2/2)", "1/5*10^-6", where=["abs(x) <= 1/100"]),
    "zeros on two sides": sc.at_most("sin(x*y)", "x*y", where=["0 < x", "x < 1", "0 < y", "y < 1"]),
    "a diagonal": sc.less("x*sin(y)", "y*sin(x)", where=["0 < x", "x < y", "y < pi/2"]),
    "a hypothesis that cuts": sc.less("x*y", "27/100", where=[*PAIR, "x + y < 1"]),
}
FALSE = {
    "a constant that is too small": sc.at_most("x*(1 - x)*exp(x)", "0.4379", where=UNIT),
    "a zero inside": sc.less("0", "(x - 1/3)^2", where=UNIT),
    "an end that belongs": sc.less("sin(x)", "x", where=["0 <= x", "x < 3"]),
    "the other way": sc.at_most("x - x^3/6 + x^5/120", "sin(x)", where=["0 < x", "x < 3"]),
    "beyond a zero": sc.less("1 - 2*x", "cos(pi*x)", where=["0 < x", "x < 51/100"]),
    "a narrow dip": sc.less("0", "(x - 1/pi)^2 - 10^-8", where=UNIT),
}


@pytest.mark.parametrize("name", PROVED)
def test_it_is_proved(name: str) -> None:
    assert sc.decide(PROVED[name]).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("name", FALSE)
def test_it_is_not_proved(name: str) -> None:
    assert sc.decide(FALSE[name]).verdict is not sc.Verdict.PROVED


def test_the_same_tree_every_time() -> None:
    first, second = (sc.decide(PROVED["zeros at both ends"]) for _ in range(2))
    assert first.certificate == second.certificate
