"""What the weights of a network may be: balls, expansions along a parameter, or expressions."""

from typing import Protocol, Self, TypeAlias, TypeVar


class Number(Protocol):
    """What has sums, differences and products with its own kind."""

    def __add__(self, other: Self, /) -> Self: ...

    def __sub__(self, other: Self, /) -> Self: ...

    def __mul__(self, other: Self, /) -> Self: ...

    def __neg__(self) -> Self: ...


N = TypeVar("N", bound=Number)  # the one kind of numbers in a network
Entry: TypeAlias = N | None  # a number, or None for 0
