"""How fast the flow is beside its peers: `python -m pytest tests/benchmarks/test_flow_speed.py -m "slow or peers"`.

Ratios of the medians of repeats in one process, which should have one core to itself: taskset -c 0, OMP_NUM_THREADS=1.
Both sides of a ratio are measured in turn, so that a busy machine slows both; the ratios are asserted as stated.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import pytest

import symcrit as sc

from . import flow_peers
from .conftest import Note

N, K, D, THRESHOLD, RTOL, SEEDS = 6, 10, 11, 5e-8, 1e-9, 8


def medians(repeats: int, *jobs: Callable[[], object]) -> list[float]:
    """The median processor time of each job, in seconds; they take turns."""
    times: list[list[float]] = [[] for _ in jobs]
    for _ in range(repeats):
        for job, own in zip(jobs, times, strict=True):
            start = time.process_time()
            job()
            own.append(time.process_time() - start)
    return list(map(statistics.median, times))


def starts() -> list[np.ndarray]:
    return [np.random.default_rng(seed).normal(scale=0.1, size=N * (D + 1)) for seed in range(SEEDS)]


def ours() -> list[sc.Trajectory]:
    problem = sc.Problem.orthonormal("erf", n=N, k=K, d=D)
    return [sc.gradient_flow(problem, start, tolerance=RTOL) for start in starts()]


@pytest.mark.slow
def test_lsoda(note: Note) -> None:
    peer = flow_peers.Numpy(N, K, D)
    reached = [flow_peers.lsoda(peer, start, THRESHOLD, RTOL) for start in starts()]
    for run, other in zip(ours(), reached, strict=True):  # the same minimum, to what the threshold leaves open
        assert run.gradient_norm < THRESHOLD
        assert np.linalg.norm(run.states[-1] - other) < 1e-3
    fast, slow = medians(3, ours, lambda: [flow_peers.lsoda(peer, start, THRESHOLD, RTOL) for start in starts()])
    note(
        "(6,10), d = 11, 8 seeds to 5e-8: LSODA on numpy / symcrit",
        "≥ 5",
        f"{slow / fast:.1f} ({fast / SEEDS * 1e3:.0f} ms a run)",
    )
    assert slow > 5 * fast


@pytest.mark.slow
@pytest.mark.peers
def test_diffrax(note: Note) -> None:
    pytest.importorskip("diffrax")
    solve = flow_peers.diffrax_flow(N, K, D, THRESHOLD, RTOL)
    end = np.asarray(solve(starts()[0]).block_until_ready())
    assert np.linalg.norm(ours()[0].states[-1] - end) < 1e-3
    fast, one = medians(3, ours, lambda: solve(starts()[1]).block_until_ready())
    slow = SEEDS * one
    note("the same: diffrax Kvaerno5 / symcrit", "≥ 40", f"{slow / fast:.0f}")
    assert slow > 40 * fast


@pytest.mark.slow
@pytest.mark.peers
def test_batched_gradients(note: Note) -> None:
    jax = pytest.importorskip("jax")
    from symcrit.flow.compiled import gradients
    from symcrit.flow.landscape import States

    states, X = (
        States(sc.Problem.orthonormal("erf", n=N, k=K, d=D)),
        np.random.default_rng(0).normal(size=(1000, N * (D + 1))),
    )
    P, out = states.landscape(), np.empty_like(X)
    batched = jax.jit(jax.vmap(flow_peers.jax_gradient(N, K, D)))
    there = jax.numpy.asarray(X)
    gradients(X, P, out)
    np.testing.assert_allclose(out, np.asarray(batched(there)), atol=1e-12)
    fast, slow = medians(30, lambda: gradients(X, P, out), lambda: batched(there).block_until_ready())
    note(
        "1000 gradients at (6,10): jax vmap(grad), jitted / symcrit", "≥ 1", f"{slow / fast:.1f} ({fast * 1e3:.1f} ms)"
    )
    assert slow > 1 * fast


@pytest.mark.slow
def test_high_precision(note: Note) -> None:
    problem, start = sc.Problem.orthonormal("erf", n=2, k=3), np.random.default_rng(3).normal(scale=0.1, size=8)
    options = {"digits": 35, "threshold": "1e-30"}
    runs = {}

    def run(backend: str) -> None:
        runs[backend] = sc.gradient_flow(problem, start, backend=backend, **options)

    sc.gradient_flow(problem, start, digits=35, t_max="1/100")
    fast, slow = medians(3, lambda: run("flint"), lambda: run("mpmath"))
    assert all(one.gradient_norm < 1e-30 for one in runs.values())
    note("(2,3) to 1e-30: mpmath / python-flint", "≥ 5", f"{slow / fast:.1f} ({fast:.1f} s)")
    assert slow > 5 * fast
