r"""Balls for E[f(u) g(v)], (u, v) ~ N(0, Q), of functions with a kink at 0: on either side analytic in a sector.

*Bounds in a sector.*  For |arg z| ≤ A < π/2, z ≠ 0, |f(z)| ≤ D exp(R|z|) on a side: by `quadrature.bound`, with
Re z ≥ 0 and |z| ≤ Re z/cos A.  A finite size proves that f is analytic there.

*Angles.*  The (u, v) with u = a·r·sin(wp), v = b·r·sin(w(1 − p)), r > 0, 0 < p < 1, a = √q11, b = √q22, fill the
quadrant u, v > 0 once, with w = arccos(−ρ) its angle where Q = I, and density r exp(−r²/2)·w/(2π) dr dp.  With r = eˢ
and p = 1/(1 + e⁻ᵗ), p′ = p(1 − p),

    ∫∫ F ds dt,   F = f(a eˢ sin(wp)) g(b eˢ sin(w(1 − p))) e²ˢ exp(−e²ˢ/2)·w p′/(2π);

of the other quadrants with f(−u) or g(−v) and, where one sign changes, π − w.  Nothing is singular at |ρ| = 1.

*In strips*, by the rule `trapezoid`; P = D_f D_g, R = aR_f + bR_g, ∫ r exp(Rr − cr²/2) dr ≤ (2/c) exp(R²/c).
For |Im s| ≤ A < π/4 and real t the arguments have |arg| ≤ A, and with c = cos 2A ∫|F| ds ≤ P·w p′/(2π)·(2/c)exp(R²/c).
For |Im t| ≤ B < π/2 and real s they have |arg| ≤ B: for Im p > 0, ∂/∂w arg sin(wp) = Im(p cot(wp)) ≤ 0, since
Im((x + iy) cot(x + iy)) has the sign of y(sin 2x/x − sinh 2y/y)x; so arg sin(wp) falls from arg p at w = 0 to its value
at w = π, which is arg sin(π(1 − p)) ≥ arg(1 − p) by the same for 1 − p; and |arg p| + |arg(1 − p)| = |Im t|.  Moreover
|sin(wp)| ≤ cosh(w·Im p) ≤ M = cosh(w tan(B/2)/2) and ∫|p′| d Re t ≤ 1/cos B, hence ∫|∫F ds| is at most
P·w/(2π)·2exp(M²R²)/cos B.  As Σ k·p′(t_j) ≤ 1 + k/4, the double sum with steps h, k, all nodes, errs by at most, in
units of P·w/(2π),

    4 exp(M²R²)/cos B /(exp(2πB/k) − 1) + (1 + k/4)·(4/c) exp(R²/c)/(exp(2πA/h) − 1).

*Left out*, with r² exp(Rr − r²/2) ≤ exp(R²) r² exp(−r²/4) ≤ 2exp(R²): of |t| > T at most 2e⁻ᵀ·2(1 + h)exp(R²), as p′ ≤
e⁻|t|; of s < s₀ ≤ 0, where the bound grows, (1 + k/4)·e^{2s₀}e^R/2; of r > r₁ ≥ 2, where it
falls, (1 + k/4)·2exp(R² − r₁²/4).

*On a line*, E[f(x)], x ~ N(0, 1): ∫ F ds, F = f(eˢ) eˢ exp(−e²ˢ/2)/√(2π), in units of P/√(2π)

    2√(π/c) exp(R²/c)/(exp(2πA/h) − 1) + e^{s₀}e^R + √π exp(R²) erfc(r₁/2).

A, B, the steps and the ends are chosen in floating point; the bounds are computed in balls for whatever was chosen.
"""

from __future__ import annotations

from functools import cache
from math import ceil, cos, log, log2, pi
from typing import NamedTuple

import flint
from flint import arb

from symcrit.core.algebra.balls import evaluate, integer_power, precision, price
from symcrit.core.algebra.expr import Expr, nodes
from symcrit.core.algebra.kinks import Sides, sides, without_nothing
from symcrit.core.algebra.kinks import meets as meets
from symcrit.core.algebra.programs import Program
from symcrit.core.algebra.signs import NONNEGATIVE, POSITIVE, Signs
from symcrit.core.expectation import quadrature
from symcrit.core.expectation.quadrature import (
    ANY_SIGN,
    BOUND_BITS,
    MAX_KNOWN,
    MIN_BITS,
    UNKNOWN,
    ZERO,
    Bound,
    Triple,
    bound,
)
from symcrit.core.work import UNBOUNDED, Work

RADIAL = arb(23) / 32  # A < π/4
ANGULAR = arb(5) / 4  # B < π/2
EARLY = 3  # m of `quadrature`, at least: (1 + t)ᵖ ≤ (1 + m)ᵖ exp(pt/(1 + m))
MAX_TERMS = 1_200_000  # of a sum, times bits
LARGEST = arb(2) ** 300  # bounds beyond it are of no use
_KNOWN: dict[object, tuple[arb, int]] = {}  # means that this process has computed, and what they cost


class Growth(NamedTuple):
    """|f(z)| ≤ size·exp(rate·|z|) for |arg z| ≤ an angle, z ≠ 0, where f is analytic."""

    size: arb
    rate: arb

    @property
    def usable(self) -> bool:
        """Whether the bound is known, and small enough to choose a grid for it in floating point."""
        return bool(self.size < LARGEST and self.rate < LARGEST)


@cache
def growth(side: Expr, wide: bool, early: int = EARLY) -> Growth | None:
    """The bound of one side for |arg z| ≤ B, where it is `wide`, or A, with m = `early`; None where it is not shown."""
    angle = ANGULAR if wide else RADIAL
    with precision(BOUND_BITS):
        found = bound(side, {"z": Bound(ZERO, UNKNOWN, UNKNOWN, 1 / angle.cos(), 1, angle=angle)})
        size = found.size * integer_power(arb(1 + early), found.power)
        rate = found.rate + arb(found.power) / (1 + early)
    return Growth(size, rate) if size.is_finite() and rate.is_finite() else None


@cache
def halved(f: Expr) -> Sides | None:
    """The sides of f, if it is shown to be analytic in a sector on both, of exponential growth; else None."""
    found = sides(f)
    known = growth(found.right, True) and growth(found.left, True)
    return found if known else None


def admissible(*roots: Expr) -> bool:
    """Whether means of products have balls: all are analytic in a strip, or all on both sides of 0 in a sector."""
    return quadrature.admissible(*roots) or all(halved(root) is not None for root in roots)


def obligations(mean: Expr) -> list[tuple[Expr, Signs]]:
    """What must hold for E[f(u) g(v)] to be defined: the Gram matrix, and what nobody knows of other functions.

    What has no value at 0 needs a variance.
    """
    f, g = mean.args[:2]
    q11, q12, q22 = mean.children
    first = NONNEGATIVE if evaluate(f, {"z": ZERO}).is_finite() else POSITIVE
    second = NONNEGATIVE if evaluate(g, {"z": ZERO}).is_finite() else POSITIVE
    gram = [(q11, first), (q22, second), (q11 * q22 - q12 * q12, NONNEGATIVE)]
    return gram if admissible(f, g) else [(ANY_SIGN, NONNEGATIVE), *gram]


def expectation(
    f: Expr, g: Expr, q: Triple, singular: bool = False, work: Work | None = None, most: int = MAX_TERMS
) -> arb:
    """A ball around E[f(u) g(v)] for all covariance matrices in the balls q11, q12, q22, or nan.

    `singular`: for those with q12² = q11·q22 only, and q12 ≥ 0.  `most`: terms of a sum times bits.
    """
    if quadrature.admissible(f, g):
        return quadrature.expectation(f, g, q, singular=singular, work=work)
    first, second = halved(f), halved(g)
    if first is None or second is None or not all(isinstance(part, arb) and part.is_finite() for part in q):
        return UNKNOWN
    key = (f, g, flint.ctx.prec, singular, most, *((part.mid().man_exp(), part.rad().man_exp()) for part in q))
    work = Work() if work is None else work
    if key in _KNOWN:
        value, cost = _KNOWN[key]
        work.charge(cost)
        return value
    own = work.at_most(UNBOUNDED)
    value = _expectation(Pair(first, second, f, g, most), q, singular, own)
    if len(_KNOWN) >= MAX_KNOWN:
        _KNOWN.clear()
    _KNOWN[key] = (value, own.spent)
    return value


class Pair(NamedTuple):
    """Two functions, and their sides; and how much their sums may cost."""

    first: Sides
    second: Sides
    f: Expr
    g: Expr
    most: int


def _expectation(pair: Pair, q: Triple, singular: bool, work: Work) -> arb:
    """The ball of `expectation`, computed."""
    q11, q12, q22 = q
    spread = max(float(part.rad()) for part in q) / max(float(q11.mid()), float(q22.mid()), 1e-99)
    bits = quadrature.deserved_bits(spread)
    if q11 == 0 or q22 == 0:
        if q12 != 0:
            return UNKNOWN
        return _independent(pair, q11, q22, bits, work)
    rest = q11 * q22 - q12 * q12
    if not (q11 > 0 and q22 > 0) or rest < 0:
        return UNKNOWN
    a = q11.sqrt()
    b = q22.sqrt()
    if singular:
        return on_line([(pair.first, a), (pair.second, b)], bits, work, pair.most)
    if q12 == 0:
        return _independent(pair, q11, q22, bits, work)
    return _in_angles(pair, (a, b, q12 / (a * b)), bits, work)


def _independent(pair: Pair, q11: arb, q22: arb, bits: float, work: Work) -> arb:
    """E[f(u)] E[g(v)]."""
    of_f = _alone(pair.first, pair.f, q11, bits, work, pair.most)
    return of_f * _alone(pair.second, pair.g, q22, bits, work, pair.most)


def _alone(own: Sides, f: Expr, variance: arb, bits: float, work: Work, most: int) -> arb:
    """E[f(u)], u ~ N(0, variance)."""
    if variance == 0:
        value: arb = evaluate(f, {"z": ZERO})
        return value
    return on_line([(own, variance.sqrt())], bits, work, most) if variance > 0 else UNKNOWN


# --------------------------------------------------------------------------------------------------------- on a line


def on_line(parts: list[tuple[Sides, arb]], bits: float, work: Work, most: int = MAX_TERMS) -> arb:
    """A ball around E[Π f_i(c_i·x)], x ~ N(0, 1), for c_i > 0."""
    total = ZERO
    for way in ("right", "left"):
        total += _half_line([(getattr(own, way), scale) for own, scale in parts], bits, work, most)
    return total


def _half_line(parts: list[tuple[Expr, arb]], bits: float, work: Work, most: int) -> arb:
    """∫₀^∞ Π f_i(c_i·r) φ(r) dr."""
    near = joint_growth(parts, wide=False)
    if not near.usable:
        return UNKNOWN
    size, rate = near
    unit = size / (2 * arb.pi()).sqrt()
    c = (2 * RADIAL).cos()
    grown = (rate * rate / c).exp()
    known = 2 * (arb.pi() / c).sqrt() * grown
    aim = bits * log(2) + _log(unit)
    h = arb(2 * pi * float(RADIAL) / (aim + _log(known)))
    first = -ceil((aim + float(rate)) / float(h))
    last = _last(h, aim + float(rate * rate))
    if (last - first) * flint.ctx.prec > most:
        return _half_line(parts, bits * 3 / 4, work, most) if bits > MIN_BITS else UNKNOWN
    low, high = (h * first).exp(), (h * last).exp()
    work.charge((last - first) * price() * sum(len(tuple(nodes(f))) + 2 for f, _ in parts))
    programs = [(Program((f,), "z"), scale) for f, scale in parts]
    total = ZERO
    for i in range(first, last + 1):
        r = (h * i).exp()
        value = r * (-r * r / 2).exp()
        for program, scale in programs:
            value *= program(scale * r)[0]
        total += value
    error = known / (2 * arb.pi() * RADIAL / h).expm1()
    error += low * rate.exp() + arb.pi().sqrt() * (rate * rate).exp() * (high / 2).erfc()
    in_order = low <= 1 and high >= 2
    return h * total / (2 * arb.pi()).sqrt() + arb(0, (unit * error).upper()) if in_order else UNKNOWN


def joint_growth(parts: list[tuple[Expr, arb]], wide: bool) -> Growth:
    """P and R of a product of f_i(c_i·r), c_i > 0; with m ≥ 4c_i, which keeps powers from adding much to R."""
    size, rate = arb(1), ZERO
    for f, scale in parts:
        if not scale < LARGEST:
            return Growth(UNKNOWN, UNKNOWN)
        early = max(EARLY, 4 * 2 ** ceil(log2(float(scale.max(arb(1))))))
        own = growth(f, wide, early)
        if own is None:
            return Growth(UNKNOWN, UNKNOWN)
        size *= own.size
        rate += own.rate * scale
    return Growth(size, arb(rate.upper()))


def _last(h: arb, aim: float) -> int:
    """A node beyond which exp(−r²/4) is below exp(−aim), and r ≥ 2."""
    return ceil(log(max(2.0, 2 * aim**0.5)) / float(h)) + 1


def _log(x: arb) -> float:
    """log x, at least 0."""
    return max(0.0, float(x.log()))


# -------------------------------------------------------------------------------------------------------- in angles


class Grid(NamedTuple):
    """The nodes ih, first ≤ i ≤ last, of s, and jk, |j| ≤ reach, of t."""

    h: arb
    first: int
    last: int
    k: arb
    reach: int

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return (self.last - self.first + 1) * (2 * self.reach + 1)

    def error(self, near: Growth, wide: Growth, angle: arb) -> arb:
        """What is not summed, in units of w/(2π); nan where the ends are not far enough.

        near, wide: P and R for |arg z| ≤ A and B.
        """
        low, high = (self.h * self.first).exp(), (self.h * self.last).exp()
        if not (low <= 1 and high >= 2):
            return UNKNOWN
        turned = 4 * (_widest(angle) * wide.rate * wide.rate).exp() / ANGULAR.cos()
        turned /= (2 * arb.pi() * ANGULAR / self.k).expm1()
        size, rate = near
        square = rate * rate
        c = (2 * RADIAL).cos()
        along = 4 / c * (square / c).exp() / (2 * arb.pi() * RADIAL / self.h).expm1()
        ends = low * low * rate.exp() / 2 + 2 * (square - high * high / 4).exp()
        aside = 4 * (-self.k * self.reach).exp() * (1 + self.h) * square.exp()
        return wide.size * turned + size * (aside + (1 + self.k / 4) * (along + ends))


def _widest(angle: arb) -> arb:
    """M² = cosh²(w tan(B/2)/2)."""
    found = (angle * (ANGULAR / 2).tan() / 2).cosh()
    return found * found


def grid(near: Growth, wide: Growth, angle: arb, bits: float) -> Grid:
    """Nodes whose error is about 2^−bits, chosen in floating point."""
    aim = bits * log(2) + 2
    turned = aim + _log(wide.size) + float(wide.rate) ** 2 * float(_widest(angle)) + log(4 / cos(float(ANGULAR)))
    k = 2 * pi * float(ANGULAR) / turned
    c = cos(2 * float(RADIAL))
    aim += _log(near.size)
    square = float(near.rate) ** 2
    h = 2 * pi * float(RADIAL) / (aim + square / c + log(8 / c))
    first = -ceil((aim + float(near.rate)) / 2 / h)
    return Grid(arb(h), first, _last(arb(h), aim + square), arb(k), ceil((aim + square + 2) / k))


def _in_angles(pair: Pair, law: Triple, bits: float, work: Work) -> arb:
    """Σ over the quadrants, for √q11 > 0, √q22 > 0 and the correlation."""
    _, _, rho = law
    if rho > 1 or rho < -1:
        return UNKNOWN
    angle = _arccos(-rho)
    first, second = pair.first, pair.second
    places = [(first.right, second.right, angle), (first.right, second.left, arb.pi() - angle)]
    parity = first.parity * second.parity
    if parity == 0:
        places += [(first.left, second.left, angle), (first.left, second.right, arb.pi() - angle)]
    if parity == -1:
        return ZERO
    quadrants = [Quadrant(*place, law) for place in places]
    total = sum((quadrant.ball(bits, work, pair.most) for quadrant in quadrants), ZERO)
    return total if parity == 0 else 2 * total


def _arccos(x: arb) -> arb:
    """arccos on the part of a ball in [−1, 1]."""
    low, high = x.lower().max(arb(-1)), x.upper().min(arb(1))
    return low.acos().union(high.acos())


class Quadrant(NamedTuple):
    """∫∫ f(a·r·sin(wp)) g(b·r·sin(w(1 − p))) r exp(−r²/2) w/(2π) dr dp."""

    f: Expr
    g: Expr
    angle: arb
    law: Triple

    def ball(self, bits: float, work: Work, most: int = MAX_TERMS) -> arb:
        """A ball around it, of a radius of about 2^−bits where `most` terms times bits allow for that."""
        a, b, _ = self.law
        parts = [(self.f, a), (self.g, b)]
        near = joint_growth(parts, wide=False)
        wide = joint_growth(parts, wide=True)
        if not (near.usable and wide.usable):
            return UNKNOWN
        nodes_of = grid(near, wide, self.angle, bits)
        if nodes_of.size * flint.ctx.prec > most:
            return self.ball(bits * 3 / 4, work, most) if bits > MIN_BITS else UNKNOWN
        lean = [without_nothing(self.f), without_nothing(self.g)]
        work.charge(nodes_of.size * (sum(len(tuple(nodes(own))) for own in lean) + 2) * price())
        error = nodes_of.error(near, wide, self.angle)
        if not error.is_finite():
            return UNKNOWN
        return self.angle / (2 * arb.pi()) * (self._sum(nodes_of) + arb(0, error.upper()))

    def _sum(self, over: Grid) -> arb:
        """Σ_ij h·k·p′(t_j) r_i² exp(−r_i²/2) f g."""
        a, b, _ = self.law
        first = Program((without_nothing(self.f),), "z")
        second = Program((without_nothing(self.g),), "z")
        radii = [(over.h * i).exp() for i in range(over.first, over.last + 1)]
        weighted = [(r, r * r * (-r * r / 2).exp()) for r in radii]
        total = ZERO
        for j in range(-over.reach, over.reach + 1):
            p = 1 / (1 + (-over.k * j).exp())
            rest = 1 / (1 + (over.k * j).exp())
            u = a * (self.angle * p).sin()
            v = b * (self.angle * rest).sin()
            row = (weight * first(r * u)[0] * second(r * v)[0] for r, weight in weighted)
            total += p * rest * sum(row, ZERO)
        return over.h * over.k * total
