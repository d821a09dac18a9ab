"""Coordinates in which polynomials on a domain are well scaled: x = c + w·t with t in [−1, 1], or t ≥ 0.

Everything is exact: c and w are rational, and a polynomial is moved there and back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod, sqrt
from typing import Any

from flint import fmpq

from symcrit.core import Expr
from symcrit.search.engines.field import Field
from symcrit.search.engines.polynomials.hypotheses import Known
from symcrit.search.engines.terms import mul, num

Move = tuple[fmpq, fmpq]  # c and w
_STAY = (fmpq(0), fmpq(1))


class Coordinates:
    """c and w for the variables that hypotheses bound."""

    def __init__(self, field: Field, variables: Sequence[int], facts: Sequence[Known]) -> None:
        self.field = field
        self.moves: dict[int, Move] = {}
        for i in variables:
            if i not in field.square:
                move = _between(*_ends(field, i, facts))
                if move != _STAY:
                    self.moves[i] = move
        self.back = {i: (-c / w, 1 / w) for i, (c, w) in self.moves.items()}

    def inside(self, p: Any) -> Any:
        """A polynomial in x, in t."""
        return self._composed(p, self.moves)

    def written(self, p: Any) -> Expr:
        """A polynomial in t, written in x."""
        return self.field.polynomial_expr(self._composed(p, self.back))

    def fact(self, known: Known) -> Known:
        """A hypothesis in t, with coefficients of size about 1."""
        p = self.inside(known.p)
        scale = size(p)
        return known._replace(p=p / scale, written=mul(num(1 / scale), known.written))

    def _composed(self, p: Any, moves: Mapping[int, Move]) -> Any:
        """p with generators replaced by c + w·generator."""
        moved = {i: move for i, move in moves.items() if len(p) and p.degrees()[i]}
        if not moved:
            return p
        terms = sum(prod(1 + int(e[i]) for i in moved) for e in self.field.terms_of(p))
        self.field.work.charge(10 + 2 * terms * self.field.width)
        images = list(self.field.polynomials.gens())
        for i, (c, w) in moved.items():
            images[i] = images[i] * w + c
        return p.compose(*images, ctx=self.field.polynomials)


def size(p: Any) -> fmpq:
    """A power of two near the largest coefficient."""
    largest = max((abs(fmpq(c)) for c in p.coeffs()), default=fmpq(1))
    exponent = int(largest.p).bit_length() - int(largest.q).bit_length()
    return fmpq(fmpq(2) ** exponent)


def _between(low: fmpq | None, high: fmpq | None) -> Move:
    """The middle and half the length of an interval, or its end."""
    if low is not None and high is not None:
        return ((low + high) / 2, (high - low) / 2) if low < high else _STAY
    end = low if low is not None else high
    return _STAY if end is None else (end, fmpq(1))


def _ends(field: Field, i: int, facts: Sequence[Known]) -> tuple[fmpq | None, fmpq | None]:
    """Between what a variable lies, by the hypotheses about it alone: c + b·x ≥ 0, or (nearly) c + b·x − a·x² ≥ 0."""
    lows: list[fmpq] = []
    highs: list[fmpq] = []
    for fact in facts:
        degrees = fact.p.degrees()
        if fact.zero or not 0 < degrees[i] <= 2 or any(e for j, e in enumerate(degrees) if j != i):
            continue
        a, b, c = (_coefficient(field, fact.p, i, e) for e in (2, 1, 0))
        discriminant = b * b - 4 * a * c
        if a == 0:
            (lows if b > 0 else highs).append(-c / b)
        elif a < 0 and discriminant > 0:
            half = _near(sqrt(_float(discriminant)) / abs(2 * _float(a)))
            lows.append(-b / (2 * a) - half)
            highs.append(-b / (2 * a) + half)
    return max(lows, default=None), min(highs, default=None)


def _coefficient(field: Field, p: Any, i: int, e: int) -> fmpq:
    """The coefficient of a power of a generator, in a polynomial in it alone."""
    return next((fmpq(c) for exponents, c in field.terms_of(p).items() if int(exponents[i]) == e), fmpq(0))


def _near(x: float) -> fmpq:
    """A simple rational number."""
    close = Fraction(x).limit_denominator(1000) or Fraction(x).limit_denominator(10**9)
    return fmpq(close.numerator, close.denominator)


def _float(x: fmpq) -> float:
    return float(int(x.p) / int(x.q))
