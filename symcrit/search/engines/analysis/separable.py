"""A gap f(x) + g(y) + … + c as a sum of gaps in one symbol each: c is shared out by where f, g … seem to be least."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Protocol

from symcrit.core import ONE, ZERO, Domain, Expr, Witness, add, mul
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines import floats
from symcrit.search.engines.terms import rational
from symcrit.search.search import Goal, Search, lemma

SIZES = (1, 2, 3, 4, 6, 12, 100, 10**4)  # of denominators of the shares
TINY = 1e-9  # how far a share may be below what is needed, as far as floats can tell


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""


def separable(prover: Prover, goal: Goal, depth: int) -> Iterator[Positive]:
    """The gap as a sum of parts in one symbol, each of which is proved."""
    if depth < 1 or len(goal.gap.names) < 2:
        return
    parts: dict[str, list[Expr]] = {}
    for term in terms(goal.gap, ONE):
        if len(term.names) > 1:
            return
        parts.setdefault(min(term.names, default=""), []).append(term)
    constant = add(*parts.pop("", [ZERO]))
    shared = _shares(prover, goal, [add(*terms) for terms in parts.values()], constant)
    lemmas = []
    for part in shared:
        own = Goal(goal.domain, part, goal.strict)
        proof = prover.prove(own, depth)
        if proof is None:
            return
        lemmas.append(lemma(own.relation, proof))
    if lemmas:
        yield Positive(form=add(*shared), lemmas=tuple(lemmas))


def terms(root: Expr, factor: Expr) -> Iterator[Expr]:
    """The terms of a sum, with what sums in it are multiplied by."""
    if root.op == "add":
        for part in root.args:
            yield from terms(part, factor)
    elif root.op == "mul" and len(root.args) == 2 and root.args[0].op == "num" and root.args[1].op == "add":
        yield from terms(root.args[1], mul(factor, root.args[0]))
    else:
        yield mul(factor, root)


def _shares(prover: Prover, goal: Goal, parts: list[Expr], constant: Expr) -> list[Expr]:
    """The parts, all but the last with a rational number that makes them ≥ 0, the last one with what is left over."""
    found = []
    rest = constant
    for part in parts[:-1]:
        least = _least(prover, goal, part)
        shares = (Fraction(-least).limit_denominator(size) for size in SIZES)
        share = next((share for share in shares if float(share) >= -least - TINY), None)
        if share is None or float(share) > -least + 1e-3:
            return []
        found.append(part + rational(share) if share else part)
        rest = rest - rational(share) if share else rest
    return [*found, add(parts[-1], rest)]


def _least(prover: Prover, goal: Goal, part: Expr) -> float:
    """The least value that is found."""
    value = floats.compiled(part, prover.search.work)
    start = min(prover.floats(goal.domain), key=value)
    return min(value(start), value(floats.descend(value, start, goal.domain)))
