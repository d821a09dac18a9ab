"""The corpus itself is checked by an independent road (mpmath, 100 digits), without symcrit."""

import random

import pytest
from mpmath import mp, mpf

from tests.rows import one_in

from . import landscape, oracle
from .corpus import FALSE, TRUE, VACUOUS
from .statement import Statement, tree


def by_name(statement: Statement) -> str:
    return statement.name


def hints(statement: Statement) -> list[dict]:
    """The point where a false statement is said to fail."""
    with mp.workdps(6 * oracle.DIGITS):  # as exact as the deepest comparison of the oracle
        return [{s.name: oracle.value(tree(v), {}) for s, v in statement.at.items()}] if statement.at else []


def test_the_corpus_is_large_and_named_without_repetition() -> None:
    names = [s.name for s in (*TRUE, *FALSE, *VACUOUS)]
    assert len(names) == len(set(names))
    assert len(TRUE) >= 80
    assert len(FALSE) >= 80
    assert all(s.source for s in (*TRUE, *FALSE, *VACUOUS))


@pytest.mark.parametrize("statement", one_in(3, TRUE, kind=lambda one: one.kind, ids=by_name))
def test_true_statements_hold_at_random_points(statement: Statement) -> None:
    claim, rng = statement.as_json(), random.Random(statement.name)
    with mp.workdps(oracle.DIGITS):
        enough = len(list(oracle.points(claim, rng))) >= (10 if claim["symbols"] else 1)
    assert enough, "too few admissible points to say anything"
    assert oracle.violation(claim, rng, count=8 if "configuration" in claim else 40) is None


@pytest.mark.parametrize("statement", one_in(3, FALSE, kind=lambda one: one.kind, ids=by_name))
def test_false_statements_fail_at_an_admissible_point(statement: Statement) -> None:
    claim, rng = statement.as_json(), random.Random(statement.name)
    assert oracle.violation(claim, rng, count=200, hints=hints(statement)) is not None


@pytest.mark.parametrize("statement", one_in(3, VACUOUS, ids=by_name))
def test_vacuous_statements_have_no_admissible_point(statement: Statement) -> None:
    with mp.workdps(oracle.DIGITS):
        assert list(oracle.points(statement.as_json(), random.Random(statement.name))) == []


def test_the_oracle_knows_the_erf_kernel_from_its_definition() -> None:
    """E[erf(u/√2) erf(v/√2)] by quadrature over u, with E[erf(v/√2) | u] in closed form."""
    q11, q12, q22 = mpf("0.7"), mpf("0.4"), mpf("1.3")
    variance = q22 - q12**2 / q11
    slope = q12 / q11 / mp.sqrt(2 * (1 + variance))
    integral = mp.quad(lambda u: mp.erf(u / mp.sqrt(2)) * mp.erf(slope * u) * mp.npdf(u, 0, mp.sqrt(q11)), [-9, 0, 9])
    assert abs(integral - landscape.erf_kernel(q11, q12, q22)) < mpf("1e-12")


def test_the_oracle_differentiates_in_every_parameter() -> None:
    """One student and one teacher: ∂L/∂a = 2(aκ(q,q,q) − κ(q,r,1))."""
    a, w, b, v = vectors = [mpf(2)], [[mpf("0.5"), mpf("0.3")]], [mpf(1)], [[mpf(1), mpf(0)]]
    q = landscape.dot(w[0], w[0])
    expected = 2 * (a[0] * landscape.erf_kernel(q, q, q) - b[0] * landscape.erf_kernel(q, w[0][0] * v[0][0], mpf(1)))
    with mp.workdps(landscape.DIGITS):
        slopes = landscape.gradient(vectors, landscape.erf_kernel)
    assert len(slopes) == 3
    assert abs(slopes[0] - expected) < mpf("1e-14")
