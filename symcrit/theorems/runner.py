"""``verify``: decide every claim of every theorem, and its mutants, and write the ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from symcrit.arguments import integer, limit
from symcrit.effort import work_of
from symcrit.errors import InputError
from symcrit.memory import default_limit
from symcrit.theorems.bench import Asked, Bench, Hearing, hearings
from symcrit.theorems.cache import Cache, cache_folder
from symcrit.theorems.collect import collect
from symcrit.theorems.ledger import Ledger, Row
from symcrit.theorems.listed import Listed, clashing
from symcrit.theorems.processes import Court, hidden
from symcrit.theorems.prover import preload
from symcrit.theorems.rows import Outcome, Task, row_of

Progress = Callable[[int, int, str], None]
_MOST_JOBS = 256  # processes


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

    Every PROVED and REFUTED in it was accepted by core during this call, in a process that has imported core and no
    proof (`theorems/judge.py`): neither what proofs do nor what the cache holds is believed.

    names_or_paths: dotted names, prefixes of whole components, files, folders; by default ``./proofs``, else ours.
    jobs: number of processes at work, by default one per available CPU; proofs never run in this process.
    cache: look for certificates in the cache folder, and keep new ones there.
    progress: called as ``progress(done, of, name)`` after every task.
    finished: called with the row of a theorem as soon as all of its tasks are done.
    everything: run the instances marked large, too.
    effort: how much work the search for one certificate may cost, as a multiple of the default.
    timeout: seconds after which the search for one certificate is cut (off by default); the answer says so.
    memory: GB that each process may take; by default its share of the machine (or SYMCRIT_MEMORY). What would need
        more is UNDECIDED. macOS and Windows know no such limit.
    keep: keep every claim with its answer and certificate in ``row.parts``, for a report.

    A file that cannot be imported, that ends or blocks its process, or that sleeps, costs its own theorems alone: they
    are errors, with the reason.  So is a name that several files declare: none of these is verified.  Raises InputError
    where there is nothing to verify, for an unknown name, where all that is asked for is such an error of input, and
    for a limit that is no positive number.

    >>> verify("no.such.theorem")
    Traceback (most recent call last):
    symcrit.errors.InputError: no theorem is called 'no.such.theorem'; known groups: ...
    """
    if jobs is not None:
        jobs = integer("jobs", jobs, 1, _MOST_JOBS)
    work_of(effort)
    limit("timeout", timeout, "seconds")
    limit("memory", memory, "GB")
    number = jobs or available_processes()
    certificates = Cache(cache_folder() if cache else None)
    asked = Asked(certificates, effort, timeout, default_limit(number) if memory is None else memory, keep)
    benches: list[Bench] = []
    court = Court()
    try:
        with hidden():
            preload()
            court.open()
            benches += [Bench(asked, court) for _ in range(number)]
            for bench in benches:
                bench.start()
            theorems = collect(names_or_paths, load_all=lambda paths: _listings(benches, paths), clash=clashing)
            return _verified(theorems, benches, asked, everything, progress, finished)
    finally:
        for bench in benches:
            bench.close()
        court.close()


def _listings(benches: list[Bench], paths: Sequence[Path]) -> list[list[Listed]]:
    """The theorems of files."""
    found = dict(hearings(benches, paths, Bench.listing))
    return [found[path] for path in paths]


def _verified(
    theorems: Sequence[Listed],
    benches: list[Bench],
    asked: Asked,
    everything: bool,
    progress: Progress | None,
    finished: Callable[[Row], None] | None,
) -> Ledger:
    """Hear all theorems; tell of each as soon as all of its tasks are done."""
    if not theorems:
        raise InputError("no theorems found; name a file or a folder, or write one in ./proofs")
    if all(theorem.error and theorem.misuse for theorem in theorems):
        raise InputError(theorems[0].error)
    tasks = {theorem.name: _tasks(theorem, everything) for theorem in theorems}
    chosen = {theorem.name: theorem for theorem in theorems if tasks[theorem.name]}
    if not chosen:
        raise InputError("every theorem asked for is marked large; add --all (everything=True) to run it")
    flat = _in_order(list(chosen.values()), tasks, len(benches))
    rows: dict[str, Row] = {}
    outcomes: dict[Task, Outcome] = {}
    left = {name: len(tasks[name]) for name in chosen}

    def hear(bench: Bench, task: Task) -> Hearing[Outcome]:
        return bench.hear(task, chosen[task.theorem], asked.effort * chosen[task.theorem].effort)

    for task, outcome in hearings(benches, flat, hear, alike=Bench.suits):
        outcomes[task] = outcome
        left[task.theorem] -= 1
        if not left[task.theorem]:
            theorem = chosen[task.theorem]
            own = [(task, outcomes.pop(task)) for task in tasks[theorem.name]]
            rows[theorem.name] = row_of(theorem, own, asked.effort * theorem.effort)
            if finished:
                finished(rows[theorem.name])
        if progress:
            progress(len(flat) - sum(left.values()), len(flat), task.theorem)
    left_out = tuple(theorem.name for theorem in theorems if theorem.name not in chosen)
    return Ledger(tuple(rows[name] for name in chosen), left_out, sum(bench.checked for bench in benches))


def available_processes() -> int:
    """The CPUs that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tasks(theorem: Listed, everything: bool) -> list[Task]:
    """The instances to run now, then the mutants; nothing at all if no instance is to be run."""
    chosen = [i for i, large in enumerate(theorem.large) if everything or not large]
    instances = [Task(theorem.path, theorem.name, i) for i in chosen]
    mutants = [Task(theorem.path, theorem.name, i, mutant) for i, mutant in enumerate(theorem.mutants)]
    return instances + mutants if instances else []


def _in_order(theorems: Sequence[Listed], tasks: dict[str, list[Task]], jobs: int) -> list[Task]:
    """Theorem by theorem, so that each is done early; with several processes those that may take longest come first.

    Else, in the end, one process would be at work on a long one and the others would wait for it.
    """
    order = sorted(theorems, key=lambda theorem: -theorem.effort) if jobs > 1 else theorems
    return [task for theorem in order for task in tasks[theorem.name]]
