"""Builds that are kept: one process at a time works on one, and of old ones those that were used last stay.

A folder is taken for a build if it is named after a digest and holds what its manifest says and nothing else; a file
that is not named there is never removed, and neither is its folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from symcrit.opening import bytes_of

__all__ = ["MANIFEST", "draft_name", "files_of", "locked", "prune", "used"]

MANIFEST = "built.json"
KEPT = 4  # builds
_LARGEST = 4 * 2**20
_BUILD = re.compile(r"[0-9a-f]{64}")
_DRAFT = re.compile(r"\.draft-([0-9a-f]{64})-\w+")
_WRITTEN = re.compile(r"\.?[A-Z][A-Za-z0-9]*\.(?:v|vo|vok|vos|glob|aux|words)")  # by Coq, and what it said


@contextlib.contextmanager
def locked(place: Path, *, wait: bool = True) -> Iterator[bool]:
    """Alone with a folder, True; or False at once where another process has it and wait is False.

    The lock ends with the process.  Who holds it may remove its file: who waited for that file takes the new one.
    """
    import fcntl

    path = place.with_suffix(".lock")
    while True:
        with path.open("wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            if _is_at(file.fileno(), path):
                yield True
                return


def _is_at(number: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except OSError:
        return False


def files_of(place: Path) -> dict[str, str]:
    """{file: sha256} as the manifest says; raises OSError or ValueError where there is none."""
    files = dict(json.loads(bytes_of(place / MANIFEST, _LARGEST))["files"])
    if not all(isinstance(name, str) and Path(name).name == name for name in files):
        raise ValueError("names of files")
    return files


def used(place: Path) -> None:
    """Note that a build was used now."""
    with contextlib.suppress(OSError):
        os.utime(place / MANIFEST)


def draft_name(place: Path) -> str:
    """How the folders begin in which the build of this name is made."""
    return f".draft-{place.name}-"


def prune(folder: Path) -> None:
    """Remove all but the builds used last, and what processes that were ended left behind.

    What another process works on, and what cannot be removed, stays.
    """
    with contextlib.suppress(OSError):
        builds = [path for path in folder.iterdir() if _BUILD.fullmatch(path.name) and (path / MANIFEST).is_file()]
        builds.sort(key=lambda path: (path / MANIFEST).stat().st_mtime_ns, reverse=True)
        for place in builds[KEPT:]:
            with locked(place, wait=False) as alone:
                if alone and _remove_build(place):
                    place.with_suffix(".lock").unlink()
        for path in folder.iterdir():
            if found := _DRAFT.fullmatch(path.name):
                with locked(folder / found[1], wait=False) as alone:
                    if alone:
                        _remove(path, [file.name for file in path.iterdir() if _WRITTEN.fullmatch(file.name)])


def _remove_build(place: Path) -> bool:
    try:
        names = {*files_of(place), MANIFEST}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return {path.name for path in place.iterdir()} == names and _remove(place, sorted(names))


def _remove(place: Path, names: list[str]) -> bool:
    """Remove these files, and the folder if nothing else is in it."""
    if place.is_symlink():
        return False
    try:
        for name in names:
            (place / name).unlink()
        place.rmdir()
    except OSError:
        return False
    return True
