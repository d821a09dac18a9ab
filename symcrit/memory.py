"""Memory: how much a process may take, and how one tells that it died of that.

A limit makes Python raise MemoryError; the C libraries below it abort the whole process, after a line of their own.
So whoever wants an answer in any case does the work in a process of its own (`theorems/workers.py`,
`commands/child.py`).
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

from symcrit.errors import InputError, shorten

__all__ = ["current_limit", "default_limit", "limit_memory", "need_room", "ran_out", "too_little_memory"]

GIGABYTE = 2**30
_USED_UP = "the memory is used up"
_SHARE, _LEAST, _MOST = 0.75, 1.0, 8.0  # of the machine; GB that a process gets at least, and at most
_CGROUP = Path("/sys/fs/cgroup/memory.max")
_SAYS_SO = re.compile(r"allocat|out of memory|bad_alloc|memory exhausted", re.IGNORECASE)


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


def limit_memory(gigabytes: float) -> bool:
    """Limit what this process may take for its data from now on; False where the system knows no such limit.

    On Linux private writable memory counts; elsewhere the address space, which macOS does not limit.
    """
    limit = int(gigabytes * GIGABYTE)
    for resource, kind in _kinds():
        with contextlib.suppress(ValueError, OSError):
            _, hard = resource.getrlimit(kind)
            lower = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.setrlimit(kind, (lower, hard))
            return True
    return False


def current_limit() -> float | None:
    """GB that this process may take, None if that is not limited."""
    found = []
    for resource, kind in _kinds():
        soft, _ = resource.getrlimit(kind)
        if soft != resource.RLIM_INFINITY:
            found.append(soft / GIGABYTE)
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
    """Whether a process under a limit died of it: it aborted, and its last words are of memory."""
    return exit_code == -signal.SIGABRT and _SAYS_SO.search(words) is not None


def too_little_memory(gigabytes: float | None) -> tuple[str, str]:
    """Why there is no answer where the memory (of so many GB) did not suffice, and what to give."""
    if gigabytes is None:
        return _USED_UP, "give the process more memory"
    why = f"{_USED_UP}: a process may take {gigabytes:.3g} GB"
    return why, f"give more: --memory {2 * gigabytes:.2g} (in GB), or SYMCRIT_MEMORY={2 * gigabytes:.2g}"
