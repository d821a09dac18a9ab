"""Symbols that an equation among the hypotheses determines: y = e, or y² = g with a known sign of y, then y = ±√g.

The goal is shown with the value in place of the symbol, on the domain of the other symbols.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from flint import fmpq

from symcrit.core import ZERO, Context, Domain, Expr, Lemma, Relation, Witness, nodes, substitute, symbols
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.core.witnesses.substitute import Substitute
from symcrit.search.engines.field import Field, Quotient
from symcrit.search.engines.forms import evident
from symcrit.search.engines.terms import add, mul, num, power, sym
from symcrit.search.search import Goal, Search, as_proof, lemma, relations

MOST_TERMS, MOST_NODES = 30, 400  # of an equation; of a goal with its hypotheses


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""


class Definition(NamedTuple):
    """A symbol and its value, the hypothesis that says so, and lemmas after which it is known."""

    name: str
    value: Expr
    hypothesis: Relation
    lemmas: tuple[Lemma, ...]


def step(prover: Prover, goal: Goal, depth: int) -> Iterator[Substitute]:
    """The goal without a symbol that the hypotheses determine."""
    if depth <= 0 or not any(relation.op == "=" for relation in goal.domain.where):
        return
    gaps = [relation.gap for relation in goal.domain.where]
    if sum(1 for _ in nodes(goal.gap, *gaps)) > MOST_NODES:
        return
    context = prover.context(goal.domain)
    field = Field(prover.search.work, prover.floats(goal.domain), *gaps)
    for definition in _definitions(field, context):
        inner = _without(prover, goal, definition)
        proof = prover.prove(inner, depth)
        if proof is not None:
            values = {name: sym(name) for name in inner.domain.kinds}
            lemmas = (*definition.lemmas, *_hypotheses(prover, goal, definition, inner))
            yield Substitute(claim=inner.claim, values=values, witness=as_proof(proof), lemmas=lemmas)


def _definitions(field: Field, context: Context) -> Iterator[Definition]:
    """What the equations determine: linear ones first."""
    equations = [relation for relation in context.domain.where if relation.op == "="]
    for by in (_linear, _quadratic):
        for relation in equations:
            n, d = field.of(relation.gap)
            if context.undefined(relation.gap) is not None or not d.is_one() or not 0 < len(n) <= MOST_TERMS:
                continue
            for i, expr in enumerate(field.expr):
                if expr.op == "sym" and context.domain.kinds[expr.args[0]] == "real" and not _inside(field, n, i):
                    yield from by(field, context, relation, n, i)


def _inside(field: Field, p: Any, i: int) -> bool:
    """Whether a symbol occurs in a function that occurs in p."""
    (name,) = symbols(field.expr[i])
    others = (expr for j, expr in enumerate(field.expr) if j != i and p.degrees()[j])
    return any(name in symbols(expr) for expr in others)


def _linear(field: Field, context: Context, relation: Relation, p: Any, i: int) -> Iterator[Definition]:
    """y = −b/a from a·y + b = 0, for a with a sign."""
    if p.degrees()[i] != 1:
        return
    y = field.expr[i]
    slope = p.derivative(i)
    a = field.polynomial_expr(slope)
    if not slope.is_constant() and not context.signs(a) <= {1} and not context.signs(a) <= {-1}:
        return
    value = field.expr_of(field.quotient(field.times(slope, field.polynomials.gen(i)) - p, slope))
    proof = Positive(form=mul(relation.gap, power(a, -1)))
    yield Definition(y.args[0], value, relation, (lemma(Relation("=", y, value), proof),))


def _quadratic(field: Field, context: Context, relation: Relation, p: Any, i: int) -> Iterator[Definition]:
    """y = ±√g from a·(y² − g) = 0, for a number a and y of known sign."""
    y = field.expr[i]
    second = p.derivative(i).derivative(i)
    way = 1 if evident(context, y, False) else -1 if evident(context, -y, False) else 0
    if p.degrees()[i] != 2 or not second.is_constant() or not way:
        return
    a = fmpq(second.leading_coefficient()) / 2
    square = field.times(field.polynomials.gen(i), field.polynomials.gen(i))
    rest = square - p / a
    if rest.degrees()[i] if len(rest) else 0:
        return
    g = field.polynomial_expr(rest)
    root = field.expr_of(field.sqrt(Quotient(rest, field.constant(1))))
    size = y if way > 0 else -y
    value = root if way > 0 else -root
    lemmas: tuple[Lemma, ...] = (
        lemma(Relation("<=", ZERO, g), Positive(form=add(power(y, 2), mul(num(-1 / a), relation.gap)))),
        lemma(Relation("=", power(y, 2), g), Positive(form=mul(num(1 / a), relation.gap))),
        lemma(Relation("=", size, root), Root()),
    )
    if way < 0:
        lemmas = (*lemmas, lemma(Relation("=", y, value), Positive(form=-(size - root))))
    yield Definition(y.args[0], value, relation, lemmas)


def _without(prover: Prover, goal: Goal, definition: Definition) -> Goal:
    """The goal with the value of the symbol, on the domain of the others; hypotheses that hold anyway are left out."""
    name, value, hypothesis, _ = definition
    kinds = {label: kind for label, kind in goal.domain.kinds.items() if label != name}
    here = [relation for relation in goal.domain.where if relation is not hypothesis]
    kept = [relation for relation in here if name not in symbols(relation.lhs, relation.rhs)]
    for relation in here:
        if name in symbols(relation.lhs, relation.rhs):
            there = relation.at({name: value})
            if prover.context(Domain(kinds, kept)).holds(there) is not True:
                kept.append(there)
    return Goal(Domain(kinds, kept), substitute(goal.gap, {name: value}), goal.strict)


def _hypotheses(prover: Prover, goal: Goal, definition: Definition, inner: Goal) -> list[Lemma]:
    """The hypotheses of the inner goal that are others in the value."""
    context = prover.context(goal.domain, relations(definition.lemmas))
    found = []
    for relation in goal.domain.where:
        there = relation.at({definition.name: definition.value})
        if there != relation and there in inner.domain.where and not context.holds(there):
            found.append(lemma(there, Positive(form=relation.gap)))
    return found
