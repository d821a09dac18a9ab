"""Point files: a problem and a candidate in JSON, with weights in it or in .npy and .npz files beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from symcrit.arguments import place
from symcrit.commands.arrays import load, load_archive
from symcrit.commands.common import activation_of
from symcrit.errors import InputError, shorten, unknown
from symcrit.kernels.activations import Activation
from symcrit.kernels.gram import as_real
from symcrit.model.network import Network
from symcrit.model.problem import Problem
from symcrit.opening import bytes_of
from symcrit.translate import as_expr

__all__ = ["read_point"]

_KEYS = ("activation", "teacher", "student", "fixed", "scale", "covariance", "mean")
_FREE = ("W", "a", "biases")
_LARGEST = 64 * 2**20
_MOST = 4000  # neurons or dimensions


def read_point(name: str) -> tuple[Problem, Network]:
    """Problem and candidate of a point file.

    Every number is exact: a JSON number stands for its decimals.  Raises InputError for what is no point file, saying
    which entry is wrong.
    """
    path = place("the point file", name)
    value = _object("the point file", _json(path), _KEYS, ("activation", "teacher", "student"))
    if not isinstance(value["activation"], str):
        raise InputError(f'activation = {shorten(value["activation"])} is no name; write for example "relu"')
    student = _student(value["student"], path.parent)
    n, d = student.n, student.d
    teacher, tau = _teacher(value["teacher"], path.parent, d)
    problem = Problem(teacher=teacher, activation=activation_of(value["activation"]), teacher_activation=tau, n=n, d=d,
                      scale=_scale(value), free=_free(value.get("fixed", []), student),
                      **_law(value, path.parent, d))  # fmt: skip
    return problem, student


def _law(value: dict[str, Any], folder: Path, d: int) -> dict[str, Any]:
    """The covariance and the mean of the inputs, where the file has them."""
    found = {}
    for name, depth in (("covariance", 2), ("mean", 1)):
        if name in value:
            found[name] = own = _array(name, value[name], depth, folder)
            sizes = {len(own), *(len(row) for row in own if depth == 2)}
            if sizes != {d}:
                needed = f"{d} rows of length {d}" if depth == 2 else f"{d} numbers"
                raise InputError(f"{name} does not fit the rows of W, which have length {d}: {needed} are needed")
    return found


def _scale(value: dict[str, Any]) -> Any:
    return _number("scale", value["scale"]) if "scale" in value else 1


def _json(path: Path) -> Any:
    def constant(token: str) -> NoReturn:
        raise InputError(f"{token} stands in {path.name}: only finite numbers are understood")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            twice = next(key for key, _ in items if sum(key == other for other, _ in items) > 1)
            raise InputError(f"the key {shorten(twice)!r} stands twice in {path.name}")
        return found

    try:
        text = bytes_of(path, _LARGEST).decode("utf-8")
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=constant, object_pairs_hook=pairs)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the point file {shorten(str(path))}: {_reason(error)}") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path.name} is not JSON: {shorten(error)}") from None


def _reason(error: Exception) -> str:
    return (
        "it is not UTF-8 text"
        if isinstance(error, UnicodeDecodeError)
        else str(getattr(error, "strerror", None) or error)
    )


def _object(what: str, value: Any, known: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{what} is {_shown(value)}, not an object with the keys {', '.join(known)}")
    for key in value:
        if key not in known:
            raise unknown(f"key of {what}", key, known)
    for key in needed:
        if key not in value:
            raise InputError(f"{what} has no {key!r}; needed: {', '.join(needed)}")
    return value


def _shown(value: Any) -> str:
    return "null" if value is None else shorten(json.dumps(value, ensure_ascii=False), 40)


def _student(value: Any, folder: Path) -> Network:
    if isinstance(value, str):
        value = load_archive("student", value, folder, ("W", "a", "biases"), _MOST)
    value = _object("student", value, ("W", "a", "biases"), ("W",))
    return _network("student", value, "W", "a", folder)


def _network(what: str, value: dict[str, Any], rows: str, outgoing: str, folder: Path) -> Network:
    """The weights and the biases; all of one kind of numbers."""
    W, a = _weights(what, value, rows, outgoing, folder)
    if "biases" not in value:
        return Network(W, a)
    biases = _array(f"{what} biases", value["biases"], 1, folder)
    if len(biases) != len(W):
        raise InputError(f"{what} biases has {len(biases)} entries but {rows} has {len(W)} rows; one for each neuron")
    return Network(W, a, biases)


def _teacher(value: Any, folder: Path, d: int) -> tuple[Network, Activation | None]:
    """The teacher, and its activation where it has another one than the student."""
    value = _object("teacher", value, ("orthonormal", "V", "b", "biases", "activation"), ())
    given = value.pop("activation", None)
    if not isinstance(given, str | None):
        raise InputError(f'teacher activation = {_shown(given)} is no name; write for example "relu"')
    return _teacher_weights(value, folder, d), None if given is None else activation_of(given)


def _teacher_weights(value: dict[str, Any], folder: Path, d: int) -> Network:
    if "orthonormal" in value:
        if len(value) > 1:
            raise InputError("teacher has 'orthonormal' and 'V', 'b' or 'biases'; give one of the two")
        k = _count("teacher orthonormal", value["orthonormal"])
        if k > d:
            raise InputError(f"dimension too small: {k} orthonormal teachers do not fit in d = {d}, the length of the"
                             " rows of W")  # fmt: skip
        return Network([[int(i == j) for j in range(d)] for i in range(k)], [1] * k)
    if "V" not in value:
        raise InputError("teacher has neither 'orthonormal' (a number k) nor 'V' (rows of weights)")
    teacher = _network("teacher", value, "V", "b", folder)
    if teacher.d > d:
        raise InputError(f"dimension too small: the teachers have d = {teacher.d}, the rows of W have length {d}")
    if teacher.d < d:
        raise InputError(f"the teachers have d = {teacher.d}, the rows of W have length {d}; write zeros into V")
    return teacher


def _weights(what: str, value: dict[str, Any], rows: str, outgoing: str, folder: Path) -> tuple[Any, Any]:
    """Rows and outgoing weights, both exact numbers; rows of these, too, for several outputs."""
    W, a, name = _array(f"{what} {rows}", value[rows], 2, folder), value.get(outgoing), f"{what} {outgoing}"
    if isinstance(a, str) and a.endswith(".npy"):
        a = load(name, folder / a, _MOST)
    several = (
        a.ndim == 2 if isinstance(a, np.ndarray) else isinstance(a, list) and isinstance(next(iter(a), None), list)
    )
    a = ["1"] * len(W) if outgoing not in value else _array(name, a, 2 if several else 1, folder)
    if len(a) != len(W):
        raise InputError(f"{what} {outgoing} has {len(a)} entries but {rows} has {len(W)} rows; one for each neuron")
    return W, a


def _array(what: str, value: Any, depth: int, folder: Path) -> Any:
    if isinstance(value, str) and value.endswith(".npy"):
        value = load(what, folder / value, _MOST)
    if isinstance(value, np.ndarray):
        return _dyadic(what, value, depth)
    if not isinstance(value, list) or not value or len(value) > _MOST:
        kind = "rows of numbers" if depth == 2 else "numbers"
        raise InputError(f"{what} = {_shown(value)} is not a list of {kind} (1 to {_MOST})")
    if depth == 1:
        return [_number(f"{what}[{i}]", entry) for i, entry in enumerate(value, start=1)]
    found = [_array(f"{what}, row {i}", row, 1, folder) for i, row in enumerate(value, start=1)]
    if len({len(row) for row in found}) > 1:
        i = next(i for i, row in enumerate(found, start=1) if len(row) != len(found[0]))
        raise InputError(f"{what}: row 1 has {len(found[0])} entries, row {i} has {len(found[i - 1])}; all alike")
    return found


def _number(what: str, value: Any) -> Any:
    """An exact real number from JSON: a number, or text such as "1/3", "0.25" or "sqrt(2)/2"."""
    if not isinstance(value, str):
        raise InputError(f'{what} = {_shown(value)} is no number; write a JSON number or text such as "1/3"')
    try:
        number = as_expr(value)
    except InputError as error:
        raise InputError(f"{what}: {shorten(error, 300)}") from None
    if number.free_symbols:
        raise InputError(f'{what} = {shorten(value, 40)!r} is no number; write for example "1/3" or "sqrt(2)/2"')
    return as_real(what, value)


def _count(what: str, value: Any) -> int:
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and 0 < int(value[:9]) <= _MOST):
        raise InputError(f"{what} = {_shown(value)} is no number of neurons, 1 to {_MOST}")
    return int(value)


def _free(fixed: Any, student: Network) -> tuple[str, ...]:
    if not isinstance(fixed, list) or any(name not in _FREE[1:] for name in fixed):
        raise InputError(f'fixed = {_shown(fixed)}: "a" and "biases" may be fixed, as in ["a"], or nothing, []')
    if "biases" in fixed and student.biases is None:
        raise InputError('fixed names "biases", and the student has none; give it "biases", or leave that out')
    return tuple(name for name in _FREE if name not in fixed)


def _dyadic(what: str, array: np.ndarray, depth: int) -> Any:
    """The exact numbers of a float or integer array."""
    if array.ndim != depth or not array.size or max(array.shape) > _MOST:
        raise InputError(f"{what} has shape {array.shape}; {depth} dimensions of 1 to {_MOST} are needed")
    if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
        raise InputError(f"{what} has entries that are no finite real numbers (dtype {array.dtype})")
    return array.astype(float) if array.dtype.kind == "f" else array
