"""Numerical evidence: random starts find nothing below the proved values; wide targets approach the simplified loss.

Nothing here proves anything. `search_many` and `gaps` are sweeps: with a store every run is kept as soon as it is done,
and the same call goes on after any interruption.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from symcrit.arguments import integer, listed, real
from symcrit.errors import InputError, shorten
from symcrit.model.random import generator
from symcrit.papers.compression.finite import LAWS, check_law, random_target, relu_kernel
from symcrit.papers.compression.frame import SimplexFrame, pair_loss
from symcrit.sweeps.study import Progress, Study, carry_out, positive_integers

__all__ = ["Gap", "Search", "gaps", "search", "search_many"]

SIGNS = ("nonnegative", "free")


_MOST, _STEEPEST = 10**6, 1e6  # runs; the slope of a target


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

    def __repr__(self) -> str:
        where = f"M = {self.M}, tau = {self.tau:g}, signs = {self.signs}"
        return f"Search({where}, found = {self.found:.9f}, proved = {self.proved:.9f})"


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
    _check_signs(signs)
    M, starts, tau = integer("M", M, 2, 10**4), integer("starts", starts, 1, _MOST), _slope(tau)
    frame = float(SimplexFrame(M, 1, tau).loss)
    rng, d = generator(rng), M if d is None else integer("d", d, 1, 10**4)
    v, best = np.eye(d)[0] * tau, None
    for number in range(starts):
        outgoing = np.ones(M)
        outgoing[: number % 3 if signs == "free" else 0] = -1  # none, one or two of the other sign
        start = rng.standard_normal((M, d)) / np.sqrt(d)
        # a neuron keeps its sign: w_j = |s_j| u_j is free
        run = minimize(_loss, start.ravel(), (outgoing, v), "L-BFGS-B", jac=True, options=_OPTIONS)
        best = (run, outgoing) if best is None or run.fun < best[0].fun else best
    run, outgoing = best
    proved = min(frame, float(pair_loss(M, 1))) if signs == "free" else frame
    return Search(M, tau, signs, float(run.fun), proved, run.x.reshape(M, d), outgoing)


def search_many(
    Ms: Iterable[int] | int, taus: Iterable[float] | float, *, signs: Iterable[str] = SIGNS, starts: int = 10,
    seed: int = 0, store: str | Path | None = None, jobs: int | None = None, dask: str | None = None,
    progress: Progress | None = None,
) -> list[Search]:  # fmt: skip
    """`search` for every M, τ and rule of signs, each with a generator spawned from `seed`: a sweep of runs.

    store: a file that keeps every search as soon as it is done. jobs: processes, by default one per CPU. dask: the
    address of a scheduler to use instead.  Raises InputError as `search` and `sweep` do, and where runs were lost.

    >>> search_many([2, 3], 0.5, signs=["free"], starts=2, jobs=1)[0]
    Search(M = 2, tau = 0.5, signs = free, found = 0.236485981, proved = 0.236485981)
    """
    rules = [signs] if isinstance(signs, str) else listed("signs", signs)
    for rule in rules:
        _check_signs(rule)
    widths, starts, seed = positive_integers("M", Ms, 2), integer("starts", starts, 1, _MOST), integer("seed", seed, 0)
    slopes = [_slope(tau) for tau in ([taus] if isinstance(taus, int | float) else listed("taus", taus))]
    for M, tau in product(widths, slopes):
        SimplexFrame(M, 1, tau)
    key, kept = {"M": "INTEGER", "tau": "REAL", "signs": "TEXT"}, {"found": "REAL", "proved": "REAL"}
    study = Study("compression.search", {"starts": starts, "seed": seed}, key, {**kept, "W": "BLOB", "s": "BLOB"})
    wanted = list(product(widths, slopes, rules))
    rows = carry_out(study, wanted, _searched, store=store, jobs=jobs, dask=dask, progress=progress).complete()
    arrays = [(np.frombuffer(row.pop("W")), np.frombuffer(row.pop("s"))) for row in rows]
    return [Search(**row, W=W.reshape(len(s), -1), s=s) for row, (W, s) in zip(rows, arrays, strict=True)]


def _searched(task: tuple[Study, tuple[int, float, str]]) -> dict[str, Any]:
    """One run of `search_many`."""
    study, (M, tau, signs) = task
    place = (M, *np.array([tau]).view(np.uint32).tolist(), SIGNS.index(signs))
    rng = np.random.default_rng(np.random.SeedSequence(study.facts["seed"], spawn_key=place))
    result = search(M, tau, signs=signs, starts=study.facts["starts"], rng=rng)
    kept = {"found": result.found, "proved": result.proved, "W": result.W.tobytes(), "s": result.s.tobytes()}
    return {"M": M, "tau": tau, "signs": signs, **kept}


def _slope(tau: object) -> float:
    """A slope that float64 can take the square of."""
    found = real("tau", tau)
    if abs(found) > _STEEPEST:
        raise InputError(f"tau = {found} is too steep for float64; at most {_STEEPEST:g}")
    return found


def _check_signs(signs: str) -> None:
    if not isinstance(signs, str) or signs not in SIGNS:
        raise InputError(f"signs = {shorten(signs)!r} is unknown; known: nonnegative, free")


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
    Ns: Iterable[int] | int, ds: Iterable[int] | int, *, M: int = 3, weights: str | Iterable[str] = "gaussian",
    targets: int = 5, seed: int = 0, store: str | Path | None = None, jobs: int | None = None,
    dask: str | None = None, progress: Progress | None = None,
) -> list[Gap]:  # fmt: skip
    """How far wide random targets are from the simplified objective, at the fixed student of N = ∞: numerical evidence.

    weights: one law or several, see `random_target`.  A sweep of runs, one for every target, with generators spawned
    from `seed`; the other options are those of `search_many`.  Raises InputError for sizes < 1, and for d < M − 1.

    >>> gap, = gaps(2000, 20, targets=2, jobs=1)
    >>> gap.total > 0
    True
    """
    laws = [weights] if isinstance(weights, str) else listed("weights", weights)
    for law in laws:
        check_law(law)
    sizes, dimensions = positive_integers("N", Ns), positive_integers("d", ds)
    number, seed = integer("targets", targets, 1, _MOST), integer("seed", seed, 0)
    c = 1 / np.sqrt(2 * np.pi)
    frame, best = SimplexFrame(M, float(c), 0), float(SimplexFrame(M, 1, 0).loss)
    frame.network(min(dimensions))
    kept = dict.fromkeys(("total", "realised", "rest"), "REAL")
    study = Study("compression.gaps", {"M": int(M), "seed": seed}, dict(zip(_TARGET, _TYPES, strict=True)), kept)
    wanted = list(product(laws, dimensions, sizes, range(number)))
    rows = carry_out(study, wanted, _measured, store=store, jobs=jobs, dask=dask, progress=progress).complete()
    found = []
    for law, d, N in product(laws, dimensions, sizes):
        own = [row for row in rows if (row["weights"], row["d"], row["N"]) == (law, d, N)]
        errors = np.array([[row[name] for name in kept] for row in own])
        rms = np.sqrt(np.mean(errors**2, axis=0)).tolist()
        found.append(Gap(law, N, d, *rms, float(errors[:, 2].mean()), float(-(1 - best) * c * c / d)))
    return found


_TARGET, _TYPES = ("weights", "d", "N", "target"), ("TEXT", "INTEGER", "INTEGER", "INTEGER")


def _measured(task: tuple[Study, tuple[str, int, int, int]]) -> dict[str, Any]:
    """One target of `gaps`."""
    study, run = task
    (weights, d, N, number), facts = run, study.facts
    place = (LAWS.index(weights), d, N, number)
    rng = np.random.default_rng(np.random.SeedSequence(facts["seed"], spawn_key=place))
    frame = SimplexFrame(facts["M"], float(1 / np.sqrt(2 * np.pi)), 0)
    student, target = frame.network(d), random_target(N, d, weights=weights, rng=rng)
    exact, simple = target.objective(student), float(frame.loss)
    own = _affine(np.asarray(student.W), target.c, target.v)
    return dict(zip(_TARGET, run, strict=True)) | {
        "total": exact - simple, "realised": own - simple, "rest": exact - own
    }  # fmt: skip


def _affine(W: np.ndarray, c: float, v: np.ndarray) -> float:
    """The simplified loss of a student with outgoing weights 1, float64."""
    mean = 2 * c / np.sqrt(2 * np.pi) * np.linalg.norm(W, axis=1).sum()
    return float(c * c + v @ v - mean - (W @ v).sum() + relu_kernel(W, W).sum())
