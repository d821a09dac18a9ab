"""Bounds of single symbols that follow from hypotheses about several: 0 < y from 0 < x < y, x ≤ 1 from x² + y² ≤ 1.

Where the others are at their own bounds, or 0, a hypothesis that is affine or quadratic in a symbol is solved for it;
what then holds at the samples is proved.  Core sees more on a domain whose symbols have bounds by numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from fractions import Fraction
from math import isqrt
from typing import Protocol

from symcrit.core import ZERO, Context, Domain, Expr, Lemma, Relation, Witness, diff, substitute, sym
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.search.engines import floats
from symcrit.search.engines.analysis import moves
from symcrit.search.engines.monotone import solving
from symcrit.search.engines.terms import rational
from symcrit.search.engines.values import rational as exact_value
from symcrit.search.search import Goal, Search, as_proof, lemma, relations

SURE = 1e-9  # what is less in machine numbers may be 0


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def definedness(self, goal: Goal, depth: int) -> list[Lemma] | None:
        """Lemmas that make the gap of a goal defined."""

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""


def least(prover: Prover, domain: Domain, root: Expr) -> float:
    """The least value at the samples, −∞ where it is undefined at one."""
    value = floats.compiled(root, prover.search.work)
    seen = [value(point) for point in prover.floats(domain)]
    return min((here if here == here else -float("inf") for here in seen), default=-float("inf"))


def shown(prover: Prover, domain: Domain, relation: Relation, known: list[Lemma], depth: int) -> bool:
    """Whether a relation is shown on a domain, by lemmas that are added to those known."""
    context = prover.context(domain, relations(known))
    if context.holds(relation):
        return True
    if relation.op in ("=", "!="):
        return False
    strict = relation.op in ("<", ">")
    if least(prover, domain, relation.gap) < (0 if strict else -SURE):
        return False
    wanted = Goal(domain, relation.gap, strict)
    proof = prover.prove(wanted, depth)
    if proof is None:
        return False
    known.append(lemma(wanted.relation, proof))
    return True


def bounds(prover: Prover, domain: Domain, names: Set[str], known: list[Lemma], depth: int) -> list[Relation]:
    """Bounds of these symbols where they have none, and the lemmas that say so."""
    found: list[Relation] = []
    for name in sorted(names):
        for bound in _candidates(prover, domain, name):
            below = bound.op[0] == ">"
            if name in (domain.lower if below else domain.upper) or any(_same_side(bound, other) for other in found):
                continue
            for wanted in (bound, bound._replace(op=bound.op + "=")):
                if shown(prover, domain, wanted, known, depth):
                    found.append(wanted)
                    break
    return found


def defined(prover: Prover, wide: Domain, narrow: Domain, gap: Expr, known: list[Lemma], depth: int) -> None:
    """What makes a gap defined on a domain, shown on a narrower one; the lemmas are added to those known.

    Those say that the hypotheses of the narrower domain hold.
    """
    before = -1
    while before < len(known):
        before = len(known)
        context = prover.context(wide, relations(known))
        for node in moves.open_nodes(gap, context):
            for need in moves.needed(node, context):
                known += _lifted(prover, narrow, need, depth)


def _lifted(prover: Prover, narrow: Domain, need: moves.Need, depth: int) -> list[Lemma]:
    """What a node needs, shown on the narrower domain; nothing where that fails."""
    values = {name: sym(name) for name in narrow.kinds}
    ways = (need.gap, -need.gap) if need.op == "!=" else (need.gap,)
    for gap in ways:
        goal = Goal(narrow, gap, need.op != ">=")
        proof = prover.prove(goal, depth)
        if proof is None:
            continue
        found = [lemma(goal.relation, Substitute(claim=goal.claim, values=values, witness=as_proof(proof)))]
        if gap is not need.gap:
            found.append(lemma(Relation("!=", need.gap, ZERO), Positive(form=-gap)))
        return found
    return []


def _same_side(bound: Relation, other: Relation) -> bool:
    """Whether another bound of the symbol from this side is known."""
    return bound.lhs is other.lhs and bound.op[0] == other.op[0]


def _candidates(prover: Prover, domain: Domain, name: str) -> Iterator[Relation]:
    """Strict bounds that the samples do not contradict."""
    seen = [point[name] for point in prover.floats(domain)]
    if not seen:
        return
    for relation in domain.where:
        others = relation.gap.names - {name}
        if name not in relation.gap.names or not others or relation.op in ("=", "!="):
            continue
        for end in dict.fromkeys(_ends(prover, domain, relation.gap, name)):
            value = floats.compiled(end, prover.search.work)({})
            if value <= min(seen):
                yield Relation(">", sym(name), end)
            elif value >= max(seen):
                yield Relation("<", sym(name), end)


def _ends(prover: Prover, domain: Domain, gap: Expr, name: str) -> Iterator[Expr]:
    """Where a gap is 0 when the other symbols are 0, or one of them is at a bound."""
    others = sorted(gap.names - {name})
    if len(others) == 1:
        (other,) = others
        for bound in (domain.lower.get(other), domain.upper.get(other)):
            if bound is not None:
                yield from _zeros(prover, domain, substitute(gap, {other: bound.value}), name)
    yield from _zeros(prover, domain, substitute(gap, dict.fromkeys(others, ZERO)), name)


def _zeros(prover: Prover, domain: Domain, gap: Expr, name: str) -> Iterator[Expr]:
    """The zeros of an affine function, the rational ones of a x² + c."""
    solved = solving.solved(prover.search, domain, prover.floats(domain), gap, name)
    if solved is not None:
        yield solved
        return
    work = prover.search.work
    at_0, at_1, at_minus = (exact_value(gap, {name: Fraction(x)}, work) for x in (0, 1, -1))
    bend = diff(diff(gap, name), name)
    if at_0 is None or at_1 is None or at_1 != at_minus or name in bend.names or at_1 == at_0:
        return
    square = at_0 / (at_0 - at_1)
    if square > 0:
        root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
        if root * root == square:
            yield rational(root)
            yield rational(-root)
