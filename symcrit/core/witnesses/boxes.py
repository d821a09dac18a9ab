"""`boxes`: a bounded box is cut in halves until the sign of rhs − lhs is certain on every part."""

from collections.abc import Sequence
from typing import NamedTuple

from flint import arb, fmpq

from symcrit.core.algebra.balls import ball
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Bound, Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, diff, integrals, nodes, num, substitute, symbols
from symcrit.core.algebra.jets import Jets, Side
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Witness, part
from symcrit.core.reading import Reject, need, require, text
from symcrit.core.work import Work

CUT = "abcdefgh"  # in half, in the first symbol, the second …
FACE = "ABCDEFGH"  # f is monotone in that symbol: it is least on one face of the box
LOWER = "ijklmnop"  # f is 0 at the lower end of that symbol, and moves away from 0
UPPER = "qrstuvwx"  # f is 0 at the upper end
SLOPE_LOWER = "IJKLMNOP"  # f is 0 at the lower end: the first derivative that is not takes its place
SLOPE_UPPER = "QRSTUVWX"  # the same at the upper end
TAYLOR = "123456789"  # Taylor's formula of this order
BALL = "+"
OUTSIDE = "."  # a hypothesis fails on the whole box
OF_SYMBOLS = (CUT, FACE, LOWER, UPPER, SLOPE_LOWER, SLOPE_UPPER)
LETTERS = frozenset((*"".join(OF_SYMBOLS), *TAYLOR, BALL, OUTSIDE))
MAX_SYMBOLS = len(CUT)
MAX_ORDER = 7  # of a zero at an end
MAX_DEPTH = 300  # of cuts and faces that lead to a part
PER_NODE = 10  # the work of differentiating a node
LETTER = 5  # the work of a letter, beside its evaluations
BITS = 64  # of what is left of the ends of intervals that are no rational numbers
LARGEST = 2**1000  # of these ends; python-flint aborts on huge integers


def letters(value: object) -> str:
    """The letters of a tree; raises `Malformed`."""
    tree = text(value)
    need(tree and LETTERS.issuperset(tree), "not the letters of a tree of boxes: {}", value)
    return tree


class Box(NamedTuple):
    """The sides, in the alphabetical order of the symbols; `face` where it is one of a part of the domain.

    depth: how many cuts and faces have led to it.
    """

    sides: tuple[Side, ...]
    face: bool = False
    depth: int = 0

    @property
    def middle(self) -> "Box":
        """The midpoint."""
        return self._replace(sides=tuple(Side(side.middle, side.middle) for side in self.sides))

    def with_side(self, place: int, low: fmpq, high: fmpq) -> "Box":
        """The box with another side."""
        sides = [*self.sides]
        sides[place] = Side(low, high)
        return Box(tuple(sides), self.face, self.depth + 1)


class Cover:
    """A goal f > 0 or f ≥ 0 on the box of the bounds of its symbols, and what shows it on a part; raises `Reject`."""

    def __init__(self, work: Work, goal: Goal, context: Context, names: Sequence[str] = ()) -> None:
        op = goal.relation.op
        self.gap = goal.relation.gap
        self.domain: Domain = goal.domain
        self.context = context
        self.names = list(names) or sorted(symbols(self.gap))
        self.strict = op in ("<", ">")
        require(op not in ("=", "!="), "boxes are for inequalities")
        require(0 < len(self.names) <= MAX_SYMBOLS, f"boxes have 1 to {MAX_SYMBOLS} symbols")
        require(not integrals(self.gap), "no boxes for integrals")
        bounded = self.domain.lower.keys() & self.domain.upper.keys()
        require(bounded.issuperset(self.names), "a symbol of the difference is not bounded on both sides")
        self.whole = Box(tuple(_side(self.domain.lower[name], self.domain.upper[name]) for name in self.names))
        self.jets = Jets(self.gap, self.names, work)
        known = [fact for fact in self.domain.others if symbols(*fact[1:]) <= set(self.names)]
        self._others = [(fact, Jets(fact.gap, self.names, work)) for fact in known if not integrals(fact.gap)]
        self._orders: dict[tuple[int, int], int] = {}
        self._slopes: dict[int, Jets] = {}
        self._beyond: dict[tuple[int, int], Cover] = {}
        self._work = work

    def positive(self, value: arb) -> bool:
        """Whether all numbers of a ball are > 0, or ≥ 0, as the goal asks."""
        return bool(value.is_finite() and (value > 0 if self.strict else value >= 0))

    def shows(self, letter: str, box: Box) -> bool:
        """Whether what the letter stands for shows the goal on the box."""
        if letter == BALL:
            return self.positive(self.jets.value(box.sides))
        if letter == OUTSIDE:
            return not box.face and any(_fails(fact, jets.value(box.sides)) for fact, jets in self._others)
        if letter in TAYLOR:
            return self.positive(self.jets.taylor(box.sides, int(letter)))
        if letter in LOWER:
            return self._leaves_zero(box, LOWER.index(letter), 1)
        return self._leaves_zero(box, UPPER.index(letter), -1)

    def _touched(self, box: Box, place: int, way: int) -> int:
        """The order of the zero at an end of a symbol which the box touches; 0 where it does not, or there is none."""
        side = box.sides[place]
        touches = side.low == self.whole.sides[place].low if way == 1 else side.high == self.whole.sides[place].high
        return 0 if box.face or not touches else self.order(place, way)

    def _leaves_zero(self, box: Box, place: int, way: int) -> bool:
        """Whether f is 0 at an end of a symbol, which the box touches, and moves away from 0 over the box.

        Where f and its derivatives below the m-th are 0 at x = c, f(x, y) = (x − c)^m·(f_m + … + f_n·(x − c)^(n−m)) by
        Taylor's formula, with the coefficients f_m … in x at (c, y), and f_n at a point between (c, y) and (x, y): this
        segment lies in the box, over which f is analytic.
        """
        order = self._touched(box, place, way)
        return order > 0 and self._moves_away(box, place, way, order)

    def beyond_zero(self, box: Box, place: int, way: int) -> "Cover | None":
        """The same for wayᵐ·∂ᵐf by a symbol, where f has a zero of order m at its end, which the box touches.

        f(x, y) = (x − c)^m·∂ᵐf(ξ, y)/m! with ξ between c and x.  The domain has no hypotheses but bounds, and no
        integers, so (ξ, y) is in it as (x, y) is: there ∂ᵐf is shown to have its sign.  f is analytic on the box.
        """
        order = self._touched(box, place, way)
        free = not self.domain.others and all(self.domain.kinds[name] == "real" for name in self.names)
        if not order or not free or not self.jets.coefficient(box.sides, place, order).is_finite():
            return None
        if (place, way) not in self._beyond:
            gap = self.gap
            for _ in range(order):
                gap = diff(gap, self.names[place])
            relation = Relation("<" if self.strict else "<=", ZERO, num(way**order) * gap)
            if self.context.undefined(relation.gap) is not None:
                return None
            self._beyond[place, way] = Cover(self._work, Goal(self.domain, relation), self.context, self.names)
        return self._beyond[place, way]

    def _moves_away(self, box: Box, place: int, way: int, order: int) -> bool:
        """Whether F = f_m + … + f_n·(x − c)^(n−m) has its sign over the box: by its ball, or by the mean value theorem.

        The derivatives of F by the other symbols are what F is for the derivatives of f.
        """
        end = self._end(place, way)
        sign = way**order
        value = self.jets.away_from(end, box.sides, place, order)
        others = [other for other, side in enumerate(box.sides) if other != place and side.low != side.high]
        if self.positive(value * sign) or not others:
            return self.positive(value * sign)
        middle = box
        for other in others:
            at = box.sides[other].middle
            middle = middle.with_side(other, at, at)
        total = self.jets.away_from(end, middle.sides, place, order)
        for other in others:
            slope = self._slope(other).away_from(end, box.sides, place, order)
            total += slope * box.sides[other].offset
        return bool(value.is_finite()) and self.positive(total * sign)

    def _slope(self, place: int) -> Jets:
        """The derivative of f by a symbol."""
        if place not in self._slopes:
            self._work.charge(PER_NODE * sum(1 for _ in nodes(self.gap)))
            self._slopes[place] = Jets(diff(self.gap, self.names[place]), self.names, self._work)
        return self._slopes[place]

    def _end(self, place: int, way: int) -> arb:
        """A ball for the lower (way 1) or upper end of a symbol."""
        bounds = self.domain.lower if way == 1 else self.domain.upper
        return ball(bounds[self.names[place]].value)

    def order(self, place: int, way: int) -> int:
        """How many of f, ∂f, ∂²f … by a symbol are shown to be 0 at its lower (way 1) or upper end; 0: this is no use.

        For f > 0 the end must be excluded.  What is shown holds for the other symbols at every point of the domain.
        """
        if (place, way) not in self._orders:
            self._orders[place, way] = self._order(self.names[place], way)
        return self._orders[place, way]

    def _order(self, name: str, way: int) -> int:
        bound: Bound = (self.domain.lower if way == 1 else self.domain.upper)[name]
        if self.strict and not bound.strict:
            return 0
        derivative = self.gap
        for order in range(MAX_ORDER + 1):
            self._work.charge(PER_NODE * sum(1 for _ in nodes(derivative)))
            if not self.context.is_zero(substitute(derivative, {name: bound.value})):
                return order
            derivative = diff(derivative, name)
        return 0

    def least_face(self, place: int, box: Box) -> Box | None:
        """The face on which f is least, where f is monotone in a symbol over the box."""
        side = box.sides[place]
        slope = self.jets.coefficient(box.sides, place, 1)
        if not slope.is_finite():
            return None
        if slope >= 0:
            return box.with_side(place, side.low, side.low)._replace(face=True)
        if slope <= 0:
            return box.with_side(place, side.high, side.high)._replace(face=True)
        return None

    def halves(self, place: int, box: Box) -> tuple[Box, Box]:
        """Both halves of the box in a symbol, the lower one first."""
        side = box.sides[place]
        return box.with_side(place, side.low, side.middle), box.with_side(place, side.middle, side.high)

    def after(self, letter: str, box: Box) -> tuple[tuple["Cover", Box], ...]:
        """What is still to be shown, after what the letter stands for: goals, and the boxes where they are to hold."""
        place = next((group.index(letter) for group in OF_SYMBOLS if letter in group), 0)
        require(place < len(self.names), "a letter for a symbol that the difference does not have: {}", letter)
        if letter in CUT:
            return tuple((self, half) for half in self.halves(place, box))
        if letter in FACE:
            face = self.least_face(place, box)
            if face is None:
                raise Reject("the difference is not shown to be monotone on a box")
            return ((self, face),)
        if letter in SLOPE_LOWER + SLOPE_UPPER:
            cover = self.beyond_zero(box, place, 1 if letter in SLOPE_LOWER else -1)
            if cover is None:
                raise Reject("the difference is not shown to be 0 at an end that a box touches")
            return ((cover, box._replace(depth=box.depth + 1)),)
        require(self.shows(letter, box), "the sign is not shown on a box by {}", letter)
        return ()


@frozen
class Boxes(Witness):
    """F ≥ 0 or F > 0 on every part of the box that the bounds of the symbols of F make.  Rules `taylor`, `mean-value`.

    `tree` is the tree of parts in preorder, a letter a node.  a, b, …: both halves, in the first symbol (in
    alphabetical order), the second, ….  A, B, …: F is monotone in that symbol over the part, and so least on a face,
    which follows.  The others are leaves: +, the ball of F; 1 … 9, Taylor's formula of that order around the midpoint;
    i, j, … (q, r, …): F and some derivatives are 0 at the lower (upper) end of the first, second … symbol, which the
    part touches, and the next derivative has its sign on the part; a dot: a hypothesis fails on the part.  I, J, … (Q,
    R, …): in the same case, that derivative takes the place of F, and how it has its sign on the part follows.
    """

    kind = "boxes"
    tree: str = part(letters)

    def prove(self, checker: Checker, goal: Goal, context: Context) -> str:
        """The parts one after the other: as many as the tree has, and no more."""
        cover = Cover(checker.work, goal, context)
        waiting = [(cover, cover.whole)]
        for letter in self.tree:
            require(waiting, "the tree goes on after its last box")
            here, box = waiting.pop()
            require(box.depth <= MAX_DEPTH, f"a box that more than {MAX_DEPTH} cuts lead to")
            checker.work.charge(LETTER)
            waiting.extend(reversed(here.after(letter, box)))
        require(not waiting, "the tree ends before its last box")
        if not set(self.tree).isdisjoint((*TAYLOR, *LOWER, *UPPER, *SLOPE_LOWER, *SLOPE_UPPER)):
            checker.rules.add("taylor")
        if not set(self.tree).isdisjoint(FACE):
            checker.rules.add("mean-value")
        return "ball"


def _side(lower: Bound, upper: Bound) -> Side:
    """The interval between two bounds, made larger to dyadic ends where they are no rational numbers."""
    return Side(_below(lower.value), -_below(-upper.value))


def _below(end: Expr) -> fmpq:
    """A rational number that is at most a number: itself where it is one."""
    if end.op == "num":
        return end.value
    value = ball(end)
    require(abs(value) < LARGEST, "a bound is not finite, or too large: {}", end)
    below = (value.lower() * 2**BITS).floor().unique_fmpz()
    require(below is not None, "a bound is too large: {}", end)
    return fmpq(below, 2**BITS)


def _fails(fact: Relation, gap: arb) -> bool:
    """Whether a relation is false for all gaps of a ball."""
    if not gap.is_finite():
        return False
    if fact.op == "=":
        return bool(gap > 0 or gap < 0)
    if fact.op == "!=":
        return False
    return bool(gap <= 0 if fact.op in ("<", ">") else gap < 0)
