"""Figures of the experiment, like those of arXiv:1909.13458; they need matplotlib (`pip install 'symcrit[plot]'`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from symcrit.arguments import instance, listed
from symcrit.errors import InputError
from symcrit.papers.specialisation.experiment import LEARNED, Run, success

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["figure"]


def figure(runs: Sequence[Run]) -> Figure:
    """For runs of one task: the best correlation of every teacher over time, and |v||w| against correlation at the end.

    Of tasks that differ in n alone: the share of runs that found all teachers against n, with 95 % intervals. Else
    left: median over the seeds, with a band from the least to the largest. Right: every student of every run:
    students are either strong and aligned or weak, an L. Numerical. Raises InputError without runs or matplotlib.
    """
    for run in (runs := listed("runs", runs, "runs")):
        instance("runs", run, Run, "give runs of train(…)")
    if not runs or len({replace(run.task, n=1) for run in runs}) != 1:
        raise InputError("a figure is of runs of one task, at least one, or of one task for several n")
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("figures need matplotlib; pip install 'symcrit[plot]'") from None
    if len({run.task for run in runs}) > 1:
        return _realisation(runs, Figure(figsize=(4.8, 3.6), layout="constrained"))
    task, shown = runs[0].task, Figure(figsize=(9, 3.6), layout="constrained")
    left, right = shown.subplots(1, 2)
    _curves(left, runs)
    _strengths(right, runs)
    seeds = f"{len(runs)} seed{'s' if len(runs) > 1 else ''}"
    shown.suptitle(f"n = {task.n} students, k = {task.k} teachers of fan-out $j^{{-{task.p:g}}}$, {seeds} (numerical)")
    return shown


def _realisation(runs: Sequence[Run], shown: Figure) -> Figure:
    """Success against over-realisation."""
    task, counts = runs[0].task, success(runs)
    axes = shown.subplots()
    shares = [one.found / one.runs for one in counts]
    below = [share - one.low for share, one in zip(shares, counts, strict=True)]
    above = [one.high - share for share, one in zip(shares, counts, strict=True)]
    axes.errorbar([one.n / task.k for one in counts], shares, yerr=[below, above], fmt="o-", capsize=3)
    axes.set(xlabel="students per teacher, n/k", ylabel="runs that found all teachers", ylim=(-0.02, 1.02))
    axes.set_title(
        f"k = {task.k} teachers of fan-out $j^{{-{task.p:g}}}$, 95 % intervals (numerical)", fontsize="medium"
    )
    return shown


def _curves(axes: Any, runs: Sequence[Run]) -> None:
    curves = np.array([run.correlations for run in runs])
    for j in range(curves.shape[2]):
        line = axes.plot(runs[0].times, np.median(curves[:, :, j], axis=0), label=f"teacher {j + 1}")[0]
        low, high = curves[:, :, j].min(axis=0), curves[:, :, j].max(axis=0)
        axes.fill_between(runs[0].times, low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    axes.axhline(LEARNED, color="grey", linestyle=":", linewidth=1)
    axes.set(xlabel="step", ylabel="best correlation", ylim=(0, 1.02), xlim=(0, runs[0].times[-1]))
    axes.set_xscale("symlog", linthresh=100)
    axes.legend(loc="lower left", fontsize="small")


def _strengths(axes: Any, runs: Sequence[Run]) -> None:
    for run in runs:
        axes.plot(run.alignment, run.strengths, ".", color="C0", alpha=0.5, markersize=4)
    axes.set(xlabel="best correlation of the student", ylabel="|v||w|", xlim=(0, 1.02))
