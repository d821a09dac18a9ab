"""Deep students learn deep teachers by stochastic gradient descent: who is found, in which order, in which layer.

Numerical, float64: evidence, never a proof.  Loss ½|f − f*|² over the outputs, mean over a batch; networks of any depth
with or without biases, ReLU or leaky; inputs N(0, std²) or an array of one's own.

The teacher is drawn as in the public code of arXiv:1909.13458: entries of its weights from −1, −3/4, …, 1, no two
rows of a layer collinear, rows of the first layer normalised, biases uniform in [−1/2, 1/2], and the weights that leave
neuron j of a hidden layer divided by j^p; a neuron that would never be on is given the other sign.  A teacher neuron is
found where a student neuron of the same layer has a correlation above 0.95 with it, over inputs that no step has seen:
Pearson's of the activations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from symcrit.arguments import instance, integer, listed, one_of
from symcrit.errors import InputError, shorten, shown
from symcrit.papers.specialisation.experiment import LEARNED, Success, wilson
from symcrit.sweeps.study import Progress, Study, carry_out

__all__ = ["AUTHORS", "DeepRun", "DeepTask", "deep_success", "learn", "learn_many"]

STARTS = ("gaussian", "glorot", "adversarial", "helpful")
CHOICES = np.arange(-4, 5) / 4
EVALUATED = 2000  # inputs on which correlations are measured
SEEN = 1000  # inputs at which a teacher neuron is to be on once
TRIES = 1000  # rows that are drawn before no row is found that is not collinear
_MOST, _STEPS, _SAMPLES = 10**4, 10**8, 10**7
Layers = list[tuple[np.ndarray, np.ndarray]]  # (W_l, b_l), W_l one row a neuron


@dataclass(frozen=True)
class DeepTask:
    """A teacher with hidden layers of these widths, a student `over` times as wide in each, and how it is trained.

    d, outputs: of inputs and outputs. p: fan-outs j^−p. std: of Gaussian inputs. samples: their number. biases, slope:
    of both networks. start: of the student, "gaussian" N(0, init²/inputs of the layer), "glorot"
    N(0, init²·2/(inputs + outputs)), or Gaussian and turned away from ("adversarial") or towards ("helpful") the last
    teacher neuron of the first layer. rate, batch, momentum, steps: of the descent; batches are drawn with replacement.
    Raises InputError for what makes no run.

    >>> DeepTask(teacher=(3, 2), over=2).student
    (6, 4)
    """

    teacher: tuple[int, ...] = (10,)
    over: int = 2
    d: int = 20
    outputs: int = 10
    p: float = 1.0
    std: float = 1.0
    samples: int = 10_000
    biases: bool = True
    slope: float = 0.0
    start: str = "gaussian"
    init: float = 1.0
    rate: float = 0.01
    batch: int = 16
    momentum: float = 0.0
    steps: int = 20_000
    every: int = 1_000

    def __post_init__(self) -> None:
        widths = tuple(integer("teacher", width, 1, _MOST) for width in listed("teacher", self.teacher, "widths"))
        if not 1 <= len(widths) <= 10:
            raise InputError(f"a teacher of {len(widths)} hidden layers; give 1 to 10 widths, for example (10, 10)")
        object.__setattr__(self, "teacher", widths)
        limits = {"over": 100, "d": _MOST, "outputs": _MOST, "samples": _SAMPLES, "batch": _SAMPLES, "steps": _STEPS}
        for name, most in (limits | {"every": _STEPS}).items():
            integer(name, getattr(self, name), 1, most)
        for name, least, most in (("p", 0, 10), ("slope", 0, 1), ("momentum", 0, 1)):
            self._number(name, least, most)
        for name in ("std", "init", "rate"):
            self._number(name, 0, 1e6)
            if getattr(self, name) == 0:
                raise InputError(f"{name} = 0 must be positive")
        for name in ("slope", "momentum"):
            if getattr(self, name) == 1:
                raise InputError(f"{name} = 1 must be less than 1")
        if not isinstance(self.biases, bool):
            raise InputError(f"biases = {shown(self.biases)} is True or False")
        one_of("start", self.start, STARTS)

    def _number(self, name: str, least: float, most: float) -> None:
        value = getattr(self, name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise InputError(f"{name} = {shorten(value)} must be a number from {least} to {most:g}")
        object.__setattr__(self, name, float(value))

    @property
    def student(self) -> tuple[int, ...]:
        """The widths of its hidden layers."""
        return tuple(self.over * width for width in self.teacher)

    def json(self) -> str:
        """As a store keeps it."""
        return json.dumps(asdict(self), sort_keys=True)


# The authors' commands: README of catalyst/ in facebookresearch/luckmatters, and its config_multilayer.yaml.
AUTHORS = {
    "two-layer": DeepTask((10,), d=100, outputs=10, p=1, samples=10_000, steps=100_000),
    "multilayer": DeepTask(
        (50, 75, 100, 125), over=10, d=20, outputs=10, p=0, std=10, samples=200_000, start="glorot", init=0.1,
        batch=64, steps=312_500, every=3_125,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class DeepRun:
    """A run: correlations of every teacher neuron with the best student neuron of its layer, at the recorded times.

    times: T steps. losses: T, on the inputs of the evaluation. correlations: for each hidden layer T × width.
    strengths, alignment: of the students of the first layer at the end, |w||fan-out| and the best correlation: an L.
    """

    task: DeepTask
    seed: int
    times: np.ndarray
    losses: np.ndarray
    correlations: tuple[np.ndarray, ...]
    strengths: np.ndarray
    alignment: np.ndarray

    @property
    def found(self) -> tuple[np.ndarray, ...]:
        """For each layer which teacher neurons are found at the end."""
        return tuple(layer[-1] > LEARNED for layer in self.correlations)

    @property
    def learned(self) -> tuple[np.ndarray, ...]:
        """For each layer the first recorded step at which each is found, inf if there is none."""
        above = [layer > LEARNED for layer in self.correlations]
        return tuple(np.where(own.any(axis=0), self.times[own.argmax(axis=0)], np.inf) for own in above)

    @property
    def order(self) -> float:
        """Spearman's rank correlation of the strength of a teacher neuron of the first layer and of how early it is
        found; 1 if the strong ones come first, nan where all are found at once or p = 0."""
        steps = self.learned[0]
        if self.task.p == 0 or len(set(steps.tolist())) == 1:
            return float("nan")
        return float(np.corrcoef(np.arange(len(steps)), _ranks(steps))[0, 1])

    def __repr__(self) -> str:
        counts = ", ".join(f"{int(own.sum())} of {len(own)}" for own in self.found)
        return f"DeepRun(over = {self.task.over}, seed = {self.seed}: found {counts}, loss {self.losses[-1]:.3g})"


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks, the mean of them where values are equal."""
    return np.array([(np.sum(values < x) + np.sum(values <= x) - 1) / 2 for x in values])


def learn(task: DeepTask, *, seed: int = 0, data: Any = None) -> DeepRun:
    """One run of stochastic gradient descent.

    data: N × d inputs of one's own, an array or the path of a `.npy` file, in place of Gaussian ones; d is theirs, and
    a tenth of them, at most 2000, is kept for the evaluation.  The same seed gives the same run.
    Raises InputError for data that do not fit, and for a run that diverges.

    >>> learn(DeepTask((3,), d=4, outputs=3, steps=200, every=100)).correlations[0].shape
    (3, 3)
    """
    instance("task", task, DeepTask, "write for example DeepTask((10, 10), over=5)")
    rng = np.random.default_rng(integer("seed", seed, 0))
    X, kept = _inputs(task, data, rng)
    task = replace(task, d=X.shape[1])
    teacher = _teacher(task, rng, X[:SEEN])
    student = _student(task, teacher, rng)
    target = _forward(teacher, X, task.slope)[-1]
    of_kept = _forward(teacher, kept, task.slope)
    velocity = [(np.zeros_like(W), np.zeros_like(b)) for W, b in student]
    times, losses, records = [], [], []
    for step in range(task.steps + 1):
        if step % task.every == 0 or step == task.steps:
            values = _forward(student, kept, task.slope)
            times.append(step)
            losses.append(float(np.mean(np.sum((values[-1] - of_kept[-1]) ** 2, axis=1)) / 2))
            matrices = [_pearson(own, theirs) for own, theirs in zip(values[1:-1], of_kept[1:-1], strict=True)]
            records.append([matrix.max(axis=0) for matrix in matrices])
        if step < task.steps:
            rows = rng.integers(0, len(X), task.batch)
            _step(student, velocity, X[rows], target[rows], task)
    if not all(np.isfinite(W).all() for W, _ in student):
        raise InputError(f"the run diverged: rate = {task.rate} is too large for it; halve it")
    correlations = tuple(np.array(layer) for layer in zip(*records, strict=True))
    strengths = np.linalg.norm(student[0][0], axis=1) * np.linalg.norm(student[1][0], axis=0)
    return DeepRun(task, seed, np.array(times), np.array(losses), correlations, strengths, matrices[0].max(axis=1))


def _inputs(task: DeepTask, data: Any, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Inputs to train on, and others to measure on."""
    if data is None:
        return rng.normal(0, task.std, (task.samples, task.d)), rng.normal(0, task.std, (EVALUATED, task.d))
    try:
        given = np.load(data, allow_pickle=False) if isinstance(data, str | Path) else data
        X = np.asarray(given, dtype=float)
    except Exception:  # whatever numpy finds in what is no array of numbers, or no file
        raise InputError(f"data = {shorten(data)} are no array of numbers, and no .npy file of one") from None
    if X.ndim < 2 or len(X) < 20 or not np.isfinite(X).all():
        raise InputError(f"data of shape {X.shape} are no table of finite numbers, N ≥ 20 rows of d")
    X = X.reshape(len(X), -1)[rng.permutation(len(X))]
    cut = min(EVALUATED, len(X) // 10)
    return X[cut:], X[:cut]


def _teacher(task: DeepTask, rng: np.random.Generator, X: np.ndarray) -> Layers:
    """Rows from the choices, no two of a layer collinear; a hidden neuron that is off at all X has the other sign."""
    layers: Layers = []
    values = X
    sizes = (task.d, *task.teacher, task.outputs)
    for number, (inputs, outputs) in enumerate(pairwise(sizes)):
        W = np.array(_separate(outputs, inputs, rng))
        if number == 0:
            W /= np.linalg.norm(W, axis=1)[:, None]
        else:
            W = W / np.arange(1, inputs + 1.0) ** task.p
        b = rng.uniform(-0.5, 0.5, outputs) if task.biases else np.zeros(outputs)
        never = (values @ W.T + b <= 0).all(axis=0) & (number < len(task.teacher))
        W[never] *= -1
        b[never] *= -1
        layers.append((W, b))
        values = np.maximum(values @ W.T + b, 0)
    return layers


def _separate(count: int, inputs: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Rows of which no two are collinear; where there are not so many, any that are not 0."""
    rows: list[np.ndarray] = []
    for _ in range(count):
        for _ in range(TRIES):
            row = rng.choice(CHOICES, inputs)
            size = np.linalg.norm(row)
            if size > 0 and all(abs(row @ other) < 0.999999 * size * np.linalg.norm(other) for other in rows[:TRIES]):
                break
        rows.append(row if row.any() else np.ones(inputs))
    return rows


def _student(task: DeepTask, teacher: Layers, rng: np.random.Generator) -> Layers:
    """Weights as `start` says, biases 0."""
    layers: Layers = []
    sizes = (task.d, *task.student, task.outputs)
    for inputs, outputs in pairwise(sizes):
        scale = np.sqrt(2 / (inputs + outputs)) if task.start == "glorot" else 1 / np.sqrt(inputs)
        layers.append((task.init * scale * rng.normal(size=(outputs, inputs)), np.zeros(outputs)))
    if task.start in ("adversarial", "helpful"):
        W = layers[0][0]
        side = np.sign(W @ teacher[0][0][-1])
        W *= np.where(side == 0, 1, side if task.start == "helpful" else -side)[:, None]
    return layers


def _forward(layers: Layers, X: np.ndarray, slope: float) -> list[np.ndarray]:
    """x and the values of all layers."""
    values = [X]
    for number, (W, b) in enumerate(layers, 1):
        z = values[-1] @ W.T + b
        values.append(z if number == len(layers) else np.where(z > 0, z, slope * z))
    return values


def _step(student: Layers, velocity: Layers, X: np.ndarray, target: np.ndarray, task: DeepTask) -> None:
    """w ← w + v, v ← momentum·v − rate·∇, in place."""
    with np.errstate(all="ignore"):  # a run that diverges is reported in the end
        for (W, b), (by_W, by_b), (v, u) in zip(student, gradient_of(student, X, target, task), velocity, strict=True):
            v *= task.momentum
            v -= task.rate * by_W
            W += v
            if task.biases:
                u *= task.momentum
                u -= task.rate * by_b
                b += u


def gradient_of(student: Layers, X: np.ndarray, target: np.ndarray, task: DeepTask) -> Layers:
    """∇ of the mean of ½|f − f*|² by all W_l and b_l."""
    values = _forward(student, X, task.slope)
    back = (values[-1] - target) / len(X)
    found: Layers = []
    for number in range(len(student) - 1, -1, -1):
        found.append((back.T @ values[number], back.sum(axis=0)))
        if number:
            back = (back @ student[number][0]) * np.where(values[number] > 0, 1, task.slope)
    return found[::-1]


def _pearson(own: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Correlations of the columns of both; 0 for a constant one."""
    with np.errstate(all="ignore"):
        A, B = (x - x.mean(axis=0) for x in (own, theirs))
        sizes = np.outer(np.linalg.norm(A, axis=0), np.linalg.norm(B, axis=0))
        return np.nan_to_num(np.where(sizes > 0, A.T @ B / np.where(sizes > 0, sizes, 1), 0))


def learn_many(
    tasks: Sequence[DeepTask] | DeepTask, *, seeds: int = 4, data: Any = None, store: str | Path | None = None,
    jobs: int | None = None, dask: str | None = None, progress: Progress | None = None,
) -> list[DeepRun]:  # fmt: skip
    """`learn` for all tasks, each with the seeds 0, …, seeds − 1: a sweep of runs.

    store: a file that keeps every run as soon as it is done, so that the same call goes on after any interruption.
    jobs: processes, by default one per CPU. dask: the address of a scheduler to use instead. data: a path, as in
    `learn`.  Raises InputError as `learn` and `sweep` do, and where runs were lost.

    >>> learn_many(DeepTask((2,), d=3, outputs=2, over=4, steps=4000), seeds=1, jobs=1)[0].found[0].shape
    (2,)
    """
    asked = [tasks] if isinstance(tasks, DeepTask) else listed("tasks", tasks, "tasks")
    for task in asked:
        instance("tasks", task, DeepTask, "write for example [DeepTask((10,), over=1), DeepTask((10,), over=5)]")
    if not asked:
        raise InputError("there are no tasks; write for example [DeepTask((10,), over=1), DeepTask((10,), over=5)]")
    if not (data is None or isinstance(data, str | Path)):
        raise InputError("data of a sweep are the path of a .npy file, which every process reads")
    path = None if data is None else str(Path(data).absolute())
    names = ("times", "losses", "correlations", "strengths", "alignment")
    kept = {"d": "INTEGER"} | dict.fromkeys(names, "BLOB") | {"reason": "TEXT"}
    study = Study("specialisation.learn", {"data": path}, {"task": "TEXT", "seed": "INTEGER"}, kept)
    wanted = [(task.json(), seed) for task in asked for seed in range(integer("seeds", seeds, 1, _MOST))]
    rows = carry_out(study, wanted, _learned, store=store, jobs=jobs, dask=dask, progress=progress).complete()
    if failed := [row for row in rows if row["reason"]]:
        raise InputError(f"{len(failed)} of {len(rows)} runs failed: {failed[0]['reason']}")
    by_key = {(row["task"], row["seed"]): row for row in rows}
    return [_run_of(task, by_key[task.json(), seed]) for task in asked for seed in range(seeds)]


def _learned(given: tuple[Study, tuple[str, int]]) -> dict[str, Any]:
    """One run of `learn_many`; a run that fails is kept as one."""
    study, (text, seed) = given
    values = json.loads(text)
    task = DeepTask(**{own.name: values[own.name] for own in fields(DeepTask)})
    row: dict[str, Any] = {"task": text, "seed": seed, "d": task.d}
    names = ("times", "losses", "correlations", "strengths", "alignment")
    try:
        run = learn(task, seed=seed, data=study.facts["data"])
    except InputError as error:
        return row | dict.fromkeys(names) | {"reason": str(error)}
    arrays = (run.times, run.losses, np.hstack(run.correlations), run.strengths, run.alignment)
    blobs = {name: own.astype(float).tobytes() for name, own in zip(names, arrays, strict=True)}
    return row | {"d": run.task.d} | blobs | {"reason": None}


def _run_of(task: DeepTask, row: dict[str, Any]) -> DeepRun:
    times, losses, strengths, alignment = (
        np.frombuffer(row[name]) for name in ("times", "losses", "strengths", "alignment")
    )
    together = np.frombuffer(row["correlations"]).reshape(len(times), -1)
    layers = np.split(together, np.cumsum(task.teacher)[:-1], axis=1)
    task = replace(task, d=row["d"])
    return DeepRun(task, row["seed"], times.astype(int), losses, tuple(layers), strengths, alignment)


class LayerSuccess(NamedTuple):
    """Of one hidden layer: in how many runs all its teacher neurons were found, and the share of neurons found."""

    layer: int
    success: Success
    share: float


def deep_success(runs: Sequence[DeepRun]) -> list[LayerSuccess]:
    """Against over-realisation, layer by layer: how many runs found all, with Wilson's 95 % interval.

    runs: of tasks that differ in `over` alone. `success.n` is the over-realisation. Raises InputError for others.

    >>> runs = [learn(DeepTask((2,), d=3, outputs=2, over=4, steps=2000, every=500), seed=seed) for seed in range(2)]
    >>> [one.success.runs for one in deep_success(runs)]
    [2]
    """
    for run in (runs := listed("runs", runs, "runs")):
        instance("runs", run, DeepRun, "give runs of learn(…)")
    if len({replace(run.task, over=1) for run in runs}) != 1:
        raise InputError(f"{len(runs)} runs, of tasks that differ in more than over; give runs of one task")
    return list(_successes(runs))


def _successes(runs: Sequence[DeepRun]) -> Iterator[LayerSuccess]:
    for over in sorted({run.task.over for run in runs}):
        own = [run for run in runs if run.task.over == over]
        for layer in range(len(own[0].found)):
            complete = sum(bool(run.found[layer].all()) for run in own)
            counted = Success(over, complete, len(own), *wilson(complete, len(own)))
            yield LayerSuccess(layer + 1, counted, float(np.mean([run.found[layer].mean() for run in own])))
