"""Frozen dataclasses that compare, hash, print and refuse changes by one set of functions, not by generated ones.

There are dozens of them, and making functions for each would be a third of what it takes to start a check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, FrozenInstanceError, dataclass, fields
from typing import ClassVar, Protocol, TypeVar, dataclass_transform

T = TypeVar("T")


class HasFields(Protocol):
    """A dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[object]]]


@dataclass_transform(frozen_default=True, kw_only_default=True)
def frozen(kind: type[T]) -> type[T]:
    """As `dataclass(frozen=True, kw_only=True)` does: fields are set once, and equal are those of one class and fields.

    >>> @frozen
    ... class Pair:
    ...     x: int
    ...     y: int = 0
    >>> Pair(x=1), Pair(x=1) == Pair(x=1, y=0), Pair(x=1) == Pair(x=2)
    (Pair(x=1, y=0), True, False)
    >>> Pair(x=1).x = 2
    Traceback (most recent call last):
        ...
    dataclasses.FrozenInstanceError: cannot assign to field 'x'
    """
    made = dataclass(kw_only=True, eq=False, repr=False)(kind)
    for name, function in _FUNCTIONS.items():
        setattr(made, name, function)
    return made


def _set_once(thing: HasFields, name: str, value: object) -> None:
    if name in thing.__dict__ or name not in type(thing).__dataclass_fields__:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(thing, name, value)


def _refuse(thing: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _values(thing: object) -> tuple[object, ...]:
    return tuple(getattr(thing, field.name) for field in fields(thing))  # type: ignore[arg-type]  # a dataclass


def _equal(thing: object, other: object) -> bool:
    return thing is other or (type(thing) is type(other) and _values(thing) == _values(other))


def _hash(thing: object) -> int:
    return hash((type(thing), *map(_hashable, _values(thing))))


def _hashable(value: object) -> object:
    """The same for equal values."""
    if isinstance(value, Mapping):
        return frozenset((name, _hashable(entry)) for name, entry in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(_hashable, value))
    return value


def _printed(thing: object) -> str:
    values = zip(fields(thing), _values(thing), strict=True)  # type: ignore[arg-type]
    return f"{type(thing).__name__}({', '.join(f'{field.name}={value!r}' for field, value in values)})"


_FUNCTIONS = {
    "__setattr__": _set_once,
    "__delattr__": _refuse,
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _printed,
}
