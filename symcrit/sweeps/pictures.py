"""Pictures of sweeps and flows, for print and for readers who do not tell all colours apart.

Colours are those of Okabe and Ito; every kind has a hatch and every number is written as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from symcrit.arguments import integer, listed, place
from symcrit.errors import InputError, shorten
from symcrit.flow.endpoints import family_of
from symcrit.flow.gradient_flow import _positive
from symcrit.flow.trajectory import Trajectory
from symcrit.kernels.kernel import Kernel
from symcrit.model.configurations import OneNeuron
from symcrit.sweeps.diagrams import losses, phases, weights
from symcrit.sweeps.gallery import kernels, landscape, point
from symcrit.sweeps.plan import unpack
from symcrit.sweeps.style import COLOURS, LOOK, MARKERS, STYLES, pyplot, save, title_of
from symcrit.sweeps.sweep import Sweep
from symcrit.theorems.certified import CertifiedPoint

__all__ = ["ENDINGS", "NAMES", "plot"]

ENDINGS = (".png", ".svg", ".pdf")
NAMES = ("phases", "losses", "gap", "norms", "neurons", "weights")  # of the pictures of a sweep

Drawn = Trajectory | Sweep | Kernel | OneNeuron | CertifiedPoint


def plot(
    what: Drawn | Sequence[Kernel], path: str | Path, *, run: tuple[int, int, int] | None = None,
    only: str | Iterable[str] | None = None,
) -> list[Path]:  # fmt: skip
    """Write pictures and return their paths; the ending of `path` is png, svg or pdf.

    A kernel, or a list of them: h(ρ), and squares of Hermite coefficients.  `OneNeuron` with a number k: its landscape.
    A point that `certify` returned: its weights, and the sizes of what is known of it.  A flow: gradient norm and loss
    against time, and the neurons in the teacher plane.  A sweep, beside `path`: "phases", shares of endpoints over
    (n, k) with the boundaries that are proved; "losses" against n, for the k with the most n, with lower bounds for all
    students; "gap", loss gaps to the best copy-average point; "norms" of gradients; and "neurons" and "weights" of one
    run, that of `run` = (n, k, seed).  only: some of these names.
    Raises InputError where nothing can be drawn or written.

    >>> plot(None, "x.png")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: None is no Trajectory, Sweep, Kernel, OneNeuron or certified point
    """
    if not isinstance(what, Drawn):
        found = listed("what", what) if isinstance(what, (list, tuple)) else []
        if not found or not all(isinstance(one, Kernel) for one in found):
            raise InputError(f"{shorten(what)} is no Trajectory, Sweep, Kernel, OneNeuron or certified point")
    target = place("path", path)
    if run is not None and len(run := tuple(integer("run", one, 0) for one in listed("run", run))) != 3:
        raise InputError(f"run = {shorten(run)} is no triple (n, k, seed)")
    names = NAMES if only is None else tuple([only] if isinstance(only, str) else listed("only", only))
    if not names or not all(isinstance(name, str) and name in NAMES for name in names):
        raise InputError(f"only = {shorten(only)} is no picture of a sweep; there are {', '.join(NAMES)}")
    if target.suffix not in ENDINGS or not target.parent.is_dir():
        raise InputError(f"{shorten(path)} is no picture in an existing folder; names end in {', '.join(ENDINGS)}")
    with pyplot().rc_context(LOOK):
        return _sweep(what, target, run, names) if isinstance(what, Sweep) else [save(_figure(what), target)]


def _figure(what: Any) -> Any:
    """The one figure of what is no sweep."""
    if isinstance(what, Trajectory):
        return _flow(what)
    if isinstance(what, OneNeuron):
        return landscape(what)
    if isinstance(what, CertifiedPoint):
        return point(what)
    return kernels([what] if isinstance(what, Kernel) else what)


def _sweep(found: Sweep, path: Path, run: tuple[int, ...] | None, names: tuple[str, ...]) -> list[Path]:
    """Write pictures of a sweep beside `path`; run: the (n, k, seed) whose neurons are drawn."""
    if not found.rows:
        raise InputError("the store has no runs yet; there is nothing to draw")
    rows = [row for row in found.rows if run is None or (row["n"], row["k"], row["seed"]) == run]
    if not rows:
        raise InputError(f"the store has no run n,k,seed = {','.join(map(str, run))}")
    chosen = rows[0] if run else max(rows, key=lambda row: (row["k"], row["n"], -row["seed"]))
    activation = found.facts.get("activation", "erf")
    pictures = {
        "phases": lambda: phases(found),
        "losses": lambda: losses(found),
        "gap": lambda: _gaps(found),
        "norms": lambda: _norms(found),
        "neurons": lambda: _neurons(chosen, activation),
        "weights": lambda: weights(chosen, activation),
    }
    return [save(pictures[name](), path.with_name(f"{path.stem}-{name}{path.suffix}")) for name in names]


def _flow(flow: Trajectory) -> Any:
    """A picture of one flow: gradient norm and loss against time, and the neurons in the teacher plane."""
    plt = pyplot()
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.8), width_ratios=(1, 1))
    times, norms = flow.times.astype(float), flow.gradient_norms.astype(float)
    shown = (times > 0) & (norms > 0)
    left.loglog(times[shown], norms[shown], color=COLOURS[0], label="‖∇L‖")
    left.loglog(times[shown], flow.losses.astype(float)[shown], color=COLOURS[1], linestyle="--", label="L")
    left.set_xlabel("t")
    left.legend(loc="lower left", frameon=False)
    if flow.digits is None and flow.steps > 1:
        networks = flow.at(np.concatenate([[0.0], np.geomspace(times[1], times[-1], 200)]))
    else:
        networks = [network.to_float() for network in flow.networks]
    course = {name: np.array([getattr(network, name) for network in networks]) for name in ("W", "outgoing")}
    V = np.array(flow.problem._stacked(flow.network)[0][flow.problem.n :], dtype=float)
    _draw_neurons(right, {"W": course["W"], "a": course["outgoing"][:, :, 0]}, V, _is_odd(flow.problem.sigma))
    return figure


def _gaps(found: Sweep) -> Any:
    """Loss minus that of the best copy-average point, per run, against k, or against n where there is one k."""
    from symcrit.model.configurations import CopyAverage

    plt = pyplot()
    figure, axes = plt.subplots(figsize=(5.6, 3.4))
    activation = found.facts.get("activation", "erf")
    single = len({row["k"] for row in found.rows}) == 1
    try:
        family = CopyAverage.symbolic(activation)
    except InputError:  # no closed form
        family = None
    best: dict[tuple[int, int], float] = {}
    for kind, (colour, _) in STYLES.items():
        places, gaps = [], []
        for row in found.rows:
            n, k = row["n"], row["k"]
            if family_of(row["endpoint"]) != kind or n > k or family is None:
                continue
            if (n, k) not in best:
                best[n, k] = float(family.loss([1] * (n - 1) + [k - n + 1]))
            places.append(n if single else k + 0.6 * (n / k - 0.5))
            gaps.append(row["loss"] - best[n, k])
        if gaps:
            marker = MARKERS.get(kind, "s")
            edge = {} if marker == "x" else {"edgecolors": "black"}
            axes.scatter(places, gaps, s=22, marker=marker, color=colour, linewidths=0.6, label=kind, **edge)
    axes.axhline(0, color="black", linewidth=0.6)
    axes.set_yscale("symlog", linthresh=1e-6)
    top = 4 * max((abs(y) for points in axes.collections for y in points.get_offsets()[:, 1]), default=0.0)
    axes.set_ylim(-max(top, 1e-5), max(top, 1e-5))
    shown = f"n (student neurons), k = {found.rows[0]['k']}" if single else "k, shifted by n/k"
    axes.set(xlabel=shown, ylabel="L − L(best copy-average)")
    axes.xaxis.set_major_locator(plt.matplotlib.ticker.MaxNLocator(integer=True))
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="lower right", frameon=False)
    else:
        axes.text(0.5, 0.5, f"no closed form for {activation}", ha="center", transform=axes.transAxes)
    return figure


def _norms(found: Sweep) -> Any:
    """Gradient norm against time, one line per run, coloured by k − n."""
    plt = pyplot()
    figure, axes = plt.subplots(figsize=(5.6, 3.4))
    gaps = sorted({row["k"] - row["n"] for row in found.rows})
    palette = plt.get_cmap("viridis")(np.linspace(0, 0.92, len(gaps)))
    seen = set()
    for row in found.rows:
        course, gap = unpack(row), row["k"] - row["n"]
        shown = course["times"] > 0
        label = f"k − n = {gap}" if gap not in seen and len(gaps) <= 8 else None
        seen.add(gap)
        axes.loglog(
            course["times"][shown], course["norms"][shown], color=palette[gaps.index(gap)], linewidth=0.6, label=label
        )
    threshold = float(_positive("threshold", found.facts.get("threshold", "5e-8")))
    if threshold > 0:  # in float64
        axes.axhline(threshold, color="black", linewidth=0.8, linestyle=":")
        axes.annotate(
            f"threshold {threshold:.0e}", (0.01, threshold), xycoords=("axes fraction", "data"), va="bottom", fontsize=8
        )
    axes.set(xlabel="t", ylabel="‖∇L‖")
    if seen and len(gaps) <= 8:
        axes.legend(loc="upper right", frameon=False, fontsize=8)
    return figure


def _neurons(row: dict[str, Any], activation: str) -> Any:
    from symcrit.kernels.activations import activation as registered

    plt = pyplot()
    figure, axes = plt.subplots(figsize=(4.6, 4.8))
    _draw_neurons(axes, unpack(row), np.eye(row["k"], row["d"]), _is_odd(registered(activation)))
    axes.set_title(f"n = {row['n']}, k = {row['k']}, seed {row['seed']}: {title_of(row['endpoint'])}", fontsize=9)
    return figure


def _is_odd(activation: Any) -> bool:
    return getattr(activation, "parity", None) == "odd"


def _draw_neurons(axes: Any, course: dict[str, np.ndarray], V: np.ndarray, odd: bool) -> None:
    """Paths of the neurons in a plane: Σ_j (w·v_j) p_j with p_j on the unit circle; for an odd σ with the sign of a."""
    k, n = len(V), course["W"].shape[1]
    angles = 2 * np.pi * np.arange(k) / k + np.pi / 2
    plane = np.column_stack([np.cos(angles), np.sin(angles)]) if k > 2 else np.eye(2)[:k]
    signs = np.where(course["a"][-1] < 0, -1.0, 1.0) if odd else np.ones(n)
    paths = (signs[:, None] * course["W"]) @ V.T @ plane
    axes.axhline(0, color="0.85", linewidth=0.6, zorder=0)
    axes.axvline(0, color="0.85", linewidth=0.6, zorder=0)
    axes.scatter(*plane.T, marker="*", s=90, color="black", zorder=3)
    for i in range(n):
        colour, a = COLOURS[i % len(COLOURS)], course["a"][-1, i]
        axes.plot(*paths[:, i].T, color=colour, linewidth=0.9)
        face = colour if signs[i] * a > 0 else "white"
        size = 14 + 60 * abs(a)
        axes.scatter(*paths[-1, i], s=size, facecolor=face, edgecolor=colour, alpha=0.75, linewidths=1.2, zorder=2)
        axes.scatter(*paths[0, i], s=10, marker="s", color=colour, zorder=2)
    legend = "★ teachers   ■ start   ● end, area by |a|" + (", (a, w) up to sign" if odd else ", hollow: a < 0")
    axes.set(aspect="equal", xticks=[], yticks=[])
    axes.set_xlabel(legend, fontsize=8)
    axes.margins(0.15)
