"""Who learns which teacher, and when: gradient descent of wide ReLU students, numerical.

Loss ½E|f − f*|², f = Σ_i v_i σ(w_i·x) with v_i ∈ R^C.  Everything here is float64: evidence of the kind "numerical",
never a proof.  The teacher has orthonormal w*_j and orthogonal fan-outs |v*_j| = j^−p; the experiments of
arXiv:1909.13458 also have biases and draw their teachers otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from symcrit.arguments import instance, integer, listed
from symcrit.errors import InputError, shorten, shown
from symcrit.model.network import Network
from symcrit.model.problem import Problem
from symcrit.sweeps.study import Progress, Study, carry_out

__all__ = [
    "Run",
    "Success",
    "Task",
    "batch_gradient",
    "population_gradient",
    "success",
    "summary",
    "train",
    "train_many",
    "wilson",
]

_MOST, _SAMPLES = 10**5, 10**8  # neurons or dimensions; inputs
_QUANTILE = 1.959963984540054  # of the normal law, at 0.975
LEARNED = 0.95  # a teacher is found when some student has this correlation with it
Gradient = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Task:
    """k teachers in d dimensions, C outputs, fan-outs j^−p; n students, weights from N(0, init²/d) and N(0, init²/C).

    Raises InputError for sizes that do not fit: 1 ≤ k ≤ min(d, C), n ≥ 1, p ≥ 0, init > 0.

    >>> Task(n=10, p=2).k
    5
    """

    n: int = 50
    p: float = 1
    k: int = 5
    d: int = 10
    C: int = 10
    init: float = 0.1

    def __post_init__(self) -> None:
        for name in ("n", "k", "d", "C"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST:
                raise InputError(f"{name} = {shown(value)} must be an integer of at least 1, at most {_MOST}")
        if self.k > min(self.d, self.C):
            raise InputError(f"k = {self.k} orthonormal teachers need d = {self.d} and C = {self.C} of at least k")
        for name, above in (("p", lambda p: p >= 0), ("init", lambda init: init > 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not (above(value) and value < 1e6):
                raise InputError(
                    f"{name} = {shorten(getattr(self, name))} must be {'positive' if name == 'init' else 'at least 0'}"
                )

    def draw(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Teacher W*, V* (k × d, k × C) and student W, V (n × d, n × C)."""
        W_star = np.linalg.qr(rng.normal(size=(self.d, self.k)))[0].T
        strengths = np.arange(1, self.k + 1.0) ** -self.p
        V_star = np.linalg.qr(rng.normal(size=(self.C, self.k)))[0].T * strengths[:, None]
        W = self.init / np.sqrt(self.d) * rng.normal(size=(self.n, self.d))
        return W_star, V_star, W, self.init / np.sqrt(self.C) * rng.normal(size=(self.n, self.C))

    def problem(self, rng: np.random.Generator) -> tuple[Problem, Network]:
        """The same draw as a problem, whose loss is E|f − f*|² without the ½, and a start for `gradient_flow`.

        >>> problem, start = Task(n=3, k=2, d=4, C=2).problem(np.random.default_rng(0))
        >>> problem.n, start.outputs
        (3, 2)
        """
        W_star, V_star, W, V = self.draw(rng)
        problem = Problem(teacher=Network(W_star, V_star), activation="relu", n=self.n)
        return problem, Network(W, V)


def population_gradient(
    W: np.ndarray, V: np.ndarray, *, W_star: np.ndarray, V_star: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """∂/∂W and ∂/∂V of ½E|f − f*|² over x ~ N(0, I), from the closed form of the ReLU kernel.

    E[σ(w·x)σ(u·x)] = |w||u|(sin θ + (π − θ)cos θ)/2π and E[1(w·x > 0)σ(u·x)x] = (|u| sin θ·w/|w| + (π − θ)u)/2π.
    W, V: n × d and n × C; W_star, V_star: of the teacher.
    Raises InputError for shapes that do not fit, numbers that are not finite, and at w = 0, where there is no gradient.

    >>> W = np.eye(2); V = np.array([[1.0], [2.0]])
    >>> [float(abs(g).max()) for g in population_gradient(W, V, W_star=W, V_star=V)]
    [0.0, 0.0]
    """
    W, V, W_star, V_star = _arrays(W=W, V=V, W_star=W_star, V_star=V_star)
    if not np.linalg.norm(W, axis=1).all():
        raise InputError("W has a row w = 0, where the loss has no gradient; leave that student out")
    return _population_gradient(W, V, W_star=W_star, V_star=V_star)


def _arrays(**given: Any) -> list[np.ndarray]:
    """W, V, W_star, V_star (and X) as float64 arrays of shapes that fit."""
    found = {}
    for name, value in given.items():
        try:
            found[name] = np.asarray(value, dtype=float)
        except Exception:  # whatever numpy finds in what is no array of numbers
            raise InputError(f"{name} = {shown(value)} is no array of numbers") from None
        if found[name].ndim != 2 or not found[name].size or not np.isfinite(found[name]).all():
            raise InputError(
                f"{name} of shape {found[name].shape} is no table of finite numbers, a row for each neuron"
            )
    (n, d), (k, C) = found["W"].shape, found["V_star"].shape
    needed = {"W": (n, d), "V": (n, C), "W_star": (k, d), "V_star": (k, C), "X": (None, d)}
    for name, value in found.items():
        if any(want not in (None, have) for want, have in zip(needed[name], value.shape, strict=True)):
            raise InputError(
                f"{name} has shape {value.shape}; beside W {(n, d)} and V_star {(k, C)} it is {needed[name]}"
            )
    return list(found.values())


def _population_gradient(
    W: np.ndarray, V: np.ndarray, *, W_star: np.ndarray, V_star: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The same without checks, nan at w = 0."""
    neurons, outgoing = np.vstack([W, W_star]), np.vstack([V, -V_star])
    lengths, own = np.linalg.norm(neurons, axis=1), np.linalg.norm(W, axis=1)
    inner, sizes = W @ neurons.T, np.outer(own, lengths)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.clip(inner / sizes, -1, 1)
        direction = W / own[:, None]
    sine, angle = np.sqrt(1 - cosine * cosine), np.pi - np.arccos(cosine)
    kernel = sizes * sine + inner * angle
    weights = V @ outgoing.T
    along = (weights * sine) @ lengths
    by_w = (along[:, None] * direction + (weights * angle) @ neurons) / (2 * np.pi)
    return by_w, kernel @ outgoing / (2 * np.pi)


def batch_gradient(
    W: np.ndarray, V: np.ndarray, *, W_star: np.ndarray, V_star: np.ndarray, X: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The same for the mean over the samples X (N × d): a step of stochastic gradient descent uses a batch.

    >>> W = np.eye(2); V = np.array([[1.0], [2.0]])
    >>> [float(abs(g).max()) for g in batch_gradient(W, V, W_star=W, V_star=V, X=np.eye(2))]
    [0.0, 0.0]
    """
    return _batch_gradient(*_arrays(W=W, V=V, W_star=W_star, V_star=V_star, X=X))


def _batch_gradient(
    W: np.ndarray, V: np.ndarray, W_star: np.ndarray, V_star: np.ndarray, X: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The same without checks."""
    z = X @ W.T
    active = np.maximum(z, 0)
    error = active @ V - np.maximum(X @ W_star.T, 0) @ V_star
    return ((error @ V.T) * (z > 0)).T @ X / len(X), active.T @ error / len(X)


@dataclass(frozen=True)
class Run:
    """A training run; times: the recorded steps, correlations: len(times) × k, best |student| correlation per teacher.

    learned: the first recorded step with a correlation above 0.95 per teacher, inf if there is none.
    strengths, alignment: at the end |v_i||w_i| of every student and its best correlation (the L-shape).
    """

    task: Task
    seed: int
    times: np.ndarray
    correlations: np.ndarray
    strengths: np.ndarray
    alignment: np.ndarray

    @property
    def learned(self) -> np.ndarray:
        """First recorded step at which each teacher is found."""
        above = self.correlations > LEARNED
        return np.where(above.any(axis=0), self.times[above.argmax(axis=0)], np.inf)

    @property
    def found(self) -> np.ndarray:
        """Which teachers are found at the end."""
        return self.correlations[-1] > LEARNED

    def __repr__(self) -> str:
        found = f"{int(self.found.sum())} of {self.task.k} teachers found"
        return f"Run({self.task}, seed = {self.seed}: {found} in {self.times[-1]} steps)"


def train(
    task: Task,
    *,
    seed: int = 0,
    steps: int = 8000,
    rate: float = 0.1,
    every: int = 20,
    samples: int | None = None,
    batch: int = 16,
) -> Run:
    """Gradient descent on all weights; by the population gradient, or by SGD on `samples` Gaussian inputs.

    rate: learning rate. every: steps between records. samples, batch: a finite data set and the size of a batch, drawn
    without replacement epoch by epoch. Numerical: float64. Raises InputError for options that make no run.

    >>> train(Task(n=8, p=1, k=2, d=4, C=3), steps=100).correlations.shape
    (6, 2)
    """
    if not isinstance(task, Task):
        raise InputError(f"{shown(task)} is no Task; write for example Task(n=25, p=2)")
    _check_options(steps=steps, every=every, batch=batch, samples=samples, rate=rate)
    rng = np.random.default_rng(integer("seed", seed, 0))
    W_star, V_star, W, V = task.draw(rng)
    gradients = _gradients(task, W_star, V_star, rng, samples, batch)
    times, records = [], []
    for step in range(steps + 1):
        if step % every == 0 or step == steps:
            times.append(step)
            records.append(_correlations(W, W_star).max(axis=0))
        with np.errstate(all="ignore"):  # a run that diverges is reported below
            by_w, by_v = next(gradients)(W, V)
            W, V = W - rate * by_w, V - rate * by_v
    if not (np.isfinite(W).all() and np.isfinite(V).all()):
        raise InputError(f"the run diverged: rate = {rate} is too large for it; halve it")
    strengths = np.linalg.norm(W, axis=1) * np.linalg.norm(V, axis=1)
    alignment = _correlations(W, W_star).max(axis=1)
    return Run(task, seed, np.array(times), np.array(records), strengths, alignment)


def train_many(
    tasks: Sequence[Task] | Task, *, seeds: int = 8, steps: int = 8000, rate: float = 0.1, every: int = 20,
    samples: int | None = None, batch: int = 16, store: str | Path | None = None, jobs: int | None = None,
    dask: str | None = None, progress: Progress | None = None,
) -> list[Run]:  # fmt: skip
    """`train` for all tasks, each with the seeds 0, …, seeds − 1: a sweep of runs.

    store: a file that keeps every run as soon as it is done, so that the same call goes on after any interruption.
    jobs: processes, by default one per CPU. dask: the address of a scheduler to use instead.  The other options are
    those of `train`.  Raises InputError as `train` and `sweep` do, and where runs were lost.

    >>> train_many(Task(n=8, p=1, k=2, d=4, C=3), seeds=2, steps=2000, jobs=1)[1]
    Run(Task(n=8, p=1, k=2, d=4, C=3, init=0.1), seed = 1: 2 of 2 teachers found in 2000 steps)
    """
    asked = [tasks] if isinstance(tasks, Task) else listed("tasks", tasks, "tasks")
    if not asked or not all(isinstance(task, Task) for task in asked):
        raise InputError(f"{shorten(asked)} are no tasks; write for example [Task(n=5, p=2), Task(n=25, p=2)]")
    seeds = integer("seeds", seeds, 1)
    facts = {"steps": steps, "rate": rate, "every": every, "samples": samples, "batch": batch}
    kept = dict.fromkeys(_ARRAYS, "BLOB") | {"reason": "TEXT"}
    _check_options(**facts)
    study = Study("specialisation.train", facts, {**_OF_TASK, "seed": "INTEGER"}, kept)
    wanted = [(*asdict(task).values(), seed) for task in asked for seed in range(seeds)]
    rows = carry_out(study, wanted, _trained, store=store, jobs=jobs, dask=dask, progress=progress).complete()
    if failed := [row for row in rows if row["reason"]]:
        raise InputError(f"{len(failed)} of {len(rows)} runs failed: {failed[0]['reason']}")
    by_key = {tuple(row[name] for name in study.key): row for row in rows}
    return [_run_of(task, by_key[*asdict(task).values(), seed]) for task in asked for seed in range(seeds)]


_OF_TASK = {"n": "INTEGER", "p": "REAL", "k": "INTEGER", "d": "INTEGER", "C": "INTEGER", "init": "REAL"}
_ARRAYS = ("times", "correlations", "strengths", "alignment")


def _trained(task: tuple[Study, tuple[Any, ...]]) -> dict[str, Any]:
    """One run of `train_many`; a run that diverges is kept as one."""
    study, (*sizes, seed) = task
    row = dict(zip(_OF_TASK, sizes, strict=True)) | {"seed": seed}
    try:
        run = train(Task(**dict(zip(_OF_TASK, sizes, strict=True))), seed=seed, **study.facts)
    except InputError as error:
        return row | dict.fromkeys(_ARRAYS) | {"reason": str(error)}
    return row | {name: getattr(run, name).astype(float).tobytes() for name in _ARRAYS} | {"reason": None}


def _run_of(task: Task, row: dict[str, Any]) -> Run:
    times, correlations, strengths, alignment = (np.frombuffer(row[name]) for name in _ARRAYS)
    return Run(task, row["seed"], times.astype(int), correlations.reshape(len(times), -1), strengths, alignment)


def _gradients(task, W_star, V_star, rng, samples, batch):
    """The gradient to use, step by step, without end."""
    teacher = {"W_star": W_star, "V_star": V_star}
    X = None if samples is None else rng.normal(size=(samples, task.d))
    while X is None:
        yield partial(_population_gradient, **teacher)
    while True:
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch):
            yield partial(_batch_gradient, **teacher, X=X[order[start : start + batch]])


def _correlations(W: np.ndarray, W_star: np.ndarray) -> np.ndarray:
    """cos∠(w_i, w*_j); 0 for a node without weights."""
    norms = np.linalg.norm(W, axis=1)
    return (W @ W_star.T) / np.where(norms > 0, norms, 1)[:, None]


def _check_options(*, rate: float, samples: int | None, **options: int) -> None:
    for name, value in (options | {"samples": 1 if samples is None else samples}).items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise InputError(f"{name} = {shown(value)} must be an integer of at least 1")
    if samples is not None and samples > _SAMPLES:
        raise InputError(f"samples = {shorten(samples)} do not fit into memory; at most {_SAMPLES}")
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < 1e6:
        raise InputError(f"rate = {shorten(rate)} must be positive")


class Success(NamedTuple):
    """How often all teachers were found by n students: `found` of `runs`, and the 95 % interval of the probability."""

    n: int
    found: int
    runs: int
    low: float
    high: float


def success(runs: Sequence[Run]) -> list[Success]:
    """Against over-realisation: for every n, in order, how many runs found all teachers, with Wilson's interval.

    runs: of tasks that differ in n alone. Numerical. Raises InputError for no runs and for other tasks.

    >>> runs = [train(Task(n=8, p=1, k=2, d=4, C=3), seed=seed, steps=2000) for seed in range(3)]
    >>> print(*(f"{one.found} of {one.runs}, at least {one.low:.2f}" for one in success(runs)))
    3 of 3, at least 0.44
    """
    for run in (runs := listed("runs", runs, "runs")):
        instance("runs", run, Run, "give runs of train(…)")
    if len({replace(run.task, n=1) for run in runs}) != 1:
        raise InputError(f"{len(runs)} runs, of tasks that differ in more than n; give runs of one task for several n")
    by_n: dict[int, list[bool]] = {}
    for run in runs:
        by_n.setdefault(run.task.n, []).append(bool(run.found.all()))
    counts = ((n, sum(own), len(own)) for n, own in sorted(by_n.items()))
    return [Success(n, found, total, *wilson(found, total)) for n, found, total in counts]


def wilson(found: int, total: int) -> tuple[float, float]:
    """The 95 % confidence interval of a probability after `found` of `total` independent trials (Wilson 1927).

    The p with |found/total − p| ≤ 1.96·√(p(1 − p)/total).

    >>> wilson(8, 8)[1], round(wilson(8, 8)[0], 4), round(wilson(0, 8)[1], 4)
    (1.0, 0.6756, 0.3244)
    """
    share, square = found / total, _QUANTILE**2 / total
    middle = share + square / 2
    half = _QUANTILE * sqrt(share * (1 - share) / total + square / (4 * total))
    low = 0.0 if found == 0 else (middle - half) / (1 + square)
    high = 1.0 if found == total else (middle + half) / (1 + square)
    return low, high


def summary(runs: Sequence[Run]) -> dict[str, list[float]]:
    """Over runs of one task: the share of runs that found each teacher, and the median step at which they did.

    "low" and "high": Wilson's 95 % intervals of the probabilities of which "found" are the shares. A teacher
    that is never found counts as found at step inf.

    Raises InputError for no runs and for runs of different tasks.

    >>> runs = [train(Task(n=8, p=1, k=2, d=4, C=3), seed=seed, steps=2000) for seed in range(3)]
    >>> summary(runs)["found"]
    [1.0, 1.0]
    """
    for run in (runs := listed("runs", runs, "runs")):
        instance("runs", run, Run, "give runs of train(…)")
    if len({run.task for run in runs}) != 1:
        raise InputError(f"{len(runs)} runs of {len({run.task for run in runs})} tasks; a summary is of one task")
    found = np.mean([run.found for run in runs], axis=0)
    order = np.sort([run.learned for run in runs], axis=0)  # np.median makes nan of two infinities
    low, high = order[(len(runs) - 1) // 2], order[len(runs) // 2]
    with np.errstate(invalid="ignore"):
        middle = np.where(np.isinf(high), high, (low + high) / 2)
    ends = [wilson(int(sum(own)), len(runs)) for own in np.array([run.found for run in runs]).T]
    bounds = {"low": [low for low, _ in ends], "high": [high for _, high in ends]}
    return {"found": found.tolist(), **bounds, "median_step": middle.tolist()}
