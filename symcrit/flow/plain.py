"""The flow for kernels without a compiled form: Radau's method of scipy on `Problem.gradient` and `Problem.hessian`."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import partial
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
    problem, equations = states.problem, _Equations(states)
    start = partial(Radau, equations.slope, rtol=tolerance, atol=1e-3 * tolerance, jac=equations.jacobian)
    solver = start(0.0, states.state(network), t_max)
    rows: list[tuple[float, np.ndarray, float, float]] = []
    stopped = None
    while stopped is None:
        norm = float(np.linalg.norm(equations.slope(solver.t, solver.y)))
        rows.append((solver.t, solver.y.copy(), float(problem.loss(states.network(solver.y))), norm))
        stopped = "threshold" if norm < threshold else _reason(solver, t_max, len(rows) > max_steps, deadline)
        if stopped is None:
            solver.step()
    times, found, losses, norms = (np.array(part) for part in zip(*rows, strict=True))

    def restart(index: int, moment: float) -> np.ndarray:
        again = start(times[index], found[index], moment)
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


@dataclass(frozen=True)
class _Equations:
    """−∇L and −∇²L in full states."""

    states: States

    def slope(self, _: float, x: np.ndarray) -> np.ndarray:
        full, states = np.zeros(self.states.size), self.states
        full[states.free > 0] = states.problem._gradient(states.network(x)).vector
        return -full

    def jacobian(self, _: float, x: np.ndarray) -> np.ndarray:
        states = self.states
        full, free = np.zeros((states.size, states.size)), states.free > 0
        full[np.ix_(free, free)] = states.problem._hessian(states.network(x))
        return -full


def _reason(solver: Radau, t_max: float, full: bool, deadline: float) -> str | None:
    """Why to stop, or None."""
    reasons = {
        "stalled": solver.status == "failed",
        "infinity": not np.abs(solver.y).max() < _ESCAPE,
        "t_max": solver.t >= t_max,
        "max_steps": full,
        "max_seconds": time.perf_counter() >= deadline,
    }
    return next((name for name, holds in reasons.items() if holds), None)
