"""Symbols that equations determine: their values, and points with irrational values."""

import pytest

import symcrit as sc

TWO = ["s >= 0", "s^2 = 2"]
PROVED = [
    sc.less("x", "s", where=[*TWO, "x^2 < 2"]),
    sc.less("s*t", "5/2", where=[*TWO, "t >= 0", "t^2 = 3"]),
    sc.less("y", "x", where=["y <= 0", "y^2 = 1 + x^2"]),
    sc.less("x", "1", where=["x^2 = 2", "x < 0"]),
    sc.at_most("z", "1 + x", where=["x >= 0", "z >= 0", "z^2 = y", "y = 1 + x"]),
]
REFUTED = [
    sc.less("s", "7/5", where=TWO),
    sc.less("s*t", "r", where=[*TWO, "t >= 0", "t^2 = 3", "r >= 0", "r^2 = 1 + t^2"]),
    sc.at_most("y", "x", where=["y >= 0", "y^2 = 1 + x^2"]),
    sc.less("x", "-3/2", where=["x^2 = 2", "x < 0"]),
]


@pytest.mark.parametrize("claim", PROVED, ids=str)
def test_true(claim):
    assert sc.decide(claim).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("claim", REFUTED, ids=str)
def test_false(claim):
    assert sc.decide(claim).verdict is sc.Verdict.REFUTED


def test_no_sign():
    """v² = 2 alone does not say which root v is."""
    assert sc.decide(sc.less("0", "s + 1", where=["s^2 = 2"])).verdict is not sc.Verdict.PROVED


def test_empty():
    assert sc.decide(sc.less("s", "1", where=["s > 2", "s^2 = 2"])).verdict is sc.Verdict.UNDECIDED
