"""Absolute values: |u| ≥ ±u, |u| = ±u where u has a sign, and cases for u of both signs.

A goal g(|u|) holds if g(u) holds where u > 0 and g(−u) where u ≤ 0; where both hold on the whole domain, as for a gap
B − |u|, they are shown there.  Minima and maxima are written with absolute values: max(x, y) = (x + y + |x − y|)/2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from flint import fmpq

from symcrit.core import ZERO, Context, Domain, Expr, Lemma, Relation, Witness, diff, nodes, num, substitute, sym
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import mul
from symcrit.search.search import Goal, Search, everywhere, lemma, relations

_SIZE = "size"  # the name of |u| in a gap
MOST = 5  # absolute values of both signs in a goal


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def plausible(self, goal: Goal) -> bool:
        """Whether no sample contradicts the goal."""

    def definedness(self, goal: Goal, depth: int) -> list[Lemma] | None:
        """Lemmas that make the gap of a goal defined."""

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""


def bound(u: Expr, way: int) -> Lemma:
    """way·u ≤ |u|: by signs where the left side is ≤ 0, and where it is not, the squares are equal."""
    below, above = (Positive(), Root()) if way > 0 else (Root(), Positive())
    relation = Relation("<=", u if way > 0 else -u, Expr("abs", u))
    return lemma(relation, Cases(of=u, below=below, above=above))


class Sign(NamedTuple):
    """An absolute value |u| with the sign of u: 1 or −1, 0 where it has both."""

    node: Expr
    way: int

    @property
    def inside(self) -> Expr:
        """u."""
        inside: Expr = self.node.args[0]
        return inside

    @property
    def value(self) -> Expr:
        """u or −u."""
        return self.inside if self.way > 0 else -self.inside


def signs(field: Field, *roots: Expr) -> list[Sign]:
    """The absolute values below some expressions, inner ones first, with the signs at the samples."""
    found = []
    for node in nodes(*roots):
        if node.op == "abs":
            n, d = field.of(node.args[0])
            found.append(Sign(node, field.sign(n) * field.sign(d)))
    return found


def settled(prover: Prover, domain: Domain, field: Field, found: Iterable[Sign], depth: int) -> list[Lemma]:
    """|p| = ±p for the absolute values of one sign that core does not write so itself, as far as it is proved.

    p is the primitive part of u, for core takes numbers out of |u|.
    """
    lemmas: list[Lemma] = []
    for sign in found:
        context = prover.context(domain, relations(lemmas))
        n, d = field.of(sign.inside)
        if not sign.way or not d.is_one() or n.is_constant() or context.undefined(sign.node) is not None:
            continue
        if context.is_zero(sign.node - sign.value):
            continue
        _, factors = field.factorised(n)
        p = field.polynomial_expr(field.times(*(field.raised(factor, exponent) for factor, exponent in factors)))
        size = p if field.sign(field.of(p).n) > 0 else -p
        start = _nonnegative(prover, domain, context, sign.value, size, depth)
        if start is not None:
            lemmas.append(lemma(Relation("<=", ZERO, size), start))
            lemmas.append(lemma(Relation("=", Expr("abs", p), size), Root()))
    return lemmas


def _nonnegative(
    prover: Prover, domain: Domain, context: Context, value: Expr, size: Expr, depth: int
) -> Witness | None:
    """How a positive multiple of what is ≥ 0 is seen to be ≥ 0."""
    if min(context.signs(size)) >= 0:
        return Positive()
    for scale in _quotients(context, size, value):
        if min(context.signs(value)) >= 0:
            return Positive(form=scale * value)
    return prover.prove(Goal(domain, size, False), depth - 1) if depth > 0 else None


def _quotients(context: Context, size: Expr, value: Expr) -> Iterator[Expr]:
    """size/value where that is a number."""
    above, below = context.nf(size).n, context.nf(value).n
    if len(above) and len(below):
        ratio = above.leading_coefficient() / below.leading_coefficient()
        yield num(ratio)


def step(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """The absolute values of one sign written without it; cases for one of both signs.

    First for those, outer ones first, for which both goals may hold on the whole domain; else for an inner one.
    """
    if depth <= 0 or not any(node.op == "abs" for node in nodes(goal.gap)):
        return
    defined = prover.definedness(goal, depth)
    if defined is None:
        return
    field = Field(prover.search.work, prover.floats(goal.domain), goal.gap)
    found = signs(field, goal.gap)
    equations = settled(prover, goal.domain, field, found, depth)
    context = prover.context(goal.domain, relations([*defined, *equations]))
    known = {sign.node: sign.value for sign in found if sign.way and context.is_zero(sign.node - sign.value)}
    if known:
        yield from _rewritten(prover, goal, known, [*defined, *equations], depth)
        return
    for sign in found[::-1][:MOST]:
        whole = _both(prover, goal, sign.inside, depth)
        if whole is not None:
            yield from _cases(prover, goal, sign.inside, whole, defined, depth)
            yield from _squared(goal, sign.inside, whole, defined)
    if len(found) <= MOST:
        yield from _cases(prover, goal, found[0].inside, {}, defined, depth)


def _rewritten(
    prover: Prover, goal: Goal, known: dict[Expr, Expr], lemmas: list[Lemma], depth: int
) -> Iterator[Witness]:
    """The goal with ±u for every |u| of one sign."""
    plain = Goal(goal.domain, substitute(goal.gap, known), goal.strict)
    proof = prover.prove(plain, depth)
    if proof is not None:
        yield Positive(form=plain.gap, lemmas=(*lemmas, lemma(plain.relation, proof)))


def _cases(
    prover: Prover, goal: Goal, u: Expr, whole: dict[int, Witness], defined: list[Lemma], depth: int
) -> Iterator[Witness]:
    """Where u ≤ 0, and where u > 0; `whole` proves the two goals without |u| there, if it is known."""
    parts: list[Witness] = []
    for way in (-1, 1):
        relation = Relation("<=" if way < 0 else ">", u, ZERO)
        domain = Domain(goal.domain.kinds, [*goal.domain.where, relation])
        part = Goal(domain, substitute(goal.gap, {Expr("abs", u): mul(num(way), u)}), goal.strict)
        proof = whole[way] if whole else prover.prove(part, depth)
        if proof is None:
            return
        field = Field(prover.search.work, prover.floats(domain), u)
        equations = settled(prover, domain, field, [Sign(Expr("abs", u), way)], depth)
        here = [everywhere(entry, goal.domain) for entry in defined]
        parts.append(Positive(form=part.gap, lemmas=(*here, *equations, lemma(part.relation, proof))))
    yield Cases(of=u, below=parts[0], above=parts[1], lemmas=tuple(defined))


def _squared(goal: Goal, u: Expr, whole: dict[int, Witness], defined: list[Lemma]) -> Iterator[Positive]:
    """B − c·|u| ≥ 0 from c²·u² ≤ B², that is (B − c·u)·(B + c·u) ≥ 0, for a number c > 0."""
    size = Expr("abs", u)
    plain = substitute(goal.gap, {size: sym(_SIZE)})
    slope = diff(plain, _SIZE)
    if goal.strict or slope.op != "num" or slope.value >= 0:
        return
    above, below = substitute(plain, {_SIZE: ZERO}), mul(num(-slope.value), size)
    known = [lemma(_with(goal, u, way).relation, whole[way]) for way in (1, -1)]
    first, second = (entry.relation.gap for entry in known)
    positive = lemma(Relation("<=", ZERO, above), Positive(form=mul(num(fmpq(1, 2)), first + second)))
    squares = Relation("<=", mul(below, below), mul(above, above))
    root = Root(lemmas=(positive, lemma(squares, Positive(form=mul(first, second)))))
    own = Relation("<=", below, above)
    yield Positive(form=own.gap, lemmas=(*defined, *known, lemma(own, root)))


def _both(prover: Prover, goal: Goal, u: Expr, depth: int) -> dict[int, Witness] | None:
    """g(u) and g(−u) on the whole domain, as what proves them on a part of it."""
    found = {}
    goals = {way: _with(goal, u, way) for way in (-1, 1)}
    if not all(prover.plausible(part) for part in goals.values()):
        return None
    for way, part in goals.items():
        proof = prover.prove(part, depth)
        if proof is None:
            return None
        found[way] = everywhere(lemma(part.relation, proof), goal.domain).witness
    return found


def _with(goal: Goal, u: Expr, way: int) -> Goal:
    """The goal with way·u for |u|."""
    return Goal(goal.domain, substitute(goal.gap, {Expr("abs", u): mul(num(way), u)}), goal.strict)
