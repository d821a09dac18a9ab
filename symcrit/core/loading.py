"""The modules of a folder in which every module holds one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Generic, TypeVar

T = TypeVar("T")


class Folder(Mapping[str, T], Generic[T]):
    """{name: what the module of this name holds}, in order of names; a module is loaded when it is asked for.

    Modules whose names begin with `_` are left out, and those in which `held` finds nothing: None.
    """

    def __init__(self, package: ModuleType, held: Callable[[str, ModuleType], T | None]) -> None:
        names = sorted(found.name for found in iter_modules(package.__path__))
        self._package = package.__name__
        self._held = held
        self._names = [name for name in names if not name.startswith("_")]
        self._known: dict[str, T | None] = {}

    def _found(self, name: str) -> T | None:
        if name not in self._names:
            return None
        if name not in self._known:
            self._known[name] = self._held(name, import_module(f"{self._package}.{name}"))
        return self._known[name]

    def __getitem__(self, name: str) -> T:
        found = self._found(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._names if self._found(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)
