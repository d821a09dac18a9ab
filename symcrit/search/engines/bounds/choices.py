"""Which bounds of the functions in a goal may do: by the sign with which a function occurs, and by its argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import product
from math import isclose, isnan
from typing import Protocol

from symcrit.core import Expr, Lemma, Relation, diff, nodes, substitute, sym, symbols
from symcrit.search.engines import floats
from symcrit.search.engines.bounds.bound import Bound
from symcrit.search.engines.bounds.comparisons import WAYS, Compared
from symcrit.search.engines.bounds.table import EVEN, FUNCTIONS, ODD, bounds_of
from symcrit.search.engines.values import number
from symcrit.search.search import Goal, Search

INSIDE = sym("f(u)")  # stands for a function value
MOST_BOUNDS = 9  # of a function, where there are two of them
MOST_FUNCTIONS = 4  # of a goal
MOST_TOGETHER = 81  # choices for all functions of a goal that are looked at
TINY = 1e-13
CLOSE = 1e-9  # how far values of what is equal may lie apart
NOTHING_LEFT = -100  # what a choice is rated that proves the goal itself

Sample = dict[str, float]


@dataclass(frozen=True)
class Choice:
    """A bound of the function value `node`; mirrored: by the bound at −u, for odd and even functions."""

    node: Expr
    bound: Bound
    mirrored: bool

    @property
    def argument(self) -> Expr:
        """Where the bound of the table is used."""
        u: Expr = self.node.args[0]
        return -u if self.mirrored else u

    @property
    def turned(self) -> bool:
        """Whether −f is bounded."""
        return self.mirrored and self.node.op in ODD

    @property
    def upper(self) -> bool:
        """Whether it is an upper bound of the node."""
        return self.bound.upper != self.turned

    @property
    def value(self) -> Expr:
        """The bound of the node."""
        found = substitute(self.bound.value, {"x": self.argument})
        return -found if self.turned else found

    @property
    def functions(self) -> frozenset[Expr]:
        """The function values that the bound is made of."""
        return frozenset(atoms(self.value))

    @property
    def order(self) -> int:
        """How complicated it is."""
        return self.bound.order

    @property
    def strict(self) -> bool:
        """Whether it may be strict."""
        return self.bound.strict

    def needs(self, *, strict: bool) -> list[Relation]:
        """What must hold."""
        return self.bound.needs(self.argument, strict=strict)

    def lemma(self, *, strict: bool) -> Lemma:
        """The bound, where that holds."""
        return self.bound.lemma_at(self.argument, strict=strict)


class Replacement(Protocol):
    """What is known of a function value: a bound of the table, or another value of the same function."""

    @property
    def node(self) -> Expr:
        """The function value."""

    @property
    def upper(self) -> bool:
        """Whether it is an upper bound of the node."""

    @property
    def value(self) -> Expr:
        """The bound of the node."""

    @property
    def functions(self) -> frozenset[Expr]:
        """The function values that the bound is made of."""

    @property
    def order(self) -> int:
        """How complicated it is."""

    @property
    def strict(self) -> bool:
        """Whether it may be strict."""

    def needs(self, *, strict: bool) -> list[Relation]:
        """What must hold."""

    def lemma(self, *, strict: bool) -> Lemma:
        """The bound, where that holds."""


def atoms(gap: Expr) -> list[Expr]:
    """The function values f(u) with u free of functions."""
    found = [node for node in nodes(gap) if node.op in FUNCTIONS and symbols(node)]
    return [node for node in found if not any(inner.op in FUNCTIONS for inner in nodes(node.args[0]))]


def choices(search: Search, goal: Goal, samples: Sequence[Sample]) -> list[list[Replacement]]:
    """Bounds of function values such that the gap stays positive at the samples; the most promising ones first.

    One for every function value; or one alone that is made of another function value of the goal, erfc x by exp(−x²).
    """
    key = ("bounds that may do", goal.key)
    if key not in search.memo:
        options = [_useful(search, goal, node, samples) for node in atoms(goal.gap)]
        together = [[choice for choice in found if not choice.functions] for found in options]
        inside = set(atoms(goal.gap))
        made = [choice for found in options for choice in found if choice.functions]
        alone = [[choice] for choice in made if _among(search, choice.functions, inside, samples)]
        rated = [(_rating(search, goal, chosen, samples), chosen) for chosen in [*alone, *_products(together)]]
        good = [(rating, chosen) for rating, chosen in rated if rating is not None]
        search.memo[key] = [chosen for _, chosen in sorted(good, key=lambda pair: pair[0])]
    found: list[list[Replacement]] = search.memo[key]
    return found


def _among(search: Search, functions: Iterable[Expr], inside: Set[Expr], samples: Sequence[Sample]) -> bool:
    """Whether function values are among others, perhaps in other words: exp(−(x/√2)²) and exp(−x²/2)."""
    alike = {node: [other for other in inside if other.op == node.op] for node in functions if node not in inside}
    return all(
        any(_same(search, node.args[0], other.args[0], samples) for other in others) for node, others in alike.items()
    )


def _same(search: Search, one: Expr, other: Expr, samples: Sequence[Sample]) -> bool:
    """Whether two expressions seem to be equal."""
    first, second = floats.compiled(one, search.work), floats.compiled(other, search.work)
    return all(isclose(first(point), second(point), rel_tol=CLOSE, abs_tol=CLOSE) for point in samples)


def _rating(search: Search, goal: Goal, chosen: Sequence[Replacement], samples: Sequence[Sample]) -> int | None:
    """How complicated the bounds are, worse where they leave little of the gap; None where the gap becomes negative."""
    rest = substitute(goal.gap, {choice.node: choice.value for choice in chosen})
    value, before = floats.compiled(rest, search.work), floats.compiled(goal.gap, search.work)
    pairs = [(value(point), before(point)) for point in samples]
    if any(after < -TINY * (1 + abs(whole)) for after, whole in pairs):
        return None
    order = sum(choice.order for choice in chosen)
    if all(abs(after) < 1e-12 for after, _ in pairs):
        return order + NOTHING_LEFT
    shares = [after / whole for after, whole in pairs if whole > TINY]
    least = min(shares, default=0.0)
    return order + sum(3 for limit in (0.25, 0.02) if least < limit)


def vanishes(search: Search, gap: Expr, samples: Sequence[Sample]) -> bool:
    """Whether a gap seems to be 0."""
    value = floats.compiled(gap, search.work)
    return all(abs(value(point)) < 1e-12 for point in samples)


def _products(options: Sequence[Sequence[Replacement]]) -> Iterator[list[Replacement]]:
    """One of each, simple ones first."""
    if not options or not all(options) or len(options) > MOST_FUNCTIONS:
        return
    most = MOST_BOUNDS if len(options) < 3 else 4
    cut = options if len(options) == 1 else [found[:most] for found in options]
    together = sorted(product(*cut), key=lambda chosen: sum(choice.order for choice in chosen))
    yield from (list(chosen) for chosen in together[:MOST_TOGETHER])


def _useful(search: Search, goal: Goal, node: Expr, samples: Sequence[Sample]) -> list[Replacement]:
    """The bounds of a function value on the right side of it."""
    way = direction(search, goal.gap, node, samples)
    if not way:
        return []
    known = [*_compared(search, goal, node, samples), *_applicable(search, node, samples)]
    return [choice for choice in known if choice.upper == (way < 0)]


def direction(search: Search, gap: Expr, node: Expr, samples: Sequence[Sample]) -> int:
    """Whether the gap grows (1) or falls (−1) with a function value at all samples; 0 where neither."""
    slope = diff(substitute(gap, {node: INSIDE}), INSIDE.args[0])
    value = floats.compiled(slope, search.work)
    found = {_sign(value(point)) for point in with_values(search, node, samples)} - {0}
    return found.pop() if len(found) == 1 else 0


def with_values(search: Search, node: Expr, samples: Sequence[Sample]) -> list[Sample]:
    """The samples with the values of the node there."""
    inner = floats.compiled(node, search.work)
    return [{**point, INSIDE.args[0]: inner(point)} for point in samples]


def _sign(value: float) -> int:
    return 0 if isnan(value) or abs(value) < TINY else (1 if value > 0 else -1)


def _applicable(search: Search, node: Expr, samples: Sequence[Sample]) -> list[Replacement]:
    """The bounds whose hypotheses hold at all samples."""
    argument = floats.compiled(node.args[0], search.work)
    values = [u for u in map(argument, samples) if not isnan(u)]
    ways = [False, True] if node.op in (*ODD, *EVEN) else [False]
    found = [Choice(node, bound, way) for bound in bounds_of(node.op) for way in ways]
    search.charge(2 * len(found) * (1 + len(values)))
    return [choice for choice in found if _holds(choice.bound, [-u if choice.mirrored else u for u in values])]


def _compared(search: Search, goal: Goal, node: Expr, samples: Sequence[Sample]) -> Iterator[Compared]:
    """The other values of a monotone function whose arguments are always larger, or always smaller."""
    for other in atoms(goal.gap):
        if other.op != node.op or other is node or node.op not in WAYS:
            continue
        distance = floats.compiled(other.args[0] - node.args[0], search.work)
        signs = {_sign(distance(point)) for point in samples} - {0}
        if len(signs) == 1:
            yield Compared(node, other.args[0], larger=signs == {1})


def _holds(bound: Bound, values: Sequence[float]) -> bool:
    """Whether the hypotheses of a bound hold at numbers."""
    domain = bound.goal(strict=False).domain
    low = number(domain.lower["x"].value) if "x" in domain.lower else -float("inf")
    high = number(domain.upper["x"].value) if "x" in domain.upper else float("inf")
    return all(low <= u <= high for u in values)
