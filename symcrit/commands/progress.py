"""Progress on standard error: nothing for what is quick, after two seconds a line now and then.

Lines of progress begin with "… ", reasons with "symcrit: ", so that a program can tell them apart.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

__all__ = ["at_work"]

_PATIENCE = 2.0  # seconds until the first line; in a pipe the next ones come after 4, 8, 16, … seconds
_TICK = 0.5


@contextlib.contextmanager
def at_work(command: str, *, silent: bool = False) -> Iterator[Callable[[str], None]]:
    """While the block is at work, say so from the second second on, with the words last given to what is yielded.

    In a terminal one line that changes, and that is gone in the end; in a pipe a line each time that the seconds have
    doubled.  A timer does it, not a thread, because processes are forked only where there is a single thread.  Nothing
    happens if `silent`, without timers (Windows), and outside of the main thread.
    """
    own = _Report(command)
    if silent or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield own.doing
        return
    before = signal.signal(signal.SIGALRM, lambda *_: own.tick())
    signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)
    try:
        yield own.doing
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        own.end()


class _Report:
    """What is said of one command, and when it is due."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.words = ""
        self.began = time.monotonic()
        self.due = _PATIENCE
        self.terminal = sys.stderr.isatty()
        self.shown = False

    def doing(self, words: str) -> None:
        """From now on this is what is being done."""
        self.words = words

    def tick(self) -> None:
        """Write a line if one is due."""
        seconds = time.monotonic() - self.began
        if seconds < self.due:
            return
        words = ", ".join(filter(None, (self.words, f"{seconds:.0f} s")))
        line = f"… {self.command}: {words}"
        if self.terminal:
            self.due = seconds + 1
            self._write(f"\r{line[:78]}\x1b[K")
        else:
            self.due = max(2 * self.due, seconds)
            self._write(f"{line}\n")
        self.shown = True

    def end(self) -> None:
        """Wipe the line from a terminal."""
        if self.terminal and self.shown:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        """Past the buffer of `sys.stderr`, which may be in use when the timer rings."""
        with contextlib.suppress(OSError, ValueError):  # closed, or no file
            os.write(sys.stderr.fileno(), text.encode(sys.stderr.encoding or "utf-8", "replace"))
