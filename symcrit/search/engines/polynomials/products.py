"""Gaps that are products or sums of squares of something simpler: 1 ∓ v, and what is 0 at both ends of an interval."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2
from typing import Protocol

from flint import fmpq

from symcrit.core import Bound, Domain, Expr, Lemma, Witness, nodes, symbols
from symcrit.core.algebra import balls
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines import floats
from symcrit.search.engines.terms import num, sym
from symcrit.search.search import Goal, Search, lemma

_HALF = num(fmpq(1, 2))


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def chain(self, goal: Goal, name: str, bound: Bound, way: int, depth: int) -> Witness | None:
        """A witness that moves away from an end of the interval of a symbol."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""


def unit(prover: Prover, goal: Goal, depth: int) -> Iterator[Positive]:
    """1 ∓ v = ½(1 − v²) + ½(1 ∓ v)², for v that holds a root."""
    if goal.gap.op != "add" or len(goal.gap.args) != 2 or num(1) not in goal.gap.args or depth <= 0:
        return
    other = goal.gap.args[goal.gap.args[0] is num(1)]
    v = -other if other.op != "mul" else other
    if _is_square(v) or not any(node.op == "sqrt" for node in nodes(v)):
        return
    square = Goal(goal.domain, num(1) - v**2, goal.strict)
    proof = prover.prove(square, depth - 1)
    if proof is not None:
        form = _HALF * square.gap + _HALF * goal.gap**2
        yield Positive(form=form, lemmas=(lemma(square.relation, proof),))


def _is_square(v: Expr) -> bool:
    """Whether ±v is written as a square: its own square is no simpler."""
    if v.op == "mul" and v.args[0] is num(-1):
        return len(v.args) == 2 and _is_square(v.args[1])
    return (v.op == "pow" and v.args[0] % 2 == 0) or (v.op == "mul" and len(v.args) == 2 and v.args[0] is v.args[1])


def between(prover: Prover, domain: Domain, v: Expr, depth: int) -> list[Lemma] | None:
    """The lemmas 1 − v² ≥ 0, 1 − v ≥ 0 and v + 1 ≥ 0, for v that holds a root; None where the first is not proved."""
    if not any(node.op == "sqrt" for node in nodes(v)):
        return None
    square = Goal(domain, num(1) - v**2, False)
    proof = prover.prove(square, depth)
    if proof is None:
        return None
    found = [lemma(square.relation, proof)]
    for side in (num(1) - v, v + num(1)):
        form = _HALF * square.gap + _HALF * side**2
        found.append(lemma(Goal(domain, side, False).relation, Positive(form=form)))
    return found


def quotient(prover: Prover, goal: Goal, depth: int) -> Iterator[Positive]:
    """gap = xᵏ·(gap/xᵏ) where the gap is 0 at both ends of 0 < x ≤ b, and gap/xᵏ falls to 0 at b."""
    value = floats.compiled(goal.gap, prover.search.work)
    tiny = 1e-3
    domain = goal.domain
    for name in sorted(symbols(goal.gap)) if depth > 0 and not goal.strict else ():
        low, high = domain.lower.get(name), domain.upper.get(name)
        if low != Bound(num(0), True) or high is None or not domain.interval(name):
            continue
        here = prover.floats(domain)[0]
        small, half, end = (value({**here, name: x}) for x in (tiny, tiny / 2, float(balls.ball(high.value).mid())))
        order = round(log2(small / half)) if small > half > 0 and abs(end) < 1e-9 else 0
        if order in (1, 2):
            inner = Goal(domain, goal.gap / sym(name) ** order, False)
            proof = prover.chain(inner, name, high, -1, max(depth, 3))
            if proof is not None:
                form = sym(name) ** order * inner.gap
                yield Positive(form=form, lemmas=(lemma(inner.relation, proof),))
