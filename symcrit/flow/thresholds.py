"""What a threshold on the gradient norm is worth: endpoints at several thresholds against certified critical points."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symcrit.arguments import integer, listed
from symcrit.errors import InputError, shorten
from symcrit.flow.endpoints import Endpoint, name_endpoint
from symcrit.flow.gradient_flow import _positive, gradient_flow
from symcrit.flow.trajectory import Trajectory
from symcrit.model.network import Network
from symcrit.model.problem import Problem
from symcrit.printable import html, html_table

__all__ = ["ThresholdReport", "ThresholdRow", "crossing", "threshold_report"]

THRESHOLDS = ("1e-4", "1e-5", "1e-6", "1e-7", "5e-8", "1e-8", "1e-9", "1e-10", "1e-11", "1e-12")


@dataclass(frozen=True)
class ThresholdRow:
    """Runs stopped at one threshold.

    reached: runs that came below it. certified: of them, those with a certified critical point near. minima: of those,
    the minima. inertias: how often each inertia occurs. false_positives: runs that were below the threshold and are not
    near a certified minimum: (number of the run, kind, reason). distance, loss_error: the largest over certified runs.
    """

    threshold: str
    runs: int
    reached: int
    certified: int
    minima: int
    inertias: dict[tuple[int, ...], int]
    false_positives: tuple[tuple[int, str, str], ...]
    distance: float
    loss_error: float

    @property
    def of_inertias(self) -> str:
        """How often each inertia occurs, in words."""
        return ", ".join(f"{count}× {inertia}" for inertia, count in self.inertias.items())


@dataclass(frozen=True)
class ThresholdReport:
    """One `ThresholdRow` per threshold; prints as a table."""

    problem: Problem
    rows: tuple[ThresholdRow, ...]

    def _repr_html_(self) -> str:
        titles = ("threshold", "reached", "certified", "minima", "false", "distance", "loss error", "inertias")
        rows = (
            (
                row.threshold,
                f"{row.reached}/{row.runs}",
                row.certified,
                row.minima,
                len(row.false_positives),
                f"{row.distance:.1e}",
                f"{row.loss_error:.1e}",
                row.of_inertias,
            )
            for row in self.rows
        )
        return f"<p>{html(repr(self.problem))}</p>{html_table(rows, titles)}"

    def __repr__(self) -> str:
        head = f"{'threshold':>9}  reached  certified  minima  false  distance  loss error  inertias"
        lines = [
            f"{row.threshold:>9}  {row.reached:>3}/{row.runs:<3}  {row.certified:>9}  {row.minima:>6}  "
            f"{len(row.false_positives):>5}  {row.distance:8.1e}  {row.loss_error:10.1e}  " + row.of_inertias
            for row in self.rows
        ]
        return "\n".join([repr(self.problem), head, *lines])


_MOST = 10**6  # runs


def threshold_report(
    problem: Problem,
    runs: int | Sequence[Network | np.ndarray | Trajectory] = 20,
    *,
    thresholds: Iterable[str] = THRESHOLDS,
    std: float = 0.1,
    seed: int = 0,
    max_seconds: float = 60.0,
) -> ThresholdReport:
    """Follow each run to the smallest threshold, and ask at each threshold for the critical point that is near.

    runs: starts or trajectories, or how many starts to draw from N(0, std²), spawned from `seed`.
    A run counts as a false positive at a threshold when it is below it and no minimum is certified there: what a
    threshold alone would call converged. Raises InputError for thresholds that float64 cannot resolve.

    >>> report = threshold_report(Problem.orthonormal("erf", n=1, k=2), 1, thresholds=["1e-6"])
    >>> row = report.rows[0]
    >>> row.reached, row.minima, row.false_positives, row.distance < 1e-4
    (1, 1, (), True)
    """
    limits = sorted(
        ((_positive("threshold", text), str(text)) for text in listed("thresholds", thresholds)), reverse=True
    )
    if not limits:
        raise InputError("thresholds is empty; give for example ['1e-6', '5e-8']")
    options = {"threshold": limits[-1][1], "max_seconds": max_seconds, "tolerance": 1e-9}
    flows = [
        start if isinstance(start, Trajectory) else gradient_flow(problem, start, **options)
        for start in _starts(problem, runs, std, seed)
    ]
    rows = [_row(problem, flows, float(limit), text) for limit, text in limits]
    return ThresholdReport(problem, tuple(rows))


def _starts(problem: Problem, runs: Any, std: float, seed: int) -> list[Any]:
    if isinstance(runs, list | tuple):
        return list(runs)
    try:
        runs = integer("runs", runs, 1, _MOST)
    except InputError:
        raise InputError(
            f"runs = {shorten(runs)} is not a number of runs; give an integer from 1 to {_MOST}, or a list of starts"
        ) from None
    from symcrit.flow.landscape import States

    spawned = np.random.SeedSequence(integer("seed", seed, 0)).spawn(runs)
    return [States(problem).random(np.random.default_rng(one), std) for one in spawned]


def crossing(flow: Trajectory, threshold: float) -> Network | None:
    """The network where the gradient norm first falls below the threshold, to 10⁻³ of the step; None if never."""
    below = np.flatnonzero(flow.gradient_norms < threshold)
    if not len(below):
        return None
    after = int(below[0])
    if after == 0:
        return flow.start
    low, high = float(flow.times[after - 1]), float(flow.times[after])
    best = flow._network(flow.states[after])
    for _ in range(10):
        middle = 0.5 * (low + high)
        network = flow.at(middle)
        if np.linalg.norm(flow.problem._gradient(network).vector) < threshold:
            high, best = middle, network
        else:
            low = middle
    return best


def _row(problem: Problem, flows: list[Trajectory], limit: float, text: str) -> ThresholdRow:
    found: list[tuple[int, Endpoint]] = []
    for number, flow in enumerate(flows):
        network = crossing(flow, limit)
        if network is not None:
            found.append((number, name_endpoint(problem, network)))
    sure = [end for _, end in found if end.certified]
    minima = sum(end.critical == "minimum" for end in sure)
    false = [
        (number, end.kind if not end.certified else f"{end.critical} {end.kind}", end.reason)
        for number, end in found
        if not (end.certified and end.critical == "minimum")
    ]
    inertias = Counter(end.inertia for end in sure)
    return ThresholdRow(
        text, len(flows), len(found), len(sure), minima, dict(inertias), tuple(false),
        max((end.distance for end in sure), default=math.nan), max((end.loss_error for end in sure), default=math.nan),
    )  # fmt: skip
