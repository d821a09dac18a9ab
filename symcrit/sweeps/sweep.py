"""`sweep`: many runs, kept one by one."""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symcrit.arguments import flag, integer, place
from symcrit.errors import InputError, shorten
from symcrit.printable import html, html_table
from symcrit.sweeps.plan import Plan, Run, runs, start_of, work, wrong_in, wrong_in_plan
from symcrit.sweeps.proofs import certificate_text
from symcrit.sweeps.store import Store
from symcrit.sweeps.study import Progress, carry_out

__all__ = ["Sweep", "read", "sweep"]

_NOT_EXPORTED = ("state", "course", "certificate")


@dataclass(frozen=True)
class Sweep:
    """The runs of a sweep, and what they came to.

    facts: what all have in common. rows: one dict per run. planned: how many this sweep was asked for. lost: how many a
    dying process took with it, twice; the same command tries them again. missing: which these are.
    """

    facts: dict[str, Any]
    rows: list[dict[str, Any]] = field(repr=False)
    planned: int
    lost: int = 0
    seconds: float = 0.0
    missing: tuple[tuple[Any, ...], ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        lost = f", {self.lost} lost" if self.lost else ""
        return f"Sweep({len(self.rows)} of {self.planned} runs{lost})"

    def _repr_html_(self) -> str:
        """The counts, and of each n and k how many runs ended at which kind, the most frequent first."""
        titles = ("k", "n", "runs", "certified", "minima", "endpoints")
        cells: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for row in self.rows:
            cells.setdefault((row["k"], row["n"]), []).append(row)
        lines = [(k, n, *_counts(rows)) for (k, n), rows in sorted(cells.items())]
        return f"<p>{html(repr(self))}</p>{html_table(lines, titles)}"

    @property
    def summary(self) -> dict[str, Any]:
        """Counts: planned, done, reached (the threshold), certified, of these minima, lost, and endpoints by kind.

        With `prove` also proved: the runs that are proved to tend to their minimum.
        """
        kinds = Counter(row["endpoint"] for row in self.rows)
        return {
            "planned": self.planned,
            "done": len(self.rows),
            "reached": sum(row["stopped"] == "threshold" for row in self.rows),
            "certified": sum(row["certified"] for row in self.rows),
            "minima": sum(row["critical"] == "minimum" for row in self.rows),
            **({"proved": sum(row["verdict"] == "PROVED" for row in self.rows)} if self.facts.get("prove") else {}),
            "lost": self.lost,
            "endpoints": dict(sorted(kinds.items())),
            "seconds": round(self.seconds, 3),
        }

    @property
    def certificates(self) -> dict[Run, dict[str, Any]]:
        """The certificate of every run that is proved to tend to its minimum; `check` decides it again.

        Raises InputError for one that is damaged, or that is about another start than that of its run.
        """
        found = {}
        for row in self.rows:
            if row.get("verdict") == "PROVED":
                run = Run(row["n"], row["k"], row["d"], row["seed"])
                found[run] = json.loads(certificate_text(row))
                _need_about(found[run], self.facts, run)
        return found

    @property
    def table(self) -> list[dict[str, Any]]:
        """One row per run without its weights: n, k, d, seed, stopped, t, loss, endpoint, certified, …"""
        common = {name: self.facts[name] for name in ("activation", "init", "std", "threshold") if name in self.facts}
        return [{**common, **{key: row[key] for key in row if key not in _NOT_EXPORTED}} for row in self.rows]

    def to_csv(self, path: str | Path) -> None:
        """Write `table` as CSV."""
        if not self.rows:
            raise InputError("the store has no runs yet; there is nothing to export")
        try:
            with open(place("path", path), "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(self.table[0]))
                writer.writeheader()
                writer.writerows(self.table)
        except OSError as error:
            raise InputError(f"cannot write {shorten(path)}: {error.strerror}") from None

    def to_pandas(self) -> Any:
        """`table` as a pandas DataFrame. Raises InputError where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise InputError("pandas is not installed; pip install 'symcrit[pandas]'") from None
        return pandas.DataFrame(self.table)


def _counts(rows: list[dict[str, Any]]) -> tuple[object, ...]:
    """Of runs of one n and k: all, certified ones, minima, and endpoints in words."""
    certified = sum(row["certified"] for row in rows)
    minima = sum(row["critical"] == "minimum" for row in rows)
    kinds = Counter(row["endpoint"] for row in rows).most_common()
    return len(rows), certified, minima, "; ".join(f"{count}× {kind}" for kind, count in kinds)


def read(path: str | Path) -> Sweep:
    """The runs in a store; a sweep may be writing to it."""
    with Store(path) as store:
        if kind := store.facts.get("study"):
            raise InputError(f"{shorten(path)} holds runs of {kind}, and no flows; give the store of a sweep")
        rows = store.rows()
        for row in rows:
            if (what := wrong_in(row, proved=store.facts.get("prove") is True)) is not None:
                raise InputError(f"the store {shorten(path)} is damaged: {what}; give another file")
        if (what := wrong_in_plan(store.facts)) is not None:
            raise InputError(f"the store {shorten(path)} is damaged: its plan {what}; give another file")
        return Sweep(store.facts, rows, planned=len(rows))


def sweep(
    activation: str,
    k: Iterable[int] | int,
    *,
    n: Iterable[int] | int | None = None,
    seeds: int = 20,
    std: float | None = None,
    init: str = "normal",
    d_extra: int = 1,
    threshold: str = "5e-8",
    tolerance: float = 1e-9,
    max_seconds: float = 600.0,
    seed: int = 0,
    certify: bool = True,
    prove: bool = False,
    store: str | Path | None = None,
    jobs: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Gradient flows from random starts for all n < k (or the n given), d = k + d_extra, with `seeds` starts each.

    init: the law of the starts. "normal": N(0, std²), std = 0.1 by default. "glorot": W from N(0, 2/(d + n)), a from
    N(0, 2/(n + 1)). "glorot-uniform": uniform with these variances.
    store: a file that keeps every run as soon as it is done; runs that it has are not repeated, so the same call goes
    on after any interruption. None keeps them in memory. seed: all starts are spawned from it, the same on any machine.
    jobs: processes, by default one per CPU. dask: the address of a dask.distributed scheduler to use instead.
    max_seconds: for one flow. certify: whether endpoints are named by their certificates.
    prove: whether it is also proved of every run that the exact flow from its start tends to a minimum; rows have
    verdict ("PROVED" or "UNDECIDED"), radius (of the ball where it ends), why (it is undecided) and the digest of the
    certificate; see `Trajectory.prove`, which takes as much work as it takes, and `Sweep.certificates`.

    Raises InputError for bad input, a store of another plan or format, one that is in use, and a full disk; for
    `prove` where flows of the activation are not proved, before the first run.

    >>> found = sweep("erf", 2, seeds=2, jobs=1, certify=False)
    >>> found.summary["reached"], found.rows[0]["n"]
    (2, 1)
    """
    began = time.perf_counter()
    plan = _plan(activation, std, threshold, tolerance, max_seconds, seed, certify, init, prove)
    wanted = runs(k, n, seeds, d_extra)
    done = carry_out(
        plan, wanted, work, store=store, jobs=jobs, dask=dask, progress=progress, prepare=lambda: _warm_up(plan)
    )
    return Sweep(done.facts, done.rows, len(wanted), done.lost, time.perf_counter() - began, done.missing)


def _warm_up(plan: Plan) -> None:
    """Compile once, before there are processes that would all do it."""
    from symcrit.flow.gradient_flow import gradient_flow
    from symcrit.model.problem import Problem

    gradient_flow(Problem.orthonormal(plan.activation, n=1, k=1), rng=0, max_steps=1)


def _plan(
    activation: str, std: float | None, threshold: str, tolerance: float, max_seconds: float, seed: int, certify: bool,
    init: str = "normal", prove: bool = False,
) -> Plan:  # fmt: skip
    """The checked plan."""
    from symcrit.flow.gradient_flow import _positive, _tolerance, need_continuous
    from symcrit.flow.starts import spread_of
    from symcrit.kernels.activations import activation as registered

    need_continuous([registered(activation)])
    _positive("threshold", threshold)
    if init == "normal" and std is not None:
        std = float(_positive("std", std, "0.1"))
    std = spread_of(init, std)
    seed, certify = integer("seed", seed, 0), flag("certify", certify)
    limit = float(_positive("max_seconds", max_seconds, "60"))
    if flag("prove", prove):
        from symcrit.search.claims.converges import need_followed

        need_followed(activation)
    return Plan(activation, std, str(threshold), _tolerance(tolerance), limit, seed, certify, init, prove)


def _need_about(certificate: Any, facts: dict[str, Any], run: Run) -> None:
    """Raises InputError for a certificate of anything but the flow from the start of a run."""
    from symcrit.flow.landscape import states_of
    from symcrit.model.problem import Point, Problem
    from symcrit.search.claims.converges import exactly

    known = {"std": None, "threshold": "5e-8", "tolerance": 1e-9, "entropy": 0, "init": "normal", **facts}
    law = [known[name] for name in ("std", "threshold", "tolerance")]
    plan = _plan(facts["activation"], *law, 1.0, known["entropy"], False, known["init"])
    problem = Problem.orthonormal(plan.activation, n=run.n, k=run.k, d=run.d)
    point = Point(problem, exactly(states_of(problem).network(start_of(plan, run))))
    claim = certificate["claim"]
    rest = {key: value for key, value in claim.items() if key not in ("end", "radius")}
    if rest != json.loads(json.dumps({"kind": "converges", "configuration": point.to_core(), "free": "all"})):
        raise InputError(f"the certificate of the run {','.join(map(str, run))} is about something else")
