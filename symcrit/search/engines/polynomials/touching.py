"""Hypotheses that leave no room: −c·q² ≥ 0, or c·q² = 0, says that q = 0.

Both q ≤ 0 and q ≥ 0 are proved by cases: where q > 0, or −q > 0, the hypothesis contradicts q² > 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flint import fmpq

from symcrit.core import ZERO, Expr, Lemma, Relation
from symcrit.core.witnesses.absurd import Absurd
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines.field import Field
from symcrit.search.engines.polynomials.hypotheses import Known
from symcrit.search.engines.terms import add, mul, num
from symcrit.search.search import lemma


class Touching(NamedTuple):
    """q = 0, as a hypothesis says by c·gap = −q² with c > 0 (or = q²)."""

    q: Any
    known: Known
    c: fmpq


def touching(field: Field, facts: Sequence[Known]) -> Iterator[Touching]:
    """The hypotheses that are squares, up to a factor."""
    for fact in facts:
        content, factors = field.factors(fact.p)
        even = factors and all(exponent % 2 == 0 for _, exponent in factors)
        if even and (content < 0 or fact.zero):
            q = field.constant(1)
            for factor, exponent in factors:
                q = field.times(q, field.raised(factor, exponent // 2))
            yield Touching(q, fact, fmpq(-content.denominator, content.numerator))


def lemmas(field: Field, found: Touching) -> list[Lemma]:
    """q ≤ 0 and q ≥ 0."""
    q = field.polynomial_expr(found.q)
    parts = []
    for op, of in (("<=", q), (">=", -q)):
        below = Positive(form=Relation("<=", of, ZERO).gap)
        parts.append(lemma(Relation(op, q, ZERO), Cases(of=of, below=below, above=_contradiction(of, found))))
    return parts


def _contradiction(of: Expr, found: Touching) -> Absurd:
    """2·q² + 2·c·gap, which is 0, for q or −q that is > 0; by 2, so that it is no expression of a hypothesis."""
    return Absurd(form=add(mul(num(2), of, of), mul(num(2 * found.c), found.known.written)))


def zero(field: Field, found: Touching) -> Known:
    """The equation q = 0."""
    return Known(found.q, field.polynomial_expr(found.q), zero=True)
