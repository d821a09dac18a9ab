"""Programs (`rounding`) at many points, compiled: in float64, and in pairs of floats where its bound does not suffice.

One function for all programs: it reads their steps, and takes each for a block of points, which stay in the cache of a
processor. Where it is known beforehand that all errors are small, it leaves them out. Errors are absolute, in units of
2⁻⁵³ for floats, of 2⁻⁷⁰ for pairs.
"""

import math

import numpy as np
from numba import boolean, float64, int64, types

from symcrit.jit import exact, exact_part
from symcrit.kernels.double_word import add, angle, divide, fma, multiply, product, root
from symcrit.kernels.operations import ADD, ANGLE, CONSTANT, DIVIDE, FLOATS, MULTIPLY, PAIRS, ROOT, VALUES

__all__ = ["sweep"]

_SMALL = 2.0**-32
_LANES = 512
_LOW, _ERROR, _WIDTH = _LANES + 8, 2 * _LANES + 16, 3 * _LANES + 24  # no powers of 2, which caches dislike
_TINY, _HUGE = 2.0**-800, 2.0**800  # nothing underflows in between that would be seen
_ANGLE = 5.0  # units: the error of an angle with exact sides
_ULPS = 14.0  # of 16: one for terms of second order in the bounds, one for rounding a pair


@exact_part
def _step_of_values(codes, constants, k, rooms, to, n):
    """One step in float64, without errors."""
    op, x, y = codes[k, 0], codes[k, 1], codes[k, 2]
    if op == ADD:
        for i in range(n):
            rooms[to, i] = rooms[x, i] + rooms[y, i]
    elif op == MULTIPLY:
        for i in range(n):
            rooms[to, i] = rooms[x, i] * rooms[y, i]
    elif op == DIVIDE:
        for i in range(n):
            rooms[to, i] = rooms[x, i] / rooms[y, i]
    elif op == ROOT:
        for i in range(n):
            rooms[to, i] = math.sqrt(rooms[x, i])
    else:
        for i in range(n):
            rooms[to, i] = constants[k, 0] * rooms[x, i]


@exact
def _step(code, c, rooms, to, n):
    """One step in float64: from x and y, and a constant, to z, each values, low parts (unused) and errors."""
    op, x, y, z = code[0], rooms[code[1]], rooms[code[2]], rooms[to]
    if op == ADD:
        for i in range(n):
            v = x[i] + y[i]
            z[i] = v
            z[_ERROR + i] = abs(v) + x[_ERROR + i] + y[_ERROR + i]
    elif op == MULTIPLY:
        for i in range(n):
            v, w = x[i], y[i]
            z[i] = v * w
            z[_ERROR + i] = abs(v * w) + abs(v) * y[_ERROR + i] + abs(w) * x[_ERROR + i]
    elif op == DIVIDE:
        for i in range(n):
            w = y[i]
            v = x[i] / w
            z[i] = v
            z[_ERROR + i] = abs(v) + (x[_ERROR + i] + abs(v) * y[_ERROR + i]) / abs(w) if abs(w) > _TINY else math.inf
    elif op == ROOT:
        for i in range(n):
            w, e = 0.0 if x[i] < 0.0 else x[i], x[_ERROR + i]
            v = math.sqrt(w)
            z[i] = v
            z[_ERROR + i] = v + 0.5 * e / v if w > _TINY else (0.0 if e == 0.0 and w == 0.0 else math.inf)
    elif op == ANGLE:
        for i in range(n):
            v, w = x[i], y[i]
            t, _ = angle(v, 0.0, w, 0.0)
            moved = (abs(w) * x[_ERROR + i] + abs(v) * y[_ERROR + i]) / (v * v + w * w)
            z[i] = t
            z[_ERROR + i] = _ANGLE * abs(t) + moved if max(abs(v), abs(w)) > _TINY else math.inf
    else:
        for i in range(n):
            z[i], z[_ERROR + i] = c[0] * x[i], abs(c[0]) * x[_ERROR + i]


@exact
def _step_of_pairs(code, c, rooms, to, n):
    """The same in pairs."""
    op, x, y, z = code[0], rooms[code[1]], rooms[code[2]], rooms[to]
    if op == ADD:
        for i in range(n):
            v, low = add(x[i], x[_LOW + i], y[i], y[_LOW + i])
            z[i], z[_LOW + i] = v, low
            z[_ERROR + i] = abs(v) + x[_ERROR + i] + y[_ERROR + i]
    elif op == MULTIPLY:
        for i in range(n):
            v, w = x[i], y[i]
            z[i], z[_LOW + i] = multiply(v, x[_LOW + i], w, y[_LOW + i])
            z[_ERROR + i] = abs(v * w) + abs(v) * y[_ERROR + i] + abs(w) * x[_ERROR + i]
    elif op == DIVIDE:
        for i in range(n):
            w = y[i]
            v, low = divide(x[i], x[_LOW + i], w, y[_LOW + i])
            z[i], z[_LOW + i] = v, low
            z[_ERROR + i] = abs(v) + (x[_ERROR + i] + abs(v) * y[_ERROR + i]) / abs(w) if abs(w) > _TINY else math.inf
    elif op == ROOT:
        for i in range(n):
            w, e = 0.0 if x[i] < 0.0 else x[i], x[_ERROR + i]
            v, low = root(w, x[_LOW + i])
            z[i], z[_LOW + i] = v, low
            z[_ERROR + i] = v + 0.5 * e / v if w > _TINY else (0.0 if e == 0.0 and w == 0.0 else math.inf)
    elif op == ANGLE:
        for i in range(n):
            v, w = x[i], y[i]
            t, low = angle(v, x[_LOW + i], w, y[_LOW + i])
            moved = (abs(w) * x[_ERROR + i] + abs(v) * y[_ERROR + i]) / (v * v + w * w)
            z[i], z[_LOW + i] = t, low
            z[_ERROR + i] = 2.0 * abs(t) + moved if max(abs(v), abs(w)) > _TINY else math.inf
    else:
        for i in range(n):
            z[i], z[_LOW + i], z[_ERROR + i] = c[0] * x[i], c[0] * x[_LOW + i], abs(c[0]) * x[_ERROR + i]


@exact_part
def _determinant(rooms, n):
    """q11·q22 − q12² as a pair, right to a unit; 0 where rounding has put it below."""
    a, b, c, d = rooms[0], rooms[1], rooms[2], rooms[3]
    for i in range(n):
        p, pl = product(a[i], c[i])
        r, rl = product(b[i], b[i])
        value, low = add(p, pl, -r, -rl)
        d[i], d[_LOW + i] = (0.0, 0.0) if value <= 0.0 else (value, low)  # nan stays
        d[_ERROR + i] = d[i]


@exact_part
def _determinant_of_values(rooms, n):
    """The same as a float, right to 3 units: Kahan's way (Jeannerod, Louvet & Muller, Math. Comp. 82 (2013))."""
    for i in range(n):
        a, b, c = rooms[0, i], rooms[1, i], rooms[2, i]
        square = b * b
        value = fma(a, c, -square) + fma(-b, b, square)
        rooms[3, i] = 0.0 if value <= 0.0 else value


@exact_part
def _run(codes, constants, given, rooms, n, mode, with_determinant):
    """All steps, for up to 31 points more than n: vectors of a processor are full."""
    n = min(_LANES, (n + 31) // 32 * 32)
    if with_determinant and mode == VALUES:
        _determinant_of_values(rooms, n)
    elif with_determinant:
        _determinant(rooms, n)
    for k in range(len(codes)):
        if codes[k, 0] == CONSTANT:
            continue
        if mode == VALUES:
            _step_of_values(codes, constants, k, rooms, given + k, n)
        elif mode == FLOATS:
            _step(codes[k], constants[k], rooms, given + k, n)
        else:
            _step_of_pairs(codes[k], constants[k], rooms, given + k, n)


@exact_part
def _is_right(value, error):
    """A float v has an ulp of |v|·2⁻⁵³ at least."""
    size = abs(value)
    return (error <= _ULPS * size) & (size < _HUGE) & ((size > _TINY) | (size == 0.0))


_TABLE = types.Array(float64, 2, "C", readonly=True)
_OUT = float64[:, ::1], boolean[:, ::1]
_SIGNATURE = types.void(int64[:, ::1], float64[:, ::1], types.UniTuple(_TABLE, 5), int64, int64, *_OUT)


@exact_part
def _read(room, source, row, start, n):
    """Read an argument of points in a row; a source with one row or column broadcasts."""
    row = min(row, len(source) - 1)
    if source.shape[1] == 1:
        value = source[row, 0]
        for i in range(n):
            room[i] = value
    else:
        part = source[row, start : start + n]
        for i in range(n):
            room[i] = part[i]


@exact_part
def _judge(found, a, b, c, value, right, n, mode):
    """Write values, and which are right; return how many are. Norms are to be usual."""
    count = 0
    if mode == VALUES:  # all steps are right to a known number of units where nothing underflows
        for i in range(n):
            low, high = min(a[i], abs(b[i]), c[i]), max(a[i], abs(b[i]), c[i])
            size = abs(found[i])
            good = (low > _SMALL) & (high < 1.0 / _SMALL) & (size > _TINY) & (size < _HUGE)
            value[i], right[i] = found[i], good
            count += good
        return count
    for i in range(n):
        size = a[i] * c[i]
        good = _is_right(found[i], found[_ERROR + i]) & (size > _TINY) & (size < _HUGE)
        value[i], right[i] = found[i], good
        count += good
    return count


@exact
def _gather(rooms, given, right, places, n):
    """Move the arguments of the points that are not right, but usual, to the front; return their number."""
    left = 0
    for i in range(n):
        places[left] = i
        size = rooms[0, i] * rooms[2, i]
        left += (not right[i]) & (size > _TINY) & (size < _HUGE)
    for k in range(given):
        room = rooms[k]
        room[_LOW:] = 0.0
        for i in range(left):
            room[i] = room[places[i]]
    return left


@exact
def _judge_pairs(found, value, right, places, n):
    """Write values at these places, and which are right."""
    for i in range(n):
        value[places[i]] = found[i]
        right[places[i]] = _is_right(found[i], found[_ERROR + i] * 2.0**-17)


def sweep(codes, constants, arrays, given, mode, values, right):
    """Write the values of a program, and which of them are right to 16 ulp.

    arrays: tables q11, q12, q22, m1, m2, which broadcast to that of values.
    codes: a row (operation, operand, operand) for each step; the operands are places, `given` of them for arguments.
    constants: a pair, and whether it is inexact, for each step.
    mode: VALUES if the steps are known to be right to 14 units without a look at their errors, else FLOATS.
    """
    rooms, places = np.zeros((given + len(codes), _WIDTH)), np.empty(_LANES, np.int64)
    found, with_determinant = rooms[given + len(codes) - 1], np.any(codes[:, 1:] == 3)
    for k in range(len(codes)):  # others are written over
        room, c = rooms[given + k], constants[k]
        room[:_LANES], room[_LOW:_ERROR], room[_ERROR:] = c[0], c[1], c[2] * abs(c[0])
    for row in range(values.shape[0]):
        for start in range(0, values.shape[1], _LANES):
            n = min(_LANES, values.shape[1] - start)
            value, is_right = values[row, start : start + n], right[row, start : start + n]
            _read(rooms[0], arrays[0], row, start, n)
            _read(rooms[1], arrays[1], row, start, n)
            _read(rooms[2], arrays[2], row, start, n)
            if given > 4:
                _read(rooms[4], arrays[3], row, start, n)
                _read(rooms[5], arrays[4], row, start, n)
            _run(codes, constants, given, rooms, n, mode, with_determinant)
            if _judge(found, rooms[0], rooms[1], rooms[2], value, is_right, n, mode) < n:
                left = _gather(rooms, given, is_right, places, n)
                _run(codes, constants, given, rooms, left, PAIRS, with_determinant)
                _judge_pairs(found, value, is_right, places, left)


sweep = exact(sweep, _SIGNATURE)
