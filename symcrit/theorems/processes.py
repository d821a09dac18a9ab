"""Processes that the parent of `verify` starts, watches and ends: provers, which run proofs, and judges.

A prover may do what it likes: it is asked for lines of JSON, is never waited for, and gets nothing of the parent but
the two ends of its pipes.  A judge is a new interpreter.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Protocol

from symcrit.memory import collect_seldom
from symcrit.printable import printable
from symcrit.theorems.lines import Lines, Spoilt
from symcrit.theorems.workers import uninterrupted

__all__ = ["Court", "Ended", "Limit", "Process", "judge", "prover", "ready"]

IDLE = 60.0  # seconds that a process may sleep, altogether, while something is asked of it
_TICK = 0.2  # seconds between two looks at the clock
_LOOK = 1.0  # seconds of sleep that one look may tell of, at most
_KEPT = 4000  # characters of a process's last words
_PASSED_ON = 100_000  # characters that a process may print
_PARTS = 20  # of 64 KB that are read of what it has printed when it is gone
_DUMPABLE = 4  # PR_SET_DUMPABLE of Linux; PR_GET_DUMPABLE is 3
_PACKAGE = Path(__file__).resolve().parents[2]
_COURT = 300.0  # seconds in which a court is ready, or answers, if it ever does


@dataclass(frozen=True)
class Limit:
    """What an answer may take: seconds of processor time, for this, and seconds by the clock, if that is limited."""

    processor: float
    purpose: str
    seconds: float | None = None


@dataclass(frozen=True)
class Ended(Exception):
    """A process that will not answer: why it was ended, or its exit code (-n for signal n) and last words."""

    reason: str = ""
    exit_code: int | None = None
    words: str = ""
    cut: bool = False  # whether the seconds by the clock were over


class Child(Protocol):
    """What is asked of a process that was not forked by this one: `subprocess.Popen` has it."""

    pid: int

    def wait(self, timeout: float | None = None) -> int:
        """The exit code; raises `subprocess.TimeoutExpired`."""


class Process:
    """A process, the lines to and from it, and what it prints."""

    def __init__(self, child: Child | int, channel: Lines, said: int | None, memory: float | None):
        self.child = child
        self.pid = child if isinstance(child, int) else child.pid
        self.channel = channel
        self.said = said
        self.memory = memory
        self.done = 0  # what it has answered for good
        self.words = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._printed, self._at_start = 0, True
        self._limit = Limit(float("inf"), "")
        self._clock = self._processor = self._looked = self._slept = 0.0
        self._ended: Ended | None = None

    @property
    def has_answered(self) -> bool:
        """Whether an answer is there that nobody has looked at."""
        return self.channel.has_document

    def watch(self, limit: Limit) -> None:
        """What it takes from now on is limited."""
        self._limit = limit
        self._clock = self._looked = time.monotonic()
        self._processor, self._slept = processor_seconds(self.pid) or 0.0, 0.0

    def ask(self, document: dict[str, Any], limit: Limit, text: bytes | None = None) -> None:
        """Send a request, and a line that belongs to it."""
        self.watch(limit)
        with contextlib.suppress(OSError):  # it is gone, which reading finds out
            self.channel.send(document)
            if text is not None:
                self.channel.send_line(text)

    def go_on(self, document: dict[str, Any]) -> None:
        """Tell it what it has waited for; its limit, and what it has used of that, are as they were."""
        self._looked = time.monotonic()
        with contextlib.suppress(OSError):
            self.channel.send(document)

    def answer(self) -> dict[str, Any] | None:
        """What it has answered; None if nothing yet.  Raises `Ended`, the process being gone then."""
        try:
            found = self.channel.document()
        except Spoilt as error:
            raise self.end(str(error)) from None
        return found if found is None else dict(found)

    def read(self) -> None:
        """Read what it has written, once something is there; raises `Ended` at the end."""
        try:
            alive = self.channel.read_some()
        except OSError:
            alive = False
        if not alive:
            raise self.end()

    def look_at_the_clock(self) -> None:
        """Raises `Ended`, the process being gone then, if an answer takes more than it may."""
        now, limit = time.monotonic(), self._limit
        used = processor_seconds(self.pid)
        if limit.seconds is not None and now - self._clock > limit.seconds:
            raise self.end(f"no answer within {limit.seconds:g} s", cut=True)
        if used is None:  # this system does not say
            used = now - self._clock
        elif now - self._looked >= _TICK:
            self._slept += min(now - self._looked, _LOOK) if sleeps(self.pid) else 0.0
            self._looked = now
        if self._slept > IDLE:
            raise self.end(f"slept for {IDLE:g} s when it was to {limit.purpose}")
        if used - self._processor > limit.processor:
            raise self.end(f"used more than {limit.processor:g} s of processor time to {limit.purpose}")

    def listen(self) -> None:
        """Pass on what it has printed, behind a mark, so that nothing that a proof prints looks like a line of ours."""
        assert self.said is not None
        part = b""
        with contextlib.suppress(OSError):
            part = os.read(self.said, 1 << 16)
        if not part:
            os.close(self.said)
            self.said = None
            return
        text = self._decoder.decode(part)
        self.words = (self.words + text)[-_KEPT:]
        if self._printed <= _PASSED_ON:
            self._printed += len(text)
            _pass_on(text, self._at_start)
            self._at_start = text.endswith("\n")

    def end(self, reason: str = "", *, cut: bool = False) -> Ended:
        """End it, with all that it has started in its group, and say how it ended."""
        if self._ended is not None:
            return self._ended
        gone = self._exit_code(wait=0.0 if reason else 0.5)
        _kill_group(self.pid, itself=gone is None)
        if gone is None:
            gone = self._exit_code(wait=None)
        for _ in range(_PARTS):  # what it has started may go on for ever
            if self.said is not None and wait([self.said], 0):
                self.listen()
        if not self._at_start:
            _pass_on("\n", at_start=False)
        self.channel.close()
        if self.said is not None:
            os.close(self.said)
            self.said = None
        self._ended = Ended(reason, gone, self.words, cut)
        return self._ended

    def _exit_code(self, wait: float | None) -> int | None:
        """How it ended; None if it has not within so many seconds."""
        if not isinstance(self.child, int):
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self.child.wait(wait)
            return None
        until = time.monotonic() + (wait or 0)
        while True:
            with contextlib.suppress(ChildProcessError):
                pid, status = os.waitpid(self.child, 0 if wait is None else os.WNOHANG)
                if pid:
                    return os.waitstatus_to_exitcode(status)
            if time.monotonic() >= until:
                return None
            time.sleep(0.01)


def ready(processes: Sequence[Process], *, patient: bool) -> list[Process]:
    """Those of which something has arrived; if `patient`, within a moment.  What they print is passed on.

    Where pipes cannot be watched (Windows) the first is waited for.
    """
    if os.name == "nt":
        return list(processes[:1])
    prints = {process.said: process for process in processes if process.said is not None}
    answers = {process.channel.reads: process for process in processes}
    found = wait([*answers, *prints], _TICK if patient else 0)
    for descriptor in prints.keys() & set(found):
        prints[descriptor].listen()
    return [process for descriptor, process in answers.items() if descriptor in found]


@contextlib.contextmanager
def hidden() -> Iterator[None]:
    """Meanwhile other processes of this user cannot write into the memory and the pipes of this one (Linux).

    Nor into those of what is forked meanwhile.  It does not hold against the administrator.
    """
    if sys.platform != "linux":
        yield
        return
    import ctypes

    system = ctypes.CDLL(None)
    before = system.prctl(_DUMPABLE - 1, 0, 0, 0, 0)
    system.prctl(_DUMPABLE, 0, 0, 0, 0)
    try:
        yield
    finally:
        system.prctl(_DUMPABLE, before, 0, 0, 0)


def prover(memory: float | None) -> Process:
    """A process that runs proofs: forked where that is quick (Linux), with all but its pipes taken from it."""
    if sys.platform != "linux":
        return _started("prover", memory, listens=os.name != "nt")
    theirs, ours, out, back, said, says = *os.pipe(), *os.pipe()[::-1], *os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings(), uninterrupted():  # a process that is not yet known could not be ended
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of others: nothing of theirs is used in it
        pid = os.fork()
        if pid == 0:
            try:
                _begin(theirs, out, says, memory)
            finally:
                os._exit(1)
        found = Process(pid, Lines(back, ours), said, memory)
    for own in (theirs, out, says):
        os.close(own)
    os.set_blocking(ours, False)  # what does not fit, because it does not read, is lost, rather than to wait for it
    return found


def _begin(reads: int, writes: int, says: int, memory: float | None) -> None:
    """What a forked process does: it keeps three descriptors, in a session of its own, without a terminal."""
    from symcrit.theorems import prover as proofs

    os.setsid()
    kept = {reads, writes}
    nothing = os.open(os.devnull, os.O_RDWR)
    for own in (1, 2):
        os.dup2(says, own)
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor not in kept | {1, 2, nothing}:
            with contextlib.suppress(OSError):  # the one of the folder that is listed
                os.fstat(descriptor)
                os.dup2(nothing, descriptor)  # and not closed: an object that is left over may close it again
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    sys.stdout = sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace", buffering=1)
    collect_seldom()
    proofs.serve(Lines(reads, writes), memory)
    os._exit(0)


class Court:
    """Where judges come from: an interpreter that has loaded all that a judge needs before proofs are imported.

    On Linux it forks judges.  Elsewhere every judge is a new interpreter, and reads its modules when it begins.
    """

    def __init__(self) -> None:
        self._forks = sys.platform == "linux"
        if not self._forks:
            return
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                _interpreter("from symcrit.theorems.judge import preside; preside()"), stdin=theirs,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd=_PACKAGE,
            )  # fmt: skip
        self._socket.settimeout(_COURT)

    def open(self) -> None:
        """Wait until it is ready; raises OSError if it never is."""
        if self._forks and self._socket.recv(100) != b"ready":
            raise OSError("the process that judges come from did not start")

    def judge(self, memory: float | None) -> Process:
        """A process that has loaded core and will run no proof; raises OSError where the court is gone."""
        if not self._forks:
            return _started("judge", memory, listens=os.name != "nt")
        theirs, ours, back, out, said, says = *os.pipe(), *os.pipe(), *os.pipe()
        try:
            message = "judge" if memory is None else f"judge {memory!r}"
            socket.send_fds(self._socket, [message.encode()], [theirs, out, says])
            pid = int(self._said())
        except OSError:
            for own in (ours, back, said):
                os.close(own)
            raise
        finally:
            for own in (theirs, out, says):
                os.close(own)
        return Process(_OfCourt(self, pid), Lines(back, ours), said, memory)

    def exit_code(self, pid: int) -> int | None:
        """How a judge ended; None if it has not."""
        self._socket.send(f"look {pid}".encode())
        found = self._said()
        return None if found == b"-" else int(found)

    def close(self) -> None:
        """End it."""
        if self._forks:
            self._socket.close()
            self._process.kill()
            self._process.wait()

    def _said(self) -> bytes:
        found = self._socket.recv(100)
        if not found:
            raise OSError("the process that judges come from is gone")
        return found


@dataclass(frozen=True)
class _OfCourt:
    """A judge that a court has forked."""

    court: Court
    pid: int

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, -9 if nobody knows it any more; raises `subprocess.TimeoutExpired`."""
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                found = self.court.exit_code(self.pid)
            except OSError:
                return -9
            if found is not None:
                return found
            if until is not None and time.monotonic() >= until:
                raise subprocess.TimeoutExpired("judge", timeout or 0)
            time.sleep(0.01)


def judge(memory: float | None, court: Court) -> Process:
    """A process that has loaded core and will run no proof; raises OSError where there can be none."""
    return court.judge(memory)


def _started(module: str, memory: float | None, *, listens: bool) -> Process:
    """A new interpreter that runs `main` of a module beside this one."""
    command = _interpreter(f"from symcrit.theorems.{module} import main; main()")
    command += [] if memory is None else [str(memory)]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE if listens else None,
        start_new_session=True, cwd=_PACKAGE, bufsize=0,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    channel = Lines(os.dup(child.stdout.fileno()), os.dup(child.stdin.fileno()))
    said = os.dup(child.stderr.fileno()) if child.stderr else None
    for stream in filter(None, (child.stdin, child.stdout, child.stderr)):
        stream.close()
    return Process(child, channel, said, memory)


def _interpreter(main: str) -> list[str]:
    """The command for a new interpreter, hidden from others as this process is, that runs a line."""
    hide = f"ctypes.CDLL(None).prctl({_DUMPABLE}, 0, 0, 0, 0)" if sys.platform == "linux" else "ctypes"
    return [sys.executable, "-I", "-c", f"import ctypes, sys; {hide}; sys.path[:] = {_places()!r}; {main}"]


def _places() -> list[str]:
    """Where modules are looked for: beside symcrit, then as here; not in the current folder, which may be theirs."""
    here = Path.cwd()
    others = [place for place in sys.path if place and Path(place).resolve() not in (here, _PACKAGE)]
    return [str(_PACKAGE), *others]


def processor_seconds(pid: int) -> float | None:
    """The processor time that a process has used; None where the system does not say, or it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def sleeps(pid: int) -> bool:
    """Whether no thread of a process runs, waits for a processor, or for a disk (Linux)."""
    states = set()
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            states.add((thread / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0])
    return not states & {"R", "D"}


def _kill_group(pid: int, *, itself: bool) -> None:
    """End the processes of a group, and the one that it is called after, unless that is gone."""
    with contextlib.suppress(OSError, AttributeError):  # there are no groups (Windows), or nobody is left in this one
        os.killpg(pid, signal.SIGKILL)
    if itself:
        with contextlib.suppress(OSError):
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _pass_on(text: str, at_start: bool) -> None:
    marked = printable(text)
    body = marked.removesuffix("\n")
    shown = body.replace("\n", "\n| ") + ("\n" if marked.endswith("\n") else "")
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(("| " if at_start else "") + shown)
        sys.stderr.flush()
