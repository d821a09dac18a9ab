"""Φ₂(h, k; ρ), the probability of a quadrant, by that of another quadrant of the same plane.

    Φ₂(h, k; ρ) = Φ(h) − Φ₂(h, −k; −ρ) = Φ(k) − Φ₂(−h, k; −ρ) = Φ(h) + Φ(k) − 1 + Φ₂(−h, −k; ρ)

Core reads all of them as one form, and sees that a probability is ≥ 0, and > 0 for |ρ| < 1; so the bounds of Fréchet,
max(0, Φ(h) + Φ(k) − 1) ≤ Φ₂(h, k; ρ) ≤ min(Φ(h), Φ(k)), are a matter of choosing the quadrant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Protocol

from symcrit.core import ONE, TWO, Context, Domain, Expr, Lemma, Relation, nodes, num
from symcrit.core.algebra.expr import substitute_all
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines import forms
from symcrit.search.engines.field import Field
from symcrit.search.search import Goal, Search, relations

__all__ = ["turned"]

MOST = 2  # of different quadrants in a gap


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """What core knows on a domain where facts hold."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""

    def definedness(self, goal: Goal, depth: int) -> list[Lemma] | None:
        """Lemmas by which the gap is defined."""


def turned(prover: Prover, goal: Goal, depth: int) -> Iterator[Positive]:
    """The gap with other quadrants, where its sign is then evident."""
    quadrants = [node for node in nodes(goal.gap) if node.op == "binormal"]
    if not 1 <= len(quadrants) <= MOST:
        return
    defined = prover.definedness(goal, depth)
    if defined is None:
        return
    context = prover.context(goal.domain, relations(defined))
    for chosen in product(*([node, *others(node)] for node in quadrants)):
        (replaced,) = substitute_all([goal.gap], dict(zip(quadrants, chosen, strict=True)))
        field = Field(prover.search.work, prover.floats(goal.domain), replaced)
        form = field.expr_of(field.of(replaced))
        if forms.evident(context, form, goal.strict) and context.is_zero(goal.gap - form):
            yield Positive(form=form, lemmas=tuple(defined))


def others(node: Expr) -> list[Expr]:
    """Φ₂(h, k; ρ) by the three other quadrants."""
    h, k, rho = node.children
    return [
        normal(h) - Expr("binormal", h, -k, -rho),
        normal(k) - Expr("binormal", -h, k, -rho),
        normal(h) + normal(k) - ONE + Expr("binormal", -h, -k, rho),
    ]


def normal(x: Expr) -> Expr:
    """Φ(x)."""
    return (ONE + Expr("erf", x / Expr("sqrt", num(2)))) / TWO
