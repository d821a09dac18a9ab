"""Sums of squares: p as a combination of squares of polynomials, by a Gram matrix (`gram`) or by pairs of monomials."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import combinations_with_replacement
from typing import Any

from flint import fmpq

from symcrit.core import Expr, TooLarge
from symcrit.search.engines.field import Field
from symcrit.search.engines.polynomials import gram
from symcrit.search.engines.terms import ONE, add, mul, num, power

MAX_BASIS, MAX_MONOMIALS = 36, 20_000


def decompose(field: Field, p: Any, last: Callable[[Any], bool]) -> Expr | None:
    """An expression Σ d·(polynomial)² equal to p, all d > 0; None where none is found.

    last: monomials that should stand alone in a square if possible.
    """
    basis = _basis(field, p, last)
    if not basis:
        return None
    try:
        return gram.certificate(field, p, [gram.Block(field.constant(1), ONE, basis)]).expr
    except TooLarge:
        return None


def binomials(field: Field, p: Any) -> Expr | None:
    """p = Σ d·m² + Σ c·(m ± m′)² with monomials m, m′ and d, c > 0 (Lagrange's identity is one); None where not found.

    Each term that is no positive multiple of a square is taken from the first pair of squares that can pay for it.
    """
    squares, mixed = {}, []
    for exponents, coefficient in field.terms_of(p).items():
        key, c = tuple(int(e) for e in exponents), fmpq(coefficient)
        if c > 0 and all(e % 2 == 0 for e in key):
            squares[tuple(e // 2 for e in key)] = c
        else:
            mixed.append((key, c))
    found = []
    for key, c in mixed:
        cost = abs(c) / 2
        pair = next((pair for pair in _pairs(squares, key) if all(squares[m] >= cost for m in pair)), None)
        if pair is None:
            return None
        for m in pair:
            squares[m] -= cost
        left, right = (field.polynomials.from_dict({m: fmpq(1)}) for m in pair)
        found.append(mul(num(cost), power(field.polynomial_expr(left + right * (1 if c > 0 else -1)), 2)))
    for m, c in squares.items():
        monomial = field.polynomials.from_dict({m: fmpq(1)})
        found += [mul(num(c), power(field.polynomial_expr(monomial), 2))] if c > 0 else []
    return add(*found)


def _pairs(squares: dict[tuple[int, ...], fmpq], key: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """The pairs of monomials among the squares whose product is the monomial `key`."""
    for m in squares:
        other = tuple(e - f for e, f in zip(key, m, strict=True))
        if m < other and other in squares:
            yield m, other


def _basis(field: Field, p: Any, last: Callable[[Any], bool]) -> list[Any]:
    """Monomials m with m² inside the degrees of p; those that `last` likes come last."""
    top = [int(degree) for degree in p.degrees()]
    total, lowest = int(p.total_degree()) // 2, _lowest(field, p)
    for sine in [i for i in field.square if field.expr[i].op == "sin"]:  # sin² + cos² = 1 raises degrees
        cosine = field.place[Expr("cos", *field.expr[sine].args)]
        if top[sine] > 0 or top[cosine] > 0:
            top[sine], top[cosine] = max(2, top[sine]), max(2, top[cosine])
            total, lowest = max(1, total), 0
    places = [i for i, t in enumerate(top) if t >= 2]
    monomials = []
    low = (lowest + 1) // 2
    for degree in range(low, total + 1):
        choices = math.comb(len(places) + degree - 1, degree) if places else 1
        if choices > MAX_MONOMIALS:
            return []
        field.work.charge(choices * (1 + degree))
        for choice in combinations_with_replacement(places, degree):
            counts = {i: choice.count(i) for i in choice}
            if all(2 * c <= top[i] for i, c in counts.items()) and not any(
                c > 1 and i in field.square for i, c in counts.items()
            ):
                product = field.constant(1)
                for i in choice:
                    product *= field.polynomials.gen(i)
                monomials.append(product)
        if len(monomials) > MAX_BASIS:
            return []
    return sorted(monomials, key=lambda m: (bool(last(m)), -int(m.total_degree())))


def _lowest(field: Field, p: Any) -> int:
    """The least degree of a term."""
    return min(sum(map(int, exponents)) for exponents in field.terms_of(p))
