"""The process in which files of proofs are imported and their claims searched for: nothing that it says is believed.

Requests and replies are lines of JSON.  {"list": path}: what a file declares.  {"run": theorem, …}: for every claim
of it {"claim": …}, whereupon the parent says whether a certificate is to be searched for; then {"witness": …}, as often
as the search finds one, until the judge accepts it, which the parent tells; then {"answer": …}; in the end
{"done": true}, or what went wrong.  What Python code prints goes to the parent, too, beside these.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symcrit.certificate import written
from symcrit.core import Grounds, Verdict
from symcrit.errors import InputError, shorten
from symcrit.memory import current_limit, limit_memory, too_little_memory
from symcrit.theorems.collect import load, one_line
from symcrit.theorems.lines import Lines, said_by
from symcrit.theorems.listed import listed
from symcrit.theorems.registry import Mutant, Theorem

if TYPE_CHECKING:
    from symcrit.claims import Claim
    from symcrit.search.search import Search
    from symcrit.theorems.decide import Said

__all__ = ["main", "preload", "serve"]

Record = dict[str, Any]


def preload() -> None:
    """Import what proofs and searches need, once, before processes are forked that then have it."""
    import scipy.linalg  # OpenBLAS, where it is loaded with too little memory left, tries again for ever

    import symcrit.claims
    import symcrit.search.relations
    import symcrit.theorems.decide

    _ = scipy.linalg, symcrit.claims, symcrit.search.relations, symcrit.theorems.decide


def serve(channel: Lines, memory: float | None) -> None:
    """Answer requests until there are no more, or the parent is gone."""
    threading.Thread(target=_leave_with, args=(os.getppid(),), daemon=True).start()
    if memory is not None:
        limit_memory(memory)
    requests = map(json.loads, said_by(channel.reads))
    prover = _Prover(channel, requests)
    for request in requests:
        reply = prover.listing(request) if "list" in request else prover.run(request)
        channel.send(reply)


def main() -> None:
    """`serve` in a new interpreter; the limit of memory, in GB, is the first argument, if it is limited."""
    channel = Lines(os.dup(0), os.dup(1))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)
    preload()
    serve(channel, float(sys.argv[1]) if len(sys.argv) > 1 else None)


def _leave_with(parent: int) -> None:
    """End this process, busy or not, when its parent is gone, however that happened."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


class _Prover:
    """What a process knows: the theorems of the files that it has imported."""

    def __init__(self, channel: Lines, requests: Iterator[Record]) -> None:
        self.channel = channel
        self.requests = requests
        self.theorems: dict[Path, list[Theorem]] = {}

    def listing(self, request: Record) -> Record:
        """What a file declares: names that are written out, before it is imported; then its theorems."""
        path = Path(request["list"])
        try:
            return {"listed": [listed(theorem) for theorem in self._load(path)]}
        except MemoryError:
            used_up = "; ".join(too_little_memory(current_limit()))
            return {"error": f"{shorten(path.name)} was not imported: {used_up}", "misuse": False}
        except BaseException as error:
            return self._failure(error, path)

    def run(self, request: Record) -> Record:
        """State the claims of a theorem, or of a mutant, and search for certificates of those that are not known."""
        path = Path(request["path"])
        try:
            for claim in self._claims(request):
                self._decide(claim, request)
            return {"done": True}
        except MemoryError:
            return {"cut": "; ".join(too_little_memory(current_limit()))}
        except BaseException as error:
            return self._failure(error, path)

    def _load(self, path: Path) -> list[Theorem]:
        """The theorems of a file, which is imported once."""
        if path not in self.theorems:
            self.theorems[path] = load(path)
        return self.theorems[path]

    def _failure(self, error: BaseException, path: Path) -> Record:
        return {"error": one_line(error, path), "misuse": isinstance(error, InputError)}

    def _decide(self, claim: Any, request: Record) -> None:
        """Tell the parent of a claim, and the certificate that was found, if it asks for one."""
        claim.need_unchanged()
        self.channel.send({"claim": claim.core})
        if not next(self.requests)["search"]:
            return
        from symcrit.theorems.decide import decide_by  # heavy, and needed only here

        answer = decide_by(self._judged, claim, effort=request["effort"], timeout=request["timeout"])
        self.channel.send({"answer": {
            "why": answer.why, "remedy": answer.remedy, "shown": list(answer.shown), "work": answer.work,
            "exhausted": answer.exhausted,
        }})  # fmt: skip

    def _judged(self, search: Search, claim: Claim, grounds: Grounds) -> Said:
        """What the judge says, which the parent asks.

        It has no derivations of kernels for which this search has paid: it gets their work beside, and that is free.
        """
        from symcrit.theorems.answer import Answer
        from symcrit.theorems.decide import Said

        search.poll()
        free = search.paid_for(grounds)
        self.channel.send({"witness": written(grounds), "most": search.work.left + free})
        said = next(self.requests)
        if said["exhausted"]:
            raise MemoryError
        search.charge(min(max(said["work"] - free, 0), search.work.left))
        if said["verdict"] == Verdict.UNDECIDED:
            return Said(why=shorten(said["why"], 200), spent=said["spent"])
        return Said(Answer(Verdict(said["verdict"]), "accepted by the judge", ""))

    def _claims(self, request: Record) -> Iterator[Any]:
        """The claims that the function of a task returns or yields; at least one."""
        from symcrit.claims import Claim
        from symcrit.search.relations import of_relation

        part, arguments = self._function(request)
        result = part.function(*arguments)
        if result is None:
            raise InputError(f"{part.name!r} returned nothing; write `return` before the claim")
        claims = iter(result) if isinstance(result, (list, tuple, Iterator)) else iter([result])
        number = 0
        for number, claim in enumerate(claims, start=1):  # noqa: B007
            yield claim if isinstance(claim, Claim) else of_relation(claim)
        if number == 0:
            raise InputError(f"{part.name!r} claims nothing")

    def _function(self, request: Record) -> tuple[Theorem | Mutant, tuple[Any, ...]]:
        """What a task calls, and the arguments."""
        theorems = self._load(Path(request["path"]))
        theorem = next((theorem for theorem in theorems if theorem.name == request["run"]), None)
        if theorem is None:
            raise InputError(f"theorem {request['run']!r} has gone; did the file change meanwhile?")
        if request["mutant"] is None:
            return theorem, theorem.instances[request["index"]]
        return theorem.mutants[request["index"]], ()
