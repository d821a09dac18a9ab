"""Large Gram matrices: formulas compiled to one pass over the numbers.

numpy passes once for each operation, and takes one number at a time where a function has no vector form.  Generated
code is kept as a file beside its machine code, so that it is compiled once on a machine.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import sympy
from sympy import Expr

from symcrit.jit import cache_folder, exact

__all__ = ["beyond", "one_pass"]

_FUNCTIONS = {"root": "sqrt", "exp": "exponential", "atan2": "angle"}
_FUNCTIONS |= {wave: wave for wave in ("exp_cosh", "exp_sinh", "cosh_of_two", "sinh_of_two")}
_TEMPLATE = '''"""{form}"""

from math import sqrt

from symcrit.jit import exact
from symcrit.kernels.floats.elementary import angle, cosh_of_two, exp_cosh, exp_sinh, exponential, fma, sinh_of_two


@exact
def fill(column, table, row, out):
    for i in range(out.shape[0]):
        q11 = column[i, 0]
        for j in range(out.shape[1]):
            q12, q22 = table[i, j], row[0, j]
            square = q12 * q12
            det = fma(q11, q22, -square) + fma(-q12, q12, square)
            det = 0.0 if det <= 0.0 else det
            {steps}
            out[i, j] = {value}
'''


@exact
def beyond(column: Any, table: Any, row: Any, most: float, least: float) -> int:
    """The first place, row by row, of a q12² > most·q11·q22 + least in a table; −1 where there is none."""
    for i in range(table.shape[0]):
        limit = most * column[i, 0]
        found = False
        for j in range(table.shape[1]):
            found |= table[i, j] * table[i, j] > limit * row[0, j] + least
        if found:
            for j in range(table.shape[1]):
                if table[i, j] * table[i, j] > limit * row[0, j] + least:
                    return i * table.shape[1] + j
    return -1


@cache
def one_pass(form: Expr) -> Callable[..., None] | None:
    """A form in q11, q12, q22, det as a function that fills a table; None with functions that have no compiled code."""
    if not all(map(_is_known, form.atoms(sympy.Function, sympy.exp))):
        return None
    steps, (value,) = sympy.cse([form])
    lines = [f"{name} = {_code(part)}" for name, part in steps]
    source = _TEMPLATE.format(form=form, steps="\n            ".join(lines), value=_code(value))
    module = _module(source)
    return None if module is None else module.fill


def _is_known(part: Expr) -> bool:
    """Of angles those of a root, which is not negative."""
    name = part.func.__name__
    return name in _FUNCTIONS and (name != "atan2" or part.args[1].func.__name__ == "root")


def _code(form: Expr) -> str:
    return sympy.pycode(form, user_functions=_FUNCTIONS)


def _module(source: str) -> Any:
    """The module of a source, kept in the folder of machine code; None where that cannot be written."""
    name = "formula_" + hashlib.sha256(source.encode()).hexdigest()[:16]
    path = cache_folder() / f"{name}.py"
    try:
        _write(path, source)
        spec = importlib.util.spec_from_file_location(name, path)
        module = sys.modules[name] = importlib.util.module_from_spec(spec)  # where numba looks for it
        spec.loader.exec_module(module)
    except OSError:
        return None
    return module


def _write(path: Path, source: str) -> None:
    """Whole or not at all, whoever else writes it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        own = path.with_suffix(f".{os.getpid()}")
        own.write_text(source, encoding="utf-8")
        own.replace(path)
