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

from symcrit.certification.landscape import Balls, Parts
from symcrit.certification.symmetries import place_of
from symcrit.errors import InputError, shorten, unknown
from symcrit.flow.collocation import Collocation, Compiled, Plain
from symcrit.flow.landscape import States
from symcrit.flow.numbers import BACKENDS, FlintNumbers, Numbers
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
        self.name, constants = states.family
        self.c = [N.exact(value) for value in constants]
        self.V, self.b = ([[N.exact(entry) for entry in row] for row in part] for part in states.teacher)
        self.scale = N.exact(states.problem.scale)
        covariance = states.problem.covariance
        self.root = None if covariance is None else _cholesky(N, [[N.exact(e) for e in row] for row in covariance])
        self.V = self._whitened(self.V)
        self.teacher_norms = [_dot(v, v) for v in self.V]
        self.factors = [2 * self.scale if moves else N.zero for moves in states.free]
        self.rows = self._erf if self.name == "erf" else self._kink
        self.evaluations = 0
        kappa, _, _ = self.rows(self.V, N.table(self.V), self.teacher_norms, self.b)
        self.constant = sum(_dot(b, row) for b, row in zip(self.b, N.product(kappa, self.b), strict=True))

    def __call__(self, x: list, *, loss: bool = False) -> Any:
        """∇L at x; with `loss` the pair (∇L, L)."""
        n, d, C = self.states.problem.n, self.states.problem.d, self.states.outputs
        N = self.numbers
        W, a = [x[i : i + d] for i in range(0, n * d, d)], [x[i : i + C] for i in range(n * d, n * (d + C), C)]
        W = self._whitened(W)
        U, S = N.table(W + self.V), a + self.b
        kappa, slopes, own = self.rows(W, U, [_dot(w, w) for w in W] + self.teacher_norms, S)
        for i in range(n):
            slopes[i][i] += own[i]
        by_W, by_a = N.product(slopes, U), N.product(kappa, S)
        if self.root is not None:
            by_W = N.product(by_W, [*map(list, zip(*self.root, strict=True))])
        self.evaluations += 1
        entries = [entry for part in (by_W, by_a) for row in part for entry in row]
        result = [factor * entry for factor, entry in zip(self.factors, entries, strict=True)]
        if not loss:
            return result
        both = N.product([row[n:] for row in kappa], self.b)  # Σ_ij S_i·S_j κ_ij has these twice
        value = sum(_dot(s, one) + _dot(s, two) for s, one, two in zip(a, by_a, both, strict=True))
        return result, self.scale * (value + self.constant)

    def _whitened(self, rows: list) -> list:
        """The vectors in coordinates in which the inputs have covariance I: those of `compiled`, by the same root."""
        return rows if self.root is None else self.numbers.product(rows, self.root)

    def _erf(self, W: list, U: Any, squares: list, S: list) -> tuple[list, list, list]:
        """For students i, the first rows W of U: κ_iq, S_i·S_q ∂κ/∂q12, and Σ_q 2 S_i·S_q ∂κ/∂q11; κ is symmetric."""
        N, n, count, (c0, c1, c2) = self.numbers, len(W), len(S), self.c
        A = [c0 * square + 1 for square in squares]
        X = N.product([[c0 * entry for entry in w] for w in W], U.transpose())
        kappa, slopes = ([[N.zero] * count for _ in range(n)] for _ in range(2))
        own, slope, single = [N.zero] * n, c0 * c2, len(S[0]) == 1
        for i in range(n):
            for q in range(i, count):
                x = X[i][q]
                root = N.sqrt(A[i] * A[q] - x * x)
                m = (S[i][0] * S[q][0] if single else _dot(S[i], S[q])) * slope / root
                angle, bent = c2 * N.atan2(x, root) + c1, m * x
                kappa[i][q], slopes[i][q] = angle, m
                own[i] -= bent
                if i < q < n:
                    kappa[q][i], slopes[q][i] = angle, m
                    own[q] -= bent
        return kappa, slopes, [entry / A[i] for i, entry in enumerate(own)]

    def _kink(self, W: list, U: Any, squares: list, S: list) -> tuple[list, list, list]:
        """The same; û − ρŵ keeps the digits of the sine at nearly parallel neurons."""
        N, n, count, (c0, c1) = self.numbers, len(W), len(S), self.c
        lengths = [N.sqrt(square) for square in squares]
        units = [[entry / size for entry in u] if size > 0 else u for u, size in zip(N.rows(U), lengths, strict=True)]
        kappa, slopes = ([[N.zero] * count for _ in range(n)] for _ in range(2))
        own = [N.zero] * n
        for i in range(n):
            for q in range(i, count):
                m, product = _dot(S[i], S[q]), lengths[i] * lengths[q]
                by12, bent = c0, N.zero
                if product > 0:
                    rho = _dot(units[i], units[q])
                    rest = [b - rho * a for a, b in zip(units[i], units[q], strict=True)]
                    sine = N.sqrt(_dot(rest, rest))
                    turn = N.atan2(rho, sine)
                    by12, bent = c0 + c1 * turn, m * c1 * sine
                    kappa[i][q] = product * (c0 * rho + c1 * (sine + rho * turn))
                    own[i] += bent * lengths[q] / lengths[i]
                slopes[i][q] = m * by12
                if i < q < n:
                    kappa[q][i], slopes[q][i] = kappa[i][q], slopes[i][q]
                    if product > 0:
                        own[q] += bent * lengths[i] / lengths[q]
        return kappa, slopes, own


class OfPoint:
    """∇L and L of any problem, by the balls that core has for a point: forms of κ, or certified quadrature.

    With `backend` "flint" alone.  Raises InputError where the balls have fewer digits than were asked for.
    """

    def __init__(self, numbers: Numbers, states: States, start: Network, digits: int) -> None:
        if not isinstance(numbers, FlintNumbers):
            raise InputError("backend = 'mpmath' is for inputs of mean 0, neurons without biases and one σ like erf or"
                             " relu; take 'flint'")  # fmt: skip
        self.states, self.digits, self.evaluations = states, digits, 0
        self.balls = Balls(place_of(states.problem, start))

    def __call__(self, x: list, *, loss: bool = False) -> Any:
        """∇L at x; with `loss` the pair (∇L, L)."""
        point = self.balls.at(Parts(*self.states.parts(x)))
        found = point.gradient()
        self.evaluations += 1
        self._check(found)
        gradient = [entry.mid() * int(moves) for entry, moves in zip(found, self.states.free, strict=True)]
        return (gradient, point.value().mid()) if loss else gradient

    def _check(self, gradient: list) -> None:
        """Raises InputError for balls that are wider than the digits of the flow."""
        widest = max(float(entry.rad()) for entry in gradient)
        if not widest < 10.0 ** -(self.digits + 2):
            known = max(1, int(-math.log10(widest)) - 3) if 0 < widest < 1 else 1
            raise InputError(f"digits = {self.digits} is more than the balls of ∇L have here; give digits={known} or"
                             " less, or leave digits out")  # fmt: skip


def _cholesky(numbers: Numbers, rows: list) -> list:
    """A lower triangular matrix A with A·Aᵀ = these rows."""
    size = len(rows)
    root = [[numbers.zero] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = rows[i][j] - sum((root[i][e] * root[j][e] for e in range(j)), numbers.zero)
            root[i][j] = numbers.sqrt(rest) if i == j else rest / root[j][j]
    return root


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
    if not isinstance(backend, str) or backend not in BACKENDS:
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
        if states.family is None:
            self.gradient, near = OfPoint(numbers, states, network, digits), Plain(states)
        else:
            self.gradient, near = Gradient(numbers, states), Compiled(states.landscape())
        self.near = near
        self.collocation = Collocation(numbers, self.gradient, near, digits)
        entries = [entry for part in (network.W, network.outgoing) for row in part for entry in row]
        entries += [] if network.biases is None else [*network.biases]
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
            if self._dead():
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
        return self.near.hessians(np.array([[float(entry) for entry in self.x]]))[0]

    def _ratios(self, x: list) -> list[float]:
        """|w_i|/|a_i|."""
        return list(self.problem.ratios(np.array([float(entry) for entry in x])))

    def _dead(self) -> tuple[int, ...]:
        if not self.problem.kinked:
            return ()
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
