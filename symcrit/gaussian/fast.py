"""Programs at large arrays: the compiled machine (`machine`), on all processors."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import cache, partial
from typing import Any

import lazy_loader

from symcrit.gaussian import rounding
from symcrit.gaussian.rounding import Program

np = lazy_loader.load("numpy")

__all__ = ["ADD", "ANGLE", "CONSTANT", "DIVIDE", "LARGE", "MULTIPLY", "ROOT", "SCALE", "table"]

LARGE = 2**17  # numbers: from there on it is worth to load the machine
_SHORT = 256  # rows not worth a loop of their own
ADD, MULTIPLY, DIVIDE, ROOT, ANGLE, SCALE, CONSTANT = range(7)  # the operations of the machine
_OPERATIONS: dict[Callable[..., Any], int] = {
    rounding._add: ADD,
    rounding._multiply: MULTIPLY,
    rounding._square: MULTIPLY,
    rounding._divide: DIVIDE,
    rounding._sqrt: ROOT,
    rounding._atan2: ANGLE,
}


def table(steps: Program, arrays: list[Any], shape: tuple[int, ...]) -> tuple[Any, Any] | None:
    """The values of a program at arrays q11, q12, q22 (and means), and which of them are right to 16 ulp.

    None if the machine has no operation for some step: exp, sin, cos, sinh, cosh are numpy's.
    """
    if (code := _assembled(steps)) is None:
        return None
    from numba import config

    from symcrit.gaussian.machine import sweep as run  # compiles, or reads compiled code

    values, right = np.empty(shape), np.empty(shape, dtype=bool)
    form = (-1, shape[-1]) if shape[-1] >= _SHORT else (1, -1)
    zeros = [np.zeros(())] * (5 - len(arrays))
    parts = [np.broadcast_to(array, shape).reshape(form) for array in (*arrays, *zeros)]
    rows, outs = parts[0].shape[0], (values.reshape(form), right.reshape(form))
    workers = min(config.NUMBA_NUM_THREADS, rows)
    edges = [rows * i // (4 * workers) for i in range(4 * workers + 1)]

    def sweep(start: int, stop: int) -> None:
        own = tuple(part[start:stop] for part in parts)
        run(*code, own, 4 if len(arrays) == 3 else 6, *(out[start:stop] for out in outs))

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(sweep, edges[:-1], edges[1:]))
    return values, right


@cache
def _assembled(steps: Program) -> tuple[Any, Any] | None:
    """The operations and operands, and the constants, of a program as the machine reads it."""
    codes, constants = [], []
    for what, places in steps.steps:
        constant = (0.0, 0.0, 0.0)
        if isinstance(what, partial) and what.func is rounding._scale:
            operation, constant = SCALE, (what.keywords["factor"], 0.0, 0.0)
        elif not callable(what):
            high = float(Fraction(what))
            operation, constant = CONSTANT, (high, float(Fraction(what) - Fraction(high)), float(isinstance(what, str)))
        elif isinstance(what, partial) or what not in _OPERATIONS:
            return None
        else:
            operation = _OPERATIONS[what]
        codes.append((operation, places[0] if places else 0, places[-1] if places else 0))
        constants.append(constant)
    return np.array(codes, dtype=np.int64), np.array(constants)
