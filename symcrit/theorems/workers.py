"""Work spread over processes such that a process that dies costs one task and nothing else.

A pool of ``concurrent.futures`` breaks as a whole when one of its processes dies, and does not say which task did it;
here every process has its own pipe.  Nor does a pool of ``pebble`` (5.2) do: its processes share a pipe and a lock, so
that it waits for ever for the task of a process that left with status 0, and one that is killed while it sends its
answer takes the tasks of the others with it; and it forks from threads.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

from symcrit.memory import collect_seldom

Task = TypeVar("Task")
Result = TypeVar("Result")

_KEPT = 4000  # characters of a process's last words
_LISTENS = os.name == "posix"  # whether the output of C libraries can be turned to a pipe


@dataclass(frozen=True)
class Death:
    """How a process ended without an answer: exit code (-n for signal n), last words of C libraries, time it took."""

    exit_code: int | None
    words: str = ""
    seconds: float = 0.0


def spread(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    jobs: int,
    lost: Callable[[Task, Death], Result],
) -> Iterator[tuple[Task, Result]]:
    """Yield (task, work(task)) in the order in which they get done.

    ``lost(task, death)`` stands in for the result of a task whose process died.  However the iteration ends (exception
    and Ctrl-C included), no process is left behind.  Results come by pickle: the work is our own.
    """
    queue = deque(tasks)
    busy: dict[Connection, tuple[_Worker, Task]] = {}

    def employ(worker: _Worker | None = None) -> None:
        with uninterrupted():  # a process that is not yet known could not be ended
            worker = worker or _Worker(work)
            busy[worker.connection] = worker, (task := queue.popleft())
            worker.began = time.perf_counter()
        with contextlib.suppress(OSError):  # a process that has just died is found out by `wait`
            worker.connection.send(task)

    try:
        for _ in range(min(jobs, len(queue))):
            employ()
        while busy:
            for connection in wait(list(busy)):
                worker, task = busy.pop(connection)
                try:
                    result, alive = connection.recv(), True
                    worker.pass_on()
                except (EOFError, OSError):
                    result, alive = lost(task, worker.stop()), False
                if queue:
                    employ(worker if alive else None)
                elif alive:
                    worker.stop()
                yield task, result
    finally:
        for worker, _ in busy.values():
            worker.stop(at_once=True)


class _Worker:
    """One process, the pipe to it, and the pipe that C libraries print to."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        context = multiprocessing.get_context(_start_method())
        self.connection, theirs = context.Pipe()
        self.said, says = context.Pipe(duplex=False)
        if _LISTENS:
            os.set_blocking(self.said.fileno(), False)
        self.words = b""
        self.began = 0.0  # when it got its last task
        self.process = context.Process(target=_serve, args=(theirs, says, work), daemon=True)
        with _without_the_script():
            self.process.start()
        theirs.close()
        says.close()

    def pass_on(self) -> None:
        """Pass on to standard error what C libraries have said."""
        if self.said.closed or not _LISTENS:
            return
        with contextlib.suppress(OSError):  # nothing (more) to read
            while part := os.read(self.said.fileno(), 65536):
                self.words = (self.words + part)[-_KEPT:]
                with contextlib.suppress(OSError):
                    os.write(2, part)

    def stop(self, *, at_once: bool = False) -> Death:
        """End the process and return how it ended."""
        if at_once:
            self.process.kill()
        with contextlib.suppress(OSError):  # it may be dead already
            self.connection.send(None)
        self.connection.close()
        self.process.join()
        self.pass_on()
        self.said.close()
        seconds = time.perf_counter() - self.began
        return Death(self.process.exitcode, self.words.decode(errors="replace"), seconds)


def _serve(connection: Connection, says: Connection, work: Callable[[Any], Any]) -> None:
    """Answer tasks until None comes or the parent is gone; Ctrl-C and standard output are left to the parent."""
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr
    if _LISTENS:
        _listen(says)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        while (task := connection.recv()) is not None:
            connection.send(work(task))


def _listen(says: Connection) -> None:
    """From now on Python prints to standard error; C libraries print to the parent, so that it can say why we died."""
    sys.stdout = sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace", buffering=1)
    os.set_blocking(says.fileno(), False)  # what does not fit is lost, rather than to wait for the parent
    for own in (1, 2):
        os.dup2(says.fileno(), own)


def _leave_with_parent() -> None:
    """End this process, busy or not, as soon as the parent is gone, however that happened."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


@contextlib.contextmanager
def _without_the_script() -> Iterator[None]:
    """A spawned process runs the main module again, unless it cannot see one; nothing of a user's script is needed."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the block is done."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_method() -> str:
    """``fork`` where it is safe (Linux, a single thread), because it keeps what is imported; else ``spawn``."""
    single = sys.platform == "linux" and len(os.listdir(Path("/proc/self/task"))) == 1
    return "fork" if single else "spawn"
