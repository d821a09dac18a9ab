"""Closed forms at arrays of floats, right to the last digits: more precision where float64 is shown not to suffice.

A value is computed in float64 with a bound of its rounding error (`rounding`), from a form that cancels little
(`stable`).  Where the bound exceeds 16 ulp, it is computed again with the determinant from exact products, then in the
platform's long double, and where that does not suffice, from a ball.  Forms with erf or Φ₂, whose terms often are a
hundred or a million times the value, go to pairs of floats instead of long double (`tails`).  Large arrays are first
seen by a compiled machine (`fast`), which has the same bounds, and pairs of floats; what it cannot show to be right
comes here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import flint
import lazy_loader
import sympy
from flint import arb
from sympy import Expr

from symcrit.kernels.closed_forms import q11, q12, q22
from symcrit.kernels.fast import LARGE, table
from symcrit.kernels.integrals import m1, m2
from symcrit.kernels.normal import binormal, with_limits
from symcrit.kernels.rounding import NoProgram, Program, Rounded, program
from symcrit.kernels.stable import det, stable

np = lazy_loader.load("numpy")

__all__ = ["evaluate", "evaluate_by_balls", "evaluate_plainly", "program_of"]

Ball = Callable[[list[arb]], arb]
ULPS, EPSILON = 16, 2.0**-52  # 1 ulp is left for terms of second order in the bounds
_DET = 3  # its place among the arguments
_BLOCK = 2**16  # numbers: arrays that stay in the cache of a processor
_SPLIT = 2.0**27 + 1


@cache
def program_of(expr: Expr, biased: bool = False) -> Program | None:
    """The program of a closed form in q11, q12, q22, the determinant and the means; None for functions without rule."""
    try:
        return program(stable(expr), (q11, q12, q22, det, *((m1, m2) if biased else ())))
    except (NoProgram, sympy.PolynomialError):  # the latter: the determinant in an exponent
        return None


def evaluate_plainly(expr: Expr, arrays: list[Any], *, is_kernel: bool) -> np.ndarray:
    """An expression in q11, q12, q22 (and means) in float64, as it stands, for functions without rule.

    Arguments that rounding puts outside of a domain are moved back; for a kernel 0/0 at norm 0, too.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        form = _compiled(expr, is_kernel, len(arrays) > 3)
        result = np.asarray(form(*arrays), dtype=float)
        result = with_limits(form, arrays, result) if is_kernel and np.isnan(result).any() else result
        return np.where(np.isnan(sum(arrays)), np.nan, np.asarray(result, dtype=float))


def evaluate_by_balls(arrays: list[Any], ball: Ball) -> np.ndarray:
    """Values from balls, one by one, for functions that float64 has no rule for."""
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    rows = np.array([np.broadcast_to(array, shape).ravel() for array in arrays])
    points, places = np.unique(rows, axis=1, return_inverse=True)
    values = np.array([_rounded(ball, point) for point in points.T.tolist()])
    return values[places.ravel()].reshape(shape)


def _filled(values: np.ndarray, expr: Expr, arrays: list[Any]) -> np.ndarray:
    """The values of a kernel, with those of `evaluate_plainly` where they are nan although no argument is."""
    lost = np.isnan(values)
    if not lost.any():
        return values
    arrays = np.broadcast_arrays(*arrays)
    lost &= ~np.isnan(sum(arrays))
    if lost.any():
        values[lost] = evaluate_plainly(expr, [array[lost] for array in arrays], is_kernel=True)
    return values


@cache
def _compiled(expr: Expr, is_kernel: bool, is_biased: bool) -> Callable[..., Any]:
    def inside(x: Any) -> Any:
        return np.clip(np.nan_to_num(x) if is_kernel else x, -1, 1)

    edge = {
        "sqrt": lambda x: np.sqrt(np.maximum(x, 0)),
        "arcsin": lambda x: np.arcsin(inside(x)),
        "arccos": lambda x: np.arccos(inside(x)),
        "binormal": binormal,
    }
    symbols = [q11, q12, q22, *((m1, m2) if is_biased else ())]
    return sympy.lambdify(symbols, expr, modules=[edge, "scipy", "numpy"], cse=True)


def evaluate(steps: Program, arrays: list[Any], ball: Ball, *, kernel: Expr | None = None) -> np.ndarray:
    """The program at float64 arrays q11, q12, q22 (and means), which broadcast: each value right to 16 ulp.

    ball: a ball of the same function at exact numbers; where it is not finite the value in float64 stays.
    kernel: the form, if it is that of a kernel, which is continuous where q11, q22 > 0, and nowhere nan.
    A q12 beyond ±√(q11·q22), by rounding, counts as that.
    """
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    found = table(steps, arrays, shape) if np.prod(shape) >= LARGE else None
    if found is None:
        return _evaluate(steps, arrays, ball, kernel)
    result, right = found
    if not right.all():
        left = [np.broadcast_to(array, shape)[~right] for array in arrays]
        result[~right] = _evaluate(steps, left, ball, kernel)
    return result


def _evaluate(steps: Program, arrays: list[Any], ball: Ball, kernel: Expr | None) -> np.ndarray:
    """The same by numpy."""
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    arrays = [array.reshape((1,) * (len(shape) - array.ndim) + array.shape) for array in arrays]
    result, right = np.empty(shape), np.empty(shape, dtype=bool)
    with np.errstate(all="ignore"):
        for block in _blocks(shape):
            part = [array[tuple(s if n > 1 else slice(None) for s, n in zip(block, array.shape, strict=True))]
                    for array in arrays]  # fmt: skip
            if steps.has_tails:
                result[block], right[block] = _with_tails(steps, part)
                continue
            arguments, certain = _quick(part, steps.uses(_DET))
            found = steps(arguments, np.float64)
            result[block], right[block] = found.value, certain & _is_right(found, ULPS - 1)
    places, flat = np.flatnonzero(~right), result.reshape(-1)
    for start in range(0, places.size, _BLOCK // 4):
        own = places[start : start + _BLOCK // 4]
        rows = np.array([np.broadcast_to(array, shape).flat[own] for array in arrays])
        flat[own] = _refined(steps, rows, flat[own], ball, kernel is not None)
    return result if kernel is None else _filled(result, kernel, arrays)


def _blocks(shape: tuple[int, ...]) -> Iterator[tuple[slice, ...]]:
    """Slices of an array, along its longest axis."""
    size = int(np.prod(shape))
    if size <= _BLOCK:
        yield (slice(None),) * len(shape)
        return
    axis = int(np.argmax(shape))
    step = max(1, _BLOCK * shape[axis] // size)
    for start in range(0, shape[axis], step):
        yield tuple(slice(start, start + step) if i == axis else slice(None) for i in range(len(shape)))


def _is_right(found: Rounded, ulps: float) -> Any:
    """Where the error is certainly at most that many ulp of float64."""
    unit = float(np.finfo(found.value.dtype).eps) / 2
    if found.is_relative and found.error * unit <= ulps * EPSILON / 2:  # an ulp is half an epsilon at least
        return np.isfinite(found.value)
    return found.absolute <= (ulps / unit) * np.abs(np.spacing(found.value.astype(float, copy=False)))


def _quick(arrays: list[Any], with_determinant: bool) -> tuple[list[Rounded], Any]:
    """The arguments of a program, and where the determinant, if it is needed, has a relative error of 4 units."""
    a, b, c = arrays[:3]
    if not with_determinant:
        return _with_determinant(arrays, np.float64(0), 0.0), (a > 0) & (c > 0)
    p, r = a * c, b * b
    d = p - r
    return _with_determinant(arrays, np.maximum(d, 0), 4.0), (2 * d >= p) & (p > 0)


def _with_tails(steps: Program, arrays: list[Any]) -> tuple[Any, Any]:
    """The values of a program with erf or Φ₂, and which are right to 16 ulp."""
    from symcrit.kernels.tails import is_right  # which compiles what it needs

    arguments = _careful(arrays, np.float64)
    found, (a, b, c) = steps(arguments, np.float64), arrays[:3]
    return found.value, (a > 0) & (c > 0) & (b * b < a * c) & is_right(found, ULPS - 1, EPSILON / 2)


def _careful(arrays: list[Any], kind: Any) -> list[Rounded]:
    """The arguments in the type `kind`, with the determinant from exact products."""
    a, b, c = arrays[:3]
    (p, e), (r, f) = _exact_product(a, c), _exact_product(b, b)
    d = (p.astype(kind) - r) + (e.astype(kind) - f)
    return _with_determinant([array.astype(kind) for array in arrays], np.maximum(d, 0), 3.0)


def _with_determinant(arrays: list[Any], determinant: Any, error: float) -> list[Rounded]:
    a, b, c, *means = arrays
    norms = Rounded(a, positive=True), Rounded(b), Rounded(c, positive=True)
    return [*norms, Rounded(determinant, error, True), *map(Rounded, means)]


def _exact_product(x: Any, y: Any) -> tuple[Any, Any]:
    """p + e = x·y exactly (Dekker)."""
    p = x * y
    (x1, x2), (y1, y2) = _halves(x), _halves(y)
    return p, ((x1 * y1 - p) + x1 * y2 + x2 * y1) + x2 * y2


def _halves(x: Any) -> tuple[Any, Any]:
    t = _SPLIT * x
    high = t - (t - x)
    return high, x - high


def _refined(steps: Program, rows: Any, values: Any, ball: Ball, continuous: bool) -> Any:
    """The values at these rows (columns are points) with more precision, as far as needed; from balls at norm 0."""
    at_zero = (rows[0] == 0) | (rows[2] == 0)
    left = np.flatnonzero(~at_zero)
    if steps.has_tails and left.size:
        from symcrit.kernels.tails import by_pairs  # which compiles it

        found, good = by_pairs(steps, rows[:, left], ULPS - 2, continuous=continuous)
        values[left] = np.where(np.isfinite(found), found, values[left])
        left = left[~good]
    for kind in () if steps.has_tails else (np.float64, np.longdouble):
        if not left.size:
            break
        with np.errstate(all="ignore"):
            found = steps(_careful(list(rows[:, left]), kind), kind)
            good = np.broadcast_to(_is_right(found, ULPS - 2), left.shape)  # −2: rounded to float64 once more
        values[left[good]] = found.value[good]
        left = left[~good]
    left = np.concatenate([left, np.flatnonzero(at_zero)])
    points, places = np.unique(rows[:, left], axis=1, return_inverse=True)
    for i, point in enumerate(points.T.tolist()):
        value, own = _rounded(ball, point), left[places.ravel() == i]
        values[own] = np.where(np.isfinite(value) | at_zero[own], value, values[own])
    return values


def _rounded(ball: Ball, point: list[float]) -> float:
    """The value at a point to float64, nan where its ball is not finite."""
    if not all(map(np.isfinite, point)):
        return float("nan")
    a, b, c, *means = (arb(x) for x in point)
    value, before = arb("nan"), flint.ctx.prec
    try:
        for flint.ctx.prec in (128, 256, 512, 1024):
            edge = (a * c).sqrt()
            own = b if (a * c - b * b >= 0) is True else edge if b > 0 else -edge
            value = ball([a, own, c, *means])
            if value.rel_accuracy_bits() > 60:
                return float(value.mid())
    finally:
        flint.ctx.prec = before
    return float("nan") if not value.is_finite() else 0.0 if 0 in value else float(value.mid())
