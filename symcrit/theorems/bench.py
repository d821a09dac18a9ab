"""A bench: a process for proofs, and a judge beside it.  One of the two is at work at a time.

What the prover says is taken as a claim and a witness, never as a verdict; what the judge says is the verdict, and
where it says no, the search of the prover goes on.  A new folder gets a new prover, so that none has a say in what is
claimed in another one; and what fails beside other files is tried once more alone.  Judges stay, since they run no
proof.
"""

from __future__ import annotations

import json
import secrets
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from symcrit import __version__
from symcrit.certificate import certificate
from symcrit.core import SECOND, UNBOUNDED, Malformed, Verdict
from symcrit.core.reading import index, items, need, read, record, text
from symcrit.effort import allowance, work_of
from symcrit.errors import shorten
from symcrit.memory import ran_out, too_little_memory
from symcrit.theorems import processes
from symcrit.theorems.answer import Answer
from symcrit.theorems.cache import Cache, Kept
from symcrit.theorems.collect import names_in
from symcrit.theorems.judge import answer_of
from symcrit.theorems.ledger import Part
from symcrit.theorems.lines import LONGEST
from symcrit.theorems.listed import Listed, failing, of_json
from symcrit.theorems.processes import Court, Ended, Limit, Process, prover
from symcrit.theorems.registry import NAME
from symcrit.theorems.rows import Outcome, Task

__all__ = ["Asked", "Bench", "NotJudged", "hearings"]

STATING = 60.0  # seconds of processor time to import a file, or to state a claim
SEARCHING = 100.0  # and to search with effort 0; as much again for each unit of effort
_CLAIMS = 10_000  # that a theorem may state for one instance
_WITNESSES = 1000  # that a search may bring for one claim
SAME_FILE = 2  # how well a task suits a bench, at most
_GRACE = 2.0  # seconds that a search has to end by itself once it is cut

T = TypeVar("T")
Result = TypeVar("Result")
Hearing = Generator[Process, dict[str, Any], Result]  # yields whom it waits for, is sent what that one says


class NotJudged(Exception):
    """A certificate over which the judge died: the message says how."""


class NotFinished(Exception):
    """A certificate that the judge did not finish for want of memory: the message says so."""


@dataclass(frozen=True)
class Asked:
    """What `verify` was asked for, as far as single claims are concerned."""

    cache: Cache
    effort: float = 1
    timeout: float | None = None
    memory: float | None = None
    keep: bool = False

    def stating(self) -> Limit:
        """What a file may take to be imported, and a claim to be stated."""
        return Limit(STATING, "state its claims", self._seconds())

    def searching(self, effort: float) -> Limit:
        """What the search for a certificate may take."""
        return Limit(SEARCHING * (1 + effort), "search for a certificate", self._seconds())

    def judging(self, effort: float, since: float | None = None) -> Limit:
        """What the judge may take over a certificate; of one that a search brings that began then, in its time."""
        seconds = None if since is None else self._seconds()
        left = None if since is None or seconds is None else max(since + seconds - time.monotonic(), 0.0)
        return Limit(SEARCHING * (1 + effort), "check a certificate", left)

    def _seconds(self) -> float | None:
        return None if self.timeout is None else self.timeout + _GRACE


@dataclass
class Bench:
    """The two processes, started when they are needed."""

    asked: Asked
    court: Court  # where judges come from
    files: set[Path] = field(default_factory=set)  # that the prover has imported, all of one folder
    _prover: Process | None = None
    _judge: Process | None = None
    checked: int = field(default=0)  # certificates that the judge has decided

    def start(self) -> None:
        """Start the judge; the first time before any proof is run."""
        self._judge = self._judge or processes.judge(self.asked.memory, self.court)

    def close(self) -> None:
        """End both processes."""
        for process in (self._prover, self._judge):
            if process is not None:
                process.end("closed")
        self._forget()
        self._judge = None

    # -------------------------------------------------------------------------------------------------- what a file has

    def listing(self, path: Path) -> Hearing[list[Listed]]:
        """The theorems that a file declares; where it cannot be loaded, those that it seems to declare, with why."""
        names = [name for name in names_in(path) or [] if NAME.fullmatch(name)]
        found = yield from self._listed(path)
        alone = self.files <= {path}
        if not alone and (isinstance(found, Outcome) or not {*names} <= {theorem.name for theorem in found}):
            self._dismiss()
            found = yield from self._listed(path)
        if isinstance(found, Outcome):
            self._dismiss()
            own = names or [shorten(path.name)]
            return [failing(name, path, str(found.error), misuse=found.misuse) for name in own]
        return found

    def _listed(self, path: Path) -> Hearing[list[Listed] | Outcome]:
        """The theorems that a file declares, or why it cannot be loaded."""
        try:
            process = self._for(path)
            process.ask({"list": str(path)}, self.asked.stating())
            said = yield process
            if "listed" in said:
                return [of_json(value, path) for value in items(said["listed"])]
            return _error(said)
        except Ended as end:
            self._forget()
            how = self._short_of_memory(end) or f"its process {_how(end)}"
            return Outcome(error=f"{shorten(path.name)} was not imported: {how}")
        except Malformed as error:
            return Outcome(
                error=f"{shorten(path.name)} was not imported: its process said what it should not ({error})"
            )

    # --------------------------------------------------------------------------------------------------- what it claims

    def suits(self, task: Task) -> int:
        """How well a task goes on with what was done last: `SAME_FILE` in one that is imported, 1 beside such."""
        return (task.path in self.files) + self._is_beside(task.path)

    def hear(self, task: Task, theorem: Listed, effort: float) -> Hearing[Outcome]:
        """Hear a theorem, or a mutant: its claims, and what the judge says of the certificates for them."""
        if theorem.error:
            return Outcome(error=theorem.error, misuse=theorem.misuse)
        start = time.perf_counter()
        fresh = self._prover is None or not self._prover.done or not self._is_beside(task.path)
        outcome = yield from self._heard(task, effort)
        alone = self.files <= {task.path}
        if (outcome.exhausted and not fresh) or (outcome.again and not alone):
            self._dismiss()  # what was remembered of earlier tasks takes room, too
            outcome = yield from self._heard(task, effort)
        if outcome.exhausted:
            self._dismiss()
        return replace(outcome, seconds=time.perf_counter() - start)

    def _heard(self, task: Task, effort: float) -> Hearing[Outcome]:
        parts: list[Part] = []
        try:
            outcome = yield from self._claims(task, effort, parts)
        except Ended as end:
            outcome = self._lost(task, end, parts)
        except (NotJudged, NotFinished) as reason:
            self._dismiss()  # it waits for what the judge says
            outcome = Outcome(tuple(parts), error=str(reason))
        except Malformed as error:
            self._dismiss()
            outcome = Outcome(error=f"the process of {_name(task)} said what it should not: {shorten(error, 200)}")
        if self._prover is not None:
            self._prover.done += 1
            if not self._prover.channel.quiet:  # it says more than it was asked for
                self._dismiss()
        short = outcome.exhausted or any(answer.exhausted for answer in outcome.answers)
        return replace(outcome, exhausted=short)

    def _claims(self, task: Task, effort: float, parts: list[Part]) -> Hearing[Outcome]:
        """Ask for claim after claim; add what becomes of each to `parts`."""
        process = self._for(task.path)
        process.ask({
            "run": task.theorem, "path": str(task.path), "index": task.index, "mutant": task.mutant,
            "effort": effort, "timeout": self.asked.timeout,
        }, self.asked.stating())  # fmt: skip
        while True:
            said = yield process
            if "done" in said:
                return Outcome(tuple(parts))
            if "cut" in said:
                return Outcome(tuple(parts), cut=shorten(text(said["cut"]), 400), exhausted=True)
            if "error" in said:
                return _error(said)
            claim = record(said.get("claim"))
            if len(parts) == _CLAIMS:
                self._dismiss()
                return Outcome(error=f"{_name(task)} states more than {_CLAIMS} claims; give it instances instead")
            answer = yield from self._known(claim)
            if answer is None:
                answer = yield from self._found(process, claim, effort)
                process.watch(self.asked.stating())
            else:
                process.ask({"search": False}, self.asked.stating())
            kept = (claim, answer) if self.asked.keep else ({}, replace(answer, certificate=None))
            parts.append(Part(*kept, task.mutant))

    def _known(self, claim: dict[str, Any]) -> Hearing[Answer | None]:
        """What the judge says, now, of the certificate that is kept for a claim; None if it decides nothing."""
        kept = self.asked.cache.kept(claim)
        if kept is None:
            return None
        own = kept.certificate
        most = min(allowance(own), 2 * work_of(kept.effort) + SECOND)
        try:
            said = yield from self._judged(own["claim"], own["witness"], most, self.asked.judging(kept.effort))
        except (NotJudged, NotFinished):
            return None
        if "malformed" in said:
            return None
        answer = answer_of(said["answer"])
        if answer.verdict is Verdict.UNDECIDED:
            return None
        return replace(answer, certificate=own, work=kept.work, effort=kept.effort)

    def _found(self, process: Process, claim: dict[str, Any], effort: float) -> Hearing[Answer]:
        """What the judge says of the witnesses that a search finds, one after the other; or why it finds none."""
        process.ask({"search": True}, self.asked.searching(effort))
        start = time.monotonic()
        for _ in range(_WITNESSES):
            said = yield process
            if "witness" not in said:
                found = _answer(said)
                statement = yield from self._statement(claim)
                return replace(found, statement=statement, effort=effort)
            limit = self.asked.judging(effort, start)
            reply, answer = yield from self._tried(claim, said, limit, effort)
            process.go_on(reply)
            if answer is not None:
                said = yield process
                work = _answer(said).work
                assert answer.certificate is not None
                self.asked.cache.keep(Kept(answer.certificate, work, effort))
                return replace(answer, work=work, effort=effort)
        raise Malformed(f"more than {_WITNESSES} witnesses for one claim")

    def _tried(
        self, claim: dict[str, Any], said: dict[str, Any], limit: Limit, effort: float
    ) -> Hearing[tuple[dict[str, Any], Answer | None]]:
        """What the search is told of a witness; and the answer, with its certificate, where the judge decides by it."""
        witness, most = record(said["witness"]), min(_work(said.get("most")), 2 * work_of(effort))
        reply = {"verdict": "UNDECIDED", "why": "", "work": 0, "spent": False, "exhausted": False}
        try:
            told = yield from self._judged(claim, witness, most, limit)
        except NotFinished:
            return {**reply, "exhausted": True}, None
        if "malformed" in told:
            return {**reply, "why": told["malformed"]}, None
        answer = answer_of(told["answer"])
        reply |= {"verdict": answer.verdict.name, "work": answer.work, "spent": told["spent"]}
        if answer.verdict is Verdict.UNDECIDED:
            return {**reply, "why": shorten(told["unproved"], 400)}, None
        own = certificate(claim, witness, __version__, answer.work)
        return reply, replace(answer, certificate=own)

    # -------------------------------------------------------------------------------------------------- what it is told

    def _judged(
        self, claim: dict[str, Any], witness: dict[str, Any], most: int, limit: Limit
    ) -> Hearing[dict[str, Any]]:
        """What core says of a claim and a witness within so much work, in the process of the judge."""
        said = yield from self._asked(_text({"claim": claim, "witness": witness}), most, limit)
        self.checked += "answer" in said and said["answer"]["verdict"] != "UNDECIDED"
        return said

    def _statement(self, claim: dict[str, Any]) -> Hearing[str]:
        """The statement of a claim as core reads it."""
        said = yield from self._asked(_text({"claim": claim}), 0, self.asked.judging(1))
        if "malformed" in said:
            raise Malformed(str(said["malformed"]))
        return str(said["statement"])

    def _asked(self, text: bytes, most: int, limit: Limit) -> Hearing[dict[str, Any]]:
        """Ask the judge; one whose memory is used up, by what it remembers perhaps, is replaced and asked once more.

        So is one that has died: somebody else may have killed it.
        """
        said: dict[str, Any] = {}
        for number_of_tries in (1, 2):
            try:
                self.start()
            except OSError as error:
                raise NotJudged(f"there is no judge for a certificate: {shorten(error, 100)}") from None
            own = self._judge
            assert own is not None
            number = secrets.token_hex(16)
            own.ask({"most": most, "number": number, "folder": self._folder()}, limit, text)
            try:
                said = yield own
                if said.pop("number", None) != number:  # somebody else writes to its pipes
                    raise own.end("answered what it was not asked")
            except Ended as end:
                self._judge = None
                if end.cut:
                    raise
                used_up = self._short_of_memory(end)
                if not used_up:
                    if number_of_tries == 1 and not end.reason:
                        continue
                    raise NotJudged(f"the judge died over a certificate: {_how(end)}") from None
                said = {"exhausted": used_up}
            if "exhausted" not in said:
                own.done += 1
                return said
            if self._judge is not None:
                self._judge.end("its memory is used up")
                self._judge = None
            if not own.done:
                break
        raise NotFinished(f"the judge did not finish a certificate: {said['exhausted']}")

    # -------------------------------------------------------------------------------------------------------- processes

    def _is_beside(self, path: Path) -> bool:
        """Whether a file lies in the folder of those that the prover has imported."""
        return any(path.parent == other.parent for other in self.files)

    def _folder(self) -> str:
        """The folder of the files that the prover has imported: data lie there."""
        return str(next(iter(self.files)).parent.resolve()) if self.files else ""

    def _for(self, path: Path) -> Process:
        """The prover for this file."""
        if self._prover is None or not self._is_beside(path):
            self._dismiss()
            self._prover = prover(self.asked.memory)
        self.files.add(path)
        return self._prover

    def _dismiss(self) -> None:
        """End the prover."""
        if self._prover is not None:
            self._prover.end("dismissed")
        self._forget()

    def _forget(self) -> None:
        """The prover is gone, and with it what it has imported."""
        self._prover = None
        self.files.clear()

    def _lost(self, task: Task, end: Ended, parts: Sequence[Part]) -> Outcome:
        """What becomes of a task whose process, or whose judge, was ended, or died."""
        self._dismiss()
        if end.cut:
            cut = f"cut by timeout: no answer within {self.asked.timeout:g} s; what was cut says nothing of the claim"
            return Outcome(cut=cut)
        if used_up := self._short_of_memory(end):
            return Outcome(cut=used_up, exhausted=True)
        return Outcome(error=f"the process of {_name(task)} {_how(end)}")

    def _short_of_memory(self, end: Ended) -> str:
        """In words, if a process died because its memory was used up."""
        return "; ".join(too_little_memory(self.asked.memory)) if ran_out(end.exit_code, end.words) else ""


def hearings(
    benches: Sequence[Bench],
    tasks: Iterable[T],
    hear: Callable[[Bench, T], Hearing[Result]],
    alike: Callable[[Bench, T], int] = lambda bench, task: 0,
) -> Iterator[tuple[T, Result]]:
    """(task, what it came to) in the order in which they get done, as many at a time as there are benches.

    alike: how well a task suits a bench; of those that suit best the first is taken.
    """
    queue, idle = deque(tasks), list(benches)
    busy: dict[Process, tuple[Bench, T, Hearing[Result]]] = {}

    def go_on(bench: Bench, task: T, hearing: Hearing[Result], said: dict[str, Any] | Ended | None) -> Iterator[Any]:
        """Take a hearing to the next process that it waits for, or to its end."""
        try:
            process = hearing.throw(said) if isinstance(said, Ended) else hearing.send(said)  # type: ignore[arg-type]
        except StopIteration as end:
            idle.append(bench)
            yield task, end.value
        else:
            busy[process] = bench, task, hearing

    while queue or busy:
        while queue and idle:
            bench = idle.pop()
            task = _next(queue, bench, alike)
            yield from go_on(bench, task, hear(bench, task), None)
        for process, said in _news(list(busy)):
            yield from go_on(*busy.pop(process), said)


def _next(queue: deque[T], bench: Bench, alike: Callable[[Bench, T], int]) -> T:
    """Take the first of the tasks that suit a bench best; what goes on with the same file is looked for no further."""
    best, place = -1, 0
    for number, task in enumerate(queue):
        suits = alike(bench, task)
        if suits > best:
            best, place = suits, number
        if suits == SAME_FILE:
            break
    found = queue[place]
    del queue[place]
    return found


def _news(busy: list[Process]) -> Iterator[tuple[Process, dict[str, Any] | Ended]]:
    """What has come from the processes that are waited for: a document, or that they are gone."""
    waiting = [process for process in busy if not process.has_answered]
    arrived = processes.ready(waiting, patient=waiting == busy)
    for process in busy:
        try:
            if process in arrived:
                process.read()
            said = process.answer()
            if said is None:
                process.look_at_the_clock()
        except Ended as end:
            yield process, end
        else:
            if said is not None:
                yield process, said


def _error(said: dict[str, Any]) -> Outcome:
    """What failed in the process of a proof, which may be the fault of what it has imported before."""
    return Outcome(error=shorten(text(said.get("error")), 400), misuse=said.get("misuse") is True, again=True)


def _how(end: Ended) -> str:
    """How a process ended, in words."""
    if end.reason:
        return end.reason
    last = shorten(end.words.strip().rpartition("\n")[2], 120)
    number = end.exit_code
    name = f", {signal.Signals(-number).name}" if number is not None and number < 0 and -number in _SIGNALS else ""
    return f"died (exit code {number}{name}){last and ': '}{last}"


_SIGNALS = {int(number) for number in signal.Signals if number not in (signal.SIGKILL, signal.SIGABRT)}


def _name(task: Task) -> str:
    return task.mutant or task.theorem


def _work(value: object) -> int:
    need(index(value) <= UNBOUNDED, "too much work")
    return index(value)


def _text(value: object) -> bytes:
    """A line of JSON for the judge, who is not asked about what is longer than it reads, or cannot be written."""
    try:
        line = json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        raise Malformed("a claim or a witness cannot be written as JSON") from None
    need(len(line) < LONGEST, f"a claim or a witness is larger than {LONGEST >> 20} MB")
    return line


def _answer(said: dict[str, Any]) -> Answer:
    """What a search says at its end, which is no verdict."""
    own = {"why": text, "remedy": _maybe(text), "shown": items, "work": _work, "exhausted": bool}
    found = read(record(said.get("answer")), own)
    remedy = found["remedy"] and shorten(found["remedy"], 1000)
    shown = tuple(shorten(text(line), 400) for line in found["shown"][:20])
    why = shorten(found["why"], 1000)
    return Answer(
        Verdict.UNDECIDED, why, "", shown=shown, remedy=remedy, work=found["work"], exhausted=found["exhausted"]
    )


def _maybe(reader: Callable[[object], Any]) -> Callable[[object], Any]:
    return lambda value: None if value is None else reader(value)
