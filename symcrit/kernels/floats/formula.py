"""Closed forms at arrays of floats, by numpy: a few operations for each number, block by block."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import lazy_loader
import sympy
from sympy import Expr, Mul, Pow

from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.integrals import m1, m2
from symcrit.kernels.floats.determinant import determinant
from symcrit.kernels.floats.normal import binormal
from symcrit.kernels.floats.stable import det, exp_cosh, exp_sinh, stable

np = lazy_loader.load("numpy")

__all__ = ["exp_times_cosh", "exp_times_sinh", "formula", "is_large", "is_table"]

_BLOCK = 2**14  # numbers: arrays that stay in the cache of a processor
_DIGITS = 20
_MANY = 2**17  # numbers: worth more than one thread


class cosh_of_two(sympy.Function):
    """exp(s + r)·cosh t."""

    nargs = 3
    is_real = True


class sinh_of_two(sympy.Function):
    """exp(s + r)·sinh t."""

    nargs = 3
    is_real = True


class root(sympy.Function):
    """√x, which sympy does not join with powers of x."""

    nargs = 1
    is_real = True


@cache
def formula(forms: tuple[Expr, ...], biased: bool = False) -> Callable[..., list[Any]]:
    """Expressions in q11, q12, q22 (and means) as one function of float64 arrays, which broadcast.

    A determinant below 0 by rounding counts as 0.
    """
    written = [_for_numpy(stable(form)) for form in forms]
    symbols = (q11, q12, q22, det, *((m1, m2) if biased else ()))
    own = {"root": np.sqrt, "exp_cosh": exp_times_cosh, "exp_sinh": exp_times_sinh, "binormal": binormal}
    own |= {"cosh_of_two": exp_times_cosh, "sinh_of_two": exp_times_sinh}
    compiled = sympy.lambdify(symbols, written, modules=[own, "scipy", "numpy"], cse=True)
    with_determinant = any(form.has(det) for form in written)

    def fill(parts: list[Any], outs: list[Any]) -> None:
        """By numpy."""
        with np.errstate(all="ignore"):
            own = determinant(*parts[:3]) if with_determinant else None
            for out, values in zip(outs, compiled(*parts[:3], own, *parts[3:]), strict=True):
                out[...] = values

    def evaluate(*arrays: Any) -> list[Any]:
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        arrays = [array.reshape((1,) * (len(shape) - array.ndim) + array.shape) for array in arrays]
        arrays = [array if array.size == np.prod(shape) else np.array(array) for array in arrays]  # one after another
        results = [np.empty(shape) for _ in forms]
        large = is_large(results[0])
        in_one_pass = _for_tables(written) if large and is_table(*arrays) else None
        way = in_one_pass or fill

        def job(block: tuple[slice, ...]) -> None:
            way([_part(array, block) for array in arrays], [result[(*block, ...)] for result in results])

        list((_workers().map if large else map)(job, _blocks(shape, _MANY if in_one_pass else _BLOCK)))
        return results

    return evaluate


def is_large(array: Any) -> bool:
    """Whether these are so many numbers that threads and compiled code pay."""
    return bool(array.size >= _MANY)


def is_table(*arrays: Any) -> bool:
    """Whether these are q11 as a column, q12 as a table and q22 as a row, without means."""
    if len(arrays) > 3 or arrays[1].ndim != 2 or not arrays[1].flags.c_contiguous:
        return False
    rows, columns = arrays[1].shape
    return arrays[0].shape == (rows, 1) and arrays[2].shape == (1, columns)


def _for_tables(forms: list[Expr]) -> Callable[..., None] | None:
    """By code that passes over the numbers once; None where there is none for these forms, or it cannot be kept."""
    from symcrit.kernels.floats.fused import one_pass  # which compiles

    passes = [one_pass(form) for form in forms]
    if None in passes:
        return None

    def fill(parts: list[Any], outs: list[Any]) -> None:
        for fill_one, out in zip(passes, outs, strict=True):
            fill_one(*parts, out)

    return fill


def _blocks(shape: tuple[int, ...], most: int) -> Iterator[tuple[slice, ...]]:
    """Slices of an array, along its first axes."""
    size = int(np.prod(shape))
    if size <= most:
        yield (slice(None),) * len(shape)
        return
    axis = next(i for i in range(len(shape)) if shape[i] > 1)
    step = max(1, most * shape[axis] // size)
    for start in range(0, shape[axis], step):
        yield tuple(slice(start, start + step) if i == axis else slice(None) for i in range(len(shape)))


def _part(array: Any, block: tuple[slice, ...]) -> Any:
    return array[tuple(own if n > 1 else slice(None) for own, n in zip(block, array.shape, strict=True))]


@cache
def _workers() -> ThreadPoolExecutor:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return ThreadPoolExecutor(count)


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_workers.cache_clear)  # threads are not copied


def _for_numpy(expr: Expr) -> Expr:
    """With roots in place of half powers, sums in waves in two parts, and the constants of a product as one float."""
    expr = expr.replace(_is_half_power, _by_root)
    for wave, of_two in ((exp_cosh, cosh_of_two), (exp_sinh, sinh_of_two)):
        expr = expr.replace(wave, lambda s, t, own=wave, two=of_two: two(*s.args, t) if _is_pair(s) else own(s, t))
    return _with_floats(expr)


def _is_half_power(part: Expr) -> bool:
    return isinstance(part, Pow) and part.exp.is_Rational and part.exp.q == 2 and not part.is_number


def _by_root(power: Expr) -> Expr:
    own = power.base ** (abs(power.exp.p) // 2) * root(power.base)
    return own if power.exp.is_positive else 1 / own


def _with_floats(expr: Expr) -> Expr:
    if expr.is_number:
        return expr if expr.is_Integer and abs(expr) < 2**31 else expr.evalf(_DIGITS)
    if isinstance(expr, Pow) and expr.exp.is_Integer:
        return _with_floats(expr.base) ** expr.exp
    if isinstance(expr, Mul):
        constant = Mul(*(factor for factor in expr.args if factor.is_number))
        return Mul(_with_floats(constant), *(_with_floats(factor) for factor in expr.args if not factor.is_number))
    return expr.func(*map(_with_floats, expr.args)) if expr.args else expr


def _is_pair(exponent: Expr) -> bool:
    return isinstance(exponent, sympy.Add) and len(exponent.args) == 2


def exp_times_cosh(*exponents: Any) -> Any:
    """exp(s)·cosh t at arrays s, t, finite as long as s + |t| is not too large; exp(s + r)·cosh t at s, r, t."""
    *given, t = exponents
    t = np.abs(t)
    return 0.5 * np.exp(_sum(t, *given)) * (1 + np.exp(-2 * t))


def exp_times_sinh(*exponents: Any) -> Any:
    """exp(s)·sinh t at arrays s, t; exp(s + r)·sinh t at s, r, t."""
    *given, t = exponents
    size = np.abs(t)
    return np.copysign(0.5 * np.exp(_sum(size, *given)) * np.expm1(-2 * size), t)


def _sum(size: Any, s: Any, r: Any = None) -> Any:
    """size + s + r, the smaller of s and r first: exact but for the last step where s and r are −q11/2 and −q22/2.

    For |q12| ≤ q22, with q11 ≤ q22, |q12| − q22/2 is a multiple of the last place of q22/2 and no larger than that,
    unless |q12| < q22/2; then the exponential is small.  s + r is right to half a place of its own only, which for
    large norms is many of the sum.
    """
    if r is None:
        return size + s
    return (size + np.minimum(s, r)) + np.maximum(s, r)
