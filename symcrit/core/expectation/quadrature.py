r"""Balls for E[f(u) g(v)], (u, v) ~ N(m, Q), where no closed form is known: trapezoid sums with a proved error bound.

*Bounds in a strip.*  `bounds` goes through an expression from its leaves and finds, for |Im z| ≤ a and every node w(z),

    low ≤ Re w ≤ high,   |Im w| ≤ imag,   |arg w| ≤ angle < π/2,   |w| ≤ size·(1 + |Re z|)^power·exp(rate·|Re z|).

A node passes only where its function is analytic on what is known of its argument (1/w: Re w ≠ 0; log, √: Re w > 0;
tanh: |Im w| < π/2, or as `steep` shows; atan: |Im w| < 1), so a finite size proves that f is analytic in the strip.
nan: nothing is known.

*Sums*, by the rule `trapezoid`.
With independent x, y ~ N(0, 1), u = αx and v = βx + γy.  (1 + t)^p ≤ (1 + m)^p exp(pt/(1 + m)), so that in a
strip of half-width A (x or y complex, αA, |β|A, γA ≤ a) |f(u) g(v)| ≤ D exp(r|Re x| + s|Re y|), r = αR_f + |β|R_g and
s = γR_g.  Write E(r) = 2 exp(r²/2) ≥ E[exp(r|x|)].  For steps h, k and |i| ≤ N, |j| ≤ M the double sum errs by at most

    2D exp(A²/2) E(r) E(s) / (exp(2πA/h) − 1)   (Poisson's formula, path moved to Im x = ±A; Trefethen and Weideman,
    2D exp(B²/2) (1+h) E(r) E(s) / (exp(2πB/k) − 1)                               SIAM Review 56 (2014), Theorem 5.1)
    D [t(r,h,N) (1+k) E(s) + (1+h) E(r) t(s,k,M)],   t(r,h,N) = exp(r²/2) erfc((Nh − r)/√2), Nh ≥ r:

With means u = m1 + αx, v = m2 + βx + γy, and D is D exp(R_f|m1| + R_g|m2|).
ψ(x) = φ(x)exp(r|x|) falls beyond |x| = r and is at most φ(0)exp(r²/2), hence Σ hψ(ih) ≤ ∫ψ + 2h·max ψ ≤ (1+h) E(r).
A, h, N are chosen in floating point, to be quick; the bound is computed in balls for whatever was chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce
from math import ceil, floor, inf, log, log2, pi, sqrt
from typing import NamedTuple

import flint
from flint import acb, arb, arb_poly

from symcrit.core.algebra.balls import evaluate, integer_power, precision, price
from symcrit.core.algebra.expr import DEFINITION, ONE, Expr, nodes
from symcrit.core.algebra.programs import Program
from symcrit.core.expectation.steep import tanh_of_polynomial
from symcrit.core.work import UNBOUNDED, Work

Triple = tuple[arb, arb, arb]
Means = tuple[arb, arb]

MAX_WORK = 6_000_000  # terms of a sum times bits
MIN_BITS = 8
MAX_KNOWN = 20_000  # expectations
MAX_PACE = 1000
TURN = 31  # m
BOUND_BITS = 64  # of bounds in strips, which are remembered: whoever asks first, they are the same
WIDTHS = [arb(2 ** (k / 4)) for k in range(-40, 9)]
UNKNOWN = arb("nan")
ZERO = arb(0)
CENTRED = (ZERO, ZERO)
_KNOWN: dict[object, tuple[arb, int]] = {}  # expectations that this process has computed, and what they cost
ANY_SIGN = Expr("kernel", "unknown", 0, 0, 0, ONE, ONE, ONE)


class Bound(NamedTuple):
    """What is known of a node in a strip; see the head of the module.  `imag` is ZERO for constants, and only there.

    `angle` < π/2 bounds |arg w|, where that is known; then w is not 0.
    """

    low: arb
    high: arb
    imag: arb
    size: arb
    power: int = 0
    rate: arb = ZERO
    angle: arb = UNKNOWN

    @property
    def bounded(self) -> bool:
        """Whether |w| ≤ size, everywhere in the strip."""
        return self.power == 0 and self.rate == 0

    @property
    def constant(self) -> bool:
        """Whether w does not depend on z."""
        return self.imag is ZERO


NOTHING = Bound(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)


def bound(root: Expr, values: dict[str, Bound]) -> Bound:
    """The bound of `root`, from those of its symbols."""
    memo: dict[Expr, Bound] = {}
    for node in nodes(root):
        found = _bound(node, [memo[child] for child in node.children], values)
        memo[node] = _with_size(found) if found.bounded else found
    return memo[root]


def _with_size(found: Bound) -> Bound:
    """What is not known of the real and imaginary part, from |w| ≤ size."""
    size = found.size
    low = found.low if found.low.is_finite() else -size
    high = found.high if found.high.is_finite() else size
    imag = found.imag if found.imag.is_finite() else size
    return Bound(low, high, imag, size, angle=found.angle)


def _bound(node: Expr, parts: list[Bound], values: dict[str, Bound]) -> Bound:
    """The bound of a node, from those of its children."""
    op = node.op
    if op == "sym":
        return values[node.args[0]]
    if all(part.constant for part in parts):
        return _constant(evaluate(node, {}))
    if op == "add":
        return reduce(_sum, parts)
    if op == "mul":
        return reduce(_product, parts)
    if op == "pow":
        return _power(parts[0], node.args[0])
    if op in FLAT:
        size = FLAT[op](parts[0].imag)
        if op == "tanh" and not size.is_finite() and node.names == {"z"}:
            size = tanh_of_polynomial(node.children[0], values["z"].imag)
        return NOTHING._replace(size=size)
    if op in GROWING:
        return GROWING[op](parts[0])
    if op in DEFINITION:
        return bound(DEFINITION[op], {"x": parts[0]})
    return NOTHING


def _constant(value: arb) -> Bound:
    return Bound(value, value, ZERO, abs(value), angle=ZERO if value > 0 else UNKNOWN)


def _sum(x: Bound, y: Bound) -> Bound:
    """The numbers w with |arg w| ≤ angle < π/2 are a convex cone: sums stay in it."""
    power = max(x.power, y.power)
    rate = x.rate.max(y.rate)
    known = x.angle.is_finite() and y.angle.is_finite()
    angle = x.angle.max(y.angle) if known else UNKNOWN
    return Bound(x.low + y.low, x.high + y.high, x.imag + y.imag, x.size + y.size, power, rate, angle)


def _product(x: Bound, y: Bound) -> Bound:
    if x.constant and y.constant:
        return _constant(x.low * y.low)
    if y.constant:
        x, y = y, x
    low = high = imag = UNKNOWN
    if x.constant and x.low > 0:
        low = x.low * y.low
        high = x.low * y.high
        imag = x.size * y.imag
    elif x.constant and x.low < 0:
        low = x.low * y.high
        high = x.low * y.low
        imag = x.size * y.imag
    angle = _acute(x.angle + y.angle)
    return Bound(low, high, imag, x.size * y.size, x.power + y.power, x.rate + y.rate, angle)


def _acute(angle: arb) -> arb:
    """A bound of |arg w|, where it is below π/2."""
    return angle if angle < arb.pi() / 2 else UNKNOWN


def _power(x: Bound, exponent: int) -> Bound:
    if exponent >= 0:
        low = -x.imag * x.imag if exponent == 2 else UNKNOWN  # Re w² ≥ −(Im w)²
        size = integer_power(x.size, exponent)
        return Bound(low, UNKNOWN, UNKNOWN, size, x.power * exponent, x.rate * exponent)
    if not (x.low > 0 or x.high < 0):
        return NOTHING
    top = 1 / (x.low if x.low > 0 else -x.high)
    low = high = UNKNOWN
    if exponent == -1:
        low, high = (ZERO, top) if x.low > 0 else (-top, ZERO)
    return Bound(low, high, UNKNOWN, integer_power(top, -exponent))


def _exp(x: Bound) -> Bound:
    """|exp w| = exp(Re w), and Re w ≤ |w|."""
    low = UNKNOWN
    if x.imag < arb.pi() / 2:
        least = x.low.exp() if x.low.is_finite() else ZERO
        low = least * x.imag.cos()
    angle = _acute(x.imag)
    if x.high.is_finite():
        return Bound(low, UNKNOWN, UNKNOWN, x.high.exp(), angle=angle)
    if x.power <= 1 and x.rate == 0:
        return Bound(low, UNKNOWN, UNKNOWN, x.size.exp(), 0, x.size, angle)
    return NOTHING


def _cosh(x: Bound) -> Bound:
    """Re cosh w = cosh(Re w) cos(Im w)."""
    grown = _exp(x._replace(high=UNKNOWN))
    return grown._replace(low=x.imag.cos() if x.imag < arb.pi() / 2 else UNKNOWN, angle=UNKNOWN)


def _log(x: Bound) -> Bound:
    """|log w| ≤ |log low| + log⁺|w| + π/2, and log(1 + t) ≤ 1 + t; Im log w = arg w."""
    if not x.low > 0:
        return NOTHING
    size = abs(x.low.log()) + x.size.max(arb(1)).log() + x.power + x.rate + arb.pi() / 2
    imag = x.angle if x.angle.is_finite() else arb.pi() / 2
    return Bound(x.low.log(), UNKNOWN, imag, size, 0 if x.bounded else 1)


def _sqrt(x: Bound) -> Bound:
    if not x.low > 0:
        return NOTHING
    return x._replace(low=x.low.sqrt(), high=UNKNOWN, imag=UNKNOWN, size=1 + x.size, angle=x.angle / 2)


GROWING: dict[str, Callable[[Bound], Bound]] = {"exp": _exp, "cosh": _cosh, "log": _log, "sqrt": _sqrt}
FLAT: dict[str, Callable[[arb], arb]] = {  # |op(w)| where |Im w| ≤ y
    "tanh": lambda y: 1 / y.cos() if y < arb.pi() / 2 else UNKNOWN,
    "atan": lambda y: arb.pi() / 2 + y.atanh() if y < 1 else UNKNOWN,
    "erf": lambda y: 1 + acb(y).erfi().real,
    "sin": lambda y: y.cosh(),
    "cos": lambda y: y.cosh(),
}


@cache
def growth(root: Expr, width: int) -> tuple[arb, arb] | None:
    """(D, R): f is analytic and |f(z)| ≤ D exp(R|Re z|) for |Im z| ≤ WIDTHS[width]; None where that is not shown."""
    a = WIDTHS[width]
    with precision(BOUND_BITS):
        found = bound(root, {"z": Bound(UNKNOWN, UNKNOWN, a, a.max(arb(1)), 1)})
        D = found.size * integer_power(arb(1 + TURN), found.power)
        R = found.rate + arb(found.power) / (1 + TURN)
    return (D, R) if D.is_finite() and R.is_finite() else None


def admissible(*roots: Expr) -> bool:
    """Whether each is shown to be analytic in a strip, where it grows at most exponentially."""
    return all(growth(root, 0) is not None for root in roots)


def expectation(
    f: Expr,
    g: Expr,
    q: Triple,
    singular: bool = False,
    work: Work | None = None,
    means: Means = CENTRED,
    sharp: bool = False,
) -> arb:
    """A ball around E[f(u) g(v)] for all covariance matrices in the balls q11, q12, q22 and means in m1, m2, or nan.

    `singular`: for those with q12² = q11·q22 only, which the larger variance and q12 determine.  `sharp`: as exact as
    the precision asks for where the sum has few values of g, although it has many terms.
    """
    law = (*q, *means)
    if not all(isinstance(part, arb) and part.is_finite() for part in law) or not admissible(f, g):
        return UNKNOWN
    ends = tuple((part.mid().man_exp(), part.rad().man_exp()) for part in law)
    key = (f, g, flint.ctx.prec, singular, sharp, *ends)
    work = Work() if work is None else work
    if key in _KNOWN:
        value, cost = _KNOWN[key]
        work.charge(cost)
        return value
    own = work.at_most(UNBOUNDED)
    value = _expectation(f, g, q, means, singular, sharp, own)
    if len(_KNOWN) >= MAX_KNOWN:
        _KNOWN.clear()
    _KNOWN[key] = (value, own.spent)
    return value


def _expectation(f: Expr, g: Expr, q: Triple, means: Means, singular: bool, sharp: bool, work: Work) -> arb:
    """The ball of `expectation`, computed."""
    q11, q12, q22 = q
    m1, m2 = means
    if float(q22) > float(q11):  # u has the larger variance
        f, g, q11, q22, m1, m2 = g, f, q22, q11, m2, m1
    if q11 == 0 == q22:
        value: arb = evaluate(f, {"z": m1}) * evaluate(g, {"z": m2})
        return value
    rest = ZERO if singular else q22 - q12 * q12 / q11
    if not (q11 > 0 and q22 >= 0) or rest < 0:
        return UNKNOWN
    alpha = q11.sqrt()
    gamma = rest.nonnegative_part().sqrt()
    spread = max(float(part.rad()) for part in q) / float(q11)
    bits = deserved_bits(max(spread, *(float(mean.rad()) / float(alpha) for mean in means)))
    if q12 == 0 and gamma != 0:
        of_f = sums(f, ONE, (alpha, ZERO, ZERO), bits, work=work, means=(m1, ZERO))
        return of_f * sums(ONE, g, (ZERO, ZERO, gamma), bits, work=work, means=(ZERO, m2))
    return sums(f, g, (alpha, q12 / alpha, gamma), bits, work=work, means=(m1, m2), sharp=sharp)


def deserved_bits(spread: float) -> float:
    """No more bits than a law of this relative radius deserves."""
    deserved = 8 - log2(spread) if 0 < spread < 1 else inf
    return max(MIN_BITS, min(flint.ctx.prec, deserved))


class Grid(NamedTuple):
    """The nodes of one coordinate, and D, r, s in its strip of half-width `half`; step ZERO: the node 0 alone."""

    half: arb
    step: arb
    reach: int
    joint: Triple
    width: int = 0

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return 2 * self.reach + 1

    def nodes(self) -> list[tuple[arb, arb]]:
        """Nodes and weights."""
        if self.step is ZERO:
            return [(ZERO, arb(1))]
        top = self.step / (2 * arb.pi()).sqrt()
        points = [self.step * i for i in range(-self.reach, self.reach + 1)]
        return [(x, top * (-x * x / 2).exp()) for x in points]

    def discretised(self) -> arb:
        """2D exp(A²/2) E(r) E(s) / (exp(2πA/h) − 1)."""
        if self.step is ZERO:
            return ZERO
        D, r, s = self.joint
        A = self.half
        inner = 2 * D * (A * A / 2).exp() * moment(r) * moment(s)
        return inner / (2 * arb.pi() * A / self.step).expm1()

    def left_out(self, rate: arb) -> arb:
        """t(r, h, N)."""
        if self.step is ZERO:
            return ZERO
        end = self.step * self.reach
        beyond = ((end - rate) / arb(2).sqrt()).erfc() if end > rate else UNKNOWN
        return moment(rate) / 2 * beyond


def moment(rate: arb) -> arb:
    """E(r) = 2 exp(r²/2) ≥ E[exp(r|x|)]."""
    return 2 * (rate * rate / 2).exp()


def sums(
    f: Expr,
    g: Expr,
    scales: Triple,
    bits: float,
    most: int = MAX_WORK,
    work: Work | None = None,
    means: Means = CENTRED,
    sharp: bool = False,
) -> arb:
    """A ball around ∫∫ φ(x) φ(y) f(m1 + αx) g(m2 + βx + γy) dx dy.

    Its radius is about 2^−bits where `most` terms (`sharp`: values of f and g) allow for that.
    """
    own = tuple(nodes(f))
    other = tuple(nodes(g))
    if work is not None:
        work.charge(len(WIDTHS) * (len(own) + len(other)))
    alpha, beta, gamma = scales
    x = grid(f, g, scales, (alpha, abs(beta)), bits * log(2), means)
    y = grid(f, g, scales, (gamma,), bits * log(2), means)
    if x is None or y is None or _terms(x, y, scales, sharp) * flint.ctx.prec > most:
        return sums(f, g, scales, bits * 3 / 4, most, work, means, sharp) if bits > MIN_BITS else UNKNOWN
    y, pace = in_step(x, y, scales)
    error = _error(x, y, joint_bound(f, g, scales, 0, means) or (UNKNOWN, UNKNOWN, UNKNOWN))
    if work is not None:
        values = x.size * y.size if pace is None else pace.values(x, y)
        work.charge((values * (len(other) + 2) + x.size * len(own) + y.size) * price())
    places = Places(f, g, scales, means)
    total = _node_by_node(places, x, y) if pace is None else _in_step(places, x, y, pace)
    return total + arb(0, error.upper()) if error.is_finite() else UNKNOWN


def _terms(x: Grid, y: Grid, scales: Triple, sharp: bool) -> int:
    """The terms of a sum, or the values of f and g in it."""
    if sharp:
        finer, pace = in_step(x, y, scales)
        if pace is not None:
            return pace.values(x, finer) + x.size + finer.size
    return x.size * y.size


def _error(x: Grid, y: Grid, on_the_line: Triple) -> arb:
    """By how much the double sum errs at most; D, r, s `on_the_line` (or in some strip around it)."""
    D, r, s = on_the_line
    discretised = x.discretised() + (1 + x.step) * y.discretised()
    left_out = x.left_out(r) * (1 + y.step) * moment(s) + (1 + x.step) * moment(r) * y.left_out(s)
    return discretised + D * left_out


class Places(NamedTuple):
    """f(m1 + αx) and g(m2 + βx + γy)."""

    f: Expr
    g: Expr
    scales: Triple
    means: Means

    @property
    def first(self) -> Callable[[arb], arb]:
        """x ↦ f(m1 + αx)."""
        program = Program((self.f,), "z")
        return lambda x: program(self.means[0] + self.scales[0] * x)[0]

    @property
    def second(self) -> Callable[[arb], arb]:
        """t ↦ g(m2 + t)."""
        program = Program((self.g,), "z")
        return lambda t: program(self.means[1] + t)[0]


def _node_by_node(places: Places, x: Grid, y: Grid) -> arb:
    """Σ_ij v_i w_j f(m1 + αx_i) g(m2 + βx_i + γy_j)."""
    _, beta, gamma = places.scales
    own = places.first
    other = places.second
    row = y.nodes()
    total = arb(0)
    for t, weight in x.nodes():
        values = (w * other(beta * t + gamma * e) for e, w in row)
        total += weight * own(t) * sum(values, ZERO)
    return total


class Pace(NamedTuple):
    """βx_i + γy_j = (β·h/p)·(p·i + q·j) with the step h of x, up to the sign of j."""

    p: int
    q: int

    def values(self, x: Grid, y: Grid) -> int:
        """How many values of g the sum takes."""
        return 2 * (self.p * x.reach + self.q * y.reach) + 1


def in_step(x: Grid, y: Grid, scales: Triple) -> tuple[Grid, Pace | None]:
    """A grid for y, at least as fine, on which the arguments of g are those of one grid; None where there is none."""
    _, beta, gamma = scales
    if x.step is ZERO or y.step is ZERO or not (abs(beta) > 0 and gamma > 0):
        return y, None
    ratio = float((abs(beta) * x.step / (gamma * y.step)).mid())
    if not 1 / MAX_PACE < ratio < MAX_PACE:
        return y, None
    pace = Pace(ceil(ratio), 1) if ratio > 1 else Pace(1, floor(1 / ratio))
    step = abs(beta) * x.step * pace.q / (gamma * pace.p)
    if not step > step.mid() / 2:
        return y, None
    reach = ceil(float(y.step) * y.reach / float(step.lower()))
    if pace.p * x.reach + pace.q * reach > 2 * x.reach * y.reach:  # dearer than node by node
        return y, None
    return y._replace(step=step, reach=reach), pace


def _in_step(places: Places, x: Grid, y: Grid, pace: Pace) -> arb:
    """The sum of `_node_by_node` as Σ_i v_i f(m1 + αx_i) Σ_j w_j G_(p·i + q·j), with every value of g once.

    The inner sums are coefficients of a product of polynomials.  y ↦ −y leaves the weights as they are.
    """
    _, beta, _ = places.scales
    p, q = pace
    own = places.first
    other = places.second
    apart = beta * x.step / p
    top = p * x.reach + q * y.reach
    values = arb_poly([other(apart * n) for n in range(-top, top + 1)])
    row = [ZERO] * (2 * q * y.reach + 1)
    row[::q] = [w for _, w in y.nodes()]
    inner = arb_poly(row) * values
    first = 2 * q * y.reach  # of the coefficients that are used
    terms = (w * own(t) * inner[first + p * i] for i, (t, w) in enumerate(x.nodes()))
    return sum(terms, arb(0))


def joint_bound(f: Expr, g: Expr, scales: Triple, width: int, means: Means = CENTRED) -> Triple | None:
    """D, r, s in strips where the arguments of f and g stay within WIDTHS[width]."""
    alpha, beta, gamma = scales
    own = growth(f, width)
    other = growth(g, width)
    if own is None or other is None:
        return None
    D_f, R_f = own
    D_g, R_g = other
    m1, m2 = means
    moved = (R_f * abs(m1) + R_g * abs(m2)).exp()  # |Re z + m| ≤ |Re z| + |m|
    return D_f * D_g * moved, alpha * R_f + abs(beta) * R_g, gamma * R_g


def grid(f: Expr, g: Expr, scales: Triple, moved: tuple[arb, ...], aim: float, means: Means = CENTRED) -> Grid | None:
    """The coarsest grid, in floating point, whose error is about exp(−aim); `moved` are α and |β|, or γ."""
    point = Grid(ZERO, ZERO, 0, (ZERO, ZERO, ZERO))
    if all(scale == 0 for scale in moved):
        return point
    largest = max(1e-99, *(float(scale.upper()) for scale in moved))
    best = point
    for width, a in enumerate(WIDTHS):
        joint = joint_bound(f, g, scales, width, means)
        if joint is None:
            continue
        half = min(0.999 * float(a) / largest, sqrt(2 * aim))
        D, r, s = map(float, joint)
        size = aim + 2 + log(max(D, 1)) + (r * r + s * s) / 2
        step = 2 * pi * half / (size + half * half / 2)
        end = (r if len(moved) > 1 else s) + sqrt(2 * size)
        coarser = step > best.step and end / step < MAX_WORK
        if coarser and all(scale * arb(half) <= a for scale in moved):
            best = Grid(arb(half), arb(step), ceil(end / step), joint, width)
    return best if best.reach else None
