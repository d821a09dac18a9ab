"""How fast online learning is beside scipy on numpy: `pytest tests/benchmarks/test_online_speed.py -m slow`."""

import time

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import symcrit as sc
from symcrit.learning.starts import packed

from .conftest import Note


class Numpy:
    """The equations of Saad and Solla for erf, vectorised over all four indices."""

    def __init__(self, K: int, eta: float, noise: float) -> None:
        self.K, self.eta, self.noise = K, eta, noise
        self.c = np.concatenate([np.ones(K), -np.ones(K)])

    def __call__(self, _: float, y: np.ndarray) -> np.ndarray:
        """dy/dalpha of y = (Q, R)."""
        K, c, eta = self.K, self.c, self.eta
        Q, R = y[: K * K].reshape(K, K), y[K * K : 2 * K * K].reshape(K, K)
        C = np.block([[Q, R], [R.T, np.eye(K)]])
        d = 1 + np.diag(C)
        root = np.sqrt(d[:K, None] * d[None] - C[:K] ** 2)
        by2 = 2 / np.pi / root
        norm = -(by2 * C[:K] / d[:K, None]) @ c
        G = -eta * (norm[:, None] * C[:K] + (by2 * c) @ C)
        X, di, dk, ik = C[:K], d[:K, None], d[None, :K], Q
        det = di * dk - ik**2
        x, z = X[:, None, :], X[None, :, :]
        left, right = dk[..., None] * x - ik[..., None] * z, di[..., None] * z - ik[..., None] * x
        S = C - (left[..., :, None] * x[..., None, :] + right[..., :, None] * z[..., None, :]) / det[..., None, None]
        own = 1 + np.einsum("ikpp->ikp", S)
        angles = np.arcsin(S / np.sqrt(own[..., :, None] * own[..., None, :]))
        squares = 2 / np.pi * np.einsum("p,ikpq,q->ik", c, angles, c) + self.noise**2
        dQ = G[:, :K] + G[:, :K].T + eta**2 * by2[:, :K] * squares
        return np.concatenate([dQ.ravel(), G[:, K:].ravel()])


@pytest.mark.slow
def test_scipy(note: Note) -> None:
    """K = M = 4, alpha = 1000, tolerance 1e-8 for both."""
    K, problem = 4, sc.Problem.orthonormal("erf", n=4, k=4, scale="1/2")

    def ours() -> sc.OnlineRun:
        return sc.online(problem, eta="1/2", noise="1/10", rng=0, t=1000)

    run = ours()
    start = packed(run.setting, run.start)[:-K]

    def peer(method: str) -> np.ndarray:
        found = solve_ivp(
            Numpy(K, 0.5, 0.1), (0, 1000), start, method=method, rtol=run.tolerance[0], atol=run.tolerance[1]
        )
        return np.asarray(found.y[:, -1])

    assert np.abs(peer("LSODA") - run.states[-1, :-K]).max() < 1e-4
    own, others = [], {"LSODA": [], "RK45": [], "DOP853": []}  # type: ignore[var-annotated]
    for _ in range(3):
        began = time.process_time()
        ours()
        own.append(time.process_time() - began)
        for method, times in others.items():
            began = time.process_time()
            peer(method)
            times.append(time.process_time() - began)
    fast = sorted(own)[1]
    ratios = {method: sorted(times)[1] / fast for method, times in others.items()}
    told = ", ".join(f"{method} {ratio:.1f}" for method, ratio in ratios.items())
    note("online, K = M = 4, alpha = 1000: scipy on numpy / symcrit", "≥ 5", f"{told} ({fast * 1e3:.0f} ms a run)")
    assert min(ratios.values()) > 5
