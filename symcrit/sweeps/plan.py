"""Which runs a sweep consists of, and one run."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from symcrit.arguments import integer, listed
from symcrit.errors import InputError, shorten, shown
from symcrit.flow.starts import draw
from symcrit.sweeps import proofs
from symcrit.sweeps.layout import Layout

__all__ = ["Plan", "Run", "start_of", "unpack", "work"]

FLOWS = Layout(
    key=("n", "k", "d", "seed"),
    columns={
        "n": "INTEGER NOT NULL",
        "k": "INTEGER NOT NULL",
        "d": "INTEGER NOT NULL",
        "seed": "INTEGER NOT NULL",
        "stopped": "TEXT NOT NULL",
        "t": "REAL",
        "loss": "REAL",
        "gradient_norm": "REAL",
        "steps": "INTEGER",
        "seconds": "REAL",
        "endpoint": "TEXT NOT NULL",
        "certified": "INTEGER NOT NULL",
        "critical": "TEXT",
        "inertia": "TEXT",
        "reason": "TEXT",
        "state": "BLOB",
        "course": "BLOB",
    },
    order=("k", "n", "d", "seed"),
)
PROVED_FLOWS = FLOWS._replace(columns=FLOWS.columns | proofs.COLUMNS)
_MOST, _LARGEST = 10**7, 10**4  # runs; neurons or dimensions
_KEPT = 48  # points of a trajectory that are stored, for pictures


class Run(NamedTuple):
    """One run: n students, k teachers, input dimension d and the number of the seed."""

    n: int
    k: int
    d: int
    seed: int


@dataclass(frozen=True)
class Plan:
    """What all runs of a store have in common; see `sweep`."""

    activation: str
    std: float | None
    threshold: str
    tolerance: float
    max_seconds: float
    entropy: int
    certify: bool
    init: str = "normal"
    prove: bool = False

    @property
    def layout(self) -> Layout:
        """The table of the store."""
        return PROVED_FLOWS if self.prove else FLOWS

    def json(self) -> str:
        """The plan as it is kept in the store; time limits are no part of what a run is.

        A plan of normal starts does not name their law, and one without proofs does not say so: such were all before
        there were others.
        """
        left_out = {"max_seconds", "init" if self.init == "normal" else "std"} | (set() if self.prove else {"prove"})
        return json.dumps({name: value for name, value in asdict(self).items() if name not in left_out}, sort_keys=True)


def runs(k: Iterable[int], n: Iterable[int] | None, seeds: int, d_extra: int) -> list[Run]:
    """All runs with 1 ≤ n < k, or with the n that are given, and d = k + d_extra.

    >>> runs([2, 3], None, 1, 1)
    [Run(n=1, k=2, d=3, seed=0), Run(n=1, k=3, d=4, seed=0), Run(n=2, k=3, d=4, seed=0)]
    """
    ks, ns = _range("k", k), None if n is None else _range("n", n)
    seeds, d_extra = integer("seeds", seeds, 1), integer("d_extra", d_extra, 0)
    planned = seeds * sum(j - 1 if ns is None else len(ns) for j in ks)
    if planned > _MOST or d_extra > _LARGEST:
        raise InputError(f"{shorten(planned)} runs with d_extra = {shorten(d_extra)} are too many for one sweep")
    for j in ks:
        if planned and (j > 1 or ns is not None):
            _need_room(max(ns or [j - 1]), j, j + d_extra)
    found = [Run(m, j, j + d_extra, s) for j in ks for m in (range(1, j) if ns is None else ns) for s in range(seeds)]
    if not found:
        raise InputError(f"k = {shorten([*ks])} leaves no n with 1 <= n < k; give n, or a k >= 2")
    return found


def _need_room(n: int, k: int, d: int) -> None:
    """Raises InputError for runs that do not fit into memory."""
    from symcrit.flow.gradient_flow import need_room_for
    from symcrit.model.problem import need_few

    need_few(k, d)
    need_room_for(n, d)


def _range(name: str, values: Any) -> list[int]:
    try:
        given = listed(name, values) if isinstance(values, Iterable) else [values]
        found = [integer(name, value, 1, _LARGEST) for value in given]
    except InputError:
        found = []
    if not found:
        raise InputError(
            f"{name} = {shorten(values)} is not a range of integers >= 1; write for example {name}=range(2, 9)"
        )
    return found


def start_of(plan: Plan, run: Run) -> np.ndarray:
    """The start of a run: W row by row, then a, from the law of the plan.

    Its generator is spawned from the one seed of the plan by the numbers of the run, so that it depends neither on the
    order nor on the place where the runs are done, nor on what other runs there are.
    """
    sequence = np.random.SeedSequence(plan.entropy, spawn_key=tuple(run))
    return draw(np.random.default_rng(sequence), run.n, run.d, 1, 0, plan.init, plan.std)


def work(task: tuple[Plan, Run]) -> dict[str, Any]:
    """Do a run: the row of the store."""
    from symcrit.flow.endpoints import Endpoint, name_endpoint
    from symcrit.flow.gradient_flow import gradient_flow
    from symcrit.model.problem import Problem

    plan, run = task
    problem = Problem.orthonormal(plan.activation, n=run.n, k=run.k, d=run.d)
    flow = gradient_flow(
        problem, start_of(plan, run), threshold=plan.threshold, tolerance=plan.tolerance, max_seconds=plan.max_seconds
    )
    named = name_endpoint(problem, flow) if plan.certify else Endpoint("uncertified", False, "left out: certify=False")
    kept = np.unique(np.linspace(0, len(flow.times) - 1, _KEPT).round().astype(int))
    columns = np.column_stack([flow.times, flow.losses, flow.gradient_norms, flow.states])[kept].astype(np.float32)
    return {
        **run._asdict(),
        "stopped": flow.stopped,
        "t": float(flow.t),
        "loss": float(flow.loss),
        "gradient_norm": flow.gradient_norm,
        "steps": flow.steps,
        "seconds": flow.seconds,
        "endpoint": named.kind,
        "certified": int(named.certified),
        "critical": named.critical,
        "inertia": None if named.inertia is None else json.dumps(named.inertia),
        "reason": named.reason,
        "state": flow.states[-1].tobytes(),
        "course": zlib.compress(columns.tobytes()),
        **(proofs.proof_of(flow) if plan.prove else {}),
    }


def wrong_in_plan(facts: dict[str, Any]) -> str | None:
    """What is wrong with the plan of a store, in words; None for one that `Plan.json` may have written."""
    from symcrit.flow.gradient_flow import _positive

    if not isinstance(facts.get("activation"), str):
        return "names no activation"
    kinds = {
        "activation": str, "init": str, "threshold": str, "std": (float, int, type(None)), "tolerance": (float, int),
        "entropy": int, "certify": bool, "prove": bool,
    }  # fmt: skip
    for name, value in facts.items():
        if name not in kinds:
            return f"has a field {shown(name, 40)}"
        if not isinstance(value, kinds[name]) or (isinstance(value, float) and not math.isfinite(value)):
            return f"has {name} = {shown(value, 40)}"
    try:
        _positive("threshold", facts.get("threshold", "1"))
    except InputError:
        return f"has threshold = {shown(facts['threshold'], 40)}"
    return None


def wrong_in(row: dict[str, Any], *, proved: bool = False) -> str | None:
    """What is wrong with a row of a store, in words; None for one that `work` may have made.

    proved: whether the plan of the store has proofs.
    """
    kinds = {"TEXT": str, "INTEGER": int, "REAL": (float, int), "BLOB": bytes}
    for name, kind in (PROVED_FLOWS if proved else FLOWS).columns.items():
        if name not in row:
            return f"it has no column {name}"
        needed = "NOT NULL" in kind or name in ("t", "loss", "gradient_norm", "course", "steps", "seconds", "reason")
        value = row[name]
        if value is None and not needed:
            continue
        number = isinstance(value, float | int)
        if not isinstance(value, kinds[kind.split()[0]]) or (number and not math.isfinite(value)):
            return f"a run has {name} = {shown(value, 40)}"
    if proved and row["verdict"] not in proofs.VERDICTS:
        return f"a run has verdict = {shown(row['verdict'], 40)}"
    if not 0 < row["n"] <= _LARGEST or not 0 < row["k"] <= row["d"] <= 2 * _LARGEST:
        return f"a run has n, k, d = {row['n']}, {row['k']}, {row['d']}"
    try:
        unpack(row)
    except (zlib.error, ValueError):
        return f"the course of the run n,k,seed = {row['n']},{row['k']},{row['seed']} is damaged"
    return None


def unpack(row: dict[str, Any]) -> dict[str, np.ndarray]:
    """The stored course of a run: times, losses, norms, W (points×n×d) and a (points×n), in float32."""
    n, d = row["n"], row["d"]
    size = 3 + n * (d + 1)
    unpacking = zlib.decompressobj()
    raw = unpacking.decompress(row["course"], 4 * size * (_KEPT + 1))
    if unpacking.unconsumed_tail:  # a few bytes may stand for many
        raise ValueError("too many points")
    table = np.frombuffer(raw, np.float32).reshape(-1, size)
    if not len(table):
        raise ValueError("no points")
    t, losses, norms = table[:, :3].T
    W = table[:, 3 : 3 + n * d].reshape(-1, n, d)
    return {"times": t, "losses": losses, "norms": norms, "W": W, "a": table[:, 3 + n * d :]}
