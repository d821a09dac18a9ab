"""What is known to be ≥ 0 on a domain, as polynomials in the generators of a field.

Hypotheses, multiplied by their denominators and divided by factors of known sign; roots and function values that are
positive; |u| ± u ≥ 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flint import fmpq

from symcrit.core import Context, Expr, Lemma, Relation
from symcrit.search.engines import absolute
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import evident
from symcrit.search.engines.terms import ONE, mul, num, power

MOST_TERMS = 60  # of a fact


class Fact(NamedTuple):
    """A polynomial that is ≥ 0 (> 0 if `strict`, 0 if `zero`), and an expression for it whose sign core sees.

    needs: what must be > 0 for that and is not evident.  lemmas: what must be a fact before.
    """

    polynomial: Any
    expr: Expr
    strict: bool
    zero: bool = False
    needs: tuple[Expr, ...] = ()
    lemmas: tuple[Lemma, ...] = ()


def of_domain(field: Field, context: Context) -> list[Fact]:
    """The hypotheses, and what follows from each by itself."""
    found: dict[tuple[Any, bool], Fact] = {}
    for relation in context.domain.where:
        if context.undefined(relation.gap) is not None:
            continue
        for fact in _of_hypothesis(field, context, relation):
            known = found.get((str(fact.polynomial), fact.zero))
            if known is None or (fact.strict and not known.strict):
                found[str(fact.polynomial), fact.zero] = fact
    return list(found.values())


def _of_hypothesis(field: Field, context: Context, relation: Relation) -> Iterator[Fact]:
    """h ≥ 0 as n/d ≥ 0: n·d ≥ 0 where d has a sign, and n over its factors of known sign."""
    gap = relation.gap
    n, d = field.of(gap)
    way = field.sign(d)
    if not way or not len(n) or len(n) > MOST_TERMS:
        return
    if relation.op == "!=":
        if d.is_constant() and len(n) <= 2:
            yield Fact(field.reduce(field.times(n, n)), power(gap, 2), True)
        return
    strict = relation.op in ("<", ">")
    below, needs = positive(field, context, d * way)
    yield Fact(n * way, mul(gap, below), strict, relation.op == "=", needs)
    if relation.op != "=":
        yield from _divided(field, context, n * way, mul(gap, below), strict)


def positive(field: Field, context: Context, p: Any) -> tuple[Expr, tuple[Expr, ...]]:
    """A polynomial that is positive at the samples as an expression, and what must be shown for it to be so."""
    if p.is_constant():
        return ONE, ()
    content, factors = field.factors(p)
    parts = [(field.polynomial_expr(factor), exponent) for factor, exponent in factors]
    lead = num(fmpq(content.numerator, content.denominator))
    whole = mul(lead, *(power(expr, exponent) for expr, exponent in parts))
    if evident(context, whole, True):
        return whole, ()
    return whole, tuple(expr for expr, _ in parts if not evident(context, expr, True))


def _divided(field: Field, context: Context, p: Any, expr: Expr, strict: bool) -> Iterator[Fact]:
    """Every factor of p of one sign by the others; or all those without a sign together."""
    content, factors = field.factors(p)
    if len(factors) == 1 and factors[0][1] == 1:
        return
    lead = fmpq(content.numerator, content.denominator)
    signed = [(factor, exponent) for factor, exponent in factors if field.sign(factor)]
    rest = [(factor, exponent) for factor, exponent in factors if not field.sign(factor)]
    if rest and signed:
        product = field.times(*(field.raised(factor, exponent) for factor, exponent in rest))
        yield _over(field, context, product * lead, expr, signed, strict)
        return
    for i, (factor, exponent) in enumerate(signed):
        if exponent % 2 and not rest and not evident(context, field.polynomial_expr(factor), True):
            others = signed[:i] + signed[i + 1 :]
            if exponent == 1 and others:
                yield _over(field, context, factor * lead, expr, others, strict)


def _over(field: Field, context: Context, p: Any, expr: Expr, factors: list[tuple[Any, int]], strict: bool) -> Fact:
    """p ≥ 0 from expr = p·Π factorᵉ ≥ 0."""
    below: list[Expr] = []
    needs: list[Expr] = []
    for factor, exponent in factors:
        part = field.polynomial_expr(factor)
        below.append(power(part, -exponent))
        if not evident(context, part, True):
            needs.append(part)
    return Fact(p, mul(expr, *below), strict, needs=tuple(needs))


def of_generators(field: Field, context: Context) -> Iterator[Fact]:
    """Roots, function values and π that are evidently positive; both sides of absolute values."""
    for i, expr in enumerate(list(field.expr)):
        gen = field.polynomials.gen(i)
        if expr.op == "sym":
            continue
        strict = evident(context, expr, True)
        if strict or evident(context, expr, False):
            yield Fact(gen, expr, strict)
        if expr.op == "abs":
            inner = field.of(expr.args[0])
            if inner.d.is_one():
                for way in (1, -1):
                    entry = absolute.bound(expr.args[0], way)
                    yield Fact(gen - inner.n * way, entry.relation.gap, False, lemmas=(entry,))
        if expr.op in _RANGES:
            low, high = _RANGES[expr.op]
            for side in (expr - num(low), num(high) - expr):
                if evident(context, side, False):
                    yield Fact(field.of(side).n, side, evident(context, side, True))


_RANGES: dict[str, tuple[int | fmpq, int | fmpq]] = {
    "sin": (-1, 1),
    "cos": (-1, 1),
    "erf": (-1, 1),
    "atan": (-2, 2),
    "asin": (-2, 2),
    "pi": (3, fmpq(22, 7)),
}
