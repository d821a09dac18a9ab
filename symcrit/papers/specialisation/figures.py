"""Figures of the experiment, like those of arXiv:1909.13458; they need matplotlib (`pip install 'symcrit[plot]'`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from symcrit.arguments import instance, listed
from symcrit.errors import InputError
from symcrit.papers.specialisation.deep import DeepRun, deep_success
from symcrit.papers.specialisation.experiment import LEARNED, Run, success

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["deep_figure", "figure"]


def figure(runs: Sequence[Run] | Sequence[DeepRun]) -> Figure:
    """For runs of one task: the best correlation of every teacher over time, and |v||w| against correlation at the end.

    Of tasks that differ in n alone: the share of runs that found all teachers against n, with 95 % intervals. Else
    left: median over the seeds, with a band from the least to the largest. Right: every student of every run:
    students are either strong and aligned or weak, an L. Runs of `learn`: see `deep_figure`.
    Numerical. Raises InputError without runs or matplotlib.
    """
    if any(isinstance(run, DeepRun) for run in listed("runs", runs, "runs")):
        return deep_figure(runs)
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


def deep_figure(runs: Sequence[DeepRun]) -> Figure:
    """Of runs of `learn` that differ in `over` and seed alone: three pictures.

    Left: the mean over teacher neurons of the best correlation, layer by layer over the steps, of the widest students;
    for the first layer every neuron, too, the strongest darkest: the order of learning.  Middle: the share of neurons
    found against over-realisation, with the 95 % interval of finding a whole layer.  Right: |w||fan-out| against the
    correlation for the students of the first layer, an L.  Numerical.  Raises InputError without runs or matplotlib.
    """
    layers = deep_success(runs)
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("figures need matplotlib; pip install 'symcrit[plot]'") from None
    shown = Figure(figsize=(12, 3.6), layout="constrained")
    left, middle, right = shown.subplots(1, 3)
    widest = max(run.task.over for run in runs)
    own = [run for run in runs if run.task.over == widest]
    _order(left, own)
    for layer in range(1, len(runs[0].correlations) + 1):
        rows = [one for one in layers if one.layer == layer]
        overs = [one.success.n for one in rows]
        line = middle.plot(overs, [one.share for one in rows], "o-", label=f"layer {layer}: neurons")[0]
        low, high = [one.success.low for one in rows], [one.success.high for one in rows]
        middle.fill_between(overs, low, high, color=line.get_color(), alpha=0.15, linewidth=0)
    middle.set(xlabel="students per teacher", ylabel="share found (band: whole layers)", ylim=(-0.02, 1.02))
    middle.legend(fontsize="small", loc="lower right")
    for run in own:
        right.plot(run.alignment, run.strengths, ".", color="C0", alpha=0.5, markersize=4)
    right.set(xlabel="best correlation of the student", ylabel="|w||fan-out|", xlim=(0, 1.02))
    task = runs[0].task
    sizes = "-".join(map(str, (task.d, *task.teacher, task.outputs)))
    shown.suptitle(f"teacher {sizes}, fan-out $j^{{-{task.p:g}}}$, {len(own)} seeds (numerical)")
    return shown


def _order(axes: Any, runs: Sequence[DeepRun]) -> None:
    times = runs[0].times
    first = np.mean([run.correlations[0] for run in runs], axis=0)
    for j in range(first.shape[1]):
        axes.plot(times, first[:, j], color="grey", alpha=max(0.15, 0.8 - 0.6 * j / first.shape[1]), linewidth=0.8)
    for layer in range(len(runs[0].correlations)):
        axes.plot(
            times, np.mean([run.correlations[layer].mean(axis=1) for run in runs], axis=0), label=f"layer {layer + 1}"
        )
    axes.axhline(LEARNED, color="black", linestyle=":", linewidth=1)
    axes.set(xlabel="step", ylabel="best correlation", ylim=(0, 1.02), xlim=(0, times[-1]))
    axes.legend(loc="lower right", fontsize="small")
