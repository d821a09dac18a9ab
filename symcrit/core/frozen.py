"""Frozen dataclasses that compare, hash and print by one set of functions, not by generated ones.

There are some hundred of them: generated functions would be half of what it takes to start a check.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def frozen(kind: type[T]) -> type[T]:
    """`dataclass(frozen=True, kw_only=True)`: equal are those of one class with equal fields."""
    made: Any = dataclass(frozen=True, kw_only=True, eq=False, repr=False)(kind)
    made.__eq__ = _equal
    made.__hash__ = _hash
    made.__repr__ = _shown
    return made  # type: ignore[no-any-return]


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
