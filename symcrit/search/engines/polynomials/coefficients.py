"""A goal as a polynomial in one symbol: gap = Σ c_j (x − start)^j / d, with every coefficient c_j ≥ 0 and one c_j > 0.

The coefficients are expressions in the other symbols; those whose sign is not evident are left to lemmas.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb
from typing import Any

from flint import fmpq

from symcrit.core import Context, Expr, symbols
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import Form, evident
from symcrit.search.engines.terms import ONE, add, mul, num, power, sym
from symcrit.search.search import Goal

MAX_DEGREE = 24


def forms(goal: Goal, context: Context, samples: list[dict[str, float]]) -> Iterator[Form]:
    """The gap by powers of a symbol that has a lower bound, from 0 and from that bound."""
    names = sorted(name for name in symbols(goal.gap) if name in goal.domain.lower)
    if not names or not samples:
        return
    field = Field(context.work, samples, goal.gap)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    if not way or not len(n):
        return
    for name in names:
        index, end = field.place[sym(name)], goal.domain.lower[name]
        degree = int(n.degrees()[index])
        alone = not any(name in symbols(expr) for i, expr in enumerate(field.expr) if i != index and _used(n, i))
        if not alone or not 0 < degree <= MAX_DEGREE:
            continue
        parts = _parts(field, n * way, index)
        if end.value.op != "num" or end.value.value < 0:
            continue
        for start in dict.fromkeys((fmpq(0), end.value.value)):
            form = _form(field, context, sym(name), parts, start, field.polynomial_expr(d * way))
            if form is not None:
                yield form


def _used(p: Any, index: int) -> bool:
    """Whether a generator occurs in a polynomial."""
    return bool(p.degrees()[index])


def _parts(field: Field, p: Any, index: int) -> dict[int, Any]:
    """p = Σ p_e gᵉ as {e: p_e}."""
    found: dict[int, Any] = {}
    for exponents, coefficient in field.terms_of(p).items():
        rest = field.polynomials.from_dict({(*exponents[:index], 0, *exponents[index + 1 :]): coefficient})
        e = int(exponents[index])
        found[e] = found[e] + rest if e in found else rest
    return found


def _form(field: Field, context: Context, x: Expr, parts: dict[int, Any], start: fmpq, below: Expr) -> Form | None:
    """The form about one starting point; None where a coefficient is not positive at the samples."""
    away = x - num(start) if start else x
    terms, left = [], []
    for j in range(max(parts) + 1):
        field.work.charge(sum(2 + len(p) for p in parts.values()))
        moved = sum((p * (comb(e, j) * start ** (e - j)) for e, p in parts.items() if e >= j), field.constant(0))
        moved = field.reduce(moved)
        if not len(moved):
            continue
        if field.sign(moved) <= 0:
            return None
        content, factors = field.factors(moved)
        pieces = [num(fmpq(content.numerator, content.denominator))]
        for factor, exponent in factors:
            piece = field.polynomial_expr(factor)
            left += [piece] if not evident(context, piece, True) and piece not in left else []
            pieces.append(power(piece, exponent))
        terms.append(mul(*pieces, power(away, j)) if j else mul(*pieces))
    return Form(add(*terms) if below is ONE else mul(add(*terms), power(below, -1)), left)
