"""Steps without a Hessian: products, systems and flows are those with one."""

import numpy as np
import pytest

import symcrit as sc
from symcrit.flow import landscape
from symcrit.flow.compiled import gradient, hessian
from symcrit.flow.landscape import States
from symcrit.flow.matrix_free import conjugate_gradients, prepare, room, times

EYE = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
PROBLEMS = {
    "erf": sc.Problem(sc.Network(EYE, [1, 1, 1]), "erf", n=5),
    "turned": sc.Problem(sc.Network([["3/5", "4/5", 0, 0], [0, 1, 0, "1/2"]], [1, 1]), "erf", n=3),
    "probit": sc.Problem(sc.Network(EYE, [1, 2, -1]), "probit", n=2, scale="1/2"),
    "relu": sc.Problem(sc.Network(EYE, [1, 1, 1]), "relu", n=3),
    "outputs": sc.Problem(sc.Network(EYE, [[1, 0], [-1, 2], [0, 1]]), "erf", n=3),
    "leaky": sc.Problem(sc.Network(EYE, [1, 1, 1]), "leaky_relu", n=2, free=("W",)),
}


def arrays(problem, seed=0):
    """The landscape at a random state, its Hessian, and room."""
    states = States(problem)
    P, x = states.landscape(), np.random.default_rng(seed).normal(size=states.size)
    H = np.empty((states.size, states.size))
    hessian(x, P, H)
    return states, P, x, H, room(problem.n, problem.k, problem.d, states.outputs)


@pytest.mark.parametrize("name", PROBLEMS)
def test_products_are_those_with_the_hessian(name):
    states, P, x, H, curvature = arrays(PROBLEMS[name])
    prepare(x, P, curvature)
    assert curvature.along[0] == (name != "turned")
    gradient(np.ones(states.size), P, np.empty(states.size))  # the landscape moves on; the curvature stays
    for seed in range(3):
        v = np.random.default_rng(seed).normal(size=states.size) * states.free
        out = np.empty(states.size)
        times(v, P, curvature, out)
        np.testing.assert_allclose(out, H @ v, rtol=1e-12, atol=1e-12)


def test_equal_neurons_with_a_kink():
    states, P, x, H, curvature = arrays(PROBLEMS["relu"])
    x[:4], x[4:8] = [1, 0, 0, 0], [2, 0, 0, 0]
    hessian(x, P, H)
    prepare(x, P, curvature)
    v, out = np.random.default_rng(1).normal(size=states.size), np.empty(states.size)
    times(v, P, curvature, out)
    np.testing.assert_allclose(out, H @ v, atol=1e-12)


def test_systems_are_solved():
    states, P, x, H, curvature = arrays(PROBLEMS["erf"])
    shift = 1.0 - np.linalg.eigvalsh(H)[0]
    b = np.random.default_rng(2).normal(size=states.size)
    y = b.copy()
    prepare(x, P, curvature)
    assert conjugate_gradients(y, shift, x, 0.0, 1e-12, P, curvature)
    np.testing.assert_allclose(y, np.linalg.solve(H + shift * np.eye(states.size), b), atol=1e-11)


def test_negative_curvature_is_noticed():
    _, P, x, H, curvature = arrays(PROBLEMS["erf"])
    lowest, vectors = np.linalg.eigh(H)
    prepare(x, P, curvature)
    assert lowest[0] < 0
    assert not conjugate_gradients(vectors[:, 0].copy(), 0.0, x, 0.0, 1e-12, P, curvature)


@pytest.mark.parametrize(("name", "n"), [("erf", 3), ("relu", 2)])
def test_flows_with_and_without_a_hessian_agree(monkeypatch, name, n):
    problem = sc.Problem.orthonormal(name, n=n, k=4, d=5)
    known = sc.gradient_flow(problem, rng=3, init="glorot")
    monkeypatch.setattr(landscape, "_FACTORED", 0)
    run = sc.gradient_flow(problem, rng=3, init="glorot")
    assert run.stopped == known.stopped == "threshold"
    assert run.loss == pytest.approx(known.loss, abs=1e-10)
    for t in (0.5, 5.0, 40.0):
        np.testing.assert_allclose(run.at(t).W, known.at(t).W, atol=1e-6)
        np.testing.assert_allclose(run.at(t).a, known.at(t).a, atol=1e-6)
    if name == "relu":
        assert run.drift < 1e-6
