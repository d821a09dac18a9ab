"""Pictures of where sweeps end, beside what is proved: phases over (n, k), losses against n, weights of one run."""

from __future__ import annotations

from typing import Any

import numpy as np

from symcrit.flow.endpoints import family_of
from symcrit.kernels.activations import activation as registered
from symcrit.sweeps.boundaries import (
    BEATEN,
    UNBOUNDED,
    best_copy_average,
    first_minimum,
    least_per_missing,
    saddle_from,
)  # fmt: skip
from symcrit.sweeps.plan import unpack
from symcrit.sweeps.style import MARKERS, STYLES, pyplot, title_of
from symcrit.sweeps.sweep import Sweep

__all__ = ["losses", "phases", "weights"]

_BLACK, _GREY = "#000000", "#666666"
_MOST_CERTIFIED = 12  # values of k for which the onset of minima is certified while a picture is drawn


def phases(found: Sweep) -> Any:
    """Shares of endpoint kinds for every (n, k), with the proved boundaries for erf: pies, or bars for a single k."""
    groups: dict[tuple[int, int], list[str]] = {}
    for row in found.rows:
        groups.setdefault((row["n"], row["k"]), []).append(family_of(row["endpoint"]))
    present = {kind for kinds in groups.values() for kind in kinds}
    plt = pyplot()
    handles = [
        plt.matplotlib.patches.Patch(facecolor=colour, edgecolor="black", hatch=hatch, label=kind)
        for kind, (colour, hatch) in STYLES.items()
        if kind in present
    ]
    erf = found.facts.get("activation") == "erf"
    single = len({k for _, k in groups}) == 1
    figure, lines = (_bars if single else _pies)(groups, erf)
    wide = 3 if figure.get_size_inches()[0] > 6 else 2
    figure.legend(handles=handles, loc="outside upper center", ncols=wide, frameon=False)
    if lines:
        figure.legend(handles=lines, loc="outside lower center", ncols=wide - 1, frameon=False, fontsize=8)
    return figure


def _bars(groups: dict[tuple[int, int], list[str]], erf: bool) -> tuple[Any, list[Any]]:
    """Shares against n, for one k."""
    (k,) = {k for _, k in groups}
    ns = sorted({n for n, _ in groups})
    figure, axes = pyplot().subplots(figsize=(max(3.4, min(9.0, 0.17 * len(ns) + 2.4)), 3.9))
    base = np.zeros(len(ns))
    for kind, (colour, hatch) in STYLES.items():
        shares = np.array([groups[n, k].count(kind) / len(groups[n, k]) for n in ns])
        if shares.any():
            axes.bar(ns, shares, 0.9, bottom=base, color=colour, edgecolor="black", hatch=hatch, linewidth=0.4)
            base += shares
    axes.set(xlabel=f"n (student neurons), k = {k}", ylabel="share of the runs", ylim=(0, 1))
    axes.set_xlim(min(ns) - 0.6, max(ns) + 0.6)
    axes.xaxis.set_major_locator(pyplot().matplotlib.ticker.MaxNLocator(integer=True))
    if not erf:
        return figure, []
    lines = []
    onset = first_minimum(k)
    saddle = next((n for n in range(1, k) if n > saddle_from(k - n + 1)), None)
    for where, style, label in (
        (None if onset is None else onset - 0.5, (":", _BLACK), _ONSET),
        (UNBOUNDED * k, ("-.", _GREY), _UNBOUNDED),
        (BEATEN * k, ("--", _BLACK), _BEATEN),
        (None if saddle is None else saddle - 0.5, ("-", _BLACK), _SADDLE),
    ):
        if where is not None and min(ns) - 0.5 <= where <= max(ns) + 0.5:
            lines.append(axes.axvline(where, linestyle=style[0], color=style[1], label=label, **_line()))
    return figure, lines


_ONSET = "perturbed copies are minima (certified)"
_UNBOUNDED = "n/k = 0.695: better projections exist (large k)"
_BEATEN = "n/k = 0.766: perturbed copies beat averages (large k)"
_SADDLE = "best copy-average is a saddle"


def _pies(groups: dict[tuple[int, int], list[str]], erf: bool) -> tuple[Any, list[Any]]:
    """A pie for every (n, k)."""
    plt = pyplot()
    ns, ks = ({place[i] for place in groups} for i in (0, 1))
    width, height = max(ks) - min(ks) + 1, max(ns) - min(ns) + 1
    cell = min(0.55, 9.0 / max(width, height))
    figure, axes = plt.subplots(figsize=(max(4.6, cell * width + 1.2), max(3.4, cell * height + 2.2)))
    for (n, k), kinds in groups.items():
        angle = 90.0
        for kind, (colour, hatch) in STYLES.items():
            share = kinds.count(kind) / len(kinds)
            if share:
                axes.add_patch(plt.matplotlib.patches.Wedge(
                    (k, n), 0.4, angle - 360 * share, angle, facecolor=colour, edgecolor="black", hatch=hatch,
                    linewidth=0.6,
                ))  # fmt: skip
                angle -= 360 * share
    axes.set(xlim=(min(ks) - 0.7, max(ks) + 0.7), ylim=(min(ns) - 0.7, max(ns) + 0.7), aspect="equal")
    axes.set(xlabel="k (teacher neurons)", ylabel="n (student neurons)")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(plt.matplotlib.ticker.MaxNLocator(integer=True))
    return figure, _boundaries(axes, sorted(ks)) if erf else []


def _boundaries(axes: Any, ks: list[int]) -> list[Any]:
    """Lines in the (k, n) plane."""
    span = np.array([ks[0] - 0.5, ks[-1] + 0.5])
    lines = [
        *axes.plot(span, UNBOUNDED * span, linestyle="-.", color=_GREY, label=_UNBOUNDED, **_line()),
        *axes.plot(span, BEATEN * span, linestyle="--", color=_BLACK, label=_BEATEN, **_line()),
    ]
    onset = [(k, first_minimum(k)) for k in ks] if len(ks) <= _MOST_CERTIFIED else []
    saddle = [(k, next((n for n in range(1, k) if n > saddle_from(k - n + 1)), None)) for k in ks]
    for places, style, label in ((onset, ":", _ONSET), (saddle, "-", _SADDLE)):
        x = [edge for k, n in places if n is not None for edge in (k - 0.5, k + 0.5)]
        y = [n - 0.5 for _, n in places if n is not None for _ in range(2)]
        lines += axes.plot(x, y, linestyle=style, color=_BLACK, label=label, **_line()) if x else []
    return lines


def _line() -> dict[str, Any]:
    """A line that is seen on every colour and hatch."""
    from matplotlib.patheffects import withStroke

    return {"linewidth": 1.7, "path_effects": [withStroke(linewidth=3.6, foreground="white")]}


def losses(found: Sweep) -> Any:
    """Loss against n at the k with the most n: the runs, the bound for all students, and the best copy averages.

    Below the same with the bound subtracted.
    """
    by_k: dict[int, set[int]] = {}
    for row in found.rows:
        if row["n"] < row["k"]:
            by_k.setdefault(row["k"], set()).add(row["n"])
    if not by_k:
        figure, axes = pyplot().subplots(figsize=(4.6, 1.6))
        axes.text(0.5, 0.5, "no runs with n < k", ha="center", va="center")
        axes.set_axis_off()
        return figure
    k = max(by_k, key=lambda one: (len(by_k[one]), one))
    activation = found.facts.get("activation", "erf")
    least = least_per_missing(activation)
    missing = 0.0 if least is None else least
    figure, (above, below) = pyplot().subplots(2, 1, figsize=(6.4, 5.6), sharex=True, height_ratios=(1.2, 1))
    ns = np.arange(min(by_k[k]), max(by_k[k]) + 1)
    averages = np.array([np.nan if (one := best_copy_average(activation, n, k)) is None else one for n in ns])
    bound = missing * (k - ns)
    if np.isfinite(averages).any():
        above.plot(ns, averages, color=_BLACK, linewidth=1.2, label="best copy average")
        below.plot(ns, averages - bound, color=_BLACK, linewidth=1.2)
    if least is not None:
        above.plot(ns, bound, color=_GREY, linestyle="--", linewidth=1.2, label="bound for all students")
    for kind, (colour, _) in STYLES.items():
        rows = [row for row in found.rows if row["k"] == k and row["n"] < k and family_of(row["endpoint"]) == kind]
        if not rows:
            continue
        n, loss = np.array([row["n"] for row in rows]), np.array([row["loss"] for row in rows])
        look: dict[str, Any] = {"s": 22, "marker": MARKERS.get(kind, "s"), "color": colour, "linewidths": 0.6}
        look |= {} if look["marker"] == "x" else {"edgecolors": "black"}
        above.scatter(n, loss, label=kind, zorder=3, **look)
        below.scatter(n, loss - missing * (k - n), zorder=3, **look)
    for axes in (above, below):
        axes.set_yscale("log")
    above.set(ylabel="L")
    below.set(xlabel=f"n (student neurons), k = {k}", ylabel="L − bound" if least is not None else "L")
    below.xaxis.set_major_locator(pyplot().matplotlib.ticker.MaxNLocator(integer=True))
    if above.get_legend_handles_labels()[0]:
        above.legend(loc="upper right", frameon=False, fontsize=8)
    return figure


def weights(row: dict[str, Any], activation: str) -> Any:
    """Heat map of a_i w_i·v_j at the end of a run, each student beside its own teachers, those with many at the bottom.

    Beside it a, for an odd σ its size, and what a student has outside of the span of the teachers, times a as well.
    """
    plt = pyplot()
    course = unpack(row)
    k, W, a = row["k"], course["W"][-1].astype(float), course["a"][-1].astype(float)
    R, outside = a[:, None] * W[:, :k], np.abs(a) * np.linalg.norm(W[:, k:], axis=1)
    a = np.abs(a) if getattr(registered(activation), "parity", None) == "odd" else a
    held = np.abs(R) > 0.5 * np.abs(R).max(axis=1, keepdims=True)  # the teachers that a student stands for
    rows = np.lexsort((np.abs(R).argmax(axis=1), held.sum(axis=1)))
    columns = list(dict.fromkeys([*(int(j) for i in rows for j in np.flatnonzero(held[i])), *range(k)]))
    n, cell, side = len(a), min(0.3, 7.0 / k), max(1.6, 0.07 * k)
    size = (max(4.2, cell * k + 2.6), max(2.6, cell * n + 1.5))
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=size, width_ratios=(k, side, side), sharey=True)
    top = max(float(np.abs(R).max()), 1e-9)
    image = left.imshow(R[rows][:, columns], cmap="PuOr_r", vmin=-top, vmax=top, aspect="auto", interpolation="nearest")
    left.set(xlabel="teachers, own ones first", ylabel="students", xticks=[], yticks=range(n) if n <= 20 else [])
    if n <= 20:
        left.set_yticklabels([str(i + 1) for i in rows])
    if k <= 20:
        left.set_xticks(range(k), [str(j + 1) for j in columns])
    for axes, values, name in ((middle, a[rows], "a"), (right, outside[rows], "outside")):
        axes.barh(range(n), values, 0.7, color=_GREY)
        axes.set_xlabel(name)
        ends = sorted({0.0, float(f"{min(values.min(), 0):.2g}"), float(f"{max(values.max(), 0.1 * top):.2g}")})
        axes.set_xlim(1.1 * ends[0], 1.1 * ends[-1])
        axes.set_xticks(ends, [f"{end:.2g}" for end in ends], fontsize=7)
        axes.tick_params(axis="y", left=False, labelleft=False)
    figure.colorbar(image, ax=right, label="a w·v", fraction=0.6, aspect=20)
    figure.suptitle(f"n = {row['n']}, k = {k}, seed {row['seed']}: {title_of(row['endpoint'])}", fontsize=9)
    return figure
