"""No false lemma is PROVED, no true one REFUTED, and most are decided with effort 1.

The ordinary run leaves out the ones that take long (`corpus_dear`).
"""

import pytest

import symcrit as sc
from symcrit.effort import EFFORT

from .corpus import FALSE_LEMMAS, TRUE_LEMMAS, VACUOUS_LEMMAS
from .corpus_dear import DEAR
from .decided import ALL, STATEMENTS, decided
from .statement import Statement
from .test_corpus import by_name
from .test_corpus import test_the_certificate_is_about_the_statement as about_the_statement

SHARE = 0.07  # of the lemmas may be undecided
PROVED, REFUTED = sc.Verdict.PROVED, sc.Verdict.REFUTED


FIRST = {lemma.name for lemmas in (TRUE_LEMMAS, FALSE_LEMMAS) for lemma in lemmas[::4]}  # in the ordinary run


def marked(statements: tuple[Statement, ...]) -> list:
    """The dear ones, and three in four of the others, marked as slow."""
    return [s if s.name in FIRST - {*DEAR} else pytest.param(s, marks=pytest.mark.slow) for s in statements]


@pytest.mark.parametrize("statement", marked(TRUE_LEMMAS), ids=by_name)
def test_a_true_lemma_is_never_refuted(statement: Statement) -> None:
    answer = decided(statement.name).answer
    assert answer.verdict is not REFUTED, answer.why
    assert answer.work <= EFFORT


@pytest.mark.parametrize("statement", marked(FALSE_LEMMAS), ids=by_name)
def test_a_false_lemma_is_never_proved(statement: Statement) -> None:
    answer = decided(statement.name).answer
    assert answer.verdict is not PROVED, answer.why
    assert answer.work <= EFFORT


@pytest.mark.parametrize("statement", VACUOUS_LEMMAS, ids=by_name)
def test_a_vacuous_lemma_is_neither_proved_nor_refuted(statement: Statement) -> None:
    assert decided(statement.name).verdict is sc.Verdict.UNDECIDED


@pytest.mark.parametrize("statement", marked((*TRUE_LEMMAS, *FALSE_LEMMAS)), ids=by_name)
def test_the_certificate_is_about_the_lemma(statement: Statement) -> None:
    about_the_statement(statement)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lemmas", "expected"), [(TRUE_LEMMAS, PROVED), (FALSE_LEMMAS, REFUTED)], ids=["true", "false"]
)
def test_most_are_decided(lemmas: tuple[Statement, ...], expected: sc.Verdict) -> None:
    open_ones = [s.name for s in lemmas if decided(s.name).verdict is not expected]
    assert len(open_ones) <= SHARE * len(lemmas), f"{len(open_ones)} of {len(lemmas)}: {', '.join(open_ones)}"


def test_no_two_statements_have_one_name() -> None:
    assert len(STATEMENTS) == len(ALL)
