"""Numbers such as π·(√2 + 1/2) or exp 1 between rational ones, by balls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, isfinite

from flint import fmpq

from symcrit.core import Expr, Lemma, Relation, num, substitute, symbols
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines import floats
from symcrit.search.engines.bounds.choices import Replacement, Sample, direction, vanishes
from symcrit.search.engines.terms import ZERO
from symcrit.search.search import Goal, Search, lemma

DIGITS = (4, 9)  # after the point
MOST_NUMBERS = 4  # of a goal


@dataclass(frozen=True)
class Enclosed:
    """A rational number above or below a number."""

    node: Expr
    value: Expr
    upper: bool

    order: int = 0
    strict: bool = True
    functions: frozenset[Expr] = frozenset()

    def needs(self, *, strict: bool) -> list[Relation]:
        """Nothing."""
        return []

    def lemma(self, *, strict: bool) -> Lemma:
        """That it is there."""
        gap = self.value - self.node if self.upper else self.node - self.value
        return lemma(Relation("<" if strict else "<=", ZERO, gap), Positive())


def enclosures(search: Search, goal: Goal, samples: Sequence[Sample]) -> Iterator[list[Replacement]]:
    """Every irrational number of a goal by a rational one, such that the gap stays positive at the samples."""
    found = numbers(goal.gap)
    ways = [direction(search, goal.gap, node, samples) for node in found]
    if not found or len(found) > MOST_NUMBERS or not all(ways):
        return
    for digits in DIGITS:
        chosen: list[Replacement] = []
        for node, way in zip(found, ways, strict=True):
            value = floats.compiled(node, search.work)({})
            if not isfinite(value):
                return
            steps = floor(value * 10**digits) + (0 if way > 0 else 1)
            chosen.append(Enclosed(node, num(fmpq(steps, 10**digits)), way < 0))
        rest = substitute(goal.gap, {choice.node: choice.value for choice in chosen})
        value_of = floats.compiled(rest, search.work)
        if all(not value_of(point) < 0 for point in samples) and not vanishes(search, rest, samples):
            yield chosen


def numbers(gap: Expr) -> list[Expr]:
    """The largest parts without symbols that are no rational numbers."""
    found: dict[Expr, None] = {}
    waiting = [gap]
    while waiting:
        node = waiting.pop()
        if symbols(node):
            waiting.extend(node.children)
        elif not _rational(node):
            found[node] = None
    return list(found)


def _rational(node: Expr) -> bool:
    """Whether a part without symbols is made of rational numbers."""
    if node.op in ("add", "mul", "pow"):
        return all(_rational(child) for child in node.children)
    return node.op == "num"
