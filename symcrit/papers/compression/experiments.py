"""Numerical evidence: random starts find nothing below the proved values; wide targets approach the simplified loss.

Nothing here proves anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from symcrit.errors import InputError, shorten
from symcrit.model.random import generator
from symcrit.papers.compression.finite import random_target
from symcrit.papers.compression.frame import SimplexFrame, pair_loss

__all__ = ["Gap", "Search", "gaps", "search"]


@dataclass(frozen=True)
class Search:
    """The least L that random starts found, and the proved minimum (float64)."""

    M: int
    tau: float
    signs: str
    found: float
    proved: float
    W: np.ndarray
    s: np.ndarray


def search(
    M: int, tau: float, *, signs: str = "nonnegative", starts: int = 10, d: int | None = None,
    rng: np.random.Generator | int,
) -> Search:  # fmt: skip
    """Minimise L at c = 1 from random starts (L-BFGS, u_j and s_j free, s_j ≥ 0 or of any sign): numerical evidence.

    d: the input dimension, by default M. Raises InputError for signs other than "nonnegative" and "free".

    >>> result = search(2, 0.5, rng=0)
    >>> abs(result.found - result.proved) < 1e-7
    True
    """
    if signs not in ("nonnegative", "free"):
        raise InputError(f"signs = {shorten(signs)!r} is unknown; known: nonnegative, free")
    rng, d = generator(rng), M if d is None else d
    v, best = np.eye(d)[0] * tau, None
    for number in range(starts):
        outgoing = np.ones(M)
        outgoing[: number % 3 if signs == "free" else 0] = -1  # none, one or two of the other sign
        start = rng.standard_normal((M, d)) / np.sqrt(d)
        # a neuron keeps its sign: w_j = |s_j| u_j is free
        run = minimize(_loss, start.ravel(), (outgoing, v), "L-BFGS-B", jac=True, options=_OPTIONS)
        best = (run, outgoing) if best is None or run.fun < best[0].fun else best
    run, outgoing = best
    frame = float(SimplexFrame(M, 1, tau).loss)
    proved = min(frame, float(pair_loss(M, 1))) if signs == "free" else frame
    return Search(M, tau, signs, float(run.fun), proved, run.x.reshape(M, d), outgoing)


_OPTIONS = {"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-10}


def _loss(flat: np.ndarray, a: np.ndarray, v: np.ndarray) -> tuple[float, np.ndarray]:
    """L and its gradient by w_j, c = 1."""
    W = flat.reshape(len(a), len(v))
    lengths = np.maximum(np.linalg.norm(W, axis=1), 1e-300)
    U = W / lengths[:, None]
    rho = (U @ U.T).clip(-1, 1)
    np.fill_diagonal(rho, 1)
    slope, sine = (np.pi - np.arccos(rho)) / (2 * np.pi), np.sqrt(1 - rho * rho) / (2 * np.pi)
    mean = 2 / np.sqrt(2 * np.pi)
    pairs = a[:, None] * a[None, :]
    value = 1 + v @ v - a @ (mean * lengths + W @ v) + np.sum(pairs * np.outer(lengths, lengths) * (sine + rho * slope))
    pull = 2 * (pairs * slope) @ W + 2 * ((pairs * sine) @ lengths)[:, None] * U
    gradient = pull - a[:, None] * (mean * U + v)
    return float(value), gradient.ravel()


@dataclass(frozen=True)
class Gap:
    """|objective − simplified loss| at the equiangular student, and its parts, root mean squares over the targets.

    total: against c = 1/√(2π). realised: of the simplified losses for the mean c_N and slope v_N of every target and
    for N = ∞, O(1/√N). rest: against c_N and v_N, O(1/d). drop: the mean of that, with its sign; leading:
    −(1 − L_M)c²/d, its proved leading term.
    """

    weights: str
    N: int
    d: int
    total: float
    realised: float
    rest: float
    drop: float
    leading: float


def gaps(
    Ns: Iterable[int], ds: Iterable[int], *, M: int = 3, weights: str = "gaussian", targets: int = 5,
    rng: np.random.Generator | int,
) -> Iterator[Gap]:  # fmt: skip
    """How far wide random targets are from the simplified objective, at the fixed student of N = ∞: numerical evidence.

    >>> gap = next(gaps([2000], [20], targets=2, rng=0))
    >>> gap.total > 0
    True
    """
    rng, sizes = generator(rng), list(Ns)
    c = 1 / np.sqrt(2 * np.pi)
    for d in ds:
        frame = SimplexFrame(M, float(c), 0)
        student, simple, best = frame.network(d), float(frame.loss), float(SimplexFrame(M, 1, 0).loss)
        for N in sizes:
            errors = []
            for _ in range(targets):
                target = random_target(N, d, weights=weights, rng=rng)
                exact = target.objective(student)
                W = np.asarray(student.W)
                own = _affine(W, target.c, target.v)
                errors.append((exact - simple, own - simple, exact - own))
            rms = [float(np.sqrt(np.mean(part**2))) for part in np.array(errors).T]
            drop = float(np.mean(errors, axis=0)[2])
            yield Gap(weights, N, d, *rms, drop, float(-(1 - best) * c * c / d))


def _affine(W: np.ndarray, c: float, v: np.ndarray) -> float:
    """The simplified loss of a student with outgoing weights 1, float64."""
    from symcrit.papers.compression.finite import relu_kernel

    mean = 2 * c / np.sqrt(2 * np.pi) * np.linalg.norm(W, axis=1).sum()
    return float(c * c + v @ v - mean - (W @ v).sum() + relu_kernel(W, W).sum())
