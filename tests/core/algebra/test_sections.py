"""Sections: which hypotheses leave an interval of a symbol, and which of their ends are opened."""

import pytest

from symcrit.core import Domain, Work
from symcrit.core.algebra.sections import Sections

SQUARE = ["^", "t", 2]
LINE = ["+", ["*", "r", "t"], 1]


def sections(*where, kinds=("t", "r")):
    """The sections in t of the domain with these hypotheses."""
    return Sections(Domain.read(dict.fromkeys(kinds, "real"), where), "t", Work())


@pytest.mark.parametrize(
    "relation",
    [
        ["<", "t", "r"],
        ["<=", ["*", 2, "t"], "r"],
        ["<", ["/", "t", "r"], 1],
        ["=", LINE, 0],
        ["<=", ["+", SQUARE, ["^", "r", 2]], 1],
        [">", ["*", "t", ["-", "r", "t"]], 0],
        ["<", ["abs", LINE], "r"],
        ["<=", ["exp", ["abs", "t"]], "r"],
        ["<", ["*", ["^", "r", 2], ["abs", "t"]], 1],
        ["!=", "r", 0],
    ],
)
def test_intervals(relation):
    """Gaps that are concave in the symbol, equations that are affine."""
    assert sections(relation).intervals


@pytest.mark.parametrize(
    "relation",
    [
        ["!=", "t", "r"],
        [">", SQUARE, "r"],
        ["=", SQUARE, "r"],
        [">=", ["abs", "t"], 1],
        ["<", ["*", "r", ["abs", "t"]], 1],
        ["<", ["*", "r", SQUARE], 1],
        ["<", ["^", "t", 4], "r"],
        [">", ["/", "r", "t"], 1],
        ["<", ["sin", "t"], "r"],
    ],
)
def test_what_may_be_no_interval(relation):
    """Anything else, though some of it is an interval."""
    assert not sections(relation).intervals


def test_an_equation_about_the_symbol_says_nothing_of_bends():
    """With t = 0 the normal form of t⁴ is 0; that does not make another hypothesis an interval."""
    assert not sections(["=", "t", 0], [">", ["^", "t", 4], "r"]).intervals


@pytest.mark.parametrize(
    ("relation", "op"),
    [
        (["<=", "t", "r"], "<"),
        (["<=", ["*", 2, "t"], "r"], "<"),
        ([">=", ["*", "r", "t"], 0], ">="),
        (["<=", ["+", SQUARE, "r"], 1], "<"),
        (["<=", ["*", ["^", "r", 2], SQUARE], 1], "<="),
        (["<=", "t", "t"], "<="),
        (["<=", "r", 1], "<="),
        (["=", "t", "r"], "="),
    ],
)
def test_opened(relation, op):
    """An end is opened where the gap is shown not to be 0 inside."""
    (found,) = sections(relation).opened().where
    assert found.op == op


def test_a_point_is_no_interval():
    """Constant bounds that leave one value, with another hypothesis beside them."""
    assert not sections(["<=", "t", 1], [">=", "t", 1], ["<", "t", "r"]).intervals
