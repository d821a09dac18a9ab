"""Roots of polynomials with roots in them: √(P + Q·R) = |a ± b| with a² = (P + S)/2, b² = (P − S)/2, S² = P² − Q²·R².

P, Q are polynomials without roots, R a product of roots.  So 1 − (x√(1 − y²) + y√(1 − x²))² is a square.
"""

from __future__ import annotations

from math import isqrt
from typing import Any, NamedTuple

from flint import fmpq

from symcrit.search.engines.field import Field, Quotient


class _Parts(NamedTuple):
    """P + Q·R."""

    plain: Any
    factor: Any
    root: Any


def root(field: Field, p: Any) -> Any:
    """The polynomial of one sign, as far as the samples say, whose square is p = P + Q·R; None if there is none."""
    parts = _parts(field, p)
    if parts is None:
        return None
    plain, factor, product = parts
    difference = field.raised(plain, 2) - field.raised(field.times(factor, product), 2)
    square = exact_root(field, field.reduce(difference))
    if square is None:
        return None
    one = field.constant(1)
    first = Field.sqrt(field, Quotient((plain + square) / 2, one))
    last = Field.sqrt(field, Quotient((plain - square) / 2, one))
    if not (first.d.is_one() and last.d.is_one()):
        return None
    value = first.n + last.n * (field.sign(factor) or 1)
    if field.reduce(field.raised(value, 2)) != p:
        return None
    return value * (field.sign(value) or 1)


def _parts(field: Field, p: Any) -> _Parts | None:
    """P, Q and R, for a polynomial with roots in one product only."""
    roots = [i for i in field.square if field.expr[i].op == "sqrt"]
    found: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
    for exponents, coefficient in field.terms_of(p).items():
        key = tuple(int(exponents[i]) for i in roots)
        rest = tuple(0 if i in roots else int(e) for i, e in enumerate(exponents))
        found.setdefault(key, {})[rest] = coefficient
    plain = found.pop((0,) * len(roots), None)
    if plain is None or len(found) != 1:
        return None
    ((key, factor),) = found.items()
    product = field.constant(1)
    for i, exponent in zip(roots, key, strict=True):
        if exponent:
            product = product * field.polynomials.gen(i)
    return _Parts(field.polynomials.from_dict(plain), field.polynomials.from_dict(factor), product)


def exact_root(field: Field, p: Any) -> Any:
    """The polynomial whose square is p; None if there is none."""
    if not len(p):
        return p
    content, factors = field.factorised(p)
    above, below = int(content.p), int(content.q)
    square = above >= 0 and isqrt(above) ** 2 == above and isqrt(below) ** 2 == below
    if not square or any(exponent % 2 for _, exponent in factors):
        return None
    start = field.constant(fmpq(isqrt(above), isqrt(below)))
    return field.times(start, *(field.raised(factor, exponent // 2) for factor, exponent in factors))
