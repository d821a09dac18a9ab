"""Runs of any kind, kept one by one: what `sweep` does for flows, for the experiments of the papers as well."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symcrit.arguments import integer, listed
from symcrit.errors import InputError, shorten
from symcrit.sweeps.cluster import NoCluster, results
from symcrit.sweeps.layout import Layout, Planned
from symcrit.sweeps.store import Store
from symcrit.theorems.workers import spread

__all__ = ["Done", "Study", "carry_out", "positive_integers"]

_LARGEST = 10**9
Progress = Callable[[int, int, str], None]
Row = dict[str, Any]


@dataclass(frozen=True)
class Study:
    """What all runs of a store have in common (`facts`), what varies (`key`) and what is kept (`kept`): name ↦ type.

    Types are those of SQLite. A store of another name or with other facts is refused.
    """

    name: str
    facts: dict[str, Any]
    key: dict[str, str]
    kept: dict[str, str]

    def json(self) -> str:
        """The study as it is kept in the store."""
        return json.dumps({"study": self.name, **self.facts}, sort_keys=True)

    @property
    def layout(self) -> Layout:
        """The table of the store."""
        names = tuple(self.key)
        return Layout(names, {**{name: f"{kind} NOT NULL" for name, kind in self.key.items()}, **self.kept}, names)


@dataclass(frozen=True)
class Done:
    """The runs that were asked for and are done, in their order, and those that a dying process took with it, twice."""

    facts: dict[str, Any]
    rows: list[Row]
    missing: tuple[tuple[Any, ...], ...] = ()

    @property
    def lost(self) -> int:
        """How many are missing."""
        return len(self.missing)

    def complete(self) -> list[Row]:
        """All rows. Raises InputError where runs were lost."""
        if self.lost:
            raise InputError(
                f"{self.lost} runs were lost, twice, with the process that did them (memory?); with a store the same "
                "call tries only these again, perhaps with fewer jobs"
            )
        return self.rows


def carry_out(
    plan: Planned, wanted: Sequence[tuple[Hashable, ...]], work: Callable[[tuple[Any, Any]], Row], *,
    store: str | Path | None = None, jobs: int | None = None, dask: str | None = None,
    progress: Progress | None = None, prepare: Callable[[], None] | None = None,
) -> Done:  # fmt: skip
    """Do the runs that the store does not hold yet, each in a transaction of its own; a run is the tuple of its keys.

    work: a function of a module, (plan, run) ↦ row, for whatever process gets the run. prepare: called once before
    there are processes.  Raises InputError as `sweep` does.
    """
    if jobs is not None and (isinstance(jobs, bool) or not isinstance(jobs, int) or jobs < 1):
        raise InputError(f"jobs = {shorten(jobs)} is not a number of processes; give an integer >= 1")
    with Store(store, plan) as kept:
        have, asked = kept.done(), {tuple(run) for run in wanted}
        todo, first = [run for run in wanted if tuple(run) not in have], prepare
        for again in (False, True):  # runs that died with their process are tried once more
            tasks = [(plan, run) for run in todo]
            try:
                todo = _keep(kept, _results(work, tasks, jobs, dask, first), len(tasks), len(wanted), progress)
            except NoCluster:
                if not again:
                    raise
            first = None
        key = plan.layout.key
        rows = [row for row in kept.rows() if tuple(row[name] for name in key) in asked]
        return Done(kept.facts, rows, tuple(todo))


def _keep(kept: Store, results: Iterator[tuple[Any, Row | None]], todo: int, of: int, progress: Progress | None) -> Any:
    """Keep what comes; return the runs that were lost."""
    lost, done = [], of - todo
    for (plan, run), row in results:
        done += 1
        if row is None:
            lost.append(run)
        else:
            kept.add(row)
        if progress:
            shown = [(name, value) for name, value in zip(plan.layout.key, run, strict=True) if name in _SHOWN]
            progress(done, of, ", ".join(f"{name} = {value}" for name, value in shown))
    return lost


_SHOWN = ("n", "k", "M", "tau", "signs", "N", "p", "weights")


def _results(
    work: Callable[[Any], Row], tasks: list[Any], jobs: int | None, dask: str | None, prepare: Any
) -> Iterator[tuple[Any, Row | None]]:
    """(task, row) as they get done; None for a row that was lost with its process."""
    if tasks and dask is not None:
        return results(work, tasks, dask)
    if jobs == 1:
        return ((task, work(task)) for task in tasks)
    if tasks and prepare:
        prepare()
    return spread(work, tasks, jobs=jobs or os.cpu_count() or 1, lost=lambda task, code: None)


def positive_integers(name: str, values: Any, least: int = 1) -> list[int]:
    """One integer or several, each at least `least`.

    >>> positive_integers("N", 3), positive_integers("N", range(2, 4))
    ([3], [2, 3])
    """
    try:
        given = listed(name, values) if isinstance(values, Iterable) else [values]
        found = [integer(name, value, least, _LARGEST) for value in given]
    except InputError:
        found = []
    if not found:
        raise InputError(f"{name} = {shorten(values)} must be one integer >= {least} or several, for example [8, 32]")
    return found
