"""The lemmas are checked by the independent road of `test_corpus_is_right`, the true ones also by a search downhill."""

import random

import pytest
from mpmath import mp

from tests.rows import one_in

from . import oracle
from .corpus import FALSE_LEMMAS, TRUE_LEMMAS, VACUOUS_LEMMAS
from .decided import STATEMENTS
from .statement import Statement
from .test_corpus_is_right import by_name, hints

RELATIONS = {"less", "at_most", "positive"}


def test_the_lemmas_are_many_and_named_without_repetition() -> None:
    lemmas = (*TRUE_LEMMAS, *FALSE_LEMMAS, *VACUOUS_LEMMAS)
    assert len({s.name for s in lemmas} & STATEMENTS.keys()) == len(lemmas)
    assert len(lemmas) >= 800
    assert 0.45 <= len(FALSE_LEMMAS) / len(lemmas) <= 0.55
    assert all(s.source for s in lemmas)


@pytest.mark.parametrize("statement", one_in(4, FALSE_LEMMAS, kind=lambda one: one.kind, ids=by_name))
def test_false_lemmas_fail_at_an_admissible_point(statement: Statement) -> None:
    claim, rng = statement.as_json(), random.Random(statement.name)
    assert oracle.violation(claim, rng, count=200, hints=hints(statement)) is not None


@pytest.mark.parametrize("statement", VACUOUS_LEMMAS, ids=by_name)
def test_vacuous_lemmas_have_no_admissible_point(statement: Statement) -> None:
    with mp.workdps(oracle.DIGITS):
        assert list(oracle.points(statement.as_json(), random.Random(statement.name), tries=400)) == []


@pytest.mark.slow
@pytest.mark.parametrize("statement", TRUE_LEMMAS, ids=by_name)
def test_true_lemmas_hold_at_random_points(statement: Statement) -> None:
    claim, rng = statement.as_json(), random.Random(statement.name)
    with mp.workdps(oracle.DIGITS):
        enough = len(list(oracle.points(claim, rng))) >= (10 if claim["symbols"] else 1)
    assert enough, "too few admissible points to say anything"
    assert oracle.violation(claim, rng) is None


@pytest.mark.slow
@pytest.mark.parametrize("statement", [s for s in TRUE_LEMMAS if s.kind in RELATIONS], ids=by_name)
def test_true_lemmas_hold_where_they_come_closest_to_failing(statement: Statement) -> None:
    claim, rng = statement.as_json(), random.Random(statement.name)
    assert oracle.violation(claim, rng, count=0, hints=oracle.descended(claim, rng)) is None
