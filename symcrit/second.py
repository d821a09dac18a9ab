#!/usr/bin/env python3
r"""A second checker for certificates of symcrit, which shares nothing with the first.

    python second.py FILE…          a - reads standard input; with --count a table in the end
    symcrit check --second FILE…

A certificate (format 2) holds a claim and what proves or refutes it.  The first checker, `symcrit/core`, works with the
balls of FLINT, with normal forms of FLINT's polynomials, and with formulas for the gradient and the Hessian of the
loss.  This one is a single file on the standard library alone, with other arithmetic (intervals whose ends are integers
over 2^bits; polynomials as dictionaries of fractions) and another method (Taylor series and second-order jets of the
loss itself, of all neurons written out one by one).  It answers

    accepted      the claim holds (or fails, where the certificate refutes it), by what is computed here
    refused       the certificate says something false, or has parts that nothing reads: the reason is given
    not my kind   a kind of claim or of step that is not re-checked here, or one that is beyond these means

and ends with status 0 if all are accepted, 1 if one is refused, 2 if one is not of its kind and none refused, 3 for
what is no certificate.  What is taken as given is said with each answer: that the three forms of a kernel are
E[σ(u)τ(v)] and its derivatives by q11 and q12 (nothing of their derivation is read), and nothing else.

In this order: 1 intervals, 2 functions, 3 expressions, 4 algebra (normal forms and signs), 5 witnesses, 6 the loss,
7 claims, 8 certificates and the command.

Conventions: x ~ N(0, I) unless a law is given; f(x) = Σ a_i σ(w_i·x + β_i), f* likewise with b, v; the loss is
L = scale·E[(f − f*)²] = scale·Σ s_x·s_y κ(q11, q12, q22) over all pairs of neurons, s = (a, −b).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, reduce
from itertools import combinations, pairwise, permutations, product
from typing import Any, ClassVar, NamedTuple, NoReturn

Number = int | Fraction


class Bad(ValueError):
    """What is no well-formed certificate: one line."""


class Refused(Exception):
    """The certificate says something that is certainly false, or that nothing reads: the reason."""


class NotMine(Exception):
    """A kind that is not re-checked here, or a step that is beyond what is: which."""


class NoValue(ArithmeticError):
    """An operation on intervals has no value there: a division by an interval that holds 0, √ of what may be < 0, …"""


def need(condition: object, message: str) -> None:
    """Raises `Bad` unless the condition holds."""
    if not condition:
        raise Bad(message)


# ========================================================================================================== 1 intervals
#
# The guarantee of this part: for all x in X and y in Y, x ∘ y lies in X ∘ Y.  Ends are integers over 2^bits; every
# operation rounds its lower end down and its upper end up (>> and // round down in Python, also below 0).


class Interval:
    """[low, high]/2^bits.

    >>> third = Interval.of(Fraction(1, 3), 64)
    >>> (third * 3).holds(1), (third * 3).holds(Fraction(2, 3))
    (True, False)
    """

    __slots__ = ("bits", "high", "low")

    def __init__(self, low: int, high: int, bits: int) -> None:
        self.low = low
        self.high = high
        self.bits = bits

    @classmethod
    def of(cls, value: Number, bits: int) -> Interval:
        """The smallest interval that holds a rational number."""
        if isinstance(value, int):
            return cls(value << bits, value << bits, bits)
        scaled = value.numerator << bits
        return cls(scaled // value.denominator, -(-scaled // value.denominator), bits)

    def like(self, other: Interval | Number) -> Interval:
        """The other number as an interval of as many bits."""
        if not isinstance(other, Interval):
            return Interval.of(other, self.bits)
        if other.bits != self.bits:
            raise NoValue("intervals of different bits")
        return other

    def __repr__(self) -> str:
        return f"[{self.low / 2**self.bits:.12g}, {self.high / 2**self.bits:.12g}]"

    def holds(self, value: Number) -> bool:
        """Whether a rational number lies inside."""
        scaled = value * 2**self.bits
        return self.low <= scaled <= self.high

    @property
    def sign(self) -> int | None:
        """1, 0 or −1 where all its numbers have this sign; else None."""
        if self.low > 0:
            return 1
        if self.high < 0:
            return -1
        return 0 if self.low == self.high == 0 else None

    @property
    def middle(self) -> Fraction:
        """Its midpoint."""
        return Fraction(self.low + self.high, 2 << self.bits)

    @property
    def size(self) -> Interval:
        """[m, m] with m = max |x|."""
        largest = max(abs(self.low), abs(self.high))
        return Interval(largest, largest, self.bits)

    @property
    def width(self) -> Fraction:
        """high − low."""
        return Fraction(self.high - self.low, 1 << self.bits)

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high), self.bits)

    def cut(self, low: Number | None, high: Number | None) -> Interval:
        """Its part between two numbers; raises `NoValue` if that is empty."""
        least = self.low if low is None else max(self.low, Interval.of(low, self.bits).low)
        most = self.high if high is None else min(self.high, Interval.of(high, self.bits).high)
        if least > most:
            raise NoValue("empty")
        return Interval(least, most, self.bits)

    def to(self, bits: int) -> Interval:
        """The same with another number of bits, rounded outwards."""
        if bits >= self.bits:
            return Interval(self.low << bits - self.bits, self.high << bits - self.bits, bits)
        shift = self.bits - bits
        return Interval(self.low >> shift, -(-self.high >> shift), bits)

    def scaled(self, power: int) -> Interval:
        """Its product with 2^power."""
        if power >= 0:
            return Interval(self.low << power, self.high << power, self.bits)
        return Interval(self.low >> -power, -(-self.high >> -power), self.bits)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.bits)

    def __add__(self, other: Interval | Number) -> Interval:
        if not isinstance(other, SCALAR):
            return NotImplemented
        y = self.like(other)
        return Interval(self.low + y.low, self.high + y.high, self.bits)

    __radd__ = __add__

    def __sub__(self, other: Interval | Number) -> Interval:
        if not isinstance(other, SCALAR):
            return NotImplemented
        y = self.like(other)
        return Interval(self.low - y.high, self.high - y.low, self.bits)

    def __rsub__(self, other: Number) -> Interval:
        return self.like(other) - self

    def __mul__(self, other: Interval | Number) -> Interval:
        if isinstance(other, int):
            ends = (self.low * other, self.high * other)
            return Interval(min(ends), max(ends), self.bits)
        if not isinstance(other, SCALAR):
            return NotImplemented
        y = self.like(other)
        if self.low >= 0 and y.low >= 0:
            least, most = self.low * y.low, self.high * y.high
        else:
            ends4 = (self.low * y.low, self.low * y.high, self.high * y.low, self.high * y.high)
            least, most = min(ends4), max(ends4)
        return Interval(least >> self.bits, -(-most >> self.bits), self.bits)

    __rmul__ = __mul__

    def square(self) -> Interval:
        """{x²}: not the product of two independent numbers."""
        least, most = sorted((abs(self.low), abs(self.high)))
        if self.low < 0 < self.high:
            least = 0
        return Interval(least * least >> self.bits, -(-most * most >> self.bits), self.bits)

    def __truediv__(self, other: Interval | Number) -> Interval:
        if not isinstance(other, SCALAR):
            return NotImplemented
        y = self.like(other)
        if y.low <= 0 <= y.high:
            raise NoValue("a division by what may be 0")
        ends = [(x << self.bits, z) for x in (self.low, self.high) for z in (y.low, y.high)]
        return Interval(min(x // z for x, z in ends), max(-(-x // z) for x, z in ends), self.bits)

    def __rtruediv__(self, other: Number) -> Interval:
        return self.like(other) / self

    def __pow__(self, exponent: int) -> Interval:
        if exponent < 0:
            return 1 / self**-exponent
        result, square = Interval.of(1, self.bits), self
        even = exponent % 2 == 0
        while exponent:
            if exponent & 1:
                result = result * square
            exponent >>= 1
            square = square.square() if exponent else square
        return result.cut(0, None) if even else result

    def __abs__(self) -> Interval:
        if self.low >= 0:
            return self
        if self.high <= 0:
            return -self
        return Interval(0, max(-self.low, self.high), self.bits)


SCALAR = (Interval, int, Fraction)


# ========================================================================================================== 2 functions
#
# The guarantee: for all x in X where f is defined, f(x) lies in f(X).  Each function has a series with a bound of its
# remainder, which is stated where it is used; the rounding errors of the sums are those of the intervals they are made
# of.  GUARD more bits are carried inside, so that results are right to a few units of the last bit.

GUARD = 40
MOST_BITS = 100_000  # of exp(x): what is larger has no value here


def _alternating(y: Interval, signs: int) -> Interval:
    """Σ_j (±1)^j y^(2j+1)/(2j+1) for |y| ≤ 1/2: atan y (signs −1) or artanh y (signs 1).

    The remainder after J terms is at most |y|^(2J+1)/(1 − y²) ≤ 4/3·|y|^(2J+1) ≤ 2·|power|, in absolute value.
    """
    square = y.square()
    total, power, j = y, y, 0
    while max(-power.low, power.high) > 1:
        j += 1
        power = power * square * signs
        total = total + power / (2 * j + 1)
    rest = power.size * 2
    return total + rest.hull(-rest)


@cache
def pi(bits: int) -> Interval:
    """π = 16·atan(1/5) − 4·atan(1/239) (Machin)."""
    inside = bits + GUARD
    fifth, other = (_alternating(Interval.of(Fraction(1, m), inside), -1) for m in (5, 239))
    return (fifth * 16 - other * 4).to(bits)


@cache
def log2(bits: int) -> Interval:
    """log 2 = 2·artanh(1/3)."""
    return (_alternating(Interval.of(Fraction(1, 3), bits + GUARD), 1) * 2).to(bits)


@cache
def root_of_pi(bits: int) -> Interval:
    """√π."""
    return sqrt(pi(bits + GUARD)).to(bits)


def monotone(x: Interval, at: Callable[[Interval], Interval]) -> Interval:
    """f(X) for an increasing f, from enclosures of its values `at` the ends."""
    if x.low == x.high:
        return at(x)
    low, high = (at(Interval(end, end, x.bits)) for end in (x.low, x.high))
    return Interval(low.low, high.high, x.bits)


def sqrt(x: Interval) -> Interval:
    """√x, from integer square roots: ⌊√m⌋ ≤ √m < ⌊√m⌋ + 1."""
    if x.low < 0:
        raise NoValue("√ of what may be negative")
    low, high = math.isqrt(x.low << x.bits), math.isqrt(x.high << x.bits)
    return Interval(low, high + (high * high != x.high << x.bits), x.bits)


def exp(x: Interval) -> Interval:
    """eˣ."""
    return monotone(x, _exp)


def _exp(x: Interval) -> Interval:
    """At a point: eˣ = (e^(y/2^8))^(2^8)·2^k, y = x − k·log 2.

    The series after N terms leaves at most |t|^N/N!·(1 + |t| + …) ≤ 2·|t|^N/N! for |t| ≤ 1/2.
    """
    k = x.low // log2(x.bits).low if x.bits else 0
    if k > MOST_BITS:
        raise NoValue("exp of a huge number")
    if k < -2 * x.bits - 2:
        return Interval(0, 1, x.bits)
    inside = x.bits + GUARD + max(k, 0)
    y = (x.to(inside) - log2(inside) * k).scaled(-8)
    if 2 * max(-y.low, y.high) > 1 << inside:
        raise NoValue("exp: the argument was not reduced")
    total = term = Interval.of(1, inside)
    n = 0
    while max(-term.low, term.high) > 1:
        n += 1
        term = term * y / n
        total = total + term
    rest = term.size * 2
    total = total + rest.hull(-rest)
    for _ in range(8):
        total = total.square()
    return total.scaled(k).to(x.bits).cut(0, None)


def log(x: Interval) -> Interval:
    """log x."""
    if x.low <= 0:
        raise NoValue("log of what may not be positive")
    return monotone(x, _log)


def _log(x: Interval) -> Interval:
    """At a point: log x = 2·artanh((m − 1)/(m + 1)) + k·log 2, x = m·2^k, 1/2 ≤ m < 1 or so: |…| ≤ 1/3."""
    k = x.low.bit_length() - x.bits
    inside = x.bits + GUARD + max(-k, 0)
    m = x.to(inside).scaled(-k)
    return (_alternating((m - 1) / (m + 1), 1) * 2 + log2(inside) * k).to(x.bits)


def atan(x: Interval) -> Interval:
    """atan x."""
    return monotone(x, _atan)


def _atan(x: Interval) -> Interval:
    """At a point: π/2 − atan(1/x) for x > 1; atan x = 2·atan(x/(1 + √(1 + x²))), three times."""
    inside = x.bits + GUARD
    y = x.to(inside)
    if y.low < 0:
        return -_atan(-x)
    if y.low > 1 << inside:
        return (pi(inside).scaled(-1) - _atan(1 / y)).to(x.bits)
    for _ in range(3):
        y = y / (sqrt(y.square() + 1) + 1)
    return _alternating(y, -1).scaled(3).to(x.bits)


def asin(x: Interval) -> Interval:
    """asin x = 2·atan(x/(1 + √(1 − x²)))."""
    one = 1 << x.bits
    if x.low < -one or x.high > one:
        raise NoValue("asin of what may be beyond ±1")
    return monotone(x, lambda y: atan(y / (sqrt((1 - y) * (1 + y)) + 1)).scaled(1))


def acos(x: Interval) -> Interval:
    """acos x = π/2 − asin x."""
    return pi(x.bits).scaled(-1) - asin(x)


def sin(x: Interval) -> Interval:
    """sin x = cos(x − π/2)."""
    return cos(x - pi(x.bits).scaled(-1))


def cos(x: Interval) -> Interval:
    """cos x: at both ends, and ±1 where a multiple of π may lie between."""
    circle = pi(x.bits)
    if x.high - x.low >= 6 << x.bits:
        return Interval(-1 << x.bits, 1 << x.bits, x.bits)
    found = _cos(Interval(x.low, x.low, x.bits)).hull(_cos(Interval(x.high, x.high, x.bits)))
    first = min(x.low // circle.low, x.low // circle.high)
    for n in range(first - 1, first + 5):  # the multiples of π from below x.low on; the width is less than 2π
        place = circle * n
        if place.low <= x.high and place.high >= x.low:
            found = found.hull(Interval.of(-1 if n % 2 else 1, x.bits))
    return found.cut(-1, 1)


def _cos(x: Interval) -> Interval:
    """At a point: the series at y = x − n·2π, |y| ≤ 4: from the degree on where y²/((j + 1)(j + 2)) ≤ 1/2, terms fall.

    What is left after a term is at most twice the term that follows it.
    """
    inside = x.bits + GUARD + max(0, x.high.bit_length() - x.bits)
    turn = pi(inside).scaled(1)
    y = x.to(inside)
    y = y - turn * ((y.low + turn.low // 2) // turn.low)
    square = y.square()
    if square.high > 16 << inside:
        raise NoValue("cos: the argument was not reduced")
    total = term = Interval.of(1, inside)
    j = 0
    while max(-term.low, term.high) > 1 or j < 8:
        term = term * square / (-(j + 1) * (j + 2))
        total = total + term
        j += 2
    rest = term.size * 2
    return (total + rest.hull(-rest)).to(x.bits).cut(-1, 1)


def erf(x: Interval) -> Interval:
    """erf x."""
    return monotone(x, _erf)


def _erf(x: Interval) -> Interval:
    """At a point x ≥ 0: erf x = 2/√π·exp(−x²)·Σ_n 2ⁿx^(2n+1)/(1·3·…·(2n + 1)), all terms ≥ 0 with quotients
    2x²/(2n + 3), so that after a quotient ≤ 1/2 the rest is at most twice the next term.

    For large x, 1 − exp(−x²) ≤ erf x ≤ 1.
    """
    if x.low < 0:
        return -_erf(-x)
    inside = x.bits + GUARD
    y = x.to(inside)
    falling = exp(-y.square())
    if falling.high <= 1 << GUARD:
        return (1 - falling.hull(Interval(0, 0, inside))).to(x.bits)
    inside += y.square().high * 2 >> y.bits
    y = x.to(inside)
    square = y.square()
    total = term = y
    n = 0
    while term.high > 1 or 4 * square.high > (2 * n + 3) << inside:
        n += 1
        term = term * square * 2 / (2 * n + 1)
        total = total + term
    total = total + (term * 2).hull(Interval(0, 0, inside))
    return (total * exp(-square) * 2 / root_of_pi(inside)).to(x.bits).cut(0, 1)


def tan(x: Interval) -> Interval:
    """tan x = sin x/cos x."""
    return sin(x) / cos(x)


def sinh(x: Interval) -> Interval:
    """(eˣ − e⁻ˣ)/2, which increases."""
    return monotone(x, lambda y: (exp(y) - exp(-y)).scaled(-1))


def cosh(x: Interval) -> Interval:
    """(eˣ + e⁻ˣ)/2, of |x|."""
    return monotone(abs(x), lambda y: (exp(y) + exp(-y)).scaled(-1))


def tanh(x: Interval) -> Interval:
    """1 − 2/(e²ˣ + 1), which increases; for x ≥ bits it is between 1 − 2⁻ᵇⁱᵗˢ and 1."""
    return monotone(x, _tanh)


def _tanh(x: Interval) -> Interval:
    """At a point."""
    if x.low >= x.bits << x.bits:
        return Interval((1 << x.bits) - 1, 1 << x.bits, x.bits)
    return 1 - 2 / (exp(x * 2) + 1)


def erfc(x: Interval) -> Interval:
    """1 − erf x."""
    return 1 - erf(x)


def normal(x: Interval) -> Interval:
    """Φ(x) = (1 + erf(x/√2))/2."""
    return (erf(x / sqrt(x.like(2))) + 1).scaled(-1)


FUNCTIONS: dict[str, Callable[[Interval], Interval]] = {
    "sqrt": sqrt, "exp": exp, "log": log, "sin": sin, "cos": cos, "tan": tan, "asin": asin, "acos": acos, "atan": atan,
    "sinh": sinh, "cosh": cosh, "tanh": tanh, "erf": erf, "erfc": erfc, "abs": abs,
}  # fmt: skip
WHERE = {"sqrt": (0, None), "asin": (-1, 1), "acos": (-1, 1)}  # where these functions are defined, ends included


class Series:
    """c_0 + c_1·t + … + c_n·tⁿ + O(tⁿ⁺¹), a Taylor series whose coefficients are intervals.

    At c_0 = X, c_1 = 1 the coefficient of tᵏ of f holds f⁽ᵏ⁾(x)/k! for all x in X.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[Interval]) -> None:
        self.parts = list(parts)

    @classmethod
    def variable(cls, x: Interval, order: int) -> Series:
        """x + t."""
        zero = x.like(0)
        return cls([x, x.like(1), *[zero] * (order - 1)][: order + 1])

    def like(self, other: Series | Interval | Number) -> Series:
        """The other number as a series of this order."""
        if isinstance(other, Series):
            return other
        first = self.parts[0].like(other)
        return Series([first, *[first.like(0)] * (len(self.parts) - 1)])

    def __neg__(self) -> Series:
        return Series([-c for c in self.parts])

    def __add__(self, other: Series | Interval | Number) -> Series:
        return Series([x + y for x, y in zip(self.parts, self.like(other).parts, strict=True)])

    __radd__ = __add__

    def __sub__(self, other: Series | Interval | Number) -> Series:
        return self + -self.like(other)

    def __rsub__(self, other: Interval | Number) -> Series:
        return self.like(other) - self

    def __mul__(self, other: Series | Interval | Number) -> Series:
        if not isinstance(other, Series):
            return Series([c * other for c in self.parts])
        x, y = self.parts, other.parts
        return Series([_sum(x[i] * y[k - i] for i in range(k + 1)) for k in range(len(x))])

    __rmul__ = __mul__

    def square(self) -> Series:
        """The square, of which the first coefficient is that of an interval."""
        found = self * self
        found.parts[0] = self.parts[0].square()
        return found

    def __truediv__(self, other: Series | Interval | Number) -> Series:
        y = self.like(other).parts
        found: list[Interval] = []
        for k, own in enumerate(self.parts):
            rest = own if not k else own - _sum(found[i] * y[k - i] for i in range(k))
            found.append(rest / y[0])
        return Series(found)

    def __rtruediv__(self, other: Interval | Number) -> Series:
        return self.like(other) / self

    def __pow__(self, exponent: int) -> Series:
        if exponent < 0:
            return 1 / self**-exponent
        result, square = self.like(1), self
        while exponent:
            if exponent & 1:
                result = result * square
            exponent >>= 1
            square = square.square() if exponent else square
        return result

    def slope(self) -> Series:
        """The derivative by t, one order less."""
        return Series([c * k for k, c in enumerate(self.parts)][1:])

    def integral(self, start: Interval) -> Series:
        """start + ∫ … dt, one order more."""
        return Series([start, *[c / (k + 1) for k, c in enumerate(self.parts)]])

    def short(self) -> Series:
        """Without the last coefficient."""
        return Series(self.parts[:-1])

    def apply(self, op: str) -> Series:
        """op of the series: from y′ = f′(u)·u′, order by order, or f itself by recurrence."""
        return _of_series(op, self)


def _sum(terms: Iterable[Any]) -> Any:
    return reduce(lambda x, y: x + y, terms)


def _of_series(op: str, u: Series) -> Series:
    """A function of a series: its value by `FUNCTIONS`, the rest by the derivative of the function."""
    value = u.parts[0]
    if op == "abs":
        if value.sign not in (1, -1):
            raise NoValue("|x| has no derivative at 0")
        return u if value.sign == 1 else -u
    first = FUNCTIONS[op](value)
    if len(u.parts) == 1:
        return Series([first])
    if op == "sqrt":  # y² = u
        return _root_of_series(u, first)
    if op in ("exp", "sin", "cos"):
        return _circular(op, u)
    if op in ("tan", "tanh", "sinh", "cosh", "erfc", "acos"):
        return _by_others(op, u)
    x = u.short()
    if op == "log":
        slope = u.slope() / x
    elif op == "asin":
        slope = u.slope() / ((1 - x) * (1 + x)).apply("sqrt")
    elif op == "atan":
        slope = u.slope() / (x.square() + 1)
    else:  # erf
        slope = u.slope() * (-x.square()).apply("exp") * (2 / root_of_pi(value.bits))
    return slope.integral(first)


def _root_of_series(u: Series, first: Interval) -> Series:
    found = [first]
    for k in range(1, len(u.parts)):
        middle = [found[i] * found[k - i] for i in range(1, k)]
        rest = u.parts[k] - _sum(middle) if middle else u.parts[k]
        found.append(rest / (first * 2))
    return Series(found)


def _circular(op: str, u: Series) -> Series:
    """exp: y′ = u′y.  sin, cos: s′ = u′c, c′ = −u′s."""
    value, moves = u.parts[0], [c * k for k, c in enumerate(u.parts)]
    if op == "exp":
        y = [exp(value)]
        for k in range(1, len(u.parts)):
            y.append(_sum(moves[i] * y[k - i] for i in range(1, k + 1)) / k)
        return Series(y)
    s, c = [sin(value)], [cos(value)]
    for k in range(1, len(u.parts)):
        s.append(_sum(moves[i] * c[k - i] for i in range(1, k + 1)) / k)
        c.append(-_sum(moves[i] * s[k - i] for i in range(1, k + 1)) / k)
    return Series(s if op == "sin" else c)


def _by_others(op: str, u: Series) -> Series:
    """What functions are by others."""
    if op == "tan":
        return u.apply("sin") / u.apply("cos")
    if op == "erfc":
        return 1 - u.apply("erf")
    if op == "acos":
        return u.like(pi(u.parts[0].bits).scaled(-1)) - u.apply("asin")
    up, down = u.apply("exp"), (-u).apply("exp")
    if op == "sinh":
        return (up - down) / 2
    if op == "cosh":
        return (up + down) / 2
    return (up - down) / (up + down)


# ======================================================================================================== 3 expressions
#
# An expression is read from JSON: "3", "-1/3", "0.25" and integers are numbers, "pi" is π, other words are symbols, and
# ["+", x, …], ["-", x, y?], ["*", x, …], ["/", x, y], ["^", x, n], ["exp", x], … are operations.  They stay as they
# are written.

NUMBER = re.compile(r"[+-]?\d+(?:/0*[1-9]\d*|(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)", re.ASCII)
NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]{0,39}", re.ASCII)
MOST_DIGITS = 4000
MOST_DEPTH = 150
MOST_EXPONENT = 100_000
STATEMENT_ONLY = {"sign": 1, "step": 1, "max": 2, "min": 2}  # operations that expectations may have, by their arguments
SPECIAL = ("kernel", "mean", "expect", "f", "d", "moment", "signs", "binormal", "law")


class Expr:
    """An operation on other expressions; equal expressions are one object."""

    __slots__ = ("head", "names", "op", "parts")
    known: ClassVar[dict[tuple[object, ...], Expr]] = {}

    def __init__(self, op: str, head: Any, parts: tuple[Expr, ...], names: frozenset[str]) -> None:
        self.op = op
        self.head = head
        self.parts = parts
        self.names = names

    def __repr__(self) -> str:
        return words(self)

    def __add__(self, other: Expr) -> Expr:
        return plus(self, other)

    def __sub__(self, other: Expr) -> Expr:
        return plus(self, times(num(-1), other))

    def __mul__(self, other: Expr) -> Expr:
        return times(self, other)

    def __truediv__(self, other: Expr) -> Expr:
        return times(self, power(other, -1))

    def __neg__(self) -> Expr:
        return times(num(-1), self)


def node(op: str, *parts: Expr, head: Any = None, bound: Iterable[str] = ()) -> Expr:
    """op(head; parts): `head` is what is no expression, `bound` are symbols that mean nothing outside."""
    key = (op, head, *map(id, parts))
    found = Expr.known.get(key)
    if found is None:
        names: set[str] = set().union(*(part.names for part in parts))
        if op == "symbol":
            names = {head}
        found = Expr.known[key] = Expr(op, head, parts, frozenset(names - set(bound)))
    return found


def num(value: Number) -> Expr:
    """A rational number."""
    fraction = Fraction(value)
    return node("number", head=fraction.numerator if fraction.denominator == 1 else fraction)


def symbol(name: str) -> Expr:
    """A symbol."""
    return node("symbol", head=name)


def plus(*parts: Expr) -> Expr:
    """Σ; numbers 0 are left out."""
    kept = [part for part in parts if part is not ZERO]
    return kept[0] if len(kept) == 1 else node("+", *kept) if kept else ZERO


def times(*parts: Expr) -> Expr:
    """Π; numbers 1 are left out.  0·x stays, for x may be undefined, unless x is a number or a symbol."""
    kept = [part for part in parts if part is not ONE]
    if ZERO in kept and all(part.op in ("number", "symbol", "pi") for part in kept):
        return ZERO
    if len(kept) > 1 and all(part.op == "number" for part in kept):
        return num(math.prod(part.head for part in kept))
    return kept[0] if len(kept) == 1 else node("*", *kept) if kept else ONE


def power(base: Expr, exponent: int) -> Expr:
    """base^exponent."""
    return base if exponent == 1 else node("^", base, head=exponent)


def function(op: str, *parts: Expr) -> Expr:
    """op(parts)."""
    return node(op, *parts)


ZERO, ONE, TWO = num(0), num(1), num(2)
PI = node("pi")
HALF = num(Fraction(1, 2))


def words(x: Expr) -> str:
    """An expression for a message, at most 160 characters of it."""

    def told(x: Expr, depth: int) -> str:
        if x.op in ("number", "symbol"):
            return str(x.head)
        if x.op == "pi":
            return "pi"
        if depth > 12:
            return "…"
        inner = [told(part, depth + 1) for part in x.parts]
        if x.op in ("+", "*"):
            return "(" + f" {x.op} ".join(inner) + ")"
        if x.op == "^":
            return f"{inner[0]}^{x.head}"
        return f"{x.op}({', '.join(inner)})"

    found = told(x, 0)
    return found if len(found) <= 160 else found[:159] + "…"


# ------------------------------------------------------------------------------------------------------------- reading


def read_number(value: object) -> Fraction:
    """An exact number."""
    if type(value) is int:
        need(value.bit_length() < 3 * MOST_DIGITS, "a number has too many digits")
        return Fraction(value)
    good = isinstance(value, str) and len(value) <= MOST_DIGITS and NUMBER.fullmatch(value) is not None
    need(good, f"not an exact number: {str(value)[:40]}")
    return Fraction(str(value))


def read_name(value: object) -> str:
    """The name of a symbol."""
    need(
        isinstance(value, str) and NAME.fullmatch(value) is not None and value != "pi", f"not a name: {str(value)[:40]}"
    )
    return str(value)


def read_expr(value: object, depth: int = 0, bound: Mapping[str, Expr] | None = None) -> Expr:
    """An expression; `bound` says what symbols of an expectation around it are."""
    need(depth <= MOST_DEPTH, f"an expression is nested deeper than {MOST_DEPTH}")
    if isinstance(value, str):
        if value == "pi":
            return PI
        if NAME.fullmatch(value):
            return (bound or {}).get(value, None) or symbol(value)
    if not isinstance(value, list):
        return num(read_number(value))
    need(len(value) > 1 and isinstance(value[0], str), f"not an operation: {str(value)[:40]}")
    op, args = value[0], value[1:]
    if op in SPECIAL:
        return _read_special(op, args, depth, bound)
    if op == "^":
        need(len(args) == 2, "^ takes a base and an exponent")
        exponent = read_number(args[1])
        need(
            exponent.denominator == 1 and abs(exponent) <= MOST_EXPONENT, f"not a usable exponent: {str(args[1])[:40]}"
        )
        return node("^", read_expr(args[0], depth + 1, bound), head=int(exponent))
    parts = [read_expr(part, depth + 1, bound) for part in args]
    if op == "+":
        return node("+", *parts) if len(parts) > 1 else parts[0]
    if op == "*":
        return node("*", *parts) if len(parts) > 1 else parts[0]
    if op == "-" and len(parts) <= 2:
        return -parts[0] if len(parts) == 1 else parts[0] - parts[1]
    if op == "/" and len(parts) == 2:
        return node("*", parts[0], node("^", parts[1], head=-1))
    known = (op in FUNCTIONS and len(parts) == 1) or STATEMENT_ONLY.get(op) == len(parts)
    need(known, f"unknown operation: {str(value)[:40]}")
    return node(op, *parts)


def _read_special(op: str, args: list[Any], depth: int, bound: Mapping[str, Expr] | None) -> Expr:
    """Arbitrary kernels, means, expectations, Φ₂, and what is read only to be told apart."""

    def inside(part: object) -> Expr:
        return read_expr(part, depth + 1, bound)

    need(op != "law", f"unknown operation: {op}")  # nobody writes it
    if op == "kernel":
        good = len(args) == 7 and all(type(order) is int and 0 <= order <= 4 for order in args[1:4])
        need(good, "a kernel is [name, three orders, q11, q12, q22]")
        return node(op, *map(inside, args[4:]), head=(read_name(args[0]), *args[1:4]))
    if op == "mean":
        need(len(args) == 5, "a mean is [f, g, q11, q12, q22]")
        return node(op, *map(inside, args[2:]), head=(read_expr(args[0]), read_expr(args[1])))
    if op == "expect":
        return _read_expectation(args, depth, bound)
    if op == "binormal":
        need(len(args) == 3, "binormal is [h, k, r]")
        return node(op, *map(inside, args))
    if op == "f" and len(args) == 3 and isinstance(args[0], str) and type(args[1]) is int and 0 <= args[1] <= 20:
        return node(op, inside(args[2]), head=(read_name(args[0]), args[1]))
    return node(op, head=json.dumps(args))  # its symbols are not known: nothing looks inside


def _read_expectation(args: list[Any], depth: int, bound: Mapping[str, Expr] | None) -> Expr:
    """E[G(x)], x ~ N(m, C); the bound variables get names that nobody can write."""
    need(
        len(args) == 4 and all(isinstance(part, list) for part in args[1:]),
        "an expectation is [G, names, means, matrix]",
    )
    names = [read_name(name) for name in args[1]]
    size = len(names)
    shaped = len({*names}) == size == len(args[2]) == len(args[3]) and all(
        isinstance(row, list) and len(row) == size for row in args[3]
    )
    need(shaped, "the shapes of an expectation do not fit")
    own = [f"{name}'{depth}" for name in names]
    here = {**(bound or {}), **{name: symbol(new) for name, new in zip(names, own, strict=True)}}
    means = [read_expr(part, depth + 1, bound) for part in args[2]]
    matrix = [read_expr(part, depth + 1, bound) for row in args[3] for part in row]
    return node("expect", read_expr(args[0], depth + 1, here), *means, *matrix, head=tuple(own), bound=own)


# ----------------------------------------------------------------------------------------- walking, replacing, deriving


def nodes(*roots: Expr, known: Container[Expr] | None = None) -> Iterator[Expr]:
    """All parts of expressions, each once, parts first; not those that are `known`, nor what is below them."""
    seen: set[Expr] = set()
    waiting = [(root, False) for root in reversed(roots)]
    while waiting:
        x, ready = waiting.pop()
        if ready:
            yield x
        elif x not in seen and (known is None or x not in known):
            seen.add(x)
            waiting.append((x, True))
            waiting.extend((part, False) for part in x.parts)


def rebuilt(x: Expr, parts: Sequence[Expr]) -> Expr:
    """The same operation on other parts."""
    if x.op == "expect":
        return node(x.op, *parts, head=x.head, bound=x.head)
    return node(x.op, *parts, head=x.head)


def substitute(root: Expr, values: Mapping[str, Expr]) -> Expr:
    """`root` with expressions in place of symbols."""
    own = {name: value for name, value in values.items() if name in root.names}
    if not own:
        return root
    found: dict[Expr, Expr] = {}
    for x in nodes(root):
        if x.op == "symbol":
            found[x] = own.get(x.head, x)
        elif x.names.isdisjoint(own):
            found[x] = x
        else:
            found[x] = rebuilt(x, [found[part] for part in x.parts])
    return found[root]


SLOPES: dict[str, Callable[[Expr], Expr]] = {  # f′ of a function f
    "sqrt": lambda x: HALF / function("sqrt", x),
    "exp": lambda x: function("exp", x),
    "log": lambda x: ONE / x,
    "sin": lambda x: function("cos", x),
    "cos": lambda x: -function("sin", x),
    "tan": lambda x: power(function("cos", x), -2),
    "asin": lambda x: ONE / function("sqrt", ONE - power(x, 2)),
    "acos": lambda x: num(-1) / function("sqrt", ONE - power(x, 2)),
    "atan": lambda x: ONE / (ONE + power(x, 2)),
    "sinh": lambda x: function("cosh", x),
    "cosh": lambda x: function("sinh", x),
    "tanh": lambda x: ONE - power(function("tanh", x), 2),
    "erf": lambda x: TWO * function("exp", -power(x, 2)) / function("sqrt", PI),
    "erfc": lambda x: num(-2) * function("exp", -power(x, 2)) / function("sqrt", PI),
    "abs": lambda x: x / function("abs", x),
}


def diff(root: Expr, name: str) -> Expr:
    """∂root/∂name, right wherever both are defined; raises `NotMine` for what has no derivative here."""
    found: dict[Expr, Expr] = {}
    for x in nodes(root):
        if name not in x.names:
            found[x] = ZERO
        elif x.op == "symbol":
            found[x] = ONE
        else:
            found[x] = _slope(x, [found[part] for part in x.parts])
    return found[root]


def _slope(x: Expr, inner: Sequence[Expr]) -> Expr:
    if x.op == "+":
        return plus(*inner)
    moving = [i for i, slope in enumerate(inner) if slope is not ZERO]
    if x.op == "*":
        return plus(*(times(*(inner[i] if i == j else part for j, part in enumerate(x.parts))) for i in moving))
    if x.op == "^":
        return times(num(x.head), power(x.parts[0], x.head - 1), inner[0]) if x.head else ZERO
    if x.op == "kernel":
        return plus(*(times(_raised(x, i), inner[i]) for i in moving))
    if x.op == "law":
        return slope_of_law(x, inner)
    if x.op == "binormal":
        return slope_of_binormal(x, inner)
    if x.op not in SLOPES:
        raise NotMine(f"derivatives of {x.op}")
    return times(SLOPES[x.op](x.parts[0]), inner[0])


def _raised(x: Expr, place: int) -> Expr:
    """An arbitrary kernel with one more derivative by one argument."""
    label, *orders = x.head
    orders[place] += 1
    return node("kernel", *x.parts, head=(label, *orders))


# ----------------------------------------------------------------------------------------------------------- evaluating


def evaluate(
    root: Expr, values: Mapping[str, Any], bits: int, *, defined: bool = False, memo: dict[Expr, Any] | None = None
) -> Any:
    """The value of `root` with intervals, series or jets in place of its symbols; raises `NoValue`.

    defined: whether `root` is known to be defined there; then the arguments of √, asin and acos, whose intervals may
    stick out, are cut off at the ends of where these functions are defined.
    """
    found: dict[Expr, Any] = {} if memo is None else memo
    for x in nodes(root, known=found):
        found[x] = _value(x, [found[part] for part in x.parts], values, bits, defined)
    return found[root]


def _value(x: Expr, parts: list[Any], values: Mapping[str, Any], bits: int, defined: bool) -> Any:
    op = x.op
    if op == "number":
        return Interval.of(x.head, bits)
    if op == "symbol":
        if x.head not in values:
            raise NoValue(f"{x.head} has no value")
        return values[x.head]
    if op == "pi":
        return pi(bits)
    if op == "+":
        return _sum(parts)
    if op == "*":
        if len(parts) == 2 and x.parts[0] is x.parts[1]:
            return parts[0] ** 2
        return reduce(lambda u, v: u * v, parts)
    if op == "^":
        return parts[0] ** x.head
    if op not in FUNCTIONS:
        return _special_value(x, parts, bits)
    inner = parts[0]
    if not isinstance(inner, Interval):
        return inner.apply(op)
    if defined and op in WHERE:
        inner = inner.cut(*WHERE[op])
    return FUNCTIONS[op](inner)


def _special_value(x: Expr, parts: list[Any], bits: int) -> Any:
    """Integrals, at numbers."""
    if x.op in INTEGRALS and all(isinstance(part, Interval) for part in parts):
        return INTEGRALS[x.op](x, parts, bits)
    raise NotMine(f"values of {x.op}")


INTEGRALS: dict[str, Callable[[Expr, list[Interval], int], Interval]] = {}  # filled below, where expectations are
# =========================================================================================================== 4 algebra
#
# On a domain (all values of some symbols that satisfy hypotheses) every expression that is defined has a *normal form*:
# a quotient of a polynomial in generators and of factors that are 0 nowhere.  A generator is a symbol, π, a root √P of
# a polynomial, or a function value; rules such as (√P)² = P and sin² = 1 − cos² hold wherever both sides are defined.
# So numerator 0 proves that the expression is 0.  Nothing is concluded from a numerator that is not 0.
#
# Signs are sets of −1, 0, 1 as bits: `signs(x)` holds the sign of x at every point of the domain where x is defined.

NEGATIVE, NIL, POSITIVE, ANY = 1, 2, 4, 7
WEAKLY_NEGATIVE, WEAKLY_POSITIVE, APART = NEGATIVE | NIL, NIL | POSITIVE, NEGATIVE | POSITIVE
ALLOWED = {
    "<": POSITIVE,
    "<=": WEAKLY_POSITIVE,
    ">": POSITIVE,
    ">=": WEAKLY_POSITIVE,
    "=": NIL,
    "!=": APART,
}  # of a gap
MOST_TERMS = 60_000  # of a polynomial
MOST_PRODUCTS = 1_500_000  # of terms, in one product
SLOT = 16  # bits for the exponent of a generator
LARGEST = 1 << SLOT - 2  # exponent
SHARES = 24  # exp(t/24) is a generator for exp(c·t) with 24·c an integer
PRIMES = [p for p in range(2, 400) if all(p % q for q in range(2, p))]

Poly = dict[int, Number]  # monomial: coefficient; a monomial has the exponent of generator g in the bits from SLOT·g on


def turned(signs: int) -> int:
    """The signs of −x."""
    return (signs & NIL) | (POSITIVE if signs & NEGATIVE else 0) | (NEGATIVE if signs & POSITIVE else 0)


@cache
def sum_of_signs(x: int, y: int) -> int:
    """The signs that sums have."""
    found = 0
    for a, b in product((-1, 0, 1), repeat=2):
        if x >> (a + 1) & 1 and y >> (b + 1) & 1:
            found |= ANY if a * b < 0 else 1 << ((a or b) + 1)
    return found


@cache
def product_of_signs(x: int, y: int) -> int:
    """The signs that products have."""
    found = 0
    for a, b in product((-1, 0, 1), repeat=2):
        if x >> (a + 1) & 1 and y >> (b + 1) & 1:
            found |= 1 << (a * b + 1)
    return found


def power_of_signs(x: int, exponent: int) -> int:
    """The signs of powers."""
    if exponent == 0:
        return POSITIVE
    if exponent % 2:
        return x
    return (x & NIL) | (POSITIVE if x & APART else 0)


def sign_of(value: Number) -> int:
    """The sign of a number, as a set."""
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else NIL


def signs_of_interval(x: Interval) -> int:
    """What an interval says."""
    return (NEGATIVE if x.low < 0 else 0) | (NIL if x.low <= 0 <= x.high else 0) | (POSITIVE if x.high > 0 else 0)


# ---------------------------------------------------------------------------------------------------------- polynomials


def p_add(x: Poly, y: Poly, factor: Number = 1) -> Poly:
    """x + factor·y."""
    found = dict(x)
    for monomial, c in y.items():
        value = found.get(monomial, 0) + factor * c
        if value:
            found[monomial] = value
        else:
            found.pop(monomial, None)
    if len(found) > MOST_TERMS:
        raise NotMine("polynomials of so many terms")
    return found


def p_scale(x: Poly, factor: Number) -> Poly:
    """factor·x."""
    return {monomial: factor * c for monomial, c in x.items()} if factor else {}


def p_mul(x: Poly, y: Poly) -> Poly:
    """x·y; raises `NotMine` for products that are too large."""
    if len(x) * len(y) > MOST_PRODUCTS:
        raise NotMine("polynomials of so many terms")
    found: Poly = {}
    for a, c in x.items():
        for b, d in y.items():
            monomial = a + b
            found[monomial] = found.get(monomial, 0) + c * d
    if len(found) > MOST_TERMS:
        raise NotMine("polynomials of so many terms")
    return {monomial: c for monomial, c in found.items() if c}


def exponents(monomial: int) -> Iterator[tuple[int, int]]:
    """(generator, exponent) of a monomial."""
    g = 0
    while monomial:
        zeros = ((monomial & -monomial).bit_length() - 1) // SLOT
        monomial >>= SLOT * zeros
        g += zeros
        yield g, monomial & (1 << SLOT) - 1
        monomial >>= SLOT
        g += 1


def exponent_in(monomial: int, g: int) -> int:
    """The exponent of a generator."""
    return monomial >> SLOT * g & (1 << SLOT) - 1


def generators(x: Poly) -> set[int]:
    """Those that occur."""
    return {g for monomial in x for g, _ in exponents(monomial)}


def divides(x: int, y: int) -> bool:
    """Whether the monomial x divides y."""
    return all(exponent_in(y, g) >= e for g, e in exponents(x))


def p_quotient(x: Poly, y: Poly) -> Poly | None:
    """x/y if the division leaves nothing over: terms are ordered by their monomials as numbers, which products keep."""
    lead = max(y)
    if not divides(lead, max(x)) or not divides(min(y), min(x)):
        return None
    first = y[lead]
    rest, found = dict(x), {}
    steps = 0
    while rest:
        top = max(rest)
        steps += len(y)
        if not divides(lead, top) or steps > MOST_PRODUCTS:
            return None
        c, shift = Fraction(rest[top]) / first, top - lead
        found[shift] = c.numerator if c.denominator == 1 else c
        for monomial, d in y.items():
            value = rest.get(monomial + shift, 0) - c * d
            if value:
                rest[monomial + shift] = value
            else:
                rest.pop(monomial + shift, None)
    return found


def p_root(x: Poly) -> Poly | None:
    """A polynomial whose square is x, if there is one with rational coefficients: by its first terms, one at a time."""
    lead = max(x)
    halves = {g: e // 2 for g, e in exponents(lead)}
    first = Fraction(x[lead])
    if any(e % 2 for _, e in exponents(lead)) or first <= 0 or len(x) > 200:
        return None
    above, below = math.isqrt(first.numerator), math.isqrt(first.denominator)
    if above * above != first.numerator or below * below != first.denominator:
        return None
    top = sum(e << SLOT * g for g, e in halves.items())
    found: Poly = {top: Fraction(above, below)}
    rest = p_add(x, p_mul(found, found), -1)
    for _ in range(len(x)):
        if not rest:
            return found
        monomial = max(rest)
        if not divides(top, monomial):
            return None
        term = {monomial - top: Fraction(rest[monomial]) / (2 * found[top])}
        rest = p_add(p_add(rest, p_mul(found, term), -2), p_mul(term, term), -1)
        found = p_add(found, term)
    return None if rest else found


def content(x: Poly) -> Fraction:
    """The rational c for which x/c has integer coefficients without a common factor, the first one positive."""
    fractions = [Fraction(c) for c in x.values()]
    above = math.gcd(*(c.numerator for c in fractions))
    below = math.lcm(*(c.denominator for c in fractions))
    c = Fraction(above, below)
    return c if x[max(x)] > 0 else -c


def primitive(x: Poly) -> Poly:
    """x/content."""
    c = content(x)
    if c == 1:
        return x
    return {monomial: (Fraction(d) / c).numerator for monomial, d in x.items()}


def by_degree(x: Poly, g: int) -> dict[int, Poly]:
    """The coefficients of x as a polynomial in one generator."""
    found: dict[int, Poly] = {}
    for monomial, c in x.items():
        e = exponent_in(monomial, g)
        found.setdefault(e, {})[monomial - (e << SLOT * g)] = c
    return found


def replaced(x: Poly, g: int, value: Poly) -> Poly:
    """x with a polynomial in place of a generator (Horner)."""
    parts = by_degree(x, g)
    found: Poly = {}
    for e in range(max(parts, default=0), -1, -1):
        found = p_add(p_mul(found, value), parts.get(e, {}))
    return found


class Ratio(NamedTuple):
    """numerator/Π factor^exponent, the factors by their numbers."""

    above: Poly
    below: tuple[tuple[int, int], ...] = ()


class Generator(NamedTuple):
    """What a generator is: a symbol, or op of arguments; the expression it came from, and its signs."""

    op: str
    head: Any
    arguments: tuple[Ratio, ...]
    signs: int


class Relation(NamedTuple):
    """lhs op rhs."""

    op: str
    lhs: Expr
    rhs: Expr

    @property
    def gap(self) -> Expr:
        """What is > 0, ≥ 0, 0 or not 0."""
        return self.rhs - self.lhs if self.op[0] == "<" else self.lhs - self.rhs

    def at(self, values: Mapping[str, Expr]) -> Relation:
        """With expressions in place of symbols."""
        return Relation(self.op, substitute(self.lhs, values), substitute(self.rhs, values))

    @property
    def names(self) -> frozenset[str]:
        """Its symbols."""
        return self.lhs.names | self.rhs.names

    def __str__(self) -> str:
        return f"{self.lhs} {self.op} {self.rhs}"


class Domain(NamedTuple):
    """All values of symbols ("real" or "integer") that satisfy the hypotheses."""

    kinds: tuple[tuple[str, str], ...]
    where: tuple[Relation, ...]

    @property
    def names(self) -> set[str]:
        """The symbols."""
        return {name for name, _ in self.kinds}

    def also(self, *relations: Relation) -> Domain:
        """With more hypotheses."""
        return Domain(self.kinds, (*self.where, *relations))

    def real(self, name: str) -> Domain:
        """With one symbol ranging over the reals."""
        return Domain(tuple((own, "real" if own == name else kind) for own, kind in self.kinds), self.where)


NOWHERE_FREE = Domain((), ())


class End(NamedTuple):
    """An end of the interval of a symbol, as it is written and as a polynomial, and whether it is excluded."""

    value: Expr
    form: Poly
    strict: bool


class Affine(NamedTuple):
    """A hypothesis c·x + r ≥ 0, solved for x: x = (t − r)/c with t of these signs."""

    slope: Fraction
    rest: Poly
    signs: int


class Algebra:
    """Normal forms and signs on a domain, with facts that hold there."""

    def __init__(self, domain: Domain, facts: Sequence[Relation] = ()) -> None:
        self.domain = domain
        self.kinds = dict(domain.kinds)
        self.generators: list[Generator] = []
        self.where: dict[tuple[object, ...], int] = {}  # the number of a generator
        self.by_op: dict[str, list[int]] = {}
        self.squares: dict[int, Poly] = {}  # what the square of a root (or of a sine) is
        self.square_mask = 0
        self.values: dict[int, Ratio] = {}  # what generators are equal to, by facts
        self.factors: list[Poly] = []
        self.number_of_factor: dict[frozenset[tuple[int, Number]], int] = {}
        self.forms: dict[Expr, Ratio] = {}
        self.known: dict[frozenset[tuple[int, Number]], int] = {}  # the signs of primitive polynomials, by facts
        self.of_gaps: dict[Expr, int] = {}
        self.sign_memo: dict[Expr, int] = {}
        self.poly_memo: dict[frozenset[tuple[int, Number]], int] = {}
        self.low: dict[str, End] = {}
        self.high: dict[str, End] = {}
        self.affine: dict[int, list[Affine]] = {}
        self.defined: set[Expr] = set()
        self.pending: set[Expr] = set()
        self.boxes: dict[int, dict[str, Interval] | None] = {}
        self.constants: dict[tuple[int, int], Interval] = {}
        for relation in (*domain.where, *facts):
            self.learn(relation)

    # ------------------------------------------------------------------------------------------------------------ facts

    def learn(self, fact: Relation) -> None:
        """A relation that holds on the whole domain."""
        gap, allowed = fact.gap, ALLOWED[fact.op]
        self.of_gaps[gap] = self.of_gaps.get(gap, ANY) & allowed
        opposite = fact.rhs - fact.lhs if fact.op[0] != "<" else fact.lhs - fact.rhs
        self.of_gaps[opposite] = self.of_gaps.get(opposite, ANY) & turned(allowed)
        self.sign_memo.clear()
        if fact.op == "=":
            self._learn_value(fact)
        self._learn_bound(fact)
        if self.undefined(gap) is not None:
            return
        try:
            form = self.form(gap)
        except (NotMine, NoValue):
            return
        below = self.signs_below(form)
        if below in (POSITIVE, NEGATIVE) and form.above and form.above.keys() != {0}:
            self._give(form.above, product_of_signs(allowed, below))
        self.sign_memo.clear()
        self.poly_memo.clear()

    def _give(self, p: Poly, signs: int) -> None:
        """The signs of a polynomial."""
        c = content(p)
        own = primitive(p)
        key = frozenset(own.items())
        signs = signs if c > 0 else turned(signs)
        self.known[key] = self.known.get(key, ANY) & signs
        if len(own) == 1:  # a generator itself
            ((monomial, coefficient),) = own.items()
            parts = list(exponents(monomial))
            if len(parts) == 1 and parts[0][1] == 1 and coefficient == 1:
                g = parts[0][0]
                self.generators[g] = self.generators[g]._replace(signs=self.generators[g].signs & signs)
        for g in generators(own):
            if self.generators[g].op != "symbol":
                continue
            parts2 = by_degree(own, g)
            if (
                set(parts2) <= {0, 1}
                and parts2[1].keys() == {0}
                and signs in (POSITIVE, WEAKLY_POSITIVE, NEGATIVE, WEAKLY_NEGATIVE)
            ):
                way = 1 if signs & POSITIVE else -1
                slope = Fraction(parts2[1][0]) * way
                rest = p_scale(parts2.get(0, {}), way)
                self.affine.setdefault(g, []).append(Affine(slope, rest, signs if way > 0 else turned(signs)))

    def _learn_value(self, fact: Relation) -> None:
        """lhs = rhs is read from left to right where lhs is a generator, and rhs does not lead back to it."""
        if fact.lhs.op in ("+", "*", "^", "number") or self.undefined(fact.lhs, fact.rhs) is not None:
            return
        try:
            lhs, rhs = self.form(fact.lhs), self.form(fact.rhs)
        except (NotMine, NoValue):
            return
        if len(lhs.above) != 1 or lhs.below:
            return
        ((monomial, c),) = lhs.above.items()
        parts = list(exponents(monomial))
        if len(parts) != 1 or parts[0][1] != 1 or abs(c) != 1 or parts[0][0] in self.values:
            return
        g = parts[0][0]
        if g not in self.reached(rhs):
            self.values[g] = self.scaled(rhs, c)
            self.forms.clear()

    def reached(self, x: Ratio) -> set[int]:
        """The generators in a normal form and in their arguments, squares and values."""
        waiting = [x]
        found: set[int] = set()
        while waiting:
            y = waiting.pop()
            used = generators(y.above).union(*(generators(self.factors[f]) for f, _ in y.below))
            for g in used - found:
                found.add(g)
                waiting.extend(self.generators[g].arguments)
                if g in self.squares:
                    waiting.append(Ratio(self.squares[g]))
                if g in self.values:
                    waiting.append(self.values[g])
        return found

    def _learn_bound(self, fact: Relation) -> None:
        """Bounds of a symbol by numbers: x < c, |a·x + b| < c and (a·x + b)² < c."""
        for part in as_bounds(fact):
            op, lhs, rhs = part
            if lhs.op != "symbol":
                op, lhs, rhs = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op), rhs, lhs
            if lhs.op != "symbol" or rhs.names or op in ("=", "!=") or lhs.head not in self.kinds:
                continue
            try:
                form = self.form(rhs)
            except (NotMine, NoValue):
                continue
            if not form.below:
                self._bound(lhs.head, End(rhs, form.above, op in ("<", ">")), 1 if op[0] == ">" else -1)

    def _bound(self, name: str, end: End, way: int) -> None:
        """A bound from below (way 1) or from above, if it is sharper than the one that is known."""
        ends = self.low if way == 1 else self.high
        if self.kinds[name] == "integer" and end.form.keys() <= {0}:
            value = Fraction(end.form.get(0, 0))
            whole = math.ceil(value) if way == 1 else math.floor(value)
            if end.strict and value.denominator == 1:
                whole += way
            end = End(num(whole), {0: whole} if whole else {}, False)
        known = ends.get(name)
        if known is not None:
            apart = self.poly_signs(p_add(end.form, known.form, -1))
            sharper = apart == (POSITIVE if way == 1 else NEGATIVE) or (apart == NIL and end.strict)
            if not sharper:
                return
        ends[name] = end
        self.boxes.clear()
        g = self.symbol_number(name)
        difference = {**p_scale(end.form, -1)}
        difference = p_add({1 << SLOT * g: 1}, difference)
        signs = POSITIVE if end.strict else WEAKLY_POSITIVE
        self._give(difference, signs if way == 1 else turned(signs))
        below = self.poly_signs(end.form)  # x ≥ 0 and x > c ≥ 0
        if way == 1 and below & NEGATIVE == 0:
            own = POSITIVE if end.strict or below == POSITIVE else WEAKLY_POSITIVE
        elif way == -1 and below & POSITIVE == 0:
            own = NEGATIVE if end.strict or below == NEGATIVE else WEAKLY_NEGATIVE
        else:
            own = ANY
        self.generators[g] = self.generators[g]._replace(signs=self.generators[g].signs & own)
        self.sign_memo.clear()
        self.poly_memo.clear()

    def box(self, bits: int) -> dict[str, Interval] | None:
        """Intervals that hold the symbols; those that are unbounded have none."""
        if bits not in self.boxes:
            found: dict[str, Interval] | None = {}
            for name in self.low.keys() & self.high.keys():
                assert found is not None
                try:
                    ends = [evaluate(own[name].value, {}, bits) for own in (self.low, self.high)]
                except (NoValue, NotMine):
                    continue
                if ends[0].low <= ends[1].high:
                    found[name] = Interval(ends[0].low, ends[1].high, bits)
            self.boxes[bits] = found
        return self.boxes[bits]

    # ----------------------------------------------------------------------------------------------------- arithmetic

    def reduced(self, p: Poly) -> Poly:
        """A polynomial in which no generator with a known square has an exponent above 1."""
        while True:
            high = [monomial for monomial in p if monomial & self.square_mask]
            if not high:
                return p
            rest = {monomial: c for monomial, c in p.items() if not monomial & self.square_mask}
            grouped: dict[tuple[tuple[int, int], ...], Poly] = {}
            for monomial in high:
                halves = tuple((g, e // 2) for g, e in exponents(monomial) if e > 1 and g in self.squares)
                left = monomial - sum(2 * half << SLOT * g for g, half in halves)
                grouped.setdefault(halves, {})[left] = p[monomial]
            for halves, part in grouped.items():
                for g, half in halves:
                    for _ in range(half):
                        part = p_mul(part, self.squares[g])
                rest = p_add(rest, part)
            p = rest

    def times_poly(self, x: Poly, y: Poly) -> Poly:
        """x·y, reduced."""
        return self.reduced(p_mul(x, y))

    def factor(self, p: Poly) -> tuple[int, Fraction]:
        """(number, c) with p = c·factor."""
        c = content(p)
        own = primitive(p)
        key = frozenset(own.items())
        if key not in self.number_of_factor:
            self.number_of_factor[key] = len(self.factors)
            self.factors.append(own)
        return self.number_of_factor[key], c

    def plus(self, x: Ratio, y: Ratio) -> Ratio:
        """x + y over a common denominator."""
        if not x.above:
            return y
        if not y.above:
            return x
        if x.below == y.below:
            return self.cancelled(p_add(x.above, y.above), dict(x.below))
        mine, other = dict(x.below), dict(y.below)
        below = {f: max(mine.get(f, 0), other.get(f, 0)) for f in mine.keys() | other.keys()}
        above = p_add(self._over(x.above, mine, below), self._over(y.above, other, below))
        return self.cancelled(above, below)

    def _over(self, above: Poly, own: Mapping[int, int], below: Mapping[int, int]) -> Poly:
        """The numerator for a larger denominator."""
        for f, e in below.items():
            for _ in range(e - own.get(f, 0)):
                above = self.times_poly(above, self.factors[f])
        return above

    def times(self, x: Ratio, y: Ratio) -> Ratio:
        """x·y."""
        if not x.above or not y.above:
            return Ratio({})
        below = dict(x.below)
        for f, e in y.below:
            below[f] = below.get(f, 0) + e
        return self.cancelled(self.times_poly(x.above, y.above), below)

    def cancelled(self, above: Poly, below: dict[int, int]) -> Ratio:
        """above/Π factors without those that divide it."""
        if not above:
            return Ratio({})
        found = {}
        for f, e in below.items():
            while e and (smaller := p_quotient(above, self.factors[f])) is not None:
                above = smaller
                e -= 1
            if e:
                found[f] = e
        return Ratio(above, tuple(sorted(found.items())))

    def scaled(self, x: Ratio, c: Number) -> Ratio:
        """c·x."""
        return Ratio(p_scale(x.above, c), x.below) if c else Ratio({})

    def inverse(self, x: Ratio) -> Ratio:
        """1/x, where that is defined: roots go above, 1/√P = √P/P."""
        if not x.above:
            raise NoValue("a division by 0")
        above: Poly = {0: 1}
        for f, e in x.below:
            for _ in range(e):
                above = self.times_poly(above, self.factors[f])
        below: dict[int, int] = {}
        c, pieces = self.split(x.above)
        for part, e in pieces:
            monomial = next(iter(part)) if len(part) == 1 else 0
            g = next((g for g, _ in exponents(monomial)), None)
            if g is not None and g in self.squares and self.generators[g].op in ("root", "abs"):
                above = self.times_poly(above, {e * monomial: 1})  # 1/r = r/P
                d, inner = self.split(self.squares[g])
                c *= d**e
                for own, f in inner:
                    number, k = self.factor(own)
                    c *= k ** (e * f)
                    below[number] = below.get(number, 0) + e * f
            else:
                number, k = self.factor(part)
                c *= k**e
                below[number] = below.get(number, 0) + e
        return self.cancelled(p_scale(above, 1 / Fraction(c)), below)

    def split(self, p: Poly) -> tuple[Fraction, list[tuple[Poly, int]]]:
        """(c, [(P, e), …]) with p = c·Π P^e, the P primitive; as far as simple means see factors."""
        c = content(p)
        rest = primitive(p)
        found: list[tuple[Poly, int]] = []
        common = None
        for monomial in rest:
            own = dict(exponents(monomial))
            common = own if common is None else {g: min(e, own[g]) for g, e in common.items() if g in own}
        for g, e in sorted((common or {}).items()):
            found.append(({1 << SLOT * g: 1}, e))
            rest = {monomial - (e << SLOT * g): d for monomial, d in rest.items()}
        for candidate in self._candidates(rest):
            e = 0
            while len(rest) > 1 and (smaller := p_quotient(rest, candidate)) is not None:
                rest = smaller
                e += 1
            if e:
                found.append((candidate, e))
        if rest.keys() == {0}:
            return c * Fraction(rest[0]), found
        k = content(rest)
        found.append((primitive(rest), 1))
        return c * k, found

    def _candidates(self, p: Poly) -> Iterator[Poly]:
        """Polynomials that may divide p: known factors and radicands, contents, linear factors with rational roots."""
        if len(p) < 2 or len(p) > 400:
            return
        seen: set[frozenset[tuple[int, Number]]] = set()

        def new(q: Poly) -> bool:
            key = frozenset(q.items())
            fresh = len(q) > 1 and key not in seen
            seen.add(key)
            return fresh

        used = generators(p)
        for g in used:
            parts = by_degree(p, g)
            if len(parts) > 1:
                least = min(parts.values(), key=len)
                if len(least) > 1 and new(primitive(least)):
                    yield primitive(least)
        if len(used) == 1:
            yield from (q for q in linear_factors(p) if new(q))
        for known in (*self.factors, *map(dict, self.known)):
            if len(known) > 1 and generators(known) <= used and new(known):
                yield known

    # ----------------------------------------------------------------------------------------------------- generators

    def symbol_number(self, name: str) -> int:
        """The generator of a symbol."""
        key = ("symbol", name)
        if key not in self.where:
            self.where[key] = self.new(Generator("symbol", name, (), ANY))
        return self.where[key]

    def new(self, own: Generator) -> int:
        """A new generator."""
        g = len(self.generators)
        self.generators.append(own)
        self.by_op.setdefault(own.op, []).append(g)
        return g

    def give_square(self, g: int, square: Poly) -> None:
        """g² = square."""
        self.squares[g] = square
        self.square_mask |= (1 << SLOT) - 2 << SLOT * g

    def gen(self, g: int) -> Ratio:
        """A generator as a normal form: what it is equal to, if that is known."""
        return self.values.get(g) or Ratio({1 << SLOT * g: 1})

    def form(self, root: Expr) -> Ratio:
        """The normal form of an expression, wherever that is defined."""
        for x in nodes(root, known=self.forms):
            self.forms[x] = self._form(x, [self.forms[part] for part in x.parts])
        return self.forms[root]

    def is_zero(self, root: Expr) -> bool:
        """Whether an expression is shown to be 0 wherever it is defined."""
        return not self.form(root).above

    def _form(self, x: Expr, parts: list[Ratio]) -> Ratio:
        op = x.op
        if op == "number":
            return Ratio({0: x.head} if x.head else {})
        if op == "symbol":
            return self.gen(self.symbol_number(x.head))
        if op == "+":
            return self._total(parts)
        if op == "*":
            return reduce(self.times, parts)
        if op == "^":
            base = parts[0] if x.head >= 0 else self.inverse(parts[0])
            return self.raised(base, abs(x.head))
        if op == "sqrt":
            return self.root(parts[0])
        if op == "abs":
            return self.size(parts[0])
        if op == "pi":
            return self._atom("pi", None, (), POSITIVE)
        simpler = self._simpler(op, x)
        if simpler is not None:
            return self.form(simpler)
        if op == "kernel":
            return self._kernel(x, parts)
        if op == "binormal":
            return self._binormal(parts)
        if op == "law":
            return self._law(x, parts)
        if op not in FUNCTIONS:
            raise NotMine(f"algebra with {op}")
        return self._function(op, x, parts[0])

    def _total(self, parts: list[Ratio]) -> Ratio:
        """Σ, those of one denominator first."""
        grouped: dict[tuple[tuple[int, int], ...], Poly] = {}
        for part in parts:
            grouped[part.below] = p_add(grouped.get(part.below, {}), part.above)
        return reduce(self.plus, (self.cancelled(above, dict(below)) for below, above in grouped.items()), Ratio({}))

    def raised(self, x: Ratio, exponent: int) -> Ratio:
        """x^exponent, exponent ≥ 0."""
        if exponent > LARGEST:
            raise NotMine("exponents so large")
        result, square = Ratio({0: 1}), x
        while exponent:
            if exponent & 1:
                result = self.times(result, square)
            exponent >>= 1
            square = self.times(square, square) if exponent else square
        return result

    @staticmethod
    def _simpler(op: str, x: Expr) -> Expr | None:
        """What functions are by others."""
        if not x.parts:
            return None
        y = x.parts[0]
        up, down = function("exp", y), function("exp", -y)
        return {
            "tan": lambda: function("sin", y) / function("cos", y),
            "acos": lambda: HALF * PI - function("asin", y),
            "atan": lambda: function("asin", y / function("sqrt", ONE + y * y)),
            "erfc": lambda: ONE - function("erf", y),
            "sinh": lambda: HALF * (up - down),
            "cosh": lambda: HALF * (up + down),
            "tanh": lambda: (up - down) / (up + down),
        }.get(op, lambda: None)()

    def _atom(self, op: str, head: Any, arguments: tuple[Ratio, ...], signs: int) -> Ratio:
        """The generator op(arguments), a new one unless there is one with equal arguments."""
        for g in self.by_op.get(op, ()):
            own = self.generators[g]
            if own.head == head and all(map(self.equal, own.arguments, arguments)):
                return self.gen(g)
        return self.gen(self.new(Generator(op, head, arguments, signs)))

    def equal(self, x: Ratio, y: Ratio) -> bool:
        """Whether two normal forms are seen to be equal."""
        return x == y or not self.plus(x, self.scaled(y, -1)).above

    def _function(self, op: str, x: Expr, inside: Ratio) -> Ratio:
        """exp, log, sin, cos, asin, erf of a normal form; sin, asin, erf are odd, cos is even."""
        value = self._special_value(op, inside)
        if value is not None:
            return value
        if op == "exp":
            return self._exponential(inside)
        odd = op in ("sin", "asin", "erf")
        opposite = self.scaled(inside, -1)
        if odd or op == "cos":
            for g in self.by_op.get(op, ()):
                if self.equal(self.generators[g].arguments[0], opposite):
                    return self.scaled(self.gen(g), -1 if odd else 1)
        found = self._atom(op, None, (inside,), self._signs_of_function(op, x))
        if op == "sin":
            g = self._generator_of(found)
            if g is not None and g not in self.squares:
                cosine = self.form(function("cos", x.parts[0]))
                square = self.plus(Ratio({0: 1}), self.scaled(self.times(cosine, cosine), -1))
                if not square.below:
                    self.give_square(g, square.above)
                    self.forms = {y: own for y, own in self.forms.items() if not self._high(own)}
        return found

    def _exponential(self, inside: Ratio) -> Ratio:
        """exp(Σ c·t) = Π exp(t/SHARES)^(c·SHARES): products of exponentials have one form."""
        found = Ratio({0: 1})
        for monomial, c in inside.above.items():
            shares = Fraction(c) * SHARES
            whole = shares.denominator == 1 and abs(shares) < LARGEST
            part = self.cancelled({monomial: Fraction(1, SHARES) if whole else c}, dict(inside.below))
            own = self._atom("exp", None, (part,), POSITIVE)
            if whole:
                own = self.raised(own if shares > 0 else self.inverse(own), abs(int(shares)))
            found = self.times(found, own)
        return found

    @staticmethod
    def _generator_of(x: Ratio) -> int | None:
        """The generator that a normal form is."""
        if len(x.above) != 1 or x.below:
            return None
        ((monomial, c),) = x.above.items()
        parts = list(exponents(monomial))
        return parts[0][0] if c == 1 and len(parts) == 1 and parts[0][1] == 1 else None

    def _high(self, x: Ratio) -> bool:
        """Whether a normal form has squares that are known by now."""
        return any(monomial & self.square_mask for monomial in x.above)

    def _signs_of_function(self, op: str, x: Expr) -> int:
        """The signs of a function value, by its argument."""
        inner = self.signs(x.parts[0])
        if op in ("asin", "erf"):
            return inner
        return self._by_shape(x) if op in ("log", "sin", "cos") else ANY

    def _special_value(self, op: str, inside: Ratio) -> Ratio | None:
        """Values at arguments that are known: 0, and asin at ±√m/2, by the square of the argument."""
        if op == "log":
            return Ratio({}) if inside == Ratio({0: 1}) else None
        if not inside.above:
            return Ratio({0: 1}) if op in ("exp", "cos") else Ratio({})
        if op == "asin" and not inside.below and len(inside.above) == 1:
            square = self.times(inside, inside)
            turns = {
                Fraction(1, 4): Fraction(1, 6),
                Fraction(1, 2): Fraction(1, 4),
                Fraction(3, 4): Fraction(1, 3),
                Fraction(1): HALF.head,
            }
            if square.below or square.above.keys() != {0} or Fraction(square.above[0]) not in turns:
                return None
            way = self.poly_signs(inside.above)
            if way in (POSITIVE, NEGATIVE):
                turn = turns[Fraction(square.above[0])] * (1 if way == POSITIVE else -1)
                return self.scaled(self.form(PI), turn)
        if op in ("sin", "cos"):
            return self._at_half_turns(op, inside)
        return None

    def _at_half_turns(self, op: str, inside: Ratio) -> Ratio | None:
        """sin and cos at multiples of π/2, and sin πk = 0 for integers k."""
        turns = self.times(self.scaled(inside, 2), self.inverse(self.form(PI)))
        if turns.below:
            return None
        if turns.above.keys() == {0} and Fraction(turns.above[0]).denominator == 1:
            quarter = int(turns.above[0]) + (1 if op == "cos" else 0)
            value = (0, 1, 0, -1)[quarter % 4]
            return Ratio({0: value} if value else {})
        halves = p_scale(turns.above, Fraction(1, 2))
        whole = all(Fraction(c).denominator == 1 for c in halves.values())
        kinds = {
            self.kinds.get(self.generators[g].head) if self.generators[g].op == "symbol" else None
            for g in generators(halves)
        }
        return Ratio({}) if op == "sin" and whole and kinds == {"integer"} else None

    def _kernel(self, x: Expr, parts: list[Ratio]) -> Ratio:
        """An arbitrary symmetric kernel κ and its derivatives: κ(p, q, r) = κ(r, q, p)."""
        label, *orders = x.head
        mirrored = (label, *orders[::-1])
        for g in self.by_op.get("kernel", ()):
            own = self.generators[g]
            if own.head == mirrored and all(map(self.equal, own.arguments, parts[::-1])):
                return self.gen(g)
        return self._atom("kernel", x.head, tuple(parts), ANY)

    def _binormal(self, parts: list[Ratio]) -> Ratio:
        """Φ₂(h, k; r) = Φ₂(k, h; r)."""
        h, k, r = parts
        for g in self.by_op.get("binormal", ()):
            if all(map(self.equal, self.generators[g].arguments, (k, h, r))):
                return self.gen(g)
        return self._atom("binormal", None, (h, k, r), POSITIVE)

    def _law(self, x: Expr, parts: list[Ratio]) -> Ratio:
        """E[Π F_i(y_i)] of arbitrary functions, whichever of equal ones comes first."""
        size = len(x.head)
        place = {(i, j): size + i * (i + 1) // 2 + j for i in range(size) for j in range(i + 1)}
        for g in self.by_op.get("law", ()):
            own = self.generators[g]
            for order in permutations(range(size)) if own.head == x.head else ():
                if any(x.head[i] != x.head[j] for i, j in enumerate(order)):
                    continue
                entries = [parts[place[max(i, j), min(i, j)]] for a, i in enumerate(order) for j in order[: a + 1]]
                if all(map(self.equal, own.arguments, [*(parts[i] for i in order), *entries])):
                    return self.gen(g)
        return self._atom("law", x.head, tuple(parts), ANY)

    # ---------------------------------------------------------------------------------------------------------- roots

    def root(self, x: Ratio) -> Ratio:
        """√x for x ≥ 0: √(n/Π f^e) = √(n·Π_{e odd} f)/Π |f|^⌈e/2⌉."""
        above = x.above
        if not above:
            return x
        below: dict[int, int] = {}
        way = 1
        for f, e in x.below:
            half = (e + 1) // 2
            if e % 2:
                above = self.times_poly(above, self.factors[f])
            signs = self.poly_signs(self.factors[f])
            if half % 2 and signs & POSITIVE and signs & NEGATIVE:
                return self._atom("root", None, (x,), WEAKLY_POSITIVE)
            if half % 2 and signs & NEGATIVE:
                way = -way
            below[f] = half
        top = self.root_of_poly(above)
        for f, e in top.below:
            below[f] = below.get(f, 0) + e
        return self.cancelled(p_scale(top.above, way), below)

    def root_of_poly(self, p: Poly) -> Ratio:
        """√p for a polynomial p ≥ 0, as a product of roots.

        Only factors of known sign are taken out: those that are 0 nowhere, and all of them if no factor has an unknown
        sign.  For beside a factor f ≥ 0 that may be 0 the rest may be negative where f is 0, and √p = 0 there.
        """
        c, pieces = self.split(p)
        signs = [self.poly_signs(part) for part, _ in pieces]
        loose = any(e % 2 and own & POSITIVE and own & NEGATIVE for own, (_, e) in zip(signs, pieces, strict=True))
        found = Ratio({0: 1})
        rest: Poly = {0: 1}
        way = 1 if c > 0 else -1
        for own, (part, e) in zip(signs, pieces, strict=True):
            one_way = not (own & POSITIVE and own & NEGATIVE)
            if e % 2 == 0 and (not loose or own in (POSITIVE, NEGATIVE)):
                size_of_part = Ratio(part) if e % 4 == 0 else self._size_of_factor(part)
                found = self.times(found, self.raised(size_of_part, e // 2))
            elif own in (POSITIVE, NEGATIVE) or (one_way and not loose):
                turn = -1 if own & NEGATIVE else 1
                way *= turn
                size = p_scale(part, turn)
                found = self.times(found, Ratio(self._power(size, e // 2)))
                found = self.times(found, self._root(size, WEAKLY_POSITIVE if own & NIL else POSITIVE))
            else:
                rest = self.times_poly(rest, self._power(part, e))
        size_of_c = abs(c)
        found = self.scaled(
            self.times(found, self._root_of_integer(size_of_c.numerator * size_of_c.denominator)),
            Fraction(1, size_of_c.denominator),
        )
        if rest.keys() == {0} and way < 0:
            raise NotMine("a root of what is ≤ 0")
        if rest.keys() != {0}:
            found = self.times(found, self._root(p_scale(rest, way), WEAKLY_POSITIVE))
        return found

    def _power(self, p: Poly, e: int) -> Poly:
        return self.raised(Ratio(p), e).above

    def _root_of_integer(self, value: int) -> Ratio:
        """√value as a product of roots of primes, and of a rest without small ones."""
        outside, found = 1, Ratio({0: 1})
        for p in PRIMES:
            e = 0
            while value % p == 0:
                value //= p
                e += 1
            outside *= p ** (e // 2)
            if e % 2:
                found = self.times(found, self._root({0: p}, POSITIVE))
        whole = math.isqrt(value)
        if whole * whole == value:
            outside *= whole
        else:
            found = self.times(found, self._root({0: value}, POSITIVE))
        return self.scaled(found, outside)

    def _root(self, p: Poly, signs: int) -> Ratio:
        """The generator r ≥ 0 with r² = p."""
        found = self._atom("root", None, (Ratio(p),), signs)
        g = self._generator_of(found)
        if g is not None and self.generators[g].op == "root" and g not in self.squares:
            self.give_square(g, self.reduced(p))
        return found

    def size(self, x: Ratio) -> Ratio:
        """|x|: ±x where the sign is known; factors of known sign are taken out of it."""
        if not x.above:
            return x
        c, pieces = self.split(x.above)
        found = Ratio({0: abs(c)})
        below = Ratio({0: 1})
        for f, e in x.below:
            for _ in range(e):
                below = self.times(below, self._size_of_factor(self.factors[f]))
        for part, e in pieces:
            size = Ratio(part) if e % 2 == 0 else self._size_of_factor(part)
            found = self.times(found, self.raised(size, e))
        return self.times(found, self.inverse(below))

    def _size_of_factor(self, p: Poly) -> Ratio:
        """|p| of a primitive polynomial."""
        signs = self.poly_signs(p)
        if not signs & NEGATIVE:
            return Ratio(p)
        if not signs & POSITIVE:
            return Ratio(p_scale(p, -1))
        found = self._atom("abs", None, (Ratio(p),), POSITIVE if not signs & NIL else WEAKLY_POSITIVE)
        g = self._generator_of(found)
        if g is not None and self.generators[g].op == "abs" and g not in self.squares:
            self.give_square(g, self.times_poly(p, p))
        return found

    # ---------------------------------------------------------------------------------------------------------- signs

    def undefined(self, *roots: Expr) -> Expr | None:
        """The first part that is not shown to be defined on the whole domain."""
        for x in nodes(*roots, known=self.defined):
            if not all(self.shown(part, allowed) for part, allowed in obligations(x)):
                return x
            self.defined.add(x)
        return None

    def shown(self, x: Expr, allowed: int) -> bool:
        """Whether an expression is shown to have one of these signs wherever it is defined."""
        return not self.signs(x) & ~allowed

    def signs(self, root: Expr) -> int:
        """A set that holds the sign of an expression at every point where it is defined."""
        for x in nodes(root, known=self.sign_memo):
            if x not in self.sign_memo:
                self._find_signs(x)
        return self.sign_memo[root]

    def _find_signs(self, x: Expr) -> None:
        found = self.of_gaps.get(x, ANY)
        for method in (self._by_shape, self._by_interval, self._by_form):
            if found in (NEGATIVE, NIL, POSITIVE):
                break
            if method == self._by_form and x in self.pending:
                break
            self.pending.add(x)
            try:
                found &= method(x)
            except (NoValue, NotMine):
                continue
            finally:
                self.pending.discard(x)
        self.sign_memo[x] = found

    def _by_shape(self, x: Expr) -> int:
        """From the operation and the signs of its parts."""
        op = x.op
        if op == "number":
            return sign_of(x.head)
        if op == "symbol":
            return self.generators[self.symbol_number(x.head)].signs
        if op in ("pi", "exp", "cosh"):
            return POSITIVE
        if op == "erfc":
            return POSITIVE
        if not x.parts or op in SPECIAL:
            return ANY
        inner = [self.sign_memo[part] if part in self.sign_memo else self.signs(part) for part in x.parts]
        if op == "+":
            return reduce(sum_of_signs, inner)
        if op == "*":
            is_square = len(inner) == 2 and x.parts[0] is x.parts[1]
            return power_of_signs(inner[0], 2) if is_square else reduce(product_of_signs, inner)
        if op == "^":
            return power_of_signs(inner[0], x.head)
        if op in ("sqrt", "abs"):
            return power_of_signs(inner[0], 2)
        if op in ("asin", "atan", "erf", "sinh", "tanh"):
            return inner[0]
        if op == "log":
            return self.signs(x.parts[0] - ONE)
        if op == "acos":
            return POSITIVE if self.signs(ONE - x.parts[0]) == POSITIVE else WEAKLY_POSITIVE
        return self._of_circle(op, x.parts[0])

    def _of_circle(self, op: str, y: Expr) -> int:
        """sin > 0 inside of (0, π), cos inside of (−π/2, π/2); ≥ 0 with the ends."""
        ends = (y, PI - y) if op == "sin" else (HALF * PI + y, HALF * PI - y)
        if op == "tan":
            ends = (y, HALF * PI - y)
        inner = [self.signs(end) for end in ends]
        if all(own == POSITIVE for own in inner):
            return POSITIVE
        return ANY if any(own & NEGATIVE for own in inner) else WEAKLY_POSITIVE

    def _by_interval(self, x: Expr) -> int:
        """From intervals over the box of its symbols; of numbers, with more and more bits."""
        if x.op in ("number", "symbol", "pi"):
            return ANY
        integrals = any(part.op in INTEGRALS for part in nodes(x))
        for bits in (64,) if x.names or integrals else (64, 200, 600):
            box = self.box(bits)
            if box is None or not x.names <= box.keys():
                return ANY
            own = {name: box[name] for name in x.names}
            found = signs_of_interval(evaluate(x, own, bits, defined=self.is_defined(x)))
            if found in (NEGATIVE, POSITIVE, NIL):
                return found
        return found

    def is_defined(self, x: Expr) -> bool:
        """Whether an expression has been shown to be defined."""
        return all(part in self.defined for part in nodes(x))

    def _by_form(self, x: Expr) -> int:
        """From its normal form."""
        form = self.form(x)
        return product_of_signs(self.poly_signs(form.above), self.signs_below(form))

    def signs_below(self, x: Ratio) -> int:
        """The signs of a denominator; it is not 0 where the expression is defined."""
        found = POSITIVE
        for f, e in x.below:
            found = product_of_signs(found, power_of_signs(self.poly_signs(self.factors[f]) & APART or APART, e))
        return found

    def poly_signs(self, p: Poly) -> int:
        """The signs of a polynomial."""
        if not p:
            return NIL
        if p.keys() == {0}:
            return sign_of(p[0])
        c = content(p)
        own = primitive(p)
        key = frozenset(own.items())
        if key not in self.poly_memo:
            self.poly_memo[key] = ANY
            self.poly_memo[key] = self._poly_signs(own, key)
        found = self.poly_memo[key]
        return found if c > 0 else turned(found)

    def _poly_signs(self, p: Poly, key: frozenset[tuple[int, Number]]) -> int:
        found = self.known.get(key, ANY)
        if found in (POSITIVE, NEGATIVE, NIL):
            return found
        found &= self._by_coefficients(p, {g: self.generators[g].signs for g in generators(p)})
        if found in (POSITIVE, NEGATIVE, NIL):
            return found
        found &= self._by_shifts(p)
        if found not in (POSITIVE, NEGATIVE, NIL):
            found &= self._by_factors(p)
        return found

    def _by_coefficients(self, p: Poly, signs: Mapping[int, int]) -> int:
        """Terms that are constants times powers of generators whose signs are known."""
        grouped: dict[int, Poly] = {}
        numbers = {g: self.is_constant(g) for g in generators(p)}
        for monomial, c in p.items():
            still = sum(e << SLOT * g for g, e in exponents(monomial) if numbers[g])
            grouped.setdefault(monomial - still, {})[still] = c
        found = NIL
        for monomial, coefficient in grouped.items():
            own = self.signs_of_constant(coefficient)
            for g, e in exponents(monomial):
                own = product_of_signs(own, power_of_signs(signs[g], e))
            found = sum_of_signs(found, own)
            if found == ANY:
                return ANY
        return found

    def is_constant(self, g: int) -> bool:
        """Whether a generator is a number."""
        own = self.generators[g]
        if own.op in ("symbol", "kernel", "law", "binormal"):
            return False
        inside = [p for x in own.arguments for p in (x.above, *(self.factors[f] for f, _ in x.below))]
        return all(self.is_constant(inner) for p in inside for inner in generators(p))

    def signs_of_constant(self, p: Poly) -> int:
        """The sign of a polynomial in generators that are numbers."""
        if p.keys() == {0}:
            return sign_of(p[0])
        found = ANY
        for bits in (64, 200, 600):
            try:
                found &= signs_of_interval(self.value_of_poly(p, bits))
            except (NoValue, NotMine):
                return found
            if found in (POSITIVE, NEGATIVE, NIL):
                break
        return found

    def value_of_poly(self, p: Poly, bits: int) -> Interval:
        """A number."""
        found = Interval.of(0, bits)
        for monomial, c in p.items():
            term = Interval.of(c, bits)
            for g, e in exponents(monomial):
                term = term * self.value_of_generator(g, bits) ** e
            found = found + term
        return found

    def value_of_generator(self, g: int, bits: int) -> Interval:
        """The value of a generator that is a number."""
        if (g, bits) not in self.constants:
            own = self.generators[g]
            if own.op == "pi":
                value = pi(bits)
            else:
                (x,) = own.arguments
                inside = self.value_of_poly(x.above, bits)
                for f, e in x.below:
                    inside = inside / self.value_of_poly(self.factors[f], bits) ** e
                op = "sqrt" if own.op == "root" else own.op
                if op not in FUNCTIONS:
                    raise NoValue(op)
                value = FUNCTIONS[op](inside)
            self.constants[g, bits] = value
        return self.constants[g, bits]

    def _by_shifts(self, p: Poly) -> int:
        """The coefficients after moving symbols to what bounds them: x = (t − r)/c with t ≥ 0, one fact each."""
        left = [400_000]  # terms that may be made

        def moved(p: Poly, signs: dict[int, int], done: frozenset[int]) -> int:
            found = self._by_coefficients(p, {g: signs.get(g, self.generators[g].signs) for g in generators(p)})
            if found in (POSITIVE, NEGATIVE, NIL):
                return found
            for g in sorted(generators(p) - done, reverse=True):
                for fact in self.affine.get(g, ()):
                    if generators(fact.rest) & done or left[0] <= 0 or not fact.rest:
                        continue
                    value = p_scale(fact.rest, -1 / fact.slope)
                    value = p_add(value, {1 << SLOT * g: 1 / fact.slope})
                    shifted = replaced(p, g, value)  # not reduced: g is t from here on, and squares speak of x
                    left[0] -= 20 * len(shifted) + 200
                    found &= moved(shifted, {**signs, g: fact.signs}, done | {g})
                    if found in (POSITIVE, NEGATIVE, NIL):
                        return found
            return found

        return moved(p, {}, frozenset())

    def _by_factors(self, p: Poly) -> int:
        """The product of factors whose signs are known; a + b·r by a² − b²·r²."""
        root = p_root(p)
        if root is not None:
            return power_of_signs(self.poly_signs(root), 2)
        c, pieces = self.split(p)
        if len(pieces) > 1 or pieces[0][1] > 1:
            found = sign_of(c)
            for part, e in pieces:
                found = product_of_signs(found, power_of_signs(self.poly_signs(part), e))
            if found in (POSITIVE, NEGATIVE, NIL, WEAKLY_POSITIVE, WEAKLY_NEGATIVE):
                return found
        for g in generators(p) & self.squares.keys():
            if self.is_constant(g):
                continue
            parts = by_degree(p, g)
            a, b = (
                self.poly_signs(parts.get(0, {})),
                product_of_signs(self.poly_signs(parts[1]), self.generators[g].signs),
            )
            if {a, b} == {POSITIVE, NEGATIVE}:
                squares = p_add(
                    self.times_poly(parts[0], parts[0]),
                    self.times_poly(self.times_poly(parts[1], parts[1]), self.squares[g]),
                    -1,
                )
                found = self.poly_signs(squares)
                return found if a == POSITIVE else turned(found)
        return ANY


def as_bounds(fact: Relation) -> list[Relation]:
    """|a·x + b| < c as two bounds of x, likewise (a·x + b)² < c; other relations as they are."""
    op, inside, end = fact if fact.op[0] == "<" else ({">": "<", ">=": "<="}.get(fact.op, ""), fact.rhs, fact.lhs)
    if op not in ("<", "<=") or end.names or inside.op not in ("abs", "^") or len(inside.names) != 1:
        return [fact]
    if inside.op == "^":
        if inside.head != 2 or end.op != "number" or end.head <= 0:
            return [fact]
        end = function("sqrt", end)
    line = straight(inside.parts[0])
    if line is None or line[0] == 0:
        return [fact]
    slope, shift = line
    (name,) = inside.names
    middle, reach = num(-shift / slope), num(1 / abs(slope)) * end
    if end.op == "number":
        low, high = (
            num(middle.head - Fraction(end.head) / abs(slope)),
            num(middle.head + Fraction(end.head) / abs(slope)),
        )
    else:
        low, high = middle - reach, middle + reach
    return [Relation(op, low, symbol(name)), Relation(op, symbol(name), high)]


def straight(x: Expr) -> tuple[Fraction, Fraction] | None:
    """(a, b) of an expression a·x + b in one symbol, as it is written."""
    if x.op == "number":
        return Fraction(0), Fraction(x.head)
    if x.op == "symbol":
        return Fraction(1), Fraction(0)
    parts = [straight(part) for part in x.parts]
    if x.op == "+" and None not in parts:
        return sum((a for a, _ in parts), Fraction(0)), sum((b for _, b in parts), Fraction(0))  # type: ignore[misc]
    if x.op == "*" and None not in parts:
        a, b = Fraction(0), Fraction(1)
        for c, d in parts:  # type: ignore[misc]
            if a and c:
                return None
            a, b = a * d + b * c, b * d
        return a, b
    return None


def linear_factors(p: Poly) -> Iterator[Poly]:
    """a·x + b that divide a polynomial in one generator, by their rational roots −b/a."""
    (g,) = generators(p)
    coefficients = {e: own.get(0, 0) for e, own in by_degree(p, g).items()}
    if any(Fraction(c).denominator != 1 for c in coefficients.values()):
        return
    first, last = abs(int(coefficients[max(coefficients)])), abs(int(coefficients.get(0, 0)))
    if not last or first > 10**9 or last > 10**9 or max(coefficients) > 60:
        return
    for a in divisors(first):
        for b in divisors(last):
            if math.gcd(a, b) == 1:
                for way in (1, -1):
                    root = Fraction(-way * b, a)
                    if sum(c * root**e for e, c in coefficients.items()) == 0:
                        yield {1 << SLOT * g: a, 0: way * b}


def divisors(value: int) -> list[int]:
    """Those below 2000, and their cofactors."""
    small = [d for d in range(1, min(math.isqrt(value), 2000) + 1) if value % d == 0]
    return sorted({*small, *(value // d for d in small)})


def obligations(x: Expr) -> list[tuple[Expr, int]]:
    """What must hold for a node to be defined where its parts are: expressions, and the signs they may have."""
    op = x.op
    if op == "^" and x.head < 0:
        return [(x.parts[0], APART)]
    if op == "sqrt":
        return [(x.parts[0], WEAKLY_POSITIVE)]
    if op == "log":
        return [(x.parts[0], POSITIVE)]
    if op in ("asin", "acos"):
        return [(ONE - x.parts[0], WEAKLY_POSITIVE), (ONE + x.parts[0], WEAKLY_POSITIVE)]
    if op == "tan":
        return [(function("cos", x.parts[0]), APART)]
    if op == "mean":  # of smooth activations of exponential growth, which is asked where they are read
        p, q, r = x.parts
        return [(p, WEAKLY_POSITIVE), (r, WEAKLY_POSITIVE), (p * r - q * q, WEAKLY_POSITIVE)]
    if op == "binormal":  # there it is analytic
        return [(ONE - x.parts[2], POSITIVE), (ONE + x.parts[2], POSITIVE)]
    if op in SPECIAL and op not in ("kernel", "law"):
        raise NotMine(f"where {op} is defined")
    return []


# ========================================================================================================= 5 witnesses
#
# A goal is a relation on a domain, and expressions that must be defined there.  A witness says how it is proved; its
# lemmas are goals on the same domain, proved first and known from then on.  Every rule is a theorem of elementary
# analysis, which stands with it.


class NotShown(Exception):
    """A step that is not established: not that it is wrong."""


class Goal(NamedTuple):
    """A relation to be shown on a domain, and what must be defined there."""

    domain: Domain
    relation: Relation
    entries: tuple[Expr, ...]
    key: str = "claim"


def require(condition: object, message: str) -> None:
    """Raises `NotShown` unless the condition holds."""
    if not condition:
        raise NotShown(message)


def only(value: Mapping[str, Any], *known: str) -> None:
    """Raises `Refused` for a field that nothing reads."""
    unread = sorted(set(value) - set(known))
    if unread:
        raise Refused(f"nothing reads the field {unread[0]!r}")


def record(value: object, what: str) -> dict[str, Any]:
    """A JSON object."""
    need(isinstance(value, dict), f"{what} is no JSON object")
    assert isinstance(value, dict)
    return value


def items(value: object, what: str) -> list[Any]:
    """A JSON list."""
    need(isinstance(value, list), f"{what} is no list")
    assert isinstance(value, list)
    return value


def read_relation(value: object) -> Relation:
    """[op, lhs, rhs]."""
    parts = items(value, "a relation")
    need(len(parts) == 3 and isinstance(parts[0], str) and parts[0] in ALLOWED, "a relation is [op, lhs, rhs]")
    return Relation(parts[0], read_expr(parts[1]), read_expr(parts[2]))


def read_domain(claim: Mapping[str, Any]) -> Domain:
    """The fields `symbols` and `where` of a claim."""
    kinds = record(claim.get("symbols", {}), "symbols")
    need(all(kind in ("real", "integer") for kind in kinds.values()), "a symbol is neither real nor integer")
    where = []
    for given in items(claim.get("where", []), "where"):
        if isinstance(given, list) and given[:1] == ["pd"]:
            where += _definite(given)
        else:
            where.append(read_relation(given))
    domain = Domain(tuple((read_name(name), kind) for name, kind in kinds.items()), tuple(where))
    for relation in where:
        declared(domain, relation.lhs, relation.rhs)
    return domain


def _definite(value: list[Any]) -> list[Relation]:
    """["pd", matrix]: a symmetric matrix is positive definite, so all its principal minors are > 0, and conversely."""
    need(len(value) == 2, "a hypothesis about a matrix is ['pd', rows]")
    rows = [[read_expr(x) for x in items(row, "a row")] for row in items(value[1], "a matrix")]
    size = len(rows)
    good = 0 < size <= 5 and all(len(row) == size for row in rows)
    need(good and all(rows[i][j] is rows[j][i] for i in range(size) for j in range(i)), "not a symmetric matrix")
    chosen = [some for count in range(1, size + 1) for some in combinations(range(size), count)]
    return [Relation("<", ZERO, determinant([[rows[i][j] for j in some] for i in some])) for some in chosen]


def declared(domain: Domain, *roots: Expr) -> None:
    """Raises `Bad` for symbols that are not declared."""
    missing = sorted(set().union(*(root.names for root in roots)) - domain.names)
    need(not missing, f"the symbol {missing[:1]} is not declared")


def read_point(value: object) -> dict[str, Expr]:
    """{name: number}, a number being an expression without symbols."""
    found = {read_name(name): read_expr(entry) for name, entry in record(value, "a point").items()}
    need(not any(x.names for x in found.values()), "the value of a symbol is a number")
    return found


class Prover:
    """Proves goals by witnesses.  `taken` collects what is taken as given, `unread` what an answer does not rest on."""

    def __init__(self) -> None:
        self.algebras: dict[tuple[Domain, tuple[Relation, ...]], Algebra] = {}
        self.claims: list[tuple[Any, Any]] = []
        self.taken: set[str] = set()
        self.unread: set[str] = set()
        self.depth = 0

    def algebra(self, domain: Domain, facts: tuple[Relation, ...] = ()) -> Algebra:
        """What is known on a domain."""
        key = domain, facts
        if key not in self.algebras:
            self.algebras[key] = Algebra(domain, facts)
        return self.algebras[key]

    def prove(self, goal: Goal, witness: object, facts: tuple[Relation, ...] = ()) -> None:
        """The goal, by the witness; raises `NotShown`, or `Refused` where a point of the domain contradicts it."""
        own = record(witness, "a witness")
        kind = own.get("kind")
        need(isinstance(kind, str), "a witness has no kind")
        self.depth += 1
        if self.depth > 60:
            raise NotMine("witnesses nested so deep")
        for lemma in items(own.get("lemmas", []), "lemmas"):
            parts = record(lemma, "a lemma")
            only(parts, "relation", "witness")
            relation = read_relation(parts.get("relation"))
            declared(goal.domain, relation.lhs, relation.rhs)
            self.prove(Goal(goal.domain, relation, (relation.lhs, relation.rhs), goal.key), parts.get("witness"), facts)
            facts = (*facts, relation)
        if kind not in METHODS:
            raise NotMine(f"the witness {kind!r}")
        try:
            algebra = self.algebra(goal.domain, facts)
            if kind not in BY_PARTS:
                node = algebra.undefined(*goal.entries, goal.relation.lhs, goal.relation.rhs)
                require(node is None, f"{goal.key}: not shown to be defined: {node}")
            METHODS[kind](self, goal, own, algebra, facts)
        except NotShown:
            contradicted(goal)
            raise
        self.depth -= 1

    def prove_claim(self, claim: Mapping[str, Any], proof: object) -> None:
        """A relation that stands inside of a witness."""
        if (claim, proof) in self.claims:
            return
        goal = relation_goal(claim)
        self.prove(goal, single(proof, goal.key))
        self.claims.append((claim, proof))


def single(proof: object, key: str) -> Any:
    """The witness of the only goal of a claim: the proof itself, or the proof of this key."""
    own = record(proof, "a proof")
    if own.get("kind") != "goals":
        return {name: value for name, value in own.items() if name not in ("sample", "kernel")}
    only(own, "kind", "sample", "proofs", "equations", "inequalities", "kernel")
    proofs = record(own.get("proofs", {}), "proofs")
    if set(proofs) - {key}:
        raise Refused("nothing reads the proof of a goal that there is not")
    if key in proofs:
        return proofs[key]
    raise NotMine("a proof without a witness")


def relation_goal(claim: Mapping[str, Any]) -> Goal:
    """The goal of a claim `equal`, `less` or `at_most`."""
    op = RELATIONS.get(str(claim.get("kind")))
    if op is None:
        raise NotMine(f"the claim {claim.get('kind')!r} inside of a witness")
    only(claim, "kind", "symbols", "where", "lhs", "rhs")
    domain = read_domain(claim)
    lhs, rhs = read_expr(claim.get("lhs")), read_expr(claim.get("rhs"))
    declared(domain, lhs, rhs)
    return Goal(domain, Relation(op, lhs, rhs), (lhs, rhs))


RELATIONS = {"equal": "=", "less": "<", "at_most": "<="}
Method = Callable[[Prover, Goal, dict[str, Any], Algebra, tuple[Relation, ...]], None]
METHODS: dict[str, Method] = {}
BY_PARTS = ("split", "cases")  # these ask their parts what is defined there


def method(kind: str) -> Callable[[Method], Method]:
    """Registers how witnesses of a kind are checked."""

    def register(own: Method) -> Method:
        METHODS[kind] = own
        return own

    return register


def holds(algebra: Algebra, relation: Relation) -> bool:
    """Whether a relation is shown to hold, both sides defined, on the whole domain."""
    if algebra.undefined(relation.lhs, relation.rhs) is not None:
        return False
    allowed = ALLOWED[relation.op]
    return algebra.shown(relation.gap, allowed) or bool(allowed & NIL and algebra.is_zero(relation.gap))


@method("zero")
def by_zero(prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]) -> None:
    """lhs = rhs, lhs ≤ rhs or lhs ≥ rhs: the normal form of the difference is 0."""
    only(own, "kind", "lemmas")
    require(ALLOWED[goal.relation.op] & NIL, "zero proves =, ≤ and ≥")
    require(algebra.is_zero(goal.relation.gap), f"{goal.key}: not seen to be 0: {goal.relation.gap}")


@method("positive")
def by_sign(prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]) -> None:
    """The sign of the gap, or of an equal form of it, is seen; or it is on every box of a cover of the domain."""
    only(own, "kind", "lemmas", "form")
    gap, allowed = goal.relation.gap, ALLOWED[goal.relation.op]
    form = gap
    if "form" in own:
        form = read_expr(own["form"])
        declared(goal.domain, form)
        require(
            algebra.undefined(form) is None,
            f"{goal.key}: the form is not shown to be defined: {algebra.undefined(form)}",
        )
        if not algebra.is_zero(gap - form):
            differs(goal, form)
            raise NotShown(f"{goal.key}: the form is not seen to be equal to the gap: {gap - form}")
    shown = algebra.shown(form, allowed) or algebra.shown(gap, allowed) or (allowed & NIL and algebra.is_zero(gap))
    require(shown or by_boxes(algebra, gap, allowed), f"{goal.key}: the sign is not seen: {form}")


@method("root")
def by_squares(prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]) -> None:
    """x op y for x, y ≥ 0 because x² op y²: squaring increases on [0, ∞)."""
    only(own, "kind", "lemmas")
    op, lhs, rhs = goal.relation
    require(
        op != "!=" and algebra.shown(lhs, WEAKLY_POSITIVE) and algebra.shown(rhs, WEAKLY_POSITIVE),
        "both sides are not seen to be ≥ 0",
    )
    require(holds(algebra, Relation(op, lhs * lhs, rhs * rhs)), f"{goal.key}: the squares are not seen to compare so")


class Section(NamedTuple):
    """A domain whose hypotheses about one symbol are bounds of it by numbers."""

    others: tuple[Relation, ...]
    bounds: tuple[Relation, ...]  # as symbol op number


def section(domain: Domain, name: str) -> Section:
    """Raises `NotShown` where the symbol does not range over an interval that no other symbol moves."""
    require(name in domain.names, f"{name} is no symbol")
    others, bounds = [], []
    for relation in domain.where:
        if name not in relation.names:
            others.append(relation)
            continue
        for part in as_bounds(relation):
            op, lhs, rhs = part
            if rhs.op == "symbol" and not lhs.names:
                op, lhs, rhs = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op), rhs, lhs
            good = lhs.op == "symbol" and lhs.head == name and not rhs.names and op not in ("=", "!=")
            require(good, f"{name} does not range over an interval of its own")
            bounds.append(Relation(op, lhs, rhs))
    return Section(tuple(others), tuple(bounds))


def continuous(*roots: Expr) -> None:
    """Raises `NotMine` for what is not known to be continuous where it is defined: arbitrary kernels, integrals."""
    if any(x.op in SPECIAL or x.op in STATEMENT_ONLY for x in nodes(*roots)):
        raise NotMine("analysis of arbitrary kernels, or of integrals")


def with_ends(domain: Domain, name: str, own: Section, closed: Callable[[Relation], bool]) -> Domain:
    """The domain with the bounds of a symbol included or not."""
    moved = [Relation(part.op[0] + ("=" if closed(part) else ""), part.lhs, part.rhs) for part in own.bounds]
    return Domain(domain.kinds, (*own.others, *moved)).real(name)


@method("chain")
def by_chain(prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]) -> None:
    """F ≥ 0 at an end of the interval of a symbol, and grows away from it (mean value theorem).

    F is defined, so continuous, up to that end, and its derivative is defined inside.  F > 0 follows from F′ > 0 inside
    where the end does not belong to the interval, or, `above`, from F > 0 at the end.
    """
    only(own, "kind", "lemmas", "symbol", "from", "above", "start", "derivative")
    op, gap = goal.relation.op, goal.relation.gap
    require(op not in ("=", "!="), "chain proves inequalities")
    name, end, above = read_name(own.get("symbol")), read_expr(own.get("from")), bool(own.get("above", False))
    require(not end.names, "an end is a number")
    continuous(gap)
    parts = section(goal.domain, name)
    real = prover.algebra(goal.domain.real(name))
    strict = op in ("<", ">") and not above
    way, bound = 0, None
    for side, ends in ((1, real.low), (-1, real.high)):
        known = ends.get(name)
        if known is not None and (known.value is end or real.is_zero(known.value - end)):
            way, bound = side, known
    if bound is None or (strict and not bound.strict):
        raise NotShown("not an end of the interval, or one that belongs to it")
    there = with_ends(goal.domain, name, parts, lambda part: part.op[1:] == "=" or (part.op[0] == ">") == (way == 1))
    start = Relation("<" if above else "<=", ZERO, substitute(gap, {name: end}))
    prover.prove(Goal(there, start, (gap, end), goal.key), own.get("start", {"kind": "positive" if above else "zero"}))
    slope = times(num(way), diff(gap, name))
    inside = with_ends(goal.domain, name, parts, lambda part: False)
    moves = Relation("<" if strict else "<=", ZERO, slope)
    prover.prove(Goal(inside, moves, (slope,), goal.key), own.get("derivative", {"kind": "zero"}))


@method("tail")
def by_tail(prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]) -> None:
    """F → L ≥ 0 as a symbol goes to an infinite end of its interval, and F falls on the way (mean value theorem)."""
    only(own, "kind", "lemmas", "symbol", "below", "above", "start", "derivative")
    op, gap = goal.relation.op, goal.relation.gap
    require(op not in ("=", "!="), "tail proves inequalities")
    name, way, above = read_name(own.get("symbol")), -1 if own.get("below", False) else 1, bool(own.get("above", False))
    continuous(gap)
    parts = section(goal.domain, name)
    real = prover.algebra(goal.domain.real(name))
    require(name not in (real.low if way < 0 else real.high), f"{name} is bounded on that side")
    require(real.undefined(gap) is None, "the difference is not shown to be defined")
    end = limit(gap, name, way, real)
    if isinstance(end, int):
        raise NotShown("the difference has no finite limit")
    start = Relation("<" if above else "<=", ZERO, end)
    prover.prove(
        Goal(goal.domain.real(name), start, (end,), goal.key),
        own.get("start", {"kind": "positive" if above else "zero"}),
    )
    slope = times(num(-way), diff(gap, name))
    strict = op in ("<", ">") and not above
    moves = Relation("<" if strict else "<=", ZERO, slope)
    inside = with_ends(goal.domain, name, parts, lambda part: False)
    prover.prove(Goal(inside, moves, (slope,), goal.key), own.get("derivative", {"kind": "zero"}))


ENDS: dict[str, tuple[Expr | int, Expr | int]] = {  # limits of functions at −∞ and ∞; ±1 are ±∞
    "exp": (ZERO, 1),
    "atan": (-(HALF * PI), HALF * PI),
    "erf": (num(-1), ONE),
    "erfc": (TWO, ZERO),
    "tanh": (num(-1), ONE),
}


def limit(x: Expr, name: str, way: int, algebra: Algebra) -> Expr | int:
    """The limit of x as the symbol goes to way·∞: an expression, or ±1 for ±∞; raises `NotShown`."""
    if name not in x.names:
        return x
    if x.op == "symbol":
        return way
    if x.op == "*" and _falls(x, name, way, algebra):
        return ZERO
    inner = [limit(part, name, way, algebra) for part in x.parts] if x.op != "*" else []
    if x.op == "+":
        endless = {end for end in inner if isinstance(end, int)}
        if not endless:
            return plus(*inner)  # type: ignore[arg-type]
        if len(endless) == 1:
            return endless.pop()
        return _rational_limit(x, name, way, algebra)
    if x.op == "*":
        try:
            return _rational_limit(x, name, way, algebra)
        except NotShown:
            found = [limit(part, name, way, algebra) for part in x.parts]
            require(not any(isinstance(end, int) for end in found), "0·∞, or so")
            return times(*found)  # type: ignore[arg-type]
    (end,) = inner
    if x.op == "^" and isinstance(end, int):
        return ZERO if x.head < 0 else end if x.head % 2 else 1
    if isinstance(end, int):
        require(x.op in ENDS, f"the limit of {x.op}")
        return ENDS[x.op][end > 0]
    found_end = rebuilt(x, [end])
    require(
        algebra.undefined(found_end) is None and x.op in (*FUNCTIONS, "^"), "a limit where a function is not defined"
    )
    return found_end


def _falls(x: Expr, name: str, way: int, algebra: Algebra) -> bool:
    """Whether a product has a factor exp(u), u → −∞ a polynomial, and others that grow like polynomials."""
    falling = False
    for part in x.parts:
        if part.op == "exp" and name in part.names:
            form = algebra.form(part.parts[0])
            polynomial = not form.below and all(algebra.generators[g].op == "symbol" for g in generators(form.above))
            if not polynomial or part.names != {name}:
                return False
            e = max(max(e for _, e in exponents(m)) if m else 0 for m in form.above)
            if form.above[max(form.above)] * way**e >= 0:
                return False
            falling = True
        elif not _is_tame(part, name, way, algebra):
            return False
    return falling


def _is_tame(x: Expr, name: str, way: int, algebra: Algebra) -> bool:
    """Whether an expression is at most a polynomial in the symbol, far out."""
    if name not in x.names or x.op == "symbol":
        return True
    if x.op in ("+", "*") or (x.op == "^" and x.head > 0):
        return all(_is_tame(part, name, way, algebra) for part in x.parts)
    if x.op == "^":
        try:
            end = limit(x.parts[0], name, way, algebra)
        except NotShown:
            return False
        return isinstance(end, int) or algebra.shown(end, APART)
    return x.op in ("erf", "erfc", "atan", "tanh", "sin", "cos")


def _rational_limit(x: Expr, name: str, way: int, algebra: Algebra) -> Expr | int:
    """Of a quotient of polynomials with rational coefficients in the symbol alone, by its first terms."""
    form = algebra.form(x)
    g = algebra.symbol_number(name)
    below: Poly = {0: 1}
    for f, e in form.below:
        for _ in range(e):
            below = p_mul(below, algebra.factors[f])
    require(generators(form.above) | generators(below) <= {g}, "not a quotient of polynomials in the symbol")
    if not form.above:
        return ZERO
    top, bottom = max(form.above), max(below)
    degree = exponent_in(top, g) - exponent_in(bottom, g)
    lead = Fraction(form.above[top]) / Fraction(below[bottom])
    if degree <= 0:
        return num(lead) if degree == 0 else ZERO
    return (1 if lead > 0 else -1) * way**degree


@method("constant")
def by_constancy(
    prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]
) -> None:
    """F = 0 at one value of a symbol in its interval (or at an end), and F′ = 0 inside: F is constant in it."""
    only(own, "kind", "lemmas", "symbol", "at", "start", "derivative")
    require(goal.relation.op == "=", "constant proves equations")
    name, at = read_name(own.get("symbol")), read_expr(own.get("at"))
    gap = goal.relation.gap
    continuous(gap)
    parts = section(goal.domain, name)
    require(not at.names, "the place is a number")
    closed = with_ends(goal.domain, name, parts, lambda part: True)
    for part in parts.bounds:
        weak = Relation(part.op[0] + "=", at, part.rhs)
        require(holds(prover.algebra(NOWHERE_FREE), weak), "the place is not seen to be in the interval")
    start = Relation("=", substitute(gap, {name: at}), ZERO)
    domain = (
        goal.domain.real(name)
        if all(holds(prover.algebra(NOWHERE_FREE), Relation(part.op, at, part.rhs)) for part in parts.bounds)
        else closed
    )
    prover.prove(Goal(domain, start, (gap, at), goal.key), own.get("start", {"kind": "zero"}))
    slope = diff(gap, name)
    inside = with_ends(goal.domain, name, parts, lambda part: False)
    prover.prove(Goal(inside, Relation("=", slope, ZERO), (slope,), goal.key), own.get("derivative", {"kind": "zero"}))


@method("split")
def by_split(prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]) -> None:
    """The goal where a symbol is ≤ a number, and where it is larger."""
    only(own, "kind", "lemmas", "symbol", "at", "below", "above")
    name, at = symbol(read_name(own.get("symbol"))), num(read_number(own.get("at")))
    declared(goal.domain, name)
    for op, key in (("<=", "below"), (">", "above")):
        prover.prove(goal._replace(domain=goal.domain.also(Relation(op, name, at))), own.get(key), facts)


@method("cases")
def by_cases(prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]) -> None:
    """The goal where an expression is ≤ 0, and where it is > 0; it is defined everywhere."""
    only(own, "kind", "lemmas", "of", "below", "above")
    of = read_expr(own.get("of"))
    declared(goal.domain, of)
    require(algebra.undefined(of) is None, "the expression of the cases is not shown to be defined")
    for op, key in (("<=", "below"), (">", "above")):
        prover.prove(goal._replace(domain=goal.domain.also(Relation(op, of, ZERO))), own.get(key), facts)


@method("substitute")
def by_substitution(
    prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]
) -> None:
    """Another relation with values for its symbols, which satisfy its hypotheses on the whole domain."""
    only(own, "kind", "lemmas", "claim", "values", "witness")
    claim = record(own.get("claim"), "a claim")
    inner = relation_goal(claim)
    values = {read_name(name): read_expr(value) for name, value in record(own.get("values", {}), "values").items()}
    require(set(values) == inner.domain.names, "values are those of all symbols of the inner claim")
    declared(goal.domain, *values.values())
    require(algebra.undefined(*values.values()) is None, "a value is not shown to be defined")
    for name, kind in inner.domain.kinds:
        require(kind == "real" or is_whole(algebra, values[name]), "a value is not seen to be an integer")
    for relation in inner.domain.where:
        require(
            holds(algebra, relation.at(values)),
            f"{goal.key}: a hypothesis of the inner claim is not shown: {relation.at(values)}",
        )
    prover.prove_claim(claim, own.get("witness"))
    there = inner.relation.at(values)
    strong = not ALLOWED[there.op] & ~ALLOWED[goal.relation.op]
    same = there == goal.relation or algebra.is_zero(goal.relation.gap - there.gap)
    require(strong and same, f"{goal.key}: the inner claim is not seen to say this")


def is_whole(algebra: Algebra, x: Expr) -> bool:
    """Whether an expression is a polynomial with integer coefficients in integer symbols."""
    form = algebra.form(x)
    symbols = {
        algebra.generators[g].head if algebra.generators[g].op == "symbol" else None for g in generators(form.above)
    }
    integers = all(algebra.kinds.get(name) == "integer" for name in symbols)
    return integers and not form.below and all(Fraction(c).denominator == 1 for c in form.above.values())


@method("angle")
def by_angle(prover: Prover, goal: Goal, own: dict[str, Any], algebra: Algebra, facts: tuple[Relation, ...]) -> None:
    """lhs = rhs on a box of reals: A = multiple·(lhs − rhs) has sin A = 0 and cos A = 1, so it is a multiple of 2π; it
    is continuous on the box, which is connected, and |A| < 6 at a point of it."""
    only(own, "kind", "lemmas", "multiple", "point")
    multiple = num(read_number(own.get("multiple", 1)))
    real = all(kind == "real" for _, kind in goal.domain.kinds)
    require(goal.relation.op == "=" and real and multiple is not ZERO, "angle proves equations about reals")
    turn = times(multiple, goal.relation.gap)
    exact = algebra.is_zero(function("sin", turn)) and algebra.is_zero(function("cos", turn) - ONE)
    require(exact, "the sum of angles is not seen to be a multiple of 2π")
    for name in goal.domain.names:
        section(goal.domain, name)
    point = read_point(own.get("point", {}))
    require(satisfied(goal.domain, point), "the point is not seen to be one of the domain")
    try:
        size = abs(evaluate(substitute(turn, point), {}, 128, defined=True))
    except NoValue:
        raise NotShown("the angle has no value at the point") from None
    require(size.high < 6 << 128, "the angle is not seen to be less than 2π at the point")


# ------------------------------------------------------------------------------------------------- numbers and boxes


def satisfied(domain: Domain, point: Mapping[str, Expr]) -> bool:
    """Whether a point gives every symbol a value, an integer where it is one, and satisfies the hypotheses."""
    if set(point) != domain.names:
        return False
    algebra = Algebra(NOWHERE_FREE)
    if algebra.undefined(*point.values()) is not None:
        return False
    for name, kind in domain.kinds:
        if kind == "integer" and not is_whole(algebra, point[name]):
            return False
    return all(holds(algebra, relation.at(point)) for relation in domain.where)


def fails(relation: Relation, bits: Sequence[int] = (80, 300)) -> bool:
    """Whether a relation between numbers is certain to be false, both sides having values."""
    for own in bits:
        try:
            gap = evaluate(relation.gap, {}, own)
        except (NoValue, NotMine):
            return False
        if not signs_of_interval(gap) & ALLOWED[relation.op]:
            return True
    return False


def places(domain: Domain) -> Iterator[dict[str, Expr]]:
    """Some points of a domain, in a fixed order: small numbers near what bounds the symbols."""
    algebra = Algebra(domain)
    choices = []
    for name, kind in domain.kinds:
        ends = []
        for own in (algebra.low, algebra.high):
            end = own.get(name)
            value = None if end is None else evaluate(end.value, {}, 64).middle
            ends.append(value)
        choices.append(list(_near(*ends, kind == "integer")))
    longest = max(map(len, choices), default=1)
    for i in range(longest + 12):
        point = {}
        for j, ((name, _), own) in enumerate(zip(domain.kinds, choices, strict=True)):
            point[name] = num(own[(i * (2 * j + 1) + j * (i // longest)) % len(own)])
        if all(_holds_at(relation.at(point)) for relation in domain.where):
            yield point


def _near(low: Fraction | None, high: Fraction | None, integer: bool) -> Iterator[Fraction]:
    """Numbers between two ends."""
    if low is not None and high is not None:
        for share in (Fraction(1, 2), Fraction(1, 3), Fraction(3, 4), Fraction(1, 10), Fraction(9, 10)):
            value = low + share * (high - low)
            yield Fraction(round(value)) if integer else value.limit_denominator(1000)
        return
    steps = (1, 2, 3, 5, 8) if integer else (1, Fraction(1, 2), 2, Fraction(1, 5), 7)
    if low is not None:
        yield from (
            low.limit_denominator(1000) + step if not integer else Fraction(math.ceil(low) + step - 1) for step in steps
        )
    elif high is not None:
        yield from (
            high.limit_denominator(1000) - step if not integer else Fraction(math.floor(high) - step + 1)
            for step in steps
        )
    else:
        yield from (Fraction(step) for step in steps)
        yield from (-Fraction(step) for step in steps)


def _holds_at(relation: Relation) -> bool:
    """Whether a relation between numbers is seen to hold, by intervals alone."""
    try:
        gap = evaluate(relation.gap, {}, 80)
    except (NoValue, NotMine):
        return False
    return not signs_of_interval(gap) & ~ALLOWED[relation.op]


def contradicted(goal: Goal) -> None:
    """Raises `Refused` where a point of the domain contradicts a goal."""
    try:
        for point in places(goal.domain):
            there = goal.relation.at(point)
            if fails(there):
                told = ", ".join(f"{name} = {value}" for name, value in point.items())
                raise Refused(f"{goal.key}: {goal.relation} is false{' at ' + told if told else ''}")
    except (NoValue, NotMine):
        return


def differs(goal: Goal, form: Expr) -> None:
    """Raises `Refused` where a form certainly differs from the gap of a goal at a point of its domain."""
    contradicted(Goal(goal.domain, Relation("=", goal.relation.gap, form), (), f"{goal.key}, the form"))


MOST_BOXES = 600


def by_boxes(algebra: Algebra, gap: Expr, allowed: int) -> bool:
    """Whether the gap is > 0 on every box of a cover of a bounded domain, found by bisection."""
    box = algebra.box(64)
    if box is None or not gap.names or not gap.names <= box.keys() or len(gap.names) > 3:
        return False
    waiting = [{name: box[name] for name in sorted(gap.names)}]
    for _ in range(MOST_BOXES):
        if not waiting:
            return True
        own = waiting.pop()
        try:
            value = evaluate(gap, own, 64, defined=True)
            found = signs_of_interval(value)
        except NoValue:
            found = ANY
        except NotMine:
            return False
        if found & ~allowed:
            if not found & allowed:
                return False
            widest = max(own, key=lambda name: own[name].width)
            x = own[widest]
            middle = (x.low + x.high) // 2
            if x.high - x.low < 1 << 40:
                return False
            waiting.append({**own, widest: Interval(x.low, middle, 64)})
            waiting.append({**own, widest: Interval(middle, x.high, 64)})
    return False


# =========================================================================================================== 6 the loss
#
# A network is a list of neurons; every pair of them enters L with s_x·s_y·κ(q_xx, q_xy, q_yy).  Where entries are
# expressions the slope of L along a direction e is its jet of first order, by Σ_y s_x·s_y·2·(κ₁·q_xx′ + κ₂·q_xy′) over
# all y, x itself included (there ∂[κ(q, q, q)] = 2κ₁ + κ₂, for κ is symmetric), with κ₁, κ₂ as they are given.  Where
# entries are numbers L is computed in jets of second order, and no formula for its derivatives is used at all.

KERNEL_TAKEN = "the forms of the kernel are E[σ(u)τ(v)] and its derivatives by q11 and q12"
ARGUMENTS = ("q11", "q12", "q22")
MEANS = ("m1", "m2")


class Kernel(NamedTuple):
    """σ and τ (or the name of an arbitrary kernel), the three forms, or none, and whether there are means."""

    sigma: Expr | None
    tau: Expr | None
    forms: tuple[Expr, ...]
    biased: bool = False
    partial: bool = False  # whether σ or τ is not seen to have values everywhere

    def at(self, order: int, *arguments: Expr) -> Expr:
        """κ, ∂κ/∂q11, ∂κ/∂q12 or ∂κ/∂m1 (order 3).

        Of an arbitrary kernel at q12 = 0, where u and v are independent, M₀(p)M₀(q), ½M₂(p)M₀(q) and M₁(p)M₁(q).
        """
        if self.sigma is None and arguments[1] is ZERO:
            i, j = ((0, 0), (2, 0), (1, 1))[order]
            return times(HALF if order == 1 else ONE, mean_of_any(i, arguments[0]), mean_of_any(j, arguments[2]))
        form = diff(self.forms[0], "m1") if order == 3 else self.forms[order]
        names = (*ARGUMENTS, *MEANS) if self.biased else ARGUMENTS
        return substitute(form, dict(zip(names, arguments, strict=True)))


def mean_of_any(order: int, q: Expr) -> Expr:
    """M_j(q) = E[σ⁽ʲ⁾(u)], u ~ N(0, q), of an arbitrary σ."""
    return node("kernel", q, ZERO, ZERO, head=(f"M{order}", 0, 0, 0))


def read_kernel(value: object) -> Kernel:
    """{"activation", "teacher"?, "biased"?, "forms"?} or {"uninterpreted", …}."""
    own = record(value, "a kernel")
    if "uninterpreted" in own:
        only(own, "uninterpreted", "self_similar", "beyond")
        if "self_similar" in own or "beyond" in own:
            raise NotMine("kernels of any σ with properties")
        label = read_name(own["uninterpreted"])
        need(label not in ("M0", "M1", "M2"), "M0, M1, M2 are means")
        q = [symbol(name) for name in ARGUMENTS]
        return Kernel(
            None, None, tuple(node("kernel", *q, head=(label, *orders)) for orders in ((0, 0, 0), (1, 0, 0), (0, 1, 0)))
        )
    only(own, "activation", "teacher", "biased", "forms")
    sigma = read_expr(own.get("activation"))
    tau = read_expr(own["teacher"]) if "teacher" in own else sigma
    need(sigma.names | tau.names <= {"z"}, "an activation is written in z")
    biased = own.get("biased", False)
    need(isinstance(biased, bool), "biased is true or false")
    if "forms" not in own:
        return _by_definition(sigma, tau, biased)
    forms = tuple(map(read_expr, items(own["forms"], "forms")))
    names = {*ARGUMENTS, *MEANS} if biased else {*ARGUMENTS}
    need(len(forms) == 3 and all(form.names <= names for form in forms), "a kernel has three forms in q11, q12, q22")
    kernel = Kernel(sigma, tau, forms, biased, not (has_values(sigma) and has_values(tau)))
    probe(kernel)
    return kernel


def has_values(activation: Expr) -> bool:
    """Whether σ(z) is seen to be defined for all z; where it is not, a neuron must have a variance.

    That is enough for a division by 0 at single places, of probability 0; raises `NotMine` for what may be undefined
    elsewhere, such as the root of a negative number.
    """
    algebra = Algebra(Domain((("z", "real"),), ()))
    found = True
    for x in nodes(activation):
        if not all(algebra.shown(part, allowed) for part, allowed in obligations(x)):
            if x.op != "^":
                raise NotMine(f"activations where {x.op} is not seen to be defined")
            found = False
    return found


def _by_definition(sigma: Expr, tau: Expr, biased: bool) -> Kernel:
    """E[σ(u)τ(v)], and by Price's theorem ½E[σ″(u)τ(v)] and E[σ′(u)τ′(v)], for smooth activations."""
    if biased:
        raise NotMine("kernels with means that are given by their definition")
    for activation in (sigma, tau):
        smooth = all(
            x.op in ("number", "symbol", "pi", "+", "*", "^", "exp", "sin", "cos", "atan", "tanh", "erf") or not x.names
            for x in nodes(activation)
        )
        if not smooth or not has_values(activation):
            raise NotMine("kernels by definition whose activations are not seen to be smooth")
        grows(activation)
    q = [symbol(name) for name in ARGUMENTS]
    first = [diff(activation, "z") for activation in (sigma, tau)]
    pairs = [(ONE, sigma, tau), (HALF, diff(first[0], "z"), tau), (ONE, *first)]
    return Kernel(sigma, tau, tuple(times(c, node("mean", *q, head=(f, g))) for c, f, g in pairs))


class Neuron(NamedTuple):
    """A student (its vector, a) or a teacher (−b); `count` says how often it occurs, `own` is its direction if it
    stands for `count` teachers on directions of their own."""

    student: bool
    vector: Mapping[Any, Expr]
    out: tuple[Expr, ...]
    mean: Expr
    count: Expr = ONE
    image: Mapping[Any, Expr] = {}


class Network(NamedTuple):
    """Neurons, students first; the kernels σσ, στ, ττ; the number of input directions of a kind; scale.

    free: directions in which students can move (None: their bias); means: of the inputs, by direction.
    """

    neurons: tuple[Neuron, ...]
    kernels: tuple[Kernel, Kernel, Kernel]
    sizes: Mapping[Any, Expr]
    scale: Expr
    directions: tuple[object, ...]
    means: Mapping[Any, Expr]
    unit: Mapping[Any, Expr]  # the entry of a teacher on a direction that it stands on, for groups
    entries: tuple[Expr, ...]

    @property
    def students(self) -> tuple[Neuron, ...]:
        """The students."""
        return tuple(neuron for neuron in self.neurons if neuron.student)

    def inner(self, x: Neuron, y: Neuron) -> Expr:
        """⟨x, y⟩ by the covariance of the inputs; each direction counts with its size between students."""
        small, large = (x.vector, y.image) if x.student or not y.student else (y.vector, x.image)
        both = x.student and y.student
        terms = []
        for c, entry in small.items():
            if c in large:
                terms.append(times(*((self.sizes[c],) if both and c in self.sizes else ()), entry, large[c]))
        return plus(*terms)

    def kappa(self, order: int, x: Neuron, y: Neuron) -> Expr:
        """κ(x, y) or a derivative by the arguments of x."""
        kernel = self.kernels[(not x.student) + (not y.student)]
        if y.student and not x.student:
            need(order == 0, "derivatives are by students")
            x, y = y, x
        arguments = [self.inner(x, x), self.inner(x, y), self.inner(y, y)]
        return kernel.at(order, *arguments, *((x.mean, y.mean) if kernel.biased else ()))

    def loss(self) -> Expr:
        """L: all pairs.  Of m teachers that stand together m pairs are equal ones, and m² − m are orthogonal."""
        terms = []
        for i, x in enumerate(self.neurons):
            for j, y in enumerate(self.neurons[: i + 1]):
                pairs = times(x.count, y.count, *((TWO,) if j < i else ()))
                s = plus(*(a * b for a, b in zip(x.out, y.out, strict=True)))
                if i == j and x.count is not ONE:
                    q = self.inner(x, x)
                    apart = self.kernels[2].at(0, q, ZERO, q)
                    terms.append(times(pairs - x.count, s, apart))
                    pairs = x.count
                terms.append(times(pairs, s, self.kappa(0, x, y)))
        return times(self.scale, plus(*terms))

    def slope_outgoing(self, x: Neuron, output: int) -> Expr:
        """∂L/∂a_x."""
        return times(TWO, self.scale, plus(*(times(y.count, y.out[output], self.kappa(0, x, y)) for y in self.neurons)))

    def slope(self, x: Neuron, direction: object) -> Expr:
        """The derivative of L as w_x moves along a direction (None: its bias)."""
        terms = []
        along_mean = ONE if direction is None else self.means.get(direction, ZERO)
        own = times(TWO, x.image.get(direction, ZERO)) if direction is not None else ZERO
        for y in self.neurons:
            s = times(y.count, plus(*(a * b for a, b in zip(x.out, y.out, strict=True))))
            across = y.image.get(direction, ZERO) if direction is not None else ZERO
            if own is not ZERO:
                terms.append(times(s, own, self.kappa(1, x, y)))
            if across is not ZERO:
                terms.append(times(s, across, self.kappa(2, x, y)))
            if along_mean is not ZERO:
                terms.append(times(s, along_mean, self.kappa(3, x, y)))
        return times(TWO, self.scale, plus(*terms))

    def bend_outside(self, x: Neuron, z: Neuron) -> Expr:
        """∂²L as w_x and w_z move along one direction orthogonal to all vectors: q_xx″ = 2, q_xz″ = 1."""
        a = x.out[0]
        value = times(TWO, a, z.out[0], self.kappa(2, x, z))
        if x is z:
            value = value + times(
                num(4), a, plus(*(times(y.count, y.out[0], self.kappa(1, x, y)) for y in self.neurons))
            )
        return times(self.scale, value)

    def around(self, x: Neuron, bias: bool) -> tuple[Expr, ...]:
        """What must be defined for L to have the derivatives by w_x that are written."""
        orders = (0, 1, 2, 3) if bias else (0, 1, 2)
        return tuple(self.kappa(order, x, y) for y in self.neurons for order in orders)

    def with_variance(self) -> tuple[Expr, ...]:
        """What is defined where every neuron has a variance, if that is asked for."""
        if not any(kernel.partial for kernel in self.kernels):
            return ()
        return tuple(power(self.inner(x, x), -1) for x in self.neurons)


# ------------------------------------------------------------------------------------------------- reading networks


class Place(NamedTuple):
    """A configuration as it is read: kernels, scale, and one of groups, network, species."""

    kernels: tuple[Kernel, Kernel, Kernel]
    scale: Expr
    kind: str
    value: dict[str, Any]


def read_place(value: object) -> Place:
    """{"kernel", "mixed"?, "teacher"?, "scale"?, and one of "groups", "network", "species"}."""
    own = record(value, "a configuration")
    only(own, "kernel", "mixed", "teacher", "scale", "groups", "network", "species")
    kernel = read_kernel(own.get("kernel"))
    kernels = (kernel, kernel, kernel)
    need(("mixed" in own) == ("teacher" in own), "two activations need mixed and teacher")
    if "mixed" in own:
        kernels = (kernel, read_kernel(own["mixed"]), read_kernel(own["teacher"]))
        of_both = kernels[1].sigma is kernel.sigma and kernels[1].tau is kernels[2].sigma
        need(of_both and kernels[2].tau is kernels[2].sigma, "the kernels are not of σ, of σ and τ, and of τ")
    need(kernel.tau is kernel.sigma, "the first kernel is of one activation")
    kinds = [kind for kind in ("groups", "network", "species") if kind in own]
    need(len(kinds) == 1, "a configuration has one of groups, network, species")
    return Place(kernels, read_expr(own.get("scale", 1)), kinds[0], record(own[kinds[0]], kinds[0]))


def plain_network(place: Place) -> Network:
    """Explicit vectors."""
    own = place.value
    only(own, "pool", "W", "a", "V", "b", "biases", "teacher_biases", "covariance", "mean")
    pool = [read_expr(x) for x in items(own.get("pool"), "the pool")]

    def entry(position: object) -> Expr:
        need(type(position) is int and 0 <= position < len(pool), "entries are places in the pool")
        return pool[position]  # type: ignore[call-overload,no-any-return]

    def rows(key: str) -> list[list[Expr]]:
        found = [[entry(p) for p in (row if isinstance(row, list) else [row])] for row in items(own.get(key, []), key)]
        need(len({len(row) for row in found}) < 2, f"{key}: rows of different lengths")
        return found

    W, a, V, b, covariance = (rows(key) for key in ("W", "a", "V", "b", "covariance"))
    need(W and V and len(W) == len(a) and len(V) == len(b) and len(a[0]) == len(b[0]), "shapes do not fit")
    d = len(W[0])
    biases, teacher_biases, mean = (
        [entry(p) for p in items(own.get(key, []), key)] for key in ("biases", "teacher_biases", "mean")
    )
    fits = len(V[0]) == d and len(mean) in (0, d) and len(biases) in (0, len(W)) and len(teacher_biases) in (0, len(V))
    symmetric = all(len(covariance) == d == len(row) for row in covariance) and all(
        covariance[i][j] is covariance[j][i] for i in range(len(covariance)) for j in range(i)
    )
    need(fits and symmetric, "shapes do not fit")
    is_biased = bool(biases or teacher_biases or mean)
    need(
        all(kernel.biased == is_biased for kernel in place.kernels), "kernels have means iff there are biases or a mean"
    )
    used = {id(x) for part in (W, a, V, b, covariance, [biases, teacher_biases, mean]) for row in part for x in row}
    need(all(id(x) in used or x.op == "number" for x in pool), "the pool holds what is no entry of the network")

    def neuron(student: bool, row: list[Expr], out: list[Expr], bias: Expr) -> Neuron:
        vector = {c: x for c, x in enumerate(row) if x is not ZERO}
        image = vector
        if covariance:
            image = {c: plus(*(covariance[c][e] * x for e, x in vector.items())) for c in range(d)}
        centre = plus(*(mean[c] * x for c, x in vector.items()), bias) if is_biased else ZERO
        return Neuron(student, vector, tuple(out), centre, image=image)

    zeros = [ZERO] * max(len(W), len(V))
    students = [neuron(True, *parts) for parts in zip(W, a, biases or zeros, strict=False)]
    teachers = [
        neuron(False, row, [-x for x in out], bias)
        for row, out, bias in zip(V, b, teacher_biases or zeros, strict=False)
    ]
    directions = (*range(d), *([None] if biases else []))
    means = {c: x for c, x in enumerate(mean) if x is not ZERO}
    return Network((*students, *teachers), place.kernels, {}, place.scale, directions, means, {}, (place.scale, *pool))


class Groups(NamedTuple):
    """Orthogonal teachers in groups of sizes that are given, or of any sizes and number (None)."""

    name: str
    sizes: tuple[Expr, ...] | None
    students: tuple[tuple[Expr, Expr], ...]
    b: Expr
    length: Expr


def read_groups(place: Place) -> Groups:
    """{"size", "sizes", "students": [{"a", "c"}], "b"?, "length"?}."""
    own = place.value
    only(own, "size", "sizes", "students", "b", "length")
    students = []
    for given in items(own.get("students"), "students"):
        student = record(given, "a student")
        only(student, "a", "c")
        students.append((read_expr(student.get("a")), read_expr(student.get("c"))))
    need(students, "there are no students")
    sizes = own.get("sizes")
    known = None if sizes is None else tuple(map(read_expr, items(sizes, "sizes")))
    need(known is None or known, "there are no groups")
    plain = place.kernels[0] is place.kernels[1] and not place.kernels[0].biased
    need(plain, "groups take the kernel of one activation, without means")
    return Groups(
        read_name(own.get("size")), known, tuple(students), read_expr(own.get("b", 1)), read_expr(own.get("length", 1))
    )


OUTSIDE = "outside"


def grouped_network(place: Place, groups: Groups, sizes: Sequence[Expr], *, taken: bool) -> Network:
    """Groups of these sizes.  Teachers of a group stand together on its direction; `taken`: one of them is taken out
    and has a direction of its own, along which students can be moved."""
    students, teachers, classes, units = [], [], dict[Any, Expr](), dict[Any, Expr]()
    entries = [place.scale, *sizes]
    for g, size in enumerate(sizes):
        at = {groups.name: size}
        b, length = substitute(groups.b, at), substitute(groups.length, at)
        own = [((g, "one"), ONE), ((g, "rest"), size - ONE)] if taken else [((g, "rest"), size)]
        for c, count in own:
            classes[c] = count
            units[c] = length
            image = {c: length}
            teachers.append(Neuron(False, image, (-b,), ZERO, count, image))
        entries += [b, length]
        for a, factor in groups.students:
            w = times(substitute(factor, at), length)
            vector = {c: w for c, _ in own}
            students.append(Neuron(True, vector, (substitute(a, at),), ZERO, ONE, vector))
            entries += [substitute(a, at), substitute(factor, at)]
    directions = (*((g, "one") for g in range(len(sizes))), OUTSIDE)
    return Network((*students, *teachers), place.kernels, classes, place.scale, directions, {}, units, tuple(entries))


def expanded_groups(place: Place, groups: Groups, sizes: Sequence[int]) -> Network:
    """Groups of these sizes with all teachers and directions written out, and one direction more."""
    students, teachers = [], []
    entries = [place.scale]
    first = 0
    for size in sizes:
        at = {groups.name: num(size)}
        b, length = substitute(groups.b, at), substitute(groups.length, at)
        own = range(first, first + size)
        first += size
        teachers += [Neuron(False, {c: length}, (-b,), ZERO, ONE, {c: length}) for c in own]
        for a, factor in groups.students:
            vector = dict.fromkeys(own, times(substitute(factor, at), length))
            students.append(Neuron(True, vector, (substitute(a, at),), ZERO, ONE, vector))
            entries += [substitute(a, at), substitute(factor, at)]
        entries += [b, length]
    return Network(
        (*students, *teachers), place.kernels, {}, place.scale, (*range(first), OUTSIDE), {}, {}, tuple(entries)
    )


# ------------------------------------------------------------------------------------------ jets of second order


class Jet:
    """A function near a point (or over a box) to second order: its value, slopes and second derivatives by some
    variables, those that are not there being 0.

    >>> x = Jet.variable(0, Interval.of(3, 64))
    >>> (x * x).second
    {(0, 0): [2, 2]}
    """

    __slots__ = ("first", "second", "value")

    def __init__(self, value: Interval, first: dict[int, Interval], second: dict[tuple[int, int], Interval]) -> None:
        self.value = value
        self.first = first
        self.second = second  # by (i, j), i ≤ j

    @classmethod
    def variable(cls, name: int, value: Interval) -> Jet:
        """One of the variables."""
        return cls(value, {name: value.like(1)}, {})

    def like(self, other: Jet | Interval | Number) -> Jet:
        """A constant."""
        return other if isinstance(other, Jet) else Jet(self.value.like(other), {}, {})

    def __neg__(self) -> Jet:
        return Jet(-self.value, {i: -x for i, x in self.first.items()}, {k: -x for k, x in self.second.items()})

    def __add__(self, other: Jet | Interval | Number) -> Jet:
        y = self.like(other)
        return Jet(self.value + y.value, _merged(self.first, y.first), _merged(self.second, y.second))

    __radd__ = __add__

    def __sub__(self, other: Jet | Interval | Number) -> Jet:
        return self + -self.like(other)

    def __rsub__(self, other: Interval | Number) -> Jet:
        return self.like(other) - self

    def __mul__(self, other: Jet | Interval | Number) -> Jet:
        if not isinstance(other, Jet):
            return Jet(
                self.value * other,
                {i: x * other for i, x in self.first.items()},
                {k: x * other for k, x in self.second.items()},
            )
        x, y = self, other
        first = _merged({i: s * y.value for i, s in x.first.items()}, {i: s * x.value for i, s in y.first.items()})
        second = _merged({k: s * y.value for k, s in x.second.items()}, {k: s * x.value for k, s in y.second.items()})
        return Jet(x.value * y.value, first, _with_products(second, x.first, y.first))

    __rmul__ = __mul__

    def __truediv__(self, other: Jet | Interval | Number) -> Jet:
        return self * self.like(other) ** -1 if isinstance(other, Jet) else self * (1 / self.value.like(other))

    def __rtruediv__(self, other: Interval | Number) -> Jet:
        return self**-1 * other

    def __pow__(self, exponent: int) -> Jet:
        return self.composed(Series.variable(self.value, 2) ** exponent)

    def apply(self, op: str) -> Jet:
        """op of the jet."""
        return self.composed(Series.variable(self.value, 2).apply(op))

    def composed(self, f: Series) -> Jet:
        """f(x) for a Taylor series f at the value of x."""
        value, slope, half_bend = f.parts
        first = {i: slope * x for i, x in self.first.items()}
        second = {k: slope * x for k, x in self.second.items()}
        bent = {i: half_bend * x for i, x in self.first.items()}
        return Jet(value, first, _with_products(second, bent, self.first))

    def into(self, inner: Sequence[Jet]) -> Jet:
        """This function of variables 0, 1, … with jets in place of them (the chain rule)."""
        first: dict[int, Interval] = {}
        second: dict[tuple[int, int], Interval] = {}
        for m, slope in self.first.items():
            first = _merged(first, {i: slope * x for i, x in inner[m].first.items()})
            second = _merged(second, {k: slope * x for k, x in inner[m].second.items()})
        for (m, n), bend in self.second.items():
            half = bend.scaled(-1) if m == n else bend
            second = _with_products(second, {i: half * x for i, x in inner[m].first.items()}, inner[n].first)
        return Jet(self.value, first, second)


def _merged(x: dict[Any, Interval], y: dict[Any, Interval]) -> dict[Any, Interval]:
    """The sums of the entries of two dictionaries."""
    if not y:
        return x
    found = dict(x)
    for key, value in y.items():
        found[key] = found[key] + value if key in found else value
    return found


def _with_products(
    second: dict[tuple[int, int], Interval], x: Mapping[int, Interval], y: Mapping[int, Interval]
) -> dict[tuple[int, int], Interval]:
    """Second derivatives with those of a product of two functions with these slopes: x_i·y_j + x_j·y_i."""
    found = dict(second)
    for i, s in x.items():
        for j, t in y.items():
            key = (i, j) if i <= j else (j, i)
            value = s * t
            if i == j:
                value = value.scaled(1)
            found[key] = found[key] + value if key in found else value
    return found


class Point(NamedTuple):
    """A network of numbers: each weight is a parameter, by its number, or 0.  Teachers have constant weights."""

    students: list[list[int | None]]  # parameters of the entries, by direction
    outgoing: list[int]  # parameters of the outgoing weights
    teachers: list[list[Interval]]
    b: list[Interval]
    kappa: Expr
    scale: Interval
    linear: Expr | None  # c with κ(q, q, q) = c·q, for a kernel with a kink


def loss_jet(
    point: Point, values: Sequence[Interval], names: Callable[[int, int | None], int | None], memo: dict[Any, Jet]
) -> Jet:
    """The loss as a jet.  values: of the parameters; names: which variable the entry of student i in direction c (None:
    its outgoing weight) is, None where it is not one.

    The loss is summed pair by pair; κ is expanded in q11, q12, q22 once for each three intervals that occur.
    """
    bits = point.scale.bits
    zero = Interval.of(0, bits)
    vectors: list[list[Jet]] = []
    out: list[Jet] = []

    def entry(i: int, c: int | None, parameter: int | None) -> Jet:
        value = zero if parameter is None else values[parameter]
        name = names(i, c)
        return Jet(value, {}, {}) if name is None else Jet.variable(name, value)

    for i, row in enumerate(point.students):
        vectors.append([entry(i, c, parameter) for c, parameter in enumerate(row)])
        out.append(entry(i, None, point.outgoing[i]))
    count = len(vectors)
    vectors += [[Jet(x, {}, {}) for x in row] for row in point.teachers]
    out += [Jet(-b, {}, {}) for b in point.b]
    squares = [_total_jet([x.composed(_square_series(x.value)) for x in row if _moves(x)], zero) for row in vectors]
    total = Jet(zero, {}, {})
    for x in range(len(vectors)):
        for y in range(x + 1):
            s = out[x] * out[y]
            if x == y:
                term = _own_term(point, squares[x], memo)
            else:
                across = _total_jet(
                    [u * v for u, v in zip(vectors[x], vectors[y], strict=True) if _moves(u) and _moves(v)], zero
                )
                if x < count or y < count:
                    term = _pair_term(point, (squares[x], across, squares[y]), memo)
                else:
                    term = Jet(_kappa_value(point, squares[x].value, across.value, squares[y].value, memo), {}, {})
                s = s * 2
            total = total + s * term
    return total * point.scale


def _moves(x: Jet) -> bool:
    """Whether a jet is not the constant 0."""
    return bool(x.first) or x.value.low != 0 or x.value.high != 0


def _square_series(x: Interval) -> Series:
    return Series.variable(x, 2).square()


def _total_jet(terms: Sequence[Jet], zero: Interval) -> Jet:
    """Σ, adding up in place."""
    value, first, second = zero, dict[int, Interval](), dict[tuple[int, int], Interval]()
    for term in terms:
        value = value + term.value
        for target, own in ((first, term.first), (second, term.second)):
            for key, x in own.items():  # type: ignore[attr-defined]
                target[key] = target[key] + x if key in target else x  # type: ignore[index]
    return Jet(value, first, second)


def _key(*parts: Interval) -> tuple[int, ...]:
    return tuple(end for x in parts for end in (x.low, x.high))


def _pair_term(point: Point, q: tuple[Jet, Jet, Jet], memo: dict[Any, Jet]) -> Jet:
    """κ(q11, q12, q22) of two neurons."""
    key = _key(*(part.value for part in q))
    if key not in memo:
        memo[key] = evaluate(
            point.kappa, {name: Jet.variable(m, q[m].value) for m, name in enumerate(ARGUMENTS)}, point.scale.bits
        )
    return memo[key].into(q)


def _own_term(point: Point, q: Jet, memo: dict[Any, Jet]) -> Jet:
    """κ(q, q, q) of a neuron with itself, a function of q alone."""
    key = ("own", *_key(q.value))
    if key not in memo:
        bits = point.scale.bits
        if point.linear is not None:
            slope = evaluate(point.linear, {}, bits, defined=True)
            memo[key] = Jet(slope * q.value, {0: slope}, {})
        else:
            memo[key] = evaluate(point.kappa, dict.fromkeys(ARGUMENTS, Jet.variable(0, q.value)), bits)
    return memo[key].into([q])


def _kappa_value(point: Point, p: Interval, q: Interval, r: Interval, memo: dict[Any, Jet]) -> Interval:
    """κ of two teachers."""
    key = ("value", *_key(p, q, r))
    if key not in memo:
        equal = _key(p) == _key(q) == _key(r)  # κ(q, q, q) is shown to be defined where points are read
        values = dict(zip(ARGUMENTS, (p, q, r), strict=True))
        memo[key] = Jet(evaluate(point.kappa, values, point.scale.bits, defined=equal), {}, {})
    return memo[key].value


# ------------------------------------------------------------------------------------------ matrices of intervals

Matrix = list[list[Interval]]


def matrix_of(jet: Jet, names: Sequence[int], zero: Interval) -> Matrix:
    """The second derivatives by some variables."""
    return [[jet.second.get((i, j) if i <= j else (j, i), zero) for j in names] for i in names]


def float_inverse(matrix: Matrix) -> list[list[float]]:
    """An approximate inverse of the midpoints, by Gauss and Jordan; nothing is proved about it."""
    size = len(matrix)
    rows = [
        [(x.low + x.high) / (2 << x.bits) for x in row] + [float(i == j) for j in range(size)]
        for i, row in enumerate(matrix)
    ]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        if not rows[i][i]:
            raise NotShown("a matrix of second derivatives is not seen to be regular")
        factor = 1 / rows[i][i]
        own = rows[i] = [x * factor for x in rows[i]]
        for k in range(size):
            if k != i and rows[k][i]:
                c = rows[k][i]
                rows[k] = [x - c * y for x, y in zip(rows[k], own, strict=True)]
    return [row[size:] for row in rows]


POINTS = 60  # bits of the fractions of an approximate inverse


def contraction(inverse: Sequence[Sequence[float]], matrix: Matrix, scales: Sequence[Fraction]) -> list[Fraction]:
    """For each row i a bound of Σ_j |1 − C·M|_ij·scale_j/scale_i over all matrices M of intervals.

    C is the approximate inverse, as fractions over 2^POINTS.  M is split into midpoints, whose product with C is exact,
    and radii.
    """
    bits = matrix[0][0].bits if matrix else 0
    size = len(matrix)
    if not all(math.isfinite(c) for row in inverse for c in row):
        raise NotShown("an approximate inverse is not finite")
    exact = [[round(Fraction(c) * 2**POINTS) for c in row] for row in inverse]
    middles = [[(x.low + x.high) >> 1 for x in row] for row in matrix]
    radii = [
        [max(x.high - m, m - x.low) for x, m in zip(row, own, strict=True)]
        for row, own in zip(matrix, middles, strict=True)
    ]
    columns, reach = list(zip(*middles, strict=True)), list(zip(*radii, strict=True))
    whole = 1 << POINTS + bits
    bounds = []
    for i in range(size):
        row, sizes = exact[i], [abs(c) for c in exact[i]]
        total = Fraction(0)
        for j in range(size):
            off = (whole if i == j else 0) - sum(map(int.__mul__, row, columns[j]))
            spread = sum(map(int.__mul__, sizes, reach[j]))
            total += Fraction(abs(off) + spread, whole) * scales[j]
        bounds.append(total / scales[i])
    return bounds


def is_regular(matrix: Matrix, scales: Sequence[Fraction] | None = None) -> bool:
    """Whether all matrices of these intervals are shown to be regular: C·M is near 1."""
    if not matrix:
        return True
    ones = [Fraction(1)] * len(matrix)
    return max(contraction(float_inverse(matrix), matrix, scales or ones)) < 1


def inertia(matrix: Matrix) -> tuple[int, int]:
    """The numbers of positive and of negative directions of every symmetric matrix of these intervals.

    They are all regular, and the set of them is connected, so that the inertia is that of their midpoint, which is
    found by eliminating: a pivot, or a block of two (with a negative determinant), at a time (Sylvester's law).
    """
    if not is_regular(matrix):
        raise NotShown("the matrix of second derivatives is not seen to be regular")
    rows: Matrix = []
    for row in matrix:
        rows.append([Interval((x.low + x.high) >> 1, (x.low + x.high) >> 1, x.bits) for x in row])
    positive = negative = 0
    while rows:
        size = len(rows)
        best = max(range(size), key=lambda i: min(abs(rows[i][i].low), abs(rows[i][i].high)) if rows[i][i].sign else -1)
        own = rows[best][best]
        if not own.sign or 8 * abs(own.low) < max(abs(x.low) for x in rows[best]):
            off = max(
                ((i, j) for i in range(size) for j in range(i)), key=lambda p: abs(rows[p[0]][p[1]].low), default=None
            )
            if off is not None and (not own.sign or 4 * abs(own.low) < abs(rows[off[0]][off[1]].low)):
                rows = _without_two(rows, *off)
                positive += 1
                negative += 1
                continue
        if not own.sign:
            raise NotShown("a pivot is not seen to have a sign")
        positive += own.sign > 0
        negative += own.sign < 0
        rest = [i for i in range(size) if i != best]
        factors = {i: rows[i][best] / own for i in rest}
        rows = _reduced(rows, rest, lambda i, j, f=factors, r=rows, p=best: r[i][j] - f[i] * r[p][j])  # type: ignore[misc]
    return positive, negative


def _reduced(rows: Matrix, rest: Sequence[int], value: Callable[[int, int], Interval]) -> Matrix:
    """A symmetric matrix from its lower half."""
    found: Matrix = []
    for a, i in enumerate(rest):
        own = [value(i, j) for j in rest[: a + 1]]
        for b, x in enumerate(own[:-1]):
            found[b].append(x)
        found.append(own)
    return found


def _without_two(rows: Matrix, i: int, j: int) -> Matrix:
    """What is left after the block of two directions, whose determinant is negative."""
    a, b, c = rows[i][i], rows[i][j], rows[j][j]
    determinant = a * c - b.square()
    if determinant.sign != -1:
        raise NotShown("a block of two directions is not seen to have both signs")
    rest = [k for k in range(len(rows)) if k not in (i, j)]
    left = {
        k: ((rows[k][i] * c - rows[k][j] * b) / determinant, (rows[k][j] * a - rows[k][i] * b) / determinant)
        for k in rest
    }
    return _reduced(rows, rest, lambda k, m: rows[k][m] - left[k][0] * rows[i][m] - left[k][1] * rows[j][m])


# ============================================================================================================= 7 claims
#
# A kind of claim is a pair of functions: what its proof has to show, and how a point refutes it.  Kinds that are not
# here are not re-checked.


class Case(NamedTuple):
    """A claim and what proves or refutes it, with the prover that keeps the accounts."""

    claim: dict[str, Any]
    witness: dict[str, Any]
    prover: Prover

    @property
    def refutes(self) -> bool:
        """Whether the certificate refutes its claim."""
        return bool(self.witness.get("kind") == "refute")


Checks = Callable[[Case], None]
CLAIMS: dict[str, tuple[Checks, Checks]] = {}
DERIVATIONS = ("kernel", "mixed", "teacher")


def proofs_of(case: Case, goals: Iterable[Goal], given: Sequence[str] = ()) -> None:
    """Proves all goals by the witnesses of a proof, each of which must be used."""
    own = case.witness
    need(own.get("kind") == "goals", f"the proof of {case.claim.get('kind')} has the kind 'goals'")
    only(own, "kind", "sample", "proofs", "equations", "inequalities", "given", *DERIVATIONS)
    if set(record(own.get("given", {}), "given")) - set(given):
        raise NotMine("proofs that name cuts, or functions")
    proofs = record(own.get("proofs", {}), "proofs")
    used = set()
    for goal in goals:
        group = "equations" if goal.relation.op == "=" else "inequalities"
        witness = own.get(group, {"kind": "zero" if goal.relation.op == "=" else "positive"})
        if goal.key in proofs:
            used.add(goal.key)
            witness = proofs[goal.key]
        else:
            used.add(group)
        case.prover.prove(goal, witness)
    unread = {*proofs, *(key for key in ("equations", "inequalities") if key in own)} - used
    if unread:
        raise Refused(f"nothing reads the proof of {sorted(unread)[0]!r}")


def kernels_are_given(case: Case) -> None:
    """The forms of the kernel are taken as they are, and their derivation is not read."""
    case.prover.taken.add(KERNEL_TAKEN)
    for key in DERIVATIONS:
        if key in case.witness:
            case.prover.unread.add("the derivation of the kernel")


def vacuous(case: Case, domain: Domain) -> None:
    """Raises unless the sample of a proof satisfies the hypotheses of the claim."""
    sample = read_point(case.witness.get("sample", {}))
    if set(sample) != domain.names:
        raise Refused("the sample does not give every symbol a value")
    for relation in domain.where:
        if fails(relation.at(sample)):
            raise Refused(f"the sample does not satisfy {relation}")
    require(satisfied(domain, sample), "the sample is not seen to satisfy the hypotheses")


def is_point(case: Case, domain: Domain) -> dict[str, Expr]:
    """The point of a refutation, which satisfies the hypotheses."""
    point = read_point(case.witness.get("at", {}))
    if set(point) != domain.names:
        raise Refused("the point does not give every symbol a value")
    for relation in domain.where:
        if fails(relation.at(point)):
            raise Refused(f"the point does not satisfy {relation}")
    require(satisfied(domain, point), "the point is not seen to satisfy the hypotheses")
    return point


def is_false(relation: Relation, entries: Sequence[Expr] = ()) -> bool:
    """Whether a relation between numbers is certain to be false, both sides and the entries being defined."""
    if fails(relation):
        try:
            for entry in entries:
                evaluate(entry, {}, 80)
        except NoValue:
            return defined_and_false(relation, entries)
        return True
    return defined_and_false(relation, entries)


def defined_and_false(relation: Relation, entries: Sequence[Expr]) -> bool:
    """The same for numbers with parts at the edge of a domain: where √ and asin are defined is shown by algebra."""
    algebra = Algebra(NOWHERE_FREE)
    try:
        if algebra.undefined(relation.lhs, relation.rhs, *entries) is not None:
            return False
        allowed = ALLOWED[relation.op]
        for bits in (80, 300):
            if not signs_of_interval(evaluate(relation.gap, {}, bits, defined=True)) & allowed:
                return True
        return not allowed & NIL and algebra.is_zero(relation.gap)
    except (NoValue, NotMine):
        return False


def nowhere_defined(root: Expr) -> bool:
    """Whether some part of a number is certain to be undefined while what it is made of is defined."""
    algebra = Algebra(NOWHERE_FREE)
    x = algebra.undefined(root)
    if x is None or algebra.undefined(*x.parts) is not None:
        return False
    return any(
        not algebra.signs(part) & allowed or (not allowed & NIL and algebra.is_zero(part))
        for part, allowed in obligations(x)
    )


def refuted_by(case: Case, goals: Iterable[Goal], *, undefined: bool = False) -> None:
    """Raises unless some goal is certain to fail; all of them are about numbers."""
    holding = True
    for goal in goals:
        if undefined and any(map(nowhere_defined, goal.entries)):
            return
        if is_false(goal.relation, goal.entries):
            return
        holding = holding and _holds_at(goal.relation)
    if holding:
        raise Refused("the claim holds at the point that is said to refute it")
    raise NotShown("no part of the claim is certain to fail at the point")


# ------------------------------------------------------------------------------------------------------- relations


def prove_relation(case: Case) -> None:
    """lhs op rhs at every point of the domain, both sides defined."""
    goal = relation_goal(case.claim)
    vacuous(case, goal.domain)
    if "kernel" in case.witness:
        raise Refused("nothing reads the derivation of a kernel")
    goal, facts = averaged(case.prover, goal)
    case.prover.prove(goal, single(case.witness, goal.key), facts)


# Expectations of monomials times exponentials of squares, x ~ N(0, C).  Variables without covariance are independent,
# so that the mean is a product over blocks of them.  In a block of one variable of variance s, for c ≥ 0 and even p,
#
#     E[x^p exp(−c x²)] = (p − 1)!!·s^(p/2)·(1 + 2cs)^(−(p + 1)/2),   and 0 for odd p;
#
# in a block without exponentials E[x_i x_j …] = Σ C_ij·E[what is left], the sum over the partners j of i (Isserlis).
# C is positive semidefinite where all principal minors of its blocks are ≥ 0, which is shown.

MOST_FACTORS = 8  # of a moment: 105 pairings


def averaged(prover: Prover, goal: Goal) -> tuple[Goal, tuple[Relation, ...]]:
    """The goal with expectations in closed form, and what was shown; raises `NotShown` for what is no covariance."""
    lhs, entries, facts = closed_form(prover, goal.domain, goal.relation.lhs)
    rhs, more, others = closed_form(prover, goal.domain, goal.relation.rhs)
    if not entries and not more:
        return goal, ()
    relation = Relation(goal.relation.op, lhs, rhs)
    return goal._replace(relation=relation, entries=(lhs, rhs, *entries, *more)), tuple(dict.fromkeys(facts + others))


def closed_form(prover: Prover, domain: Domain, root: Expr) -> tuple[Expr, list[Expr], list[Relation]]:
    """An expression with its expectations in closed form, what must be defined beside it, and what is shown."""
    found: dict[Expr, Expr] = {}
    entries: list[Expr] = []
    facts: list[Relation] = []
    algebra = prover.algebra(domain)
    for x in nodes(root):
        parts = [found[part] for part in x.parts]
        if x.op == "d":
            found[x], more, others = derivative(prover, domain, x)
            entries += more
            facts += others
        elif x.op == "expect" and not any(part.op in ("expect", "d") for part in nodes(*x.parts)):
            closed = mean_of_monomial(x)
            if closed is None:
                own = Mean(domain, x)
                found[x] = own.value()
                facts += own.facts
            else:
                found[x], minors = closed
                for minor in minors:
                    shown = holds(algebra, Relation("<=", ZERO, minor))
                    require(shown, f"a covariance is not seen to be one: {minor}")
            entries += [*free_parts(x), found[x]]
        else:
            found[x] = rebuilt(x, parts) if parts else x
    return found[root], entries, facts


def mean_of_monomial(x: Expr) -> tuple[Expr, list[Expr]] | None:
    """E[constant·Π x_i^p_i·Π exp(−c_i x_i²)] and the minors that must be ≥ 0; None for what is not of this form."""
    size = len(x.head)
    matrix = [x.parts[size + 1 + i * size : size + 1 + (i + 1) * size] for i in range(size)]
    symmetric = all(matrix[i][j] is matrix[j][i] for i in range(size) for j in range(i))
    if not symmetric or size > 5 or any(part is not ZERO for part in x.parts[1 : size + 1]):
        return None
    powers, rates, constants = dict.fromkeys(x.head, 0), dict.fromkeys(x.head, Fraction(0)), []
    for factor in x.parts[0].parts if x.parts[0].op == "*" else (x.parts[0],):
        if factor.names.isdisjoint(x.head):
            constants.append(factor)
        elif (power_of := _power_of_symbol(factor)) is not None:
            powers[power_of[0]] += power_of[1]
        elif factor.op == "exp" and (square := _falling_square(factor.parts[0])) is not None:
            rates[square[0]] += square[1]
        else:
            return None
    if sum(powers.values()) > MOST_FACTORS:
        return None
    minors: list[Expr] = []
    for block in _blocks(matrix):
        if len(block) > 1 and any(rates[x.head[i]] for i in block):
            return None
        constants.append(_mean_of_block(matrix, block, [powers[name] for name in x.head], rates[x.head[block[0]]]))
        for count in range(1, len(block) + 1):
            minors += [determinant([[matrix[i][j] for j in some] for i in some]) for some in combinations(block, count)]
    return times(*constants), minors


def _power_of_symbol(x: Expr) -> tuple[str, int] | None:
    """Name and exponent of x_i^p, p ≥ 1."""
    if x.op == "symbol":
        return x.head, 1
    if x.op == "^" and x.parts[0].op == "symbol" and x.head >= 1:
        return x.parts[0].head, x.head
    return None


def _falling_square(x: Expr) -> tuple[str, Fraction] | None:
    """Name and c of −c·x_i², c ≥ 0 a number."""
    if x.op != "*" or len(x.parts) != 2 or x.parts[0].op != "number" or x.parts[0].head > 0:
        return None
    square = _power_of_symbol(x.parts[1])
    return None if square is None or square[1] != 2 else (square[0], -Fraction(x.parts[0].head))


def _blocks(matrix: Sequence[Sequence[Expr]]) -> list[list[int]]:
    """The indices, so that entries between different lists are 0."""
    blocks: list[list[int]] = []
    for i in range(len(matrix)):
        joined = [block for block in blocks if any(matrix[i][j] is not ZERO for j in block)]
        blocks = [block for block in blocks if block not in joined] + [[j for block in joined for j in block] + [i]]
    return blocks


def _mean_of_block(
    matrix: Sequence[Sequence[Expr]], block: Sequence[int], powers: Sequence[int], rate: Fraction
) -> Expr:
    """The formulas above."""
    if not rate:
        return _moment(matrix, [i for i in block for _ in range(powers[i])])
    (i,) = block
    p, s = powers[i], matrix[i][i]
    if p % 2:
        return ZERO
    wider = plus(ONE, times(num(2 * rate), s))
    ratio = power(s / wider, p // 2) if p else ONE
    return times(num(math.prod(range(1, p, 2))), ratio, ONE / function("sqrt", wider))


def _moment(matrix: Sequence[Sequence[Expr]], factors: Sequence[int]) -> Expr:
    """E[Π x_i] over `factors`, with the first of them paired with each of the others."""
    if not factors:
        return ONE
    first, rest = factors[0], factors[1:]
    pairs = [(matrix[first][j], [*rest[:at], *rest[at + 1 :]]) for at, j in enumerate(rest)]
    return plus(*(times(c, _moment(matrix, left)) for c, left in pairs if c is not ZERO))


# ---------------------------------------------------------------------------------------------- expectations in general
#
# E[G(x)], x ~ N(m, C), where G is made of polynomials, exponentials of polynomials of degree 2, erf, step, sign, abs,
# sin, cos and max(0, ·) of affine y = ℓ·x + c, and of arbitrary smooth f(y).  Left are probabilities of orthants:
#
#     sign y = 2·1[y > 0] − 1,  max(0, y) = y·1[y > 0],  erf y = 2·P(√2·y − ξ > 0) − 1,  ξ ~ N(0, 1) independent of x;
#
# with μ = E y, V = Var y, v = Cov(x, y), s² = 1 + wV > 0 (a product of two Gaussian densities is one)
#
#     E[exp(−w·y²/2)·G] = s⁻¹·exp(−wμ²/(2s²))·E[G],   under the law m − v·wμ/s², C − v·vᵀ·w/s²,
#     E[exp(b·x)·G] = exp(b·m + b·Cb/2)·E[G],         under the law m + Cb, C,
#     E[δ(y)·G] = (2πV)^(−1/2)·exp(−μ²/(2V))·E[G],    under the law m − v·μ/V, C − v·vᵀ/V  (x given y = 0),
#     E[x_i·G] = m_i·E[G] + Σ_j C_ij·E[∂_j G]         (by parts; ∂_j 1[y > 0] = δ(y)·ℓ_j),
#
# and P(y > 0) = ½ + ½·erf(μ/√(2V)), P(y > 0, z > 0) = Φ₂, with ¼ + asin(ρ)/(2π) for means 0, and
# ⅛ + (asin ρ₁₂ + asin ρ₁₃ + asin ρ₂₃)/(4π) for three of mean 0.  E[cos y] = cos(μ)·exp(−V/2), sin y = cos(y − π/2), and
# products of cosines are sums.  Independent parts are multiplied.
#
# Where C is positive definite, it is so for the law of a tilt with 1 + wV > 0, and forms that are linearly independent
# of each other and of all y that are given have covariances of positive determinant.  So variances are > 0 and |ρ| < 1.
#
# What is left of arbitrary functions is the node `law`, a function of the means and covariances of their arguments
# alone, with ∂/∂m_i E[F] = E[∂_i F], ∂/∂C_ij E[F] = E[∂_i ∂_j F] for i ≠ j, and half of that for i = j (heat equation).

MOST_MEANS = 3000  # terms of one expectation, counted where they are made
MOST_FUNCTIONS = 6  # arbitrary ones that depend on each other: 720 orders of equal ones are compared
Made = tuple[str, str, int, "Form"]  # ("step", "", 0, y) is 1[y > 0], ("cos", "", 0, y), ("f", name, n, y) is f⁽ⁿ⁾(y)
Matrix2 = tuple[tuple[Expr, ...], ...]


class Form(NamedTuple):
    """y = Σ slope_i·x_i + shift."""

    slopes: tuple[tuple[int, Expr], ...]
    shift: Expr

    def times(self, c: Expr) -> Form:
        """c·y."""
        return Form(tuple((i, times(c, slope)) for i, slope in self.slopes), times(c, self.shift))

    def less(self, other: Form) -> Form:
        """y − z."""
        found = dict(self.slopes)
        for i, slope in other.slopes:
            found[i] = found[i] - slope if i in found else -slope
        return Form(tuple(sorted(found.items())), self.shift - other.shift)


class Gaussian(NamedTuple):
    """N(m, C), which comes by tilts from a law that was definite or not, and has y = 0 for the y in `given`."""

    means: tuple[Expr, ...]
    matrix: Matrix2
    definite: bool
    given: tuple[Form, ...] = ()

    def mean(self, y: Form) -> Expr:
        """E y."""
        return plus(y.shift, *(times(slope, self.means[i]) for i, slope in y.slopes))

    def along(self, i: int, y: Form) -> Expr:
        """Cov(x_i, y)."""
        return plus(*(times(slope, self.matrix[i][j]) for j, slope in y.slopes if self.matrix[i][j] is not ZERO))

    def covariance(self, y: Form, z: Form) -> Expr:
        """Cov(y, z)."""
        return plus(*(times(slope, self.along(i, z)) for i, slope in y.slopes))


class Term(NamedTuple):
    """constant·Π x_i^p_i·exp(Σ exponents)·Π functions; an exponent is a polynomial of such terms."""

    constant: Expr
    powers: tuple[tuple[int, int], ...] = ()
    exponents: tuple[Term, ...] = ()
    functions: tuple[Made, ...] = ()

    def times(self, other: Term) -> Term:
        """The product."""
        powers = dict(self.powers)
        for i, p in other.powers:
            powers[i] = powers.get(i, 0) + p
        return Term(
            times(self.constant, other.constant),
            tuple(sorted(powers.items())),
            self.exponents + other.exponents,
            self.functions + other.functions,
        )

    def waves(self) -> list[Term]:
        """The product with at most one cosine: cos y·cos z = ½cos(y − z) + ½cos(y + z)."""
        own = [i for i, part in enumerate(self.functions) if part[0] == "cos"]
        if len(own) < 2:
            return [self]
        others = tuple(part for i, part in enumerate(self.functions) if i not in own[:2])
        y, z = (self.functions[i][3] for i in own[:2])
        found = []
        for total in (y.less(z), y.less(z.times(num(-1)))):
            part = Term(times(HALF, self.constant), self.powers, self.exponents, (*others, ("cos", "", 0, total)))
            found += part.waves()
        return found


class Mean:
    """One expectation; `facts` are what was shown to hold on the domain."""

    def __init__(self, domain: Domain, x: Expr) -> None:
        self.algebra = Algebra(domain)
        self.facts: list[Relation] = []
        size = len(x.head)
        self.places = {name: i for i, name in enumerate(x.head)}
        self.size = size  # with the auxiliary variables
        self.made = 0
        self.integrand = x.parts[0]
        self.means = x.parts[1 : size + 1]
        self.rows = [x.parts[size + 1 + i * size : size + 1 + (i + 1) * size] for i in range(size)]

    def value(self) -> Expr:
        """E[G]; raises `NotMine` for other G, `NotShown` where a law is not seen to be one."""
        size = len(self.rows)
        symmetric = all(self.rows[i][j] is self.rows[j][i] for i in range(size) for j in range(i))
        if not symmetric or size > 5:
            raise NotMine("expectations over so many variables")
        definite = True
        for count in range(1, size + 1):
            for some in combinations(range(size), count):
                minor = determinant([[self.rows[i][j] for j in some] for i in some])
                shown = holds(self.algebra, Relation("<=", ZERO, minor))
                require(shown, f"a covariance is not seen to be one: {minor}")
                definite = definite and self.algebra.shown(minor, POSITIVE)
        terms = self.expand(self.integrand)
        own = range(self.size)
        rows = tuple(tuple(self.rows[i][j] if max(i, j) < size else ONE if i == j else ZERO for j in own) for i in own)
        law = Gaussian((*self.means, *(ZERO for _ in range(self.size - size))), rows, definite)
        return plus(*(self.of_term(term, law) for term in terms))

    def spend(self, terms: Sequence[Term]) -> list[Term]:
        """Terms, which are counted."""
        self.made += len(terms)
        if self.made > MOST_MEANS:
            raise NotMine("expectations of so many terms")
        return list(terms)

    # ------------------------------------------------------------------------------------------------ what G is made of

    def expand(self, x: Expr) -> list[Term]:
        """G as a sum of terms.  Every factor erf gets a variable ξ of its own."""
        if x.names.isdisjoint(self.places):
            return self.spend([Term(x)])
        if x.op == "symbol":
            return self.spend([Term(ONE, ((self.places[x.head], 1),))])
        if x.op == "+":
            return [term for part in x.parts for term in self.expand(part)]
        if x.op == "*" or (x.op == "^" and 0 < x.head <= 12):
            found = [Term(ONE)]
            for part in x.parts * (x.head if x.op == "^" else 1):
                found = self.spend([w for v in self.expand(part) for u in found for w in u.times(v).waves()])
            return found
        if x.op == "exp":
            inner = self.expand(x.parts[0])
            if any(term.functions or term.exponents or sum(p for _, p in term.powers) > 2 for term in inner):
                raise NotMine("expectations of exponentials of what is no polynomial of degree 2")
            return self.spend([Term(ONE, (), tuple(inner))])
        return self.spend(self.of_function(x))

    def of_function(self, x: Expr) -> list[Term]:
        """erf, step, sign, abs, max(0, ·), f of an affine form, by steps."""
        if x.op == "max":
            left, right = x.parts
            if left is ZERO:
                return self.kinked(self.affine(right))
            return self.expand(left) + self.kinked(self.affine(right).less(self.affine(left)))
        if x.op not in ("erf", "step", "sign", "abs", "f", "sin", "cos"):
            raise NotMine(f"expectations of {x.op}")
        y = self.affine(x.parts[0])
        if x.op == "f":
            return [Term(ONE, functions=(("f", *x.head, y),))]
        if x.op in ("sin", "cos"):
            shift = y.shift if x.op == "cos" else y.shift - HALF * PI
            return [Term(ONE, functions=(("cos", "", 0, Form(y.slopes, shift)),))]
        if x.op == "erf":
            y = y.times(function("sqrt", TWO)).less(Form(((self.size, ONE),), ZERO))
            self.size += 1
        step = Term(ONE, functions=(("step", "", 0, y),))
        if x.op == "step":
            return [step]
        if x.op == "abs":
            twice, once = Term(TWO), Term(num(-1))
            return [term.times(twice) for term in self.kinked(y)] + [term.times(once) for term in linear(y)]
        return [step.times(Term(TWO)), Term(num(-1))]

    def kinked(self, y: Form) -> list[Term]:
        """max(0, y) = y·1[y > 0]."""
        return [term.times(Term(ONE, functions=(("step", "", 0, y),))) for term in linear(y)]

    def affine(self, x: Expr) -> Form:
        """An affine form of the variables."""
        slopes: dict[int, Expr] = {}
        shift = ZERO
        for term in self.expand(x):
            if term.functions or term.exponents or sum(p for _, p in term.powers) > 1:
                raise NotMine("expectations of functions of what is not affine")
            if term.powers:
                i = term.powers[0][0]
                slopes[i] = slopes[i] + term.constant if i in slopes else term.constant
            else:
                shift = shift + term.constant
        return Form(tuple(sorted(slopes.items())), shift)

    # ------------------------------------------------------------------------------------------------------- the rules

    def zero(self, x: Expr) -> bool:
        """Whether an expression is seen to be 0."""
        return x is ZERO or self.algebra.is_zero(x)

    def fact(self, relation: Relation) -> None:
        """Something that is shown."""
        if relation not in self.facts:
            self.facts.append(relation)
            self.algebra.learn(relation)

    def spread(self, forms: Sequence[Form], law: Gaussian) -> None:
        """Raises `NotShown` unless the covariance of some forms is seen to have a positive determinant."""
        gap = determinant([[law.covariance(y, z) for z in forms] for y in forms])
        relation = Relation("<", ZERO, gap)
        if relation in self.facts:
            return
        shown = holds(self.algebra, relation) or (law.definite and self.independent((*forms, *law.given)))
        require(shown, f"a variance is not seen to be positive: {gap}")
        self.fact(relation)

    def independent(self, forms: Sequence[Form]) -> bool:
        """Whether forms are seen to be linearly independent: a minor of their slopes is not 0."""
        rows = [dict(y.slopes) for y in forms]
        places = sorted({i for row in rows for i in row}, reverse=True)
        for some in combinations(places, len(rows)):
            minor = determinant([[row.get(i, ZERO) for i in some] for row in rows])
            if not self.algebra.signs(minor) & NIL and self.algebra.undefined(minor) is None:
                return True
        return False

    def correlation(self, y: Form, z: Form, law: Gaussian) -> Expr:
        """ρ, after it is shown that both are spread and |ρ| < 1."""
        for forms in ((y,), (z,), (y, z)):
            self.spread(forms, law)
        variances = law.covariance(y, y) * law.covariance(z, z)
        rho = law.covariance(y, z) / function("sqrt", variances)
        self.fact(Relation("<", rho, ONE))
        self.fact(Relation("<", ZERO, ONE + rho))
        return rho

    def tidy(self, x: Expr) -> Expr:
        """0 for what is seen to be 0; the expression was shown to be defined."""
        return ZERO if self.zero(x) else x

    def tilted(self, law: Gaussian, y: Form, t: Expr, k: Expr) -> Gaussian:
        """The law m − v·t, C − v·vᵀ·k with v = Cov(x, y)."""
        v = [self.tidy(law.along(i, y)) for i in range(self.size)]
        means = tuple(m if c is ZERO else self.tidy(m - times(c, t)) for m, c in zip(law.means, v, strict=True))
        rows = [list(row) for row in law.matrix]
        for i in range(self.size):
            for j in range(i + 1):
                if k is not ZERO and v[i] is not ZERO and v[j] is not ZERO:
                    rows[i][j] = rows[j][i] = self.tidy(rows[i][j] - times(v[i], v[j], k))
        return Gaussian(means, tuple(map(tuple, rows)), law.definite, law.given)

    def of_term(self, term: Term, law: Gaussian) -> Expr:
        """The mean of a term: exponentials first, squares before what is linear."""
        factors, exponent = [term.constant], ZERO
        squares: dict[int, Expr] = {}
        mixed: dict[tuple[int, ...], Expr] = {}
        slopes: dict[int, Expr] = {}
        for part in term.exponents:
            where = tuple(i for i, p in part.powers for _ in range(p))
            if not where:
                exponent = exponent + part.constant
            elif len(where) == 1:
                slopes[where[0]] = slopes.get(where[0], ZERO) + part.constant
            elif where[0] == where[1]:
                squares[where[0]] = squares.get(where[0], ZERO) + part.constant
            else:
                mixed[where] = mixed.get(where, ZERO) + part.constant
        if not all(self.zero(c) for c in mixed.values()):
            raise NotMine("expectations of exponentials with mixed products")
        for i, c in squares.items():
            y, w = Form(((i, ONE),), ZERO), times(num(-2), c)
            mean, wider = law.mean(y), plus(ONE, times(w, law.covariance(y, y)))
            shown = self.algebra.shown(w, WEAKLY_POSITIVE) or holds(self.algebra, Relation("<", ZERO, wider))
            require(shown, f"an exponential is not seen to have a mean: {wider}")
            self.fact(Relation("<", ZERO, wider))
            factors.append(ONE / function("sqrt", wider))
            if not self.zero(mean):
                exponent = exponent + times(num(Fraction(-1, 2)), w, mean, mean) / wider
            law = self.tilted(law, y, times(w, mean) / wider, w / wider)
        if slopes:
            y = Form(tuple(sorted(slopes.items())), ZERO)
            exponent = exponent + law.mean(y) + times(HALF, law.covariance(y, y))
            law = self.tilted(law, y, num(-1), ZERO)
        powers = tuple(i for i, p in term.powers for _ in range(p))
        return times(*factors, self.by_parts(powers, term.functions, law, exponent))

    def by_parts(self, powers: tuple[int, ...], functions: tuple[Made, ...], law: Gaussian, exponent: Expr) -> Expr:
        """exp(exponent)·E[Π x_i·Π functions]."""
        self.made += 1
        if self.made > MOST_MEANS:
            raise NotMine("expectations of so many terms")
        kept = []
        for own in functions:
            if own in kept and own[0] == "step":
                continue  # 1[y > 0]² = 1[y > 0]
            if own[0] == "step" and self.zero(law.covariance(own[3], own[3])):
                signs = self.algebra.signs(law.mean(own[3]))
                require(signs in (POSITIVE, NEGATIVE), "a step is at its place")
                if signs == NEGATIVE:
                    return ZERO
                continue
            kept.append(own)
        if not powers:
            value = self.atom(kept, law)
            return value if self.zero(exponent) else function("exp", exponent) * value
        i, rest = powers[0], powers[1:]
        found = []
        if not self.zero(law.means[i]):
            found.append(times(law.means[i], self.by_parts(rest, tuple(kept), law, exponent)))
        for j in sorted(set(rest)):
            c = law.matrix[i][j]
            if not self.zero(c):
                left = list(rest)
                left.remove(j)
                found.append(times(num(rest.count(j)), c, self.by_parts(tuple(left), tuple(kept), law, exponent)))
        for place, own in enumerate(kept):
            c = law.along(i, own[3])
            if not self.zero(c):
                found.append(times(c, self.derived(rest, kept, place, law, exponent)))
        return plus(*found)

    def derived(
        self, powers: tuple[int, ...], functions: Sequence[Made], place: int, law: Gaussian, exponent: Expr
    ) -> Expr:
        """exp(exponent)·E[Π x_i·Π functions] with the derivative of one of them."""
        kind, name, order, y = functions[place]
        others = (*functions[:place], *functions[place + 1 :])
        if kind == "f":
            return self.by_parts(powers, (*others, (kind, name, order + 1, y)), law, exponent)
        if kind == "cos":
            turned_by = Form(y.slopes, y.shift + HALF * PI)  # −sin y = cos(y + π/2)
            return self.by_parts(powers, (*others, (kind, name, order, turned_by)), law, exponent)
        self.spread([y], law)
        mean, variance = law.mean(y), law.covariance(y, y)
        if not self.zero(mean):
            exponent = exponent + times(num(Fraction(-1, 2)), mean, mean) / variance
        here = self.tilted(law, y, mean / variance, ONE / variance)
        here = here._replace(given=(*law.given, y))
        return self.by_parts(powers, others, here, exponent) / function("sqrt", times(TWO, PI, variance))

    # ---------------------------------------------------------------------------------------------------- what is left

    def atom(self, functions: Sequence[Made], law: Gaussian) -> Expr:
        """E[Π functions], as a product over independent ones."""
        matrix = [[self.tidy(law.covariance(own[3], other[3])) for other in functions] for own in functions]
        return times(
            *(
                self.joint([functions[i] for i in block], law, [[matrix[i][j] for j in block] for i in block])
                for block in _blocks(matrix)
            )
        )

    def joint(self, functions: Sequence[Made], law: Gaussian, matrix: Sequence[Sequence[Expr]]) -> Expr:
        """E[Π functions] of dependent ones."""
        means = [self.tidy(law.mean(own[3])) for own in functions]
        size = len(functions)
        if any(own[0] == "f" for own in functions):
            if any(own[0] != "f" for own in functions):
                raise NotMine("expectations of arbitrary functions and steps or waves")
            if size > MOST_FUNCTIONS:
                raise NotMine("expectations of so many arbitrary functions")
            order = sorted(range(size), key=lambda i: functions[i][1:3])
            entries = [matrix[order[i]][order[j]] for i in range(size) for j in range(i + 1)]
            head = tuple(functions[i][1:3] for i in order)
            return node("law", *(means[i] for i in order), *entries, head=head)
        if size == 1 and functions[0][0] == "cos":
            return function("cos", means[0]) * function("exp", num(Fraction(-1, 2)) * matrix[0][0])
        if any(own[0] == "cos" for own in functions):
            raise NotMine("expectations of waves and steps")
        forms = [own[3] for own in functions]
        for y in forms:
            self.spread([y], law)
        if size == 1:
            argument = means[0] / function("sqrt", TWO * matrix[0][0])
            return HALF if means[0] is ZERO else HALF + HALF * function("erf", argument)
        centred = all(mean is ZERO for mean in means)
        if size == 2:
            (v, c), (_, u) = matrix
            if self.zero(v * u - c * c):
                return self.parallel(functions, law, means, matrix)
            rho = self.correlation(*forms, law)
            if centred:
                return num(Fraction(1, 4)) + function("asin", rho) / (TWO * PI)
            return node("binormal", means[0] / function("sqrt", v), means[1] / function("sqrt", u), rho)
        if size == 3 and centred:
            angles = [function("asin", self.correlation(y, z, law)) for y, z in combinations(forms, 2)]
            return num(Fraction(1, 8)) + plus(*angles) / (num(4) * PI)
        raise NotMine("probabilities of so many dependent variables")

    def parallel(
        self, functions: Sequence[Made], law: Gaussian, means: Sequence[Expr], matrix: Sequence[Sequence[Expr]]
    ) -> Expr:
        """P(y > 0, z > 0) for z − E z = (c/v)·(y − E y), c > 0: the event of the one that is more to the left."""
        (v, c), _ = matrix
        require(self.algebra.shown(c, POSITIVE), "two steps are not seen to look the same way")
        signs = self.algebra.signs(means[0] * c - means[1] * v)
        require(not signs & POSITIVE or not signs & NEGATIVE, "which of two steps is first is not seen")
        return self.atom([functions[1 if not signs & NEGATIVE else 0]], law)


def linear(y: Form) -> list[Term]:
    """An affine form as terms."""
    found = [Term(slope, ((i, 1),)) for i, slope in y.slopes]
    return found if y.shift is ZERO else [*found, Term(y.shift)]


def free_parts(x: Expr) -> list[Expr]:
    """The largest parts of an expectation without its variables: all must be defined, used in the end or not."""
    waiting, found = list(x.parts), []
    while waiting:
        part = waiting.pop()
        if part.names.isdisjoint(x.head):
            found.append(part)
        else:
            waiting.extend(part.parts)
    return found


def slope_of_law(x: Expr, inner: Sequence[Expr]) -> Expr:
    """By the heat equation; `inner` are the slopes of the means and covariances."""
    size = len(x.head)
    pairs = [(i, j) for i in range(size) for j in range(i + 1)]
    found = []
    for place, slope in enumerate(inner):
        if slope is ZERO:
            continue
        if place < size:
            found.append(times(slope, _with_more(x, [place])))
        else:
            i, j = pairs[place - size]
            found.append(times(num(1 if i != j else Fraction(1, 2)), slope, _with_more(x, [i, j])))
    return plus(*found)


def _with_more(x: Expr, places: Sequence[int]) -> Expr:
    """A law with one more derivative of these functions, in the order of their names."""
    size = len(x.head)
    head = [(name, order + places.count(i)) for i, (name, order) in enumerate(x.head)]
    order = sorted(range(size), key=lambda i: head[i])
    place = {(i, j): size + i * (i + 1) // 2 + j for i in range(size) for j in range(i + 1)}
    entries = [x.parts[place[max(i, j), min(i, j)]] for a, i in enumerate(order) for j in order[: a + 1]]
    return node("law", *(x.parts[i] for i in order), *entries, head=tuple(head[i] for i in order))


def slope_of_binormal(x: Expr, inner: Sequence[Expr]) -> Expr:
    """∂Φ₂/∂h = φ(h)·Φ((k − rh)/√(1 − r²)), likewise by k; ∂Φ₂/∂r = exp(−(h² − 2rhk + k²)/(2(1 − r²)))/(2π√(1 − r²))."""
    h, k, r = x.parts
    rest = ONE - r * r
    found = []
    for own, other, slope in ((h, k, inner[0]), (k, h, inner[1])):
        if slope is not ZERO:
            density = function("exp", num(Fraction(-1, 2)) * own * own) / function("sqrt", TWO * PI)
            inside = (other - r * own) / function("sqrt", TWO * rest)
            found.append(times(slope, density, HALF + HALF * function("erf", inside)))
    if inner[2] is not ZERO:
        exponent = num(Fraction(-1, 2)) * (h * h - TWO * r * h * k + k * k) / rest
        found.append(times(inner[2], function("exp", exponent)) / (TWO * PI * function("sqrt", rest)))
    return plus(*found)


def derivative(prover: Prover, domain: Domain, x: Expr) -> tuple[Expr, list[Expr], list[Relation]]:
    """∂/∂θ of an expression with expectations, what must be defined, what is shown; the domain is open along θ."""
    args = json.loads(x.head)
    if len(args) != 2 or not isinstance(args[1], str):
        raise NotMine("such derivatives")
    inside, name = read_expr(args[0]), read_name(args[1])
    declared(domain, inside)
    kinds = dict(domain.kinds)
    need(name in kinds, f"the symbol {name} is not declared")
    about = [relation for relation in domain.where if name in relation.names]
    is_open = all(relation.op in ("<", ">", "!=") for relation in about)
    everywhere = all(  # a hypothesis that has no value everywhere says where it has one
        part.op in ("number", "symbol", "pi", "+", "*", "exp") or (part.op == "^" and part.head >= 0)
        for relation in about
        for part in nodes(relation.lhs, relation.rhs)
    )
    if kinds[name] != "real" or not is_open or not everywhere:
        raise NotMine("derivatives at what may be an end of the domain")
    if any(part.op in SPECIAL and part.op not in ("expect", "d", "f", "binormal") for part in nodes(inside)):
        raise NotMine("derivatives of arbitrary kernels")
    closed, entries, facts = closed_form(prover, domain, inside)
    slope = diff(closed, name)
    return slope, [*entries, closed, slope], facts


def refute_relation(case: Case) -> None:
    """A point of the domain where a side is undefined or the relation fails."""
    only(case.witness, "kind", "at", "functions")
    functions = read_functions(case.witness.get("functions", {}))
    goal = relation_goal(case.claim)
    point = is_point(case, goal.domain)
    plain = not any(x.op in SPECIAL for x in nodes(goal.relation.lhs, goal.relation.rhs))
    if plain:
        there = goal.relation.at(point)
        refuted_by(case, [goal._replace(relation=there, entries=(there.lhs, there.rhs))], undefined=True)
        return
    sides = [with_functions(side, functions) for side in (goal.relation.lhs, goal.relation.rhs)]
    there = Relation(goal.relation.op, *(integrated(substitute(side, point)) for side in sides))
    if fails(there, (80,)):
        return
    refuted_by(case, [goal._replace(relation=there, entries=())])


def read_functions(value: object) -> dict[str, Expr]:
    """Functions of z in the place of arbitrary ones: smooth, and of polynomial growth."""
    found = {read_name(name): read_expr(own) for name, own in record(value, "the functions").items()}
    for own in found.values():
        need(own.names <= {"z"}, "a function is written in z")
        smooth = all(
            x.op in ("number", "symbol", "pi", "+", "*", "sin", "cos", "tanh", "erf", "atan")
            or (x.op == "^" and x.head >= 0)
            or not x.names
            for x in nodes(own)
        )
        if not smooth:
            raise NotMine("functions that are not seen to be smooth and of polynomial growth")
    return found


def with_functions(root: Expr, functions: Mapping[str, Expr]) -> Expr:
    """An expression with these functions, and their derivatives, in the place of arbitrary ones."""
    found: dict[Expr, Expr] = {}
    for x in nodes(root):
        parts = [found[part] for part in x.parts]
        if x.op == "f" and len(parts) == 1 and x.head[0] in functions:
            own = functions[x.head[0]]
            for _ in range(x.head[1]):
                own = diff(own, "z")
            found[x] = substitute(own, {"z": parts[0]})
        else:
            found[x] = rebuilt(x, parts) if parts else x
    return found[root]


def integrated(root: Expr) -> Expr:
    """An expression without symbols in which expectations are integrals that have values: of f(u), and of f(u)·g(v)."""
    found: dict[Expr, Expr] = {}
    for x in nodes(root):
        parts = [found[part] for part in x.parts]
        if x.op == "expect" and not x.names:
            found[x] = _integral(x.head, parts)
        else:
            found[x] = rebuilt(x, parts) if parts else x
    return found[root]


def _integral(names: Sequence[str], parts: Sequence[Expr]) -> Expr:
    """E[G(x)], x ~ N(m, C), as ["integral", f, …] of functions of z; raises `NotMine`."""
    size = len(names)
    means, matrix = parts[1 : size + 1], parts[size + 1 :]
    factors = parts[0].parts if parts[0].op == "*" else (parts[0],)
    own: dict[str, list[Expr]] = {name: [] for name in names}
    for factor in factors:
        inside = factor.names & own.keys()
        if len(inside) > 1:
            raise NotMine("expectations of what is no product of functions of one variable each")
        own[inside.pop() if inside else names[0]].append(factor)
    f = [substitute(times(*own[name]), {name: symbol("z")}) for name in names]
    if size == 1:
        return node("integral", means[0], matrix[0], head=(f[0],))
    if size != 2 or matrix[1] is not matrix[2]:
        raise NotMine("expectations over more than two variables")
    return node("integral", *means, matrix[0], matrix[1], matrix[3], head=tuple(f))


for _kind in RELATIONS:
    CLAIMS[_kind] = (prove_relation, refute_relation)


# ------------------------------------------------------------------------------------------------ functions of a symbol


def read_function(case: Case) -> tuple[Domain, Expr, str]:
    """Domain, function and symbol."""
    only(case.claim, "kind", "symbols", "where", "expr", "symbol")
    domain = read_domain(case.claim)
    expr, name = read_expr(case.claim.get("expr")), read_name(case.claim.get("symbol"))
    declared(domain, expr, symbol(name))
    return domain, expr, name


def prove_shape(case: Case) -> None:
    """f is continuous on the interval of a symbol, and f′ (f″) has its sign inside: the mean value theorem."""
    domain, expr, name = read_function(case)
    vacuous(case, domain)
    kind = case.claim["kind"]
    if kind in ("concave", "convex") and dict(domain.kinds)[name] != "real":
        raise NotMine("concave functions of integers")
    own = section(domain, name)
    ends = case.prover.algebra(domain.real(name))
    if name in ends.low and name in ends.high:
        apart = Relation("<", ends.low[name].value, ends.high[name].value)
        require(holds(case.prover.algebra(NOWHERE_FREE), apart), "the interval is not seen to be one")
    slope = diff(expr, name)
    inside = with_ends(domain, name, own, lambda part: False)
    goals = [Goal(domain.real(name), Relation("=", ZERO, ZERO), (expr,), "function")]
    if kind in ("increasing", "decreasing"):
        relation = Relation("<", ZERO, slope) if kind == "increasing" else Relation("<", slope, ZERO)
        goals.append(Goal(inside, relation, (slope,), "slope"))
    else:
        bend = diff(slope, name)
        relation = Relation("<", bend, ZERO) if kind == "concave" else Relation("<", ZERO, bend)
        goals.append(Goal(inside, relation, (slope, bend), "bend"))
    proofs_of(case, goals)


def refute_shape(case: Case) -> None:
    """Two points of the interval (with their middle) whose values contradict the claim."""
    domain, expr, name = read_function(case)
    only(case.witness, "kind", "at", "other")
    point = is_point(case, domain)
    x, y = point[name], read_expr(case.witness.get("other"))
    require(x.op == y.op == "number", "the two points are rational numbers")
    section(
        Domain(domain.kinds, tuple(r.at({key: v for key, v in point.items() if key != name}) for r in domain.where)),
        name,
    )
    if not y.head > x.head:
        raise Refused("the other point is not to the right")
    middle = num(Fraction(x.head + y.head) / 2)
    curved = case.claim["kind"] in ("concave", "convex")
    for z in (y, middle) if curved else (y,):
        require(satisfied(domain, {**point, name: z}), "the other point is not seen to be in the interval")
    f = [substitute(expr, {**point, name: z}) for z in (x, y, middle)]
    both = f[0] + f[1]
    lesser, larger = {
        "increasing": (f[0], f[1]),
        "decreasing": (f[1], f[0]),
        "concave": (both, TWO * f[2]),
        "convex": (TWO * f[2], both),
    }[case.claim["kind"]]
    entries = tuple(f) if curved else tuple(f[:2])
    refuted_by(case, [Goal(NOWHERE_FREE, Relation("<", lesser, larger), entries)], undefined=True)


for _kind in ("increasing", "decreasing", "concave", "convex"):
    CLAIMS[_kind] = (prove_shape, refute_shape)


# ------------------------------------------------------------------------------------------------ claims about networks
#
# Groups in any number.  Every pair of neurons enters L by a term of the groups it is from.  Along a direction of group
# p only neurons of p have a component, so the slope of L by a neuron of group m along a direction of its own group, or
# by its outgoing weight, is own(l_m) + Σ_{q≠m} other(l_m, l_q), and along one of another group p it is a term of l_m
# and l_p.  Likewise L = Σ own(l_m) + Σ_{m≠q} other(l_m, l_q).  What is claimed has the same shape; so equality for all
# sizes of one group gives the terms `own`, that for two groups the terms `other`, and both together that for every
# number.  (Three groups are checked as well, because the proof in the certificate speaks of them.)


class Setting(NamedTuple):
    """The claim for some groups: domain, sizes, network; or an explicit network."""

    domain: Domain
    sizes: tuple[Expr, ...]
    network: Network
    prefix: str
    name: str


def settings(case: Case, *, taken: bool) -> Iterator[Setting]:
    """The settings in which a proof of a claim has to show its goals."""
    domain = read_domain(case.claim)
    place = read_place(case.claim.get("configuration"))
    if place.kind == "network":
        yield Setting(domain, (), plain_network(place), "", "")
        return
    if place.kind == "species":
        raise NotMine("symmetric families whose sizes are symbols")
    groups = read_groups(place)
    given = groups.sizes
    if given is not None:
        yield _setting(domain, place, groups, given, "", taken)
        return
    need(dict(domain.kinds).get(groups.name) == "integer", "the size of a group is declared an integer")
    for n in (1, 2, 3):
        sizes = tuple(symbol(f"{groups.name}_{i}") for i in range(n))
        kinds = tuple((name, kind) for name, kind in domain.kinds if name != groups.name)
        need(not {x.head for x in sizes} & {name for name, _ in kinds}, "a symbol is called as a generic size is")
        where = tuple(r.at({groups.name: x}) for r in domain.where for x in sizes)
        own = Domain((*kinds, *((x.head, "integer") for x in sizes)), tuple(dict.fromkeys(where)))
        yield _setting(own, place, groups, sizes, f"n={n}/", taken)


def _setting(
    domain: Domain, place: Place, groups: Groups, sizes: tuple[Expr, ...], prefix: str, taken: bool
) -> Setting:
    algebra = Algebra(domain)
    for size in sizes:
        declared(domain, size)
        require(
            is_whole(algebra, size) and algebra.signs(size) == POSITIVE,
            "the sizes of groups are not seen to be integers ≥ 1",
        )
    network = grouped_network(place, groups, sizes, taken=taken)
    declared(domain, *network.entries)
    return Setting(domain, sizes, network, prefix, groups.name)


def covariance_goals(setting: Setting, case: Case) -> Iterator[Goal]:
    """The covariance of the inputs is positive definite: its leading minors are positive."""
    own = case.claim["configuration"].get("network", {})
    if not own.get("covariance"):
        return
    pool = [read_expr(x) for x in own["pool"]]
    matrix = [[pool[p] for p in row] for row in own["covariance"]]
    if len(matrix) > 6:
        raise NotMine("covariances of so many inputs")
    for i in range(1, len(matrix) + 1):
        minor = determinant([row[:i] for row in matrix[:i]])
        yield Goal(setting.domain, Relation("<", ZERO, minor), (minor,), f"covariance/{i}")


def determinant(matrix: Sequence[Sequence[Expr]]) -> Expr:
    """By the first row."""
    if len(matrix) == 1:
        return matrix[0][0]
    terms = []
    for j, entry in enumerate(matrix[0]):
        terms.append(times(num((-1) ** j), entry, determinant([[*row[:j], *row[j + 1 :]] for row in matrix[1:]])))
    return plus(*terms)


PARAMETERS = ("W", "a", "biases")
CALLED = {"W": "w", "a": "a", "biases": "bias"}


def free_of(case: Case, setting: Setting) -> tuple[str, ...]:
    """The parameters by which a claim speaks of ∇L."""
    biased = None in setting.network.directions
    known = tuple(name for name in PARAMETERS if name != "biases" or biased)
    given = case.claim.get("free")
    if given is None:
        return known
    names = tuple(items(given, "free"))
    need(
        names == tuple(name for name in known if name in names) and names and names != known,
        "free are some of the parameters, in order",
    )
    return names


class Slope(NamedTuple):
    """A component of ∇L: of which student, by what ("a", "w", "bias"), along which direction, its value, and what must
    be defined."""

    student: int
    parameter: str
    direction: Any
    value: Expr
    entries: tuple[Expr, ...]


def slopes(setting: Setting) -> Iterator[Slope]:
    """All components of ∇L, student by student: by outgoing weights, then along directions."""
    network = setting.network
    for i, x in enumerate(network.students):
        around = (*network.with_variance(), *network.around(x, bool(network.means) or None in network.directions))
        for output in range(len(x.out)):
            yield Slope(i, "a", output, network.slope_outgoing(x, output), (*network.entries, *around))
        for direction in network.directions:
            name = "bias" if direction is None else "w"
            yield Slope(i, name, direction, network.slope(x, direction), (*network.entries, *around))


def critical_goals(case: Case, setting: Setting) -> Iterator[Goal]:
    """∇L = 0, by what is free."""
    free = [CALLED[name] for name in free_of(case, setting)]
    for slope in slopes(setting):
        if slope.parameter in free:
            key = f"{setting.prefix}gradient/{slope.parameter}/{slope.student + 1}"
            yield Goal(setting.domain, Relation("=", slope.value, ZERO), slope.entries, key)


def at_size(expr: Expr, setting: Setting) -> list[Expr]:
    """An expression in the size of a group, for each group."""
    return [substitute(expr, {setting.name: size}) for size in setting.sizes]


def gradient_goals(case: Case, setting: Setting) -> Iterator[Goal]:
    """The components of ∇L are what is claimed."""
    if "values" in case.claim:
        yield from _gradient_of_vectors(case, setting)
        return
    need(
        setting.sizes and len(setting.network.students) == len(setting.sizes),
        "gradient speaks of one student per group",
    )
    parts = {
        key: [at_size(read_expr(x), setting) for x in items(case.claim.get(key), key)]
        for key in ("outgoing", "along", "across")
    }
    need([len(parts[key]) for key in parts] == [3, 3, 2], "gradient needs [A, B, C], [A, B, C] and [D, E]")
    need(all(unit is ONE for unit in setting.network.unit.values()), "gradient speaks of teachers of length 1")
    for slope in slopes(setting):
        m = slope.student
        if slope.parameter == "a" or slope.direction == (m, "one"):
            A, B, C = parts["outgoing" if slope.parameter == "a" else "along"]
            value = A[m] + B[m] * plus(*(C[p] for p in range(len(setting.sizes)) if p != m))
        elif slope.direction == OUTSIDE:
            value = ZERO
        else:
            D, E = parts["across"]
            value = D[m] * E[slope.direction[0]]
        key = f"{setting.prefix}gradient/{slope.parameter}/{m + 1}"
        yield Goal(setting.domain, Relation("=", slope.value, value), (*slope.entries, value), key)


def _gradient_of_vectors(case: Case, setting: Setting) -> Iterator[Goal]:
    values = record(case.claim.get("values"), "values")
    need(not setting.sizes and set(values) <= set(PARAMETERS) and values, "values are rows of W, a, biases")
    claimed = {CALLED[name]: [[read_expr(x) for x in row] for row in rows] for name, rows in values.items()}
    places = [c for c in setting.network.directions if c is not None]
    for slope in slopes(setting):
        if slope.parameter in claimed:
            row = claimed[slope.parameter][slope.student]
            value = row[
                0
                if slope.direction is None
                else places.index(slope.direction)
                if slope.parameter == "w"
                else slope.direction
            ]
            key = f"gradient/{slope.parameter}/{slope.student + 1}"
            yield Goal(setting.domain, Relation("=", slope.value, value), (*slope.entries, value), key)


def loss_goals(case: Case, setting: Setting) -> Iterator[Goal]:
    """L = value, or L ≥ value; for groups in any number the sum of the values."""
    value = read_expr(case.claim.get("value"))
    values = at_size(value, setting) if setting.prefix else [value]
    loss = setting.network.loss()
    op = "=" if case.claim["kind"] == "loss" else ">="
    yield Goal(
        setting.domain,
        Relation(op, loss, plus(*values)),
        (*setting.network.entries, *setting.network.with_variance(), *values, loss),
        f"{setting.prefix}loss",
    )


def size_goals(case: Case, setting: Setting) -> Iterator[Goal]:
    """‖∇L‖ > bound ≥ 0."""
    if setting.prefix:
        raise NotMine("bounds of ‖∇L‖ for groups in any number")
    bound = read_expr(case.claim.get("bound"))
    free = [CALLED[name] for name in free_of(case, setting)]
    squares, entries = [], list(setting.network.entries)
    for slope in slopes(setting):
        if slope.parameter in free:
            weight = ONE
            if setting.sizes and isinstance(slope.direction, tuple):
                weight = setting.sizes[slope.direction[0]]
            squares.append(times(weight, power(slope.value, 2)))
            entries += slope.entries
    yield Goal(setting.domain, Relation("<=", ZERO, bound), (bound,), "bound")
    yield Goal(setting.domain, Relation("<", power(bound, 2), plus(*squares)), tuple(dict.fromkeys(entries)), "norm")


def direction_goals(case: Case, setting: Setting) -> Iterator[Goal]:
    """w ≠ 0, and ∂L/∂w is a multiple of w: g_c·w_d = g_d·w_c.

    Of groups, all directions of one group are alike: those of the own group, with w there, and the others, without.
    """
    found = list(slopes(setting))
    for i, x in enumerate(setting.network.students):
        own = [slope for slope in found if slope.parameter == "w" and slope.student == i]
        norm = plus(
            *(
                times(*((setting.network.sizes[c],) if c in setting.network.sizes else ()), power(w, 2))
                for c, w in x.vector.items()
            )
        )
        yield Goal(setting.domain, Relation("<", ZERO, norm), setting.network.entries, f"{setting.prefix}norm/{i + 1}")
        for slope in own:
            yield Goal(
                setting.domain,
                Relation("=", slope.value, slope.value),
                slope.entries,
                f"{setting.prefix}gradient/{i + 1}",
            )
        for s, t in combinations(own, 2):
            turn = s.value * x.vector.get(t.direction, ZERO) - t.value * x.vector.get(s.direction, ZERO)
            yield Goal(setting.domain, Relation("=", turn, ZERO), s.entries, f"{setting.prefix}turn/{i + 1}")


def outside_goals(case: Case, setting: Setting) -> Iterator[Goal]:
    """The second derivatives along a direction orthogonal to all vectors are factor·(diag D + vvᵀ), which is positive
    definite for factor, D > 0."""
    need(
        setting.sizes and len(setting.network.students) == len(setting.sizes),
        "outside_span speaks of one student per group",
    )
    factor = read_expr(case.claim.get("factor"))
    D, v = (at_size(read_expr(case.claim.get(key)), setting) for key in ("diagonal", "vector"))
    students = setting.network.students
    for i, x in enumerate(students):
        entries = (*setting.network.entries, *setting.network.with_variance(), *setting.network.around(x, False))
        for j in range(i, len(students)):
            value = factor * (plus(D[i], v[i] * v[i]) if i == j else v[i] * v[j])
            relation = Relation("=", setting.network.bend_outside(x, students[j]), value)
            yield Goal(setting.domain, relation, (*entries, value), f"{setting.prefix}block/{i + 1}/{j + 1}")
    yield Goal(setting.domain, Relation("<", ZERO, factor), (factor,), f"{setting.prefix}factor")
    for i, entry in enumerate(D):
        yield Goal(setting.domain, Relation("<", ZERO, entry), (entry,), f"{setting.prefix}diagonal/{i + 1}")


NETWORK_GOALS: dict[str, tuple[Callable[[Case, Setting], Iterator[Goal]], tuple[str, ...], bool]] = {
    "critical": (critical_goals, ("free",), True),
    "gradient": (gradient_goals, ("outgoing", "along", "across", "values"), True),
    "loss": (loss_goals, ("value",), False),
    "loss_bound": (loss_goals, ("value",), False),
    "not_critical": (size_goals, ("free", "bound"), True),
    "direction": (direction_goals, (), True),
    "outside_span": (outside_goals, ("factor", "diagonal", "vector"), False),
}


def prove_network(case: Case) -> None:
    """The goals of a claim in every setting."""
    goals, fields, taken = NETWORK_GOALS[case.claim["kind"]]
    only(case.claim, "kind", "symbols", "where", "configuration", *fields)
    domain = read_domain(case.claim)
    vacuous(case, domain)
    kernels_are_given(case)

    def all_goals() -> Iterator[Goal]:
        for setting in settings(case, taken=taken):
            if case.claim["kind"] == "loss_bound" and setting.prefix:
                raise NotMine("lower bounds of L for groups in any number")
            yield from goals(case, setting)
            yield from covariance_goals(setting, case)

    proofs_of(case, all_goals())


MOST_TEACHERS = 60


def refute_network(case: Case) -> None:
    """Values of the symbols, and sizes of groups, at which a goal of the claim fails: all neurons are written out."""
    goals, fields, _ = NETWORK_GOALS[case.claim["kind"]]
    only(case.claim, "kind", "symbols", "where", "configuration", *fields)
    only(case.witness, "kind", "at", "sizes", *DERIVATIONS)
    kernels_are_given(case)
    domain = read_domain(case.claim)
    place = read_place(case.claim.get("configuration"))
    point = read_point(case.witness.get("at", {}))
    sizes: tuple[Expr, ...] = ()
    prefix = ""
    if place.kind == "species":
        raise NotMine("symmetric families")
    if place.kind == "groups":
        groups = read_groups(place)
        sizes, prefix = groups.sizes or (), "" if groups.sizes else "n/"
        if groups.sizes is None:
            sizes = tuple(num(read_number(x)) for x in items(case.witness.get("sizes"), "sizes"))
            need(sizes, "a refutation names the sizes of the groups")
            names = {name for name in domain.names if name != groups.name}
            point_of = [{**point, groups.name: size} for size in sizes]
            if set(point) != names:
                raise Refused("the point does not give every symbol a value")
        else:
            need("sizes" not in case.witness, "the sizes of the groups are given")
            point_of = [point]
    else:
        need("sizes" not in case.witness, "there are no groups")
        point_of = [point]
    for own in point_of:
        for relation in domain.where:
            if fails(relation.at(own)):
                raise Refused(f"the point does not satisfy {relation}")
        require(satisfied(domain, own), "the point is not seen to satisfy the hypotheses")
    found = list(goals_at(case, place, goals, point, sizes, prefix, domain))
    for goal in found:
        declared(NOWHERE_FREE, goal.relation.lhs, goal.relation.rhs)
    refuted_by(case, found)


def goals_at(
    case: Case,
    place: Place,
    goals: Callable[[Case, Setting], Iterator[Goal]],
    point: dict[str, Expr],
    sizes: tuple[Expr, ...],
    prefix: str,
    domain: Domain,
) -> Iterator[Goal]:
    """The goals of a claim at a point."""
    if place.kind == "network":
        setting = Setting(NOWHERE_FREE, (), plain_network(place), "", "")
        for goal in covariance_goals(setting, case):
            require(
                holds(Algebra(NOWHERE_FREE), goal.relation.at(point)),
                "the covariance is not seen to be positive definite",
            )
    else:
        groups = read_groups(place)
        whole = []
        for size in sizes:
            value = Algebra(NOWHERE_FREE).form(substitute(size, point))
            good = not value.below and value.above.keys() == {0} and Fraction(value.above[0]).denominator == 1
            require(good and value.above[0] >= 1, "the sizes of groups are integers ≥ 1")
            whole.append(int(value.above[0]))
        if sum(whole) > MOST_TEACHERS:
            raise NotMine("groups with so many teachers")
        network = expanded_groups(place, groups, whole)
        setting = Setting(NOWHERE_FREE, tuple(map(num, whole)), network, prefix, groups.name)
        if case.claim["kind"] in ("gradient", "outside_span"):  # these speak of groups
            network = grouped_network(place, groups, setting.sizes, taken=case.claim["kind"] == "gradient")
            setting = setting._replace(network=network)
    for goal in goals(case, setting):
        there = goal._replace(
            relation=goal.relation.at(point), entries=tuple(substitute(x, point) for x in goal.entries)
        )
        if case.claim["kind"] == "not_critical" and goal.key == "bound":
            require(holds(Algebra(NOWHERE_FREE), there.relation), "the bound is not seen to be ≥ 0")
            continue
        if case.claim["kind"] == "outside_span" and "block" not in goal.key:
            continue  # that factor and D are positive is what the proof asks, not what is claimed
        yield there


for _kind in NETWORK_GOALS:
    CLAIMS[_kind] = (prove_network, refute_network)


# ------------------------------------------------------------------------------------------------------ isolated points

MOST_PARAMETERS = 200


class Isolated(NamedTuple):
    """A claim that a box holds exactly one critical point: the network with parameters, and what is claimed."""

    point: Point
    centres: tuple[Expr, ...]
    is_outgoing: tuple[bool, ...]
    directions: int
    unique: dict[str, Fraction]
    within: dict[str, Fraction]
    free: tuple[str, ...]

    @property
    def bits(self) -> int:
        """Those that are carried."""
        return self.point.scale.bits


def read_isolated(case: Case) -> Isolated:
    """The claim."""
    fields = ("configuration", "free", "modulo", "unique", "within", "inertia", "outside", "loss", "eigenvalue")
    only(case.claim, "kind", "symbols", "where", *fields)
    need(not case.claim.get("symbols") and not case.claim.get("where"), "isolated is about numbers")
    if "modulo" in case.claim:
        raise NotMine("points modulo scaling")
    free = case.claim.get("free")
    names = ("W", "a") if free == "all" or free == ["W", "a"] else ("W",) if free in ("W", ["W"]) else None
    if names is None:
        raise NotMine("points with biases")
    radii = []
    for key in ("unique", "within"):
        own = record(case.claim.get(key), key)
        need(set(own) == set(names), f"{key} has a radius for each of what is free")
        radii.append({name: read_number(own[name]) for name in names})
    unique, within = radii
    need(all(0 < within[name] <= unique[name] for name in names), "radii are positive, and within ≤ unique")
    place = read_place(case.claim.get("configuration"))
    if place.kernels[0] is not place.kernels[1] or place.kernels[0].biased or place.kernels[0].sigma is None:
        raise NotMine("points of networks with two activations, or biases")
    bits = MORE_BITS + int(1 / min(within.values())).bit_length()
    if place.kind == "network":
        point, centres, outgoing = _point_of_vectors(place, bits)
    else:
        need(place.kind == "species", "isolated speaks of explicit vectors or species")
        point, centres, outgoing = _point_of_species(place, bits)
    return Isolated(point, centres, outgoing, len(point.students[0]), unique, within, names)


MORE_BITS = 80  # than the radius of the box `within` has


def number(x: Expr, bits: int) -> Interval:
    """The value of a number."""
    if x.names:
        raise NotMine("points with symbols")
    return evaluate(x, {}, bits)


def _linear_form(kernel: Kernel) -> Expr | None:
    """c with κ(q, q, q) = c·q for q > 0, for a kernel whose form has no derivative there; else None."""
    q = symbol("q")
    own = substitute(kernel.forms[0], dict.fromkeys(ARGUMENTS, q))
    algebra = Algebra(Domain((("q", "real"),), (Relation("<", ZERO, q),)))
    if kernel.partial or algebra.undefined(own) is not None:
        raise NotMine("kernels whose κ(q, q, q) is not seen to be defined")
    try:
        evaluate(own, {"q": Series.variable(Interval.of(Fraction(1, 3), 64), 2)}, 64)
    except NoValue:
        c = substitute(own, {"q": ONE})
        if algebra.undefined(c) is not None or not algebra.is_zero(own - c * q):
            raise NotMine("kernels that are not smooth") from None
        return c
    return None


def _point(
    place: Place,
    bits: int,
    students: list[list[int | None]],
    outgoing: list[int],
    teachers: list[list[Interval]],
    b: list[Interval],
) -> Point:
    kernel = place.kernels[0]
    return Point(students, outgoing, teachers, b, kernel.forms[0], number(place.scale, bits), _linear_form(kernel))


def _point_of_vectors(place: Place, bits: int) -> tuple[Point, tuple[Expr, ...], tuple[bool, ...]]:
    """Every weight is a parameter of its own; one more direction holds nothing."""
    network = plain_network(place)
    own = place.value
    if "covariance" in own or "mean" in own:
        raise NotMine("points for other inputs")
    d = len(network.directions)
    if any(len(x.out) != 1 for x in network.neurons):
        raise NotMine("several outputs")
    centres: list[Expr] = []
    is_outgoing: list[bool] = []
    students, outgoing = [], []
    for x in network.students:
        students.append([len(centres) + c for c in range(d)] + [None])
        centres += [x.vector.get(c, ZERO) for c in range(d)]
        is_outgoing += [False] * d
        outgoing.append(len(centres))
        centres.append(x.out[0])
        is_outgoing.append(True)
    zero = Interval.of(0, bits)
    teachers = [y for y in network.neurons if not y.student]
    rows = [[number(y.vector[c], bits) if c in y.vector else zero for c in range(d)] + [zero] for y in teachers]
    b = [-number(y.out[0], bits) for y in teachers]
    return _point(place, bits, students, outgoing, rows, b), tuple(centres), tuple(is_outgoing)


def _point_of_species(place: Place, bits: int) -> tuple[Point, tuple[Expr, ...], tuple[bool, ...]]:
    """Species of directions, each a teacher; a student at a species is written out: one neuron per direction of it."""
    own = place.value
    only(own, "sizes", "b", "students")
    sizes = []
    for given in items(own.get("sizes"), "sizes"):
        x = read_expr(given)
        if x.op != "number":
            raise NotMine("symmetric families whose sizes are symbols")
        need(isinstance(x.head, int) and x.head >= 1, "sizes are integers ≥ 1")
        sizes.append(x.head)
    if sum(sizes) > MOST_TEACHERS:
        raise NotMine("symmetric families of so many neurons")
    weights = [read_expr(x) for x in items(own.get("b"), "b")]
    need(len(weights) == len(sizes), "a species has one outgoing weight")
    where = [p for p, size in enumerate(sizes) for _ in range(size)]  # the species of every direction
    centres: list[Expr] = []
    is_outgoing: list[bool] = []

    def parameter(x: object, of_output: bool) -> int:
        centres.append(read_expr(x))
        is_outgoing.append(of_output)
        return len(centres) - 1

    students, outgoing = [], []
    for given in items(own.get("students"), "students"):
        s = record(given, "a student")
        only(s, "at", "diagonal", "w", "a")
        at, entries = s.get("at"), items(s.get("w"), "w")
        need(at is None or (type(at) is int and 0 <= at < len(sizes)), "a student is at a species, or alone")
        missing = [x is None for x in entries]
        need(missing == [p == at and m == 1 for p, m in enumerate(sizes)], "w misses only at a species of size 1")
        need((s.get("diagonal") is not None) == (at is not None), "a student at a species has a diagonal entry")
        diagonal = None if at is None else parameter(s["diagonal"], False)
        w = [None if x is None else parameter(x, False) for x in entries]
        a = parameter(s.get("a"), True)
        for c in [None] if at is None else [c for c, p in enumerate(where) if p == at]:
            students.append([diagonal if c == e else w[p] for e, p in enumerate(where)] + [None])
            outgoing.append(a)
    need(students, "there are no students")
    zero, one = Interval.of(0, bits), Interval.of(1, bits)
    teachers = [[one if c == e else zero for e in range(len(where))] + [zero] for c in range(len(where))]
    return (
        _point(place, bits, students, outgoing, teachers, [number(weights[p], bits) for p in where]),
        tuple(centres),
        tuple(is_outgoing),
    )


class Boxed(NamedTuple):
    """The parameters that vary, and the intervals of all of them over a box."""

    varying: list[int]
    values: list[Interval]


def boxed(own: Isolated, radii: Mapping[str, Fraction] | None) -> Boxed:
    """A box around the centre; without radii the centre."""
    values = []
    for x, of_output in zip(own.centres, own.is_outgoing, strict=True):
        value = number(x, own.bits)
        name = "a" if of_output else "W"
        if radii is not None and name in radii:
            r = Interval.of(radii[name], own.bits)
            value = Interval(value.low - r.high, value.high + r.high, own.bits)
        values.append(value)
    varying = [p for p, of_output in enumerate(own.is_outgoing) if ("a" if of_output else "W") in own.free]
    return Boxed(varying, values)


def family_jet(own: Isolated, box: Boxed) -> Jet:
    """L by the parameters."""
    place = {p: k for k, p in enumerate(box.varying)}

    def names(i: int, c: int | None) -> int | None:
        parameter = own.point.outgoing[i] if c is None else own.point.students[i][c]
        return None if parameter is None else place.get(parameter)

    return loss_jet(own.point, box.values, names, {})


def full_jet(own: Isolated, box: Boxed) -> tuple[Jet, list[int], list[int]]:
    """L by every weight of every neuron, with those of the direction that holds nothing apart."""
    n, d = len(own.point.students), own.directions
    with_a = "a" in own.free

    def names(i: int, c: int | None) -> int | None:
        if c is None:
            return i * (d + 1) + d if with_a else None
        return i * (d + 1) + c

    inside = [i * (d + 1) + c for i in range(n) for c in range(d - 1)] + (
        [i * (d + 1) + d for i in range(n)] if with_a else []
    )
    outside = [i * (d + 1) + d - 1 for i in range(n)]
    return loss_jet(own.point, box.values, names, {}), inside, outside


def critical_point(own: Isolated) -> tuple[tuple[int, int], tuple[int, int], Interval, Matrix]:
    """Exactly one critical point in the box `unique`, within `within`: inertia, that outside, L, and its Hessian.

    With C near the inverse of the Hessian, x ↦ x − C∇L(x) contracts (‖1 − C·H‖ < 1 for the mean of H between any two
    points of `unique`, entry by entry in its interval): at most one zero of ∇L.  It maps `within` into itself: at least
    one (Brouwer).  For a symmetric family that is done in its parameters: a critical point of L among symmetric
    networks is one of L (symmetric criticality); then all weights are written out for the Hessian.
    """
    n, d, bits = len(own.point.students), own.directions, own.bits
    if n * (d + 1) > MOST_PARAMETERS:
        raise NotMine(f"points with more than {MOST_PARAMETERS} weights")
    centre, box = boxed(own, None), boxed(own, own.unique)
    size = range(len(box.varying))
    zero = Interval.of(0, bits)
    wide = matrix_of(family_jet(own, box), list(size), zero)
    at_centre = family_jet(own, centre)
    inverse = float_inverse(matrix_of(at_centre, list(size), zero))
    scales = [own.within["a" if own.is_outgoing[p] else "W"] for p in box.varying]
    require(max(contraction(inverse, wide, scales)) < 1, "not seen: at most one critical point in `unique`")
    small = boxed(own, own.within)
    shrinks = contraction(inverse, matrix_of(family_jet(own, small), list(size), zero), scales)
    for k in size:
        step = Interval.of(0, bits)
        for j in size:
            step = step + at_centre.first.get(j, zero) * Interval.of(Fraction(inverse[k][j]), bits)
        reach = Fraction(max(abs(step.low), abs(step.high)), 1 << bits)
        require(reach + shrinks[k] * scales[k] < scales[k], "not seen: a critical point in `within`")
    loss, inside, outside = full_jet(own, small)
    hessian = matrix_of(loss, inside, zero)
    beyond = matrix_of(loss, outside, zero)
    return inertia(hessian), inertia(beyond), loss.value, hessian


def answers(case: Case, own: Isolated) -> Iterator[tuple[str, bool | None]]:
    """What the claim says of the critical point, and whether it is so (None: not seen)."""
    found, beyond, loss, hessian = critical_point(own)
    claimed = items(case.claim.get("inertia"), "inertia")
    yield f"the inertia is {found}", list(found) == claimed
    if case.claim.get("outside") is not None:
        yield f"the inertia outside is {beyond}", list(beyond) == items(case.claim["outside"], "outside")
    if case.claim.get("loss") is not None:
        low, high = (number(read_expr(x), own.bits) for x in items(case.claim["loss"], "loss"))
        is_between = (
            True
            if low.high < loss.low and loss.high < high.low
            else False
            if loss.high <= low.low or loss.low >= high.high
            else None
        )
        yield f"L is in {loss}", is_between
    if case.claim.get("eigenvalue") is not None:
        low, high = (number(read_expr(x), own.bits) for x in items(case.claim["eigenvalue"], "eigenvalue"))
        yield "the smallest eigenvalue", smallest_between(hessian, low, high)


def smallest_between(hessian: Matrix, low: Interval, high: Interval) -> bool | None:
    """Whether the smallest eigenvalue lies between two bounds: by the inertia of H − bound."""
    try:
        above = inertia(shifted(hessian, low))[1] == 0
        below = inertia(shifted(hessian, high))[1] > 0
    except NotShown:
        return None
    return above and below


def shifted(matrix: Matrix, by: Interval) -> Matrix:
    """M − by·1."""
    return [[x - by if i == j else x for j, x in enumerate(row)] for i, row in enumerate(matrix)]


def prove_isolated(case: Case) -> None:
    """Exactly one critical point, as it is claimed.  The frames of the certificate are not used."""
    only(case.witness, "kind", "precision", "frames", "sample", *DERIVATIONS)
    need(case.witness.get("kind") == "point", "the proof of isolated has the kind 'point'")
    need(not case.witness.get("sample"), "isolated has no symbols")
    kernels_are_given(case)
    case.prover.unread.add("the frames (others are made)")
    for what, agrees in answers(case, read_isolated(case)):
        if agrees is False:
            raise Refused(f"the claim is false: {what}")
        require(agrees, f"not seen: {what}")


def refute_isolated(case: Case) -> None:
    """No critical point in the box, for a slope of L is nowhere 0; or exactly one that is not as claimed."""
    only(case.witness, "kind", "at", "precision", "frames", *DERIVATIONS)
    need(not case.witness.get("at"), "isolated has no symbols")
    kernels_are_given(case)
    own = read_isolated(case)
    if "frames" not in case.witness:
        slopes_of_l = family_jet(own, boxed(own, own.unique)).first
        require(any(x.sign in (1, -1) for x in slopes_of_l.values()), "not seen: a slope of L that is nowhere 0")
        return
    case.prover.unread.add("the frames (others are made)")
    found = list(answers(case, own))
    if all(agrees for _, agrees in found):
        raise Refused("the claim is true")
    require(any(agrees is False for _, agrees in found), "nothing of the claim is seen to be false")


CLAIMS["isolated"] = (prove_isolated, refute_isolated)
# ------------------------------------------------------------------------------------------------------- expectations
#
# E[f(u)g(v)] for Gaussian u, v with correlation ρ is Σ_k c_k·d_k·ρᵏ (Mehler), c_k = E[f(u)·h_k] with the normalised
# Hermite polynomials h_k of the standardised u, and d_k likewise.  What is left after M terms is at most
# |ρ|ᴹ·√(E f² − Σ_{k<M} c_k²)·√(E g² − Σ_{k<M} d_k²) (Cauchy and Schwarz).  Integrals over a line are sums over cells:
# of the Taylor polynomial at the middle of a cell, and of the remainder, which holds f⁽ᴺ⁾/N! over the whole cell.

ORDER = 8  # N, even
REACH = 9  # standard deviations that the cells cover, beside what growth asks for
CELLS = 3  # in a standard deviation


def grows(x: Expr) -> tuple[Fraction, Fraction]:
    """(A, B) with |x(y)| ≤ A·exp(B·|y|) for all y for which x is defined; raises `NotMine`."""
    op, parts = x.op, x.parts
    if not x.names:
        return Fraction(bound_of(x)), Fraction(0)
    if op == "symbol":
        return Fraction(1), Fraction(1)  # |y| ≤ exp|y|
    if op == "+" or op in ("max", "min"):
        inner = [grows(part) for part in parts]
        return sum((a for a, _ in inner), Fraction(0)), max(b for _, b in inner)
    if op == "*":
        inner = [grows(part) for part in parts]
        return math.prod(a for a, _ in inner), sum((b for _, b in inner), Fraction(0))  # type: ignore[return-value]
    if op == "^" and x.head >= 0:
        a, b = grows(parts[0])
        return a**x.head, b * x.head
    if op == "^":
        return (1 / below(parts[0])) ** -x.head, Fraction(0)
    if op == "abs":
        return grows(parts[0])
    if op == "sqrt":
        a, b = grows(parts[0])
        return 1 + a, b  # √t ≤ 1 + t
    if op in ("sin", "cos", "tanh", "erf", "sign", "step"):
        return Fraction(1), Fraction(0)
    if op in ("asin", "acos", "atan", "erfc"):
        return Fraction(4), Fraction(0)
    if op in ("exp", "sinh", "cosh"):
        a, b = rises(parts[0], two_sided=op != "exp")
        return Fraction(bound_of(function("exp", num(a)))), b
    raise NotMine(f"how {op} grows")


def bound_of(x: Expr) -> Fraction:
    """A bound of the absolute value of a number."""
    value = evaluate(x, {}, 64).size
    return Fraction(value.high, 1 << 64) + Fraction(1, 1 << 60)


def rises(x: Expr, *, two_sided: bool) -> tuple[Fraction, Fraction]:
    """(a, b) with x(y) ≤ a + b·|y|, or |x(y)| where `two_sided`."""
    if not x.names:
        return bound_of(x), Fraction(0)
    if x.op == "symbol":
        return Fraction(0), Fraction(1)
    if x.op == "+":
        inner = [rises(part, two_sided=two_sided) for part in x.parts]
        return sum((a for a, _ in inner), Fraction(0)), sum((b for _, b in inner), Fraction(0))
    if x.op == "abs":
        return rises(x.parts[0], two_sided=True)
    if x.op == "*":
        moving = [part for part in x.parts if part.names]
        c = evaluate(times(*(part for part in x.parts if not part.names)), {}, 64)
        square = len(moving) == 1 and moving[0].op == "^" and moving[0].head % 2 == 0 and moving[0].head > 0
        if square and c.high <= 0 and not two_sided:
            return Fraction(0), Fraction(0)
        if len(moving) == 2 and moving[0] is moving[1] and c.high <= 0 and not two_sided:
            return Fraction(0), Fraction(0)
        if len(moving) == 1:
            a, b = rises(moving[0], two_sided=True)
            size = Fraction(c.size.high, 1 << 64)
            return a * size, b * size
    raise NotMine("exponentials that grow so fast")


def below(x: Expr) -> Fraction:
    """A number > 0 that is at most x(y) for all y; raises `NotMine`."""
    if x.op == "+":
        signs = Algebra(Domain(tuple((name, "real") for name in x.names), ()))
        still = [part for part in x.parts if not part.names]
        if still and all(signs.shown(part, WEAKLY_POSITIVE) for part in x.parts if part.names):
            value = evaluate(plus(*still), {}, 64)
            if value.low > 0:
                return Fraction(value.low, 1 << 64)
    if x.op == "sqrt":
        return min(Fraction(1), below(x.parts[0]))
    if x.op == "^" and x.head > 0:
        return below(x.parts[0]) ** x.head
    if x.op == "cosh":
        return Fraction(1)
    if not x.names:
        value = abs(evaluate(x, {}, 64))
        if value.low > 0:
            return Fraction(value.low, 1 << 64)
    raise NotMine("quotients of activations")


def kink(x: Expr) -> Fraction:
    """Where an expression a·z + b (times a constant) is 0."""
    line = straight(x)
    if line is not None and line[0]:
        return -line[1] / line[0]
    if x.op == "*":
        moving = [part for part in x.parts if part.names]
        if len(moving) == 1:
            return kink(moving[0])
    raise NotMine("kinks of this kind")


def on_side(x: Expr, place: Fraction) -> Expr:
    """A function of one symbol as it is near a place that is no kink of it: without |…|, sign, step, max, min."""
    found: dict[Expr, Expr] = {}

    def positive(y: Expr) -> bool:
        (name,) = y.names
        value = evaluate(y, {name: Interval.of(place, 128)}, 128)
        if value.sign in (1, -1):
            return value.sign == 1
        raise NotMine("a kink")

    for y in nodes(x):
        parts = [found[part] for part in y.parts]
        if y.op == "abs" and y.names:
            found[y] = parts[0] if positive(y.parts[0]) else -parts[0]
        elif y.op in ("sign", "step") and y.names:
            found[y] = ONE if positive(y.parts[0]) else num(-1) if y.op == "sign" else ZERO
        elif y.op in ("max", "min") and y.names:
            first = positive(y.parts[0] - y.parts[1]) == (y.op == "max")
            found[y] = parts[0] if first else parts[1]
        elif y.op == "*":
            found[y] = shortened(parts)
        else:
            found[y] = rebuilt(y, parts)
    return found[x]


def shortened(parts: Sequence[Expr]) -> Expr:
    """A product in which z·(c·z)⁻¹ is 1/c: right but where z = 0."""
    factors: dict[Expr, int] = {}
    waiting = [(part, 1) for part in parts]
    while waiting:
        x, e = waiting.pop()
        if x.op == "^":
            waiting.append((x.parts[0], e * x.head))
        elif x.op == "*":
            waiting.extend((part, e) for part in x.parts)
        else:
            factors[x] = factors.get(x, 0) + e
    return times(*(power(x, e) for x, e in factors.items() if e))


class Coefficients(NamedTuple):
    """c_0, c_1, … and E f²."""

    each: list[Interval]
    square: Interval


COMPUTED: dict[tuple[Any, ...], Coefficients] = {}  # of one certificate
SPENT = [0]  # on its integrals: (coefficients + 6) for each cell
MOST_SPENT = 15_000


def coefficients(f: Expr, mean: Interval, variance: Interval, count: int, bits: int) -> Coefficients:
    """c_k = E[f(u)·h_k((u − m)/√q)] for k < count, and E[f(u)²], u ~ N(m, q), q > 0; f has one symbol, z."""
    key = (f, *_key(mean, variance), count, bits)
    if key not in COMPUTED:
        COMPUTED[key] = _coefficients(f, mean, variance, count, bits)
    return COMPUTED[key]


def _coefficients(f: Expr, mean: Interval, variance: Interval, count: int, bits: int) -> Coefficients:
    """The same, computed."""
    need(f.names <= {"z"}, f"a function under a mean is written in z, not in {sorted(f.names)}")
    if variance.low <= 0:
        raise NotMine("laws without a density")
    A, B = grows(f)
    s = sqrt(variance)
    deviation = Fraction(s.high, 1 << bits)
    shift = float(2 * B * deviation)
    reach = math.ceil(shift + math.hypot(shift, REACH))  # so that the bound of `_tail` is about exp(−REACH²/2)
    step = Fraction(2 ** round(math.log2(s.high / 2**bits / CELLS)) if s.high else 1)
    middle = Fraction(round(mean.middle / step)) * step
    far = math.ceil((reach * deviation + step) / step) * step
    kinks = sorted({kink(x.parts[0] if x.op in ("abs", "sign", "step") else x.parts[0] - x.parts[1])
                    for x in nodes(f) if x.names and x.op in ("abs", "sign", "step", "max", "min")})  # fmt: skip
    ends = sorted(
        {middle + k * step for k in range(int(-far / step), int(far / step) + 1)}
        | {x for x in kinks if abs(x - middle) < far}
    )
    zero = Interval.of(0, bits)
    each, square = [zero] * count, zero
    roots = [sqrt(Interval.of(k, bits)) for k in range(count + 1)]
    density = 1 / sqrt(pi(bits) * 2 * variance)
    known: dict[tuple[bool, ...], Expr] = {}
    for low, high in pairwise(ends):
        SPENT[0] += count + 6
        if SPENT[0] > MOST_SPENT:
            raise NotMine("so many integrals")
        place = (low + high) / 2
        side = tuple(place > x for x in kinks)
        if side not in known:
            known[side] = on_side(f, place)
        own = known[side]
        r = (high - low) / 2
        at_middle = Series.variable(Interval.of(place, bits), ORDER)
        over = Series.variable(Interval.of(low, bits).hull(Interval.of(high, bits)), ORDER)
        weights = [Interval.of(2 * r ** (j + 1) / (j + 1), bits) for j in range(ORDER + 1)]

        def total(x: Series, y: Series, w: list[Interval] = weights) -> Interval:
            return _sum([x.parts[j] * w[j] for j in range(0, ORDER, 2)]) + y.parts[ORDER] * w[ORDER]

        walks = []
        for y in (at_middle, over):
            value = evaluate(own, dict.fromkeys(f.names, y), bits)
            value = y.like(value) if not isinstance(value, Series) else value
            z = (y - mean) / s
            weighted = value * (z.square() * Fraction(-1, 2)).apply("exp") * density
            walks.append((value, z, weighted))
        square = square + total(walks[0][0] * walks[0][2], walks[1][0] * walks[1][2])
        previous = [walk[2] * 0 for walk in walks]
        current = [walk[2] for walk in walks]
        for k in range(count):
            each[k] = each[k] + total(*current)
            following = [
                (walk[1] * own_h - before * roots[k]) / roots[k + 1]
                for walk, own_h, before in zip(walks, current, previous, strict=True)
            ]
            previous, current = current, following
    rest = _tail(A, B, abs(mean), deviation, reach, bits)
    return Coefficients([c + sqrt(rest).hull(-sqrt(rest)) for c in each], (square + rest.hull(zero)).cut(0, None))


def _tail(A: Fraction, B: Fraction, mean: Interval, deviation: Fraction, reach: int, bits: int) -> Interval:
    """A bound of E[f²; |z| > T] for |f(y)| ≤ A·exp(B|y|): A²·exp(2B|m| + 2B²q)·exp(−(T − 2B√q)²/2), T ≥ 2B√q.

    By Cauchy and Schwarz, its root bounds |E[f·h_k; |z| > T]|, for E h_k² = 1.  T is what the cells certainly cover.
    """
    shift = 2 * B * deviation
    exponent = Interval.of(2 * B, bits) * mean + Interval.of(shift * shift / 2 - (reach - shift) ** 2 / 2, bits)
    bound = Interval.of(A * A, bits) * exp(exponent)
    return Interval(bound.high, bound.high, bits)


def mehler(f: Coefficients, g: Coefficients, rho: Interval) -> Interval:
    """E[f(u)g(v)]."""
    count = len(f.each)
    total = _sum(c * d * rho**k for k, (c, d) in enumerate(zip(f.each, g.each, strict=True)))
    rests = []
    for own in (f, g):
        left = own.square - _sum(c.square() for c in own.each)
        rests.append(Interval(max(left.high, 0), max(left.high, 0), left.bits))
    bound = abs(rho) ** count * sqrt(rests[0] * rests[1])
    return total + bound.hull(-bound)


def mean_of_product(
    f: Expr,
    g: Expr,
    means: tuple[Interval, Interval],
    gram: tuple[Interval, Interval, Interval],
    bits: int,
    count: int = 16,
) -> Interval:
    """E[f(u)g(v)] for u, v with these means, variances and covariance (q11, q12, q22), |ρ| < 1."""
    rho = gram[1] / sqrt(gram[0] * gram[2])
    own = coefficients(f, means[0], gram[0], count, bits)
    same = f is g and _key(means[0], gram[0]) == _key(means[1], gram[2])
    other = own if same else coefficients(g, means[1], gram[2], count, bits)
    return mehler(own, other, rho)


def _mean_node(x: Expr, parts: list[Interval], bits: int) -> Interval:
    """The value of ["mean", f, g, q11, q12, q22]."""
    f, g = x.head
    zero = parts[0].like(0)
    if x.parts[0] is x.parts[1] is x.parts[2]:
        return coefficients(times(f, g), zero, parts[0], 1, bits).each[0]
    return mean_of_product(f, g, (zero, zero), (parts[0], parts[1], parts[2]), bits)


def of_indicator(h: Interval, count: int) -> Coefficients:
    """Those of the function that is 1 up to h: ∫_{−∞}^h He_k φ = −He_{k−1}(h)·φ(h)."""
    bits = h.bits
    value = normal(h)
    density = exp(-h.square().scaled(-1)) / sqrt(pi(bits) * 2)
    each, previous, current = [value], Interval.of(0, bits), density  # h_{k−1}·φ
    for k in range(1, count):
        each.append(-current / sqrt(Interval.of(k, bits)))
        previous, current = (
            current,
            (h * current - previous * sqrt(Interval.of(k - 1, bits))) / sqrt(Interval.of(k, bits)),
        )
    return Coefficients(each, value)


def _binormal_node(x: Expr, parts: list[Interval], bits: int) -> Interval:
    """Φ₂(h, k; ρ) = P(u ≤ h, v ≤ k)."""
    h, k, rho = parts
    return mehler(of_indicator(h, 48), of_indicator(k, 48), rho.cut(-1, 1)).cut(0, 1)


def _integral_node(x: Expr, parts: list[Interval], bits: int) -> Interval:
    """The value of ["integral", f, m, q] and of ["integral", f, g, m, n, q11, q12, q22]."""
    if len(x.head) == 1:
        return coefficients(x.head[0], parts[0], parts[1], 1, bits).each[0]
    q11, q12, q22 = parts[2:]
    if (q11 * q22 - q12.square()).low <= 0:
        raise NotMine("laws without a density")
    return mean_of_product(x.head[0], x.head[1], (parts[0], parts[1]), (q11, q12, q22), bits)


INTEGRALS["mean"] = _mean_node
INTEGRALS["binormal"] = _binormal_node
INTEGRALS["integral"] = _integral_node


# ------------------------------------------------------------------------------------------------ Hermite coefficients


def prove_exponent(case: Case) -> None:
    """E[σ(z)He_m(z)] = 0 for 1 ≤ m < p and not for m = p: by the parity of σ, exact moments, and an integral."""
    only(case.claim, "kind", "symbols", "where", "activation", "exponent")
    only(case.witness, "kind", "sample", "proofs")
    need(case.witness.get("kind") == "goals", "the proof of information_exponent has the kind 'goals'")
    sigma, p = read_expr(case.claim.get("activation")), case.claim.get("exponent")
    need(type(p) is int and p >= 1, "an exponent is ≥ 1")
    domain = domain_beside_z(case, sigma)
    if p > 20:
        raise NotMine("Hermite coefficients of so high an order")
    case.prover.unread.add("how the coefficients are computed")
    parity = _parity(sigma, domain)
    if domain.names or sigma.names != {"z"}:
        _exponent_with_parameters(case, domain, sigma, p, parity)
        return
    for m in range(1, p):
        if parity is not None and m % 2 != parity:
            continue
        exact = exact_coefficient(sigma, m)
        if exact is None:
            raise NotMine("Hermite coefficients that are 0 neither by parity nor by exact moments")
        if fails(Relation("=", exact, ZERO)):
            raise Refused(f"E[σ(z)·He_{m}(z)] is not 0")
        require(Algebra(NOWHERE_FREE).is_zero(exact), f"E[σ(z)·He_{m}(z)] is not seen to be 0")
    exact = exact_coefficient(sigma, p)
    if exact is not None and fails(Relation("=", exact, ZERO)):
        return
    value = coefficients(sigma, Interval.of(0, 80), Interval.of(1, 80), p + 1, 80).each[p]
    require(value.sign in (1, -1), f"E[σ(z)·He_{p}(z)] is not seen to differ from 0")


def _exponent_with_parameters(case: Case, domain: Domain, sigma: Expr, p: int, parity: int | None) -> None:
    """The same with parameters: the coefficients as expressions."""
    vacuous(case, domain)
    require(Algebra(with_z(domain)).undefined(sigma) is None, "the activation is not seen to be defined")
    algebra = Algebra(domain)
    for m in range(1, p + 1):
        known = m < p and parity is not None and m % 2 != parity
        exact = ZERO if known else smoothed_coefficient(sigma, m)
        if exact is None:
            raise NotMine("Hermite coefficients of such activations with parameters")
        require(algebra.undefined(exact) is None, f"E[σ(z)·He_{m}(z)] is not seen to be defined")
        if m < p:
            contradicted(Goal(domain, Relation("=", exact, ZERO), (), f"E[σ(z)·He_{m}(z)]"))
            require(algebra.is_zero(exact), f"E[σ(z)·He_{m}(z)] is not seen to be 0")
        else:
            require(algebra.shown(exact, APART), f"E[σ(z)·He_{m}(z)] is not seen to differ from 0")


def _parity(sigma: Expr, domain: Domain = NOWHERE_FREE) -> int | None:
    """0 for σ(−z) = σ(z), 1 for σ(−z) = −σ(z), seen by normal forms."""
    mirrored = substitute(sigma, {"z": -symbol("z")})
    algebra = Algebra(with_z(domain))
    try:
        if algebra.undefined(sigma) is not None:
            return None
        return 0 if algebra.is_zero(sigma - mirrored) else 1 if algebra.is_zero(sigma + mirrored) else None
    except NotMine:
        return None


def with_z(domain: Domain) -> Domain:
    """The domain with the variable of activations."""
    return Domain((*domain.kinds, ("z", "real")), domain.where)


def exact_coefficient(sigma: Expr, m: int) -> Expr | None:
    """E[σ(z)He_m(z)] for a polynomial on each side of 0, by E[zⁿ; z > 0] = (n − 1)!!·(½ or 1/√(2π)); else None."""
    z = symbol("z")
    hermite = [ONE, z]
    for k in range(1, m):
        hermite.append(z * hermite[k] - times(num(k), hermite[k - 1]))
    total = []
    for way in (1, -1):
        algebra = Algebra(Domain((("z", "real"),), ()))
        try:
            form = algebra.form(times(on_side(sigma, Fraction(way)), hermite[m]))
        except NotMine:
            return None
        own = [kink(x.parts[0]) for x in nodes(sigma) if x.op in ("abs", "sign", "step")]
        g = algebra.symbol_number("z")
        constant = {h for h in generators(form.above) if h != g and algebra.is_constant(h)}
        if form.below and any(
            not algebra.is_constant(h) for f, _ in form.below for h in generators(algebra.factors[f])
        ):
            return None
        if any(own) or generators(form.above) - constant - {g}:
            return None
        for n, part in by_degree(form.above, g).items():
            moment = num(math.prod(range(n - 1, 0, -2)) * way**n)
            share = HALF if n % 2 == 0 else power(function("sqrt", TWO * PI), -1)
            total.append(times(_constant_expr(algebra, Ratio(part, form.below)), moment, share))
    return plus(*total)


def smoothed_coefficient(sigma: Expr, m: int) -> Expr | None:
    """E[σ(z)He_m(z)] = ∂ᵐ/∂tᵐ E[σ(z + t)] at t = 0, for sums of functions of c·z + h whose mean is known; else None.

    E erf(y) = erf(ȳ/√(1 + 2c²)), E sin(y) = e^(−c²/2)·sin(ȳ), E eʸ = e^(ȳ + c²/2) for y ~ N(ȳ, c²); for c = ±1
    E max(0, y) = ȳ·(1 + erf(ȳ/√2))/2 + e^(−ȳ²/2)/√(2π).  σ has at most exponential growth.
    """
    if "z" not in sigma.names:
        return ZERO if m else sigma
    if sigma.op == "+":
        terms = [smoothed_coefficient(part, m) for part in sigma.parts]
        return None if None in terms else plus(*(term for term in terms if term is not None))
    if sigma.op == "*":
        moving = [part for part in sigma.parts if "z" in part.names]
        inner = smoothed_coefficient(moving[0], m) if len(moving) == 1 else None
        return None if inner is None else times(*(part for part in sigma.parts if "z" not in part.names), inner)
    if sigma.op == "max" and ZERO in sigma.parts:
        line = sigma.parts[0] if sigma.parts[1] is ZERO else sigma.parts[1]
    elif sigma.op in ("erf", "sin", "cos", "exp", "sinh", "cosh"):
        line = sigma.parts[0]
    else:
        return None
    c = diff(line, "z")
    if "z" in c.names:
        return None
    mean = plus(times(c, symbol("t'")), substitute(line, {"z": ZERO}))
    square = power(c, 2)
    if sigma.op == "max":
        if c.op != "number" or abs(c.head) != 1:
            return None
        below = HALF * (ONE + function("erf", mean / function("sqrt", TWO)))
        found = mean * below + function("exp", -HALF * power(mean, 2)) / function("sqrt", TWO * PI)
    elif sigma.op == "erf":
        found = function("erf", mean / function("sqrt", ONE + TWO * square))
    elif sigma.op == "exp":
        found = function("exp", mean + HALF * square)
    else:
        way = -HALF if sigma.op in ("sin", "cos") else HALF
        found = function("exp", way * square) * function(sigma.op, mean)
    for _ in range(m):
        found = diff(found, "t'")
    return substitute(found, {"t'": ZERO})


def _constant_expr(algebra: Algebra, x: Ratio) -> Expr:
    """A number as an expression, from its normal form."""

    def of_poly(p: Poly) -> Expr:
        return plus(*(times(num(c), *(power(of_generator(g), e) for g, e in exponents(m))) for m, c in p.items()))

    def of_generator(g: int) -> Expr:
        own = algebra.generators[g]
        if own.op == "pi":
            return PI
        return function("sqrt" if own.op == "root" else own.op, _constant_expr(algebra, own.arguments[0]))

    return times(of_poly(x.above), *(power(of_poly(algebra.factors[f]), -e) for f, e in x.below))


def prove_coefficient(case: Case) -> None:
    """E[σ(z)He_m(z)] = value, of a polynomial on each side of 0."""
    sigma, m, value, domain = read_coefficient(case)
    only(case.witness, "kind", "sample", "proofs", "equations")
    need(case.witness.get("kind") == "goals", "the proof of hermite_coefficient has the kind 'goals'")
    vacuous(case, domain)
    parity = _parity(sigma, domain)
    exact = None if domain.names or sigma.names - {"z"} else exact_coefficient(sigma, m)
    if exact is None and parity is not None and parity != m % 2:
        exact = ZERO
    if exact is None:
        exact = smoothed_coefficient(sigma, m)
    if exact is None:
        raise NotMine("Hermite coefficients of activations that are neither polynomials on each side of 0 nor smoothed")
    case.prover.unread.add("how the coefficient is computed")
    algebra = Algebra(domain)
    require(
        Algebra(with_z(domain)).undefined(sigma) is None and algebra.undefined(value, exact) is None,
        "the activation or the value is not seen to be defined",
    )
    contradicted(Goal(domain, Relation("=", exact, value), (), f"E[σ(z)·He_{m}(z)]"))
    require(algebra.is_zero(exact - value), "the coefficient is not seen to be the value")


def read_coefficient(case: Case) -> tuple[Expr, int, Expr, Domain]:
    """σ, m, the value, and the domain."""
    only(case.claim, "kind", "symbols", "where", "activation", "order", "value")
    m = case.claim.get("order")
    need(type(m) is int and m >= 0, "an order is ≥ 0")
    assert isinstance(m, int)
    if m > 20:
        raise NotMine("Hermite coefficients of so high an order")
    sigma, value = read_expr(case.claim.get("activation")), read_expr(case.claim.get("value"))
    domain = domain_beside_z(case, sigma)
    declared(domain, value)
    return sigma, m, value, domain


def domain_beside_z(case: Case, sigma: Expr) -> Domain:
    """The symbols of a claim about σ: z, which is averaged over, is none of them, and σ has no others."""
    domain = read_domain(case.claim)
    need("z" not in domain.names, "z is averaged over, and no symbol of the claim")
    missing = sorted(sigma.names - domain.names - {"z"})
    need(not missing, f"the symbol {missing[:1]} is not declared")
    return domain


def refute_coefficient(case: Case) -> None:
    """The value differs from the integral at a point."""
    sigma, m, value, domain = read_coefficient(case)
    only(case.witness, "kind", "at", "functions")
    point = is_point(case, domain)
    own = coefficients(substitute(sigma, point), Interval.of(0, 80), Interval.of(1, 80), m + 1, 80).each[m] * sqrt(
        Interval.of(math.factorial(m), 80)
    )
    claimed = evaluate(substitute(value, point), {}, 80)
    require((own - claimed).sign in (1, -1), "the value is not seen to differ from the coefficient")


def refute_exponent(case: Case) -> None:
    """A coefficient below the exponent is not 0; or that of the exponent is."""
    only(case.claim, "kind", "symbols", "where", "activation", "exponent")
    only(case.witness, "kind", "at")
    sigma, p = read_expr(case.claim.get("activation")), case.claim.get("exponent")
    sigma = substitute(sigma, is_point(case, domain_beside_z(case, sigma)))
    need(type(p) is int and p >= 1, "an exponent is ≥ 1")
    if p > 20:
        raise NotMine("Hermite coefficients of so high an order")
    each = coefficients(sigma, Interval.of(0, 80), Interval.of(1, 80), p + 1, 80).each
    if any(c.sign in (1, -1) for c in each[1:p]):
        return
    exact = exact_coefficient(sigma, p)
    own = _parity(sigma)
    is_zero = (own is not None and own != p % 2) or (exact is not None and Algebra(NOWHERE_FREE).is_zero(exact))
    require(is_zero, "no coefficient is seen to contradict the exponent")


CLAIMS["information_exponent"] = (prove_exponent, refute_exponent)
CLAIMS["hermite_coefficient"] = (prove_coefficient, refute_coefficient)


PROBES = (("3/2", "2/5", "4/5"), ("6/5", "-1/8", "6/5"))  # q11, q12, q22 at which the forms of a kernel are tried
SHIFTS = ("1/3", "-1/5")  # m1, m2
PROBED: set[Kernel] = set()


def probe(kernel: Kernel) -> None:
    """Raises `Refused` where the forms of a kernel certainly contradict each other, or E[σ(u)τ(v)], at a point.

    That proves nothing, and the forms are still taken as given; but few wrong ones come so far.  The integral is at the
    last point, whose variances are equal, so that one activation is integrated once.
    """
    if kernel in PROBED or kernel.sigma is None or kernel.tau is None:
        return
    names = (*ARGUMENTS, *MEANS) if kernel.biased else ARGUMENTS
    for given in PROBES:
        point = {name: num(Fraction(x)) for name, x in zip(names, (*given, *SHIFTS), strict=False)}
        told = ", ".join(f"{name} = {x}" for name, x in point.items())
        try:
            for form in kernel.forms:
                evaluate(substitute(form, point), {}, 128)
        except NoValue:
            raise NotMine(f"kernels with a form that is not seen to have a value at {told}") from None
        if _slopes_differ(kernel.forms, point):
            raise Refused(f"the slopes of the kernel are not those of its κ at {told}")
    try:
        value = evaluate(substitute(kernel.forms[0], point), {}, 64)
        q11, q12, q22 = (Interval.of(point[name].head, 64) for name in ARGUMENTS)
        m1, m2 = (Interval.of(point[name].head if kernel.biased else 0, 64) for name in MEANS)
        apart = value - mean_of_product(kernel.sigma, kernel.tau, (m1, m2), (q11, q12, q22), 64, 6)
    except (NoValue, NotMine):
        # E[1/(u·v)] and E[exp(u² + v²)] are no kernels, whatever the forms are
        if any(exact_coefficient(activation, 0) is None for activation in (kernel.sigma, kernel.tau)):
            raise NotMine("kernels of activations whose products are not seen to have a mean") from None
        return
    if apart.sign in (1, -1):
        raise Refused(f"κ is not E[σ(u)τ(v)] at {told}")
    PROBED.add(kernel)


def refute_kernel(case: Case) -> None:
    """A Gram matrix at which a form is undefined, κ is not E[σ(u)τ(v)], or a slope is not that of κ as it is claimed.

    The true kernel of the certificate and its derivation are not read: E[σ(u)τ(v)] is integrated here.
    """
    only(case.claim, "kind", "symbols", "where", "kernel", "inside")
    only(case.witness, "kind", "at", "truth", *DERIVATIONS)
    case.prover.unread.add("the true kernel and its derivation (E[σ(u)τ(v)] is integrated)")
    own = record(case.claim.get("kernel"), "a kernel")
    only(own, "activation", "teacher", "biased", "forms")
    sigma = read_expr(own.get("activation"))
    tau = read_expr(own["teacher"]) if "teacher" in own else sigma
    forms = [read_expr(x) for x in items(own.get("forms"), "forms")]
    need(len(forms) == 3 and sigma.names | tau.names <= {"z"}, "a kernel has three forms, and activations in z")
    names = (*ARGUMENTS, *MEANS) if own.get("biased") else ARGUMENTS
    q = [symbol(name) for name in ARGUMENTS]
    definite = (Relation("<", ZERO, q[0]), Relation("<", ZERO, q[2]), Relation("<", power(q[1], 2), q[0] * q[2]))
    point = is_point(case, Domain(tuple((name, "real") for name in names), definite))
    there = [substitute(form, point) for form in forms]
    is_plain = not any(x.op in SPECIAL for x in nodes(there[0]))
    if is_plain and not own.get("biased") and not case.claim.get("inside") and nowhere_defined(there[0]):
        return
    if _slopes_differ(forms, point):
        return
    bits = 80
    p = {name: evaluate(x, {}, bits) for name, x in point.items()}
    zero = Interval.of(0, bits)
    means = (p.get("m1", zero), p.get("m2", zero))
    for count in (12, 32):
        value = mean_of_product(sigma, tau, means, (p["q11"], p["q12"], p["q22"]), bits, count)
        try:
            apart = evaluate(there[0], {}, bits) - value
        except NoValue:
            break
        if apart.sign in (1, -1):
            return
    raise NotShown("κ is not seen to differ at the point, nor its slopes to contradict it")


def _slopes_differ(forms: Sequence[Expr], point: Mapping[str, Expr]) -> bool:
    """Whether ∂κ/∂q11 or ∂κ/∂q12, of κ as it is claimed, certainly differs from the form that is claimed for it."""
    bits = 128
    try:
        values: dict[str, Any] = {
            name: Jet.variable(m, evaluate(x, {}, bits)) for m, (name, x) in enumerate(point.items())
        }
        jet = evaluate(forms[0], values, bits)
        first = jet.first if isinstance(jet, Jet) else {}
        for form, name in zip(forms[1:], ARGUMENTS, strict=False):
            number = list(point).index(name)
            slope = first.get(number, Interval.of(0, bits))
            if (evaluate(substitute(form, point), {}, bits) - slope).sign in (1, -1):
                return True
    except (NoValue, NotMine):
        return False
    return False


def prove_kernel(case: Case) -> None:
    """A closed form for all Gram matrices rests on the derivation, which is not read here."""
    raise NotMine("proofs of the claim 'kernel'")


CLAIMS["kernel"] = (prove_kernel, refute_kernel)
# ====================================================================================================== 8 certificates

FORMAT = 2
MOST_CHARACTERS = 32_000_000
STATUS = {"accepted": 0, "refused": 1, "not my kind": 2}


class Answer(NamedTuple):
    """accepted, refused or not my kind; why; the verdict that is accepted; what is taken as given, what is not read."""

    answer: str
    why: str
    verdict: str = ""
    taken: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def digest(certificate: Mapping[str, Any]) -> str:
    """sha256 of all fields but `digest`, as JSON with sorted keys and without spaces."""
    rest = {key: value for key, value in certificate.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def loads(text: str) -> dict[str, Any]:
    """A certificate from its text; raises `Bad`."""
    need(len(text) <= MOST_CHARACTERS, f"more than {MOST_CHARACTERS} characters")

    def inexact(token: str) -> NoReturn:
        raise Bad(f"{token[:40]} stands where an exact number is meant")

    def whole(token: str) -> int:
        return int(token) if len(token) <= MOST_DIGITS else inexact(token)

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(pairs)) == len(pairs), "a key stands twice in one object")
        return dict(pairs)

    try:
        value = json.loads(text, parse_float=inexact, parse_constant=inexact, parse_int=whole, object_pairs_hook=unique)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Bad(f"not JSON: {str(error)[:80]}") from None
    found = record(value, "a certificate")
    unknown = sorted(set(found) - {"format", "symcrit", "claim", "witness", "work", "digest"})
    need(not unknown, f"the field {unknown[:1]} is not known")
    need(found.get("format") in (1, FORMAT) and type(found.get("format")) is int, "the format is not known")
    record(found.get("claim"), "the claim")
    record(found.get("witness"), "the witness")
    need(
        isinstance(found.get("symcrit", ""), str) and type(found.get("work", 0)) is int,
        "symcrit is a word, work a number",
    )
    try:
        need(found.get("digest") == digest(found), "wrong digest: the certificate was damaged or edited")
    except (UnicodeEncodeError, RecursionError):
        raise Bad("it cannot be written as JSON") from None
    return found


def check(certificate: Mapping[str, Any]) -> Answer:
    """The answer to a certificate (its claim and its witness); raises `Bad`."""
    if certificate.get("format", FORMAT) != FORMAT:
        return Answer("not my kind", f"certificates of format {certificate['format']}")
    claim, witness = record(certificate.get("claim"), "the claim"), record(certificate.get("witness"), "the witness")
    kind = claim.get("kind")
    case = Case(claim, witness, Prover())
    COMPUTED.clear()
    SPENT[0] = 0
    verdict = "REFUTED" if case.refutes else "PROVED"
    if not isinstance(kind, str) or kind not in CLAIMS:
        return Answer("not my kind", f"the claim {str(kind)[:40]!r}")
    try:
        CLAIMS[kind][case.refutes](case)
    except Refused as error:
        return Answer("refused", str(error))
    except NotMine as error:
        return Answer("not my kind", str(error))
    except NotShown as error:
        return Answer("not my kind", f"beyond these means: {error}")
    except NoValue as error:
        return Answer("not my kind", f"beyond these intervals: {error}")
    except (TypeError, KeyError, IndexError, AttributeError, ValueError) as error:
        if isinstance(error, Bad):
            raise
        raise Bad(f"the claim or its witness is not well formed ({type(error).__name__}: {str(error)[:80]})") from error
    except (RecursionError, MemoryError, OverflowError) as error:
        return Answer("not my kind", f"too large: {type(error).__name__}")
    return Answer("accepted", "", verdict, tuple(sorted(case.prover.taken)), tuple(sorted(case.prover.unread)))


def told(answer: Answer) -> str:
    """An answer in words."""
    parts = [answer.answer]
    if answer.verdict:
        parts.append(answer.verdict)
    if answer.why:
        parts.append(f"— {answer.why}")
    if answer.taken:
        parts.append(f"(taken as given: {'; '.join(answer.taken)})")
    if answer.unread:
        parts.append(f"(not read: {'; '.join(answer.unread)})")
    return " ".join(parts)


def counted(answers: Iterable[tuple[Mapping[str, Any], Answer]]) -> str:
    """How many certificates of each kind of claim were accepted, of their kind or refused: proofs, then refutations."""
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for certificate, answer in answers:
        refutes = certificate["witness"].get("kind") == "refute"
        key = ("refutations" if refutes else "proofs", str(certificate["claim"].get("kind")))
        for name in (key, (key[0], "all")):
            row = rows.setdefault(name, dict.fromkeys(STATUS, 0))
            row[answer.answer] += 1
    lines = ["| certificates | claim | accepted | not my kind | refused |", "|---|---|---|---|---|"]
    for (what, kind), row in sorted(rows.items()):
        numbers = (row["accepted"], row["not my kind"], row["refused"])
        lines.append(f"| {what} | {kind if kind == 'all' else f'`{kind}`'} | {' | '.join(map(str, numbers))} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """The command: an answer for every file, and the status that the first lines of this file say.

    --count: in the end a table, by kind of claim.
    """
    names = [name for name in arguments if name != "--count"]
    if not names or names[0] in ("-h", "--help"):
        print((__doc__ or "").strip())
        return 0 if names else 3
    sys.setrecursionlimit(10_000)
    status = []
    found: list[tuple[Mapping[str, Any], Answer]] = []
    for name in names:
        try:
            if name == "-":
                text = sys.stdin.read(MOST_CHARACTERS + 1)
            else:
                with open(name, encoding="utf-8") as file:
                    text = file.read(MOST_CHARACTERS + 1)
            certificate = loads(text)
            answer = check(certificate)
        except (Bad, OSError, UnicodeDecodeError) as error:
            print(f"{name}: {' '.join(str(error).split())[:300]}", file=sys.stderr)
            status.append(3)
            continue
        print(f"{name}: {told(answer)}", flush=True)
        status.append(STATUS[answer.answer])
        found.append((certificate, answer))
    if len(names) < len(arguments):
        print(counted(found))
    return next(own for own in (3, 1, 2, 0) if own in status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
