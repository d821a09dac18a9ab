"""What a store must know of the runs that it keeps."""

from typing import NamedTuple, Protocol

__all__ = ["Layout", "Planned"]


class Layout(NamedTuple):
    """The table of runs: what tells them apart, all columns with their types, and the order of the rows."""

    key: tuple[str, ...]
    columns: dict[str, str]
    order: tuple[str, ...]


class Planned(Protocol):
    """What all runs of a store have in common: a `Plan` or a `Study`."""

    @property
    def layout(self) -> Layout:
        """The table of the store."""

    def json(self) -> str:
        """What is planned, as it is kept in the store."""
