"""Errors of symcrit and the two helpers that word them.

An error is for misuse only; mathematics that does not work out is an answer (PROVED, REFUTED, UNDECIDED), never an
exception.
"""

from collections.abc import Iterable

from symcrit.printable import printable

__all__ = ["InputError", "SymcritError", "shorten", "shown", "unknown"]


class SymcritError(Exception):
    """Base of every exception that symcrit raises on purpose; its message is printable."""

    def __init__(self, *message: object) -> None:
        super().__init__(*(printable(part) if isinstance(part, str) else part for part in message))


class InputError(SymcritError, ValueError):
    """Bad input: one or two lines that say what was wrong, show the value and give the remedy.

    >>> raise InputError("0.5 is a float; write '1/2' or Rational(1, 2)")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: 0.5 is a float; write '1/2' or Rational(1, 2)
    """


def shorten(value: object, limit: int = 80) -> str:
    """Text of `value` on one line in at most `limit` characters; the middle of a longer one is left out.

    Never raises: a value whose own `str` fails is shown by its type.

    >>> shorten("x" * 1000, limit=11)
    'xxxx...xxxx'
    >>> shorten(10**5000)
    '<int>'
    """
    try:
        text = value if isinstance(value, str) else str(value)
    except Exception:  # an integer of more than 4300 digits, a very deep expression, a foreign `str` that fails
        return f"<{type(value).__name__}>"
    if len(text) > limit:
        half = (limit - 3) // 2
        text = text[: limit - 3 - half] + "..." + text[-half:]
    return printable(" ".join(text.split()))


def shown(value: object, limit: int = 80) -> str:
    """The `repr` of `value` as `shorten` gives it.

    >>> shown("erf"), shown(3)
    ("'erf'", '3')
    """
    try:
        return shorten(repr(value), limit)
    except Exception:  # a foreign `repr` that fails
        return f"<{type(value).__name__}>"


def unknown(what: str, name: object, known: Iterable[str]) -> InputError:
    """The error for a name that is not in `known`, with the nearest known name.

    >>> print(unknown("activation", "erff", ["erf", "relu"]))
    unknown activation 'erff'; did you mean 'erf'? known: erf, relu
    """
    from difflib import get_close_matches  # for this alone

    names = sorted(known)
    near = get_close_matches(shorten(name), names, n=1)
    hint = f" did you mean {near[0]!r}?" if near else ""
    return InputError(f"unknown {what} {shorten(name)!r};{hint} known: {shorten(', '.join(names), 360)}")
