"""The judge: a process that has run no proof, and decides again what the processes of the proofs bring.

It is a new interpreter, started before any proof is imported.  It loads core, and what prints in words what core has
read: the modules that `symcrit check` has, so python-flint and the standard library, but neither sympy nor numpy.  A
request is a line of JSON, {"certificate": …, "most": work} or {"claim": …}, and so is the reply, which repeats its
"number".
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from typing import Any

from symcrit.certificate import decode, envelope
from symcrit.core import CHECK, Malformed, Work, read_claim
from symcrit.core import check as core_check
from symcrit.core.reading import record
from symcrit.effort import allowance
from symcrit.errors import shorten
from symcrit.memory import current_limit, limit_memory, too_little_memory
from symcrit.theorems.answer import Answer, Verdict, of_finding
from symcrit.theorems.lines import Lines, said_by
from symcrit.words.statement import statement

__all__ = ["answer_of", "judged", "main"]

Record = dict[str, Any]


def judged(request: Record) -> Record:
    """The answer to a request: what core says of a certificate, or how it reads a claim; never raises.

    >>> judged({"claim": {"kind": "less", "lhs": "1/3", "rhs": "1/2"}})
    {'statement': '1/3 < 1/2'}
    >>> judged({"certificate": {"format": 7}})
    {'malformed': 'unknown certificate format 7; this version reads 1 and 2'}
    """
    try:
        if "claim" in request:
            return {"statement": statement(read_claim(request["claim"]))}
        certificate = envelope(request.get("certificate"))
        most = request.get("most", CHECK)
        finding = core_check(certificate, work=Work(min(allowance(certificate), most)))
        if finding.exhausted:
            raise MemoryError
        return {"answer": asdict(of_finding(finding, {}))}
    except MemoryError:
        return {"exhausted": "; ".join(too_little_memory(current_limit()))}
    except Malformed as error:
        return {"malformed": shorten(error, 600)}
    except Exception as error:  # an error of ours: it costs this claim, and not those that wait
        return {"malformed": f"internal error of the judge: {type(error).__name__}: {shorten(error, 300)}"}


def answer_of(record: Record, certificate: Record) -> Answer:
    """The answer in a reply to {"certificate": …}."""
    several = {name: tuple(record[name]) for name in ("evidence", "rules", "assumptions", "shown")}
    verdict = Verdict(record["verdict"])
    kept = None if verdict is Verdict.UNDECIDED else certificate
    return Answer(**{**record, **several, "verdict": verdict, "certificate": kept})


def main() -> None:
    """Answer requests until there are no more; the limit of memory, in GB, is the first argument, if it is limited."""
    channel = Lines(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what a library prints is no reply
    if len(sys.argv) > 1:
        limit_memory(float(sys.argv[1]))
    for line in said_by(channel.reads):
        channel.send(_reply(line))


def _reply(line: bytes) -> Record:
    try:
        request = record(decode(line.decode()))
    except (Malformed, UnicodeDecodeError) as error:
        return {"malformed": shorten(error, 600)}
    except MemoryError:
        return {"exhausted": "; ".join(too_little_memory(current_limit()))}
    return {**judged(request), "number": request.get("number")}
