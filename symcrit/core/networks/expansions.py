"""Numbers that depend on a small parameter: t^order·g(t) for all t of an interval that may begin at 0.

g is a Taylor model with a relative remainder: with u = t − base there are numbers g_0, …, g_(n−1) in given balls, and
g(t) = Σ_{i<n} g_i·u^i + u^n·R(t) with R(t) in a given ball at every t of the interval.  What a product, a quotient or a
root leaves over has u^n as an exact factor, so no bound loses by cancellation.  At base 0 a power of t is divided out
where the first coefficients are exactly 0 (not nearly: so the first ones are known there as `exact` numbers, too, and
one that is 0 is the ball of 0 alone).  Rule `taylor`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from flint import arb, arb_poly, arb_series, ctx, fmpq

from symcrit.core.algebra.balls import evaluate_all, integer_power
from symcrit.core.algebra.expr import Expr, nodes
from symcrit.core.networks import exact
from symcrit.core.reading import require

TERMS = 10  # n, where t is not a single number
FURTHEST = 10**15  # the largest power of t; what is beyond is refused
DIRECT = 64  # powers of t up to this one are expanded before they are folded, larger ones by halves


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
        self.t = Expansion(self, 1, arb_poly([1]), self.known(fmpq(1)))
        self.pi = Expansion(self, 0, arb_poly([arb.pi()]), exact.constant(exact.PI) if self.at_zero else exact.NOTHING)

    def known(self, value: fmpq) -> exact.Series:
        """A rational number as a series, where exact numbers matter: at base 0."""
        if not self.at_zero:
            return exact.NOTHING
        try:
            return exact.constant(exact.rational(value))
        except exact.Unknown:
            return exact.NOTHING

    def number(self, value: Scalar) -> Expansion:
        """A constant; an expansion stays what it is."""
        if isinstance(value, Expansion):
            return value
        if isinstance(value, fmpq) and value.q != 1:
            return Expansion(self, 0, arb_poly([arb(value)]), self.known(value))
        if isinstance(value, fmpq):
            return self.number(int(value.p))
        if type(value) is not int:
            return Expansion(self, 0, arb_poly([arb(value)]), exact.NOTHING)
        if value not in self.integers:
            self.integers[value] = Expansion(self, 0, arb_poly([value]), self.known(fmpq(value)))
        return self.integers[value]

    def polynomial(self, coefficients: Sequence[fmpq]) -> Expansion:
        """Σ c_i·(t − base)^i."""
        return Expansion(self, 0, self.folded(arb_poly([arb(c) for c in coefficients])), self._listed(coefficients))

    def _listed(self, coefficients: Sequence[fmpq]) -> exact.Series:
        """The first of these coefficients, and 0 beyond them."""
        padded = [*coefficients, *[fmpq(0)] * exact.HEAD][: exact.HEAD]
        found: list[exact.Exact] = []
        for c in padded:
            own = self.known(c)
            if not own:
                break
            found.append(own[0])
        return tuple(found)

    def values(self, roots: Sequence[Expr], values: Mapping[str, Expansion]) -> list[Expansion]:
        """Expressions at expansions."""
        order = list(nodes(*roots))
        memo: dict[Expr, Expansion] = {node: self.number(node.value) for node in order if node.op == "num"}
        memo |= {node: self.pi for node in order if node.op == "pi"}
        found = evaluate_all(order, values, memo)
        return [self.number(found[root]) for root in roots]

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

    def aligned(self, g: arb_poly, shift: int) -> arb_poly:
        """t^shift·g; shift ≥ 0, or any where the base is not 0."""
        if not shift:
            return g
        if not self.at_zero:
            return self.folded(g * self.power(shift))
        if shift <= DIRECT:
            return self.folded(g.left_shift(shift))
        beyond = integer_power(self.moves, shift - self.terms) * self.range(g)
        return arb_poly([0] * self.terms + [beyond])


class Expansion:
    """t^order·g(t); `known`: the first coefficients of g, exactly, as far as they are known (at base 0 only)."""

    __slots__ = ("g", "known", "order", "stretch")

    def __init__(self, stretch: Stretch, order: int, g: arb_poly, known: exact.Series) -> None:
        require(abs(order) <= FURTHEST, "a power of t that is too large")
        self.stretch = stretch
        self.order = order
        self.g = g
        self.known = known
        for i, coefficient in enumerate(known):
            if not coefficient and i < min(len(g), stretch.terms) and not g[i].is_zero():
                g[i] = 0  # what it is exactly

    def __add__(self, other: Scalar) -> Expansion:
        stretch = self.stretch
        term = stretch.number(other)
        if self.is_zero() or term.is_zero():
            return term if self.is_zero() else self
        order = min(self.order, term.order)
        first = self._at_order(order)
        second = term._at_order(order)
        return Expansion(stretch, order, first.g + second.g, exact.plus(first.known, second.known))

    def __mul__(self, other: Scalar) -> Expansion:
        stretch = self.stretch
        factor = stretch.number(other)
        if self is stretch.one:
            return factor
        if factor is stretch.one:
            return self
        g = stretch.folded(self.g * factor.g)
        return Expansion(stretch, self.order + factor.order, g, exact.times(self.known, factor.known))

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Expansion:
        return Expansion(self.stretch, self.order, -self.g, exact.minus(self.known))

    def __sub__(self, other: Scalar) -> Expansion:
        return self + -other

    def __rsub__(self, other: Scalar) -> Expansion:
        return -self + other

    def __truediv__(self, other: Scalar) -> Expansion:
        return self * (1 / self.stretch.number(other))

    def __rtruediv__(self, other: Scalar) -> Expansion:
        divisor = self._trimmed()
        g = self.stretch.inverse(divisor.g)
        return Expansion(self.stretch, -divisor.order, g, exact.inverse(divisor.known)) * other

    def _trimmed(self) -> Expansion:
        """The same without first coefficients that are exactly 0; g ≠ 0 is not promised.

        The ball of u^n, which is no coefficient, becomes that of a lower power: n − gone, where nothing is `known`.
        """
        coefficients = self.g.coeffs()
        gone = next((i for i, c in enumerate(coefficients) if not c.is_zero()), 0)
        if not self.stretch.at_zero or not gone:
            return self
        return Expansion(self.stretch, self.order + gone, self.g.right_shift(gone), self.known[gone:])

    def _at_order(self, order: int) -> Expansion:
        """The same as t^order·g, for an order that is not larger, or any where the base is not 0."""
        shift = self.order - order
        if not shift:
            return self
        known = exact.shifted(self.known, shift) if self.stretch.at_zero else exact.NOTHING
        return Expansion(self.stretch, order, self.stretch.aligned(self.g, shift), known)

    def sqrt(self) -> Expansion:
        """The root of what is positive for t > 0; raises `Reject`."""
        term = self._trimmed()
        term = term._at_order(term.order - term.order % 2)
        return Expansion(self.stretch, term.order // 2, self.stretch.root(term.g), exact.root(term.known))

    def asin(self) -> Expansion:
        """The arc sine of what is in (−1, 1); raises `Reject`."""
        term = self if self.order >= 0 else self._trimmed()
        term = term._at_order(min(term.order, 0))
        require(term.order == 0, "an arc sine of what may leave (−1, 1)")
        return Expansion(self.stretch, 0, self.stretch.arc_sine(term.g), exact.arc_sine(term.known))

    def acos(self) -> Expansion:
        """π/2 − asin."""
        return self.stretch.pi * fmpq(1, 2) - self.asin()

    def is_zero(self) -> bool:
        """Whether it is exactly 0."""
        return all(coefficient.is_zero() for coefficient in self.g.coeffs())

    def is_positive(self) -> bool:
        """Whether it is shown to be positive for all t > 0 of the stretch."""
        return bool(self.stretch.range(self._trimmed().g) > 0)

    def leading(self) -> int:
        """The order in t, as far as it is exactly known."""
        return self._trimmed().order

    def ball(self, order: int = 0) -> arb:
        """A ball for t^order times the number, for all t > 0 of the stretch; not finite where that is not known."""
        g = self._polynomial(self.order + order)
        return arb("nan") if g is None else self.stretch.range(g)

    def _polynomial(self, order: int) -> arb_poly | None:
        """Coefficients of t^order·g; None where what t^(−order) divides is not exactly 0."""
        if not self.stretch.at_zero or order >= 0:
            return self.stretch.aligned(self.g, order)
        gone = -order
        divided = all(c.is_zero() for c in self.g.truncate(gone).coeffs())
        if not divided or (gone > self.stretch.terms and not self.is_zero()):
            return None
        return self.g.right_shift(gone)


Scalar = Expansion | arb | fmpq | int  # what an expansion is added to, or multiplied by
