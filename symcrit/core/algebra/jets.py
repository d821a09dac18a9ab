"""Values and Taylor coefficients of an expression over boxes.

For a box X with midpoint c the value of f at x ∈ X lies in these balls, each of which may be the best one:

    f(X);        Σ_{k<n} f_k(c) (x − c)^k + f_n(X) (x − c)^n        for one symbol x, n ≤ 9, and for several, n ≤ 2

with the Taylor coefficients f_k, which power series over balls give (`flint.arb_series`).  A node whose coefficients
are all finite is analytic where those below it are; so Taylor's formula needs nothing else than finite coefficients.
"""

from collections.abc import Sequence, Set
from itertools import combinations
from typing import NamedTuple

import flint
from flint import arb, arb_series, fmpq

from symcrit.core.algebra import balls
from symcrit.core.algebra.expr import DEFINITION, Expr, nodes, substitute
from symcrit.core.algebra.programs import Program
from symcrit.core.work import Work

BITS = 128  # the precision of all balls here
REST = 3  # orders that an expansion from an end goes beyond the first that counts
PER_STEP = 2  # the work of a step on power series, beside one unit for every coefficient
NAN = arb("nan")


class Side(NamedTuple):
    """An interval of exact numbers."""

    low: fmpq
    high: fmpq

    @property
    def ball(self) -> arb:
        """A ball that holds it."""
        return arb(self.low).union(arb(self.high))

    @property
    def middle(self) -> fmpq:
        """Its midpoint."""
        return (self.low + self.high) / 2

    @property
    def offset(self) -> arb:
        """A ball that holds what the midpoint differs by from the numbers of the interval."""
        radius = arb((self.high - self.low) / 2)
        return (-radius).union(radius)


Sides = Sequence[Side]  # of a box, in the order of the names


class Jets:
    """An expression f in the symbols `names`, evaluated over boxes; every evaluation is charged to `work`."""

    def __init__(self, root: Expr, names: Sequence[str], work: Work) -> None:
        self.names = tuple(names)
        self.work = work
        self._program = Program([root], names)
        self._root = _without_abs(root)
        self._order = tuple(nodes(self._root))

    def value(self, box: Sides) -> arb:
        """A ball that holds f where it is defined; not finite where it says nothing."""
        self.work.charge(self._program.size)
        with balls.precision(BITS):
            return arb(self._program(*[side.ball for side in box])[0])

    def coefficient(self, box: Sides, place: int, order: int) -> arb:
        """A ball that holds the Taylor coefficient of this order in one symbol; finite only if f is analytic there."""
        with balls.precision(BITS):
            arguments: list[balls.Value] = [side.ball for side in box]
            arguments[place] = arb_series([arguments[place], 1], order + 1)
            return self._coefficients(arguments, order)[order]

    def away_from(self, end: arb, box: Sides, place: int, order: int) -> arb:
        """A ball for F = f_m + f_{m+1} h + … + f_n hⁿ⁻ᵐ, h = x − end in one symbol x: f = Σ_{k<m} f_k hᵏ + F·hᵐ.

        f_m … are the coefficients at the end, f_n one at a point of the box, which the end belongs to; n − m is REST.
        Finite only if f is analytic on the box.
        """
        with balls.precision(BITS):
            arguments: list[balls.Value] = [side.ball for side in box]
            step = arguments[place] - end
            last = min(order + REST, flint.ctx.cap - 1)
            over_box = [*arguments]
            over_box[place] = arb_series([arguments[place], 1], last + 1)
            arguments[place] = arb_series([end, 1], last)
            total = self._coefficients(over_box, last)[last]
            at_end = self._coefficients(arguments, last - 1)
            for k in range(last - 1, order - 1, -1):
                total = total * step + at_end[k]
            return total

    def taylor(self, box: Sides, order: int) -> arb:
        """A ball that holds f, by Taylor's formula around the midpoint; finite only if f is analytic on the box.

        Of order 1 or 2 where several sides are no points.
        """
        moving = [place for place, side in enumerate(box) if side.low != side.high]
        with balls.precision(BITS):
            if len(moving) > 1:
                return self._of_several(box, moving, order)
            place = moving[0] if moving else 0
            powers = _powers(box[place].offset, order)
            middle = [Side(side.middle, side.middle) for side in box]
            at_middle = self._along(middle, {place}, order - 1)
            rest = self._along(box, {place}, order)[order]
            terms = zip([*at_middle, rest], powers, strict=True)
            return sum((coefficient * power for coefficient, power in terms), arb(0))

    def _of_several(self, box: Sides, moving: Sequence[int], order: int) -> arb:
        """f(c) + Σ f_i(X) h_i, or f(c) + Σ f_i(c) h_i + Σ f_ii(X)/2 h_i² + Σ_{i<j} f_ij(X) h_i h_j."""
        if order > 2:
            return NAN
        middle = [Side(side.middle, side.middle) for side in box]
        total = self._along(middle, set(), 0)[0]
        steps = {place: box[place].offset for place in moving}
        if order == 1:
            return sum((self._along(box, {place}, 1)[1] * steps[place] for place in moving), total)
        twice = {place: self._along(box, {place}, 2)[2] for place in moving}
        for place in moving:
            total += self._along(middle, {place}, 1)[1] * steps[place] + twice[place] * _powers(steps[place], 2)[2]
        for i, j in combinations(moving, 2):
            both = self._along(box, {i, j}, 2)[2]
            total += (both - twice[i] - twice[j]) * steps[i] * steps[j]
        return total

    def _along(self, start: Sides, moving: Set[int], order: int) -> list[arb]:
        """The coefficients of f along a line from a point of the box on which the symbols at `moving` grow with t."""
        arguments = [
            arb_series([side.ball, 1], order + 1) if place in moving else side.ball for place, side in enumerate(start)
        ]
        return self._coefficients(arguments, order)

    def _coefficients(self, arguments: Sequence[balls.Value], order: int) -> list[arb]:
        """The coefficients 0 … order of f; none is finite where those of some node are not."""
        self.work.charge(len(self._order) * (PER_STEP + order))
        unknown = [NAN] * (order + 1)
        if flint.ctx.cap <= order:  # coefficients would be lost
            return unknown
        try:
            found = balls.evaluate_all(self._order, dict(zip(self.names, arguments, strict=True)), {})
        except (ValueError, ZeroDivisionError):  # of python-flint: a quotient of series whose divisor may be 0
            return unknown
        values = [_listed(value, order) for value in found.values()]
        if not all(coefficient.is_finite() for value in values for coefficient in value):
            return unknown
        return _listed(found[self._root], order)


def _without_abs(root: Expr) -> Expr:
    """The expression with |u| written as √u²: there are no absolute values of power series."""
    replaced: dict[Expr, Expr] = {}
    for node in nodes(root):
        if node.op == "abs":
            inside = substitute(node.children[0], replaced)
            replaced[node] = substitute(DEFINITION["abs"], {"x": inside})
    return substitute(root, replaced)


def _powers(offset: arb, order: int) -> list[arb]:
    """Balls for the powers 0 … order of the numbers of a ball around 0."""
    found = [arb(1)]
    for exponent in range(1, order + 1):
        power = found[-1] * offset
        largest = power.abs_upper()
        found.append(arb(0).union(largest) if exponent % 2 == 0 else power)
    return found


def _listed(value: balls.Value, order: int) -> list[arb]:
    """The coefficients 0 … order of a number or of a power series."""
    if isinstance(value, arb):
        return [value] + [arb(0)] * order
    if value.prec <= order:
        return [NAN] * (order + 1)
    known: list[arb] = value.coeffs()[: order + 1]
    return known + [arb(0)] * (order + 1 - len(known))
