"""Sines and cosines over half turns: where sin u and cos u have one sign, they are ±sin(u − kπ) > 0."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from symcrit.core import Expr, Work
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
