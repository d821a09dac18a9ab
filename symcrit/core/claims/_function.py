"""Claims about the shape of a function of one symbol, over the interval that the hypotheses give it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Self

from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, ZERO, Expr, constant, nodes, num, substitute, sym, symbols
from symcrit.core.algebra.operations import EDGED, obligations
from symcrit.core.algebra.points import Point
from symcrit.core.algebra.sections import Sections
from symcrit.core.claims._goals import NOTHING, GoalClaim
from symcrit.core.frozen import frozen
from symcrit.core.gaussian.language import free_of, parse_statement
from symcrit.core.gaussian.plain import plain
from symcrit.core.kinds import Checker, Failure, Refutation, part
from symcrit.core.reading import name, need, require
from symcrit.core.refuting import POINT, at, failing, with_gap
from symcrit.core.witnesses.goals import Goals
from symcrit.core.work import Work


@frozen
class AtPair(Refutation):
    """Two points of the interval: `at`, and the same with a larger value `other` of the symbol."""

    other: Expr = part(constant)


CUTS = tuple(f"cut{i}" for i in range(1, 9))  # what a proof may name: where the inside is cut, in this order
PLACES = tuple(f"at{i}" for i in range(1, 10))  # and a place on the i-th piece, where the derivative is not 0


@frozen
class FunctionClaim(GoalClaim):
    """`expr`, as a function of `symbol` on its interval, has a shape that a sign of derivatives inside implies.

    For fixed values of the other symbols the hypotheses must leave an interval of the symbol (`algebra.sections`).
    Goals: "function", defined (so continuous) on the whole interval, and one of its kind on the inside.

    Cuts: the sign may fail at finitely many points, of which the others leave each one or none.  With cuts c₁, …, c_k,
    in any order, that do not depend on the symbol, a value of it that is none of them satisfies x < c₁, or
    c_i < x < c_{i+1} for some i, or c_k < x: it lies on a piece, and there is a goal for each.
    Places: on a piece on which f is analytic the sign may be weak, if the derivative is not 0 at one place of it: its
    zeros are isolated then, because the piece is connected.  It holds that place whenever it holds any value.
    """

    refutation = AtPair
    given = (*CUTS, *PLACES)
    expr: Expr = part(parse_statement)
    symbol: str = part(name)

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols that are not declared, and for one that is called as a function is."""
        super().well_formed()
        free_of(self.domain, self.expr)
        need(self.symbol in self.domain.kinds, f"symbol {self.symbol} is not declared")

    def plain(self, work: Work) -> tuple[Self, bool]:
        """The same claim without expectations, and whether it had any."""
        domain, (expr,), changed = plain(self.domain, [self.expr], work)
        return (type(self)(domain=domain, expr=expr, symbol=self.symbol), True) if changed else (self, False)

    def prove(self, checker: Checker, proof: Goals) -> str:
        """Every goal by its witness."""
        if any(name in proof.given for name in PLACES):
            checker.rules.add("isolated-zeros")
        return super().prove(checker, proof)

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """f defined on the interval, and its derivatives inside."""
        symbol = self.symbol
        sections = Sections(self.domain, symbol, work)
        require(sections.intervals, f"{symbol} is not seen to range over an interval")
        cuts = self._cuts(given)
        yield Goal(sections.domain, Relation("=", ZERO, ZERO), (self.expr, *cuts), "function")
        inside = sections.opened()
        if cuts and self.smooth:
            yield Goal(inside, Relation("=", ZERO, ZERO), self.smooth, "smooth")
        for i, domain in enumerate(_pieces(inside, symbol, cuts), start=1):
            suffix = f" {i}" if cuts else ""
            yield from self._on_piece(domain, given.get(f"at{i}"), suffix)

    def _cuts(self, given: Mapping[str, Expr]) -> list[Expr]:
        """The cuts that a proof names; raises `Malformed` for what nothing reads."""
        self.domain.declares(*given.values())
        cuts = [given[name] for name in CUTS if name in given]
        read = {*CUTS[: len(cuts)], *PLACES[: len(cuts) + 1]}
        need(set(given) <= read, "nothing reads {} of the witness", *sorted(set(given) - read)[:1])
        require(self.symbol not in symbols(*given.values()), f"a cut or place depends on {self.symbol}")
        return cuts

    def _on_piece(self, domain: Domain, place: Expr | None, suffix: str) -> Iterator[Goal]:
        """The sign of the derivative; or its weak sign, that f is analytic, and the sign at a place of the piece."""
        goal = self.inside(domain)
        if place is None:
            yield goal._replace(key=goal.key + suffix)
            return
        op, lhs, rhs = goal.relation
        entries = (*goal.entries, *analytic(self.expr, self.symbol))
        yield goal._replace(relation=Relation(op + "=", lhs, rhs), entries=entries, key=goal.key + suffix)
        there = {self.symbol: place}
        yield Goal(domain, goal.relation.at(there), (place,), "place" + suffix).with_sides()
        about = [relation for relation in domain.where if self.symbol in relation.gap.names]
        for j, relation in enumerate(about, start=1):
            yield Goal(domain, relation.at(there), (place,), f"place{suffix}.{j}").with_sides()

    @abstractmethod
    def inside(self, domain: Domain) -> Goal:
        """What is asked of the derivatives on the inside of the interval."""

    @property
    def smooth(self) -> tuple[Expr, ...]:
        """The derivatives that must be continuous on the inside, so defined at the cuts, too."""
        return ()

    @abstractmethod
    def of_pair(self, x: Expr, y: Expr, between: Expr, weight: Expr | None = None) -> Relation:
        """What the claim says of the values at two points and between them, with this weight of the second: ½ if None.

        That is for concave and convex functions; the others have no weight.
        """

    def refute(self, checker: Checker, refutation: AtPair) -> Failure:
        """Two points of the interval, all between them in it, whose values contradict the claim."""
        checker.derive(None, refutation.kernel)
        point = refutation.at or {}
        require(satisfied(self.domain, point, checker.work), "the point does not satisfy the hypotheses")
        self._one_interval(point, checker.work)
        x = point[self.symbol]
        y = refutation.other
        middle = num((x.value + y.value) / 2)
        own, reduced = self.plain(checker.work)
        relation = self.of_pair(*(substitute(own.expr, {**point, self.symbol: z}) for z in (x, y, middle)))
        used = (y, middle) if self.curved else (y,)
        inside = all(satisfied(self.domain, {**point, self.symbol: z}, checker.work) for z in used)
        good = inside and y.value > x.value
        require(good, "the other point (and the middle) must satisfy the hypotheses, to the right")
        goal = Goal(POINT, relation, key="pair").with_sides()
        where = f"{at(point)}, other {self.symbol} = {y.value}"
        if reduced:  # what stands for an expectation may be undefined where that is not
            return with_gap(checker, where, [goal], smooth=True)
        return failing(checker, where, [goal], smooth=True)

    @property
    def curved(self) -> bool:
        """Whether the claim is about a second derivative, and `of_pair` speaks of a point between."""
        return False

    def _one_interval(self, point: Point, work: Work) -> None:
        """Raises `Reject` unless the symbol, at this point of the others, is seen to range over an interval."""
        where = [relation.at({**point, self.symbol: sym(self.symbol)}) for relation in self.domain.where]
        sections = Sections(Domain({self.symbol: "real"}, where), self.symbol, work)
        good = all(map(sections.connected, sections.about))
        require(good, f"{self.symbol} is not seen to range over an interval")


def _pieces(inside: Domain, symbol: str, cuts: list[Expr]) -> Iterator[Domain]:
    """The inside below the first cut, between each cut and the next, and above the last."""
    x = sym(symbol)
    for low, high in pairwise([None, *cuts, None]):
        below = [] if low is None else [Relation(">", x, low)]
        above = [] if high is None else [Relation("<", x, high)]
        yield Domain(inside.kinds, [*inside.where, *below, *above])


def analytic(root: Expr, symbol: str) -> tuple[Expr, ...]:
    """Expressions such that `root`, where it and they are defined, is analytic as a function of the symbol.

    √, asin, acos, |x|, Φ₂ and S_r (`gaussian.atoms`) are not at the edge of where they are smooth; the other functions
    are where they are defined.  Nothing is known of means and of arbitrary kernels.
    """
    return tuple(_beyond_edge(node) ** -1 for node in nodes(root) if symbol in node.names and node.op in EDGED)


def _beyond_edge(node: Expr) -> Expr:
    """What is not 0 where a node that is defined is analytic in what it is applied to."""
    last = node.children[-1]
    if node.op in ("sqrt", "abs"):
        return last
    if node.op in ("asin", "acos", "binormal"):
        return ONE - last * last
    if node.op == "signs":
        determinant, _ = obligations(node)[-1]
        return determinant
    return ZERO
