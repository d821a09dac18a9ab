"""`gradient_flow`: the flow on the expected loss, in float64 or at any precision."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from symcrit.arguments import integer
from symcrit.errors import InputError, shorten
from symcrit.flow.landscape import States, states_of
from symcrit.flow.trajectory import Trajectory
from symcrit.kernels.activations import Activation
from symcrit.memory import need_room
from symcrit.model.network import Network
from symcrit.model.problem import Problem

__all__ = ["gradient_flow", "need_continuous", "need_room_for"]

_CHUNK = 256
_COPIES = 4  # of the Hessian, while a step is made
_ESCAPE = 1e6
_KINK_RADIUS = 1e-6
_SMALL, _SMALL_OF_MANY = 1e-3, 0.1  # the tolerance of entries near 0; conjugate gradients see all entries at once
_STATUSES = ("max_steps", "threshold", "t_max", "dead-neuron", "infinity", "stalled")  # of `stepper`, in its order


def gradient_flow(
    problem: Problem,
    start: Network | np.ndarray | None = None,
    *,
    threshold: str | float | Fraction = "5e-8",
    digits: int | None = None,
    t_max: float | str | None = None,
    max_steps: int = 100_000,
    max_seconds: float | None = None,
    tolerance: float = 1e-9,
    newton_below: str | float | None = None,
    backend: str = "flint",
    rng: np.random.Generator | int | None = None,
    std: float | None = None,
    init: str = "normal",
) -> Trajectory:
    r"""Integrate x′ = −∇L(x) from `start` until ‖∇L‖ < threshold.

    x holds W, a, and the biases where the start has some, each moved if it is among `problem.free`; with inputs
    N(m, Σ) it is W that moves by −∂L/∂W, not W in coordinates in which Σ = I.
    start: a network; None draws it with `rng` (a seed or a numpy Generator), with biases where the teacher has some.
    init: "normal", all entries from N(0, std²), std = 0.1 by default; "glorot", W from N(0, 2/(d + n)) and a from
    N(0, 2/(n + 1)) (2/(n + C) for C outputs), biases 0; "glorot-uniform", uniform with these variances.
    digits: None for float64 with an error of at most `tolerance` per step, relative to the entry (tolerance·10⁻³ for
    small ones; for more than 300 weights in the mean over all of them, and tolerance/10 for small ones), and ∇L to
    1e-14 for weights of order one, so that a threshold is 1e-13 at least; D for an error of at most 10⁻ᴰ per step, with
    `backend` "flint" or the reference "mpmath".
    newton_below: with `digits`, end the flow at this gradient norm and finish by Newton's method.
    The flow also ends, with a name for it in `.stopped` and the remedy in `.reason`, at t_max, after max_steps or
    max_seconds, when a ReLU neuron reaches its kink w = 0, and when a weight leaves every bound.

    Numerical evidence only: an endpoint is a critical point when `certify` says so. Raises InputError for bad input.

    >>> run = gradient_flow(Problem.orthonormal("relu", n=1, k=2), rng=1)
    >>> run.stopped, bool(run.drift < 1e-6), run.at(1.0).n
    ('threshold', True, 1)
    >>> gradient_flow(Problem.orthonormal("erf", n=1, k=2), threshold="1e-30")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: threshold = 1e-30 is beyond float64; give digits=35 or more
    """
    need_room_for(problem.n, problem.d)
    need_continuous({sigma for kernel in problem.kernels for sigma in kernel.pair})
    began, states = time.perf_counter(), states_of(problem, start)
    network = states.random(rng, std, init) if start is None else _network(states, start)
    limit = _positive("threshold", threshold)
    end = None if t_max is None else _positive("t_max", t_max, "1e4")
    seconds = math.inf if max_seconds is None else float(_positive("max_seconds", max_seconds, "60"))
    try:
        max_steps = integer("max_steps", max_steps, 1)
    except InputError:
        raise InputError(f"max_steps = {shorten(max_steps)} is not a number of steps; give an integer >= 1") from None
    if digits is not None:
        from symcrit.flow.precise import flow

        below = None if newton_below is None else _positive("newton_below", newton_below)
        fields = flow(states, network, limit, digits, end, max_steps, began + seconds, below, backend)
    else:
        if newton_below is not None:
            raise InputError("newton_below is for digits=D; in float64 the flow reaches its threshold by itself")
        if limit < Fraction(1, 10**13):
            raise InputError(f"threshold = {threshold} is beyond float64; give digits={_digits_for(limit)} or more")
        try:
            with np.errstate(all="ignore"):  # what overflows ends the flow, or is refused below
                fields = _float_flow(
                    states, network, float(limit), _tolerance(tolerance), end, max_steps, began + seconds
                )
        except MemoryError:
            raise InputError(
                f"the Hessian of {states.size} weights does not fit into memory; take a smaller n or d"
            ) from None
        if not (np.isfinite(fields["losses"][0]) and np.isfinite(fields["gradient_norms"][0])):
            raise InputError("at the start the loss or its gradient overflows float64; give smaller weights")
    took = time.perf_counter() - began
    return Trajectory(
        problem=problem, biased=states.biased, threshold=str(threshold), digits=digits, seconds=took, **fields
    )  # fmt: skip


def need_room_for(n: int, d: int) -> None:
    """Raises InputError where the Hessian of n students in d dimensions does not fit into memory, before it is made."""
    size = n * (d + 1)
    need_room(f"the Hessian of {size} weights", _COPIES * 8 * size**2 / 2**30, "take a smaller n or d")


def need_continuous(activations: Iterable[Activation]) -> None:
    """Raises InputError where one jumps: the loss has infinite slopes where two neurons are parallel."""
    for sigma in activations:
        if sigma.smoothness == -1:
            raise InputError(
                f"{sigma.name} jumps, so that L has infinite slopes; the flow needs a continuous activation"
            )


def _network(states: States, start: Any) -> Network:
    if isinstance(start, Network):
        states.problem._check_shape(start)
        return start
    is_vector = isinstance(start, np.ndarray) and start.dtype.kind in "fiu" and start.shape == (states.size,)
    if is_vector and np.isfinite(start).all():
        return states.network(start.astype(float))
    raise InputError(f"start = {shorten(start)} is not a Network, and no finite vector of {states.size} numbers")


def _positive(name: str, value: Any, example: str = "5e-8") -> Fraction:
    """A positive number up to 10³⁰⁰, exactly as written."""
    try:
        text = value if isinstance(value, int | float | Fraction) else str(value)
        sound = not isinstance(text, str) or re.fullmatch(r"[^eE]{1,400}([eE][+-]?\d{1,3})?", text)
        number = Fraction(text) if sound else Fraction(0)
    except Exception:  # whatever a foreign `str` raises
        number = Fraction(0)
    if isinstance(value, bool) or not 0 < number <= 10**300:
        raise InputError(f"{name} = {shorten(value)} is not a positive number; write for example {example!r}")
    return number


def _tolerance(value: Any) -> float:
    number = float(_positive("tolerance", value))
    if not 1e-12 <= number <= 1e-3:
        raise InputError(f"tolerance = {value} is not between 1e-12 and 1e-3; for more than float64 give digits=30")
    return number


def _digits_for(limit: Fraction) -> int:
    return math.ceil(math.log10(limit.denominator) - math.log10(limit.numerator)) + 5


def _float_flow(
    states: States, network: Network, threshold: float, tolerance: float, t_max: Fraction | None, max_steps: int,
    deadline: float,
) -> dict[str, Any]:  # fmt: skip
    end = math.inf if t_max is None else float(t_max)
    if states.family is None:
        from symcrit.flow.plain import flow

        return flow(states, network, threshold, tolerance, end, max_steps, deadline)
    from symcrit.flow import stepper

    P, x, curvature = states.landscape(), states.state(network), states.curvature()
    absolute = (_SMALL_OF_MANY if curvature.vectors.size else _SMALL) * tolerance
    limits, radius = (tolerance, absolute, threshold, end, _ESCAPE), _radii(states, x)
    columns = max(6, min(10, round(-math.log10(tolerance)) - 1))
    parts, t, step, evaluations = [], 0.0, 0.01, 0
    status, left = stepper.PAUSED, max_steps
    while not parts or (status == stepper.PAUSED and left and time.perf_counter() < deadline):
        room = min(_CHUNK, left)
        buffers = (np.empty(room + 1), np.empty((room + 1, states.size)), *(np.empty(room + 1) for _ in range(3)))
        buffers[4][0] = step
        status, done, t, step, count, _ = stepper.advance(x, t, step, P, curvature, limits, columns, radius, *buffers)
        parts.append([part[bool(parts) : done + 1] for part in buffers])
        left, evaluations = left - done, evaluations + count
    times, found, losses, norms, steps = map(np.concatenate, zip(*parts, strict=True))
    stopped = "max_seconds" if status == stepper.PAUSED and left else _STATUSES[status]

    return {
        "times": times,
        "states": found,
        "losses": losses,
        "gradient_norms": norms,
        "stopped": stopped,
        "tolerance": tolerance,
        "dead": _dead(states, x, radius) if stopped == "dead-neuron" else (),
        "flow_norm": float(norms[-1]),
        "evaluations": evaluations,
        "restart": partial(_restart, P, curvature, (*limits[:2], 0.0), columns, times, found, steps),
    }


def _restart(
    P: Any, curvature: Any, limits: tuple[float, ...], columns: int, times: np.ndarray, states: np.ndarray,
    steps: np.ndarray, index: int, moment: float,
) -> np.ndarray:  # fmt: skip
    """The state at a moment after times[index]."""
    from symcrit.flow.stepper import advance

    x, room = states[index].copy(), 1000
    buffers = (np.empty(room + 1), np.empty((room + 1, len(x))), *(np.empty(room + 1) for _ in range(3)))
    advance(x, times[index], steps[index], P, curvature, (*limits, moment, math.inf), columns, np.zeros(P.n), *buffers)
    return x


def _radii(states: States, x: np.ndarray) -> np.ndarray:
    """Below which |w_i|/|a_i| a neuron counts as being at the kink; a start that is near it is no end."""
    return _KINK_RADIUS * np.minimum(1.0, states.ratios(x))


def _dead(states: States, x: np.ndarray, radius: np.ndarray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.flatnonzero(states.ratios(x) < radius))
