"""The flow at any precision: collocation steps on numbers of mpmath, or of python-flint.

Both backends run the same lines. Balls are used as long floats: midpoints are kept, with 15 guard digits.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from threadpoolctl import threadpool_limits

from symcrit.errors import InputError, shorten, unknown
from symcrit.flow.collocation import Collocation
from symcrit.flow.landscape import States
from symcrit.flow.numbers import BACKENDS, Numbers
from symcrit.model.network import Network

__all__ = ["Gradient", "flow", "to_sympy"]

MOST_DIGITS = 250
_GUARD = 15
_NEWTON_STEPS, _NEARBY = 100, 0.1
_ESCAPE = 1e6
_KINK_RADIUS = 1e-6


def to_sympy(number: Any) -> sympy.Rational:
    """The exact value of an mpmath number."""
    sign, mantissa, exponent, _ = number._mpf_
    return sympy.Rational(-mantissa if sign else mantissa) * sympy.Integer(2) ** exponent


@dataclass
class Gradient:
    """∇L and L with numbers of one backend; vectors are lists."""

    numbers: Numbers
    states: States

    def __post_init__(self) -> None:
        N, states = self.numbers, self.states
        if states.family is None:
            raise InputError(f"digits: {states.problem.kernels[0]} has no high-precision form; leave digits out")
        self.name, constants = states.family
        self.c = [N.exact(value) for value in constants]
        self.V, self.b = ([[N.exact(entry) for entry in row] for row in part] for part in states.teacher)
        self.scale = N.exact(states.problem.scale)
        self.teacher_norms = [_dot(v, v) for v in self.V]
        self.factors = [2 * self.scale if moves else N.zero for moves in states.free]
        self.slope = self.c[2] * self.c[0] if self.name == "erf" else None
        self.evaluations = 0
        k = len(self.V)
        pairs = {(i, j): self._pair(self.V[i], self.teacher_norms[i], self.V[j], self.teacher_norms[j])[0]
                 for i in range(k) for j in range(k)}  # fmt: skip
        self.constant = sum(_dot(self.b[i], self.b[j]) * kappa for (i, j), kappa in pairs.items())

    def _pair(self, w: list, ww: Any, u: list, uu: Any) -> tuple[Any, Any, Any, Any]:
        """κ, 2∂κ/∂q11, ∂κ/∂q12, 2∂κ/∂q22."""
        N, c = self.numbers, self.c
        dot = _dot(w, u)
        if self.name == "erf":
            A, B, x = c[0] * ww + 1, c[0] * uu + 1, c[0] * dot
            root = N.sqrt(A * B - x * x)
            by12 = self.slope / root
            bent = -x * by12
            return c[1] + c[2] * N.atan2(x, root), bent / A, by12, bent / B
        p, q = N.sqrt(ww), N.sqrt(uu)
        if not (p > 0 and q > 0):
            return N.zero, N.zero, c[0], N.zero
        product = p * q
        rho = dot / product
        rest = [b / q - rho * a / p for a, b in zip(w, u, strict=True)]
        sine = N.sqrt(_dot(rest, rest))
        turn = N.atan2(rho, sine)
        kappa = product * (c[0] * rho + c[1] * (sine + rho * turn))
        return kappa, c[1] * sine * q / p, c[0] + c[1] * turn, c[1] * sine * p / q

    def __call__(self, x: list, *, loss: bool = False) -> Any:
        """∇L at x; with `loss` the pair (∇L, L)."""
        n, d, C = self.states.problem.n, self.states.problem.d, self.states.outputs
        N = self.numbers
        U = [x[i * d : (i + 1) * d] for i in range(n)] + self.V
        S = [x[n * d + i * C : n * d + (i + 1) * C] for i in range(n)] + self.b
        squares = [_dot(u, u) for u in U[:n]] + self.teacher_norms
        kappa, slopes, own = ([[N.zero] * len(U) for _ in range(n)] for _ in range(3))
        value = N.zero
        for i in range(n):
            for q in range(i, len(U)):
                K, by11, by12, by22 = self._pair(U[i], squares[i], U[q], squares[q])
                m = _dot(S[i], S[q])
                kappa[i][q], slopes[i][q], own[i][q] = K, m * by12, m * by11
                if i < q < n:
                    kappa[q][i], slopes[q][i], own[q][i] = K, slopes[i][q], m * by22
                if loss:
                    value += (1 if i == q else 2) * m * K
        for i in range(n):
            slopes[i][i] += sum(own[i], N.zero)
        by_a = [_dot(row, column) for row in kappa for column in zip(*S, strict=True)]
        entries = [_dot(row, column) for row in slopes for column in zip(*U, strict=True)] + by_a
        self.evaluations += 1
        result = [factor * entry for factor, entry in zip(self.factors, entries, strict=True)]
        return (result, self.scale * (value + self.constant)) if loss else result


def _dot(u: list, v: list) -> Any:
    total = u[0] * v[0]
    for a, b in zip(u[1:], v[1:], strict=True):
        total = total + a * b
    return total


def flow(
    states: States,
    network: Network,
    threshold: Fraction,
    digits: int,
    t_max: Fraction | None,
    max_steps: int,
    deadline: float,
    newton_below: Fraction | None,
    backend: str,
) -> dict[str, Any]:
    """The fields of a `Trajectory`; see `symcrit.flow.gradient_flow`."""
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= MOST_DIGITS:
        raise InputError(f"digits = {shorten(digits)} is not a number of digits from 1 to {MOST_DIGITS}")
    if backend not in BACKENDS:
        raise unknown("backend", backend, BACKENDS)
    if Fraction(10) ** (3 - digits) > threshold:
        needed = math.ceil(math.log10(threshold.denominator) - math.log10(threshold.numerator)) + 5
        raise InputError(f"digits = {digits} cannot resolve the threshold; give digits={needed} or more")
    numbers = BACKENDS[backend](digits + _GUARD)
    with numbers.precision(), threadpool_limits(1, user_api="blas"):  # the matrices are small
        run = _Run(states, numbers, digits, network)
        stopped = run.until(threshold if newton_below is None else newton_below, t_max, max_steps, deadline)
        flow_norm, newton = run.norms[-1], 0
        if stopped == "threshold" and newton_below is not None:
            newton = run.newton(numbers.exact(threshold))
            stopped = "newton" if run.norms[-1] < numbers.exact(threshold) else "newton-failed"
        return run.fields(stopped, newton, float(flow_norm))


class _Run:
    """A flow under way."""

    def __init__(self, states: States, numbers: Numbers, digits: int, network: Network) -> None:
        self.problem, self.numbers, self.digits = states, numbers, digits
        self.gradient, self.landscape = Gradient(numbers, states), states.landscape()
        self.collocation = Collocation(numbers, self.gradient, self.landscape, digits)
        entries = [entry for part in (network.W, network.outgoing) for row in part for entry in row]
        x = [self.numbers.exact(entry.item() if isinstance(entry, np.floating) else entry) for entry in entries]
        self.step, self.t = self.numbers.near(0.01), self.numbers.zero
        self.radii = [_KINK_RADIUS * min(1.0, ratio) for ratio in self._ratios(x)]
        self.times, self.states, self.losses, self.norms, self.steps = [], [], [], [], []
        self._record(x)

    def _record(self, x: list) -> None:
        gradient, loss = self.gradient(x, loss=True)
        self.x, self.f = x, [self.numbers.middle(entry) for entry in gradient]
        self.times.append(self.t)
        self.states.append(x)
        self.losses.append(loss)
        self.norms.append(self.numbers.sqrt(_dot(self.f, self.f)))
        self.steps.append(self.step)

    def until(self, threshold: Fraction, t_max: Fraction | None, max_steps: int, deadline: float) -> str:
        """Step until there is a reason to stop, and return its name."""
        N, limit = self.numbers, self.numbers.exact(threshold)
        end = None if t_max is None else N.exact(t_max)
        while True:
            if self.norms[-1] < limit:
                return "threshold"
            if self.problem.family[0] == "kink" and self._dead():
                return "dead-neuron"
            if max(abs(float(entry)) for entry in self.x) > _ESCAPE:
                return "infinity"
            if end is not None and self.t >= end:
                return "t_max"
            if len(self.times) > max_steps:
                return "max_steps"
            while True:
                if time.perf_counter() >= deadline:
                    return "max_seconds"
                taken = self.step if end is None or self.t + self.step <= end else end - self.t
                if float(taken) <= 10.0 ** (-self.digits) * float(self.t):
                    return "stalled"
                found = self.collocation.step(self.x, taken)
                error = math.inf if found is None else found[1]
                factor = 0.9 * max(error, 1e-30) ** (-1.0 / self.collocation.stages)
                self.step = N.middle(taken * N.near(min(4.0, max(0.2, factor))))
                if error <= 1.0:
                    break
            self.t = N.middle(self.t + taken)
            self._record(found[0])

    def newton(self, threshold: Any) -> int:
        """Newton's method with the inverse Hessian of float64, about 14 digits each step; returns their number."""
        moves, N, start = self.problem.free > 0, self.numbers, self.x
        for count in range(_NEWTON_STEPS):
            if self.norms[-1] < threshold:
                return count
            full = self._hessian()[np.ix_(moves, moves)]
            if np.linalg.cond(full) > 1e12:
                return count
            part = iter(N.inverse(full, N.zero)([f for f, free in zip(self.f, moves, strict=True) if free]))
            new = [N.middle(x - next(part)) if free else x for x, free in zip(self.x, moves, strict=True)]
            size = 1.0 + max(abs(float(x)) for x in start)
            if max(abs(float(a - b)) for a, b in zip(new, start, strict=True)) > _NEARBY * size:
                return count  # on the way to some other critical point
            before = self.norms[-1]
            self._record(new)
            if not self.norms[-1] * 2 < before:
                return count + 1
        return _NEWTON_STEPS

    def _hessian(self) -> np.ndarray:
        from symcrit.flow.compiled import hessian

        H = np.empty((len(self.x), len(self.x)))
        hessian(np.array([float(entry) for entry in self.x]), self.landscape, H)
        return H

    def _ratios(self, x: list) -> list[float]:
        """|w_i|/|a_i|."""
        n, d, C = self.problem.problem.n, self.problem.problem.d, self.problem.outputs
        near = np.array([float(entry) for entry in x])
        incoming = np.linalg.norm(near[: n * d].reshape(n, d), axis=1)
        return list(incoming / np.maximum(np.linalg.norm(near[n * d :].reshape(n, C), axis=1), 1e-300))

    def _dead(self) -> tuple[int, ...]:
        d = self.problem.problem.d
        inward = [_dot(self.x[i * d : (i + 1) * d], self.f[i * d : (i + 1) * d]) > 0 for i in range(len(self.radii))]
        ratios = self._ratios(self.x)
        return tuple(i for i, radius in enumerate(self.radii) if ratios[i] < radius and inward[i])

    def fields(self, stopped: str, newton: int, flow_norm: float) -> dict[str, Any]:
        public = self.numbers.public
        states, steps, times = self.states, self.steps, self.times

        def restart(index: int, moment: Any) -> np.ndarray:
            with self.numbers.precision(), threadpool_limits(1, user_api="blas"):
                again = _Run.__new__(_Run)
                again.__dict__ |= self.__dict__ | {"times": [], "states": [], "losses": [], "norms": [], "steps": []}
                again.t, again.step, again.radii = times[index], steps[index], [0.0] * len(self.radii)
                again._record(states[index])
                exact = sympy.Rational(to_sympy(moment))
                again.until(Fraction(0), Fraction(int(exact.p), int(exact.q)), 10**6, math.inf)
                return _objects([[public(entry) for entry in again.x]])[0]

        return {
            "times": _objects([public(t) for t in times]),
            "states": _objects([[public(entry) for entry in state] for state in states]),
            "losses": _objects([public(loss) for loss in self.losses]),
            "gradient_norms": np.array([float(norm) for norm in self.norms]),
            "stopped": stopped,
            "tolerance": 10.0**-self.digits,
            "dead": self._dead() if stopped == "dead-neuron" else (),
            "newton_steps": newton,
            "flow_norm": flow_norm,
            "evaluations": self.gradient.evaluations,
            "restart": restart,
        }


def _objects(rows: list) -> np.ndarray:
    """An array of numbers that are no floats."""
    return np.array(rows, dtype=object)
