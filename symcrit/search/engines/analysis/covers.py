"""Trees of boxes (`boxes`): the bounded domain of a goal is cut until core's reasons show the sign on every part.

At a box the cheap reasons come first: the ball of the gap, a zero at an end that the box touches, Taylor's formula,
then a face on which the gap is least.  Where nothing helps, the box is cut in the symbol that matters most,

    argmax |∂f/∂x_i|·(width of x_i),

and where the gap is not positive at the midpoint of a box, there is no tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symcrit.core import Context, Reject, Witness, Work
from symcrit.core import Goal as CoreGoal
from symcrit.core.witnesses.boxes import (
    BALL,
    CUT,
    FACE,
    LOWER,
    OUTSIDE,
    SLOPE_LOWER,
    SLOPE_UPPER,
    UPPER,
    Box,
    Boxes,
    Cover,
)
from symcrit.core.witnesses.positive import Positive
from symcrit.search.engines.analysis import fractions
from symcrit.search.search import Goal, lemma

TINY = 1e-12  # a value that is taken for 0; ends that are no rational numbers are known to 64 bits
MAX_DEPTH = 45  # of cuts in one symbol
VISITS = (60, 4000)  # boxes that are looked at, with the Taylor formulas of the same place
ORDERS = ("2", "27")  # of Taylor's formula


class Shape(NamedTuple):
    """How a tree may be grown: the boxes that may be looked at, and the orders of Taylor's formula."""

    visits: int
    orders: str


SHAPES = tuple(Shape(visits, orders) for visits, orders in zip(VISITS, ORDERS, strict=True))


class Grower:
    """Grows a tree for one goal."""

    def __init__(self, cover: Cover, shape: Shape) -> None:
        self.cover = cover
        self.shape = shape
        self.visits = 0
        places = range(len(cover.names))
        self.lower = [place for place in places if self._zero_at(place, 1)]
        self.upper = [place for place in places if self._zero_at(place, -1)]

    def _zero_at(self, place: int, way: int) -> bool:
        """Whether the gap is 0 at an end of a symbol: asked of core where it may be so in the middle of that face."""
        side = self.cover.whole.sides[place]
        end = side.low if way == 1 else side.high
        value = self.cover.jets.value(self.cover.whole.middle.with_side(place, end, end).sides)
        apart = value.is_finite() and abs(value) > TINY
        return not apart and self.cover.order(place, way) > 0

    def grown(self) -> str | None:
        """The tree in preorder; None where a part is not shown, or there would be too many."""
        tree: list[str] = []
        waiting = [self.cover.whole]
        most = MAX_DEPTH * len(self.cover.names)
        while waiting:
            box = waiting.pop()
            self.visits += 1
            if self.visits > self.shape.visits or box.depth > most:
                return None
            letters = self._leaf(box) or self._corner(box)
            if letters is None:
                letters, parts = self._node(box)
                if letters is None:
                    return None
                waiting.extend(reversed(parts))
            tree.append(letters)
        return "".join(tree)

    def _leaf(self, box: Box) -> str | None:
        """A reason that shows the goal on the box."""
        for letter in self._reasons(box):
            if self.cover.shows(letter, box):
                return letter
        return None

    def _reasons(self, box: Box) -> Sequence[str]:
        """The letters that may be worth asking about."""
        several = sum(side.low != side.high for side in box.sides) > 1
        ends = "".join([LOWER[place] for place in self.lower] + [UPPER[place] for place in self.upper])
        outside = OUTSIDE if self.cover.domain.others else ""
        return BALL + outside + ends + ("2" if several else self.shape.orders)

    def _corner(self, box: Box) -> str | None:
        """A zero at an end of one symbol, and what shows the sign of the derivative: a zero at an end of another."""
        if len(self.lower) + len(self.upper) < 2 or len(box.sides) < 2:
            return None
        for letters, places, way in ((SLOPE_LOWER, self.lower, 1), (SLOPE_UPPER, self.upper, -1)):
            for place in places:
                beyond = self.cover.beyond_zero(box, place, way)
                if beyond is None:
                    continue
                leaf = Grower(beyond, Shape(0, "2"))._leaf(box)
                if leaf is not None:
                    return letters[place] + leaf
        return None

    def _node(self, box: Box) -> tuple[str | None, tuple[Box, ...]]:
        """A face, or both halves; no letter where the gap is not positive in the middle of the box."""
        if not self._hopeful(box):
            return None, ()
        slopes = [self._weight(place, box) for place in range(len(box.sides))]
        for place in range(len(box.sides)):
            if box.sides[place].low == box.sides[place].high:
                continue
            face = self.cover.least_face(place, box)
            if face is not None and self._positive(face):
                return FACE[place], (face,)
        place = max(range(len(slopes)), key=slopes.__getitem__)
        return CUT[place], self.cover.halves(place, box)

    def _weight(self, place: int, box: Box) -> float:
        """How much the gap may change over the box because of one symbol; by the widths alone where that is unknown."""
        side = box.sides[place]
        width = float((side.high - side.low).p) / float((side.high - side.low).q)
        slope = self.cover.jets.coefficient(box.sides, place, 1)
        return width * (float(slope.abs_upper()) if slope.is_finite() else 1e30)

    def _hopeful(self, box: Box) -> bool:
        """Whether the gap is not certainly too small in the middle of the box, if the domain goes there."""
        if self.cover.domain.others:
            return True
        value = self.cover.jets.value(box.middle.sides)
        return not value < 0

    def _positive(self, face: Box) -> bool:
        """Whether the gap is certainly positive in the middle of a face, or on all of it where that may be outside."""
        if self.cover.domain.others:
            return self._leaf(face) is not None
        return self.cover.positive(self.cover.jets.value(face.middle.sides))


def bounded(goal: Goal) -> bool:
    """Whether all symbols of the gap are bounded on both sides."""
    return len(goal.gap.names) > 0 and goal.gap.names <= goal.domain.lower.keys() & goal.domain.upper.keys()


def grown(context: Context, work: Work, goal: Goal, shapes: Sequence[Shape] = SHAPES) -> Boxes | None:
    """A tree of boxes for the goal, whose gap is defined on its domain; the work is that of `work`."""
    if not bounded(goal):
        return None
    relation = goal.relation
    try:
        cover = Cover(work, CoreGoal(goal.domain, relation, (relation.lhs, relation.rhs)), context)
        trees = (Grower(cover, shape).grown() for shape in shapes)
        tree = next((tree for tree in trees if tree is not None), None)
    except Reject:
        return None
    return None if tree is None else Boxes(tree=tree)


def cleared(context: Context, work: Work, goal: Goal) -> Witness | None:
    """A large tree for the gap, or, where it has denominators, for the gap times these."""
    form = fractions.cleared(goal.gap, context)
    if form is None:
        return grown(context, work, goal, SHAPES[1:])
    inner = Goal(goal.domain, form.above, goal.strict)
    tree = grown(context, work, inner)
    return None if tree is None else Positive(form=form.above / form.below, lemmas=(lemma(inner.relation, tree),))
