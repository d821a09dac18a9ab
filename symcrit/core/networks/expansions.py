"""Numbers that depend on a small parameter: Σ_j π^j t^v_j g_j(t) for all t of an interval that may begin at 0.

g is a Taylor model with a relative remainder: with u = t − base there are numbers g_0, …, g_(n−1) in given balls, and
g(t) = Σ_{i<n} g_i·u^i + u^n·R(t) with R(t) in a given ball at every t of the interval.  What a product, a quotient or a
root leaves over has u^n as an exact factor, so no bound loses by cancellation.  At base 0 a power of t is divided out
where the first coefficients are exactly 0 (not nearly, and that is why π stays apart there).  Rule `taylor`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from flint import arb, arb_poly, arb_series, ctx

from symcrit.core.algebra.balls import integer_power
from symcrit.core.reading import require

TERMS = 10  # n, where t is not a single number
DIRECT = 64  # powers of t up to this one are expanded before they are folded, larger ones by halves


class Term(NamedTuple):
    """t^order·g(t): the polynomial with coefficients g_0, …, g_(n−1) and, of u^n, the ball that holds R."""

    order: int
    g: arb_poly


class Stretch:
    """All t from low to high, 0 ≤ low ≤ high; the base is 0 if low is, else in the middle.

    `at_zero`: whether the base is 0.  For a single t (low is high) balls do: n = 1.
    """

    def __init__(self, low: arb, high: arb) -> None:
        self.terms = 1 if low is high else TERMS
        require(ctx.cap >= self.terms, f"python-flint keeps fewer than {self.terms} coefficients")
        self.whole = low.union(high)
        self.at_zero = bool(low == 0)
        self.base = arb(0) if self.at_zero else self.whole.mid()
        self.moves = self.whole - self.base  # the values of u
        self.power = cache(self._power)
        self.integers: dict[int, Expansion] = {}  # so that equal ones are the same object
        self.one = self.number(1)
        self.t = Expansion(self, {0: Term(1, arb_poly([1]))})

    def number(self, value: Scalar) -> Expansion:
        """A constant; an expansion stays what it is."""
        if isinstance(value, Expansion):
            return value
        if type(value) is not int:
            return Expansion(self, {0: Term(0, arb_poly([arb(value)]))})
        if value not in self.integers:
            self.integers[value] = Expansion(self, {0: Term(0, arb_poly([value]))})
        return self.integers[value]

    def with_pi(self, power: int, value: arb | int) -> Expansion:
        """π^power times a constant; π is kept apart where exact zeros matter, at base 0."""
        if self.at_zero:
            return Expansion(self, {power: Term(0, arb_poly([arb(value)]))})
        return self.number(value * integer_power(arb.pi(), power))

    def polynomial(self, coefficients: Sequence[arb]) -> Expansion:
        """Σ c_i·(t − base)^i, balls c_i."""
        return Expansion(self, {0: Term(0, self.folded(arb_poly(list(coefficients))))})

    def folded(self, p: arb_poly) -> arb_poly:
        """Σ c_i·u^i with c_n + c_(n+1)·u + … over the whole interval as its last coefficient."""
        n = self.terms
        if len(p) <= n + 1:
            return p
        low = p.truncate(n)
        low[n] = p.right_shift(n)(self.moves)
        return low

    def rest(self, p: arb_poly) -> arb:
        """A ball for c_n + c_(n+1)·u + …."""
        return p.right_shift(self.terms)(self.moves)

    def range(self, p: arb_poly) -> arb:
        """A ball for Σ c_i·u^i."""
        return p(self.moves)

    def with_rest(self, series: arb_series, rest: arb) -> arb_poly:
        """Coefficients g_0, …, g_(n−1), and the ball of u^n."""
        p = arb_poly(series.coeffs())
        p[self.terms] = rest
        return p

    def _power(self, n: int) -> arb_poly:
        """t^n as a Taylor model; n ≥ 0 where the base is 0."""
        if n == -1:
            return self.inverse(self.power(1))
        if 0 <= n <= DIRECT:
            return self.folded(arb_poly([self.base, 1]) ** n)
        half = n // 2
        return self.folded(self.power(half) * self.power(n - half))

    def inverse(self, q: arb_poly) -> arb_poly:
        """1/q: with s = Σ s_i·u^i, the first coefficients of 1/q, q·s = 1 + u^n·E and 1/q = s − u^n·E/q.

        Raises `Reject` where q may be 0.
        """
        whole = self.range(q)
        require(whole < 0 or whole > 0, "a denominator may be 0")
        s = 1 / arb_series(q.truncate(self.terms), self.terms)
        return self.with_rest(s, -self.rest(q * arb_poly(s.coeffs())) / whole)

    def root(self, q: arb_poly) -> arb_poly:
        """√q: with s = Σ s_i·u^i, its first coefficients, q − s² = u^n·E and √q = s + u^n·E/(√q + s).

        Raises `Reject` where q may be 0 or negative.
        """
        whole = self.range(q)
        require(whole > 0, "a root of what may be 0 or negative")
        s = arb_series(q.truncate(self.terms), self.terms).sqrt()
        root = arb_poly(s.coeffs())
        below = whole.sqrt() + self.range(root)
        require(below > 0, "a root of what may be 0 or negative")
        return self.with_rest(s, self.rest(q - root * root) / below)

    def arc_sine(self, x: arb_poly) -> arb_poly:
        """asin x: with x = P + u^n·R, asin P = asin P(0) + ∫ P′/√(1 − P²), and asin x − asin P = u^n·R/√(1 − ζ²).

        In the integral u^n·R becomes u^(n+1) times a mean of R, divided by n + 1.

        Raises `Reject` where x may leave (−1, 1).
        """
        P = x.truncate(self.terms)
        between = self.range(x).union(self.range(P))
        require(abs(between) < 1, "an arc sine of what may leave (−1, 1)")
        slope = self.inverse(self.root(1 - self.folded(P * P)))
        result = self.folded(self.folded(P.derivative() * slope).integral() + P[0].asin())
        if len(x) > self.terms:
            result[self.terms] = result[self.terms] + x[self.terms] / (1 - between * between).sqrt()
        return result

    def aligned(self, term: Term, order: int) -> Term:
        """The same with another order: a lower one, or any where the base is not 0."""
        shift = term.order - order
        if not shift:
            return term
        if not self.at_zero:
            return Term(order, self.folded(term.g * self.power(shift)))
        if shift <= DIRECT:
            return Term(order, self.folded(term.g.left_shift(shift)))
        beyond = integer_power(self.moves, shift - self.terms) * self.range(term.g)
        return Term(order, arb_poly([0] * self.terms + [beyond]))

    def plus(self, x: Term, y: Term) -> Term:
        """The sum."""
        if not len(x.g) or not len(y.g):
            return x if len(x.g) else y
        order = min(x.order, y.order)
        return Term(order, self.aligned(x, order).g + self.aligned(y, order).g)

    def times(self, x: Term, y: Term) -> Term:
        """The product."""
        return Term(x.order + y.order, self.folded(x.g * y.g))


class Expansion:
    """Σ_j π^j t^v_j g_j(t), the terms by j; functions of it do not keep π apart."""

    __slots__ = ("parts", "stretch")

    def __init__(self, stretch: Stretch, parts: dict[int, Term]) -> None:
        self.stretch = stretch
        self.parts = parts

    def __add__(self, other: Scalar) -> Expansion:
        parts = dict(self.parts)
        for j, term in self.stretch.number(other).parts.items():
            parts[j] = self.stretch.plus(parts[j], term) if j in parts else term
        return Expansion(self.stretch, parts)

    def __mul__(self, other: Scalar) -> Expansion:
        stretch = self.stretch
        factor = stretch.number(other)
        if self is stretch.one:
            return factor
        if factor is stretch.one:
            return self
        parts: dict[int, Term] = {}
        for i, x in self.parts.items():
            for j, y in factor.parts.items():
                term = stretch.times(x, y)
                parts[i + j] = stretch.plus(parts[i + j], term) if i + j in parts else term
        return Expansion(stretch, parts)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Expansion:
        return Expansion(self.stretch, {j: Term(order, -g) for j, (order, g) in self.parts.items()})

    def __sub__(self, other: Scalar) -> Expansion:
        return self + -other

    def __rsub__(self, other: Scalar) -> Expansion:
        return -self + other

    def __truediv__(self, other: Scalar) -> Expansion:
        return self * (1 / self.stretch.number(other))

    def __rtruediv__(self, other: Scalar) -> Expansion:
        order, g = self._merged()
        return Expansion(self.stretch, {0: Term(-order, self.stretch.inverse(g))}) * other

    def _merged(self) -> Term:
        found = Term(0, arb_poly([]))
        for j, term in self.parts.items():
            factor = integer_power(arb.pi(), j)
            found = self.stretch.plus(found, Term(term.order, term.g * factor) if j else term)
        return found

    def sqrt(self) -> Expansion:
        """The root of what is positive for t > 0; raises `Reject`."""
        term = self._merged()
        order, g = self.stretch.aligned(term, term.order - term.order % 2)
        return Expansion(self.stretch, {0: Term(order // 2, self.stretch.root(g))})

    def asin(self) -> Expansion:
        """The arc sine of what is in (−1, 1); raises `Reject`."""
        term = self._merged()
        order, g = self.stretch.aligned(term, min(term.order, 0))
        require(order == 0, "an arc sine of what may leave (−1, 1)")
        return Expansion(self.stretch, {0: Term(0, self.stretch.arc_sine(g))})

    def is_zero(self) -> bool:
        """Whether it is exactly 0."""
        return not any(len(term.g) for term in self.parts.values())

    def ball(self, order: int = 0) -> arb:
        """A ball for t^order times the number, for all t > 0 of the stretch; not finite where that is not known."""
        found = arb_poly([])
        for j, term in self.parts.items():
            own = self._polynomial(j, term._replace(order=term.order + order))
            if own is None:
                return arb("nan")
            found = found + own
        return self.stretch.range(found)

    def _polynomial(self, j: int, term: Term) -> arb_poly | None:
        """Coefficients of the powers of u in a part; None where what t^(−order) divides is not exactly 0."""
        factor: arb = integer_power(arb.pi(), j)
        if not self.stretch.at_zero or term.order >= 0:
            return self.stretch.aligned(term, 0).g * factor
        gone = -term.order
        known = gone <= self.stretch.terms and not len(term.g.truncate(gone))
        if not known:
            return None
        return term.g.right_shift(gone) * factor


Scalar = Expansion | arb | int  # what an expansion is added to, or multiplied by
