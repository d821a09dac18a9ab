"""Stochastic gradient descent itself, in a finite dimension N: weights as vectors, one fresh batch a step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import sympy

from symcrit.arguments import integer
from symcrit.errors import InputError
from symcrit.jit import compiled
from symcrit.kernels.edges import z
from symcrit.learning.setting import Setting
from symcrit.learning.starts import Start, packed
from symcrit.memory import need_room
from symcrit.model.random import generator

__all__ = ["MOST_RUNS", "Descents", "descend"]

_NUMBERS = 2**18  # drawn at once
_MOST_STEPS = 10**8
MOST_RUNS = 1000


@dataclass(frozen=True, eq=False)
class Descents:
    """Several descents from one start: alpha (m), Q (r×m×K×K), R (r×m×K×M), a (r×m×K) and loss (r×m), r runs.

    As in `OnlineRun` Q and R are the covariances of the fields.  mean and spread: of the loss, over runs; the spread is
    the standard deviation of one run, nan for a single one.
    """

    N: int
    alpha: np.ndarray
    Q: np.ndarray
    R: np.ndarray
    a: np.ndarray
    loss: np.ndarray

    @property
    def runs(self) -> int:
        """How many."""
        return len(self.loss)

    @property
    def mean(self) -> np.ndarray:
        """Of the loss."""
        return self.loss.mean(axis=0)

    @property
    def spread(self) -> np.ndarray:
        """Of the loss of one run."""
        return self.loss.std(axis=0, ddof=1) if self.runs > 1 else np.full(len(self.alpha), np.nan)


def descend(own: Setting, start: Start, end: float, N: int, runs: int, rng: Any, points: int) -> Descents:
    """Descents in dimension N from a start to alpha = end, looked at `points` times.

    The start has exactly the given overlaps; eigenspaces of Σ have round(share·N) dimensions.  The same seed draws
    the same examples on every machine.
    Raises InputError for the limit of small learning rates, and where N does not hold the vectors.

    >>> from symcrit import Problem, online
    >>> run = online(Problem.orthonormal("erf", n=1, k=1, scale="1/2"), eta=1, start=([[1]], [["1/2"]]), t=5)
    >>> drawn = run.simulate(N=200, runs=2, points=3)
    >>> drawn.alpha.tolist(), bool(abs(drawn.mean[-1] - run.loss[-1]) < 0.02)
    ([0.0, 2.5, 5.0], True)
    """
    if own.limit:
        raise InputError("a descent needs a learning rate; the run is the limit eta → 0")
    size = integer("N", N, own.K + own.M)
    copies, looks = integer("runs", runs, 1, MOST_RUNS), integer("points", points, 2, 10_000)
    dimensions = _dimensions(own, size)
    total = sum(dimensions)
    need_room(f"{copies} descents in N = {total}", copies * (own.K + own.M) * total * 16 / 2**30, "take a smaller N")
    when = np.unique(np.round(np.linspace(0, end, looks) * total).astype(int))
    if when[-1] * own.batch > _MOST_STEPS:
        raise InputError(f"{when[-1] * own.batch} examples are more than {_MOST_STEPS}; take a smaller N or alpha")
    root = np.repeat(np.sqrt(own.rates), dimensions)
    first = packed(own, start)
    vectors = _vectors(own, first, dimensions)
    a = first[-own.K :]
    streams = generator(rng).spawn(copies)
    walk = _compiled_walk if own.family else _plain_walk
    found = [walk(own, stream, vectors.copy(), a.copy(), root, when) for stream in streams]
    grams = np.array([one[0] for one in found])
    outgoing = np.array([one[1] for one in found])
    K = own.K
    losses = np.array([[_loss(own, C, a) for C, a in zip(*one, strict=True)] for one in found])
    return Descents(total, when / total, grams[:, :, :K, :K], grams[:, :, :K, K:], outgoing, own.scale * losses)


def _dimensions(own: Setting, N: int) -> list[int]:
    """Of the eigenspaces."""
    found = [round(share * N) for share in own.shares]
    if min(found) < own.K + own.M:
        raise InputError(
            f"N = {N} leaves {min(found)} dimensions for an eigenspace, less than the {own.K + own.M} neurons; "
            "give a larger N"
        )
    return found


def _vectors(own: Setting, state: np.ndarray, dimensions: list[int]) -> np.ndarray:
    """Students and teachers, (K + M)×N, with the overlaps of a state in every eigenspace."""
    K, M = own.K, own.M
    blocks = []
    for s, dimension in enumerate(dimensions):
        part = state[s * K * (K + M) : (s + 1) * K * (K + M)]
        Q, R = part[: K * K].reshape(K, K), part[K * K :].reshape(K, M)
        values, basis = np.linalg.eigh(np.block([[Q, R], [R.T, own.shares[s] * own.T]]))
        block = np.zeros((K + M, dimension))
        block[:, : K + M] = basis * np.sqrt(np.maximum(values, 0))
        blocks.append(block)
    return np.ascontiguousarray(np.hstack(blocks))


def _loss(own: Setting, C: np.ndarray, a: np.ndarray) -> float:
    """E[(f − f*)²] for fields of covariance C."""
    c, K, d = np.concatenate([a, -own.b]), own.K, np.diag(C)
    total = 0.0
    sides = [(0, slice(0, K), slice(0, K)), (1, slice(0, K), slice(K, None)), (2, slice(K, None), slice(K, None))]
    for place, rows, columns in sides:
        values = own.kernels[place].numeric(d[rows, None], C[rows, columns], d[None, columns])
        total += (2 if place == 1 else 1) * float(c[rows] @ values @ c[columns])
    return total


def _batches(own: Setting, rng: np.random.Generator, root: np.ndarray, when: np.ndarray) -> Any:
    """(steps, x, noise) with steps × batch fresh examples, up to each of the step numbers `when` exactly."""
    most = max(1, _NUMBERS // (len(root) * own.batch))
    for before, after in pairwise(when):
        left = int(after - before)
        while left:
            steps = min(most, left)
            left -= steps
            x = rng.standard_normal((steps, own.batch, len(root)))
            if (root != 1).any():
                x *= root
            yield x, own.noise * rng.standard_normal((steps, own.batch)), left == 0


def _gram(vectors: np.ndarray, root: np.ndarray) -> np.ndarray:
    """The covariance of the fields."""
    images = vectors * root
    return images @ images.T


def _compiled_walk(
    own: Setting, rng: np.random.Generator, vectors: np.ndarray, a: np.ndarray, root: np.ndarray, when: np.ndarray
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Covariances of the fields and a, at the step numbers `when`."""
    erf = own.family == "erf"
    shape = (
        (math.sqrt(own.c[1]), math.sqrt(own.c[2] * math.pi / 2), math.sqrt(own.c[0] / 2)) if erf else (*own.c[:2], 0.0)
    )
    N = len(root)
    rates = 2 * own.scale * own.eta / N, 2 * own.scale * own.eta_a / N, own.decay / N
    grams, outgoing = [_gram(vectors, root)], [a.copy()]
    c = np.concatenate([a, -own.b])
    for x, noise, is_look in _batches(own, rng, root, when):
        _steps(vectors, c, own.K, x, noise, rates, erf, shape)
        if is_look:
            grams.append(_gram(vectors, root))
            outgoing.append(c[: own.K].copy())
    return grams, outgoing


@compiled
def _steps(U, c, K, X, noise, rates, erf, shape):
    """Steps of the descent, one for each batch in X; U = (students, teachers) and c are overwritten."""
    count, batch, N = X.shape
    size = U.shape[0]
    step, step_a, decay = rates
    pulls, slopes, values = np.zeros((batch, K)), np.zeros((batch, K)), np.zeros((batch, size))
    for n in range(count):
        for b in range(batch):
            error = -noise[n, b]
            for p in range(size):
                y = 0.0
                for e in range(N):
                    y += U[p, e] * X[n, b, e]
                if erf:
                    values[b, p] = shape[0] + shape[1] * math.erf(shape[2] * y)
                    slope = shape[1] * shape[2] * 2.0 / math.sqrt(math.pi) * math.exp(-shape[2] * shape[2] * y * y)
                else:
                    values[b, p] = shape[0] * y + shape[1] * abs(y)
                    slope = shape[0] + (shape[1] if y > 0.0 else -shape[1])
                error += c[p] * values[b, p]
                if p < K:
                    slopes[b, p] = slope
            for i in range(K):
                pulls[b, i] = error * c[i] * slopes[b, i] / batch
                slopes[b, i] = error * values[b, i] / batch
        for i in range(K):
            for e in range(N):
                total = 0.0
                for b in range(batch):
                    total += pulls[b, i] * X[n, b, e]
                U[i, e] -= step * total + decay * U[i, e]
            if step_a != 0.0:
                total = 0.0
                for b in range(batch):
                    total += slopes[b, i]
                c[i] -= step_a * total + decay * c[i]


def _plain_walk(
    own: Setting, rng: np.random.Generator, vectors: np.ndarray, a: np.ndarray, root: np.ndarray, when: np.ndarray
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The same for every activation, by numpy."""
    sigma, tau = own.kernels[1].pair
    own_f, own_g, other = (
        sympy.lambdify(z, form, modules=["scipy", "numpy"])
        for form in (sigma.expr, sympy.diff(sigma.expr, z), tau.expr)
    )
    K, N = own.K, len(root)
    step, step_a, decay = 2 * own.scale * own.eta / N, 2 * own.scale * own.eta_a / N, own.decay / N
    W, V = vectors[:K], vectors[K:]
    grams, outgoing = [_gram(vectors, root)], [a.copy()]
    for X, noise, is_look in _batches(own, rng, root, when):
        for x, xi in zip(X, noise, strict=True):
            fields = x @ W.T
            values, slopes = own_f(fields), np.broadcast_to(own_g(fields), fields.shape)
            error = (values @ a - other(x @ V.T) @ own.b - xi) / own.batch
            W -= step * a[:, None] * ((error[:, None] * slopes).T @ x) + decay * W
            if step_a:
                a = a - step_a * (error @ values) - decay * a
        if is_look:
            grams.append(_gram(vectors, root))
            outgoing.append(a.copy())
    return grams, outgoing
