"""Figures of the compression problem; they need matplotlib (`pip install 'symcrit[plot]'`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from symcrit.arguments import instance, integer, listed
from symcrit.errors import InputError, shorten
from symcrit.papers.compression.experiments import Gap, Search
from symcrit.papers.compression.frame import SimplexFrame, pair_loss

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["gap_figure", "geometry", "transition"]


def _figure(width: float, height: float) -> Figure:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("figures need matplotlib; pip install 'symcrit[plot]'") from None
    return Figure(figsize=(width, height), layout="constrained")


def geometry(taus: Sequence[object] = (0, "1/2", 1, 2), *, M: int = 3) -> Figure:
    """The optimal students with non-negative weights for M = 2 or 3: the frame closes around v as τ grows.

    Raises InputError for other M and without matplotlib.
    """
    taus = listed("taus", taus, "numbers")
    if not taus:
        raise InputError("taus is empty; give slopes, for example (0, 1)")
    if (M := integer("M", M)) not in (2, 3):
        raise InputError(f"M = {shorten(M)}: only 2 or 3 vectors can be drawn")
    shown = _figure(3 * len(taus), 3.2)
    for number, tau in enumerate(taus, start=1):
        frame = SimplexFrame(M, 1, tau)
        W = np.zeros((M, 3))
        points = np.asarray(frame.network(M).W)
        W[:, : points.shape[1]] = points
        axes = shown.add_subplot(1, len(taus), number, projection="3d")
        for x, y, z in W:
            axes.plot([0, y], [0, z], [0, x], color="C0", marker="o", markevery=[1])
        closed = W[[*range(M), 0]]
        axes.plot(closed[:, 1], closed[:, 2], closed[:, 0], color="C0", alpha=0.4, linewidth=1)
        if float(frame.gamma) > 0:
            axes.plot([0, 0], [0, 0], [0, 1.1], color="C3", linestyle="--")
            axes.text(0, 0, 1.15, "$v$", color="C3")
        axes.set(xlim=(-0.8, 0.8), ylim=(-0.8, 0.8), zlim=(-0.6, 1.2), xticks=[], yticks=[], zticks=[])
        degrees = float(frame.theta) * 180 / np.pi
        axes.set_title(f"$τ = {tau}$, $θ = {degrees:.1f}°$", fontsize=10)
    return shown


def transition(Ms: Sequence[int] = (2, 3, 4, 5), *, found: Sequence[Search] = ()) -> Figure:
    """L/c² of the equiangular student against τ, the antipodal pair from where on it exists, and τ_c where they cross.

    found: results of `search`, drawn as points (numerical). Raises InputError without matplotlib.
    """
    Ms = [integer("M", M, 2, 10**6) for M in listed("Ms", Ms, "widths, for example [2, 3]")]
    if not Ms:
        raise InputError("Ms is empty; give widths, for example [2, 3]")
    for result in (found := listed("found", found, "results of search")):
        instance("found", result, Search, "give results of search(…)")
    shown, taus = _figure(6.5, 4), np.linspace(0, 1.6, 65)
    axes = shown.add_subplot()
    for number, M in enumerate(Ms):
        color, pair = f"C{number}", float(pair_loss(M, 1))
        losses = np.array([float(SimplexFrame(M, 1, float(tau)).loss) for tau in taus])
        axes.plot(taus, losses, color=color, label=f"$M = {M}$")
        start = np.sqrt(2 * np.pi * (M - 1)) / (2 * (M - 1) + np.pi - 2)
        axes.plot([start, taus[-1]], [pair, pair], color=color, linestyle="--", linewidth=1)
        crossing = np.interp(pair, losses[losses.argmin() :], taus[losses.argmin() :])
        axes.plot([crossing], [pair], color=color, marker="D", markersize=5)
    for result in found:
        marker = "o" if result.signs == "nonnegative" else "x"
        axes.plot([result.tau], [result.found], color="black", marker=marker, markersize=5, fillstyle="none")
    axes.set(xlabel="$τ$ ($c = 1$)", ylabel="loss", xlim=(0, taus[-1]), ylim=(0, 0.42))
    axes.legend(loc="upper center", title="equiangular (—), pair (- -), $τ_c$ (◆)", fontsize=9, title_fontsize=9)
    return shown


def gap_figure(results: Sequence[Gap]) -> Figure:
    """The parts of the gap on log axes: realised mean and slope against N, the rest against d.

    Numerical. Raises InputError without results or matplotlib.
    """
    for result in (results := listed("results", results, "results of gaps")):
        instance("results", result, Gap, "give the results of gaps(…)")
    if not results:
        raise InputError("no gaps to draw; give the results of gaps(…)")
    shown = _figure(9, 3.8)
    left, right = shown.subplots(1, 2)
    for number, weights in enumerate(dict.fromkeys(gap.weights for gap in results)):
        own = [gap for gap in results if gap.weights == weights]
        _lines(left, own, "d", "N", "realised", weights, number)
        _lines(right, own, "N", "d", "rest", weights, number)
    Ns, ds = (sorted({getattr(gap, key) for gap in results}) for key in "Nd")
    top = max(gap.realised for gap in results if Ns[0] == gap.N)
    left.loglog(Ns, top * np.sqrt(Ns[0] / np.array(Ns, float)), "k:", label="slope −½")
    right.loglog(ds, [-next(gap.leading for gap in results if gap.d == d) for d in ds], "k:", label="$(1 − L_M)c²/d$")
    left.set(xlabel="$N$", ylabel="from the realised mean and slope")
    right.set(xlabel="$d$", ylabel="from degrees ≥ 2")
    for axes in (left, right):
        axes.legend(loc="lower left", fontsize=7)
    shown.suptitle("distance from the simplified objective (root mean square, numerical)")
    return shown


def _lines(axes: Any, own: Sequence[Gap], fixed: str, moving: str, part: str, weights: str, number: int) -> None:
    values = sorted({getattr(gap, fixed) for gap in own})
    for style, value in zip(("-", "--", "-.", ":"), values, strict=False):
        line = sorted((getattr(gap, moving), getattr(gap, part)) for gap in own if getattr(gap, fixed) == value)
        x, y = zip(*line, strict=True)
        axes.loglog(x, y, style, color=f"C{number}", marker="o", markersize=3, label=f"{weights}, ${fixed} = {value}$")
