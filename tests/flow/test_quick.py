"""∇L of flows without a compiled form: right at many states at once, near parallel neurons, and by few nodes."""

from fractions import Fraction

import numpy as np
import pytest

import symcrit as sc
from symcrit.flow import quick
from symcrit.flow.landscape import States

BIASED = sc.Network([[1, 0], [0, 1]], [1, 1], biases=["1/2", "-1/4"])
PLAIN = sc.Network([[1, 0], [0, 1]], [1, 1])
S = [[2, 1], [1, 3]]
COPY = np.array([1, 0, 0, 1, 1, 1, 0.5, -0.25])
AWAY = np.array([0.1, 0.7, -0.5, 0.4, 0.3, -0.9, 0.8, 0.2])


def exact_gradient(problem, x):
    """∇L at the numbers that floats are, to 30 digits: exact forms, where κ of a neuron and itself is no 0/0."""
    numbers = [str(Fraction(float(entry))) for entry in x]
    network = sc.Network([numbers[:2], numbers[2:4]], numbers[4:6], biases=numbers[6:] or None)
    return np.array(problem.gradient(network).vector.evalf(30), dtype=float).ravel()


@pytest.mark.parametrize(
    ("problem", "biased"),
    [
        (sc.Problem(BIASED, "relu", 2, covariance=S), True),
        (sc.Problem(BIASED, "abs", 2, free=("a", "biases")), True),
    ],
)
def test_kinks_and_biases(problem, biased):
    states = States(problem, biased)
    many = np.random.default_rng(0).normal(size=(2, states.size))
    free = states.free > 0
    for x, gradient in zip(many, states.gradients(many), strict=True):
        np.testing.assert_allclose(gradient[free], exact_gradient(problem, x), atol=1e-13)
        assert not gradient[~free].any()
        assert not states.slopes(x)[~free].any()


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(sc.Problem(PLAIN, "erf", 2, teacher_activation="relu", mean=[1, "1/3"]), marks=pytest.mark.slow),
        sc.Problem(PLAIN, "tanh", 2, covariance=S),
    ],
)
def test_many_states_at_once(problem):
    """Against the gradient whose rounding is bounded, one by one; and its differences against ∇²L."""
    states = States(problem)
    many = np.random.default_rng(0).normal(size=(2, states.size))
    for x, gradient in zip(many, states.gradients(many), strict=True):
        network = states.network(x)
        np.testing.assert_allclose(gradient, problem.gradient(network).vector, atol=1e-12)
        assert states.loss(x) == pytest.approx(problem.loss(network), abs=1e-12)
        np.testing.assert_allclose(states.slopes(x), states.hessian(x), atol=1e-7)


def test_neurons_that_are_nearly_parallel_keep_their_digits(monkeypatch):
    problem = sc.Problem(BIASED, "relu", 2, covariance=S)
    states = States(problem, biased=True)
    x = COPY + 1e-6 * AWAY
    right = exact_gradient(problem, x)
    assert np.abs(right).max() < 1e-4
    np.testing.assert_allclose(states.gradient(x), right, atol=1e-14)
    honest = quick._law

    def naive(*arguments):
        law = honest(*arguments)
        return law._replace(
            det=np.maximum(law.q11 * law.q22 - law.q12 * law.q12, 0),
            up=law.m2 * law.q11 - law.m1 * law.q12,
            right=law.m1 * law.q22 - law.m2 * law.q12,
        )

    monkeypatch.setattr(quick, "_law", naive)
    assert np.abs(states.gradient(x) - right).max() > 1e-13  # the formulas as they stand


@pytest.mark.parametrize("name", ["tanh", "softplus", "gelu_tanh"])
def test_few_nodes_are_enough(name):
    """Sums with steps that were tried, against those with steps by proved bounds."""
    kernel = sc.kernel(name)
    rng = np.random.default_rng(1)
    q11, q22 = rng.uniform(0.1, 2, (2, 20))
    q12 = rng.uniform(-1, 1, 20) * np.sqrt(q11 * q22)
    orders = ((), ("q11",), ("q12",))
    found = quick._by_definition(kernel, orders)(q11, q12, q22)
    for by, values in zip(orders, found, strict=True):
        own = kernel.diff(*by) if by else kernel
        np.testing.assert_allclose(values, own.numeric(q11, q12, q22), atol=1e-12)


def test_nodes_that_are_too_few_are_noticed(monkeypatch):
    monkeypatch.setattr(quick, "_CLOSE", 1e6)
    kernel = sc.kernel("tanh")
    (found,) = quick._by_definition(kernel, ((),))(*np.array([[1.0], [0.5], [1.0]]))
    assert abs(found[0] - kernel.numeric(1, 0.5, 1)) > 1e-12


@pytest.mark.slow
def test_a_neuron_with_kinks_away_from_0_meets_itself():
    """There κ's own form is 0/0; E[σ(u)²] is not."""
    problem = sc.Problem.orthonormal("hard_tanh", n=1, k=1)
    states = States(problem)
    x = np.array([0.7, 0.6])
    assert states.loss(x) == pytest.approx(float(problem.loss(sc.Network([["7/10"]], ["3/5"]))), abs=1e-12)
    step = 1e-5 * np.eye(2)
    slope = [(states.loss(x + e) - states.loss(x - e)) / 2e-5 for e in step]
    np.testing.assert_allclose(states.gradient(x), slope, atol=1e-9)


def test_a_flow_of_biased_neurons_with_kinks_ends_at_its_threshold_in_few_steps():
    problem = sc.Problem(BIASED, "relu", 2, covariance=S)
    start = sc.Network(np.array([[0.06, -0.07], [0.32, 0.05]]), np.array([0.5, 0.6]), np.array([0.1, 0.2]))
    run = sc.gradient_flow(problem, start)
    assert run.stopped == "threshold"
    assert len(run.times) < 200
    assert run.loss < 1e-12
