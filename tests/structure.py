"""What the modules of the package import from each other, read from their sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "symcrit"

Graph = Mapping[str, Set[str]]


class Import(NamedTuple):
    """`from module import name` (`import module`, where the name is "") in a module of the package."""

    importer: str
    module: str
    name: str


def _dotted(path: Path) -> str:
    """The name of a module from its file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    """{dotted name: file} of all modules of the package."""
    return {_dotted(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def imports() -> tuple[Import, ...]:
    """Every import of a part of the package by another, in functions and under TYPE_CHECKING too."""
    found: list[Import] = []
    for name, path in modules().items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += _imports_of(name, tree)
    return tuple(found)


def _imports_of(importer: str, tree: ast.AST) -> Iterator[Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in modules():
                    yield Import(importer, alias.name, "")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{importer}: imports are absolute"
            if node.module in modules():
                for alias in node.names:
                    yield Import(importer, str(node.module), alias.name)


def imported_module(found: Import) -> str:
    """The module that an import needs: the submodule where the name is one, else the module itself."""
    submodule = f"{found.module}.{found.name}"
    return submodule if submodule in modules() else found.module


def is_ancestor(package: str, module: str) -> bool:
    """Whether a module lies inside of a package; that its ancestors are loaded first is no import of its own."""
    return module.startswith(f"{package}.")


def import_graph() -> dict[str, set[str]]:
    """{module: modules that it imports}, without the packages around it."""
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    for found in imports():
        needed = imported_module(found)
        if not is_ancestor(needed, found.importer):
            graph[found.importer].add(needed)
    return graph


def _reachable(graph: Graph, start: str) -> set[str]:
    """The modules that importing `start` loads, by any number of steps."""
    found: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting.extend(graph[module])
    return found


def circles(graph: Graph) -> list[list[str]]:
    """The largest sets of modules each of which needs all the others, or itself."""
    reachable = {module: _reachable(graph, module) for module in graph}
    found: list[list[str]] = []
    seen: set[str] = set()
    for module in sorted(graph):
        if module in reachable[module] and module not in seen:
            circle = [other for other in sorted(graph) if other in reachable[module] and module in reachable[other]]
            seen.update(circle)
            found.append(circle)
    return found
