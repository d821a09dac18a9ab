"""Work in a process of its own that may take so much time and so much memory, and no more.

The limits hold whatever the work does: also where it reads and parses, and where a C library aborts the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from symcrit.memory import limit_memory

__all__ = ["Ended", "each_in_child"]

Record = dict[str, Any]
_KEPT = 4000  # characters of the last words


@dataclass(frozen=True)
class Ended:
    """How the process ended that should have answered: its exit code (-n for signal n), what C libraries said last."""

    exit_code: int
    words: str

    @property
    def out_of_time(self) -> bool:
        """Whether the time was up."""
        return self.exit_code == -signal.SIGALRM


def each_in_child(
    names: Sequence[str], work: Callable[[str], Record], *, seconds: float, memory: float
) -> Iterator[tuple[str, Record | Ended]]:
    """(name, work(name)) for every name, in order; `Ended` where the process did not live to answer.

    work: JSON of a name; must not raise.  seconds: for each name.  memory: GB for the process.  Without `fork`
    (Windows) the work is done in this process, without limits.
    """
    if not hasattr(os, "fork"):
        yield from ((name, work(name)) for name in names)
        return
    left = list(names)
    while left:
        with _child(left, work, seconds, memory) as child:
            while left and (record := child.answer()) is not None:
                yield left.pop(0), record
            ended = child.end() if left else None
        if ended is not None:
            yield left.pop(0), ended


@dataclass
class _Child:
    pid: int
    answers: int  # files to read from
    said: int
    buffer: bytes = b""
    reaped: bool = field(default=False)

    def answer(self) -> Record | None:
        """The next answer; None if the process is gone."""
        while b"\n" not in self.buffer:
            part = os.read(self.answers, 1 << 20)
            if not part:
                return None
            self.buffer += part
        line, _, self.buffer = self.buffer.partition(b"\n")
        return dict(json.loads(line))

    def end(self, *, at_once: bool = False) -> Ended:
        """Wait for the process, which has closed its answers or is to be killed."""
        if at_once:
            os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        self.reaped = True
        words = b""
        with contextlib.suppress(OSError):  # nothing (more) to read
            while part := os.read(self.said, 1 << 16):
                words = (words + part)[-_KEPT:]
        return Ended(os.waitstatus_to_exitcode(status), words.decode(errors="replace"))


@contextlib.contextmanager
def _child(names: list[str], work: Callable[[str], Record], seconds: float, memory: float) -> Iterator[_Child]:
    """A process at work on the names in order; when the block is left it is gone."""
    answers, write = os.pipe()
    said, say = os.pipe()
    alive, life = os.pipe()  # closed as soon as the parent is gone, however that happened
    os.set_blocking(said, False)
    os.set_blocking(say, False)  # what does not fit is lost, rather than to wait for the parent
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of others: core, which runs in it, has none
        pid = os.fork()
    if pid == 0:
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            os.dup2(say, 1)
            os.dup2(say, 2)
            os.close(life)
            threading.Thread(target=_leave_with_parent, args=(alive,), daemon=True).start()
            limit_memory(memory)
            _serve(write, names, work, seconds)
        finally:
            os._exit(1)
    for own in (write, say, alive):
        os.close(own)
    child = _Child(pid, answers, said)
    try:
        yield child
    finally:
        if not child.reaped:
            child.end(at_once=True)
        for own in (answers, said, life):
            os.close(own)


def _leave_with_parent(alive: int) -> None:
    os.read(alive, 1)
    os._exit(1)


def _serve(write: int, names: list[str], work: Callable[[str], Record], seconds: float) -> None:
    with os.fdopen(write, "w", encoding="utf-8") as file:
        for name in names:
            signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-3))
            record = work(name)
            signal.setitimer(signal.ITIMER_REAL, 0)
            file.write(json.dumps(record) + "\n")
            file.flush()
    os._exit(0)
