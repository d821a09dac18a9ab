"""Exact coefficients: numbers Σ c·π^i·√d with rational c and squarefree d ≥ 1, and the first coefficients of series.

π is transcendental, and the √d of different squarefree d are linearly independent over the rational numbers; so such a
number is 0 only where every c is.  A series is the tuple of its first coefficients, as far as they are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import gcd

from flint import fmpq, fmpz

HEAD = 10  # coefficients of a series that are kept; not more than expansions have terms
MOST_TERMS = 4  # of a number; with these bounds a product of series takes about a millisecond at most
MOST_BITS = 512
MOST_SQUARE = 10**8  # what is written as a square times a squarefree number
Monomial = tuple[int, int]  # i and d of π^i·√d


class Unknown(ValueError):
    """A number that is not kept exactly."""


class Exact:
    """Σ c·π^i·√d, the c by (i, d); none of them is 0."""

    __slots__ = ("terms",)

    def __init__(self, terms: Iterable[tuple[Monomial, fmpq]]) -> None:
        """The sum of these terms; raises `Unknown` where they are many or long."""
        found: dict[Monomial, fmpq] = {}
        for monomial, c in terms:
            found[monomial] = found.get(monomial, fmpq(0)) + c
        self.terms = {monomial: c for monomial, c in found.items() if c != 0}
        if len(self.terms) > MOST_TERMS or any(_bits(c) > MOST_BITS for c in self.terms.values()):
            raise Unknown("too long a number")

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Exact) -> Exact:
        return Exact([*self.terms.items(), *other.terms.items()])

    def __neg__(self) -> Exact:
        return Exact((monomial, -c) for monomial, c in self.terms.items())

    def __mul__(self, other: Exact) -> Exact:
        products = []
        for (i, d), c in self.terms.items():
            for (j, e), b in other.terms.items():
                g = gcd(d, e)  # √d·√e = g·√(de/g²), and de/g² is squarefree
                products.append(((i + j, (d // g) * (e // g)), c * b * g))
        return Exact(products)

    def _monomial(self) -> tuple[int, int, fmpq]:
        """i, d and c of a number that has one term; raises `Unknown`."""
        if len(self.terms) != 1:
            raise Unknown("no single term")
        (((i, d), c),) = self.terms.items()
        return i, d, c

    def inverse(self) -> Exact:
        """1/(c·π^i·√d) = √d/(cd)·π^(−i); raises `Unknown` for other numbers."""
        i, d, c = self._monomial()
        return Exact([((-i, d), 1 / (c * d))])

    def root(self) -> Exact:
        """√(c·π^i) for c > 0 and even i, not too long; raises `Unknown` for other numbers."""
        i, d, c = self._monomial()
        if d != 1 or i % 2 or c < 0 or c.p * c.q > MOST_SQUARE:
            raise Unknown("no root of this form")
        root, free = _square_and_free(int(c.p * c.q))
        return Exact([((i // 2, free), fmpq(root) / c.q)])

    def arc_sine(self) -> Exact:
        """asin of 0, ±1/2, ±√2/2, ±√3/2; raises `Unknown` for other numbers."""
        if not self:
            return self
        i, d, c = self._monomial()
        parts = {1: 6, 2: 4, 3: 3}
        if i or d not in parts or abs(c) != fmpq(1, 2):
            raise Unknown("no arc sine of this form")
        return Exact([((1, 1), 2 * c / parts[d])])


Series = tuple[Exact, ...]
NOTHING: Series = ()


def _bits(c: fmpq) -> int:
    return max(fmpz(c.p).bit_length(), fmpz(c.q).bit_length())


def _square_and_free(n: int) -> tuple[int, int]:
    """s and a squarefree d with n = s²·d."""
    s, d, rest, p = 1, 1, n, 2
    while p * p <= rest:
        while rest % (p * p) == 0:
            s *= p
            rest //= p * p
        if rest % p == 0:
            d *= p
            rest //= p
        p += 1
    return s, d * rest


def rational(c: fmpq | int) -> Exact:
    """A rational number; raises `Unknown` for a long one."""
    return Exact([((0, 1), fmpq(c))])


ZERO = rational(0)
ONE = rational(1)
PI = Exact([((1, 1), fmpq(1))])


def constant(c: Exact) -> Series:
    """c as a series."""
    return (c, *(ZERO,) * (HEAD - 1))


def shifted(a: Series, by: int) -> Series:
    """t^by times the series."""
    return ((ZERO,) * min(by, HEAD) + a)[:HEAD]


def plus(a: Series, b: Series) -> Series:
    """The sum."""
    return _known(x + y for x, y in zip(a, b, strict=False))


def minus(a: Series) -> Series:
    """The negative."""
    return _known(-x for x in a)


def times(a: Series, b: Series) -> Series:
    """The product."""
    return _known(_convolved(a, b, n) for n in range(min(len(a), len(b))))


def inverse(a: Series) -> Series:
    """1/a."""
    return _known(_inverse(a))


def _inverse(a: Series) -> Iterator[Exact]:
    found: list[Exact] = []
    for n, first in enumerate(a):
        found.append(-found[0] * _convolved(a[1:], found, n - 1) if n else first.inverse())
        yield found[n]


def root(a: Series) -> Series:
    """√a."""
    return _known(_root(a))


def _root(a: Series) -> Iterator[Exact]:
    found: list[Exact] = []
    half = ZERO
    for n, own in enumerate(a):
        if n:
            found.append(half * (own + -_convolved(found[1:], found[1:], n - 2)))
        else:
            found.append(own.root())
            half = (found[0] + found[0]).inverse()
        yield found[n]


def arc_sine(a: Series) -> Series:
    """asin a, from its derivative a′/√(1 − a²)."""
    return _known(_arc_sine(a))


def _arc_sine(a: Series) -> Iterator[Exact]:
    slope = inverse(root(plus(constant(ONE), minus(times(a, a)))))
    derivative = [rational(n) * own for n, own in enumerate(a)][1:]
    if a:
        yield a[0].arc_sine()
    for n in range(1, min(len(a), len(slope) + 1)):
        yield rational(fmpq(1, n)) * _convolved(derivative, slope, n - 1)


def _convolved(a: Sequence[Exact], b: Sequence[Exact], n: int) -> Exact:
    """Σ_{i≤n} a_i·b_(n−i), where there are such."""
    pairs = ((a[i], b[n - i]) for i in range(n + 1) if i < len(a) and n - i < len(b))
    return Exact(term for x, y in pairs if x and y for term in (x * y).terms.items())


def _known(coefficients: Iterable[Exact]) -> Series:
    """Coefficients up to the first that is not kept."""
    waiting = iter(coefficients)
    found: list[Exact] = []
    while True:
        try:
            found.append(next(waiting))
        except (StopIteration, Unknown):
            return tuple(found)
