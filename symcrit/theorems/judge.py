"""The judge: a process that has run no proof, and decides again what the processes of the proofs bring.

It is a new interpreter, started before any proof is imported.  It loads core, and what prints in words what core has
read: the modules that `symcrit check` has, so python-flint and the standard library, but neither sympy nor numpy.  All
of them are loaded before any proof is imported, which may write into files.  For the same reason (Linux) that
interpreter, the *court*, judges nothing itself: it forks a judge whenever it is asked for one, also in place of one
that has died, so that what a judge runs was read before.

A request to a judge is two lines of JSON: the "most" work that it may take, the "folder" of data, a "number" that the
reply repeats; and what somebody else wrote: a claim with a witness, which are judged, or a claim alone, to be read.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
from dataclasses import asdict
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import symcrit.core
import symcrit.words
from symcrit.certificate import decode
from symcrit.core import Malformed, Verdict, Work, beside, read_claim
from symcrit.core import check as core_check
from symcrit.core.reading import record
from symcrit.errors import shorten
from symcrit.memory import collect_seldom, current_limit, limit_memory, too_little_memory
from symcrit.theorems.answer import Answer, of_finding
from symcrit.theorems.lines import Lines, said_by
from symcrit.words.keys import unproved
from symcrit.words.statement import statement

__all__ = ["answer_of", "judged", "load_all", "main", "preside"]

Record = dict[str, Any]


def judged(text: str, most: int, folder: str = "") -> Record:
    """What core says of a claim and a witness, within so much work, or how it reads a claim; never raises.

    folder: that of the theorem, beside which data lie.

    >>> judged('{"claim": {"kind": "less", "lhs": "1/3", "rhs": "1/2"}}', 0)
    {'statement': '1/3 < 1/2'}
    >>> judged('{"claim": {"kind": "less", "lhs": 0.5}}', 0)
    {'malformed': "0.5 stands where an exact number is meant; write an integer or a string such as '1/3'"}
    """
    try:
        value = record(decode(text))
        if "witness" not in value:
            return {"statement": statement(read_claim(value.get("claim")))}
        with beside(folder):
            finding = core_check(value, work=Work(most))
        if finding.exhausted:
            raise MemoryError
        why_not = unproved(finding) if finding.verdict is Verdict.UNDECIDED else ""
        return {"answer": asdict(of_finding(finding, {})), "spent": finding.spent, "unproved": why_not}
    except MemoryError:
        return {"exhausted": "; ".join(too_little_memory(current_limit()))}
    except Malformed as error:
        return {"malformed": shorten(error, 600)}
    except Exception as error:  # an error of ours: it costs this claim, and not those that wait
        return {"malformed": f"internal error of the judge: {type(error).__name__}: {shorten(error, 300)}"}


def answer_of(record: Record) -> Answer:
    """The answer in a reply about a claim and a witness, without a certificate."""
    several = {name: tuple(record[name]) for name in ("evidence", "rules", "assumptions", "shown")}
    return Answer(**{**record, **several, "verdict": Verdict(record["verdict"])})


def main() -> None:
    """Answer requests until there are no more; the limit of memory, in GB, is the first argument, if it is limited."""
    load_all()
    _serve(os.dup(0), os.dup(1), 2, float(sys.argv[1]) if len(sys.argv) > 1 else None)


def preside() -> None:
    """The court: fork judges, until the parent is gone.

    Standard input is a socket.  "judge", the limit of memory, if it is limited, and three descriptors beside: a judge
    that reads from the first, writes to the second and prints to the third; the reply is its number.  "look" and a
    number: whether that judge has ended; the reply is its exit code, or "-".
    """
    load_all()
    with socket.socket(fileno=os.dup(0)) as parent:
        parent.send(b"ready")
        while True:
            message, descriptors, _, _ = socket.recv_fds(parent, 100, 3)
            if not message:
                return
            what, *words = message.decode().split()
            if what == "judge":
                pid = os.fork()
                if pid == 0:
                    _judge_of(parent, *descriptors, memory=float(words[0]) if words else None)
                for own in descriptors:
                    os.close(own)
                parent.send(str(pid).encode())
            else:
                parent.send(_exit_code(int(words[0])).encode())


def _judge_of(parent: socket.socket, reads: int, writes: int, says: int, *, memory: float | None) -> None:
    """A forked judge: in a session of its own, with nothing of the court but what it has loaded."""
    try:
        os.setsid()
        parent.close()
        _serve(reads, writes, says, memory)
        os._exit(0)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}\n".encode())
    finally:
        os._exit(1)


def _exit_code(pid: int) -> str:
    with contextlib.suppress(ChildProcessError):
        own, status = os.waitpid(pid, os.WNOHANG)
        if own:
            return str(os.waitstatus_to_exitcode(status))
    return "-"


def _serve(reads: int, writes: int, says: int, memory: float | None) -> None:
    """Answer requests until there are no more; what a library prints is no reply."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(says, 1)
    os.dup2(says, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    if memory is not None:
        limit_memory(memory)
    collect_seldom()
    channel = Lines(reads, writes)
    lines = said_by(channel.reads)
    for line in lines:
        request = json.loads(line)
        text = next(lines).decode()
        channel.send({**judged(text, request["most"], request.get("folder", "")), "number": request["number"]})


def load_all() -> None:
    """Load every module of core and of words, which else are loaded when they are needed."""
    for package in (symcrit.core, symcrit.words):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    judged('{"claim": {"kind": "less", "lhs": "1/3", "rhs": "1/2"}, "witness": {"kind": "nothing"}}', 10**6)
