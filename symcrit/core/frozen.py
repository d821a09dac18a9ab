"""Frozen dataclasses that compare, hash, print and refuse changes by one set of functions, not by generated ones.

There are dozens of them, and making functions for each would be a third of what it takes to start a check.
"""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


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
    made: Any = dataclass(kw_only=True, eq=False, repr=False)(kind)
    made.__setattr__ = _set_once
    made.__delattr__ = _refuse
    made.__eq__ = _equal
    made.__hash__ = _hash
    made.__repr__ = _shown
    return made  # type: ignore[no-any-return]


def _set_once(thing: Any, name: str, value: object) -> None:
    if name in thing.__dict__ or name not in type(thing).__dataclass_fields__:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(thing, name, value)


def _refuse(thing: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _values(thing: Any) -> tuple[object, ...]:
    return tuple(getattr(thing, field.name) for field in fields(thing))


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


def _shown(thing: object) -> str:
    values = zip(fields(thing), _values(thing), strict=True)  # type: ignore[arg-type]
    return f"{type(thing).__name__}({', '.join(f'{field.name}={value!r}' for field, value in values)})"
