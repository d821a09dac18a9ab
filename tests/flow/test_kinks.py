"""Flows of activations with kinks away from 0: their ends are certified, or the reason is said with what may help."""

import numpy as np
import pytest

import symcrit as sc
from symcrit.certification import landscape

START = sc.Network(np.array([[0.55, 0.5]]), np.array([1.2]))
COPY = sc.Network([[1, 0], [0, 1]], [1, 1])


def problem_of(name):
    return sc.Problem.orthonormal(name, n=1, k=2)


def test_what_a_flow_of_hard_tanh_ends_at_is_certified(monkeypatch):
    near = sc.Network(np.array([[0.4335, 0.434]]), np.array([1.7473]))
    end = sc.name_endpoint(problem_of("hard_tanh"), near)
    assert (end.kind, end.certified, end.inertia) == ("copy-average 2", True, (3, 0, 0))
    monkeypatch.setattr(landscape, "meets_itself", lambda kernel: False)  # κ's own form for a neuron and itself
    broken = sc.name_endpoint(problem_of("hard_tanh"), near)
    assert not broken.certified
    assert "not finite at the candidate" in broken.reason


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hard_sigmoid", "selu", "shifted_relu", "tanh"])
def test_flows_end_at_certified_minima(name):
    problem = problem_of(name)
    end = sc.name_endpoint(problem, sc.gradient_flow(problem, START, threshold="1e-3"))
    assert (end.kind, end.inertia) == ("copy-average 2", (3, 0, 0))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hard_tanh", "relu6", "elu"])
def test_flows_from_random_starts_end_at_certified_minima(name):
    problem = sc.Problem.orthonormal(name, n=1, k=2, d=3)
    end = sc.name_endpoint(problem, sc.gradient_flow(problem, rng=0))
    assert (end.kind, end.inertia) == ("copy-average 2", (3, 0, 0))


def test_parallel_neurons_are_named_where_no_formula_is_known():
    problem = sc.Problem.orthonormal("hard_tanh", n=2, k=2)
    answer = sc.certify(problem, COPY)
    assert answer.verdict is sc.Verdict.UNDECIDED
    assert "(student 1 and teacher 1, student 2 and teacher 2)" in answer.why
    assert "critical(Point(problem, network))" in answer.remedy
    neuron = sc.Network([[1, 0]], [1], ["1/3"])
    assert "(student 1 and teacher 1)" in sc.certify(sc.Problem(neuron, "relu", n=1), neuron).why
