"""Strict inequalities e > 0 from weak ones: because e·q ≠ 0 is a hypothesis, or because e² > 0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from symcrit.core import Context, Domain, Expr, Lemma, Relation, TooLarge, Witness, nodes, symbols
from symcrit.core.algebra.signs import NONNEGATIVE
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import ZERO, mul, power
from symcrit.search.search import Goal, Search, lemma

ALGEBRAIC = ("num", "sym", "add", "mul", "pow", "pi", "sqrt")


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def context(self, domain: Domain) -> Context:
        """What core knows on a domain."""


def strict(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """The goal without equality, and that there is none."""
    if not goal.strict or any(node.op not in ALGEBRAIC for node in nodes(goal.gap)):
        return
    context = prover.context(goal.domain)
    yield from _by_square(prover, context, goal, depth)
    for fact in goal.domain.where:
        known = _unequal(prover.search, context, goal.gap, fact) if fact.op == "!=" else None
        if known is None:
            continue
        weak = Goal(goal.domain, goal.gap, False)
        proof = prover.prove(weak, depth)
        if proof is not None:
            yield Positive(lemmas=(lemma(weak.relation, proof), known))


def _by_square(prover: Prover, context: Context, goal: Goal, depth: int) -> Iterator[Root]:
    """0 < e, where e is seen to be ≥ 0, from 0 < e²."""
    nonlinear = any(fact.op in ("<", ">") and _is_nonlinear(fact) for fact in goal.domain.where)
    if not nonlinear or goal.gap.op not in ("sym", "add") or not context.signs(goal.gap) <= NONNEGATIVE:
        return
    square = Goal(goal.domain, goal.gap * goal.gap, True)
    proof = prover.prove(square, depth)
    if proof is not None:
        yield Root(lemmas=(lemma(square.relation, proof),))


def _is_nonlinear(fact: Relation) -> bool:
    """Whether a power or a product of symbols occurs."""
    found = [node for node in nodes(fact.gap) if node.op in ("pow", "mul") and symbols(node)]
    return any(node.op == "pow" or sum(bool(symbols(part)) for part in node.args) > 1 for node in found)


def _unequal(search: Search, context: Context, gap: Expr, fact: Relation) -> Lemma | None:
    """gap ≠ 0, as the gap of the fact over a quotient q that is not 0; None where it is no such factor."""
    if not symbols(gap) <= symbols(fact.gap) or context.undefined(gap, fact.gap) is not None:
        return None
    try:
        field = Field(search.work, [], gap, fact.gap)
        own, whole = field.of(gap), field.of(fact.gap)
        quotient, rest = field.divided(whole.n, own.n)
    except (TooLarge, ZeroDivisionError):
        return None
    if len(rest) or not len(quotient):
        return None
    over = [field.product_expr(part) for part in (quotient, own.d)]
    form = mul(fact.gap, field.polynomial_expr(whole.d), *(power(part, -1) for part in over))
    if context.undefined(form) is not None:
        return None
    return lemma(Relation("!=", gap, ZERO), Positive(form=form))
