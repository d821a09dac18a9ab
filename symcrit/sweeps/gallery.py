"""Pictures of a kernel, of the landscape of one neuron, and of a certified point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from symcrit.errors import InputError
from symcrit.kernels.activations import z
from symcrit.kernels.kernel import Kernel
from symcrit.model.configurations import OneNeuron
from symcrit.sweeps.style import COLOURS, pyplot
from symcrit.theorems.certified import CertifiedPoint

__all__ = ["kernels", "landscape", "point"]

_TERMS = 12  # Hermite coefficients that are drawn
_LEAST = 1e-6  # of the squares that are drawn
_GRID = 41  # places along ρ
_SIZE = 240  # places along each side of a landscape
_LINES = ("-", "--", "-.", ":")
_MARKS = ("o", "s", "^", "D")


def kernels(found: Sequence[Kernel]) -> Any:
    """h(ρ) = κ(1, ρ, 1), and the squares c_m² of the normalised Hermite coefficients: h(ρ) = Σ_m c_m² ρ^m.

    Raises InputError for a kernel of two activations, for a derivative, and for one with means.
    """
    for one in found:
        if one.is_uninterpreted or one.biased or any(one.orders) or one.pair[0] != one.pair[1]:
            raise InputError(f"{one} has no Hermite coefficients; kernels of one named activation without biases have")
    plt = pyplot()
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    rho = np.linspace(-1, 1, 2 * _GRID - 1)
    width = 0.8 / len(found)
    for i, one in enumerate(found):
        colour = COLOURS[i % len(COLOURS)]
        look = {"color": colour, "linestyle": _LINES[i % len(_LINES)], "marker": _MARKS[i % len(_MARKS)]}
        label = one.pair[0].label
        left.plot(rho, one.numeric(1.0, rho, 1.0), markevery=_GRID // 4, markersize=3.5, label=label, **look)
        squares = np.square(_coefficients(one.pair[0].expr))
        place = np.arange(_TERMS) + (i - (len(found) - 1) / 2) * width
        right.bar(place, squares, width, color=colour, edgecolor="black", linewidth=0.4, label=label)
    left.set(xlabel="ρ", ylabel="h(ρ) = κ(1, ρ, 1)", xticks=(-1, -0.5, 0, 0.5, 1))
    right.set(xlabel="m", ylabel="c$_m$²", xticks=range(_TERMS), yscale="log")
    right.set_ylim(bottom=_LEAST)
    left.legend(frameon=False, loc="upper left")
    return figure


def _coefficients(sigma: sympy.Expr) -> np.ndarray:
    """c_m = E[σ(z) He_m(z)]/√m! for m < 12 in floats, by sums over a grid that has 0 on it."""
    hermeval = np.polynomial.hermite_e.hermeval
    places = np.linspace(-14, 14, 56_001)
    values = np.broadcast_to(sympy.lambdify(z, sigma, ["scipy", "numpy"])(places), places.shape)
    weights = np.exp(-places * places / 2) / math.sqrt(2 * math.pi) * (places[1] - places[0])
    return np.array([
        np.sum(values * weights * hermeval(places, np.eye(m + 1)[m])) / math.sqrt(math.factorial(m))
        for m in range(_TERMS)
    ])  # fmt: skip


def landscape(neuron: OneNeuron) -> Any:
    """The loss of a·σ(r e·x), e = Σ_j v_j/√k, over r and a, with the point of the configuration.

        L(r, a) = a² κ(r², r², r²) − 2ak κ(r², r/√k, 1) + k κ(1, 1, 1) + k(k − 1) κ(1, 0, 1)

    Raises InputError where k is a symbol.
    """
    if not neuron.k.is_Integer:
        raise InputError(f"a landscape is drawn for a number k; write OneNeuron({neuron.kernel.names[0]!r}, k=4)")
    kernel, k = neuron.kernel, int(neuron.k)
    (a,), (size,), (factor,) = ([float(part) for part in parts] for parts in _exact(neuron))
    best = factor * math.sqrt(size)
    r = np.linspace(0, max(2.5 * best, 2.0), _SIZE)
    outgoing = np.linspace(-0.6 * a, 2.4 * a, _SIZE)
    own = kernel.numeric(r**2, r**2, r**2)
    cross = kernel.numeric(r**2, r / math.sqrt(k), 1.0)
    constant = k * float(kernel.numeric(1, 1, 1)) + k * (k - 1) * float(kernel.numeric(1, 0, 1))
    loss = outgoing[:, None] ** 2 * own - 2 * outgoing[:, None] * k * cross + constant
    least = float(neuron.loss())
    figure, axes = pyplot().subplots(figsize=(4.8, 3.8))
    levels = least + (loss.max() - least) * np.linspace(0, 1, 22) ** 3
    filled = axes.contourf(r, outgoing, loss, levels=levels, cmap="cividis_r")
    filled.set_rasterized(True)
    axes.contour(r[::3], outgoing[::3], loss[::3, ::3], levels=levels, colors="black", linewidths=0.3)
    figure.colorbar(filled, ax=axes, label="L", format="%.2g")
    axes.plot(best, a, marker="*", markersize=12, color="#D55E00", markeredgecolor="black")
    axes.annotate(f"L = {least:.4g}", (best, a), xytext=(10, 8), textcoords="offset points",
                  bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.5})  # fmt: skip
    axes.set(xlabel="‖w‖", ylabel="a", title=f"one {kernel.names[0]} neuron, k = {k}")
    return figure


def _exact(neuron: OneNeuron) -> tuple[list[Any], list[Any], list[Any]]:
    """a, k and c of the point."""
    groups = neuron.parameters(None)
    return list(groups.a), list(groups.sizes), list(groups.c)


def point(found: CertifiedPoint) -> Any:
    """The weights of a certified point, and the sizes of what is known: candidate, box, eigenvalue, loss.

    Raises InputError for an answer that is not PROVED, and for a family, which has no weights.
    """
    if found.network is None or found.radius is None:
        raise InputError("nothing was certified, or a family without weights; there is no point to draw")
    plt = pyplot()
    W = np.array(found.network.W, dtype=float)
    a = np.array(found.network.outgoing, dtype=float)[:, 0]
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 0.35 * len(W) + 2.4), width_ratios=(1, 1.1))
    table = np.column_stack([W, a])
    largest = np.abs(table).max() or 1.0
    shown = left.imshow(table, cmap="PuOr", vmin=-largest, vmax=largest, aspect="auto")
    left.axvline(W.shape[1] - 0.5, color="black", linewidth=1)
    if table.size <= 60:
        for i, j in np.ndindex(*table.shape):
            ink = "white" if abs(table[i, j]) > 0.6 * largest else "black"
            left.text(j, i, f"{table[i, j]:.3g}", ha="center", va="center", fontsize=7, color=ink)
    names = [*(f"x$_{{{j + 1}}}$" for j in range(W.shape[1])), "a"]
    left.set(xticks=range(len(names)), yticks=range(len(W)))
    left.set_xticklabels(names)
    left.set_yticklabels([f"w$_{{{i + 1}}}$" for i in range(len(W))])
    figure.colorbar(shown, ax=left)
    bars = {
        "way from the candidate": found.moved,
        "box with exactly one critical point": float(found.radius),
        "smallest |eigenvalue|": abs(float(found.min_eigenvalue)) if found.min_eigenvalue else None,
        "half-width of the loss": float(found.loss.rad) if found.loss else None,
    }
    known = {name: size for name, size in bars.items() if size}
    right.barh(list(known), list(known.values()), color=COLOURS[: len(known)], edgecolor="black", linewidth=0.4)
    right.set_xscale("log")
    for i, size in enumerate(known.values()):
        right.annotate(f"{size:.1e}", (size, i), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    right.margins(x=0.25)
    right.invert_yaxis()
    figure.suptitle(found.headline, fontsize=9)
    return figure
