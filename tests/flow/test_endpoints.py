"""Endpoints are named by certified points only; families are recognised whatever the order and the signs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symcrit as sc
from symcrit.flow.endpoints import KINDS, pattern
from symcrit.flow.thresholds import crossing


@settings(max_examples=40)
@given(groups=sc.strategies.partitions(1, 6), data=st.data())
def test_copy_average_points_are_recognised(groups, data):
    n, k = len(groups), sum(map(len, groups))
    point = sc.CopyAverage(groups).at(sc.Problem.orthonormal("erf", n=n, k=k)).network.to_float()
    order = data.draw(st.permutations(range(n)))
    signs = np.array(data.draw(st.lists(st.sampled_from([1.0, -1.0]), min_size=n, max_size=n)))
    W = np.column_stack([point.W, np.zeros(n)])[order] * signs[:, None]
    problem = sc.Problem.orthonormal("erf", n=n, k=k, d=k + 1)
    sizes = ",".join(map(str, sorted(map(len, groups), reverse=True)))
    assert pattern(problem, sc.Network(W, point.a[order] * signs)) == f"copy-average {sizes}"
    W[0, -1] += 1e-4
    assert pattern(problem, sc.Network(W, point.a[order] * signs)) == "other"


@pytest.mark.parametrize(("n", "k"), [(4, 5), (5, 6)])
def test_perturbed_copies_are_recognised(n, k):
    """The flow finds the numbers from a point of that symmetry; certify makes a minimum of them."""
    problem = sc.Problem.orthonormal("erf", n=n, k=k)
    W = np.full((n, k), 0.1)
    W[:, :n] += 0.7 * np.eye(n)
    run = sc.gradient_flow(problem, sc.Network(W, np.full(n, 1.2)), threshold="1e-10")
    end = sc.name_endpoint(problem, run)
    assert (end.kind, end.certified, end.critical) == ("perturbed-copy", True, "minimum")
    family = sc.certify(sc.PerturbedCopy(n=n, k=k))
    assert family.loss.contains(end.loss.mid) or end.loss.contains(family.loss.mid)
    np.testing.assert_allclose(sorted(end.point.a), [float(family.family["a"])] * n, rtol=1e-14)
    assert end.distance < 1e-8
    turned = sc.Network(-run.network.W[::-1, ::-1], -run.network.a[::-1])
    assert pattern(problem, turned) == "perturbed-copy"
    W = run.network.W.copy()
    W[0, 1] += 1e-4
    assert pattern(problem, sc.Network(W, run.network.a)) == "other"


def test_without_a_certificate_nothing_is_named():
    problem = sc.Problem.orthonormal("erf", n=2, k=3)
    end = sc.name_endpoint(problem, sc.gradient_flow(problem, rng=0, max_steps=2))
    assert (end.kind, end.certified, end.point) == ("uncertified", False, None)
    assert "max_steps" in end.reason
    far = sc.Network(np.array([[1.0, 0.2, 0.0], [0.1, 0.3, 2.0]]), np.array([1.0, 2.0]))
    end = sc.name_endpoint(problem, far)
    assert (end.kind, end.certified) == ("uncertified", False)
    assert end.reason == end.answer.why
    other = replace(problem, teacher_activation="probit")
    end = sc.name_endpoint(other, far)
    assert (end.kind, end.certified) == ("uncertified", False)
    assert end.reason.startswith("Newton's method leaves")


def test_an_end_with_several_outputs():
    two = sc.Problem(teacher=sc.Network([[1, 0], [0, 1]], [[1, 0], [0, 1]]), activation="erf", n=1)
    end = sc.name_endpoint(two, sc.gradient_flow(two, rng=0))
    assert (end.kind, end.certified) == ("other", True)
    assert end.point.outputs == 2


@pytest.mark.parametrize("name", ["erf", "relu"])
def test_an_end_is_the_certified_centre(name):
    """The centre comes back into R^d, with the conserved quantities of the flow."""
    problem = sc.Problem.orthonormal(name, n=2, k=3, d=5)
    run = sc.gradient_flow(problem, rng=4, std=0.3)
    end = sc.name_endpoint(problem, run)
    assert end.certified
    assert end.critical == "minimum"
    assert np.linalg.norm(problem.gradient(end.point).vector) < 1e-13
    further = sc.name_endpoint(problem, sc.gradient_flow(problem, rng=4, std=0.3, threshold="1e-11"))
    assert further.distance < 1e-2 * end.distance < 1e-6
    np.testing.assert_allclose(end.point.W, further.point.W, atol=1e-9)
    np.testing.assert_allclose(end.point.a, further.point.a, atol=1e-9)
    assert end.loss_error == pytest.approx(run.loss - float(end.loss), abs=1e-15)
    if name == "relu":
        kept = end.point.a**2 - (end.point.W**2).sum(axis=1)
        np.testing.assert_allclose(kept, run.conserved[-1], atol=1e-13)
    moved = sc.Network(end.point.W + 1e-3, end.point.a)
    assert sc.name_endpoint(problem, moved).distance == pytest.approx(1e-3 * np.sqrt(10), rel=0.7)


def test_turned_teachers_have_the_same_ends():
    V = np.linalg.qr(np.random.default_rng(5).normal(size=(4, 4)))[0][:3]
    problem = sc.Problem(teacher=sc.Network(V, np.ones(3)), activation="erf", n=2)
    end = sc.name_endpoint(problem, sc.gradient_flow(problem, rng=0))
    assert (end.kind, end.certified, end.inertia) == ("copy-average 2,1", True, (10, 0, 0))


@pytest.mark.parametrize(("n", "k"), [(1, 3), (3, 3)])
def test_relu_averages_and_copies_are_recognised(n, k):
    problem = sc.Problem.orthonormal("relu", n=n, k=k, d=k + 1)
    start = sc.Network(np.full((n, k + 1), 0.2) + np.eye(n, k + 1) * 0.5, np.full(n, 0.6))
    end = sc.name_endpoint(problem, sc.gradient_flow(problem, start))
    assert (end.kind, end.certified) == (f"copy-average {'3' if n == 1 else '1,1,1'}", True)


def test_a_non_isolated_end_is_said_to_be_one():
    """Two ReLU neurons for one teacher: their shares are free."""
    problem = sc.Problem.orthonormal("relu", n=2, k=1, d=2)
    run = sc.gradient_flow(problem, sc.Network(np.array([[0.9, 0.1], [0.8, 0.1]]), np.array([0.5, 0.5])))
    assert run.reached
    end = sc.name_endpoint(problem, run)
    assert (end.kind, end.certified) == ("non-isolated", False)
    assert "near 0" in end.reason


def test_kinds_are_those_of_the_list():
    assert KINDS == (
        "copy-average",
        "perturbed-copy",
        "near-copies",
        "dead-neuron",
        "non-isolated",
        "other",
        "uncertified",
    )


def test_crossings_are_where_the_norm_falls_below():
    run = sc.gradient_flow(sc.Problem.orthonormal("erf", n=2, k=3), rng=0, threshold="1e-9")
    for threshold in (1e-4, 1e-6, 1e-8):
        norm = np.linalg.norm(run.problem.gradient(crossing(run, threshold)).vector)
        assert 0.9 * threshold < norm < threshold
    assert crossing(run, 1e-30) is None


def test_a_threshold_passed_at_a_saddle_is_a_false_positive():
    """From near the perturbed-copy saddle at (2,3) the flow is below 1e-4 long before it comes to the minimum."""
    problem = sc.Problem.orthonormal("erf", n=2, k=3)
    a, x, y, z = 1.4967918010813678, 0.6538479725513191, -0.06790544378163898, 0.28559657049741573
    saddle = sc.Network(np.array([[x, y, z], [y, x, z]]) + 1e-7 * np.array([[1, 0, 0], [0, 0, 0]]), np.array([a, a]))
    report = sc.threshold_report(problem, [saddle], thresholds=["1e-4", "1e-10"])
    early, late = report.rows
    assert (early.reached, early.certified, early.minima, len(early.false_positives)) == (1, 1, 0, 1)
    assert early.inertias == {(7, 1, 0): 1}
    assert early.false_positives[0][1] == "saddle perturbed-copy"
    assert (late.certified, late.minima, late.false_positives) == (1, 1, ())
    assert late.inertias == {(8, 0, 0): 1}
    assert late.distance < 1e-7
    assert late.loss_error < 1e-13
    assert "1× (7, 1, 0)" in repr(report)


def test_errors_fall_with_the_threshold():
    report = sc.threshold_report(sc.Problem.orthonormal("erf", n=1, k=2), 3, thresholds=["1e-9", "1e-5"])
    assert [row.threshold for row in report.rows] == ["1e-5", "1e-9"]
    assert report.rows[1].distance < 1e-3 * report.rows[0].distance
    assert report.rows[0].reached == report.rows[0].minima == 3


@pytest.mark.parametrize(
    ("runs", "options", "message"),
    [
        (0, {}, "runs = 0 is not a number of runs"),
        (1, {"thresholds": []}, "thresholds is empty"),
        (1, {"thresholds": ["1e-20"]}, "beyond float64"),
        (1, {"std": -1}, "std = -1"),
    ],
)
def test_bad_input(runs, options, message):
    with pytest.raises(sc.InputError, match=message):
        sc.threshold_report(sc.Problem.orthonormal("erf", n=1, k=2), runs, **options)
