"""Simpler points: a counterexample is told with as few digits as possible.

How hard a number is to read: four for each digit of numerator and denominator, one for each 0 at the end of them,
one for a sign, nothing for 0 and for the denominator 1; so 2, −2, 10, 1/2, 1/10, 12/7 in this order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor

from symcrit.search.engines.values import Point

ROUNDS = 2  # through all symbols
_DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 30, 50, 100)
_PLACES = 16  # decimal places that a number is rounded to, one after the other
_SMALL = [Fraction(p, q) for q in (1, 2, 3, 4, 5) for p in range(10) if p % q or q == 1]
_ROUND = [Fraction(10) ** e for e in range(-4, 5) if e]
SIMPLE = [sign * value for value in (*_SMALL, *_ROUND) for sign in ((1, -1) if value else (1,))]


def difficulty(value: Fraction) -> tuple[int, int]:
    """How hard a number is to read; among equals the smaller one comes first."""
    below = _digits(value.denominator) if value.denominator > 1 else 0
    own = _digits(abs(value.numerator)) + below + (value < 0)
    return own, abs(value.numerator) + value.denominator


def _digits(number: int) -> int:
    text = str(number) if number else ""
    bare = text.rstrip("0")
    return 4 * len(bare) + len(text) - len(bare)


def difficulty_of(point: Point) -> tuple[int, int]:
    """How hard a point is to read: the sum over its values."""
    each = [difficulty(value) for value in point.values()]
    return sum(own for own, _ in each), sum(size for _, size in each)


def simplify(point: Point, accepted: Callable[[Point], bool]) -> Point:
    """A point in the place of an accepted one, made simpler symbol by symbol as long as `accepted` says so."""
    for _ in range(ROUNDS):
        before = point
        for name, value in point.items():
            simpler = ({**point, name: there} for there in candidates(value))
            point = next((there for there in simpler if accepted(there)), point)
        if point == before:
            break
    return point


def candidates(value: Fraction) -> list[Fraction]:
    """Numbers that are easier to read than `value`: simple ones, and those close to it; the easiest first."""
    found = dict.fromkeys([*SIMPLE, *_rounded(value)])
    bound = difficulty(value)
    return sorted((there for there in found if difficulty(there) < bound), key=difficulty)


def _rounded(value: Fraction) -> Iterator[Fraction]:
    """The number up and down to small denominators and to decimal places, from its first digit on."""
    steps = [Fraction(1, q) for q in _DENOMINATORS]
    first = len(str(abs(floor(value)))) if abs(value) >= 1 else -_zeros(abs(value))
    steps += [Fraction(10) ** (first - place) for place in range(1, _PLACES)]
    for step in steps:
        yield floor(value / step) * step
        yield ceil(value / step) * step
    yield from (value.limit_denominator(q) for q in (7, 9, 1000, 10**5))


def _zeros(value: Fraction) -> int:
    """How many zeros stand behind the point of a number between 0 and 1."""
    return len(str(value.denominator // value.numerator)) - 1 if value else 0


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The number with the smallest denominator in [low, high], the smallest in absolute value among those.

    >>> simplest_between(Fraction(141, 100), Fraction(142, 100))
    Fraction(17, 12)
    """
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = ceil(low)
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / simplest_between(1 / (high - below), 1 / (low - below))


def easiest_between(low: Fraction, high: Fraction) -> Fraction:
    """A number in [low, high] that is easy to read: with a small denominator, or with few decimal places."""
    found = [simplest_between(low, high), *(there for there in _rounded((low + high) / 2) if low <= there <= high)]
    return min(found, key=difficulty)
