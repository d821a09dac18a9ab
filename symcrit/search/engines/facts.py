"""A goal as a combination of its hypotheses: gap = (Σ λ_i·h_i + c)/d with h_i ≥ 0 known, rational λ_i ≥ 0 and c ≥ 0.

Symbols, roots and function values count as unknowns of their own, so |x| ≥ π gives |x| > 0; a < b, b ≤ c give a < c.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mat

from symcrit.core import Context, Expr, nodes
from symcrit.search.engines.field import Field
from symcrit.search.engines.forms import Form, evident
from symcrit.search.engines.terms import add, mul, num, power
from symcrit.search.search import Goal, Search

MOST_FACTS, MOST_TERMS, TOGETHER = 12, 40, 3


class Fact(NamedTuple):
    """A polynomial that is ≥ 0 by a hypothesis (> 0 if `strict`), how it is written, and what must be > 0 for that."""

    terms: dict[Any, fmpq]
    gap: Expr
    strict: bool
    open: tuple[Expr, ...] = ()


def forms(search: Search, goal: Goal, context: Context, samples: Sequence[dict[str, float]]) -> Iterator[Form]:
    """The gap by up to three hypotheses."""
    where = [relation for relation in goal.domain.where if relation.op != "!="][:MOST_FACTS]
    gaps = [relation.gap for relation in where]
    opaque = any(node.op in ("mean", "kernel", "signs", "moment") for node in nodes(goal.gap, *gaps))
    if not goal.domain.others or opaque:
        return
    field = Field(search.work, samples, goal.gap, *gaps)
    n, d = field.of(goal.gap)
    way = field.sign(d)
    if not way or len(n) > MOST_TERMS:
        return
    wanted = field.terms_of(n * way)
    below = _denominator(field, d * way)
    facts = [fact for relation in where for fact in _facts(field, relation.op, relation.gap)]
    facts += _times_roots(field, facts)
    facts += _positive(field, context)[: max(0, MOST_FACTS - len(facts))]
    for count in range(1, TOGETHER + 1):
        for chosen in combinations(facts, count):
            search.charge(10 + len(wanted) * count * count)
            found = _combined(wanted, chosen, goal.strict)
            if found is not None:
                beside = [part for fact in chosen for part in fact.open]
                over = [part for part in dict.fromkeys((*beside, *_factors(below))) if not evident(context, part, True)]
                yield Form(mul(found, power(below, -1)), over)


def _denominator(field: Field, d: Any) -> Expr:
    """d, by the square of a root where it came from one: then it is positive with the root."""
    for index, square in field.square.items():
        whole, rest = (d, d) if square.is_constant() else field.divided(d, square)
        if not square.is_constant() and not len(rest):
            return mul(field.polynomial_expr(whole), power(field.expr[index], 2))
    return field.polynomial_expr(d)


def _factors(below: Expr) -> tuple[Expr, ...]:
    """What must be positive for a denominator to be so."""
    parts = below.args if below.op == "mul" else (below,)
    return tuple(part.args[1] if part.op == "pow" else part for part in parts)


def _facts(field: Field, op: str, gap: Expr) -> Iterator[Fact]:
    """What a hypothesis says to be ≥ 0; an equation says it of both signs."""
    n, d = field.of(gap)
    if not d.is_constant() or not len(n):
        return
    terms = {key: fmpq(c) / fmpq(d.leading_coefficient()) for key, c in field.terms_of(n).items()}
    yield Fact(terms, gap, op in ("<", ">"))
    if op == "=":
        yield Fact({key: -c for key, c in terms.items()}, -gap, False)


def _times_roots(field: Field, facts: Sequence[Fact]) -> list[Fact]:
    """Hypotheses times a root or an absolute value that is positive at the samples."""
    found = []
    for index in list(field.square)[:2]:
        gen = field.polynomials.gen(index)
        for fact in facts[:4] if field.sign(gen) == 1 else ():
            terms = field.terms_of(field.reduce(field.times(field.polynomials.from_dict(fact.terms), gen)))
            root = field.expr[index]
            found.append(Fact({key: fmpq(c) for key, c in terms.items()}, mul(root, fact.gap), fact.strict, (root,)))
    return found


def _positive(field: Field, context: Context) -> list[Fact]:
    """The roots, function values and π that are evidently positive."""
    found = []
    for i, expr in enumerate(field.expr):
        if expr.op != "sym" and evident(context, expr, True):
            found.append(
                Fact({key: fmpq(c) for key, c in field.terms_of(field.polynomials.gen(i)).items()}, expr, True)
            )
    return found


def _combined(wanted: dict[Any, Any], facts: Sequence[Fact], strict: bool) -> Expr | None:
    """Σ λ_i·h_i + c equal to the polynomial with these terms, λ_i > 0, c ≥ 0; > 0 if strict."""
    keys = [key for key in dict.fromkeys((*wanted, *(key for fact in facts for key in fact.terms))) if any(key)]
    rows = [[*(fact.terms.get(key, fmpq(0)) for fact in facts), fmpq(wanted.get(key, 0))] for key in keys]
    if len(rows) < len(facts):
        return None
    count = len(facts)
    echelon, rank = fmpq_mat(len(rows), count + 1, [x for row in rows for x in row]).rref()
    unique = rank == count and all(echelon[i, i] == 1 for i in range(count))
    if not unique:
        return None
    weights = [fmpq(echelon[i, count]) for i in range(count)]
    constant = next((fmpq(c) for key, c in wanted.items() if not any(key)), fmpq(0))
    for fact, weight in zip(facts, weights, strict=True):
        constant -= weight * next((c for key, c in fact.terms.items() if not any(key)), fmpq(0))
    enough = constant > 0 or not strict or any(fact.strict for fact in facts)
    if constant < 0 or not enough or any(weight <= 0 for weight in weights):
        return None
    return add(*(mul(num(w), fact.gap) for fact, w in zip(facts, weights, strict=True)), num(constant))
