"""A figure as in the papers: loss and overlaps over alpha, lines for the equations, dots with spread for descents."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

from symcrit.arguments import place
from symcrit.errors import InputError, shorten
from symcrit.learning.descent import Descents
from symcrit.sweeps.style import LOOK, pyplot, save

__all__ = ["draw", "need_picture"]

ENDINGS = (".png", ".svg", ".pdf")
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
_FEW = 4  # students or teachers up to which every line has a name


def need_picture(path: str | Path) -> Path:
    """The path of a picture to be drawn later; raises InputError for another ending, and without its folder."""
    target = place("path", path)
    if target.suffix not in ENDINGS or not target.parent.is_dir() or target.is_dir():
        raise InputError(f"{shorten(path)} is no picture in an existing folder; names end in {', '.join(ENDINGS)}")
    return target


def draw(run: Any, path: str | Path, drawn: Descents | None) -> Path:
    """Write the figure of an `OnlineRun`; raises InputError for another ending, and where nothing can be written."""
    target = need_picture(path)
    if drawn is not None and not isinstance(drawn, Descents):
        raise InputError(f"simulate = {shorten(drawn)} is not what run.simulate() returns, nor its arguments as a dict")
    with pyplot().rc_context({**LOOK, "svg.hashsalt": "symcrit"}):
        return save(_figure(run, drawn), target)


def _figure(run: Any, drawn: Descents | None) -> Any:
    figure, (left, middle, right) = pyplot().subplots(1, 3, figsize=(11.4, 3.6))
    left.plot(run.alpha, run.loss, color=_COLOURS[0], label="order parameters, N → ∞")
    if drawn is not None:
        spread = drawn.spread if drawn.runs > 1 else None
        label = f"descent, N = {drawn.N}, {drawn.runs} runs"
        left.errorbar(drawn.alpha, drawn.mean, spread, fmt="o", ms=3, lw=0.8, color=_COLOURS[5], label=label)
    left.set_yscale("log")
    left.set_ylabel("loss" if run.setting.scale != 0.5 else "generalisation error ε")
    left.legend(loc="upper right", frameon=False)
    K, M = run.setting.K, run.setting.M
    _lines(middle, run, drawn, "R", [*product(range(K), range(M))], max(K, M) <= _FEW)
    _lines(right, run, drawn, "Q", [(i, k) for i in range(K) for k in range(i + 1)], K <= _FEW)
    for axes in (left, middle, right):
        axes.set_xlabel("α = ηt/N" if run.setting.limit else "α")
    figure.suptitle(run.convention, fontsize=7)
    return figure


def _lines(
    axes: Any, run: Any, drawn: Descents | None, letter: str, places: list[tuple[int, int]], named: bool
) -> None:
    """Entries of Q or R, and the means of descents with their spread."""
    for number, (i, k) in enumerate(places):
        colour = _COLOURS[number % len(_COLOURS)]
        name = f"${letter}_{{{i + 1}{k + 1}}}$" if named else None
        axes.plot(run.alpha, getattr(run, letter)[:, i, k], color=colour, label=name)
        if drawn is not None:
            values = getattr(drawn, letter)[:, ::3, i, k]
            spread = values.std(axis=0, ddof=1) if drawn.runs > 1 else None
            axes.errorbar(drawn.alpha[::3], values.mean(axis=0), spread, fmt="o", ms=2.5, lw=0.6, color=colour)
    axes.set_ylabel(letter)
    if named:
        axes.legend(loc="upper left", frameon=False, fontsize=7)
