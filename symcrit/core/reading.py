"""Reading JSON and refusing: what is not well formed is `Malformed`, what does not prove its claim is a `Reject`."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

from flint import fmpq

MAX_DIGITS = 4000
_NUMBER = re.compile(r"[+-]?\d+(?:/0*[1-9]\d*|(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]{0,39}", re.ASCII)
Pattern: TypeAlias = "Callable[[object], object] | Sequence[Pattern] | Mapping[str, Pattern]"


class Malformed(ValueError):
    """Input that is not a well-formed certificate, claim or expression; the message is one line."""


class Reject(Exception):
    """The witness does not establish the claim; the message says what failed.

    words: the message with {} where `values` go, for whoever writes these in another way; "" where it has none.
    """

    words = ""
    values: tuple[object, ...] = ()


class TooLarge(Reject):
    """A computation beyond core's limits: the answer is UNDECIDED, never wrong."""


def need(condition: object, message: str, *values: object, error: type[Exception] = Malformed) -> None:
    """Raises `error` unless the condition holds; the values, shortened, go where the message has {}."""
    if not condition:
        found = error(message.format(*map(excerpt, values)) if values else message)
        if values and isinstance(found, Reject):
            found.words, found.values = message, values
        raise found


require = partial(need, error=Reject)
within_limits = partial(need, error=TooLarge)


def excerpt(value: object) -> str:
    """What a message quotes of a value that came from outside: its `repr` in at most 60 characters, or its type."""
    kind = type(value).__name__
    if isinstance(value, (list, dict)) and len(value) >= 50:
        return f"a {kind}"
    try:
        words = repr(value)
    except (ValueError, RecursionError):  # an integer of more digits, or deeper nested, than Python prints
        return f"a huge {kind}"
    return words if len(words) <= 60 else f"{words[:57]}…"


def record(value: object) -> dict[str, object]:
    """A JSON object; raises `Malformed`."""
    need(isinstance(value, dict), "not a JSON object: {}", value)
    assert isinstance(value, dict)
    return dict(value)


def items(value: object) -> list[object]:
    """A JSON list; raises `Malformed`."""
    need(isinstance(value, list), "not a list: {}", value)
    assert isinstance(value, list)
    return list(value)


def read(value: object, pattern: Pattern) -> Any:
    """`value` read by a pattern, which says what type comes back; raises `Malformed`.

    A pattern is a reader (a function of JSON), [pattern] for a non-empty list, or {name: pattern} for an object, where
    `name?` may be missing (then None).
    """
    if callable(pattern):
        return pattern(value)
    if isinstance(pattern, Sequence):
        need(items(value), "an empty list")
        return [read(item, pattern[0]) for item in items(value)]
    given = record(value)
    required = {key for key in pattern if not key.endswith("?")}
    known = {key.removesuffix("?"): part for key, part in pattern.items()}
    good = required <= given.keys() <= known.keys()
    need(good, "keys {}, but known are " + ", ".join(pattern), sorted(given))
    return {key: read(given[key], part) if key in given else None for key, part in known.items()}


def only(value: Mapping[str, object], *known: str) -> None:
    """Raises `Malformed` for a field that nobody reads: what stands there would be printed, or believed, unchecked."""
    unread = [key for key in value if key not in known]
    need(not unread, "the field {} is not read here; those that are: " + ", ".join(known), *unread[:1])


def number(value: object) -> fmpq:
    """An exact rational from JSON: an integer or a string such as "3", "-1/3", "0.25", "1e-9"; raises `Malformed`."""
    if type(value) is int and value.bit_length() < 3 * MAX_DIGITS:
        return fmpq(value)
    good = isinstance(value, str) and len(value) <= MAX_DIGITS and _NUMBER.fullmatch(value)
    need(good, "not an exact number: {}; write an integer or a string such as '1/3' or '0.25'", value)
    return fmpq(*Fraction(str(value)).as_integer_ratio())


def is_name(value: object) -> bool:
    """Whether a JSON value is a name (π, written "pi", is one)."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def name(value: object) -> str:
    """The name of a symbol; raises `Malformed`."""
    need(is_name(value) and value != "pi", "not a name: {}", value)
    return str(value)


def text(value: object) -> str:
    """A word; raises `Malformed`."""
    need(isinstance(value, str), "not a word: {}", value)
    return str(value)


def flag(value: object) -> bool:
    """True or false; raises `Malformed`."""
    need(isinstance(value, bool), "neither true nor false: {}", value)
    return bool(value)


def index(value: object) -> int:
    """An index into a list; raises `Malformed`."""
    need(type(value) is int and value >= 0, "not an index: {}", value)
    assert isinstance(value, int)
    return value
