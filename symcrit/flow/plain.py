"""The flow for kernels without a compiled form: Radau's method of scipy on `Problem.gradient` and `Problem.hessian`."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
from scipy.integrate import Radau

from symcrit.flow.landscape import States
from symcrit.model.network import Network

__all__ = ["flow"]

_ESCAPE = 1e6


def flow(
    states: States,
    network: Network,
    threshold: float,
    tolerance: float,
    t_max: float,
    max_steps: int,
    deadline: float,
) -> dict[str, Any]:
    """The fields of a `Trajectory`; see `symcrit.flow.gradient_flow`."""
    problem, free = states.problem, states.free > 0

    def slope(_: float, x: np.ndarray) -> np.ndarray:
        full = np.zeros(states.size)
        full[free] = problem.gradient(states.network(x)).vector
        return -full

    def jacobian(_: float, x: np.ndarray) -> np.ndarray:
        full = np.zeros((states.size, states.size))
        full[np.ix_(free, free)] = problem.hessian(states.network(x))
        return -full

    options = {"rtol": tolerance, "atol": 1e-3 * tolerance, "jac": jacobian}
    solver = Radau(slope, 0.0, states.state(network), t_max, **options)
    rows: list[tuple[float, np.ndarray, float, float]] = []
    stopped = None
    while stopped is None:
        norm = float(np.linalg.norm(slope(solver.t, solver.y)))
        rows.append((solver.t, solver.y.copy(), float(problem.loss(states.network(solver.y))), norm))
        if norm < threshold:
            stopped = "threshold"
        elif not np.abs(solver.y).max() < _ESCAPE:
            stopped = "infinity"
        elif solver.t >= t_max:
            stopped = "t_max"
        elif len(rows) > max_steps:
            stopped = "max_steps"
        elif time.perf_counter() >= deadline:
            stopped = "max_seconds"
        else:
            solver.step()
            if solver.status == "failed":
                stopped = "stalled"
    times, found, losses, norms = (np.array(part) for part in zip(*rows, strict=True))

    def restart(index: int, moment: float) -> np.ndarray:
        again = Radau(slope, times[index], found[index], moment, **options)
        while again.status == "running":
            again.step()
        return again.y

    return {
        "times": times,
        "states": found,
        "losses": losses,
        "gradient_norms": norms,
        "stopped": stopped,
        "tolerance": tolerance,
        "flow_norm": norms[-1] if len(norms) else math.nan,
        "evaluations": int(solver.nfev),
        "restart": restart,
    }
