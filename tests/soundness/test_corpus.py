"""No false statement is PROVED, no true one REFUTED, and nine in ten are decided with effort 1."""

import random

import pytest
from mpmath import mp

import symcrit as sc
from symcrit.effort import EFFORT

from . import oracle
from .corpus import FALSE, TRUE, VACUOUS
from .decided import decided
from .statement import Statement

PROVED, REFUTED = sc.Verdict.PROVED, sc.Verdict.REFUTED


DEAR = (  # to decide
    "atan-addition-past-1", "sin-row", "one-neuron-increasing", "relu-supporting-line", "asin-sin-right",
    "acos-cos-left", "asin-double", "atan-as-asin", "relu-no-rays", "stormer", "strict-denesting", "denested-zero",
)  # fmt: skip


def by_name(statement: Statement) -> str:
    return statement.name


def of(statements: tuple[Statement, ...]) -> list[object]:
    """Parameters; the dear ones where there is time."""
    marks = {True: (pytest.mark.slow,), False: ()}
    return [pytest.param(one, id=one.name, marks=marks[one.name in DEAR]) for one in statements]


@pytest.mark.parametrize("statement", of(TRUE))
def test_a_true_statement_is_never_refuted(statement: Statement) -> None:
    outcome = decided(statement.name)
    assert outcome.verdict is not REFUTED, outcome.answer.why
    assert outcome.answer is None or outcome.answer.work <= EFFORT


@pytest.mark.parametrize("statement", of(FALSE))
def test_a_false_statement_is_never_proved(statement: Statement) -> None:
    outcome = decided(statement.name)
    assert outcome.verdict is not PROVED, outcome.answer.why
    assert outcome.answer is None or outcome.answer.work <= EFFORT


@pytest.mark.parametrize("statement", VACUOUS, ids=by_name)
def test_a_vacuous_statement_is_neither_proved_nor_refuted(statement: Statement) -> None:
    assert decided(statement.name).verdict is sc.Verdict.UNDECIDED


@pytest.mark.parametrize("dear", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("statements", "expected"), [(TRUE, PROVED), (FALSE, REFUTED)], ids=["true", "false"])
def test_nine_in_ten_are_decided(statements: tuple[Statement, ...], expected: sc.Verdict, dear: bool) -> None:
    """Those that are not looked at count as open."""
    outcomes = {s.name: decided(s.name) for s in statements if dear or s.name not in DEAR}
    open_ones = [s.name for s in statements if s.name not in outcomes or outcomes[s.name].verdict is not expected]
    assert len(open_ones) <= len(statements) // 10, f"{len(open_ones)} of {len(statements)}: {', '.join(open_ones)}"


@pytest.mark.parametrize("statement", of((*TRUE, *FALSE)))
def test_the_certificate_is_about_the_statement(statement: Statement) -> None:
    """Core's claim and ours (translated without symcrit) have the same symbols, domain and sides at random points."""
    answer, ours = decided(statement.name).answer, statement.as_json()
    if answer is None or answer.verdict is sc.Verdict.UNDECIDED:
        pytest.skip("undecided: there is no certificate")
    theirs = answer.certificate["claim"]
    assert theirs["kind"] == ours["kind"]
    assert theirs["symbols"] == ours["symbols"]
    fields = [field for field in ("lhs", "rhs", "expr", "value", "bound") if field in ours]
    with mp.workdps(oracle.DIGITS):
        for at in oracle.points(ours, random.Random(statement.name), count=6):
            assert oracle.admissible(theirs, at)
            at |= {"n": 2, "k": 5} if ours["kind"] == "best_partition" else {}
            assert all(oracle.holds("=", ours[f], theirs[f], at) or undefined(ours[f], at) for f in fields)


def undefined(expression: object, at: oracle.Point) -> bool:
    try:
        oracle.value(expression, at)
    except oracle.Undefined:
        return True
    return False
