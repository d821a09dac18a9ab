"""Arguments at the public doors: each function returns what was given in the form in which it is used, or raises
InputError with the name of the argument, the value and the remedy.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from symcrit.errors import InputError, shorten, shown

__all__ = ["called", "flag", "instance", "integer", "limit", "listed", "one_of", "place", "real"]

MOST = 10**8  # seconds, or GB
MOST_EFFORT = 10**6


def integer(name: str, value: Any, least: int | None = None, most: int | None = None) -> int:
    """An integer between two bounds, of Python, numpy, sympy or flint.

    >>> integer("k", 3, 1)
    3
    >>> integer("k", 0, 1)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: k = 0 is not an integer >= 1
    """
    found = None
    if not is_boolean(value) and getattr(value, "ndim", 0) == 0 and not isinstance(value, str | float):
        index = getattr(value, "__index__", None) or getattr(value, "__int__", None)
        try:
            found = int(index()) if index is not None else None
            found = found if found == value else None
        except Exception:  # whatever a foreign object raises, it is no integer
            found = None
    if found is None or (least is not None and found < least) or (most is not None and found > most):
        bounds = "" if least is None else f" >= {least}" if most is None else f" from {least} to {most}"
        raise InputError(f"{name} = {shown(value)} is not an integer{bounds}")
    return found


def is_boolean(value: Any) -> bool:
    """Whether a value is a truth value of Python, numpy or sympy."""
    return type(value).__name__ in ("bool", "bool_", "BooleanTrue", "BooleanFalse")


def called(name: str, function: Any, *arguments: Any) -> Any:
    """What a function of the user gives; raises InputError where it fails, whatever it raises.

    >>> called("a", lambda l: l + 1, 2)
    3
    >>> called("a", lambda: 1, 2)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: a: the function fails at 2: ...
    """
    try:
        return function(*arguments)
    except Exception as error:
        at = ", ".join(map(str, arguments))
        raise InputError(f"{name}: the function fails at {at}: {shorten(error)}") from None


def flag(name: str, value: Any) -> bool:
    """True or False.

    >>> flag("bias", "yes")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: bias = 'yes' is neither True nor False
    """
    if not is_boolean(value):
        raise InputError(f"{name} = {shown(value)} is neither True nor False")
    return bool(value)


def instance(name: str, value: Any, kinds: type | tuple[type, ...], remedy: str) -> Any:
    """A value of one of these types.

    >>> instance("network", 3, str, "write Network(W, a)")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: network = 3 is not a str; write Network(W, a)
    """
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    if not isinstance(value, kinds):
        raise InputError(f"{name} = {shown(value)} is not a {' or '.join(kind.__name__ for kind in kinds)}; {remedy}")
    return value


def limit(name: str, value: Any, unit: str) -> float | None:
    """What a process or a search may take of time or memory; None for no limit.

    >>> limit("timeout", 5, "seconds")
    5.0
    >>> limit("memory", 0, "GB")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: memory = 0 is not a positive number of GB, at most 10^8
    """
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value <= MOST:
        raise InputError(f"{name} = {shown(value)} is not a positive number of {unit}, at most 10^8")
    return float(value)


def listed(name: str, value: Any, what: str = "values") -> list[Any]:
    """The entries of a list, a tuple, an array or another iterable that is no text.

    >>> listed("sizes", (1, 2)), listed("sizes", range(2))
    ([1, 2], [0, 1])
    >>> listed("sizes", 3)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: sizes = 3 is not a list of values
    """
    if isinstance(value, str | bytes | dict) or not isinstance(value, Iterable):
        raise InputError(f"{name} = {shown(value)} is not a list of {what}")
    try:
        return list(value)
    except Exception:  # a type, an array without dimensions
        raise InputError(f"{name} = {shown(value)} is not a list of {what}") from None


def place(name: str, value: Any) -> Path:
    """The path of a file, in a form that the system takes.

    >>> place("store", "runs.sqlite").name
    'runs.sqlite'
    """
    try:
        path = Path(os.fspath(value))
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            path.stat()
    except Exception as error:  # no path, an empty byte in it, a name that is too long
        reason = getattr(error, "strerror", None) or "give the name of a file as text"
        raise InputError(f"{name} = {shown(value)} is not the path of a file: {reason}") from None
    return path


def real(name: str, value: Any, *, positive: bool = False) -> float:
    """A finite number in float64, from a number or from text such as "1e-7".

    >>> real("std", "0.5", positive=True)
    0.5
    """
    try:
        found = float(value) if not is_boolean(value) and getattr(value, "ndim", 0) == 0 else float("nan")
    except Exception:  # whatever a foreign object raises, it is no number
        found = float("nan")
    if not abs(found) < float("inf") or (positive and found <= 0):
        raise InputError(f"{name} = {shown(value)} is not a {'positive' if positive else 'finite'} number")
    return found


def one_of(name: str, value: Any, known: Iterable[str]) -> str:
    """One of a few words.

    >>> one_of("signs", "some", ("free", "nonnegative"))
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: signs = 'some' is not one of free, nonnegative
    """
    words = tuple(known)
    if not isinstance(value, str) or value not in words:
        raise InputError(f"{name} = {shown(value)} is not one of {', '.join(words)}")
    return value
