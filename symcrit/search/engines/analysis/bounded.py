"""c·|u| ≤ B from both sides: −B ≤ c·u ≤ B."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flint import fmpq

from symcrit.core import Expr, Lemma, Relation, diff, nodes, substitute
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.search.engines.terms import ZERO, mul, num, sym
from symcrit.search.search import Goal, lemma, relations

_LETTER = "absolute_value"


class Bounded(NamedTuple):
    """A gap B − c·|u|, c > 0, of which `part` is c·u."""

    above: Expr
    size: Expr
    part: Expr

    @property
    def sides(self) -> tuple[Expr, Expr]:
        """B − c·u and B + c·u."""
        return self.above - self.part, self.above + self.part

    def witness(self, goal: Goal, shown: Sequence[Lemma]) -> Positive:
        """The goal from lemmas that both sides are > 0, or ≥ 0."""
        lower, upper = (relation.gap for relation in relations(shown))
        own = Relation("<" if goal.strict else "<=", self.size, self.above)
        squares = Relation(own.op, own.lhs * own.lhs, own.rhs * own.rhs)
        half = num(fmpq(1, 2))
        mean = lemma(Relation("<=", ZERO, self.above), Positive(form=mul(half, lower) + mul(half, upper)))
        product = lemma(squares, Positive(form=lower * upper))
        compared = lemma(own, Root(lemmas=(product,)))
        return Positive(form=own.gap, lemmas=(*shown, mean, compared))


def absolute(goal: Goal) -> Bounded | None:
    """The first absolute value that is subtracted from the rest of the gap."""
    for node in nodes(goal.gap):
        if node.op != "abs" or not node.names:
            continue
        gap = substitute(goal.gap, {node: sym(_LETTER)})
        slope = diff(gap, _LETTER)
        if slope.op == "num" and slope.value < 0:
            above = substitute(gap, {_LETTER: ZERO})
            size = -slope
            return Bounded(above, mul(size, node), mul(size, node.args[0]))
    return None
