"""The flow with biases, inputs N(m, Σ), two activations, and without closed forms: other roads, and what it keeps."""

from dataclasses import replace

import numpy as np
import pytest
import sympy
from scipy.integrate import solve_ivp

import symcrit as sc
from symcrit.flow.compiled import gradient, hessian
from symcrit.flow.endpoints import pattern
from symcrit.flow.landscape import States

S = [[2, "1/2"], ["1/2", 1]]
MEAN = ["1/2", "-1/3"]
V = sc.Network([[1, 0], [0, 1]], [1, 1])
BIASED = sc.Network([[1, 0], [0, 1]], [1, 1], ["1/2", "-1/4"])
W = np.array([[0.9, 0.2], [-0.3, 0.7]])
A = np.array([0.8, 1.2])
BIASES = np.array([0.3, -0.1])


@pytest.mark.parametrize("name", ["erf", "relu"])
def test_compiled_derivatives_with_a_covariance_are_those_of_the_problem(name):
    problem = sc.Problem(V, name, 2, covariance=S)
    states = States(problem)
    x = np.random.default_rng(0).normal(size=states.size)
    f, H, P = np.empty(states.size), np.empty((states.size,) * 2), states.landscape()
    _, value = gradient(x, P, f)
    hessian(x, P, H)
    network = states.network(x)
    assert value == pytest.approx(problem.loss(network), rel=1e-13)
    np.testing.assert_allclose(f, problem.gradient(network).vector, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(H, states.hessian(x), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("name", ["erf", "relu"])
def test_the_flow_moves_the_weights_not_those_in_white_coordinates(name):
    """With Σ = AAᵀ and y = WA, L is the loss L₀ of inputs N(0, I) at y: y′ = −∂L₀/∂y·AᵀA, a preconditioned flow."""
    root = np.linalg.cholesky([[2, 0.5], [0.5, 1]])
    white = sc.Problem(sc.Network(np.eye(2) @ root, np.ones(2)), name, 2)
    flat = States(white)

    def slope(_, y):
        by_W, by_a, _ = flat.parts(flat.gradient(y))
        return -np.concatenate([(by_W.reshape(2, 2) @ root.T @ root).ravel(), by_a])

    start = np.concatenate([(W @ root).ravel(), A])
    other = solve_ivp(slope, (0, 4), start, method="DOP853", rtol=1e-10, atol=1e-12, dense_output=True)
    run = sc.gradient_flow(sc.Problem(V, name, 2, covariance=S), sc.Network(W, A), t_max=4)
    for t in (0.5, 4.0):
        back = other.sol(t)[:4].reshape(2, 2) @ np.linalg.inv(root)
        np.testing.assert_allclose(run.at(t).W, back, atol=1e-7)
        np.testing.assert_allclose(run.at(t).a, other.sol(t)[4:], atol=1e-7)
    if name == "relu":
        assert run.drift < 1e-7


@pytest.mark.parametrize(
    ("problem", "biases"),
    [
        (sc.Problem(BIASED, "erf", 2, covariance=S, mean=MEAN), BIASES),
        pytest.param(sc.Problem(V, "erf", 2, teacher_activation="relu", mean=MEAN), None, marks=pytest.mark.slow),
        (sc.Problem(V, "tanh", 2, covariance=S), None),
    ],
)
def test_what_is_quick_is_right(problem, biases):
    """Formulas as they stand, and sums that share nodes, against the gradient whose rounding is bounded."""
    network = sc.Network(W, A, biases)
    states = States(problem, biases is not None)
    x = states.state(network)
    assert states.loss(x) == pytest.approx(problem.loss(network), abs=1e-13)
    np.testing.assert_allclose(states.gradient(x), problem.gradient(network).vector, atol=1e-13)
    np.testing.assert_allclose(states.hessian(x), problem.hessian(network), atol=1e-12)


def test_a_biased_flow_ends_in_the_copy_of_the_teacher_a_minimum_of_loss_0():
    problem = sc.Problem(BIASED, "erf", 2)
    run = sc.gradient_flow(problem, sc.Network(W, A, BIASES), threshold="1e-4")
    assert run.stopped == "threshold"
    end = sc.name_endpoint(problem, run)
    assert (end.kind, end.certified, end.critical, end.inertia) == ("other", True, "minimum", (8, 0, 0))
    assert end.loss.contains(0)
    np.testing.assert_allclose(end.point.W, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(end.point.biases, [0.5, -0.25], atol=1e-9)


def test_homogeneous_activations_keep_a2_minus_w2_minus_the_square_of_the_bias():
    problem = sc.Problem(BIASED, "relu", 1, covariance=S)
    run = sc.gradient_flow(problem, sc.Network(W[:1], A[:1], BIASES[:1]), t_max=2)
    assert run.drift < 1e-8
    assert np.ptp(run.states[:, -1]) > 1e-3  # the bias moves, too
    end = run.conserved[-1]
    near = run.network
    np.testing.assert_allclose(end, near.a**2 - (near.W**2).sum(axis=1) - near.biases**2, rtol=1e-12)
    still = replace(problem, free=("W", "a"))
    assert sc.gradient_flow(still, sc.Network(W[:1], A[:1], BIASES[:1]), t_max=0.1).drift is None


def test_what_is_not_free_does_not_move():
    problem = sc.Problem(BIASED, "erf", 2, free=("W",))
    run = sc.gradient_flow(problem, sc.Network(W, A, BIASES), t_max=1)
    assert (run.network.a == A).all()
    assert (run.network.biases == BIASES).all()
    assert np.abs(run.network.W - W).max() > 1e-3


def test_a_start_that_is_drawn_has_biases_where_the_teacher_has():
    assert sc.gradient_flow(sc.Problem(BIASED, "erf", 1), rng=0, t_max=0.01).start.biases is not None
    assert sc.gradient_flow(sc.Problem(V, "erf", 1, mean=MEAN), rng=0, t_max=0.01).start.biases is None
    with pytest.raises(sc.InputError, match="without symbols"):
        sc.gradient_flow(sc.Problem(V, "erf", 1, covariance=[["s", 0], [0, 1]]), rng=0)


@pytest.mark.parametrize(
    "problem",
    [
        sc.Problem(sc.Network([[1, 0]]), "erf", 1, scale=sympy.Symbol("s", positive=True)),
        sc.Problem(sc.Network([["s", 0]]), "erf", 1),
        sc.Problem(sc.Network([[1, 0]], [1], ["s"]), "erf", 1),
        sc.Problem(sc.Network([[1, 0]]), "erf", 1, mean=["s", 0]),
    ],
    ids=["scale", "teacher", "its bias", "mean"],
)
def test_a_problem_with_symbols_has_no_flow_and_no_certified_point(problem):
    student = sc.Network(np.array([[0.5, 0.1]]))
    with pytest.raises(sc.InputError, match="a problem of numbers, without symbols"):
        sc.gradient_flow(problem, student)
    with pytest.raises(sc.InputError, match="the problem has the symbol s"):
        sc.certify(problem, student)


@pytest.mark.parametrize(
    ("problem", "biases", "digits"),
    [
        (sc.Problem(V, "erf", 1, covariance=S), None, 25),
        (sc.Problem(BIASED, "erf", 1, mean=MEAN), BIASES[:1], 18),
        pytest.param(sc.Problem(V, "tanh", 1), None, 18, marks=pytest.mark.slow),
    ],
)
def test_high_precision_agrees_with_float64(problem, biases, digits):
    start = sc.Network(W[:1], A[:1], biases)
    precise = sc.gradient_flow(problem, start, digits=digits, t_max="1/16")
    plain = sc.gradient_flow(problem, start, t_max="1/16", tolerance=1e-11)
    assert precise.stopped == plain.stopped == "t_max"
    near = precise.network.to_float()
    np.testing.assert_allclose(near.W, plain.network.W, atol=1e-9)
    np.testing.assert_allclose(near.a, plain.network.a, atol=1e-9)
    assert float(precise.loss) == pytest.approx(plain.loss, abs=1e-9)


def test_mpmath_with_a_covariance_agrees_and_refuses_what_it_has_not():
    start = sc.Network(W[:1], A[:1])
    problem = sc.Problem(V, "relu", 1, covariance=S)
    runs = [sc.gradient_flow(problem, start, digits=12, t_max="1/8", backend=name) for name in ("flint", "mpmath")]
    assert max(abs(float(a - b)) for a, b in zip(runs[0].states[-1], runs[1].states[-1], strict=True)) < 1e-11
    with pytest.raises(sc.InputError, match="take 'flint'"):
        sc.gradient_flow(sc.Problem(V, "tanh", 1), start, digits=12, t_max="1/8", backend="mpmath")


def test_names_of_families_are_for_standard_inputs_without_biases():
    problem = sc.Problem.orthonormal("erf", n=1, k=2)
    average = sc.OneNeuron("erf", k=2).at(problem).network
    assert pattern(problem, average) == "copy-average 2"
    assert pattern(replace(problem, covariance=S), average) == "other"
    assert pattern(replace(problem, mean=MEAN), average) == "other"
    assert pattern(replace(problem, teacher_activation=sc.activation("tanh")), average) == "other"
    assert pattern(problem, sc.Network(average.W, average.a, [0])) == "other"


# ------------------------------------------------------------------------------------------------- a broken flow


def test_a_flow_that_leaves_the_covariance_out_is_noticed(monkeypatch):
    landscape = States.landscape

    def white(self):
        P = landscape(self)
        return P._replace(root=np.eye(2))

    monkeypatch.setattr(States, "landscape", white)
    with pytest.raises(AssertionError):
        test_the_flow_moves_the_weights_not_those_in_white_coordinates("erf")
    with pytest.raises(AssertionError):
        test_compiled_derivatives_with_a_covariance_are_those_of_the_problem("erf")
