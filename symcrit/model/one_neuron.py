r"""One student neuron and k orthonormal teachers, for activations without a closed form: certified roots.

Student a σ(w·x) with w = (r/√k) Σ_j v_j, teachers v_j orthonormal with b_j = 1.  With u = w·x, v = v_j·x,

    L = a² Q(r) − 2ak H(r) + k E[σ(v)²] + k(k − 1) E[σ(v)]²,    Q = E[σ(u)²],  H = E[σ(u)σ(v)],  Var u = r², Cov = r/√k,

∂L/∂a = 0 gives a = kH/Q, and then ∂L/∂r = 0 is one equation for r:

    Φ(r) = 2h₁Q − Hq₁ = 0,   h₁ = r dH/dr = E[uσ′(u)σ(v)],   q₁ = r dQ/dr = 2E[uσ′(u)σ(u)],
    r dΦ/dr = 2(h₁ + h₂)Q + h₁q₁ − H(q₁ + q₂),   h₂ = E[u²σ″(u)σ(v)],   q₂ = 2E[u²(σσ″ + σ′²)(u)].

The direction of w is critical by symmetry.  On the interval that is stated, Φ is shown to have exactly one zero: around
it dΦ/dr has one sign and Φ two, and elsewhere Φ is not 0, all in balls.  The zero is refined by interval Newton steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, exp, floor, log, log2, sqrt

import numpy as np
from flint import arb
from scipy.optimize import minimize_scalar
from sympy import Expr, Rational

from symcrit.core import balls
from symcrit.core import expr as core
from symcrit.core.quadrature import expectation
from symcrit.errors import InputError, shorten
from symcrit.gaussian.activations import Activation, activation, z
from symcrit.gaussian.certified import CertifiedKernel, certified_kernel
from symcrit.gaussian.gram import as_ball, working_precision
from symcrit.gaussian.strips import expectation_in_strip, function_in_strip, gaussian_mean
from symcrit.model.configurations import OneNeuron
from symcrit.translate import as_expr

__all__ = ["OneNeuronRoot", "one_neuron"]

_SEARCH_BITS, _MAX_CELLS = 53, 400


@dataclass(frozen=True)
class OneNeuronRoot:
    """A critical point (a, r) of one neuron: balls for r, a, the loss and the linear defect √k·c₁(1) − a·c₁(r).

    c₁(r) = r E[σ′(rz)]. interval: where r is the only zero of Φ, see the module; at it a is determined by r.
    A linear defect that is not 0 says: groups of k of these neurons have no critical point at this (a, r), unless
    E[σ′(rz)] = 0 for all others.
    """

    kernel: CertifiedKernel
    k: int
    r: arb
    a: arb
    loss: arb
    linear_defect: arb
    interval: tuple[Expr, Expr]

    def rational(self, digits: int = 30) -> tuple[Expr, Expr]:
        """Decimal numbers next to a and r."""
        return tuple(Rational(value.mid().str(digits, radius=False)) for value in (self.a, self.r))

    @property
    def configuration(self) -> OneNeuron:
        """The neuron at these decimal numbers, for claims."""
        a, r = self.rational()
        return OneNeuron(self.kernel, k=self.k, a=a, norm=r)

    def __str__(self) -> str:
        low, high = self.interval
        shown = {"r": self.r, "a": self.a, "loss": self.loss, "linear defect": self.linear_defect}
        lines = [f"{name:14} {value.str(32)}" for name, value in shown.items()]
        return "\n".join([*lines, f"r is the only root in [{low}, {high}]"])


@dataclass(frozen=True)
class _Equation:
    """Φ for an activation and k; `mean` computes E[f(u)g(v)]."""

    sigma: Expr
    k: int

    @cached_property
    def pairs(self) -> dict[str, tuple[core.Expr, core.Expr]]:
        """The integrands f, g of H, h₁, h₂ and of Q, q₁, q₂."""
        s = self.sigma
        s1, s2 = s.diff(z), s.diff(z, 2)
        fs = {"H": s, "h1": z * s1, "h2": z**2 * s2}
        qs = {"Q": s * s, "q1": 2 * z * s * s1, "q2": 2 * z**2 * (s * s2 + s1 * s1)}
        tau, one = function_in_strip(s), core.ONE
        found = {name: (function_in_strip(f), tau) for name, f in fs.items()}
        return found | {name: (function_in_strip(f), one) for name, f in qs.items()}

    def values(self, r: arb, names: str, digits: int | None = None) -> list[arb]:
        """Some of the six expectations over a ball r: as sharp as the ball allows, or with this many digits."""
        found = []
        for name in names.split():
            f, g = self.pairs[name]
            q = (r * r, arb(0), arb(0)) if g is core.ONE else (r * r, r / arb(self.k).sqrt(), arb(1))
            found.append(expectation_in_strip(f, g, *q, digits=digits) if digits else expectation(f, g, q))
        return found

    def phi(self, r: arb, digits: int | None = None) -> arb:
        """Φ."""
        H, h1, Q, q1 = self.values(r, "H h1 Q q1", digits)
        return 2 * h1 * Q - H * q1

    def slope(self, r: arb) -> arb:
        """dΦ/dr."""
        H, h1, h2, Q, q1, q2 = self.values(r, "H h1 h2 Q q1 q2")
        return (2 * (h1 + h2) * Q + h1 * q1 - H * (q1 + q2)) / r


def one_neuron(
    activation_: str | Activation, k: int, *, digits: int = 30, interval: tuple[object, object] | None = None
) -> OneNeuronRoot:
    """The critical point of one neuron with w ∝ Σ_j v_j, certified to about 10^−digits.

    activation_: a name or your own, analytic in a strip around the real axis. k: teachers, at least 2.
    interval: two positive numbers between which r is sought and shown to be unique; by default half and twice the r
    of least loss that a search in floating point finds.
    Raises InputError where that finds no root, and where existence and uniqueness could not be certified.

    >>> found = one_neuron("tanh", 2, digits=15)
    >>> found.r.str(12, radius=False), found.a.str(12, radius=False), found.interval
    ('0.493948421739', '2.09077600138', (1/4, 1))
    """
    sigma = activation_ if isinstance(activation_, Activation) else activation(activation_)
    if not isinstance(k, int) or k < 2:
        raise InputError(f"k = {shorten(k)} is not an integer >= 2; one teacher is copied exactly")
    kernel, equation = certified_kernel(sigma), _Equation(sigma.expr, k)
    near = None if interval is None else _interval(interval)
    guess = _guess(kernel, k, near)
    low, high = near or _around(guess)
    with balls.precision(_SEARCH_BITS):
        start = _only_root(equation, guess, (as_ball(low), as_ball(high)))
    with balls.precision(working_precision(digits)):
        r = _refined(equation, start, digits)
        return _at_root(equation, kernel, r, (low, high), digits + 3)


def _interval(given: tuple[object, object]) -> tuple[Expr, Expr]:
    low, high = (as_expr(end) for end in given)
    if not (low.is_positive and (high - low).is_positive):
        raise InputError(f"interval = ({low}, {high}): two numbers 0 < low < high are needed")
    return low, high


def _around(guess: float) -> tuple[Expr, Expr]:
    """Short dyadic numbers near half and twice a number."""
    unit = Rational(2) ** (floor(log2(guess)) - 2)
    return unit * floor(guess / 2 / unit), unit * ceil(2 * guess / unit)


def _guess(kernel: CertifiedKernel, k: int, near: tuple[Expr, Expr] | None) -> float:
    """The r of least loss, in floating point: a heuristic."""
    low, high = map(float, near or (0.02, 6))

    def reduced(log_r: float) -> float:
        r = exp(log_r)
        return -(float(kernel.numeric(r * r, r / sqrt(k), 1)) ** 2) / float(kernel.numeric(r * r, r * r, r * r))

    places = np.linspace(log(low), log(high), 40)
    values = [reduced(place) for place in places]
    best = int(np.argmin(values))
    if best in (0, len(places) - 1):
        raise InputError(
            f"the loss of one neuron is least at the end r = {exp(places[best]):.3g} of [{low:g}, {high:g}]: no root is"
            " in sight; give another interval=(low, high)"
        )
    bracket = (places[best - 1], places[best + 1])
    return exp(minimize_scalar(reduced, bounds=bracket, method="bounded", options={"xatol": 1e-9}).x)


def _only_root(equation: _Equation, guess: float, ends: tuple[arb, arb]) -> arb:
    """A ball with exactly one zero of Φ, which has no other between the ends; raises InputError where not shown."""
    for half in (guess / 2**shrink for shrink in range(2, 14)):
        around = arb(guess, half)
        slope = equation.slope(around)
        if slope > 0 or slope < 0:
            break
    else:
        raise InputError(f"no certified root near r = {guess:.6g}: the derivative may vanish there")
    left, right = arb(guess) - arb(half), arb(guess) + arb(half)
    if not equation.phi(left) * equation.phi(right) < 0:
        raise InputError(f"no certified root near r = {guess:.6g}: no change of sign is seen")
    cells, done = [(ends[0], left), (right, ends[1])], 0
    while cells:
        low, high = cells.pop()
        if high < low:  # an end within the ball
            continue
        cell, done = low.union(high), done + 1
        middle = cell.mid()
        if not _nonzero(equation.phi(cell)):
            if not _nonzero(equation.phi(middle) + equation.slope(cell) * (cell - middle)):
                cells += [(low, middle), (middle, high)]
        if done > _MAX_CELLS:
            raise InputError(f"near r = {float(middle):.6g} another root is not excluded; give a shorter interval")
    return around


def _nonzero(x: arb) -> bool:
    return bool(x.is_finite() and (x > 0 or x < 0))


def _refined(equation: _Equation, r: arb, digits: int) -> arb:
    """Interval Newton: the zero in the ball r lies in mid − Φ(mid)/Φ′(r), too."""
    while r.rad() > arb(10) ** -digits * abs(r):
        with balls.precision(_SEARCH_BITS):
            slope = equation.slope(r)
        middle = r.mid()
        found = r.intersection(middle - equation.phi(middle, digits + 5) / slope)
        if not found.rad() < r.rad() / 2:
            raise InputError(f"the root is known to {r.str(10)} only; {digits} digits are not reached")
        r = found
    return r


def _at_root(
    equation: _Equation, kernel: CertifiedKernel, r: arb, interval: tuple[Expr, Expr], digits: int
) -> OneNeuronRoot:
    k, sigma = equation.k, equation.sigma
    H, Q = equation.values(r, "H Q", digits)
    a = k * H / Q
    square, mean = (gaussian_mean(f, digits=digits) for f in (sigma**2, sigma))
    loss = k * square + k * (k - 1) * mean * mean - k * k * H * H / Q
    first, own = (gaussian_mean(sigma.diff(z), q, digits=digits) for q in (1, r * r))
    return OneNeuronRoot(kernel, k, r, a, loss, arb(k).sqrt() * first - a * r * own, interval)
