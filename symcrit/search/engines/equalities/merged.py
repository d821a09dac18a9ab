"""Functions of sums and multiples in terms of fewer: exp(x + y), exp 2x, log xy … by the identities of `rewriter`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from symcrit.core import Context, Domain, Expr, Witness, nodes, symbols
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines.equalities.angles import rewriter
from symcrit.search.engines.terms import ZERO
from symcrit.search.search import Goal, Search, lemma

REWRITTEN = ("exp", "log", "sin", "cos", "sinh", "cosh", "tanh")
OTHERS = ("num", "sym", "pi", "add", "mul", "pow", "sqrt", "abs")


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def context(self, domain: Domain) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""


def merged(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """The goal with fewer function values."""
    if not all(node.op in REWRITTEN or node.op in OTHERS for node in nodes(goal.gap)):
        return
    before = _functions(goal.gap)
    context = prover.context(goal.domain)
    split = depth > 1 and any(node.op == "log" for node in before)  # log xy as a sum, too
    if (len(before) < 2 and not split) or context.undefined(goal.gap) is not None:
        return
    found, (value,) = rewriter(prover.floats(goal.domain), context, lambda expr: None, goal.gap)
    after = found.expr_of(value) if len(value.n) else ZERO
    fewer = len(_functions(after)) < len(before)
    if not fewer and not (split and _functions(after) != before):
        return
    if after is ZERO and not goal.strict:
        yield Zero(lemmas=tuple(found.lemmas))
    inner = Goal(goal.domain, after, goal.strict)
    proof = prover.prove(inner, depth)
    if proof is not None:
        yield Positive(form=after, lemmas=(*found.lemmas, lemma(inner.relation, proof)))


def _functions(gap: Expr) -> set[Any]:
    """The function values that are no numbers."""
    return {node for node in nodes(gap) if node.op in REWRITTEN and symbols(node)}
