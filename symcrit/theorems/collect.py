"""Find theorems the way pytest finds tests: by dotted name in the proofs at hand, or by path.

A file is a candidate if one of its lines starts with ``@theorem`` or ``@….theorem``; no other file is imported, and for
a name only those that may declare it.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import hashlib
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Generic, Protocol, TypeVar

from symcrit.arguments import place
from symcrit.errors import InputError, SymcritError, shorten, shown
from symcrit.opening import NotRegular, bytes_of
from symcrit.theorems.registry import Theorem, theorem_of

_DECLARATION = re.compile(r"^[ \t]*@(\w+\.)*theorem\b|\btheorem as\b", re.MULTILINE)
_PACKAGE = Path(__file__).resolve().parents[1]
_LARGEST = 16 * 2**20  # bytes of a file of proofs
_LOOKED_AT = 1_000_000  # characters of a file that is looked at before it is imported


def collect(
    names_or_paths: str | Iterable[str] = (),
    *,
    load_all: LoadAll[T] | None = None,
    clash: Callable[[Sequence[T]], T] | None = None,
) -> list[T]:
    """The theorems that the arguments ask for, in the order of the arguments, then of files and lines.

    load_all: what finds the theorems of files; by default `load`, which imports them in this process.
    clash: what stands for theorems of one name that are declared in several places; by default there is none.

    Without arguments: those of ``./proofs``, and without such a folder those that come with symcrit.  A dotted name, or
    a prefix of whole components (``copy_average`` for the group), is looked up in both.  An argument with ``/`` or
    ending in ``.py`` is a file or a folder.

    Raises InputError for an unknown name, a path (or ./proofs) without theorems, a file that cannot be imported, and,
    without `clash`, two theorems of one name.

    >>> collect("copy_averag")
    Traceback (most recent call last):
    symcrit.errors.InputError: no theorem is called 'copy_averag'; did you mean 'copy_average'?
    """
    arguments = _arguments(names_or_paths)
    find: LoadAll[T] = load_all or _load_all  # type: ignore[assignment]  # then T is Theorem
    found: list[T] = []
    hand: _AtHand[T] | None = None
    if not arguments:
        found = _from_path(OWN, find) if OWN.is_dir() else _from_folder(packaged_proofs(), find)
    for argument in arguments:
        if _is_path(argument):
            found += _from_path(place("the path", argument), find)
        else:
            hand = hand or _AtHand(find)
            found += hand.named(argument)
    return _distinct(found, clash)


class _Found(Protocol):
    """What is asked of a theorem that was found."""

    @property
    def name(self) -> str:
        """Its dotted name."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def line(self) -> int:
        """The line of its function."""


T = TypeVar("T", bound=_Found)
LoadAll = Callable[[Sequence[Path]], list[list[T]]]  # the theorems of each of these files


def _load_all(paths: Sequence[Path]) -> list[list[Theorem]]:
    return [load(path) for path in paths]


def _arguments(names_or_paths: object) -> list[str]:
    several = [names_or_paths] if isinstance(names_or_paths, str | os.PathLike) else names_or_paths
    try:
        return [os.fspath(argument) for argument in several]
    except TypeError:
        raise InputError(f"{shown(names_or_paths)}: give names or paths as str, one or a list") from None


def load(path: Path) -> list[Theorem]:
    """The theorems that one file defines, by line; the file is imported afresh and leaves nothing in ``sys.modules``.

    Raises InputError where the file cannot be read or imported; the message has the cause and the place in one line.
    MemoryError is no fault of the file alone, and goes on.
    """
    path = path.resolve()
    theorems = [found for thing in vars(_import(path)).values() if (found := theorem_of(thing)) and found.path == path]
    return sorted(_distinct(theorems), key=lambda found: found.line)


OWN = Path("proofs")  # the folder that goes before ours


def packaged_proofs() -> Path:
    """The folder of the theorems that come with symcrit: in the wheel, or beside the package in a checkout."""
    installed = _PACKAGE / "_proofs"
    return installed if installed.is_dir() else _PACKAGE.parent / "proofs"


def one_line(error: BaseException, path: Path) -> str:
    """The cause of ``error`` and the deepest place in ``path`` that led to it, in one line."""
    frames = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    line = frames[-1] if frames else None
    if isinstance(error, SyntaxError) and error.filename == str(path):
        line, text = error.lineno, error.msg
    else:
        text = shorten(error, 300)
    if isinstance(error, SymcritError) and text.startswith(f"{_relative(path)}:"):  # it says so itself
        return text
    kind = "" if isinstance(error, SymcritError) else f"{type(error).__name__}: "
    place = f"{_relative(path)}:{line}" if line else _relative(path)
    return f"{place}: {kind}{text}"


class _AtHand(Generic[T]):
    """The theorems of ``./proofs`` and those that come with symcrit; a file is imported when first asked for.

    Nobody's file stands in for another one: what both folders declare is found twice, unless it is a copy.
    """

    def __init__(self, load_all: LoadAll[T]) -> None:
        self.load_all = load_all
        folders = dict.fromkeys((Path("proofs").resolve(), packaged_proofs()))
        self.folders = [list(_candidates(folder)) for folder in folders if folder.is_dir()]
        self.loaded: dict[Path, list[T]] = {}
        self.declared = {path: names_in(path) for paths in self.folders for path in paths}

    def named(self, name: str) -> list[T]:
        """The theorems called ``name`` or ``name.…``."""
        may = [
            path
            for paths in self.folders
            for path in paths
            if any(_belongs(own, name) for own in self.declared[path] or [name])
        ]
        if found := [theorem for theorem in self.load(_without_copies(may)) if _belongs(theorem.name, name)]:
            return found
        raise InputError(f"no theorem is called {shown(name)}; {self.hint(name)}")

    def load(self, paths: list[Path]) -> list[T]:
        """The theorems of these files."""
        new = [path for path in paths if path not in self.loaded]
        self.loaded |= zip(new, self.load_all(new), strict=True)
        return [theorem for path in paths for theorem in self.loaded[path]]

    def hint(self, name: str) -> str:
        """What may have been meant, of the names that stand in the files, and in those that were imported anyhow."""
        names = [own for declared in self.declared.values() for own in declared or ()]
        names += [theorem.name for theorems in self.loaded.values() for theorem in theorems]
        parts = [own.split(".") for own in names]
        known = sorted({".".join(own[:i]) for own in parts for i in range(1, len(own) + 1)})
        if close := difflib.get_close_matches(name, known, n=1):
            return f"did you mean {close[0]!r}?"
        if len(name) < 256 and Path(name).exists():
            return f"for the folder, write ./{name}"
        return f"known groups: {', '.join(n for n in known if '.' not in n) or 'none'}"


def _without_copies(paths: Sequence[Path]) -> list[Path]:
    """The files without those that come with symcrit and lie in ./proofs, too, as they are."""
    ours = packaged_proofs()
    own = {source for path in paths if not path.is_relative_to(ours) if (source := _text_of(path)) is not None}
    return [path for path in paths if not (path.is_relative_to(ours) and _text_of(path) in own)]


def _belongs(own: str, name: str) -> bool:
    return own == name or own.startswith(f"{name}.")


def declared(source: str) -> list[str] | None:
    r"""The names of the theorems that a file declares; None where they are not all written out, or the text is long.

    It is looked at in the parent of `verify`, which a text must not keep busy.

    >>> declared("@theorem('a.b')\ndef f(): ...")
    ['a.b']
    >>> declared("@theorem('a.' + b)\ndef f(): ...") is None
    True
    """
    if len(source) > _LOOKED_AT:
        return None
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    uses = {node for node in nodes if getattr(node, "id", getattr(node, "attr", "")) == "theorem"}
    calls = [node for node in nodes if isinstance(node, ast.Call) and node.func in uses]
    names = [call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)]
    plain = len(names) == len(calls) == len(uses) > 0 and not re.search(r"\btheorem as\b", source)
    return names if plain and all(isinstance(name, str) for name in names) else None


def _is_path(argument: str) -> bool:
    return "/" in argument or os.sep in argument or argument.endswith(".py") or argument in {".", ".."}


def _from_path(path: Path, load_all: LoadAll[T]) -> list[T]:
    """The theorems of a file or of all files in a folder; an explicit path without any is a mistake."""
    if not path.exists():
        raise InputError(f"no such file or folder: {shorten(path, 200)}")
    found = _from_folder(path, load_all) if path.is_dir() else load_all([path.resolve()])[0]
    if not found:
        remedy = "a theorem is a function under @theorem('group.name')"
        raise InputError(f"{shorten(path, 200)} defines no theorem; {remedy}")
    return found


def _from_folder(folder: Path, load_all: LoadAll[T]) -> list[T]:
    return [theorem for found in load_all(list(_candidates(folder))) for theorem in found]


def _candidates(folder: Path) -> Iterator[Path]:
    """Python files in ``folder`` that declare a theorem, in order; hidden folders and environments are left out."""
    for root, folders, files in os.walk(folder.resolve()):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name != "__pycache__" and not Path(root, name, "pyvenv.cfg").exists()
        )
        for name in sorted(files):
            if name.endswith(".py") and not name.startswith("."):
                path = Path(root, name)
                if may_declare(path):
                    yield path


def may_declare(path: Path) -> bool:
    """Whether a file looks like one of theorems; what cannot be read may be one, and is refused where it is loaded."""
    try:
        return _DECLARATION.search(source_of(path)) is not None
    except InputError:
        return True


def names_in(path: Path) -> list[str] | None:
    """`declared` for a file; None where it cannot be read."""
    source = _text_of(path)
    return None if source is None else declared(source)


def _text_of(path: Path) -> str | None:
    try:
        return source_of(path)
    except InputError:
        return None


def source_of(path: Path) -> str:
    """The text of a file; raises InputError with the cause in one line."""
    try:
        return bytes_of(path, _LARGEST).decode("utf-8")
    except NotRegular as error:
        raise InputError(f"{_relative(path)} cannot be read: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(one_line(error, path)) from error


def _import(path: Path) -> ModuleType:
    """Run a file as a module of a unique name; compiled from its text: byte code may be stale."""
    source = source_of(path)
    module = ModuleType(f"_symcrit_{path.stem}_{hashlib.sha256(str(path).encode()).hexdigest()[:12]}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses look their module up while it is being run
    try:
        with contextlib.redirect_stdout(sys.stderr):
            exec(compile(source, str(path), "exec", dont_inherit=True), vars(module))
    except MemoryError:
        raise
    except (Exception, SystemExit) as error:
        raise InputError(one_line(error, path)) from error
    finally:
        sys.modules.pop(module.__name__, None)
    return module


def _distinct(theorems: Iterable[T], clash: Callable[[Sequence[T]], T] | None = None) -> list[T]:
    """The theorems without repetitions; of one name for different functions `clash`, without which it is a mistake."""
    by_name: dict[str, dict[tuple[Path, int], T]] = {}
    for theorem in theorems:
        by_name.setdefault(theorem.name, {}).setdefault((theorem.path, theorem.line), theorem)
    return [_one([*places.values()], clash or _refuse) for places in by_name.values()]


def _one(theorems: Sequence[T], clash: Callable[[Sequence[T]], T]) -> T:
    return theorems[0] if len(theorems) == 1 else clash(theorems)


def _refuse(theorems: Sequence[T]) -> T:
    raise InputError(f"two theorems are called {theorems[0].name!r}: {' and '.join(map(place_of, theorems[:2]))}")


def place_of(theorem: _Found) -> str:
    """File and line of a theorem."""
    return f"{_relative(theorem.path)}:{theorem.line}"


def _relative(path: Path) -> str:
    """``path`` as seen from the current folder when it lies in it, on one line."""
    with contextlib.suppress(ValueError):
        return shorten(path.relative_to(Path.cwd()), 200)
    return shorten(path, 200)
