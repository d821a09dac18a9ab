"""What stands for ∇²L in conjugate gradients: its inverse is that of the matrix it says, and saves iterations."""

import numpy as np
import pytest

import symcrit as sc
from symcrit.flow.compiled import hessian
from symcrit.flow.landscape import States
from symcrit.flow.matrix_free import prepare, room
from symcrit.flow.preconditioner import divide, shift_by

PROBLEMS = {
    "erf": sc.Problem.orthonormal("erf", n=3, k=6, d=7),
    "relu": sc.Problem.orthonormal("relu", n=3, k=6, d=7),
    "half": sc.Problem(sc.Network(np.eye(4, dtype=int), [1, 2, -1, 1]), "probit", n=2, scale="1/2"),
}


def prepared(problem, seed=0, spread=0.5):
    """A random state, ∇²L there, and the curvature."""
    states = States(problem)
    P, x = states.landscape(), spread * np.random.default_rng(seed).normal(size=states.size)
    H, curvature = np.empty((states.size, states.size)), room(problem.n, problem.k, problem.d, 1)
    hessian(x, P, H)
    prepare(x, P, curvature)
    return x, P, H, curvature


def linear_part(problem, x, near):
    """J, d×size."""
    n, d = problem.n, problem.d
    W, J = x[: n * d].reshape(n, d), np.zeros((d, len(x)))
    for i in range(n):
        p, z, beta = near.own[:3, i]
        J[:, i * d : (i + 1) * d] = p * np.eye(d) + z * np.outer(W[i], W[i])
        J[:, n * d + i] = beta * W[i]
    return J


def blocks(problem, x, near, shift):
    """Δ + K + shift where `near` keeps K, size×size."""
    n, d = problem.n, problem.d
    W, B = x[: n * d].reshape(n, d), shift * np.eye(len(x))
    for i in range(n):
        places = [*range(i * d, (i + 1) * d), n * d + i]
        ww, wa, aa = near.own[3:, i] if near.inner[:, i].any() else (0, 0, 0)
        block = np.zeros((d + 1, d + 1))
        block[:d, :d] = np.diag(near.diagonal[i]) + ww * np.outer(W[i], W[i])
        block[:d, d] = block[d, :d] = wa * W[i]
        block[d, d] = aa
        B[np.ix_(places, places)] += block
    return B


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("shift", [0.3, 2.0, 30.0])
def test_the_inverse_is_that_of_blocks_and_the_linear_part(name, shift):
    problem = PROBLEMS[name]
    x, P, _, curvature = prepared(problem)
    shift_by(shift, P, curvature)
    J = linear_part(problem, x, curvature.near)
    M = blocks(problem, x, curvature.near, shift) + 2 * P.scale * J.T @ J
    assert np.linalg.eigvalsh(M)[0] > 0
    r, out = np.random.default_rng(1).normal(size=len(x)), np.empty(len(x))
    divide(r, P, curvature, out)
    np.testing.assert_allclose(M @ out, r, atol=1e-12)


@pytest.mark.parametrize("name", PROBLEMS)
def test_blocks_are_those_of_the_hessian_along_a_neuron(name):
    problem = PROBLEMS[name]
    x, P, H, curvature = prepared(problem)
    shift_by(1e3, P, curvature)
    n, d, J = problem.n, problem.d, linear_part(problem, x, curvature.near)
    B, rest = blocks(problem, x, curvature.near, 0.0), H - 2 * P.scale * J.T @ J
    for i in range(n):
        along, outgoing = np.zeros(len(x)), np.zeros(len(x))
        along[i * d : (i + 1) * d], outgoing[n * d + i] = x[i * d : (i + 1) * d], 1.0
        for u, v in ((along, along), (along, outgoing), (outgoing, outgoing)):
            assert u @ B @ v == pytest.approx(u @ rest @ v, abs=1e-12)


def test_the_linear_part_has_the_large_eigenvalues():
    """Of 20 students: without it d eigenvalues of ∇²L are above 1, with it none."""
    problem = sc.Problem.orthonormal("erf", n=20, k=20, d=20)
    states, rng = States(problem), np.random.default_rng(0)
    W = np.eye(20) + 0.05 * rng.normal(size=(20, 20))
    x, P, H = np.concatenate([W.ravel(), np.ones(20)]), states.landscape(), np.empty((420, 420))
    curvature = room(20, 20, 20, 1)
    hessian(x, P, H)
    prepare(x, P, curvature)
    J = linear_part(problem, x, curvature.near)
    assert (np.linalg.eigvalsh(H) > 1).sum() >= 20
    assert np.linalg.eigvalsh(H - 2 * J.T @ J)[-1] < 1
