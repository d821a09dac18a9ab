"""What the modules of the package import from each other, read from their sources, and tables of the kinds in core."""

from __future__ import annotations

import ast
import re
import sys
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


def loaded_by(found: Import) -> Iterator[str]:
    """The modules that an import loads: the one that is needed and the packages around it, not those around both."""
    needed = imported_module(found)
    parts = needed.split(".")
    for length in range(1, len(parts) + 1):
        loaded = ".".join(parts[:length])
        is_around = loaded == found.importer != needed
        if not is_around and not is_ancestor(loaded, found.importer):
            yield loaded


def import_graph() -> dict[str, set[str]]:
    """{module: modules that it imports}, without the packages around it."""
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    for found in imports():
        graph[found.importer].update(loaded_by(found))
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


# ---------------------------------------------------------------------------------------------- core, as others see it


CORE = "symcrit.core"


def imports_behind_the_face() -> list[Import]:
    """The imports of modules of core, instead of the names that `symcrit.core` exports, by modules outside."""
    outside = [found for found in imports() if not found.importer.startswith(CORE)]
    return [found for found in outside if is_ancestor(CORE, imported_module(found))]


def covers(allowed: str, module: str) -> bool:
    """Whether leave to import from `allowed`, a module or a package of core, holds for a module."""
    return module == allowed or is_ancestor(allowed, module)


# ----------------------------------------------------------------------------------------------- tables of the kinds


DESIGN = ROOT / "DESIGN.md"
FORMAT = ROOT / "docs" / "format.md"
BEGIN = "<!-- {}: printed by `python tests/structure.py --write` -->"
END = "<!-- end -->"


def _first_sentence(kind: type) -> str:
    """The first sentence of a docstring, for a cell of a table."""
    text = " ".join((kind.__doc__ or "").split())
    sentence = re.split(r"(?<=\.) (?=[A-Z(])", text)[0]
    return sentence.replace("|", "\\|")


def _fields(kind: type, *inherited: type) -> str:
    """The fields of a kind beside those of all kinds; `?` at those that may be missing."""
    from symcrit.core.kinds import parts_of

    common = {key for base in inherited for key in parts_of(base)}
    own = {key: how for key, (_, how) in parts_of(kind).items() if key not in common}
    return ", ".join(key + "?" if how.optional else key for key, how in own.items()) or "—"


def _rows(kinds: Mapping[str, type], *inherited: type) -> Iterator[str]:
    for name, kind in sorted(kinds.items()):
        folder = kind.__module__.split(".")[-2]
        yield f"| `{name}` | {_fields(kind, *inherited)} | {_first_sentence(kind)} | `core/{folder}/{name}.py` |"


def tables() -> dict[str, list[str]]:
    """{title: lines of a table} of the kinds of claims and of witnesses, as the registries have them."""
    from symcrit.core.kinds import Proof, Witness
    from symcrit.core.registry import CLAIMS, PROOFS, WITNESSES

    line = "|---|---|---|---|"
    return {
        "claims": ["| kind | fields | says | file |", line, *_rows(CLAIMS)],
        "witnesses": ["| kind | fields | shows | file |", line, *_rows(WITNESSES, Witness)],
        "proofs": ["| kind | fields | shows | file |", line, *_rows(PROOFS, Proof)],
    }


def printed(title: str) -> list[str]:
    """The lines of docs/format.md under the mark of a table."""
    text = FORMAT.read_text(encoding="utf-8")
    _, _, rest = text.partition(BEGIN.format(title) + "\n")
    return rest.partition("\n" + END)[0].splitlines()


def write_tables() -> None:
    """Print the tables into docs/format.md, under their marks."""
    for title, lines in tables().items():
        text = FORMAT.read_text(encoding="utf-8")
        mark = BEGIN.format(title) + "\n"
        before, found, rest = text.partition(mark)
        assert found, f"docs/format.md has no mark for {title}"
        after = rest[rest.index(END) :]
        FORMAT.write_text(before + mark + "\n".join(lines) + "\n" + after, encoding="utf-8")


def outdated_tables() -> list[str]:
    """The titles of the tables of docs/format.md that are not those of the kinds there are."""
    return [title for title, lines in tables().items() if printed(title) != lines]


if __name__ == "__main__":
    if "--write" in sys.argv:
        write_tables()
    elif "--check" in sys.argv:
        found = outdated_tables()
        sys.exit(f"run python tests/structure.py --write: {', '.join(found)}" if found else 0)
    else:
        for lines_of_table in tables().values():
            print("\n".join(lines_of_table), end="\n\n")
