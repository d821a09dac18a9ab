"""Gaps in one symbol, on any interval: boxes where it is bounded, ladders where it is not, cuts between them.

What is looked at, in this order: hypotheses that are no bounds are left out, or cut the interval where they exclude a
point; denominators and other factors of evident sign are taken out; a rational point inside at which a gap ≥ 0 seems
to be 0 becomes an end; an interval without an end is cut at a number T from which a ladder leads on (`ladders`); what
is bounded then is covered with boxes, for which zeros at ends, of any order, are no hindrance (`covers`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Protocol

from symcrit.core import (
    Bound,
    Context,
    Domain,
    Expr,
    Lemma,
    OutOfWork,
    Relation,
    TooLarge,
    Witness,
    diff,
    nodes,
    substitute,
)
from symcrit.core.algebra import balls
from symcrit.core.algebra.expr import integrals
from symcrit.core.algebra.signs import NONNEGATIVE, POSITIVE
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.split import Split
from symcrit.core.witnesses.substitute import Substitute
from symcrit.search.engines import floats
from symcrit.search.engines.analysis import covers, splits
from symcrit.search.engines.analysis.bounded import Bounded, absolute
from symcrit.search.engines.analysis.ladders import Factored, Ladder, factored
from symcrit.search.engines.analysis.moves import Move, inner
from symcrit.search.engines.analysis.reciprocals import reciprocal
from symcrit.search.engines.equalities.angles import rewriter
from symcrit.search.engines.equalities.rewriter import Restart
from symcrit.search.engines.places.constants import meant
from symcrit.search.engines.terms import ONE, ZERO, rational, sym
from symcrit.search.engines.values import ends
from symcrit.search.search import Goal, Search, as_proof, lemma, relations, with_lemmas

SHARE = 0.15  # of the work that is left, for one goal
MAX_LEVELS = 6  # of cuts inside of cuts
NEAR = 1e-3  # how far a rational number may be from a float that it stands for
TINY = 1e-11  # a value that is taken for 0
MAX_CUTS = 3  # numbers at which a gap seems to be 0
SLOPES = 4  # derivatives at such an end
GRID = 64  # parts of an interval, at whose ends the gap is looked at
STARTS = tuple(Fraction(t) for t in (1, 2, 4, 8, 16, 32, 64))  # of ladders


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""

    def bridge(self, domain: Domain, difference: Expr, context: Context) -> list[Lemma] | None:
        """Lemmas after which the difference has normal form 0."""

    def definedness(self, goal: Goal, depth: int) -> list[Lemma] | None:
        """Lemmas that make the gap defined."""

    def plausible(self, goal: Goal) -> bool:
        """False where a sample point contradicts the goal."""

    def within(self, share: float) -> Prover:
        """The same with a share of the work that is left."""


def witnesses(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """A proof of a goal in one symbol, looked for once."""
    key = ("interval", goal.key)
    memo = prover.search.memo
    if depth < 1 or len(goal.gap.names) != 1 or set(goal.domain.kinds) != goal.gap.names or integrals(goal.gap):
        return
    if key not in memo:
        memo[key] = None
        try:
            memo[key] = Interval(prover.within(SHARE)).prove(goal)
        except OutOfWork:
            prover.search.poll()
    if memo[key] is not None:
        yield memo[key]


class Interval:
    """Proves goals in one symbol with a share of the work."""

    def __init__(self, prover: Prover) -> None:
        self.prover = prover
        self.work = prover.search.work
        self.known: dict[object, Witness | None] = {}

    def prove(self, goal: Goal, levels: int = MAX_LEVELS) -> Witness | None:
        """A witness that core should accept for the goal."""
        if goal.key not in self.known:
            self.known[goal.key] = None
            try:
                self.known[goal.key] = self._prove(goal, levels)
            except (TooLarge, ZeroDivisionError):
                self.work.charge(20)
        return self.known[goal.key]

    def _prove(self, goal: Goal, levels: int) -> Witness | None:
        self.work.charge(100)
        (name,) = goal.domain.kinds
        if levels == 0 or not self.prover.plausible(goal):
            return None
        if goal.domain.others:
            return self._without_others(goal, name, levels)
        defined = self.prover.definedness(goal, 2)
        if defined is None:
            return None
        context = self.prover.context(goal.domain, relations(defined))
        found = self._evident(goal, name, context) or self._by_parts(goal, name, context, levels)
        return None if found is None else with_lemmas(found, defined)

    def _evident(self, goal: Goal, name: str, context: Context) -> Witness | None:
        """A sign that core sees, or boxes."""
        if context.shown(goal.gap, POSITIVE if goal.strict else NONNEGATIVE):
            return Positive()
        if not covers.bounded(goal):
            return None
        values = self._at_ends(goal, name, context)
        known = self.prover.context(goal.domain, (*context.facts, *relations(values))) if values else context
        tree = covers.grown(known, self.work, goal, covers.SHAPES[:1])
        return None if tree is None else with_lemmas(tree, values)

    def _at_ends(self, goal: Goal, name: str, context: Context) -> list[Lemma]:
        """What makes core see that the gap is 0 at an end where it seems to be."""
        found: list[Lemma] = []
        for bounds in (goal.domain.lower, goal.domain.upper):
            there = substitute(goal.gap, {name: bounds[name].value})
            apart = balls.sign(balls.ball(there)) is not None
            if apart or context.undefined(there) is not None or context.is_zero(there):
                continue
            slopes = [there]
            derivative = goal.gap
            for _ in range(SLOPES):
                derivative = diff(derivative, name)
                slopes.append(substitute(derivative, {name: bounds[name].value}))
            defined = [slope for slope in slopes if context.undefined(slope) is None]
            found += [entry for entry in self._values(goal, context, defined) if entry not in found]
        return found

    def _values(self, goal: Goal, context: Context, numbers: list[Expr]) -> list[Lemma]:
        """The identities that write numbers in terms of few."""
        try:
            written, _ = rewriter(self.prover.floats(goal.domain), context, lambda expr: None, *numbers)
        except (TooLarge, ZeroDivisionError, Restart):
            return []
        return written.lemmas

    def _by_parts(self, goal: Goal, name: str, context: Context, levels: int) -> Witness | None:
        """Absolute values and factors first, then inner reciprocals, then cuts, then ladders."""
        bound = absolute(goal)
        if bound is not None:
            return self._between(goal, bound, levels)
        turned = self._turned(goal, name, levels)
        if turned is not None:
            return turned
        moved = self._moved(goal, context, levels)
        if moved is not None:
            return moved
        form = factored(self.prover, goal)
        if form is not None and form.open != [goal.gap]:
            product = self._product(goal, form, levels)
            if product is not None:
                return product
        for at in self._cuts(goal, name):
            found = self._cut(goal, name, at, levels)
            if found is not None:
                return found
        if covers.bounded(goal) and self._loose(goal, name) == 0:
            return covers.grown(context, self.work, goal, covers.SHAPES[1:])
        return self._unbounded(goal, name, levels)

    def _product(self, goal: Goal, form: Factored, levels: int) -> Positive | None:
        """The gap as a product, factor by factor."""
        found = [*form.lemmas]
        for part in form.open:
            own = Goal(goal.domain, part, goal.strict)
            proof = self.prove(own, levels - 1)
            if proof is None:
                return None
            found.append(lemma(own.relation, proof))
        return Positive(form=form.expr, lemmas=tuple(found))

    def _between(self, goal: Goal, bound: Bounded, levels: int) -> Positive | None:
        """B − c·|u| from B ∓ c·u: their product is B² − (c·|u|)², their mean is B."""
        found = []
        for side in bound.sides:
            own = Goal(goal.domain, side, goal.strict)
            proof = self.prove(own, levels - 1)
            if proof is None:
                return None
            found.append(lemma(own.relation, proof))
        return bound.witness(goal, found)

    def _turned(self, goal: Goal, name: str, levels: int) -> Substitute | None:
        """The goal in t = 1/x, where the symbol stands in a denominator inside of a function."""
        move = reciprocal(self.prover.search, goal, name)
        if move is None:
            return None
        context = self.prover.context(goal.domain)
        bridge = self.prover.bridge(goal.domain, goal.gap - substitute(move.goal.gap, move.values), context)
        proof = None if bridge is None else self.prove(move.goal, levels - 1)
        if bridge is None or proof is None:
            return None
        needs = [lemma(fact.at(move.values), Positive(form=form)) for fact, form in move.needs]
        return Substitute(claim=move.goal.claim, values=move.values, witness=as_proof(proof), lemmas=(*bridge, *needs))

    def _moved(self, goal: Goal, context: Context, levels: int) -> Substitute | None:
        """The goal in a function of the symbol, where a root, asin or acos has no derivative at an end."""
        if levels < MAX_LEVELS - 1 or not _edges(goal, context):
            return None
        for move in inner(self.prover.search, goal, self.prover.floats(goal.domain)):
            if context.undefined(*move.values.values()) is not None:
                continue
            there = substitute(move.goal.gap, move.values)
            bridge = self.prover.bridge(goal.domain, goal.gap - there, context)
            needs = None if bridge is None else self._needs(goal, move, context, levels)
            proof = None if needs is None else self.prove(move.goal, levels - 1)
            if bridge is not None and needs is not None and proof is not None:
                return Substitute(
                    claim=move.goal.claim, values=move.values, witness=as_proof(proof), lemmas=(*bridge, *needs)
                )
        return None

    def _needs(self, goal: Goal, move: Move, context: Context, levels: int) -> list[Lemma] | None:
        """The hypotheses of the inner goal that core does not see at once."""
        found = []
        for fact in move.goal.domain.where:
            there = fact.at(move.values)
            if context.holds(there):
                continue
            part = Goal(goal.domain, there.gap, there.op in ("<", ">"))
            proof = _as_arccosine(part, context) or self.prove(part, levels - 1)
            if proof is None:
                return None
            found.append(lemma(part.relation, proof))
        return found

    # -- cuts

    def _cut(self, goal: Goal, name: str, at: Expr, levels: int) -> Split | Cases | None:
        """Both sides of a number."""
        below, above = splits.parts(goal, name, at)
        first = self.prove(below, levels - 1)
        second = None if first is None else self.prove(above, levels - 1)
        if first is None or second is None:
            return None
        if at.op == "num":
            return Split(symbol=name, at=at, below=first, above=second)
        of = sym(name) - at
        return Cases(of=of, below=_on(name, below, first, ZERO - of), above=_on(name, above, second, of))

    def _without_others(self, goal: Goal, name: str, levels: int) -> Witness | None:
        """The hypotheses that are no bounds left out; where one excludes a number inside, both sides of that."""
        points = [at for fact in goal.domain.others if (at := _excluded(fact, name)) is not None]
        inside = [at for at in points if splits.inside(goal, name, rational(at))]
        bounds = [fact for fact in goal.domain.where if fact not in goal.domain.others]
        if inside:
            return self._cut(goal, name, rational(inside[0]), levels)
        strict = [Relation(op, sym(name), end.value) for op, end in _open_ends(goal, name, points)]
        inner = Goal(Domain(goal.domain.kinds, strict or bounds), goal.gap, goal.strict)
        proof = self.prove(inner, levels - 1)
        if proof is None:
            return None
        return Substitute(claim=inner.claim, values={name: sym(name)}, witness=as_proof(proof))

    def _cuts(self, goal: Goal, name: str) -> Iterator[Expr]:
        """Numbers inside at which a gap ≥ 0 seems to be 0: simple rational ones, or what they may be else."""
        if goal.strict:
            return
        value = floats.compiled(goal.gap, self.work)
        grid = list(self._grid(goal, name))
        seen = [value({name: x}) for x in grid]
        valleys = [i for i in range(1, GRID) if seen[i] <= seen[i - 1] and seen[i] < seen[i + 1]]
        for i in sorted(valleys, key=seen.__getitem__)[:MAX_CUTS]:
            lowest = floats.descend(value, {name: grid[i]}, goal.domain)[name]
            simple = (Fraction(lowest).limit_denominator(size) for size in (1, 2, 3, 4, 5, 6, 10, 12, 60))
            near = [rational(at) for at in simple if abs(float(at) - lowest) < NEAR]
            for at in (*near, *meant(lowest)):
                zero = abs(value({name: floats.compiled(at, self.work)({})})) < TINY
                if zero and splits.inside(goal, name, at):
                    yield at
                    break

    def _grid(self, goal: Goal, name: str) -> Iterator[float]:
        """Points of the interval, evenly or ever farther out."""
        low, high = ends(goal.domain, name)
        if math.isfinite(low) and math.isfinite(high):
            yield from (low + (high - low) * i / GRID for i in range(GRID + 1))
            return
        far = [math.sinh(8 * i / GRID) for i in range(GRID + 1)]
        if math.isfinite(low):
            yield from (low + x for x in far)
        elif math.isfinite(high):
            yield from (high - x for x in reversed(far))
        else:
            yield from (-x for x in reversed(far[1:]))
            yield from far

    # -- infinity

    def _loose(self, goal: Goal, name: str) -> int:
        """1 where there is no upper end, or no value of the gap there; −1 for the lower end; 2 for both, else 0."""
        value = floats.compiled(goal.gap, self.work)
        loose = [not math.isfinite(end) or not math.isfinite(value({name: end})) for end in ends(goal.domain, name)]
        return {(False, True): 1, (True, False): -1, (True, True): 2}.get((loose[0], loose[1]), 0)

    def _unbounded(self, goal: Goal, name: str, levels: int) -> Witness | None:
        """A ladder from the end that there is, or a cut at a number from which one leads on."""
        way = self._loose(goal, name)
        low, high = ends(goal.domain, name)
        if way == 0:
            return None
        if way == 2:
            middle = (low + high) / 2 if math.isfinite(low + high) else 0.0
            finite = next((end for end in (low, high) if math.isfinite(end)), None)
            if finite is not None and not math.isfinite(low + high):
                middle = finite + math.copysign(1, low + high)
            return self._cut(goal, name, rational(Fraction(middle).limit_denominator(8)), levels)
        direct = Ladder(self.prover, name, way).prove(goal)
        if direct is not None:
            return direct
        for at in _starts(*((low, high)[::way])):
            bounded, tail = splits.parts(goal, name, rational(at))[::way]
            leads_on = Ladder(self.prover, name, way).prove(tail)
            if leads_on is None:
                continue
            rest = self.prove(bounded, levels - 1)
            if rest is None:
                return None
            both = (rest, leads_on)[::way]
            return Split(symbol=name, at=rational(at), below=both[0], above=both[1])
        return None


def _starts(start: float, end: float) -> Iterator[Fraction]:
    """Simple numbers on the way from one end to another, which may be infinite."""
    if math.isfinite(end):
        for k in range(1, 8):
            yield Fraction(end - (end - start) * 0.5**k).limit_denominator(1000 * 2**k)
        return
    way = 1 if end > 0 else -1
    base = math.floor(start) if way == 1 else math.ceil(start)
    yield from (base + way * step for step in STARTS)


def _on(name: str, goal: Goal, proof: Witness, gap: Expr) -> Substitute:
    """The goal on one side of a number, where `gap` ≥ 0, or > 0, says that it is on this side."""
    bound = lemma(goal.domain.where[-1], Positive(form=gap))
    return Substitute(claim=goal.claim, values={name: sym(name)}, witness=as_proof(proof), lemmas=(bound,))


def _as_arccosine(goal: Goal, context: Context) -> Positive | None:
    """π/2 ∓ asin u = acos(±u) ≥ 0."""
    for node in nodes(goal.gap):
        for form in (Expr("acos", node.args[0]), Expr("acos", -node.args[0])) if node.op == "asin" else ():
            if not goal.strict and context.undefined(form) is None and context.is_zero(goal.gap - form):
                return Positive(form=form)
    return None


def _edges(goal: Goal, context: Context) -> bool:
    """Whether a root is 0 at an end of the interval, or the argument of asin or acos is ±1."""
    (name,) = goal.domain.kinds
    ends_of_name = [bounds[name].value for bounds in (goal.domain.lower, goal.domain.upper) if name in bounds]
    for node in nodes(goal.gap):
        if node.op not in ("sqrt", "asin", "acos") or not node.names:
            continue
        part = node.args[0] if node.op == "sqrt" else ONE - node.args[0] * node.args[0]
        values = [substitute(part, {name: end}) for end in ends_of_name]
        if any(context.undefined(value) is None and context.is_zero(value) for value in values):
            return True
    return False


def _excluded(fact: Relation, name: str) -> Fraction | None:
    """c of a hypothesis x ≠ c."""
    for side, other in ((fact.lhs, fact.rhs), (fact.rhs, fact.lhs)):
        if fact.op == "!=" and side is sym(name) and other.op == "num":
            return Fraction(int(other.value.p), int(other.value.q))
    return None


def _open_ends(goal: Goal, name: str, points: list[Fraction]) -> Iterator[tuple[str, Bound]]:
    """The bounds of the symbol, strict where an end is excluded."""
    for bounds, op in ((goal.domain.lower, ">"), (goal.domain.upper, "<")):
        if name in bounds:
            bound = bounds[name]
            excluded = any(bound.value is rational(at) for at in points)
            yield op + ("" if bound.strict or excluded else "="), bound
