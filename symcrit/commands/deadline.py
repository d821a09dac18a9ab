"""A time limit that holds also where core does not look at its clock: while it reads, and builds a large network."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

from symcrit.core.reading import TooLarge
from symcrit.errors import InputError


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """When the time is up core's `TooLarge` is raised within the block, which core answers with UNDECIDED.

    Raises InputError where nobody answers: reading alone takes too long.  Without a timer nothing happens.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise TooLarge("time is up")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.1))  # at once core looks at its clock itself
    try:
        yield
    except TooLarge:
        raise InputError(f"reading it takes more than {seconds:g} s; give it more by --timeout") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
