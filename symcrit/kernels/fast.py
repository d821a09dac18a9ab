"""Programs at large arrays: the compiled machine (`machine`), on all processors."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import cache, partial
from typing import Any

import lazy_loader

from symcrit.kernels import rounding
from symcrit.kernels.operations import ADD, ANGLE, CONSTANT, DIVIDE, FLOATS, MULTIPLY, ROOT, SCALE, VALUES
from symcrit.kernels.rounding import Program, Rounded

np = lazy_loader.load("numpy")

__all__ = ["LARGE", "table"]

LARGE = 2**17  # numbers: from there on it is worth to load the machine
_KNOWN = 14.0  # units of an error that leaves a value right to 16 ulp
_SHORT = 256  # rows not worth a loop of their own
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
    if (code := _assembled(steps, len(arrays) + 1)) is None:
        return None
    codes, constants, mode = code
    from numba import config  # it takes time to import

    from symcrit.kernels.machine import sweep as run  # compiles, or reads compiled code

    values, right = np.empty(shape), np.empty(shape, dtype=bool)
    tables = [_as_table(array, shape) for array in (*arrays, *[np.zeros(())] * (5 - len(arrays)))]
    outs = values.reshape(_form(shape)), right.reshape(_form(shape))
    rows = len(outs[0])
    workers = min(config.NUMBA_NUM_THREADS, rows)
    edges = [rows * i // workers for i in range(workers + 1)]

    def sweep(start: int, stop: int) -> None:
        own = tuple(part[start:stop] if len(part) > 1 else part for part in tables)
        run(codes, constants, own, 4 if len(arrays) == 3 else 6, mode, *(out[start:stop] for out in outs))

    list(_workers(config.NUMBA_NUM_THREADS).map(sweep, edges[:-1], edges[1:]))
    return values, right


@cache
def _workers(number: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(number)


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_workers.cache_clear)  # threads are not copied


def _form(shape: tuple[int, ...]) -> tuple[int, int]:
    """As a table: rows along the last axis if that is long, else one row."""
    return (-1, shape[-1]) if shape[-1] >= _SHORT else (1, -1)


def _as_table(array: Any, shape: tuple[int, ...]) -> Any:
    """An array that broadcasts to `shape`, as a table, row by row in memory, that broadcasts to that of `shape`."""
    if array.size == 1:
        return array.reshape(1, 1)
    if array.ndim <= 2 == len(shape) and shape[-1] >= _SHORT:
        return np.ascontiguousarray(np.atleast_2d(array))
    return np.ascontiguousarray(np.broadcast_to(array, shape)).reshape(_form(shape))


@cache
def _assembled(steps: Program, given: int) -> tuple[Any, Any, int] | None:
    """The operations and operands, and the constants, of a program as the machine reads it; what to compute with."""
    parts = [_operation(what) for what, _ in steps.steps]
    if None in parts:
        return None
    codes = [(operation, (places or (0,))[0], (places or (0,))[-1])
             for (operation, *_), (_, places) in zip(parts, steps.steps, strict=True)]  # fmt: skip
    one = np.ones(1)
    arguments = [Rounded(one, 0.0, True), Rounded(one), Rounded(one, 0.0, True), Rounded(one, 3.0, True)]
    found = steps([*arguments, *[Rounded(one)] * (given - 4)], np.float64)
    known = found.is_relative and found.error <= _KNOWN and not any(code[0] == ANGLE for code in codes)
    return np.array(codes, dtype=np.int64), np.array([part[1:] for part in parts]), VALUES if known else FLOATS


def _operation(what: Any) -> tuple[int, float, float, float] | None:
    """What a step is to the machine, with a constant as a pair and whether that is inexact."""
    if isinstance(what, partial):
        return (SCALE, what.keywords["factor"], 0.0, 0.0) if what.func is rounding._scale else None
    if callable(what):
        return (_OPERATIONS[what], 0.0, 0.0, 0.0) if what in _OPERATIONS else None
    value = Fraction(what)
    high = float(value)
    return CONSTANT, high, float(value - Fraction(high)), float(isinstance(what, str))
