"""Products of sines and cosines as sums: 2·cos a·cos b = cos(a − b) + cos(a + b), and so on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from symcrit.core import Context, Domain, Expr, Lemma, Witness, nodes
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import ONE, ZERO, add, mul
from symcrit.search.search import Goal, Search, lemma

MOST_WAVES = 64  # of a product
WAVES = ("sin", "cos")


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def context(self, domain: Domain) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""

    def bridge(self, domain: Domain, difference: Expr, context: Context) -> list[Lemma] | None:
        """Lemmas after which the difference has normal form 0."""


class Wave(NamedTuple):
    """weight·sin(angle) or weight·cos(angle)."""

    weight: Any
    op: str
    angle: Expr


def summed(prover: Prover, goal: Goal, depth: int) -> Iterator[Positive]:
    """The goal as a sum of fewer sines and cosines."""
    before = {node for node in nodes(goal.gap) if node.op in WAVES}
    context = prover.context(goal.domain)
    if len(before) < 2 or context.undefined(goal.gap) is not None:
        return
    field = Field(prover.search.work, prover.floats(goal.domain), goal.gap)
    n, d = field.of(goal.gap)
    after = _sum(field, n) if d.is_constant() else None
    if after is None or len({node for node in nodes(after) if node.op in WAVES}) >= len(before):
        return
    bridge = prover.bridge(goal.domain, goal.gap - after, context)
    inner = Goal(goal.domain, after, goal.strict)
    proof = None if bridge is None else prover.prove(inner, depth)
    if bridge is not None and proof is not None:
        yield Positive(form=after, lemmas=(*bridge, lemma(inner.relation, proof)))


def _sum(field: Field, n: Any) -> Expr | None:
    """A polynomial in sines and cosines as a sum of them."""
    places = {i: expr for i, expr in enumerate(field.expr) if expr.op in WAVES}
    total: dict[tuple[str, Expr], Any] = {}
    for exponents, coefficient in field.terms_of(n).items():
        others = tuple(0 if i in places else e for i, e in enumerate(exponents))
        weight = field.polynomials.from_dict({others: coefficient})
        factors = [places[i] for i, e in enumerate(exponents) if i in places for _ in range(int(e))]
        if 2 ** len(factors) > MOST_WAVES:
            return None
        for wave in _product(field, weight, factors):
            key = (wave.op, wave.angle)
            total[key] = total[key] + wave.weight if key in total else wave.weight
    return add(*(_written(field, op, angle, weight) for (op, angle), weight in total.items() if len(weight)))


def _product(field: Field, weight: Any, factors: Sequence[Expr]) -> list[Wave]:
    """weight·Π factors as waves."""
    waves = [Wave(weight, "cos", ZERO)]
    for factor in factors:
        waves = [part for wave in waves for part in _times(field, wave, factor)]
    return waves


def _times(field: Field, wave: Wave, factor: Expr) -> list[Wave]:
    """A wave times sin b or cos b."""
    a, b, half = wave.angle, factor.args[0], wave.weight / 2
    if wave.op == factor.op:
        way = 1 if wave.op == "cos" else -1
        return [_wave(field, half, "cos", a - b), _wave(field, half * way, "cos", a + b)]
    way = 1 if wave.op == "sin" else -1
    return [_wave(field, half, "sin", a + b), _wave(field, half * way, "sin", a - b)]


def _wave(field: Field, weight: Any, op: str, angle: Expr) -> Wave:
    """A wave whose angle has a positive leading coefficient."""
    n, d = field.of(angle)
    if len(n) and n.leading_coefficient() < 0:
        n = -n
        weight = -weight if op == "sin" else weight
    return Wave(weight if len(n) or op == "cos" else weight * 0, op, field.expr_of(field.quotient(n, d)))


def _written(field: Field, op: str, angle: Expr, weight: Any) -> Expr:
    """weight·op(angle)."""
    return mul(field.polynomial_expr(weight), ONE if angle is ZERO else Expr(op, angle))
