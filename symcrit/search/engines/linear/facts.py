"""What is known to be ≥ 0 on a domain, as polynomials in the generators of a field.

Hypotheses, multiplied by their denominators and divided by factors of known sign; roots and function values that are
positive; |u| ± u ≥ 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flint import fmpq

from symcrit.core import ZERO, Context, Expr, Lemma, Relation, TooLarge
from symcrit.core.witnesses.absurd import Absurd
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import evident
from symcrit.search.engines.linear import absolute, laws
from symcrit.search.engines.linear.laws import Rule
from symcrit.search.engines.terms import ONE, mul, num, power
from symcrit.search.search import lemma

MOST_TERMS = 60  # of a fact


class Fact(NamedTuple):
    """A polynomial that is ≥ 0 (> 0 if `strict`, 0 if `zero`), and an expression for it whose sign core sees.

    needs: what must be > 0 for that and is not evident.  lemmas: what must be a fact before.  rules: by what law it is.
    """

    polynomial: Any
    expr: Expr
    strict: bool
    zero: bool = False
    needs: tuple[Expr, ...] = ()
    lemmas: tuple[Lemma, ...] = ()
    rules: tuple[Rule, ...] = ()


def different(found: Iterable[Fact]) -> list[Fact]:
    """The facts without those that others say, too."""
    kept: dict[tuple[str, bool], Fact] = {}
    for fact in found:
        key = (str(fact.polynomial), fact.zero)
        if key not in kept or (fact.strict and not kept[key].strict):
            kept[key] = fact
    return list(kept.values())


def of_domain(field: Field, context: Context) -> list[Fact]:
    """The hypotheses, and what follows from each by itself."""
    found: list[Fact] = []
    for relation in context.domain.where:
        if context.undefined(relation.gap) is not None:
            continue
        found += _all_of(field, context, relation)
    found = different(found)
    return [*found, *_equations(field, found)]


def _all_of(field: Field, context: Context, relation: Relation) -> list[Fact]:
    """What a hypothesis says; of a high power, what it says of the base."""
    try:
        return list(_of_hypothesis(field, context, relation))
    except TooLarge:
        return list(_of_power(field, relation))


def _of_power(field: Field, relation: Relation) -> Iterator[Fact]:
    """b > 0 or b ≥ 0 from bᵉ > 0 or bᵉ ≥ 0 for odd e."""
    gap = relation.gap
    if gap.op == "pow" and gap.args[0] % 2 and gap.args[0] > 0:
        n, d = field.of(gap.args[1])
        if d.is_one():
            whole = Product(fmpq(1), gap, relation.op in ("<", ">"))
            yield _by_contradiction(field, whole, n, gap.args[0], [])


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
    if relation.op == "=":
        yield from _cancelled(field, context, n * way, mul(gap, below))
    else:
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
    """From Π factorᵉ > 0: the signs of the factors with odd e, where the others are known to be ≥ 0."""
    content, factors = field.factors(p)
    if len(factors) == 1 and factors[0][1] == 1:
        return
    whole = Product(fmpq(content.numerator, content.denominator), expr, strict)
    odd = [factor for factor in factors if factor[1] % 2]
    unsigned = [factor for factor in odd if not field.sign(factor[0])]
    if unsigned:
        targets = [unsigned]
    else:
        targets = [[factor] for factor in odd if not evident(context, field.polynomial_expr(factor[0]), True)]
    for target in targets:
        others = [factor for factor in factors if factor not in target]
        fact = _factor(field, context, whole, target, others)
        if fact is not None:
            yield fact


def _cancelled(field: Field, context: Context, p: Any, expr: Expr) -> Iterator[Fact]:
    """From Π factorᵉ = 0: the factors of one sign are left out."""
    content, factors = field.factors(p)
    signed = [factor for factor in factors if field.sign(factor[0])]
    rest = [factor for factor in factors if not field.sign(factor[0])]
    if signed and rest:
        polynomial = field.times(*(field.raised(factor, exponent) for factor, exponent in rest))
        parts = [(field.polynomial_expr(factor), exponent) for factor, exponent in signed]
        over = mul(expr, *(power(part, -exponent) for part, exponent in parts))
        needs = tuple(part for part, _ in parts if not evident(context, part, True))
        yield Fact(polynomial * fmpq(content.numerator, content.denominator), over, False, True, needs)


class Product(NamedTuple):
    """expr = content·Π factorᵉ ≥ 0 (> 0 if `strict`)."""

    content: fmpq
    expr: Expr
    strict: bool


Factors = list[tuple[Any, int]]


def _factor(field: Field, context: Context, whole: Product, target: Factors, others: Factors) -> Fact | None:
    """The target, by itself, is ≥ 0: the product over the others; or else the product would not be positive."""
    parts = [(field.polynomial_expr(factor), exponent) for factor, exponent in others]
    shown = [expr for expr, exponent in parts if evident(context, expr, True)]
    single = len(target) > 1 or target[0][1] == 1
    if single and all(expr in shown or exponent % 2 for expr, exponent in parts):
        polynomial = field.times(*(field.raised(factor, exponent) for factor, exponent in target)) * whole.content
        needs = tuple(expr for expr, _ in parts if expr not in shown)
        over = mul(whole.expr, *(power(expr, -exponent) for expr, exponent in parts))
        return Fact(polynomial, over, whole.strict, needs=needs)
    if whole.strict:
        good = all(exponent % 2 == 0 or evident(context, expr, False) for expr, exponent in parts)
    else:
        good = len(shown) == len(parts)
    if good:
        exponent = target[0][1] if len(target) == 1 else 1
        base = target[0][0] if len(target) == 1 else field.times(*(field.raised(f, e) for f, e in target))
        return _by_contradiction(field, whole, base, exponent, parts)
    return None


def _by_contradiction(field: Field, whole: Product, base: Any, exponent: int, others: list[tuple[Expr, int]]) -> Fact:
    """b > 0 from c·bᵉ·Π gᵏ > 0 with odd e and all gᵏ ≥ 0: where b ≤ 0, the sum with c·(−b)ᵉ·Π gᵏ is 0, and > 0.

    Or b ≥ 0 from c·bᵉ·Π gᵏ ≥ 0 where all gᵏ > 0.
    """
    way = 1 if whole.content > 0 else -1
    expr = field.polynomial_expr(base * way)
    opposite = mul(num(whole.content * way), power(-expr, exponent), *(power(other, k) for other, k in others))
    absurd = Absurd(form=whole.expr + opposite)
    if whole.strict:
        proof = Cases(of=expr, below=absurd, above=Positive())
    else:
        negated = -expr
        proof = Cases(of=negated, below=Positive(form=-negated), above=absurd)
    relation = Relation("<" if whole.strict else "<=", ZERO, expr)
    return Fact(base * way, expr, whole.strict, lemmas=(lemma(relation, proof),))


def _equations(field: Field, found: list[Fact]) -> Iterator[Fact]:
    """p = 0 where both p ≥ 0 and −p ≥ 0 are facts."""
    known = {str(fact.polynomial): fact for fact in found if not fact.zero}
    for fact in known.values():
        other = known.get(str(-fact.polynomial))
        if other is None or fact.polynomial.leading_coefficient() < 0:
            continue
        expr = field.polynomial_expr(fact.polynomial)
        above = lemma(Relation("<=", ZERO, expr), Positive(form=fact.expr))
        below = lemma(Relation("<=", expr, ZERO), Positive(form=other.expr))
        lemmas = (*fact.lemmas, *other.lemmas, above, below)
        yield Fact(fact.polynomial, expr, False, True, (*fact.needs, *other.needs), lemmas)


def of_laws(field: Field) -> list[Fact]:
    """What laws say of function values."""
    return [
        Fact(rule.polynomial, rule.expr, rule.strict, needs=rule.needs, rules=(rule,)) for rule in laws.rules(field)
    ]


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
