"""Hypotheses as polynomials: what is ≥ 0, > 0 or 0 on the domain of a goal, and how core sees that it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from symcrit.core import Context, Expr, Relation, TooLarge, symbols
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import evident
from symcrit.search.engines.terms import ONE, mul
from symcrit.search.search import Goal

MOST = 20  # hypotheses that are looked at


class Known(NamedTuple):
    """A polynomial that is ≥ 0 (> 0 if strict; 0 if `zero`), and how it is written."""

    p: Any
    written: Expr
    strict: bool = False
    zero: bool = False

    @property
    def degree(self) -> int:
        """Of the polynomial."""
        return int(self.p.total_degree()) if len(self.p) else 0


def connected(goal: Goal) -> list[Relation]:
    """The hypotheses that the symbols of the gap lead to."""
    used = symbols(goal.gap)
    left = [relation for relation in goal.domain.where if relation.op != "!="]
    found: list[Relation] = []
    while True:
        more = [relation for relation in left if symbols(relation.gap) & used]
        if not more:
            return [relation for relation in goal.domain.where if relation in found][:MOST]
        found += more
        left = [relation for relation in left if relation not in more]
        used |= symbols(*(relation.gap for relation in more))


def known(field: Field, context: Context, where: Sequence[Relation], p: Any) -> list[Known]:
    """What hypotheses say, and the generators in p that are evidently ≥ 0."""
    found = []
    for relation in where:
        fact = _of_relation(field, context, relation)
        if fact is not None:
            found.append(_without_root(field, fact, p) or fact)
    for i, degree in enumerate(p.degrees()):
        if degree and field.expr[i].op != "sym" and evident(context, field.expr[i], False):
            strict = evident(context, field.expr[i], True)
            found.append(Known(field.polynomials.gen(i), field.expr[i], strict))
    return found


def _of_relation(field: Field, context: Context, relation: Relation) -> Known | None:
    """The numerator of the gap of a hypothesis, whose denominator is evidently positive."""
    try:
        top, below = field.of(relation.gap)
    except (TooLarge, ZeroDivisionError):
        return None
    way = field.sign(below)
    under = field.polynomial_expr(below * way) if way else ONE
    if not way or not len(top) or not (under is ONE or evident(context, under, True)):
        return None
    return Known(top * way, mul(relation.gap, under), relation.op in ("<", ">"), relation.op == "=")


def _without_root(field: Field, fact: Known, p: Any) -> Known | None:
    """c² − g ≥ 0 from c − √g ≥ 0 or c − |x| ≥ 0 for a number c > 0, where p has no such root."""
    for i, square in field.square.items():
        lead = fact.p.derivative(i)
        rest = fact.p - lead * field.polynomials.gen(i)
        one_root = lead.is_constant() and len(lead) and rest.is_constant() and len(rest) and not p.degrees()[i]
        if one_root and not fact.zero and lead.leading_coefficient() < 0 < rest.leading_coefficient():
            other = field.polynomial_expr(rest - lead * field.polynomials.gen(i))
            difference = field.times(rest, rest) - field.times(lead, lead, square)
            return Known(difference, mul(fact.written, other), fact.strict)
    return None


def with_intervals(field: Field, facts: Sequence[Known]) -> list[Known]:
    """The inequalities, where x ≥ a and x ≤ b are replaced by (x − a)(b − x) ≥ 0."""
    found, used = [], set()
    for first, second in combinations(facts, 2):
        total = first.p + second.p
        if len(first.p) <= 2 and first.degree == 1 and total.is_constant() and len(total):
            found.append(product(field, (first, second)))
            used |= {first.written, second.written}
    return [*(fact for fact in facts if fact.written not in used), *found]


def product(field: Field, facts: Sequence[Known]) -> Known:
    """The product of some that are ≥ 0."""
    p = field.reduce(field.times(*(fact.p for fact in facts)))
    return Known(p, mul(*(fact.written for fact in facts)), all(fact.strict for fact in facts))


def products(field: Field, choices: Iterator[Sequence[Known]], degree: int, most: int) -> Iterator[Known]:
    """The products of the first choices, up to a degree."""
    for _, chosen in zip(range(most), choices, strict=False):
        field.work.charge(1 + len(chosen))
        if sum(fact.degree for fact in chosen) <= degree:
            yield product(field, chosen)
