"""Bounds of functions: every entry of the table is proved, its mutants are not, and goals are proved by replacement."""

from dataclasses import replace
from fractions import Fraction

import pytest

import symcrit as sc
from symcrit.core import Verdict, Work
from symcrit.search.engines.bounds.table import FUNCTIONS, bounds_of
from symcrit.search.engines.places.points import points
from symcrit.search.engines.terms import rational
from symcrit.search.search import Goal, Search, with_sample

PROVED = [
    sc.less("(x-y)/(x+y)", "log(x/y)/2", where=["0 < y", "y < x"]),
    sc.at_most("asin(x*y)/2", "asin(x)*asin(y)", where=["0 < x", "x < 19/20", "0 < y", "y < 19/20"]),
    sc.less("0", "2*cos(1/x)/x^3 - sin(1/x)/x^4", where=["1 < x"]),
    sc.at_most("x*y", "exp(x+y) - 1 - x - y", where=["x >= 0", "y >= 0"]),
    sc.less("tanh(x)", "x*(15+x^2)/(15+6*x^2)", where=["x > 0"]),
    sc.less("log(1+1/x)", "1/y", where=["1/1000 < x", "0 <= y", "y^2 = x^2+x"]),
    sc.at_most("(2+x^2+x*y)/2", "exp(x)", where=["0 <= x", "0 <= y", "y^2 = 4+x^2"]),
]
FALSE = [
    sc.less("(x-y)/(x+y)", "log(x/y)/2", where=["0 < y", "x < y"]),
    sc.at_most("asin(x)*asin(y)", "asin(x*y)", where=["0 < x", "x < 19/20", "0 < y", "y < 19/20"]),
    sc.at_most("x*y", "exp(x+y) - 1 - x - y - x^2", where=["x >= 0", "y >= 0"]),
    sc.less("x*(15+x^2)/(15+7*x^2)", "tanh(x)", where=["x > 0"]),
]


def verdict(goal: Goal, witness) -> Verdict:
    """What core says of a witness of a goal."""
    search = Search(Work(10**7))
    return search.finding(goal.claim, with_sample(witness, next(points(goal.domain, search.work, 1)))).verdict


@pytest.mark.parametrize("op", FUNCTIONS)
def test_every_bound_is_proved(op):
    for bound in bounds_of(op):
        for strict in (False, True) if bound.strict else (False,):
            goal = bound.goal(strict=strict)
            assert verdict(goal, bound.prove(goal)) is Verdict.PROVED, (bound, strict)


@pytest.mark.parametrize("op", FUNCTIONS)
def test_mutants_are_not(op):
    """The sign turned; a value that is too sharp by 1/1000; every witness is that of the true bound."""
    for bound in bounds_of(op):
        little = rational(Fraction(-1 if bound.upper else 1, 1000))
        for wrong in (replace(bound, upper=not bound.upper), replace(bound, value=bound.value + little)):
            goal = wrong.goal(strict=False)
            assert verdict(goal, bound.prove(goal)) is Verdict.UNDECIDED, wrong


@pytest.mark.parametrize("claim", PROVED, ids=str)
def test_true(claim):
    assert sc.decide(claim).verdict is sc.Verdict.PROVED


@pytest.mark.parametrize("claim", FALSE, ids=str)
def test_false(claim):
    assert sc.decide(claim).verdict is sc.Verdict.REFUTED
