"""Sections of a domain: the values of one real symbol that the hypotheses allow, the others being fixed.

A relation says that its gap is > 0, ≥ 0 or = 0.  Where the gap, as a function of the symbol alone, is concave on the
whole line (affine, for an equation), the values that satisfy it form an interval, and so do those that satisfy several
such relations.  Parts without the symbol may be undefined for some values of the others; then no value of the symbol
satisfies the relation.  What the hypotheses imply holds wherever they do, and leaves the sections as they are.
"""

from __future__ import annotations

from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Relation, as_bounds
from symcrit.core.algebra.expr import Expr, diff, mul, nodes
from symcrit.core.algebra.points import Point
from symcrit.core.algebra.signs import NEGATIVE, NONNEGATIVE, NONPOSITIVE, NONZERO
from symcrit.core.work import Work


class Bend(NamedTuple):
    """How the graph of a function on the line bends; affine functions are concave and convex."""

    concave: bool
    convex: bool

    @property
    def affine(self) -> bool:
        """Whether it does not bend."""
        return self.concave and self.convex

    def turned(self) -> Bend:
        """That of −f."""
        return Bend(self.convex, self.concave)


STRAIGHT = Bend(concave=True, convex=True)
UPWARDS = Bend(concave=False, convex=True)
UNKNOWN = Bend(concave=False, convex=False)


class Sections:
    """The sections of a domain in `symbol`; what is shown holds whatever the value of the symbol is."""

    def __init__(self, domain: Domain, symbol: str, work: Work) -> None:
        self.domain = domain.real(symbol)
        self.symbol = symbol
        self.about = [relation for relation in domain.asked if symbol in relation.gap.names]
        others = [relation for relation in domain.where if symbol not in relation.gap.names]
        self.context = Context(Domain(self.domain.kinds, others), work)

    @property
    def intervals(self) -> bool:
        """Whether every section is shown to be an interval; not where constant bounds leave one point or none."""
        if self.domain.interval(self.symbol):
            return True
        if self.symbol not in self.domain.kinds or not all(map(self.connected, self.about)):
            return False
        kinds = {self.symbol: "real"}
        bounds = [relation for relation in self.about if relation not in self.domain.others]
        return Domain(kinds, bounds).interval(self.symbol)

    def connected(self, relation: Relation) -> bool:
        """Whether the values of the symbol that satisfy a relation are shown to form an interval."""
        if relation.op == "!=":
            return False
        shape = self.bend(relation.gap)
        return shape.affine if relation.op == "=" else shape.concave

    def opened(self) -> Domain:
        """A domain that holds the inside of every section: weak hypotheses are strict where that excludes ends only.

        Inside of a section the gap of g ≥ 0 is > 0 if g is affine with a slope that is not 0, or strictly concave.
        """
        parts: list[Relation] = []
        for relation in self.domain.where:
            parts += as_bounds(relation) if relation.gap.names == {self.symbol} else [relation]
        return Domain(self.domain.kinds, [self._opened(relation) for relation in parts])

    def _opened(self, relation: Relation) -> Relation:
        op, lhs, rhs = relation
        gap = relation.gap
        if op not in ("<=", ">=") or self.symbol not in gap.names:
            return relation
        if self.bend(gap).affine:
            moves = self.context.signs(diff(gap, self.symbol)) <= NONZERO
        else:
            moves = self._quadratic(gap) and self.context.signs(self._second(gap)) <= NEGATIVE
        return Relation(op[0], lhs, rhs) if moves else relation

    # ----------------------------------------------------------------------------------------------------------- bends

    def bend(self, root: Expr) -> Bend:
        """What is shown of an expression as a function of the symbol on the whole line."""
        if self.symbol not in root.names or root.op == "sym":
            return STRAIGHT
        found = self._by_shape(root)
        if found != UNKNOWN or not self._quadratic(root):
            return found
        signs = self.context.signs(self._second(root))
        return Bend(concave=signs <= NONPOSITIVE, convex=signs <= NONNEGATIVE)

    def _by_shape(self, root: Expr) -> Bend:
        """Sums, multiples, |affine|, exp of what is convex."""
        if root.op == "add":
            parts = [self.bend(child) for child in root.children]
            return Bend(concave=all(part.concave for part in parts), convex=all(part.convex for part in parts))
        if root.op == "mul":
            return self._multiple(root)
        if root.op not in ("abs", "exp"):
            return UNKNOWN
        inner = self.bend(root.children[0])
        good = inner.affine if root.op == "abs" else inner.convex
        return UPWARDS if good else UNKNOWN

    def _multiple(self, root: Expr) -> Bend:
        """A factor of one sign without the symbol, times a factor that bends one way."""
        moving = [child for child in root.children if self.symbol in child.names]
        if len(moving) != 1:
            return UNKNOWN
        inner = self.bend(moving[0])
        if inner.affine:
            return STRAIGHT
        signs = self.context.signs(mul(*[child for child in root.children if child is not moving[0]]))
        if signs <= NONNEGATIVE:
            return inner
        return inner.turned() if signs <= NONPOSITIVE else UNKNOWN

    def _quadratic(self, root: Expr) -> bool:
        """Whether `root` is a polynomial in the symbol of degree 2 at most."""
        moving = [node for node in nodes(root) if self.symbol in node.names]
        if not all(node.op in ("sym", "add", "mul") or (node.op == "pow" and node.args[0] >= 0) for node in moving):
            return False
        return self.context.is_zero(diff(self._second(root), self.symbol))

    def _second(self, root: Expr) -> Expr:
        """The second derivative by the symbol."""
        return diff(diff(root, self.symbol), self.symbol)


def connected(context: Context, point: Point) -> bool:
    """Whether a domain is shown to be connected: from anywhere, symbol by symbol, one can walk to a point of it.

    Every section in the first symbol is an interval, and its value at the point satisfies the hypotheses whatever the
    others are.  Then so for the rest, with that value: what holds on the domain, such as its facts, holds there, too.
    """
    domain = context.domain
    facts = context.facts
    for symbol in domain.kinds:
        sections = Sections(domain, symbol, context.work)
        there = {symbol: point[symbol]}
        held = all(context.holds(relation.at(there)) for relation in sections.about)
        if domain.kinds[symbol] != "real" or not held or not all(map(sections.connected, sections.about)):
            return False
        kinds = {name: kind for name, kind in domain.kinds.items() if name != symbol}
        domain = Domain(kinds, [relation.at(there) for relation in domain.where])
        facts = tuple(fact.at(there) for fact in facts)
        context = Context(domain, context.work, facts)
    return True
