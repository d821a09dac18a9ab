"""Inequalities in two symbols that compare values of one function: f(x) < f(y) for x < y, chords, tangents.

segment: the gap is ≥ 0 at x = y (or another end that hypotheses give) and grows from there.
monotone: the gap is f(y) − f(x), and f is monotone, where its derivative may have zeros.
chord: the gap is (1 − w)·f(x) + w·f(y) − f((1 − w)·x + w·y) with f convex, or its opposite with f concave.
implied: what another symbol bounds is bounded by the bound of that: from 0 < x < y to 0 < y.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations
from typing import NamedTuple

from symcrit.core import (
    ONE,
    PI,
    TWO,
    ZERO,
    Domain,
    Expr,
    Goals,
    Lemma,
    OutOfWork,
    Reject,
    Relation,
    Stopped,
    Witness,
    add,
    diff,
    mul,
    nodes,
    num,
    substitute,
    sym,
    symbols,
)
from symcrit.core import Goal as CoreGoal
from symcrit.core.claims._function import FunctionClaim
from symcrit.core.claims.concave import Concave
from symcrit.core.claims.convex import Convex
from symcrit.core.claims.decreasing import Decreasing
from symcrit.core.claims.increasing import Increasing
from symcrit.core.witnesses.cases import Cases
from symcrit.core.witnesses.monotone import Monotone
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.segment import Segment
from symcrit.core.witnesses.substitute import Substitute
from symcrit.search.engines import floats
from symcrit.search.engines.equalities import narrowed
from symcrit.search.engines.equalities.narrowed import SURE, Prover, least, shown
from symcrit.search.engines.monotone import solving
from symcrit.search.search import Goal, Search, as_proof, lemma, relations, with_lemmas

SHARE = 0.15  # of the work that is left, for the shape of a function
MAX_SYMBOLS = 4  # of a goal that is looked at
MAX_TERMS = 40  # of a gap that is taken apart
FREE = "s"  # the symbol of a function


def touching(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """What speaks of two values of one function, or is 0 where a hypothesis is an equation."""
    if not 2 <= len(symbols(goal.gap)) <= len(goal.domain.kinds) <= MAX_SYMBOLS:
        return
    if depth > 0:
        yield from monotone(prover, goal, depth)
        yield from chords(prover, goal, depth)
    if depth > 1:
        yield from segments(prover, goal, depth, above=False)
        yield from _on_both_sides(prover, goal, depth)


def apart(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """What is positive where a hypothesis is an equation; what needs bounds that others imply."""
    if depth > 1 and 2 <= len(goal.domain.kinds) <= MAX_SYMBOLS:
        yield from implied(prover, goal, depth)
        yield from segments(prover, goal, depth, above=True)


# ----------------------------------------------------------------------------------------------------------- segments


class Start(NamedTuple):
    """A value of a symbol that the others give, from which the symbol lies above, or below with `down`."""

    symbol: str
    end: Expr
    down: bool


def starts(prover: Prover, goal: Goal) -> Iterator[Start]:
    """The ends of sections that depend on other symbols, by hypotheses that are affine."""
    points = prover.floats(goal.domain)
    for relation in goal.domain.where:
        names = sorted(relation.gap.names & goal.gap.names)
        if relation.op in ("=", "!=") or len(relation.gap.names) < 2:
            continue
        for name in reversed(names):
            end = solving.solved(prover.search, goal.domain, points, relation.gap, name)
            if end is not None:
                slope = least(prover, goal.domain, diff(relation.gap, name))
                yield Start(name, end, slope < 0)


def segments(prover: Prover, goal: Goal, depth: int, *, above: bool) -> Iterator[Witness]:
    """From such an end, where the gap is 0, or > 0."""
    for start in dict.fromkeys(starts(prover, goal)):
        there = substitute(goal.gap, {start.symbol: start.end})
        fits = least(prover, goal.domain, there) > SURE if above else zero(prover, goal.domain, there)
        witness = segment(prover, goal, start, above, depth) if fits else None
        if witness is not None:
            yield witness


def zero(prover: Prover, domain: Domain, root: Expr) -> bool:
    """Whether an expression is 0 at the samples, in machine numbers, and defined at some."""
    value = floats.compiled(root, prover.search.work)
    seen = [here for here in (value(point) for point in prover.floats(domain)) if here == here]
    return bool(seen) and all(abs(here) < SURE for here in seen)


def segment(prover: Prover, goal: Goal, start: Start, above: bool, depth: int) -> Witness | None:
    """The gap at the end, and its derivative on the way to the symbol."""
    known: list[Lemma] = []
    moved = start.end - sym(start.symbol) if start.down else sym(start.symbol) - start.end
    order = Relation("<" if goal.strict and not above else "<=", ZERO, moved)
    if not shown(prover, goal.domain, order, known, depth - 1):
        return None
    there = {start.symbol: start.end}
    for relation in goal.domain.where:
        if start.symbol in relation.gap.names and relation.op not in ("=", "!="):
            strict = relation.at(there)._replace(op=relation.op[0])
            weak = strict._replace(op=relation.op[0] + "=")
            if not shown(prover, goal.domain, strict, known, depth - 1):
                shown(prover, goal.domain, weak, known, depth - 1)
    found = Segment(symbol=start.symbol, start_at=start.end, down=start.down, above=above, lemmas=tuple(known))
    context = prover.context(goal.domain, relations(known))
    try:
        first, moves = found.goals(CoreGoal(goal.domain, goal.relation), context, prover.search.work)
    except Reject:
        return None
    derivative = prover.prove(Goal(moves.domain, moves.relation.gap, moves.relation.op == "<"), depth - 1)
    if derivative is None:
        return None
    defined = prover.definedness(Goal(first.domain, goal.gap, False), depth - 1)
    value = prover.prove(Goal(first.domain, first.relation.gap, above), depth - 1)
    if defined is None or value is None:
        return None
    return replace(found, start=with_lemmas(value, defined), derivative=derivative)


def _on_both_sides(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """x ≤ y and x > y, where the gap is 0 at x = y and no hypothesis says which is so."""
    names = sorted(symbols(goal.gap))
    if len(names) != 2 or goal.strict:
        return
    x, y = (sym(name) for name in names)
    ways = {point[names[0]] > point[names[1]] for point in prover.floats(goal.domain)}
    if len(ways) < 2 or not zero(prover, goal.domain, substitute(goal.gap, {names[0]: y})):
        return
    parts = []
    for op in ("<=", ">"):
        domain = Domain(goal.domain.kinds, [*goal.domain.where, Relation(op, x - y, ZERO)])
        part = prover.prove(Goal(domain, goal.gap, False), depth - 1)
        if part is None:
            return
        parts.append(part)
    yield Cases(of=x - y, below=parts[0], above=parts[1])


# ----------------------------------------------------------------------------------------------------------- monotone


def terms(root: Expr, factor: Expr = ONE) -> Iterator[Expr]:
    """The terms of a sum, numbers multiplied out."""
    if root.op == "add":
        for child in root.children:
            yield from terms(child, factor)
    elif root.op == "mul" and len(root.children) == 2 and root.children[0].op == "num":
        yield from terms(root.children[1], num(factor.value * root.children[0].value))
    else:
        yield mul(factor, root)


def monotone(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """f(y) − f(x) > 0 with f increasing and x < y, or decreasing and y < x."""
    parts = list(terms(goal.gap))
    if len(parts) > MAX_TERMS:
        return
    for x, y in permutations(sorted(symbols(goal.gap)), 2):
        mine = [part for part in parts if y in part.names]
        others = [part for part in parts if y not in part.names]
        if any(x in part.names for part in mine) or not any(x in part.names for part in others):
            continue
        f = substitute(add(*mine), {y: sym(FREE)})
        context = prover.context(goal.domain)
        for place in (sym(x), -sym(x)):
            rest = add(substitute(f, {FREE: place}), *others)
            if zero(prover, goal.domain, rest) and context.undefined(rest) is None and context.is_zero(rest):
                yield from _by_shape(prover, goal, f, place, sym(y), depth)


def _by_shape(prover: Prover, goal: Goal, f: Expr, x: Expr, y: Expr, depth: int) -> Iterator[Witness]:
    """f(y) − f(x) for a function of the free symbol; x may be another symbol with a minus."""
    ways: list[tuple[Callable[..., FunctionClaim], Expr, Expr]] = [(Increasing, x, y), (Decreasing, y, x)]
    for kind, low, high in ways:
        known: list[Lemma] = []
        order = Relation("<" if goal.strict else "<=", low, high)
        if FREE in goal.domain.kinds or not shown(prover, goal.domain, order, known, depth - 1):
            continue
        others = {name: sym(name) for name in goal.domain.kinds if name not in x.names | y.names}
        domain = _of_both(prover, goal.domain, (x, y), known, depth)
        proof = shape(prover.search, kind(domain=domain, expr=f, symbol=FREE))
        if proof is not None:
            claim = kind(domain=domain, expr=f, symbol=FREE)
            yield Monotone(claim=claim, low=low, high=high, values=others, witness=proof, lemmas=tuple(known))


def _of_both(prover: Prover, domain: Domain, pair: tuple[Expr, Expr], known: list[Lemma], depth: int) -> Domain:
    """What is shown of both places, as a domain of the free symbol and the others."""
    where: dict[Relation, None] = {}
    names = pair[0].names | pair[1].names
    for relation in domain.where:
        inside = names & relation.gap.names
        if not inside:
            where[relation] = None
        if len(inside) != 1:
            continue
        (name,) = inside
        turned = -sym(FREE) if sym(name) not in pair else sym(FREE)
        wanted = relation.at({name: turned})
        if all(shown(prover, domain, wanted.at({FREE: place}), known, depth - 1) for place in pair):
            where[wanted] = None
    kinds = {name: kind for name, kind in domain.kinds.items() if name not in names}
    return Domain({**kinds, FREE: "real"}, list(where))


def shape(search: Search, claim: FunctionClaim) -> Goals | None:
    """What proves a claim about a function, with a share of the work; remembered."""
    key = ("shape", claim)
    if key not in search.memo:
        part = search.within(SHARE)
        try:
            found_by = (way(part, claim) for way in search.shapes)
            search.memo[key] = next((proof for proof in found_by if proof is not None), None)
        except Stopped:
            raise
        except OutOfWork:
            search.memo[key] = None
    found: Goals | None = search.memo[key]
    return found


# ------------------------------------------------------------------------------------------------------------- chords

ALWAYS: tuple[Relation, ...] = ()
_S = sym(FREE)
FROM_0 = (Relation(">=", _S, ZERO),)
UP_TO_0 = (Relation("<=", _S, ZERO),)
ABOVE_0 = (Relation(">", _S, ZERO),)
BELOW_0 = (Relation("<", _S, ZERO),)
BENDS: dict[str, list[tuple[type[FunctionClaim], tuple[Relation, ...]]]] = {  # where functions are convex, or concave
    "exp": [(Convex, ALWAYS)],
    "cosh": [(Convex, ALWAYS)],
    "log": [(Concave, ABOVE_0)],
    "sqrt": [(Concave, FROM_0)],
    "sin": [(Concave, (*FROM_0, Relation("<=", _S, PI))), (Convex, (*UP_TO_0, Relation(">=", _S, -PI)))],
    "cos": [(Concave, (Relation(">=", _S, -PI / TWO), Relation("<=", _S, PI / TWO)))],
    "tan": [
        (Convex, (*FROM_0, Relation("<", _S, PI / TWO))),
        (Concave, (*UP_TO_0, Relation(">", _S, -PI / TWO))),
    ],
    "asin": [(Convex, (*FROM_0, Relation("<=", _S, ONE))), (Concave, (*UP_TO_0, Relation(">=", _S, num(-1))))],
    "acos": [(Concave, (*FROM_0, Relation("<=", _S, ONE))), (Convex, (*UP_TO_0, Relation(">=", _S, num(-1))))],
    "atan": [(Concave, FROM_0), (Convex, UP_TO_0)],
    "tanh": [(Concave, FROM_0), (Convex, UP_TO_0)],
    "sinh": [(Convex, FROM_0), (Concave, UP_TO_0)],
    "erf": [(Concave, FROM_0), (Convex, UP_TO_0)],
    "erfc": [(Convex, FROM_0), (Concave, UP_TO_0)],
}


def bends(f: Expr) -> list[tuple[type[FunctionClaim], tuple[Relation, ...]]]:
    """Where a function of the free symbol is convex or concave."""
    if f.op != "pow":
        return BENDS.get(f.op, [])
    exponent = f.args[0]
    if exponent > 0 and exponent % 2 == 0:
        return [(Convex, ALWAYS)]
    if exponent < 0:
        return [(Convex, ABOVE_0), (Convex if exponent % 2 == 0 else Concave, BELOW_0)]
    return [(Convex, FROM_0), (Concave, UP_TO_0)] if exponent > 1 else []


def chords(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """f at two places and between them, in a gap that is linear in these values."""
    found: dict[tuple[str, object], list[Expr]] = {}
    for node in nodes(goal.gap):
        if len(node.children) == 1 and node.names and (node.op in BENDS or node.op == "pow"):
            found.setdefault((node.op, node.args[0] if node.op == "pow" else None), []).append(node)
    for same in found.values():
        if 3 <= len(same) <= 4:
            for values in permutations(same, 3):
                if values[0].rank <= values[1].rank:
                    yield from _chord(prover, goal, values, depth)


def _chord(prover: Prover, goal: Goal, values: tuple[Expr, ...], depth: int) -> Iterator[Witness]:
    """(1 − w)·f(x) + w·f(y) − f(z), or its opposite, times a positive number."""
    names = [f"value_{i}" for i in range(3)]
    linear = substitute(goal.gap, dict(zip(values, map(sym, names), strict=True)))
    slopes = [diff(linear, name) for name in names]
    if any(set(names) & slope.names for slope in slopes):
        return
    x, y, z = (value.children[0] for value in values)
    context = prover.context(goal.domain, relations(prover.definedness(goal, depth) or []))
    weight = solving.tidy(prover.search, prover.floats(goal.domain), -slopes[1] / slopes[2])
    between = (ONE - weight) * x + weight * y
    if context.undefined(between, *slopes) is not None or not context.is_zero(z - between):
        return
    f = substitute(values[0], {x: sym(FREE)}) if x is not sym(FREE) else values[0]
    for kind, where in bends(f):
        witness = _by_bend(prover, goal, kind(domain=Domain({FREE: "real"}, where), expr=f, symbol=FREE), x, y, weight)
        if witness is not None:
            yield from _scaled(prover, goal, witness, slopes[2], depth)


def _by_bend(
    prover: Prover, goal: Goal, claim: FunctionClaim, x: Expr, y: Expr, weight: Expr
) -> tuple[Relation, Monotone] | None:
    """What a convex or concave function says of two places."""
    known: list[Lemma] = []
    op = "<" if goal.strict else "<="
    wanted = [relation.at({FREE: place}) for relation in claim.domain.where for place in (x, y)]
    wanted += [Relation(op, ZERO, weight), Relation(op, weight, ONE)]
    if not all(shown(prover, goal.domain, relation, known, 1) for relation in wanted):
        return None
    if goal.strict and not _apart(prover, goal.domain, x, y, known):
        return None
    proof = shape(prover.search, claim)
    if proof is None:
        return None
    values = (substitute(claim.expr, {FREE: place}) for place in (x, y, (ONE - weight) * x + weight * y))
    first, last, middle = values
    says = claim.of_pair(first, last, middle, weight)._replace(op=op)
    witness = Monotone(claim=claim, low=x, high=y, weight=weight, witness=proof, lemmas=tuple(known))
    return says, witness


def _apart(prover: Prover, domain: Domain, x: Expr, y: Expr, known: list[Lemma]) -> bool:
    """Whether two places are shown to differ."""
    return any(shown(prover, domain, Relation("<", *pair), known, 1) for pair in ((x, y), (y, x)))


def _scaled(prover: Prover, goal: Goal, found: tuple[Relation, Monotone], slope: Expr, depth: int) -> Iterator[Witness]:
    """The gap as a positive multiple of what is said of the chord."""
    says, witness = found
    sign = least(prover, goal.domain, slope)
    factor = slope if sign > 0 else -slope
    known = prover.definedness(goal, depth) or []
    known += prover.definedness(Goal(goal.domain, says.gap, False), depth) or []
    context = prover.context(goal.domain, relations(known))
    if context.undefined(says.gap) is None and context.is_zero(goal.gap - factor * says.gap):
        if factor is ONE:
            yield witness
        step = with_lemmas(witness, known)
        yield Positive(form=factor * says.gap, lemmas=(*known, lemma(Relation(says.op, ZERO, says.gap), step)))


# ------------------------------------------------------------------------------------------------------------ implied


def implied(prover: Prover, goal: Goal, depth: int) -> Iterator[Witness]:
    """The goal on the domain of its own symbols, with the bounds that follow from hypotheses about several."""
    used = symbols(goal.gap)
    if not used or not goal.domain.others:
        return
    known: list[Lemma] = []
    more = narrowed.bounds(prover, goal.domain, used, known, depth - 1)
    if not more:
        return
    kinds = {name: kind for name, kind in goal.domain.kinds.items() if name in used}
    where = [relation for relation in goal.domain.where if relation.gap.names <= used]
    inner = Goal(Domain(kinds, [*where, *more]), goal.gap, goal.strict)
    proof = prover.prove(inner, depth - 1)
    if proof is not None:
        values = {name: sym(name) for name in kinds}
        narrowed.defined(prover, goal.domain, inner.domain, goal.gap, known, depth - 1)
        yield Substitute(claim=inner.claim, values=values, witness=as_proof(proof), lemmas=tuple(known))
