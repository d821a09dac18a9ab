"""Coq: where it is, which version, and how it is run: with nothing of the user's settings, and under limits.

Environment variables (COQPATH, COQLIB, OCAMLPATH, …), `~/.coqrc` and folders of the user's own libraries could put
another library in the place of Coq's.  So Coq gets an environment of its own and an empty home.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from symcrit.errors import shorten
from symcrit.memory import limit_memory

__all__ = ["HOW_TO_GET_IT", "Coq", "NotThere", "Process", "Stopped", "find_coq", "started"]

HOW_TO_GET_IT = "on Debian or Ubuntu: apt-get install coq libcoq-coquelicot libcoq-interval"
SECONDS = 600  # of processor time of one process
GIGABYTES = 4.0  # of one process
_ASKED = 60  # seconds to say its version
_COLLECTOR = "s=8M,o=400"  # OCaml's memory: 64 MB for new values make a file a fifth quicker, mostly its imports
_OUT_OF_MEMORY = re.compile(r"out[ _]of[ _]memory|cannot allocate|Stack overflow", re.IGNORECASE)


class NotThere(Exception):
    """Why Coq cannot be asked."""


class Stopped(Exception):
    """A program of Coq did not come to an end: it was ended, or met a limit."""


@dataclass(frozen=True)
class Coq:
    """A Coq that was found: its programs, its version such as "8.16.1", and the folder of its libraries."""

    coqc: Path
    version: str
    library: Path

    @property
    def series(self) -> str:
        """The first two numbers of the version."""
        return ".".join(self.version.split(".")[:2])

    @property
    def coqtop(self) -> Path:
        """What answers questions: it goes on after an error."""
        return self.coqc.with_name("coqtop")

    @property
    def coqchk(self) -> Path:
        """The independent checker that comes with it."""
        return self.coqc.with_name("coqchk")

    @property
    def identity(self) -> list[str]:
        """What tells this Coq from another: a build of one is no build of the other."""
        status = self.coqc.stat()
        return [self.version, str(self.coqc), str(status.st_size), str(status.st_mtime_ns), str(self.library)]

    def stamp(self, library: str) -> list[str]:
        """What tells an installed library from another version of it: its compiled files, their sizes and dates."""
        folder = self.library / "user-contrib" / library
        files = sorted(folder.rglob("*.vo")) if library != "Coq" else []
        return [f"{path.relative_to(folder)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]

    def has(self, library: str) -> bool:
        """Whether a library such as Coquelicot is installed with it."""
        return library == "Coq" or (self.library / "user-contrib" / library).is_dir()


def find_coq() -> Coq:
    """The Coq on the path; raises `NotThere`."""
    found = shutil.which("coqc")
    if found is None:
        raise NotThere(f"coqc is not installed ({HOW_TO_GET_IT})")
    coqc = Path(found).resolve()
    said = _said(coqc, "--version")
    version = re.search(r"version (\d+\.\d+(?:\.\d+)?)", said)
    if version is None:
        raise NotThere(f"{coqc} does not say which version of Coq it is: {shorten(said)!r}")
    coq = Coq(coqc, version[1], Path(_said(coqc, "-where").strip()))
    absent = [program.name for program in (coq.coqtop, coq.coqchk) if not program.is_file()]
    if absent:
        raise NotThere(f"{absent[0]} is not beside {coqc} ({HOW_TO_GET_IT})")
    return coq


def _said(coqc: Path, option: str) -> str:
    try:
        done = subprocess.run(
            [str(coqc), option], env=_environment(coqc, Path("/nonexistent")), capture_output=True, timeout=_ASKED
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotThere(f"{coqc} does not run: {shorten(error)}") from None
    return done.stdout.decode("utf-8", "replace")


def _environment(program: Path, home: Path) -> dict[str, str]:
    """All that Coq is told of its surroundings."""
    return {
        "PATH": f"{program.parent}:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "OCAMLRUNPARAM": _COLLECTOR,
    }


@dataclass(frozen=True)
class Process:
    """A program at work; what it says goes to a file, so that it never waits for a reader."""

    process: subprocess.Popen[bytes]
    words: Path

    def done(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    def failure(self) -> str | None:
        """None if it ended well, else the last of what it said; waits for the end.

        Raises `Stopped` where it was ended by a signal, or ran out of memory: that says nothing of what it looked at.
        """
        code = self.process.wait()
        if code == 0:
            return None
        said = self.words.read_text(encoding="utf-8", errors="replace")
        if code < 0 or _OUT_OF_MEMORY.search(said[-2000:]):
            what = "it ran out of memory" if code > 0 else f"it was ended by signal {-code}"
            raise Stopped(f"{what}; a process may take {SECONDS} s of processor time and {GIGABYTES:g} GB")
        error = said.rpartition("Error:")[2].strip() or said.strip()
        return shorten(error, 300) or f"it ended with status {code}"

    def stop(self) -> None:
        """End it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def started(
    program: Path, arguments: Sequence[str], folder: Path, words: Path, told: Path = Path(os.devnull)
) -> Process:
    """Start a program of Coq in a folder, which is its home, too; told: what it reads; words: where it writes."""
    with words.open("wb") as file, told.open("rb") as commands:
        process = subprocess.Popen(
            [str(program), *arguments],
            cwd=folder,
            env=_environment(program, folder),
            stdin=commands,
            stdout=file,
            stderr=subprocess.STDOUT,
            preexec_fn=_limited,
        )
    return Process(process, words)


def _limited() -> None:
    import resource

    limit_memory(GIGABYTES, anew=True)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
