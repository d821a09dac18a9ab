"""Work spread over processes such that a process that dies costs one task and nothing else.

A pool of ``concurrent.futures`` breaks as a whole when one of its processes dies, and does not say which task did it;
here every process has its own pipe.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def spread(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    jobs: int,
    lost: Callable[[Task, int | None], Result],
    topic: Callable[[Task], object] = lambda task: None,
) -> Iterator[tuple[Task, Result]]:
    """Yield (task, work(task)) in the order in which they get done.

    ``lost(task, exit code)`` stands in for the result of a task whose process died.  A process stays with the topic of
    its last task as long as there is work on it.  However the iteration ends (exception and Ctrl-C included), no
    process is left behind.
    """
    queue = deque(tasks)
    busy: dict[Connection, tuple[_Worker, Task]] = {}

    def employ(worker: _Worker | None = None, last: Task | None = None) -> None:
        with _uninterrupted():  # a process that is not yet known could not be ended
            worker = worker or _Worker(work)
            alike = (task for task in queue if last is not None and topic(task) == topic(last))
            busy[worker.connection] = worker, (task := next(alike, queue[0]))
            queue.remove(task)
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
                except (EOFError, OSError):
                    result, alive = lost(task, worker.stop()), False
                if queue:
                    employ(worker if alive else None, task)
                elif alive:
                    worker.stop()
                yield task, result
    finally:
        for worker, _ in busy.values():
            worker.stop(at_once=True)


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        context = multiprocessing.get_context(_start_method())
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        with _without_the_script():
            self.process.start()
        theirs.close()

    def stop(self, *, at_once: bool = False) -> int | None:
        """End the process and return its exit code."""
        if at_once:
            self.process.kill()
        with contextlib.suppress(OSError):  # it may be dead already
            self.connection.send(None)
        self.connection.close()
        self.process.join()
        return self.process.exitcode


def _serve(connection: Connection, work: Callable[[Any], Any]) -> None:
    """Answer tasks until None comes or the parent is gone; Ctrl-C and standard output are left to the parent."""
    gc.freeze()  # what is inherited stays: looking through it again and again would copy it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        while (task := connection.recv()) is not None:
            connection.send(work(task))


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
def _uninterrupted() -> Iterator[None]:
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
