r"""One student neuron and k orthonormal teachers, for activations without a closed form: certified roots.

Student a σ(w·x) with w = (r/√k) Σ_j v_j, teachers v_j orthonormal with b_j = 1.  With u = w·x, v = v_j·x,

    L = a² Q(r) − 2ak H(r) + k E[σ(v)²] + k(k − 1) E[σ(v)]²,    Q = E[σ(u)²],  H = E[σ(u)σ(v)],  Var u = r², Cov = r/√k,

∂L/∂a = 0 gives a = kH/Q, and then ∂L/∂r = 0 is one equation for r:

    Φ(r) = 2h₁Q − Hq₁ = 0,   h_m = E[uᵐσ⁽ᵐ⁾(u)σ(v)],   q_m = E[uᵐ(σ²)⁽ᵐ⁾(u)],   r dh_m/dr = m·h_m + h_{m+1},
    r dΦ/dr = 2(h₁ + h₂)Q + h₁q₁ − H(q₁ + q₂).

The direction of w is critical by symmetry.  On the interval that is stated, Φ is shown to have exactly one zero: around
it dΦ/dr has one sign and Φ two, and elsewhere Φ is not 0, all in balls.  The zero is refined by interval Newton steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, floor, log, log2, sqrt

import flint
import numpy as np
from flint import arb
from scipy.optimize import minimize_scalar
from sympy import Expr, Rational

from symcrit import core
from symcrit.core.algebra import balls
from symcrit.core.expectation.quadrature import WIDTHS, Grid, grid, joint_bound, moment
from symcrit.errors import InputError, shorten
from symcrit.kernels.activations import Activation, activation, z
from symcrit.kernels.gram import as_ball, working_precision
from symcrit.kernels.quadrature.certified import CertifiedKernel, certified_kernel
from symcrit.kernels.quadrature.strips import function_in_strip, gaussian_mean, no_strip
from symcrit.model.configurations import OneNeuron
from symcrit.translate import as_expr

__all__ = ["OneNeuronRoot", "one_neuron"]

_SEARCH_BITS, _MAX_CELLS = 40, 2000


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


class _Equation:
    """Φ for an activation, k and r up to `top`, with sums to the precision at which it is made.

    With u = r·x, v = x/√k + √(1 − 1/k)·y the sum over y does not depend on r: it is kept for every node x.
    """

    def __init__(self, sigma: Expr, k: int, top: float) -> None:
        self.sigma, self.k, self.order = sigma, k, ("H", "h1", "h2", "h3", "Q", "q1", "q2", "q3")
        powers = [z**m * f.diff(z, m) for f in (sigma, sigma**2) for m in range(4)]
        if any(function_in_strip(power) is None for power in powers):
            raise no_strip(sigma)
        self.f = dict(zip(self.order, map(function_in_strip, powers), strict=True))
        self.g = {name: function_in_strip(sigma) if name[0] in "Hh" else core.ONE for name in self.order}
        self.nodes, root = tuple(core.nodes(*self.f.values())), 1 / arb(k).sqrt()
        self.scales, self.aim = (root, (1 - 1 / arb(k)).sqrt()), (flint.ctx.prec - 8) * log(2)
        scales = (arb(top), *self.scales)
        x, y = (grid(self.f["h3"], self.g["H"], scales, moved, self.aim) for moved in (scales[:2], scales[2:]))
        if x is None or y is None:
            raise InputError(f"the strip of {shorten(sigma)} is too narrow for r = {top:.3g}")
        self.x, self.points = x, x.nodes()
        self.inner = [self._inner(point, y) for point, _ in self.points]

    def _inner(self, x: arb, y: Grid) -> arb:
        """E[σ(x/√k + √(1 − 1/k) y)], with its error."""
        (beta, gamma), g = self.scales, self.g["H"]
        tables = [joint_bound(core.ONE, g, (arb(0), beta, gamma), width) for width in (y.width, 0)]
        (D, r, s), (D0, r0, s0) = tables
        growth, growth0 = ((rate * abs(x)).exp() for rate in (r, r0))
        rule = y._replace(joint=(D * growth / 2, arb(0), s))  # E(0) = 2 is for the coordinate that is fixed here
        error = rule.discretised() + D0 * growth0 * y.left_out(s0)
        total = sum((w * balls.evaluate(g, {"z": beta * x + gamma * t}) for t, w in y.nodes()), arb(0))
        return total + arb(0, error.upper())

    def _error(self, r: arb, name: str) -> arb:
        """What the sum over x with the sums over y leaves out, for the best strip."""
        f, g, scales, best = self.f[name], self.g[name], (r, *self.scales), arb("inf")
        for width, a in enumerate(WIDTHS):
            half = min(0.999 * float(a) / max(float(r.upper()), float(self.scales[0].upper())), sqrt(2 * self.aim))
            found = joint_bound(f, g, scales, width)
            if found and all(scale * arb(half) <= a for scale in scales[:2]):
                error = self.x._replace(half=arb(half), joint=found).discretised()
                best = error if error < best else best
        D, rate, s = joint_bound(f, g, scales, 0)
        return best + D * self.x.left_out(rate) * moment(s)

    def values(self, r: arb, names: str) -> list[arb]:
        """Some of the expectations over a ball r."""
        wanted, totals = names.split(), dict.fromkeys(self.order, arb(0))
        for (point, weight), inner in zip(self.points, self.inner, strict=True):
            memo = balls.evaluate_all(self.nodes, {"z": r * point})
            for name in wanted:
                totals[name] += weight * memo[self.f[name]] * (inner if name[0] in "Hh" else 1)
        return [totals[name] + arb(0, self._error(r, name).upper()) for name in wanted]

    def phi(self, r: arb) -> arb:
        """Φ at a number r."""
        return _phi(dict(zip(self.order, self.values(r, " ".join(self.order)), strict=True)))

    def over(self, r: arb) -> tuple[arb, arb]:
        """Φ and dΦ/dr over a ball r, in mean value form: f(r) lies in f(mid r) + f′(r)(r − mid r)."""
        names, moved = " ".join(self.order), r - r.mid()
        wide, at = (dict(zip(self.order, self.values(x, names), strict=True)) for x in (r, r.mid()))
        for place, name in enumerate(self.order):
            if place % 4 < 3:  # r h_m′ = m·h_m + h_{m+1}
                sharp = at[name] + (place % 4 * wide[name] + wide[self.order[place + 1]]) / r * moved
                wide[name] = sharp.intersection(wide[name])
        H, h1, h2, _, Q, q1, q2, _ = wide.values()
        slope = (2 * (h1 + h2) * Q + h1 * q1 - H * (q1 + q2)) / r
        return _phi(wide).intersection(_phi(at) + slope * moved), slope


def _phi(known: dict[str, arb]) -> arb:
    return 2 * known["h1"] * known["Q"] - known["H"] * known["q1"]


def one_neuron(
    activation_: str | Activation, k: int, *, digits: int = 30, interval: tuple[object, object] | None = None
) -> OneNeuronRoot:
    """The critical point of one neuron with w ∝ Σ_j v_j, certified to about 10^−digits.

    activation_: a name or your own, analytic in a strip around the real axis. k: teachers, at least 2.
    interval: two positive numbers between which r is sought and shown to be unique; by default half and twice the r
    of least loss that a search in floating point finds.
    Raises InputError where that finds no root, and where existence and uniqueness could not be certified.

    >>> found = one_neuron("tanh", 2, digits=15, interval=("1/4", 1))
    >>> found.r.str(12, radius=False), found.a.str(12, radius=False), found.interval
    ('0.493948421739', '2.09077600138', (1/4, 1))
    """
    sigma = activation_ if isinstance(activation_, Activation) else activation(activation_)
    if not isinstance(k, int) or k < 2:
        raise InputError(f"k = {shorten(k)} is not an integer >= 2; one teacher is copied exactly")
    kernel = certified_kernel(sigma)
    near = None if interval is None else _interval(interval)
    guess = _guess(kernel, k, near)
    low, high = near or _around(guess)
    with balls.precision(_SEARCH_BITS):
        start = _only_root(_Equation(sigma.expr, k, float(high)), guess, (as_ball(low), as_ball(high)))
    with balls.precision(working_precision(digits + 5)):
        equation = _Equation(sigma.expr, k, guess)
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
        slope = equation.over(around)[1]
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
        cells += [] if _nonzero(equation.over(cell)[0]) else [(low, middle), (middle, high)]
        if done > _MAX_CELLS:
            raise InputError(f"near r = {float(middle):.6g} another root is not excluded; give a shorter interval")
    return around


def _nonzero(x: arb) -> bool:
    return bool(x.is_finite() and (x > 0 or x < 0))


def _refined(equation: _Equation, r: arb, digits: int) -> arb:
    """The one zero in the ball r: interval Newton steps, it lies in mid − Φ(mid)/Φ′(r), too; or half of the ball."""
    while r.rad() > arb(10) ** -digits * abs(r):
        slope, middle = equation.over(r)[1], r.mid()
        value, found = equation.phi(middle), r
        if _nonzero(slope):
            found = r.intersection(middle - value / slope)
        elif _nonzero(value):
            same = value * equation.phi(r.lower())
            found = middle.union(r.upper()) if same > 0 else middle.union(r.lower()) if same < 0 else r
        if not found.rad() < 0.9 * r.rad():
            raise InputError(f"the root is known to {r.str(10)} only; {digits} digits are not reached")
        r = found
    return r


def _at_root(
    equation: _Equation, kernel: CertifiedKernel, r: arb, interval: tuple[Expr, Expr], digits: int
) -> OneNeuronRoot:
    k, sigma = equation.k, equation.sigma
    H, Q = equation.values(r, "H Q")
    a = k * H / Q
    square, mean = (gaussian_mean(f, digits=digits) for f in (sigma**2, sigma))
    loss = k * square + k * (k - 1) * mean * mean - k * k * H * H / Q
    first, own = (gaussian_mean(sigma.diff(z), q, digits=digits) for q in (1, r * r))
    return OneNeuronRoot(kernel, k, r, a, loss, arb(k).sqrt() * first - a * r * own, interval)
