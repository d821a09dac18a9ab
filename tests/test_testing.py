"""`symcrit.testing` and `symcrit.strategies`: assertions that can fail, and draws that are what they are called."""

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import symcrit as sc
from symcrit.strategies import (
    covariances,
    critical_points,
    moved_points,
    networks,
    orthonormal_teachers,
    problems,
    teachers,
)
from symcrit.testing import PROFILE, assert_proved, assert_refuted

FEW = settings(PROFILE, max_examples=5)
UNDECIDED = "(x^2 - 2)^2 > 0"


def test_what_is_asserted_is_returned():
    assert assert_proved("1/3 < 1/2").verdict is sc.Verdict.PROVED
    assert assert_proved(sc.decide("1/3 < 1/2")).statement == "1/3 < 1/2"
    assert assert_refuted(sc.less("1/2", "1/3")).verdict is sc.Verdict.REFUTED


@pytest.mark.parametrize(
    ("check", "claim", "lines"),
    [
        (assert_proved, "x^2 >= x", ["REFUTED", "  statement: for all real x: x ≤ x^2", "  counterexample: x = 1/2"]),
        (assert_refuted, "1/3 < 1/2", ["PROVED", "  statement: 1/3 < 1/2"]),
        (assert_proved, UNDECIDED, ["UNDECIDED", "  shown: ", "  what to try: "]),
        (assert_refuted, UNDECIDED, ["UNDECIDED", "  what to try: "]),
        (assert_proved, ["1/3 < 1/2", "x < x"], ["REFUTED", "  statement: for all real x: x < x"]),
    ],
)
def test_a_failure_says_what_a_reader_needs(check, claim, lines):
    with pytest.raises(AssertionError) as failure:
        check(claim, where="x > 0" if claim is UNDECIDED else ())
    told = str(failure.value)
    assert told.startswith(lines[0])
    assert all(line in told for line in lines)
    assert "  why: " in told


def test_of_several_claims_only_those_that_fail_are_told():
    with pytest.raises(AssertionError) as failure:
        assert_proved(["1/3 < 1/2", "x < x"])
    assert "1/3" not in str(failure.value)


def test_options_of_a_search_are_refused_for_an_answer():
    with pytest.raises(sc.InputError, match="has been found"):
        assert_proved(sc.decide("1/3 < 1/2"), effort=2)


def test_the_profile_has_no_deadline_and_repeats_itself():
    profile = settings.get_profile("symcrit")
    assert profile == PROFILE
    assert profile.deadline is None
    assert profile.derandomize


@FEW
@given(critical_points(max_k=3), st.data())
def test_points_of_known_truth(point, data):
    assert_proved(sc.critical(point))
    assert_refuted(sc.critical(data.draw(moved_points(max_k=2))))


@settings(FEW, max_examples=2)
@given(critical_points("tanh", max_k=2))
def test_points_without_a_closed_form(point):
    assert_proved(sc.critical(point))


@given(st.integers(1, 4), st.data())
def test_orthonormal_rows(k, data):
    V = sympy.Matrix(data.draw(orthonormal_teachers(k, k + 1)).W)
    assert sympy.eye(k) == V * V.T
    assert all(entry.is_Rational for entry in V)


@given(st.data())
def test_too_few_dimensions_for_orthonormal_rows(data):
    with pytest.raises(sc.InputError, match="does not hold k = 3"):
        data.draw(orthonormal_teachers(3, 2))


@given(teachers(2, 3, biases=True))
def test_teachers_have_no_neuron_that_is_none(teacher):
    assert all(any(row) for row in teacher.W)
    assert all(teacher.a)
    assert len(teacher.biases) == 2


@given(networks(2, 3, outputs=2, biases=True), networks(2, 3, exact=False, biases=True))
def test_networks_have_the_shapes_that_are_asked_for(exact, floats):
    assert (exact.n, exact.d, exact.outputs, len(exact.biases), exact.kind) == (2, 3, 2, 2, "exact")
    assert (floats.n, floats.d, floats.biases.shape, floats.kind) == (2, 3, (2,), "float")


@given(covariances(2), covariances(2, singular=True))
def test_covariances_are_exact(definite, semidefinite):
    assert definite.is_positive_definite
    assert semidefinite.is_positive_semidefinite
    assert all(entry.is_Rational for entry in [*definite, *semidefinite])


@FEW
@given(problems(law=True, biases=True))
def test_problems_are_accepted(problem):
    assert problem.teacher.biases is not None
    assert sympy.Matrix(problem.covariance).is_positive_definite
