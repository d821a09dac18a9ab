"""``verify``: decide every claim of every theorem, and its mutants, and write the ledger."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from symcrit.arguments import integer
from symcrit.core.check import Verdict
from symcrit.errors import InputError, SymcritError, shorten
from symcrit.theorems.answer import Answer
from symcrit.theorems.cache import Cache, cache_folder, is_about
from symcrit.theorems.collect import collect, load, one_line
from symcrit.theorems.ledger import Ledger, Part, Row, conjunction, unique
from symcrit.theorems.registry import Mutant, Theorem
from symcrit.theorems.workers import spread

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Task:
    """The smallest unit of work: one instance of a theorem, or one of its mutants."""

    path: Path
    theorem: str
    index: int
    mutant: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a task: a part per claim, or an error."""

    parts: tuple[Part, ...] = ()
    error: str | None = None
    misuse: bool = False
    seconds: float = 0.0

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers alone."""
        return tuple(part.answer for part in self.parts)


def verify(
    names_or_paths: str | Iterable[str] = (),
    *,
    jobs: int | None = None,
    cache: bool = True,
    progress: Progress | None = None,
    everything: bool = False,
    timeout: float = 5,
    keep: bool = False,
) -> Ledger:
    """Verify theorems and their mutants and return the ledger; the main job of symcrit.

    Every PROVED and REFUTED in it was accepted by core during this call: the cache holds certificates, not verdicts.

    Parameters
    ----------
    names_or_paths: dotted names, prefixes of whole components, files, folders; by default ``./proofs``, else ours.
    jobs: number of processes, by default one per available CPU; 1 stays in this process.
    cache: look for certificates in the cache folder, and keep new ones there.
    progress: called as ``progress(done, of, name)`` after every task.
    everything: run the instances marked large, too.
    timeout: seconds that the search for one certificate may take.
    keep: keep every claim with its answer and certificate in ``row.parts``, for a report.

    Raises
    ------
    InputError: nothing to verify, an unknown name, a file that cannot be imported.

    Examples
    --------
    >>> verify("no.such.theorem")
    Traceback (most recent call last):
    symcrit.errors.InputError: no theorem is called 'no.such.theorem'; known groups: ...
    """
    if jobs is not None:
        jobs = integer("jobs", jobs, 1)
    theorems = collect(names_or_paths)
    if not theorems:
        raise InputError("no theorems found; name a file or a folder, or write one in ./proofs")
    tasks = {theorem.name: _tasks(theorem, everything) for theorem in theorems}
    chosen = [theorem for theorem in theorems if tasks[theorem.name]]
    if not chosen:
        raise InputError("every theorem asked for is marked large; add --all (everything=True) to run it")
    flat = [task for theorem in chosen for task in tasks[theorem.name]]
    flat.sort(key=lambda task: task.mutant is not None)  # proofs take longest, so that they come first
    _LOADED.clear()
    for theorem in theorems:
        _LOADED.setdefault(theorem.path, []).append(theorem)
    work = Work(cache_folder() if cache else None, timeout, keep)
    outcomes: dict[Task, Outcome] = {}
    for task, outcome in _run(work, flat, jobs or _cpus()):
        outcomes[task] = outcome
        if progress:
            progress(len(outcomes), len(flat), task.theorem)
    rows = tuple(_row(t, [(task, outcomes[task]) for task in tasks[t.name]]) for t in chosen)
    return Ledger(rows, tuple(theorem.name for theorem in theorems if theorem not in chosen))


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tasks(theorem: Theorem, everything: bool) -> list[Task]:
    """The instances to run now, then the mutants; nothing at all if no instance is to be run."""
    chosen = [i for i in range(len(theorem.instances)) if everything or not theorem.is_large(i)]
    instances = [Task(theorem.path, theorem.name, i) for i in chosen]
    mutants = [Task(theorem.path, theorem.name, i, mutant.name) for i, mutant in enumerate(theorem.mutants)]
    return instances + mutants if instances else []


def _run(work: Work, tasks: list[Task], jobs: int) -> Iterator[tuple[Task, Outcome]]:
    if jobs == 1:
        yield from ((task, work(task)) for task in tasks)
    else:
        yield from spread(work, tasks, jobs=jobs, lost=_lost, topic=lambda task: task.theorem)


def _lost(task: Task, exit_code: int | None) -> Outcome:
    return Outcome(error=f"the process of {task.mutant or task.theorem} died (exit code {exit_code})")


_LOADED: dict[Path, list[Theorem]] = {}  # what `verify` has collected; a forked process inherits it


@dataclass
class Work:
    """Does tasks; a process that was not forked imports the proof files that it needs itself."""

    cache: Path | None
    timeout: float
    keep: bool = False

    def __call__(self, task: Task) -> Outcome:
        """Decide the claims of a task; whatever goes wrong becomes part of the outcome."""
        start = time.perf_counter()
        try:
            with contextlib.redirect_stdout(sys.stderr):
                outcome = Outcome(tuple(self._part(claim, task) for claim in self._claims(task)))
        except (Exception, SystemExit) as error:
            outcome = Outcome(error=one_line(error, task.path), misuse=isinstance(error, InputError))
        return replace(outcome, seconds=time.perf_counter() - start)

    def _part(self, claim: Any, task: Task) -> Part:
        """A claim and its answer; what would be heavy to hand from process to process is left out unless kept."""
        theorem = next(t for t in _LOADED[task.path] if t.name == task.theorem)
        answer, mutant = self.decide(claim, max(self.timeout, theorem.timeout)), task.mutant
        return Part(claim.core, answer, mutant) if self.keep else Part({}, replace(answer, certificate=None), mutant)

    def decide(self, claim: Any, timeout: float) -> Answer:
        """What core says about a claim, from a certificate that was kept or that is found now."""
        certificates = Cache(self.cache)
        kept = certificates.answer(claim.core)
        if kept is not None:
            return kept
        from symcrit.theorems.decide import decide  # heavy, and needed only here

        answer = decide(claim, timeout=timeout)
        if answer.verdict is not Verdict.UNDECIDED:
            if answer.certificate is None or not is_about(answer.certificate, claim.core):
                raise SymcritError(f"{answer.verdict.name} without a certificate of this very claim")
            certificates.keep(answer.certificate)
        return answer

    def _claims(self, task: Task) -> Iterator[Any]:
        """The claims that the function of a task returns or yields; at least one."""
        from symcrit.theorems.claims import Claim, of_relation

        part, arguments = self._function(task)
        result = part.function(*arguments)
        if result is None:
            raise InputError(f"{part.name!r} returned nothing; write `return` before the claim")
        claims = iter(result) if isinstance(result, (list, tuple, Iterator)) else iter([result])
        number = 0
        for number, claim in enumerate(claims, start=1):  # noqa: B007
            yield claim if isinstance(claim, Claim) else of_relation(claim)
        if number == 0:
            raise InputError(f"{part.name!r} claims nothing")

    def _function(self, task: Task) -> tuple[Theorem | Mutant, tuple[Any, ...]]:
        """What a task calls, and the arguments."""
        if task.path not in _LOADED:
            _LOADED[task.path] = load(task.path)
        theorem = next((t for t in _LOADED[task.path] if t.name == task.theorem), None)
        if theorem is None:
            raise InputError(f"theorem {task.theorem!r} has gone; did the file change meanwhile?")
        if task.mutant is None:
            return theorem, theorem.instances[task.index]
        return theorem.mutants[task.index], ()


def _row(theorem: Theorem, outcomes: list[tuple[Task, Outcome]]) -> Row:
    """Everything that the tasks of one theorem came to."""
    instances = [outcome for task, outcome in outcomes if task.mutant is None]
    mutants = {task.mutant: _verdict(outcome) for task, outcome in outcomes if task.mutant is not None}
    answers = [answer for outcome in instances for answer in outcome.answers]
    error, misuse = _error([outcome for _, outcome in outcomes], mutants)
    verdict = conjunction(answer.verdict for answer in answers)
    proved = sum(answer.verdict is Verdict.PROVED for answer in answers)
    left_out = len(theorem.instances) - len(instances)
    return Row(
        name=theorem.name,
        statements=unique(answer.statement for answer in answers),
        verdict=None if error else verdict,
        why=unique(_reason(answer) for answer in answers if answer.verdict is verdict),
        evidence=unique(word for answer in answers for word in answer.evidence),
        rules=unique(rule for answer in answers for rule in answer.rules),
        assumptions=unique(assumption for answer in answers for assumption in answer.assumptions),
        instances=(proved, len(answers) + left_out),
        mutants=(list(mutants.values()).count(Verdict.REFUTED), len(mutants)),
        seconds=sum(outcome.seconds for _, outcome in outcomes),
        error=error,
        misuse=misuse,
        source=theorem.source,
        parts=tuple(part for _, outcome in outcomes for part in outcome.parts if part.claim),
    )


def _error(outcomes: list[Outcome], mutants: dict[str, Verdict]) -> tuple[str | None, bool]:
    """Why a theorem is an error (a task failed, a mutant was not REFUTED), and whether that is misuse."""
    for outcome in outcomes:
        if outcome.error:
            return outcome.error, outcome.misuse
    for name, verdict in mutants.items():
        if verdict is not Verdict.REFUTED:
            return f"mutant {name} came out {verdict.name}; a mutant must be REFUTED", False
    return None, False


def _verdict(outcome: Outcome) -> Verdict:
    return conjunction(answer.verdict for answer in outcome.answers)


def _reason(answer: Answer) -> str:
    """Why an answer is what it is: with the counterexample if there is one, with the remedy if it is UNDECIDED."""
    place = ", ".join(f"{name} = {shorten(value)}" for name, value in (answer.counterexample or {}).items())
    return "; ".join(filter(None, (answer.why, place and f"counterexample: {place}", answer.remedy)))
