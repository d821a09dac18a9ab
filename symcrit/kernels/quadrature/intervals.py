r"""Expectations of functions in pieces, with kinks, jumps and means, in balls: E[σ(u)τ(v)], (u, v) ~ N(m, Q).

With u = m1 + αx, v = m2 + βx + γy, x, y ~ N(0, 1) independent, α = √q11, β = q12/√q11, γ = √((q11·q22 − q12²)/q11),

    E[σ(u)τ(v)] = ∫ φ(x) σ(m1 + αx) g(m2 + βx) dx,   g(z) = E[τ(z + γy)].

σ and τ are sums of `Term`s between breakpoints b_1 < … < b_k.  The line is cut where u is a breakpoint, and for γ = 0
where v is one; between the cuts the integrand is analytic, and Arb's adaptive quadrature encloses the integral over
|x| ≤ X.  The rest is at most, by Hölder's inequality, P(|x| > X)^{1/2} E[σ(u)⁴]^{1/4} E[τ(v)⁴]^{1/4}.

*One variable.*  For y ~ N(μ, w), with d = 1 + hw, μ′ = (μ + βw)/d and w′ = w/d,

    E[f(y) exp(−hy²/2 + βy)] = d^{−1/2} exp((βμ + β²w/2 − hμ²/2)/d) E[f(y′)],  y′ ~ N(μ′, w′),

cosines by complex β, and I_n = E[y′ⁿ; a < y′ < b] = μ′I_{n−1} + (n − 1)w′I_{n−2} − w′[yⁿ⁻¹ψ(y)]ₐᵇ, ψ its density.
The bivariate normal distribution, in which closed forms are written, does not occur.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log, sqrt

from flint import acb, arb
from sympy import Expr, Rational, S, expand

from symcrit import core
from symcrit.core.algebra import balls
from symcrit.kernels.closed.integrals import expectation_of, m1
from symcrit.kernels.closed.terms import NoClosedForm, Term, terms
from symcrit.kernels.edges import z
from symcrit.kernels.gram import as_ball, gram_balls, sqrt_where_defined, working_precision
from symcrit.kernels.pieces import jump, pieces_of
from symcrit.translate import as_expr, to_json

__all__ = ["InPieces", "at_the_edge", "expectation_in_pieces", "function_in_pieces"]

_NOTHING = arb("nan")
_End = acb | None  # of an interval; None: infinite


@dataclass(frozen=True)
class InPieces:
    """A function between its breakpoints: as sums of terms, and as core reads it.

    joined: at which breakpoints it is continuous. mean: E[f(u)], u ~ N(m1, q11), where there are terms with erf.
    """

    breaks: tuple[Expr, ...]
    terms: tuple[tuple[Term, ...], ...]
    pieces: tuple[core.Expr, ...]
    joined: tuple[bool, ...]
    mean: core.Expr | None

    def places(self) -> list[arb]:
        """The breakpoints."""
        return [as_ball(place) for place in self.breaks]

    def at(self, point: arb) -> arb:
        """The value at a real point; nan at a jump."""
        places = self.places()
        first = sum(bool(place < point) for place in places)
        last = sum(not bool(place > point) for place in places)
        if not all(self.joined[first:last]):
            return _NOTHING
        value = balls.evaluate(self.pieces[first], {"z": point})
        for piece in self.pieces[first + 1 : last + 1]:
            value = value.union(balls.evaluate(piece, {"z": point}))
        return value

    def fourth(self, mean: arb, variance: arb) -> arb:
        """A bound on E[f(u)⁴]^{1/4}, u ~ N(mean, variance), by Minkowski's inequality."""
        total = arb(0)
        for own, ends in zip(self.terms, _intervals(self.places()), strict=True):
            for term in own:
                power = Term(S.One, 4 * term.n, beta=4 * term.beta)
                moment = _mean_of_term(power, acb(mean), acb(variance), *ends).real
                total += abs(as_ball(term.c)) * as_ball(term.gamma).exp() * moment.nonnegative_part().root(4)
        return total

    def mean_at(self, mean: acb, variance: acb) -> acb:
        """E[f(u)], u ~ N(mean, variance), an entire function of the mean."""
        if self.mean is not None:
            return acb(balls.evaluate(self.mean, {"m1": mean, "q11": variance}))
        total = acb(0)
        for own, ends in zip(self.terms, _intervals(self.places()), strict=True):
            for term in own:
                total += _mean_of_term(term, mean, variance, *ends)
        return total


def _intervals(places: Sequence[arb]) -> list[tuple[_End, _End]]:
    """The intervals between the breakpoints."""
    ends: list[_End] = [None, *map(acb, places), None]
    return list(pairwise(ends))


def _mean_of_term(term: Term, mean: acb, variance: acb, low: _End, high: _End) -> acb:
    """E[term(u); low < u < high], u ~ N(mean, variance)."""
    c, h, beta, gamma, omega, phi = (
        acb(as_ball(part)) for part in (term.c, term.h, term.beta, term.gamma, term.omega, term.phi)
    )
    if not (term.omega or term.phi or term.k):
        return c * gamma.exp() * _tilted(term.n, h, beta, mean, variance, low, high)
    turn = phi + term.k * acb.pi() / 2  # cos⁽ᵏ⁾x = cos(x + kπ/2)
    i = acb(0, 1)
    total = acb(0)
    for way in (i, -i):
        total += (way * turn).exp() * _tilted(term.n, h, beta + way * omega, mean, variance, low, high)
    return c * gamma.exp() * total / 2


def _tilted(n: int, h: acb, beta: acb, mean: acb, variance: acb, low: _End, high: _End) -> acb:
    """E[uⁿ exp(−hu²/2 + βu); low < u < high]."""
    d = 1 + h * variance
    height = ((beta * mean + beta * beta * variance / 2 - h * mean * mean / 2) / d).exp() / d.sqrt()
    return height * _moment(n, (mean + beta * variance) / d, variance / d, low, high)


def _moment(n: int, mean: acb, variance: acb, low: _End, high: _End) -> acb:
    """I_n."""
    scale = (2 * variance).sqrt()
    below = acb(-1) if low is None else ((low - mean) / scale).erf()
    above = acb(1) if high is None else ((high - mean) / scale).erf()
    found = [(above - below) / 2]
    ends = [(end, way) for end, way in ((high, 1), (low, -1)) if end is not None]
    heights = [way * (-(((end - mean) / scale) ** 2)).exp() / (acb.pi().sqrt() * scale) for end, way in ends]
    powers = [acb(1) for _ in ends]
    for j in range(1, n + 1):
        value = mean * found[-1]
        if j > 1:
            value += (j - 1) * variance * found[-2]
        for place, (end, _) in enumerate(ends):
            value -= variance * powers[place] * heights[place]
            powers[place] *= end
        found.append(value)
    return found[n]


@cache
def function_in_pieces(expr: Expr) -> InPieces | None:
    """An expression in z as sums of terms between breakpoints; None where it is none.

    >>> function_in_pieces(abs(z - 1)).at(arb(-2))
    3.00000000000000
    """
    own = pieces_of(expr)
    if own is None:
        return None
    try:
        found = tuple(tuple(terms(piece)) if piece != 0 else () for piece in own.pieces)
        has_erf = any(term.e is not None for part in found for term in part)
        if has_erf and own.breaks:
            return None
        mean = core.parse(to_json(expectation_of(list(found[0]), [Term(S.One)], (m1, S.Zero)))) if has_erf else None
    except NoClosedForm:
        return None
    joined = tuple(jump(own, i) == 0 for i in range(len(own.breaks)))
    pieces = tuple(core.parse(to_json(piece)) for piece in own.pieces)
    return InPieces(own.breaks, found, pieces, joined, mean)


def expectation_in_pieces(
    f: InPieces,
    g: InPieces,
    q11: object,
    q12: object,
    q22: object,
    *,
    means: Sequence[object] = (0, 0),
    digits: int = 15,
) -> arb:
    """A ball that contains E[f(u)g(v)], (u, v) ~ N(means, Q), of radius about 10^−digits for exact numbers.

    f, g: from `function_in_pieces`. A ball that is not finite says nothing: it comes where a ball of q11, of q22 or of
    the determinant contains 0 without being 0, and where a jump is at a mean without variance.
    Raises InputError for a matrix that is certainly no covariance.

    >>> relu, step = (function_in_pieces(one) for one in ((z + abs(z)) / 2, (1 + z / abs(z)) / 2))
    >>> expectation_in_pieces(relu, relu, 1, 0, 1, means=(1, 0), digits=20).str(15, radius=False)
    '0.432180344230403'
    >>> expectation_in_pieces(step, step, 1, 1, 1, means=("1/2", 2), digits=20).str(15, radius=False)
    '0.691462461274013'
    """
    with balls.precision(2 * working_precision(digits)):
        a, b, c, determinant = gram_balls(q11, q12, q22)
        first, second = map(as_ball, means)
        if a == 0:
            return f.at(first) * _mean(g, second, c)
        if c == 0:
            return g.at(second) * _mean(f, first, a)
        alpha, gamma = sqrt_where_defined(a), sqrt_where_defined(determinant / a)
        beta = b / alpha
        if not (alpha > 0 and (gamma > 0 or gamma == 0)):
            return _NOTHING
        line = _Line(f, g, (alpha, beta, gamma), (first, second))
        cuts = line.cuts((q11, q12), means)
        end = arb(sqrt(4 * log(10) * (digits + 5)))
        parts = None if cuts is None else _parts(cuts, end)
        if parts is None:
            return _NOTHING
        rest = (end / arb(2).sqrt()).erfc().sqrt() * f.fourth(first, a) * g.fourth(second, c)
        total = sum((line.between(*part) for part in parts), arb(0))
        return total + arb(0, rest.upper()) if rest.is_finite() else _NOTHING


def _mean(f: InPieces, mean: arb, variance: arb) -> arb:
    """E[f(u)] for one variable."""
    return f.at(mean) if variance == 0 else f.mean_at(acb(mean), acb(variance)).real


@dataclass(frozen=True)
class _Cut:
    """Where u (v) passes `of_u` (`of_v`) breakpoints; which of them."""

    at: arb
    of_u: int
    of_v: int


@dataclass(frozen=True)
class _Line:
    """The integrand φ(x)f(u)g(v)."""

    f: InPieces
    g: InPieces
    scales: tuple[arb, arb, arb]
    means: tuple[arb, arb]

    def cuts(self, q: Sequence[object], means: Sequence[object]) -> list[_Cut] | None:
        """Where the integrand is not analytic, from the left; None where the order is not certain."""
        alpha, beta, gamma = self.scales
        found = [_Cut((place - self.means[0]) / alpha, 1, 0) for place in self.f.places()]
        if gamma == 0:  # then β is not 0
            for place, exact in zip(self.g.places(), self.g.breaks, strict=True):
                own = _Cut((place - self.means[1]) / beta, 0, 1)
                together = [i for i, b in enumerate(self.f.breaks) if _meet(q, means, b, exact)]
                if together:
                    found[together[0]] = _Cut(found[together[0]].at, 1, 1)
                else:
                    found.append(own)
        found.sort(key=lambda cut: float(cut.at))
        apart = all(bool(one.at < other.at) for one, other in pairwise(found))
        return found if apart else None

    def between(self, start: arb, stop: arb, u: int, v: int) -> arb:
        """The integral from `start` to `stop`, past u breakpoints of f and v of g."""
        alpha, beta, gamma = self.scales
        f, g = self.f, self.g
        first = f.pieces[u]
        place = v if beta > 0 else len(g.breaks) - v
        height = 1 / (2 * arb.pi()).sqrt()

        def integrand(x: acb, _: bool) -> acb:
            at = self.means[1] + beta * x
            second = balls.evaluate(g.pieces[place], {"z": at}) if gamma == 0 else g.mean_at(at, acb(gamma * gamma))
            value = balls.evaluate(first, {"z": self.means[0] + alpha * x}) * second
            return acb(value * height * (-x * x / 2).exp())

        return acb.integral(integrand, start, stop).real


def _meet(q: Sequence[object], means: Sequence[object], b: Expr, c: Expr) -> bool:
    """Whether u = b and v = c for the same x, where v depends on x alone: (b − m1)·q12 = (c − m2)·q11."""
    given = [_exact(value) for value in (*q, *means)]
    if None in given:
        return False
    q11, q12, first, second = given
    return bool(expand((b - first) * q12 - (c - second) * q11) == 0)


def _exact(value: object) -> Expr | None:
    """An exact number; None for a ball with a radius."""
    if not isinstance(value, arb):
        return as_expr(value)
    if not value.is_exact():
        return None
    n, e = value.man_exp()
    return Rational(int(n)) * Rational(2) ** int(e)


def _parts(cuts: list[_Cut], end: arb) -> list[tuple[arb, arb, int, int]] | None:
    """The intervals of |x| ≤ end between the cuts, each with the number of cuts (of u, of v) to its left."""
    inside = [cut for cut in cuts if abs(cut.at) < end]
    left = [cut for cut in cuts if cut.at <= -end]
    if len(inside) + len(left) + sum(bool(cut.at >= end) for cut in cuts) < len(cuts):
        return None
    u, v = sum(cut.of_u for cut in left), sum(cut.of_v for cut in left)
    found = []
    start = -end
    for cut in inside:
        found.append((start, cut.at, u, v))
        start, u, v = cut.at, u + cut.of_u, v + cut.of_v
    return [*found, (start, end, u, v)]


def at_the_edge(
    form: core.Expr, pair: Sequence[Expr], q: Sequence[object], means: Sequence[object], digits: int
) -> arb:
    """κ = E[σ(u)τ(v)] at exact numbers where its closed form is not defined: q11 = 0, q22 = 0, or q12² = q11·q22.

    form: the closed form in q11, q12, q22, m1, m2. For continuous σ and τ, |∂κ/∂q12| ≤ E[σ′(u)²]^{1/2} E[τ′(v)²]^{1/2}
    (Price; Cauchy and Schwarz), which q12 does not enter: κ is that at q12·(1 − ε), up to ε·|q12| times this bound.
    With jumps, and with kinks off 0, from the definition.
    """
    f, g = map(function_in_pieces, pair)
    if f is None or g is None or any(isinstance(value, arb) for value in (*q, *means)):
        return _NOTHING
    slopes = [function_in_pieces(one.diff(z)) for one in pair]
    bits = working_precision(digits)
    with balls.precision(4 * bits):
        (a, b, c, determinant), (first, second) = gram_balls(*q), map(as_ball, means)
        if a == 0 or c == 0:
            return expectation_in_pieces(f, g, *q, means=means, digits=digits)
        if determinant != 0:
            return _NOTHING
        if None in slopes or not (all(f.joined) and all(g.joined)):
            return expectation_in_pieces(f, g, *q, means=means, digits=digits)
        shrink = arb(1) / 2 ** (bits + 16)
        values = {"q11": a, "q12": b * (1 - shrink), "q22": c, "m1": first, "m2": second}
        error = shrink * abs(b) * slopes[0].fourth(first, a) * slopes[1].fourth(second, c)
        return balls.evaluate(form, values) + arb(0, error.upper())
