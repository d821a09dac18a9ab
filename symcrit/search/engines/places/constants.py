"""Numbers that may be meant by a float: rational numbers, multiples of π and e, roots, exponentials and logarithms."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from symcrit.core import ONE, PI, Expr, mul
from symcrit.search.engines.terms import rational

SIZES = (1, 2, 3, 4, 6, 8, 12)  # of denominators
SIMPLE = 30  # of numerators and denominators
CLOSE = 1e-6


def meant(x: float) -> Iterator[Expr]:
    """Constants within `CLOSE` of x, simpler kinds first; none is rational."""
    for unit, node in ((math.pi, PI), (math.e, Expr("exp", ONE))):
        yield from (mul(rational(q), node) if q != 1 else node for q in _simple(x / unit, unit))
    for q in _simple(x * x, 2 * abs(x)):
        root = Expr("sqrt", rational(q))
        yield root if x > 0 else -root
    if x > 0:
        yield from (Expr("exp", rational(q)) for q in _simple(math.log(x), x))
    if abs(x) < SIMPLE:
        yield from (Expr("log", rational(q)) for q in _simple(math.exp(x), math.exp(-x)))


def _simple(value: float, scale: float) -> Iterator[Fraction]:
    """The simplest rational number close to a value, of which an error counts `scale` times."""
    for size in SIZES:
        found = Fraction(value).limit_denominator(size)
        if found and abs(found.numerator) <= SIMPLE and abs(float(found) - value) * scale < CLOSE:
            yield found
            return
