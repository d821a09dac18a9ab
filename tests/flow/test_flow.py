"""The flow in float64: derivatives by two roads, trajectories by two solvers, what is conserved, and how it ends."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

import symcrit as sc
from symcrit.flow import plain
from symcrit.flow.landscape import States

NAMES = ("erf", "probit", "sigmoid_like", "relu")


def problem(name, n, k, d=None, **options):
    teacher = sc.Network([[int(i == j) for j in range(k)] for i in range(k)], [1] * k)
    return sc.Problem(teacher=teacher, activation=name, n=n, d=d or k + 1, **options)


def compiled(states, x):
    from symcrit.flow.compiled import gradient, hessian

    f, H, P = np.empty(states.size), np.empty((states.size, states.size)), states.landscape()
    _, value = gradient(x, P, f)
    hessian(x, P, H)
    return value, f, H


@pytest.mark.parametrize("name", NAMES)
def test_compiled_derivatives_are_those_of_the_problem(name):
    teacher = sc.Network([[1, 0, "1/2"], [0, 2, 0]], [[1, 0], [-1, 2]])
    where = sc.Problem(teacher=teacher, activation=name, n=3, d=4, scale="1/2")
    states, x = States(where), np.random.default_rng(0).normal(size=18)
    value, f, H = compiled(states, x)
    network = states.network(x)
    assert value == pytest.approx(where.loss(network), rel=1e-13)
    np.testing.assert_allclose(f, where.gradient(network).vector, rtol=1e-12, atol=1e-13)
    h = 1e-5 * np.eye(18)
    differences = [(compiled(states, x + e)[1] - compiled(states, x - e)[1]) / 2e-5 for e in h]
    np.testing.assert_allclose(H, np.array(differences), atol=1e-8)
    if name != "relu":
        np.testing.assert_allclose(H, where.hessian(network), rtol=1e-12, atol=1e-13)


def test_relu_at_a_copy_of_a_teacher():
    """s = 0 there: gradient and loss have all their digits, and the Hessian is finite."""
    states = States(problem("relu", 2, 2))
    x = np.array([1.0, 0, 0, 0, 1.0, 0, 1.0, 1.0])
    value, f, H = compiled(states, x)
    assert abs(value) < 1e-15
    assert np.abs(f).max() < 1e-15
    assert np.isfinite(H).all()
    assert np.linalg.eigvalsh(H)[0] > -1e-14
    near = x + 1e-9 * np.arange(8)
    np.testing.assert_allclose(compiled(states, near)[1], H @ (near - x), atol=1e-16)


@pytest.mark.parametrize("name", NAMES)
def test_the_loss_falls_and_the_run_reaches_its_threshold(name):
    run = sc.gradient_flow(problem(name, 2, 3), rng=1, threshold="1e-9")
    assert run.stopped in ("threshold", "dead-neuron")
    assert np.diff(run.losses).max() <= 1e-12
    assert run.gradient_norm < 1e-9 or run.dead
    assert run.losses[-1] == pytest.approx(run.problem.loss(run.network), abs=1e-14)


@pytest.mark.parametrize("name", ["erf", pytest.param("relu", marks=pytest.mark.slow)])
def test_two_solvers_agree(name):
    """Extrapolation, compiled, against an explicit method of scipy on the gradient of the problem."""
    where = problem(name, 2, 3, 3)
    run, flat = sc.gradient_flow(where, rng=3, t_max=40), States(where)

    def slope(t, x):
        return -where.gradient(flat.network(x)).vector

    other = solve_ivp(slope, (0, 40), run.states[0], method="DOP853", rtol=1e-11, atol=1e-13, dense_output=True)
    for t in (0.3, 2.0, 17.5, 40.0):
        np.testing.assert_allclose(flat.state(run.at(t)), other.sol(t), atol=3e-8)
    assert run.t == 40
    assert run.stopped == "t_max"


def test_kernels_without_a_compiled_form_go_the_plain_way():
    where = problem("erf", 1, 2)
    fields = plain.flow(States(where), sc.gradient_flow(where, rng=0).start, 1e-5, 1e-6, math.inf, 10**5, math.inf)
    run = sc.gradient_flow(where, rng=0, threshold="1e-5")
    assert fields["stopped"] == "threshold"
    assert fields["losses"][-1] == pytest.approx(run.loss, abs=1e-7)
    np.testing.assert_allclose(fields["restart"](3, 2.0), States(where).state(run.at(2.0)), atol=1e-4)


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 4), outputs=st.integers(1, 2), std=st.sampled_from([0.1, 0.5, 1.0]))
def test_homogeneous_activations_conserve_a2_minus_w2(seed, n, outputs, std):
    teacher = sc.Network([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[1, 0], [0, 1], [1, 1]])
    where = problem("relu", n, 3) if outputs == 1 else sc.Problem(teacher=teacher, activation="relu", n=n)
    run = sc.gradient_flow(where, rng=seed, std=std, max_seconds=20)
    assert run.drift < 1e-6 * (1 + np.abs(run.states).max() ** 2)
    if run.stopped == "dead-neuron":  # a_i² > |w_i|² from the start, and a_i < 0
        a = run.start.outgoing
        assert all(run.conserved[0][i] > 0 for i in run.dead)
        assert outputs > 1 or all(a[i, 0] < 0 for i in run.dead)
    else:
        assert run.stopped == "threshold"


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), name=st.sampled_from(["erf", "relu"]), data=st.data())
def test_equivariance(seed, name, data):
    """Permuted neurons flow alike, and so do rotated inputs with rotated teachers."""
    n, k, d = 3, 3, 4
    where = problem(name, n, k, d)
    run = sc.gradient_flow(where, rng=seed, t_max=5)
    assume(run.stopped == "t_max")  # on the way to the kink, directions are lost
    order = data.draw(st.permutations(range(n)))
    start = sc.Network(run.start.W[order], run.start.a[order])
    other = sc.gradient_flow(where, start, t_max=5)
    np.testing.assert_allclose(other.network.W, run.network.W[order], atol=1e-6)
    np.testing.assert_allclose(other.network.a, run.network.a[order], atol=1e-6)
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(d, d)))[0]
    V = np.eye(k, d) @ turn
    turned = sc.Problem(teacher=sc.Network(V, np.ones(k)), activation=name, n=n, d=d)
    third = sc.gradient_flow(turned, sc.Network(run.start.W @ turn, run.start.a), t_max=5)
    np.testing.assert_allclose(third.network.W, run.network.W @ turn, atol=1e-6)


def test_a_relu_neuron_that_reaches_its_kink_is_reported():
    start = sc.Network(np.array([[0.3, 0.2], [0.05, 0.01]]), np.array([0.5, -0.8]))
    run = sc.gradient_flow(sc.Problem.orthonormal("relu", n=2, k=2), start)
    assert (run.stopped, run.dead) == ("dead-neuron", (1,))
    assert np.linalg.norm(run.network.W[1]) < 1e-5
    assert "kink" in run.reason
    end = sc.name_endpoint(run.problem, run)
    assert (end.kind, end.certified) == ("dead-neuron", False)
    assert end.reason == "student 2 reached the kink w = 0, where ∇L is not defined"


def test_a_small_start_is_no_dead_neuron():
    run = sc.gradient_flow(sc.Problem.orthonormal("relu", n=1, k=2), rng=1, std=1e-8)
    assert run.stopped == "threshold"


def test_a_run_that_leaves_is_reported(monkeypatch):
    from symcrit.flow import gradient_flow as module

    monkeypatch.setattr(module, "_ESCAPE", 2.0)
    run = sc.gradient_flow(sc.Problem.orthonormal("erf", n=1, k=4), rng=0)
    assert run.stopped == "infinity"
    assert np.abs(run.states[-1]).max() > 2


def test_limits_have_names():
    where = sc.Problem.orthonormal("erf", n=2, k=3)
    assert sc.gradient_flow(where, rng=0, max_steps=3).stopped == "max_steps"
    assert sc.gradient_flow(where, rng=0, max_steps=3).steps == 3
    assert sc.gradient_flow(where, rng=0, max_seconds=1e-9, tolerance=1e-12).stopped == "max_seconds"
    assert sc.gradient_flow(where, rng=0, t_max="1/2").t == 0.5
    start = sc.gradient_flow(where, rng=0).network
    assert sc.gradient_flow(where, start, threshold="1e-4").steps == 0


def test_only_free_parameters_move():
    run = sc.gradient_flow(problem("erf", 2, 3, free=("W",)), rng=0, t_max=3)
    assert (run.network.a == run.start.a).all()
    assert run.conserved is None
    run = sc.gradient_flow(problem("erf", 2, 3, free=("a",)), rng=0, t_max=3)
    assert (run.network.W == run.start.W).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": "-1"}, "threshold = -1 is not a positive number"),
        ({"threshold": "1e-30"}, "give digits=35 or more"),
        ({"std": -1}, "std = -1 is no standard deviation"),
        ({"digits": 0}, "digits = 0 is not a number of digits"),
        ({"digits": 20, "threshold": "1e-30"}, "give digits=35 or more"),
        ({"digits": 20, "backend": "gmp"}, "unknown backend 'gmp'"),
        ({"t_max": 0}, "t_max = 0 is not a positive number"),
        ({"max_steps": 0}, "max_steps = 0 is not a number of steps"),
        ({"tolerance": 1}, "tolerance = 1 is not between"),
        ({"newton_below": "1e-5"}, "newton_below is for digits=D"),
        ({"rng": -1}, "rng = -1 is no seed"),
        ({"start": [1, 2]}, "start = \\[1, 2\\] is not a Network"),
    ],
)
def test_bad_input(options, message):
    with pytest.raises(sc.InputError, match=message):
        sc.gradient_flow(sc.Problem.orthonormal("erf", n=1, k=2), **options)


def test_times_outside_are_refused():
    run = sc.gradient_flow(sc.Problem.orthonormal("erf", n=1, k=2), rng=0, t_max=1)
    for t in (-1, 1.5, "x", math.nan):
        with pytest.raises(sc.InputError, match="t = "):
            run.at(t)
    assert run.order_parameters(0.5).Q.shape == (1, 1)
    assert len(run.networks) == run.steps + 1
