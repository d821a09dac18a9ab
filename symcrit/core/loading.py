"""The modules of a folder in which every module holds one kind."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def modules_in(package: ModuleType) -> dict[str, ModuleType]:
    """{name: module} of the modules of a package, in order of their names, without those that begin with `_`."""
    names = sorted(found.name for found in iter_modules(package.__path__) if not found.name.startswith("_"))
    return {name: import_module(f"{package.__name__}.{name}") for name in names}
