"""Goals with functions, made algebraic: f(u) is replaced by a bound, as MetiTarski does it.

For a lower bound v ≤ f(u), gap(f) = c·(f(u) − v) + gap(v), where c is the difference quotient of the gap in f, of
one sign; an upper bound serves where c ≤ 0.  c ≥ 0, gap(v) ≥ 0 and what the bound asks of u are lemmas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol

from symcrit.core import Context, Domain, Expr, Lemma, OutOfWork, Relation, TooLarge, Witness, nodes, substitute, sym
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines import floats
from symcrit.search.engines.bounds.choices import INSIDE, Replacement, Sample, choices, vanishes, with_values
from symcrit.search.engines.bounds.constants import enclosures
from symcrit.search.engines.bounds.table import FUNCTIONS
from symcrit.search.engines.equalities.rewriter import Restart
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import ZERO, mul, power
from symcrit.search.search import Goal, Search, lemma, relations

BOUND = sym("v")  # stands for the bound of a function value
MOST_TRIED = 4  # choices that are tried on a goal at each depth
FOR_ONE, FOR_ALL = 30_000, 60_000  # the work for a choice, and for all of them, at depth 0; twice at every further one
SPENT = "work for bounds"  # by depth


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def apart(self, units: int) -> Prover:
        """A prover with so much work, that remembers nothing of this one."""

    def context(self, domain: Domain, facts: Sequence[Relation] = ()) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[Sample]:
        """Some points of a domain."""

    def definedness(self, goal: Goal, depth: int) -> list[Lemma] | None:
        """Lemmas that make the gap defined."""


def replaced(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """The goal by an algebraic one, by the most promising bounds, each with a share of the work of its own."""
    search = prover.search
    if depth < 1:
        return
    for chosen in islice(_candidates(search, goal, prover.floats(goal.domain)), MOST_TRIED):
        if search.memo.get((SPENT, depth), 0) > FOR_ALL << depth:
            return
        witness = _apart(prover, goal, depth, chosen)
        if witness is not None:
            yield witness


def _candidates(search: Search, goal: Goal, samples: Sequence[Sample]) -> Iterable[Sequence[Replacement]]:
    """What may be replaced: functions, or else irrational numbers."""
    if any(node.op in FUNCTIONS for node in nodes(goal.gap)):
        return choices(search, goal, samples)
    return enclosures(search, goal, samples)


def _apart(prover: Prover, goal: Goal, depth: int, chosen: Sequence[Replacement]) -> Witness | None:
    """The witness by some bounds, with a share of the work."""
    search = prover.search
    start = search.work.spent
    own = prover.apart(FOR_ONE << depth)
    try:
        return _Steps(own, goal, max(depth, 2)).by(chosen)
    except OutOfWork:
        if own.search.work.stopped or not search.work.left:
            raise
        return None
    except (TooLarge, ZeroDivisionError, Restart):
        return None
    finally:
        search.memo[SPENT, depth] = search.memo.get((SPENT, depth), 0) + search.work.spent - start


class _Slope(NamedTuple):
    """|c| for the difference quotient c of the gap in a function value."""

    size: Expr
    way: int


class _Steps:
    """One choice of bounds for a goal."""

    def __init__(self, prover: Prover, goal: Goal, depth: int) -> None:
        self.prover = prover
        self.goal = goal
        self.depth = depth

    def by(self, chosen: Sequence[Replacement]) -> Witness | None:
        """The witness, where all its parts are found."""
        return self._rest(self.goal.gap, self.goal.strict, list(chosen))

    def _rest(self, gap: Expr, strict: bool, chosen: list[Replacement]) -> Witness | None:
        """gap > 0 (or ≥ 0) by the bounds that are left, and then by other engines."""
        goal = Goal(self.goal.domain, gap, strict)
        if not chosen:
            return self._algebraic(goal)
        choice, *others = chosen
        slope = self._slope(gap, choice)
        if slope is None or slope.way != (-1 if choice.upper else 1):
            return None
        rest = substitute(gap, {choice.node: choice.value})
        touches = strict and self._vanishes(rest, others)
        if touches and not choice.strict:
            return None
        known = self._known(choice, slope, strict=touches)
        if known is None:
            return None
        inner = self._rest(rest, strict and not touches, others)
        if inner is None:
            return None
        remainder = Goal(self.goal.domain, rest, strict and not touches)
        parts = [*known, lemma(remainder.relation, inner)]
        form = slope.size * known[-1].relation.gap + rest
        defined = self.prover.definedness(Goal(self.goal.domain, form, strict), self.depth - 1)
        if defined is None:
            return None
        new = [entry for entry in defined if entry.relation not in relations(parts)]
        return Positive(form=form, lemmas=(*new, *parts))

    def _algebraic(self, goal: Goal) -> Witness | None:
        """What is left when all functions are replaced."""
        context = self.prover.context(goal.domain)
        if not goal.strict and context.undefined(goal.gap) is None and context.is_zero(goal.gap):
            return Zero()
        at_once = self.prover.prove(goal, 0)
        if at_once is not None:
            return at_once
        for chosen in enclosures(self.prover.search, goal, self.prover.floats(goal.domain)):
            witness = self._rest(goal.gap, goal.strict, chosen)
            if witness is not None:
                return witness
        return self.prover.prove(goal, self.depth - 1)

    def _vanishes(self, rest: Expr, others: Sequence[Replacement]) -> bool:
        """Whether nothing seems to be left."""
        algebraic = substitute(rest, {choice.node: choice.value for choice in others})
        return vanishes(self.prover.search, algebraic, self.prover.floats(self.goal.domain))

    def _slope(self, gap: Expr, choice: Replacement) -> _Slope | None:
        """(gap(f) − gap(v))/(f − v), as factors that are positive at the samples."""
        work = self.prover.search.work
        bound = floats.compiled(choice.value, work)
        points = with_values(self.prover.search, choice.node, self.prover.floats(self.goal.domain))
        samples = [{**point, BOUND.args[0]: bound(point)} for point in points]
        ends = [substitute(gap, {choice.node: place}) for place in (INSIDE, BOUND)]
        field = Field(work, samples, *ends, INSIDE - BOUND)
        difference = field.of(ends[0] - ends[1])
        quotient, left = field.divided(difference.n, field.of(INSIDE - BOUND).n)
        if len(left) or not len(quotient):
            return None
        way = field.sign(quotient) * field.sign(difference.d)
        if not way:
            return None
        return _Slope(self._back(_factors(field, quotient, difference.d, way), choice), way)

    def _back(self, expr: Expr, choice: Replacement) -> Expr:
        """The expression with the function value and its bound where their places are."""
        return substitute(expr, {INSIDE: choice.node, BOUND: choice.value})

    def _known(self, choice: Replacement, slope: _Slope, *, strict: bool) -> list[Lemma] | None:
        """What the bound asks of its argument, that the slope has its sign, and the bound."""
        found = []
        context = self.prover.context(self.goal.domain)
        slopes = Relation("<" if strict else "<=", ZERO, slope.size)
        for relation in (*choice.needs(strict=strict), slopes):
            if context.holds(relation):
                continue
            part = Goal(self.goal.domain, relation.gap, relation.op in ("<", ">"))
            proof = self.prover.prove(part, self.depth - 1)
            if proof is None:
                return None
            found.append(lemma(part.relation, proof))
        return [*found, choice.lemma(strict=strict)]


def _factors(field: Field, n: Any, d: Any, way: int) -> Expr:
    """way·n/d in factors."""
    return mul(field.product_expr(n * way * field.sign(d)), power(field.product_expr(d * field.sign(d)), -1))
