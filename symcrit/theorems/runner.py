"""``verify``: decide every claim of every theorem, and its mutants, and write the ledger."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from symcrit.arguments import integer, limit
from symcrit.core import Verdict
from symcrit.effort import work_of
from symcrit.errors import InputError, SymcritError, shorten
from symcrit.memory import current_limit, default_limit, ran_out, too_little_memory
from symcrit.theorems.answer import Answer
from symcrit.theorems.cache import Cache, Kept, cache_folder, is_about
from symcrit.theorems.collect import collect, load, one_line
from symcrit.theorems.ledger import Ledger, Part, Row
from symcrit.theorems.registry import Mutant, Theorem
from symcrit.theorems.rows import Outcome, Task, row_of
from symcrit.theorems.workers import Death, guard, spread

Progress = Callable[[int, int, str], None]
_GRACE = 2.0  # seconds that a search has to end by itself once it is cut


def verify(
    names_or_paths: str | Iterable[str] = (),
    *,
    jobs: int | None = None,
    cache: bool = True,
    progress: Progress | None = None,
    finished: Callable[[Row], None] | None = None,
    everything: bool = False,
    effort: float = 1,
    timeout: float | None = None,
    memory: float | None = None,
    keep: bool = False,
) -> Ledger:
    """Verify theorems and their mutants and return the ledger; the main job of symcrit.

    Every PROVED and REFUTED in it was accepted by core during this call: the cache holds certificates, not verdicts.

    names_or_paths: dotted names, prefixes of whole components, files, folders; by default ``./proofs``, else ours.
    jobs: number of processes, by default one per available CPU; 1 stays in this process, unless `memory` is given.
    cache: look for certificates in the cache folder, and keep new ones there.
    progress: called as ``progress(done, of, name)`` after every task.
    finished: called with the row of a theorem as soon as all of its tasks are done.
    everything: run the instances marked large, too.
    effort: how much work the search for one certificate may cost, as a multiple of the default.
    timeout: seconds after which the search for one certificate is cut (off by default); the answer says so.
    memory: GB that each process may take; by default its share of the machine (or SYMCRIT_MEMORY). What would need
        more is UNDECIDED. macOS and Windows know no such limit.
    keep: keep every claim with its answer and certificate in ``row.parts``, for a report.

    Raises InputError where there is nothing to verify, for an unknown name, for a file that cannot be imported, and for
    a limit that is no positive number.

    >>> verify("no.such.theorem")
    Traceback (most recent call last):
    symcrit.errors.InputError: no theorem is called 'no.such.theorem'; known groups: ...
    """
    if jobs is not None:
        jobs = integer("jobs", jobs, 1)
    work_of(effort)
    limit("timeout", timeout, "seconds")
    limit("memory", memory, "GB")
    theorems = collect(names_or_paths)
    if not theorems:
        raise InputError("no theorems found; name a file or a folder, or write one in ./proofs")
    tasks = {theorem.name: _tasks(theorem, everything) for theorem in theorems}
    chosen = [theorem for theorem in theorems if tasks[theorem.name]]
    if not chosen:
        raise InputError("every theorem asked for is marked large; add --all (everything=True) to run it")
    _LOADED.clear()
    for theorem in theorems:
        _LOADED.setdefault(theorem.path, []).append(theorem)
    work = Decider(cache_folder() if cache else None, effort, timeout, keep)
    flat = _in_order(chosen, tasks, jobs or available_processes())
    rows: dict[str, Row] = {}
    outcomes: dict[Task, Outcome] = {}
    left = {theorem.name: len(tasks[theorem.name]) for theorem in chosen}
    by_name = {theorem.name: theorem for theorem in chosen}
    for task, outcome in _run(work, flat, jobs or available_processes(), memory):
        outcomes[task] = outcome
        left[task.theorem] -= 1
        if not left[task.theorem]:
            theorem = by_name[task.theorem]
            own = [(task, outcomes.pop(task)) for task in tasks[theorem.name]]
            rows[theorem.name] = row_of(theorem, own, effort * theorem.effort)
            if finished:
                finished(rows[theorem.name])
        if progress:
            progress(len(flat) - sum(left.values()), len(flat), task.theorem)
    left_out = tuple(theorem.name for theorem in theorems if theorem not in chosen)
    return Ledger(tuple(rows[theorem.name] for theorem in chosen), left_out)


def available_processes() -> int:
    """The CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tasks(theorem: Theorem, everything: bool) -> list[Task]:
    """The instances to run now, then the mutants; nothing at all if no instance is to be run."""
    chosen = [i for i in range(len(theorem.instances)) if everything or not theorem.is_large(i)]
    instances = [Task(theorem.path, theorem.name, i) for i in chosen]
    mutants = [Task(theorem.path, theorem.name, i, mutant.name) for i, mutant in enumerate(theorem.mutants)]
    return instances + mutants if instances else []


def _in_order(theorems: Sequence[Theorem], tasks: dict[str, list[Task]], jobs: int) -> list[Task]:
    """Theorem by theorem, so that each is done early; with several processes those that may take longest come first.

    Else, in the end, one process would be at work on a long one and the others would wait for it.
    """
    order = sorted(theorems, key=lambda theorem: -theorem.effort) if jobs > 1 else theorems
    return [task for theorem in order for task in tasks[theorem.name]]


def _run(work: Decider, tasks: list[Task], jobs: int, memory: float | None) -> Iterator[tuple[Task, Outcome]]:
    if jobs == 1 and memory is None:
        yield from ((task, work(task)) for task in tasks)
        return
    gigabytes = default_limit(jobs) if memory is None else memory

    def lost(task: Task, death: Death) -> Outcome:
        return _lost(task, death, work.timeout, gigabytes)

    yield from spread(
        work, tasks, jobs=jobs, lost=lost, topic=lambda task: task.theorem, memory=gigabytes, exhausted=_exhausted
    )


def _lost(task: Task, death: Death, timeout: float | None, memory: float) -> Outcome:
    """What becomes of a task whose process died."""
    if ran_out(death.exit_code, death.words):
        return Outcome(cut="; ".join(too_little_memory(memory)), exhausted=True, seconds=death.seconds)
    if timeout is not None and hasattr(signal, "SIGALRM") and death.exit_code == -signal.SIGALRM:
        cut = f"cut by timeout: no answer within {timeout:g} s; what was cut says nothing of the claim"
        return Outcome(cut=cut, seconds=death.seconds)
    last = shorten(death.words.strip().rpartition("\n")[2], 120)
    said = f": {last}" if last else ""
    error = f"the process of {task.mutant or task.theorem} died (exit code {death.exit_code}){said}"
    return Outcome(error=error, seconds=death.seconds)


def _exhausted(outcome: Outcome) -> bool:
    """Whether the memory of a process was used up, so that nothing else should be asked of it."""
    return outcome.exhausted or any(answer.exhausted for answer in outcome.answers)


_LOADED: dict[Path, list[Theorem]] = {}  # what `verify` has collected; a forked process inherits it


@dataclass
class Decider:
    """Does tasks; a process that was not forked imports the proof files that it needs itself."""

    cache: Path | None
    effort: float = 1
    timeout: float | None = None
    keep: bool = False

    def __call__(self, task: Task) -> Outcome:
        """Decide the claims of a task; whatever goes wrong becomes part of the outcome."""
        start = time.perf_counter()
        parts: list[Part] = []
        try:
            import symcrit.claims  # heavy, which is nobody's fault

            _ = symcrit.claims
            self._guard()
            with contextlib.redirect_stdout(sys.stderr):
                for claim in self._claims(task):
                    parts.append(self._part(claim, task))
                    self._guard()
            outcome = Outcome(tuple(parts))
        except MemoryError:
            outcome = Outcome(tuple(parts), cut="; ".join(too_little_memory(current_limit())), exhausted=True)
        except (Exception, SystemExit) as error:
            outcome = Outcome(error=one_line(error, task.path), misuse=isinstance(error, InputError))
        return replace(outcome, seconds=time.perf_counter() - start)

    def _guard(self) -> None:
        """From now on there is so much time to state the next claim and to decide it."""
        if self.timeout is not None:
            guard(self.timeout + _GRACE)

    def _part(self, claim: Any, task: Task) -> Part:
        """A claim and its answer; what would be heavy to hand from process to process is left out unless kept."""
        theorem = next(t for t in _LOADED[task.path] if t.name == task.theorem)
        answer, mutant = self.decide(claim, self.effort * theorem.effort), task.mutant
        return Part(claim.core, answer, mutant) if self.keep else Part({}, replace(answer, certificate=None), mutant)

    def decide(self, claim: Any, effort: float) -> Answer:
        """What core says about a claim, from a certificate that was kept or that is found now."""
        claim.need_unchanged()
        certificates = Cache(self.cache)
        kept = certificates.answer(claim.core)
        if kept is not None:
            return kept
        from symcrit.theorems.decide import decide  # heavy, and needed only here

        self._guard()
        answer = decide(claim, effort=effort, timeout=self.timeout)
        if answer.verdict is not Verdict.UNDECIDED:
            if answer.certificate is None or not is_about(answer.certificate, claim.core):
                raise SymcritError(f"{answer.verdict.name} without a certificate of this very claim")
            certificates.keep(Kept(answer.certificate, answer.work, effort))
        return answer

    def _claims(self, task: Task) -> Iterator[Any]:
        """The claims that the function of a task returns or yields; at least one."""
        from symcrit.claims import Claim
        from symcrit.search.relations import of_relation

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
