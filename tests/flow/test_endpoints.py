"""Endpoints are named by certified points only; families are recognised whatever the order and the signs."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import symcrit as sc
from symcrit.flow.endpoints import KINDS, pattern
from symcrit.flow.landscape import States
from symcrit.flow.thresholds import crossing


def judge(problem, network):
    """Stands in for `certify`: proves what float64 finds to be isolated, with its inertia."""
    from symcrit.flow.endpoints import _hessian

    states = States(problem)
    gradient, H = _hessian(states, states.state(network))
    values = np.linalg.eigvalsh(H)
    negative = int((values < 0).sum())
    proved = np.linalg.norm(gradient) < 1e-10 and np.abs(values).min() > 1e-6
    return SimpleNamespace(
        verdict=sc.Verdict.PROVED if proved else sc.Verdict.UNDECIDED,
        why="float64",
        kind="saddle" if negative else "minimum",
        inertia={"positive": len(values) - negative, "negative": negative, "zero": 0},
        loss=problem.loss(network),
    )


@st.composite
def partitions(draw):
    k = draw(st.integers(1, 6))
    n = draw(st.integers(1, k))
    owners = draw(st.permutations([*range(n), *draw(st.lists(st.integers(0, n - 1), min_size=k - n, max_size=k - n))]))
    return [[j for j in range(k) if owners[j] == i] for i in range(n)]


@settings(max_examples=40)
@given(groups=partitions(), data=st.data())
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
    """The numbers are found here by the flow from a point of that symmetry."""
    problem = sc.Problem.orthonormal("erf", n=n, k=k)
    W = np.full((n, k), 0.1)
    W[:, :n] += 0.7 * np.eye(n)
    run = sc.gradient_flow(problem, sc.Network(W, np.full(n, 1.2)), threshold="1e-10")
    end = sc.name_endpoint(problem, run, certify=judge)
    assert (end.kind, end.certified, end.critical) == ("perturbed-copy", True, "minimum")
    turned = sc.Network(-run.network.W[::-1, ::-1], -run.network.a[::-1])
    assert pattern(problem, turned) == "perturbed-copy"
    W = run.network.W.copy()
    W[0, 1] += 1e-4
    assert pattern(problem, sc.Network(W, run.network.a)) == "other"


def test_without_a_certificate_nothing_is_named():
    problem = sc.Problem.orthonormal("erf", n=2, k=3)
    run = sc.gradient_flow(problem, rng=0)
    refuse = SimpleNamespace(verdict=sc.Verdict.UNDECIDED, why="no", remedy=None)
    end = sc.name_endpoint(problem, run, certify=lambda *_: refuse)
    assert (end.kind, end.certified, end.reason) == ("uncertified", False, "no")
    end = sc.name_endpoint(problem, sc.gradient_flow(problem, rng=0, max_steps=2), certify=judge)
    assert (end.kind, end.certified) == ("uncertified", False)
    assert "max_steps" in end.reason
    assert sc.name_endpoint(problem, run, certify=judge).kind == "copy-average 2,1"


def test_a_non_isolated_end_is_said_to_be_one():
    """Two ReLU neurons for one teacher: their shares are free."""
    problem = sc.Problem.orthonormal("relu", n=2, k=1, d=2)
    run = sc.gradient_flow(problem, sc.Network(np.array([[0.9, 0.1], [0.8, 0.1]]), np.array([0.5, 0.5])))
    assert run.reached
    refuse = SimpleNamespace(verdict=sc.Verdict.UNDECIDED, why="no", remedy=None)
    end = sc.name_endpoint(problem, run, certify=lambda *_: refuse)
    assert (end.kind, end.certified) == ("non-isolated", False)


def test_kinds_are_those_of_the_list():
    assert KINDS == ("copy-average", "perturbed-copy", "dead-neuron", "non-isolated", "other", "uncertified")


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
    report = sc.threshold_report(problem, [saddle], thresholds=["1e-4", "1e-10"], certify=judge)
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
    report = sc.threshold_report(sc.Problem.orthonormal("erf", n=1, k=2), 3, thresholds=["1e-9", "1e-5"], certify=judge)
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
