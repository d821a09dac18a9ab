"""Compile the theory, once: the .vo files are kept in the cache, by the content of the .v files and by the Coq.

What is kept is used only if every file is still what it was when it was written; anything else is compiled anew.
Nobody but the user may write there; who can write there can make a .vo say anything, which `coqchk` would notice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from symcrit.errors import InputError, shorten
from symcrit.formal.coq import Coq, Process, Stopped, started
from symcrit.formal.kept import MANIFEST, draft_name, files_of, locked, prune, used
from symcrit.formal.theory import PREFIX, Theory
from symcrit.opening import bytes_of

__all__ = ["OPTIONS", "Build", "built"]

SCHEME = 1  # of the folders that are kept
OPTIONS = ("-q", "-w", "none", "-Q", ".", PREFIX)
_LARGEST = 256 * 2**20
_PAUSE = 0.02  # seconds between two looks at the processes


@dataclass(frozen=True)
class Build:
    """A folder of compiled files.

    failures: why Coq does not accept a file, or one that it needs; missing: why one was not compiled at all.
    """

    folder: Path
    failures: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def built(
    theory: Theory, coq: Coq, cache: Path | None, jobs: int = 1, progress: Callable[[str], None] = lambda words: None
) -> Iterator[Build]:
    """A context: the theory, compiled in `cache` or, without one, in a folder that is removed again.

    Several processes may ask for the same build: one compiles, the others wait for it.  Raises InputError where the
    folder cannot be written.
    """
    if cache is None:
        with tempfile.TemporaryDirectory(prefix="symcrit-coq-") as name:
            yield _compiled(theory, coq, Path(name), jobs, progress)
        return
    place = cache / "coq" / _key(theory, coq)
    with _alone(place), contextlib.ExitStack() as stack:
        build = _kept(theory, coq, place) or _anew(theory, coq, place, jobs, progress, stack)
        used(place)
        yield build
    prune(place.parent)


def _key(theory: Theory, coq: Coq) -> str:
    """The name of the folder: everything that the compiled files depend on."""
    libraries = sorted({library for name in theory.files for library in theory.libraries(name)})
    content = {
        "scheme": SCHEME,
        "coq": coq.identity,
        "libraries": {library: coq.stamp(library) for library in libraries},
        "options": OPTIONS,
        "files": theory.digests(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Alone with the folder of the build; raises InputError where nothing can be kept."""
    with contextlib.ExitStack() as stack:
        try:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            stack.enter_context(locked(place))
        except OSError as error:
            raise InputError(f"cannot keep the compiled theory in {place.parent}: {shorten(error)}") from None
        yield


def _kept(theory: Theory, coq: Coq, place: Path) -> Build | None:
    """What is in the folder, if every file is what was written there, and the sources are those of the theory."""
    try:
        written = files_of(place)
        found = {name: hashlib.sha256(bytes_of(place / name, _LARGEST)).hexdigest() for name in written}
        whole = found == written
        alone = {path.name for path in place.iterdir()} == {*found, MANIFEST}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    sources = {f"{name}.v": digest for name, digest in theory.digests().items()}
    failures, missing = _hopeless(theory, coq)
    compiled = {f"{name}.vo" for name in theory.files if name not in missing}
    complete = sources.items() <= found.items() and compiled <= found.keys() and not failures
    return Build(place, {}, missing) if whole and alone and complete else None


def _anew(
    theory: Theory, coq: Coq, place: Path, jobs: int, progress: Callable[[str], None], stack: contextlib.ExitStack
) -> Build:
    """Compile in a folder beside, and put it in its place if all went well; else it is removed after use."""
    draft = Path(tempfile.mkdtemp(prefix=draft_name(place), dir=place.parent))
    stack.callback(shutil.rmtree, draft, ignore_errors=True)
    build = _compiled(theory, coq, draft, jobs, progress)
    if build.failures or build.missing != _hopeless(theory, coq)[1]:
        return build
    _write_manifest(draft)
    shutil.rmtree(place, ignore_errors=True)
    os.replace(draft, place)
    return Build(place, {}, build.missing)


def _write_manifest(folder: Path) -> None:
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    (folder / MANIFEST).write_text(json.dumps({"files": files}, sort_keys=True), encoding="utf-8")


def _compiled(theory: Theory, coq: Coq, folder: Path, jobs: int, progress: Callable[[str], None]) -> Build:
    """Write the files and compile them, several at a time where they do not need each other."""
    for name, data in theory.files.items():
        (folder / f"{name}.v").write_bytes(data)
    failures, missing = _hopeless(theory, coq)
    waiting = [name for name in theory.needed(theory.files) if name not in failures and name not in missing]
    of = len(waiting)
    done: set[str] = set()
    running: dict[str, Process] = {}
    try:
        while waiting or running:
            ready = [name for name in waiting if theory.required[name] <= done]
            for name in ready[: max(0, jobs - len(running))]:
                waiting.remove(name)
                words = folder / f"{name}.words"
                arguments = [*OPTIONS, "-noglob", f"{name}.v"]
                running[name] = started(coq.coqc, arguments, folder, words)
            for name in [name for name, process in running.items() if process.done()]:
                try:
                    failure = running.pop(name).failure()
                except Stopped as error:
                    _fail(theory, name, f"{name}.v was not compiled to the end: {error}", missing, waiting)
                else:
                    if failure is None:
                        done.add(name)
                    else:
                        _fail(theory, name, f"{name}.v does not compile: {failure}", failures, waiting)
                (folder / f"{name}.words").unlink()
                progress(f"{len(done)} of {of} files of the theory compiled")
            time.sleep(_PAUSE)
    finally:
        for process in running.values():
            process.stop()
    return Build(folder, failures, missing)


def _hopeless(theory: Theory, coq: Coq) -> tuple[dict[str, str], dict[str, str]]:
    """Files that are not compiled: they, or what they need, say what no file may, or need a library that is absent."""
    failures: dict[str, str] = {}
    missing: dict[str, str] = {}
    for name in theory.files:
        said = [words for part in theory.needed([name]) if (words := theory.forbidden(part))]
        absent = sorted(library for library in theory.libraries(name) if not coq.has(library))
        if said:
            failures[name] = said[0]
        elif absent:
            missing[name] = f"the library {absent[0]} is not installed with {coq.coqc}"
    return failures, missing


def _fail(theory: Theory, name: str, why: str, failures: dict[str, str], waiting: list[str]) -> None:
    """A file has no .vo, and none have all that need it."""
    failures[name] = why
    for other in [other for other in waiting if name in theory.needed([other])]:
        failures[other] = why
        waiting.remove(other)
