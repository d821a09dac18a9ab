"""What an UNDECIDED answer says was shown: facts, each of which can be decided by itself."""

import re

import pytest

import symcrit as sc
from symcrit.core import Work
from symcrit.search.engines.places.partial import Slack, Weaker, listed, of_relation
from symcrit.search.search import Search
from symcrit.search.statements import claims_in


def _facts(search, claim):
    return listed(of_relation(search, claim))


OPEN = [  # true, but no counterexample can be given, for the contact is irrational, or out of reach with little work
    ("(x^2 - 2)^2 > 0", "x > 0"),
    ("16*x^5 - 20*x^3 + 5*x < 1", "-1 <= x < 1"),
]


@pytest.mark.parametrize(("text", "where"), OPEN, ids=lambda value: value)
def test_facts_of_an_open_inequality_are_true(text, where):
    answer = sc.decide(text, where=where or ())
    assert answer.verdict is sc.Verdict.UNDECIDED
    assert "it holds with ≤ in place of <" in answer.shown
    assert "  shown: it holds with ≤ in place of <" in repr(answer)
    weak = text.replace("<", "<=").replace(">", ">=")
    assert sc.decide(weak, where=where or ()).verdict is sc.Verdict.PROVED
    for fact in answer.shown:
        part = re.fullmatch("it holds for (.*)", fact)
        if part:
            given = [where, part[1]] if where else [part[1]]
            assert sc.decide(text, where=given).verdict is sc.Verdict.PROVED


def test_the_open_part_is_between_those_that_were_shown():
    answer = sc.decide("(x^2 - 2)^2 > 0", where="x > 0")
    parts = [fact for fact in answer.shown if fact.startswith("it holds for")]
    assert [fact.split()[4] for fact in parts] == ["≤", "≥"]
    low, high = (sc.decide(fact.split()[5] + " < 1.5").verdict for fact in parts)
    assert low is high is sc.Verdict.PROVED
    assert any(re.fullmatch(r"right − left is \d.*e-\d+ at x = \d+/\d+", fact) for fact in answer.shown)


def test_a_slack_and_a_hypothesis_that_help():
    (claim,) = claims_in("x*y*(x + y)^2 <= (x^2 + y^2)^2")
    found = _facts(Search(Work(400_000)), claim.parsed)
    assert all(isinstance(fact, Slack | Weaker) for fact in found)
    (false,) = claims_in("x^3 + y^3 + z^3 >= 3*x*y*z - 1/10", "-2 < x < 2, -2 < y < 2, -2 < z < 2")
    assert not any(isinstance(fact, Slack) for fact in _facts(Search(Work(400_000)), false.parsed))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("x^2 < 0", "x < 1"),
        ("sin(x) <= 1 - (x - pi/2)^2", "0 <= x <= pi"),
        ("x^3 <= 1/8", "0 <= x <= 1"),
        ("x*y <= x^2", "x > 0, y > 0"),
    ],
)
def test_nothing_false_is_shown_of_a_false_statement(text, where):
    (claim,) = claims_in(text, where)
    for fact in _facts(Search(Work(300_000)), claim.parsed):
        if isinstance(fact, Weaker):
            more = [f"{relation.lhs.args[0]} {relation.op} {relation.rhs.value}" for relation in fact.more]
            weaker = text if fact.more else text.replace("<", "<=")
            assert sc.decide(weaker, where=[where, *more]).verdict is sc.Verdict.PROVED


def test_equations_that_agree_at_points():
    answer = sc.decide("erf(x)*cos(x) = sin(x + pi/2)*erf(x)", effort=0.01)
    assert answer.verdict is not sc.Verdict.REFUTED
    if answer.verdict is sc.Verdict.UNDECIDED:
        assert answer.shown in ((), ("at 10 points the two sides differ by less than 10^-100",))
    (claim,) = claims_in("exp(pi*sqrt(163)) = 262537412640768744")
    assert not _facts(Search(Work(100_000)), claims_in("sin(x) = x")[0].parsed)
    assert str(_facts(Search(Work(100_000)), claim.parsed)[0]) == "Agreement(points=1, digits=12)"


def test_facts_are_the_same_on_every_run_and_within_the_work():
    first, second = (sc.decide("16*x^5 - 20*x^3 + 5*x < 1", where="-1 <= x < 1") for _ in range(2))
    assert (first.shown, first.work) == (second.shown, second.work)
    little = sc.decide("16*x^5 - 20*x^3 + 5*x < 1", where="-1 <= x < 1", effort=0.01)
    assert little.work <= 50_000


def test_on_which_part_a_function_increases():
    answer = sc.decide("increasing(x^3 - 6*x^2 + 12*x, x)")  # x' = 3(x − 2)²
    if answer.verdict is sc.Verdict.UNDECIDED:
        parts = [fact.removeprefix("it holds for ") for fact in answer.shown]
        assert parts
        for part in parts:
            assert sc.decide("increasing(x^3 - 6*x^2 + 12*x, x)", where=part).verdict is sc.Verdict.PROVED
