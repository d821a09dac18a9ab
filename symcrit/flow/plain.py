"""The flow for problems without a compiled form: Radau's method of scipy on gradient and Hessian of `States`."""

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
_KINK_RADIUS = 1e-6


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
    equations = _Equations(states)
    start = partial(Radau, equations.slope, rtol=tolerance, atol=1e-3 * tolerance, jac=equations.jacobian)
    solver = start(0.0, states.state(network), t_max)
    rows: list[tuple[float, np.ndarray, float, float]] = []
    stopped = None
    radii = _KINK_RADIUS * np.minimum(1.0, states.ratios(solver.y))
    dead: tuple[int, ...] = ()
    while stopped is None:
        slope = equations.slope(solver.t, solver.y)
        norm = float(np.linalg.norm(slope))
        rows.append((solver.t, solver.y.copy(), states.loss(solver.y), norm))
        dead = _at_the_kink(states, solver.y, slope, radii)
        stopped = "threshold" if norm < threshold else _reason(solver, t_max, len(rows) > max_steps, deadline)
        stopped = "dead-neuron" if dead and norm >= threshold else stopped
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
        "dead": dead if stopped == "dead-neuron" else (),
        "flow_norm": norms[-1] if len(norms) else math.nan,
        "evaluations": int(solver.nfev),
        "restart": restart,
    }


@dataclass(frozen=True)
class _Equations:
    """−∇L and −∇²L in full states."""

    states: States

    def slope(self, _: float, x: np.ndarray) -> np.ndarray:
        return -self.states.gradient(x)

    def jacobian(self, _: float, x: np.ndarray) -> np.ndarray:
        return -self.states.hessian(x)


def _at_the_kink(states: States, x: np.ndarray, slope: np.ndarray, radii: np.ndarray) -> tuple[int, ...]:
    """Neurons with |w| below its radius times |a| that still move towards w = 0, where σ has a kink."""
    if not states.kinked:
        return ()
    n = states.problem.n
    W, moves = (states.parts(part)[0].reshape(n, -1) for part in (x, slope))
    near = (states.ratios(x) < radii) & ((W * moves).sum(axis=1) < 0)
    return tuple(int(i) for i in np.flatnonzero(near))


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
