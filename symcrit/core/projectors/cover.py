r"""The maximum of F over projectors of rank n, by boxes that cover charts of the compact set of them.

Every subspace of dimension n has a basis whose n×n minor in some coordinates is 1 and in no others larger than that, in
absolute value (take the largest minor); by Cramer's rule it is the span of the columns of [I; X] in these *pivots* and
the other coordinates, |X_ij| ≤ 1.  So the cubes of the C(k, n) charts cover all projectors.  Where all b_j are equal,
permutations of coordinates leave F as it is, and one chart is enough, and of it the X with X_11 ≥ X_ij for all i, j,
X_21 ≥ X_31 ≥ … and X_12 ≥ X_13 ≥ …: permutations of rows and of columns of X, which belong to permutations of
coordinates, bring its largest entry to the first place, and then sort the rest of the first column and the first row.

Let P̂ be a projector where F is largest, X̂ a matrix of it in such a cube (and ordered so).  A chart is an open part of
a manifold without boundary, so ∇F(X̂) = 0 there, also where X̂ lies on the edge of the cube.  The cube is cut into boxes,
and X̂ is in one of them: there

* F < maximum (by Taylor's formula of order 0, 1, 2 round the midpoint), or
* ∇F is not 0, so X̂ is not there after all, or
* every X is ordered otherwise, so X̂ is not there, or
* the box lies in a `Star`: a box round a centre where ∇F = 0, exactly, over which ∇²F is negative definite.  A star may
  stick out of the cube.  F is concave on it, so F(X̂) ≤ F(centre) ≤ maximum.

So F(P̂) ≤ maximum.  Reasons that speak of X̂ alone say nothing about F on their box.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import combinations, pairwise
from typing import NamedTuple

from flint import arb, arb_mat, fmpq, fmpq_mat

from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.projectors.chart import Chart, Objective
from symcrit.core.projectors.target import Target, number_of, projector_onto
from symcrit.core.reading import index, need, number, read, require, within_limits
from symcrit.core.records import Record

CUT = "/"  # in two halves, in the first of the widest coordinates
CONSTANT, SLOPE, TAYLOR = "012"  # an upper bound, by Taylor's formula of this order
STEEP = "g"  # ∇F is not 0, by its balls over the box
STEEP_BY_TAYLOR = "h"  # ∇F is not 0, by its values at the midpoint and ∇²F over the box
STAR = "s"
ORDERED = "o"  # another order of rows and columns
LETTERS = frozenset((CUT, CONSTANT, SLOPE, TAYLOR, STEEP, STEEP_BY_TAYLOR, STAR, ORDERED))
LETTER = 5  # the work of a letter, beside its evaluations
MOST_COORDINATES = 9
MOST_CUTS = 40  # of one coordinate
Rows = tuple[tuple[fmpq, ...], ...]


def read_rows(value: object) -> Rows:
    """A matrix of rational numbers; raises `Malformed`."""
    return tuple(map(tuple, read(value, [[number]])))


@frozen
class Star(Record):
    """A box of this radius round a matrix X of a chart, by the number of the chart."""

    chart: int = part(index)
    centre: Rows = part(read_rows)
    radius: fmpq = part(number)


class Box(NamedTuple):
    """Midpoints and radii, exact, row by row of X; how often each coordinate was cut."""

    middle: tuple[fmpq, ...]
    cuts: tuple[int, ...]

    @classmethod
    def whole(cls, size: int) -> Box:
        """|X_ij| ≤ 1."""
        return cls((fmpq(0),) * size, (0,) * size)

    def radius(self, place: int) -> fmpq:
        """Half the width in one coordinate."""
        return fmpq(1, 2 ** self.cuts[place])

    def halves(self) -> tuple[Box, Box]:
        """The two halves in the first of the widest coordinates; raises `TooLarge`."""
        place = self.cuts.index(min(self.cuts))
        within_limits(self.cuts[place] < MOST_CUTS, "a box is cut too often")
        cuts = (*self.cuts[:place], self.cuts[place] + 1, *self.cuts[place + 1 :])
        step = self.radius(place) / 2

        def half(step: fmpq) -> Box:
            return Box((*self.middle[:place], self.middle[place] + step, *self.middle[place + 1 :]), cuts)

        return half(-step), half(step)

    def below(self, place: int, other: int) -> bool:
        """Whether one coordinate is smaller than another one on the whole box."""
        return bool(self.middle[place] + self.radius(place) < self.middle[other] - self.radius(other))


def is_symmetric(target: Target) -> bool:
    """Whether all weights are equal, so that permutations of coordinates leave F as it is."""
    return len({*target.weights()}) == 1


def charts(target: Target) -> list[tuple[int, ...]]:
    """The coordinates in the order of each chart, pivots first: one chart where all weights are equal."""
    n = number_of(target.n)
    k = number_of(target.k)
    require(0 < n < k, "covers are for 1 ≤ n < k")
    within_limits(n * (k - n) <= MOST_COORDINATES, f"more than {MOST_COORDINATES} coordinates")
    every = range(k)
    chosen = list(combinations(every, n))
    if is_symmetric(target):
        chosen = chosen[:1]
    return [(*pivots, *(i for i in every if i not in pivots)) for pivots in chosen]


def centre_of(target: Target, star: Star) -> fmpq_mat:
    """The projector of the centre of a star, in the coordinates of the target; raises `Malformed`."""
    n = number_of(target.n)
    orders = charts(target)
    fits = len(star.centre) == number_of(target.k) - n and all(len(row) == n for row in star.centre)
    need(fits and star.chart < len(orders), "a star is a matrix of a chart, with as many rows and columns")
    order = orders[star.chart]
    columns = []
    for j in range(n):
        own = [fmpq(int(i == j)) for i in range(n)] + [row[j] for row in star.centre]
        columns.append([own[order.index(i)] for i in range(len(order))])
    return projector_onto(columns)


class Cover:
    """The charts of a target with numbers n and k, for the claim that F is at most `maximum`; `stars` are checked."""

    def __init__(self, target: Target, maximum: arb, stars: Sequence[Star], objective: Objective) -> None:
        self.n = number_of(target.n)
        self.k = number_of(target.k)
        self.r = self.k - self.n
        self.target = target
        self.objective = objective
        self.maximum = maximum
        self.weights = target.weights()
        self.symmetric = is_symmetric(target)
        self.charts = charts(target)
        self.stars = stars
        for star in stars:
            self._check_star(star)

    # ------------------------------------------------------------------------------------------------------- stars

    def _check_star(self, star: Star) -> None:
        """∇F = 0 at the centre, and ∇²F < 0 over the star; raises `Reject`."""
        require(star.radius > 0, "the radius of a star is positive")
        self._check_gradient(star)
        box = [[arb(x) + arb(0, 1) * star.radius for x in row] for row in star.centre]
        require(self._is_concave(self.chart(star.chart, arb_mat(box))), "∇²F is not shown to be negative definite")

    def _check_gradient(self, star: Star) -> None:
        """(I − P)V′(P)P = 0 for the entries c_ab V′(P_ab): for every value of P_ab what stands before V′ of it is 0."""
        P = centre_of(self.target, star)
        size = range(self.k)
        for value in {P[a, b] for a in size for b in size}:
            own = [[self.weights[a] * self.weights[b] * int(P[a, b] == value) for b in size] for a in size]
            one = fmpq_mat([[int(a == b) for b in size] for a in size])
            across = (one - P) * fmpq_mat(own) * P
            require(across == fmpq_mat(self.k, self.k), "∇F is not 0 at the centre of a star")

    def _is_concave(self, chart: Chart) -> bool:
        """Whether all pivots of LDLᵀ of −∇²F are positive."""
        size = self.r * self.n
        rows = [[-chart.hessian[i, j] for j in range(size)] for i in range(size)]
        for i in range(size):
            if not rows[i][i] > 0:
                return False
            for j in range(i + 1, size):
                factor = rows[j][i] / rows[i][i]
                rows[j] = [entry - factor * above for entry, above in zip(rows[j], rows[i], strict=True)]
        return True

    # ------------------------------------------------------------------------------------------------------- boxes

    def chart(self, chart: int, X: arb_mat) -> Chart:
        """F and its derivatives at a ball of matrices."""
        return Chart(self.objective, X, [self.weights[i] for i in self.charts[chart]])

    def check(self, trees: Sequence[str]) -> None:
        """Raises `Reject` unless the letters show that F ≤ maximum: a tree for every chart."""
        require(len(trees) == len(self.charts), f"there are {len(self.charts)} charts")
        for chart, tree in enumerate(trees):
            self._check_tree(chart, tree)

    def _check_tree(self, chart: int, tree: str) -> None:
        """The letters of one chart, parts in the order of their trees."""
        left = [Box.whole(self.r * self.n)]
        for letter in tree:
            self.objective.work.charge(LETTER)
            require(left, "the tree of boxes has letters left over")
            box = left.pop()
            if letter == CUT:
                lower, upper = box.halves()
                left += [upper, lower]
            else:
                require(self.falls(chart, box, letter), f"a box is not shown to hold no larger value ({letter})")
        require(not left, "the tree of boxes ends too early")

    def falls(self, chart: int, box: Box, letter: str) -> bool:
        """Whether F is at most `maximum` at X̂, if that is in this box, for the reason of the letter."""
        if letter == ORDERED:
            require(self.symmetric, "only equal weights allow for permutations")
            return self._is_out_of_order(box)
        if letter == STAR:
            return any(self._is_inside(chart, box, star) for star in self.stars)
        return BoxAt(self, chart, box).falls(letter)

    def _is_out_of_order(self, box: Box) -> bool:
        """Whether no X in the box has its largest entry first, and then a first row and a first column that fall."""
        row = range(1, self.n)
        column = range(self.n, self.r * self.n, self.n)
        pairs = [*((0, place) for place in range(1, self.r * self.n)), *pairwise(row), *pairwise(column)]
        return any(box.below(first, second) for first, second in pairs)

    def _is_inside(self, chart: int, box: Box, star: Star) -> bool:
        """Whether the box lies in the star."""
        centre = [x for row in star.centre for x in row]
        reach = [abs(m - x) + box.radius(i) for i, (m, x) in enumerate(zip(box.middle, centre, strict=True))]
        return star.chart == chart and all(r <= star.radius for r in reach)


class BoxAt:
    """A box of a chart: F and its derivatives over it and at its midpoint."""

    def __init__(self, cover: Cover, chart: int, box: Box) -> None:
        self.cover = cover
        self.chart = chart
        self.middle = [arb(x) for x in box.middle]
        self.radii = [arb(box.radius(i)) for i in range(len(self.middle))]

    def _chart_of(self, entries: Sequence[arb]) -> Chart:
        """F and its derivatives at a matrix, its entries row by row."""
        n = self.cover.n
        rows = [list(entries[n * i : n * i + n]) for i in range(self.cover.r)]
        return self.cover.chart(self.chart, arb_mat(rows))

    @cached_property
    def at(self) -> Chart:
        """At the midpoint."""
        return self._chart_of(self.middle)

    @cached_property
    def over(self) -> Chart:
        """Over the box."""
        return self._chart_of([m + arb(0, 1) * r for m, r in zip(self.middle, self.radii, strict=True)])

    def falls(self, letter: str) -> bool:
        """Whether F is shown to be at most the maximum, or nowhere largest, on the box, by one of the evaluations."""
        if letter == STEEP:
            return any(not slope.contains(0) for slope in self.over.gradient if slope.is_finite())
        if letter == STEEP_BY_TAYLOR:
            return any(self._keeps_away(i) for i in range(len(self.radii)))
        return bool(self._bound(letter) < self.cover.maximum)

    def _keeps_away(self, i: int) -> bool:
        """Whether |∂F/∂X_i| at the midpoint is more than it changes over the box."""
        change = sum((abs(self.over.hessian[i, j]) * r for j, r in enumerate(self.radii)), arb(0))
        return bool(abs(self.at.gradient[i]) > change)

    def _bound(self, letter: str) -> arb:
        """An upper bound of F on the box."""
        if letter == CONSTANT:
            return self.over.value()
        if letter == SLOPE:
            return self.at.value() + self._moved(self.over.gradient)
        return self.at.value() + self._moved(self.at.gradient) + self._bent()

    def _moved(self, gradient: Sequence[arb]) -> arb:
        """Σ |∂F/∂X_i|·r_i."""
        return sum((abs(slope) * r for slope, r in zip(gradient, self.radii, strict=True)), arb(0))

    def _bent(self) -> arb:
        """½ Σ |∂²F/∂X_i∂X_j|·r_i·r_j, of the diagonal only what is positive."""
        total = arb(0)
        for i, one in enumerate(self.radii):
            for j, other in enumerate(self.radii):
                entry = self.over.hessian[i, j]
                total = total + (abs(entry) if i != j else entry.max(arb(0))) * one * other / 2
        return total
