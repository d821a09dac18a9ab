"""The flow for problems without a compiled form: Radau IIA collocation in float64, all stages at once.

As in `collocation`, the stages Y_i = x + Z_i satisfy Z_i = h Σ_j A_ij F(Y_j), F = −∇L.  Here ∇L is dear because of
numpy's calls and cheap for many states at once, so that there are many stages (of order 15) and few steps.  Newton's
method has the Hessian at the start of the step in the place of that at every stage; a step for which it does not
converge is halved.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import LinAlgError, lu_factor, lu_solve
from threadpoolctl import threadpool_limits

from symcrit.flow.collocation import linearised, radau
from symcrit.flow.landscape import States
from symcrit.model.network import Network

__all__ = ["flow"]

_STAGES = 8
_DIGITS = 20  # of the nodes, before they are rounded
_ITERATIONS = 25
_FIRST_STEP = 0.01
_SMALLEST = 1e-13  # step, relative to the time
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
    method = _Collocation(states, tolerance)
    x = states.state(network)
    radii = _KINK_RADIUS * np.minimum(1.0, states.ratios(x))
    run = _Run(method, radii)
    with threadpool_limits(1, user_api="blas"):  # the matrices are small
        stopped = run.until(_Moment(0.0, x, _FIRST_STEP), t_max, threshold, max_steps, deadline)
    times, found, losses, norms = (np.array(part) for part in zip(*run.rows, strict=True))

    def restart(index: int, moment: float) -> np.ndarray:
        again = _Run(method, np.zeros_like(radii))
        again.until(_Moment(times[index], found[index], _FIRST_STEP), moment, 0.0, 10**6, math.inf)
        return again.rows[-1][1]

    return {
        "times": times,
        "states": found,
        "losses": losses,
        "gradient_norms": norms,
        "stopped": stopped,
        "tolerance": tolerance,
        "dead": run.dead if stopped == "dead-neuron" else (),
        "flow_norm": norms[-1] if len(norms) else math.nan,
        "evaluations": method.evaluations,
        "restart": restart,
    }


class _Moment(NamedTuple):
    """A state at a time, and the step that is tried from there."""

    t: float
    x: np.ndarray
    step: float


class _Run:
    """A flow under way: rows are time, state, loss and gradient norm."""

    def __init__(self, method: _Collocation, radii: np.ndarray) -> None:
        self.method, self.radii = method, radii
        self.rows: list[tuple[float, np.ndarray, float, float]] = []
        self.dead: tuple[int, ...] = ()

    def until(self, now: _Moment, t_max: float, threshold: float, max_steps: int, deadline: float) -> str:
        """Step until there is a reason to stop, and return its name."""
        states = self.method.states
        while True:
            gradient = states.gradient(now.x)
            norm = float(np.linalg.norm(gradient))
            self.rows.append((now.t, now.x, states.loss(now.x), norm))
            if norm < threshold:
                return "threshold"
            self.dead = _at_the_kink(states, now.x, -gradient, self.radii)
            reason = "dead-neuron" if self.dead else self._reason(now, t_max, max_steps)
            if reason is not None:
                return reason
            after = self._after(now, gradient, t_max, deadline)
            if isinstance(after, str):
                return after
            now = after

    def _reason(self, now: _Moment, t_max: float, max_steps: int) -> str | None:
        """Why to stop, or None."""
        if not np.abs(now.x).max() < _ESCAPE:
            return "infinity"
        if now.t >= t_max:
            return "t_max"
        return "max_steps" if len(self.rows) > max_steps else None

    def _after(self, now: _Moment, gradient: np.ndarray, t_max: float, deadline: float) -> _Moment | str:
        """The next moment, or why there is none."""
        hessian = self.method.states.slopes(now.x)
        step = now.step
        while True:
            if time.perf_counter() >= deadline:
                return "max_seconds"
            if step <= _SMALLEST * max(now.t, _SMALLEST):
                return "stalled"
            last = now.t + step >= t_max
            taken = t_max - now.t if last else step
            found = self.method.step(now.x, gradient, hessian, taken)
            if found is None:
                step = taken / 2
                continue
            x, error = found
            factor = 0.9 * max(error, 1e-30) ** (-1.0 / _STAGES)
            step = taken * min(3.0, max(0.2, factor))
            if error <= 1.0:
                return _Moment(t_max if last else now.t + taken, x, step)


@dataclass
class _Collocation:
    """Steps of the flow with an error of at most `tolerance`, relative to the entry (tolerance·10⁻³ for small ones)."""

    states: States
    tolerance: float
    evaluations: int = 0

    def __post_init__(self) -> None:
        parts = radau(_STAGES, _DIGITS)
        self.c, self.A, self.last = (np.array(part, dtype=float) for part in parts)

    def step(
        self, x: np.ndarray, gradient: np.ndarray, hessian: np.ndarray, h: float
    ) -> tuple[np.ndarray, float] | None:
        """The state after h and the error of the step; None where Newton's method does not converge."""
        if not np.isfinite(hessian).all():
            return None
        scale = self.tolerance * np.maximum(np.abs(x), 1e-3)
        Z = linearised(gradient, hessian, self.c, h)
        matrix = np.kron(h * self.A, hessian)
        matrix.ravel()[:: len(matrix) + 1] += 1.0
        try:
            factors = lu_factor(matrix, overwrite_a=True, check_finite=False)
        except (LinAlgError, ValueError):
            return None
        before = math.inf
        for _ in range(_ITERATIONS):
            F = self.states.gradients(x + Z)
            self.evaluations += _STAGES
            rest = Z + h * (self.A @ F)
            if not np.isfinite(rest).all():
                return None
            move = lu_solve(factors, -rest.ravel(), check_finite=False).reshape(rest.shape)
            Z = Z + move
            moved = float(np.max(np.abs(move) / scale))
            if moved < 1e-2:
                return x + Z[-1], self._error(F, scale, h)
            if not moved < 0.7 * before:
                return None
            before = moved
        return None

    def _error(self, F: np.ndarray, scale: np.ndarray, h: float) -> float:
        """Root mean square over the entries, in units of the tolerance."""
        parts = h * np.abs(self.last @ F).sum(axis=0) / scale
        return float(np.sqrt(np.mean(np.square(parts))))


def _at_the_kink(states: States, x: np.ndarray, slope: np.ndarray, radii: np.ndarray) -> tuple[int, ...]:
    """Neurons with |w| below its radius times |a| that still move towards w = 0, where σ has a kink."""
    if not states.kinked:
        return ()
    n = states.problem.n
    W, moves = (states.parts(part)[0].reshape(n, -1) for part in (x, slope))
    near = (states.ratios(x) < radii) & ((W * moves).sum(axis=1) < 0)
    return tuple(int(i) for i in np.flatnonzero(near))
