"""The judge: a process that has run no proof, and decides again what the processes of the proofs bring.

It is a new interpreter, started before any proof is imported.  It loads core, and what prints in words what core has
read: the modules that `symcrit check` has, so python-flint and the standard library, but neither sympy nor numpy.  A
request is two lines of JSON: the "most" work that it may take, the "folder" of data, and a "number" that the reply
repeats; and what somebody else wrote: a claim with a witness, which are judged, or a claim alone, which is read.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import Any

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

__all__ = ["answer_of", "judged", "main"]

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
    channel = Lines(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what a library prints is no reply
    if len(sys.argv) > 1:
        limit_memory(float(sys.argv[1]))
    collect_seldom()
    lines = said_by(channel.reads)
    for line in lines:
        request = json.loads(line)
        text = next(lines).decode()
        channel.send({**judged(text, request["most"], request.get("folder", "")), "number": request["number"]})
