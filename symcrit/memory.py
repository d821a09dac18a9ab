"""Memory: how much a process may take, and how one tells that it died of that.

A limit makes Python raise MemoryError; the C libraries below it abort the whole process, after a line of their own.
So whoever wants an answer in any case does the work in a process of its own (`theorems/workers.py`,
`commands/child.py`).
"""

from __future__ import annotations

import contextlib
import gc
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

from symcrit.errors import InputError, shorten

__all__ = [
    "collect_seldom", "current_limit", "default_limit", "limit_memory", "need_room", "ran_out", "too_little_memory",
]  # fmt: skip

GIGABYTE = 2**30
_USED_UP = "the memory is used up"
_SHARE, _LEAST, _MOST = 0.75, 1.0, 8.0  # of the machine; GB that a process gets at least, and at most
_CGROUP = Path("/sys/fs/cgroup/memory.max")
_SAYS_SO = re.compile(
    r"allocat|out of memory|bad_alloc|memory exhausted|MemoryError|can't start new thread|pthread_create failed",
    re.IGNORECASE,
)
_MANY = 50_000  # new objects after which a process looks for cycles among them


def default_limit(jobs: int = 1) -> float:
    """GB for each of so many processes: what SYMCRIT_MEMORY says, or their share of three quarters of the machine.

    At least 1 GB, at most 8.  Raises InputError for a SYMCRIT_MEMORY that is no positive number.
    """
    chosen = os.environ.get("SYMCRIT_MEMORY")
    if chosen:
        with contextlib.suppress(ValueError):
            if 0 < float(chosen) < 2**20:
                return float(chosen)
        raise InputError(f"SYMCRIT_MEMORY = {shorten(chosen)} is no number of GB; write for example SYMCRIT_MEMORY=4")
    return min(max(_SHARE * _machine() / jobs, _LEAST), _MOST)


def need_room(what: str, gigabytes: float, remedy: str) -> None:
    """Raises InputError for what takes more memory than a process gets, before anything of it is made.

    >>> need_room("the Hessian of 10 weights", 1e-6, "take a smaller n")
    """
    room = default_limit()
    if gigabytes > room:
        raise InputError(f"{what} takes some {gigabytes:.3g} GB, and a process gets {room:.3g} GB; {remedy}")


def _machine() -> float:
    """GB of this machine, or of the container; 8 where nobody says."""
    sizes = []
    with contextlib.suppress(ValueError, OSError, AttributeError):
        sizes.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with contextlib.suppress(ValueError, OSError):
        sizes.append(int(_CGROUP.read_text(encoding="ascii")))  # "max" is no number
    return min(size for size in sizes if size > 0) / GIGABYTE if sizes else 8.0


_had = 0.0  # GB that this process had when its memory was limited


def limit_memory(gigabytes: float, *, anew: bool = False) -> bool:
    """Limit what this process may take for its data from now on; False where the system knows no such limit.

    What it has already is not counted: a process that was forked has all that its parent has, and shares it; but it is
    where the process becomes another program next (`anew`), which begins with nothing.
    On Linux private writable memory counts; elsewhere the address space, which macOS does not limit.
    """
    global _had
    _had = 0.0 if anew else _data()
    limit = int((gigabytes + _had) * GIGABYTE)
    for resource, kind in _kinds():
        with contextlib.suppress(ValueError, OSError):
            _, hard = resource.getrlimit(kind)
            lower = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.setrlimit(kind, (lower, hard))
            return True
    return False


def _data() -> float:
    """GB of private writable memory that this process has; 0 where the system does not say."""
    with contextlib.suppress(OSError, StopIteration, ValueError):
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmData:")).split()[1]) * 1024 / GIGABYTE
    return 0.0


def collect_seldom() -> None:
    """Look for garbage less often, in a process of our own: hash-consed terms above all have few cycles.

    What is inherited stays: looking through it again and again would copy it.
    """
    gc.freeze()
    gc.set_threshold(_MANY)


def current_limit() -> float | None:
    """GB that this process may take, beside what it had when that was limited; None if it is not limited."""
    found = []
    for resource, kind in _kinds():
        soft, _ = resource.getrlimit(kind)
        if soft != resource.RLIM_INFINITY:
            found.append(soft / GIGABYTE - _had)
    return min(found, default=None)


def _kinds() -> list[tuple[Any, int]]:
    """The module `resource` with the limits that there are, the best first; empty on Windows."""
    try:
        import resource
    except ImportError:
        return []
    names = ("RLIMIT_DATA", "RLIMIT_AS") if sys.platform == "linux" else ("RLIMIT_AS",)
    return [(resource, getattr(resource, name)) for name in names if hasattr(resource, name)]


def ran_out(exit_code: int | None, words: str) -> bool:
    """Whether a process under a limit died of it: its last words are of memory.

    FLINT and C++ abort, OpenBLAS exits or goes on with what it did not get, Python ends with a traceback.
    """
    return exit_code not in (0, None, -signal.SIGKILL) and _SAYS_SO.search(words) is not None


def too_little_memory(gigabytes: float | None) -> tuple[str, str]:
    """Why there is no answer where the memory (of so many GB) did not suffice, and what to give."""
    if gigabytes is None:
        return _USED_UP, "give the process more memory"
    why = f"{_USED_UP}: a process may take {gigabytes:.3g} GB"
    return why, f"give more: --memory {2 * gigabytes:.2g} (in GB), or SYMCRIT_MEMORY={2 * gigabytes:.2g}"
