"""Sines and cosines over half turns: where sin u and cos u have one sign, they are ±sin(u − kπ) > 0.

1 + cos u = 2·cos²(u/2) and 1 − cos u = 2·sin²(u/2).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from symcrit.core import TWO, Expr, Work, num
from symcrit.search.engines import floats

MOST = 12  # half turns
SLACK = 1e-9  # of machine numbers


def half_turns(work: Work, wave: Expr, samples: Sequence[dict[str, float]]) -> Iterator[int]:
    """The k ≠ 0 for which u − kπ lies where the wave is ≥ 0, at the samples."""
    value = floats.compiled(wave.args[0], work)
    start = 0.0 if wave.op == "sin" else -math.pi / 2
    seen = [(value(point) - start) / math.pi for point in samples]
    if not seen or any(here != here for here in seen):
        return
    turns = math.floor(sorted(seen)[len(seen) // 2])
    inside = min(seen) > turns - SLACK and max(seen) < turns + 1 + SLACK
    if turns and abs(turns) <= MOST and inside:
        yield turns


class Half(NamedTuple):
    """size·half², half being the sine or cosine of half an angle."""

    size: Expr
    half: Expr


def half_angle(gap: Expr) -> Half | None:
    """The square that a ± a·cos u is, for a number a > 0; None for another expression."""
    if gap.op != "add" or len(gap.args) != 2:
        return None
    number, wave = gap.args if gap.args[0].op == "num" else gap.args[::-1]
    factor = 1
    if wave.op == "mul" and len(wave.args) == 2 and wave.args[0].op == "num":
        factor = wave.args[0].value
        wave = wave.args[1]
    if number.op != "num" or wave.op != "cos" or not number.value > 0 or number.value not in (factor, -factor):
        return None
    return Half(num(2 * number.value), Expr("cos" if factor > 0 else "sin", wave.args[0] / TWO))
