"""Numbers that depend on a small parameter: Σ_j π^j t^v_j g_j(t) for all t of an interval that may begin at 0.

g is known by its Taylor coefficients at a base point and by balls for them over the whole interval; by Taylor's theorem
g(t) = Σ_{i<n} g_i(base)·(t − base)^i + g_n(ξ)·(t − base)^n with some ξ in it.  At base 0 a power of t is divided
out where the first coefficients are exactly 0 (not nearly, and that is why π stays apart).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from flint import arb, arb_series, ctx

from symcrit.core.balls import integer_power
from symcrit.core.reading import require

TERMS = 10  # coefficients


class Term(NamedTuple):
    """t^order·g(t): the series of g at the base, and over the whole interval."""

    order: int
    at: Any
    over: Any

    def times(self, other: "Term") -> "Term":
        """The product."""
        return Term(self.order + other.order, self.at * other.at, self.over * other.over)


class Stretch:
    """All t from low to high, 0 ≤ low ≤ high; the base is 0 if low is, else in the middle."""

    def __init__(self, low: arb, high: arb) -> None:
        require(ctx.cap >= TERMS, f"python-flint keeps fewer than {TERMS} coefficients")
        self.ends, self.whole = (low, high), low.union(high)
        self.base = arb(0) if low == 0 else self.whole.mid()
        self.power = cache(self._power)
        one = self.number(1).parts[0]
        self.t = Expansion(self, {0: one._replace(order=1)})

    def number(self, value: Any) -> Any:
        """A constant; an expansion stays what it is."""
        if isinstance(value, Expansion):
            return value
        series = arb_series([arb(value)], TERMS)
        return Expansion(self, {0: Term(0, series, series)})

    def polynomial(self, coefficients: Sequence[Any]) -> "Expansion":
        """Σ c_i·(t − base)^i, balls c_i."""
        step = arb_series([self.whole - self.base, 1], TERMS)
        over = arb_series([0], TERMS)
        for c in reversed(coefficients):
            over = over * step + c
        return Expansion(self, {0: Term(0, arb_series(list(coefficients), TERMS), over)})

    def _power(self, n: int) -> Term:
        """t^n as a series; n ≥ 0 where the base is 0."""
        binomials = [1]
        for i in range(TERMS - 1):
            binomials.append(binomials[-1] * (n - i) // (i + 1))
        kept = [(c, n - i) for i, c in enumerate(binomials) if c]
        low, high = self.ends
        over = [c * integer_power(low, m).union(integer_power(high, m)) for c, m in kept]  # t^m is monotone
        return Term(0, arb_series([c * integer_power(self.base, m) for c, m in kept], TERMS), arb_series(over, TERMS))

    def aligned(self, term: Term, order: int) -> Term:
        """The same with another order: a lower one, or any where the base is not 0."""
        shift = self.power(term.order - order) if term.order != order else None
        return term.times(shift)._replace(order=order) if shift else term

    def plus(self, x: Term, y: Term) -> Term:
        """The sum."""
        if not (len(x.at) or len(x.over)) or not (len(y.at) or len(y.over)):
            return y if len(y.at) or len(y.over) else x
        order = min(x.order, y.order)
        x, y = self.aligned(x, order), self.aligned(y, order)
        return Term(order, x.at + y.at, x.over + y.over)


class Expansion:
    """Σ_j π^j t^v_j g_j(t), the terms by j; functions of it do not keep π apart."""

    __slots__ = ("parts", "stretch")

    def __init__(self, stretch: Stretch, parts: dict[int, Term]) -> None:
        self.stretch, self.parts = stretch, parts

    def __add__(self, other: Any) -> "Expansion":
        parts = dict(self.parts)
        for j, term in self.stretch.number(other).parts.items():
            parts[j] = self.stretch.plus(parts[j], term) if j in parts else term
        return Expansion(self.stretch, parts)

    def __mul__(self, other: Any) -> "Expansion":
        parts: dict[int, Term] = {}
        for i, x in self.parts.items():
            for j, y in self.stretch.number(other).parts.items():
                term = x.times(y)
                parts[i + j] = self.stretch.plus(parts[i + j], term) if i + j in parts else term
        return Expansion(self.stretch, parts)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> "Expansion":
        parts = {j: Term(order, -at, -over) for j, (order, at, over) in self.parts.items()}
        return Expansion(self.stretch, parts)

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __truediv__(self, other: Any) -> Any:
        return self * (1 / self.stretch.number(other))

    def __rtruediv__(self, other: Any) -> Any:
        order, *both = self._merged()
        require(all(part[0] < 0 or part[0] > 0 for part in both), "a denominator may be 0")
        return Expansion(self.stretch, {0: Term(-order, *(1 / part for part in both))}) * other

    def _merged(self) -> Term:
        found: Term = self.stretch.number(0).parts[0]
        for j, term in self.parts.items():
            factor = integer_power(arb.pi(), j)
            found = self.stretch.plus(found, Term(term.order, term.at * factor, term.over * factor) if j else term)
        return found

    def sqrt(self) -> "Expansion":
        """The root of what is positive for t > 0."""
        term = self._merged()
        order, *both = self.stretch.aligned(term, term.order - term.order % 2)
        require(all(part[0] > 0 for part in both), "a root of what may be 0 or negative")
        return Expansion(self.stretch, {0: Term(order // 2, *(part.sqrt() for part in both))})

    def asin(self) -> "Expansion":
        """The arc sine of what is in (−1, 1)."""
        term = self._merged()
        order, *both = self.stretch.aligned(term, min(term.order, 0))
        require(order == 0 and all(abs(part[0]) < 1 for part in both), "an arc sine of what may leave (−1, 1)")
        return Expansion(self.stretch, {0: Term(0, *(part.asin() for part in both))})

    def is_zero(self) -> bool:
        """Whether it is exactly 0."""
        return not any(len(term.at) or len(term.over) for term in self.parts.values())

    def ball(self, order: int = 0) -> Any:
        """A ball for t^order times the number, for all t > 0 of the stretch; not finite where that is not known."""
        columns = [self._column(j, term._replace(order=term.order + order)) for j, term in self.parts.items()]
        move, length = self.stretch.whole - self.stretch.base, min(map(len, columns))
        if not length:
            return arb("nan")
        tails = [_horner(column[length - 1 :], move) for column in columns]
        heads = [sum(part, arb(0)) for part in zip(*(column[: length - 1] for column in columns), strict=True)]
        return _horner([*heads, sum(tails, arb(0))], move)

    def _column(self, j: int, term: Term) -> list[Any]:
        """Coefficients of the powers of t − base, those at the base and a last one over the whole; none if unknown."""
        at_zero = self.stretch.base == 0
        order, at, over = term if at_zero and term.order < 0 else self.stretch.aligned(term, 0)
        factor, top = integer_power(arb.pi(), j), min(at.prec, over.prec) - 1
        if top < -order or not all(at[i].is_zero() for i in range(-order)):
            return []
        return [at[i] * factor for i in range(-order, top)] + [over[top] * factor]


def _horner(coefficients: Sequence[Any], x: Any) -> Any:
    value = coefficients[-1]
    for c in reversed(coefficients[:-1]):
        value = value * x + c
    return value
