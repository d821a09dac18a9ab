"""Kernels without a closed form, over boxes of laws: E[σ(u)τ(v)] and its derivatives by certified quadrature.

By Price's theorem ∂/∂q12 differentiates σ and τ once, ∂/∂q11 and ∂/∂q22 one of them twice, with a factor 1/2; means
once.  That is right for σ and τ that are analytic in a strip and grow at most exponentially, as are then all their
derivatives, and at singular covariance matrices too.

Over a box of laws, E = E[f(u)g(v)] is expanded at one of them, C₀, from which the middle C₁ of the box differs in one
entry by t.  For a law C of the box, ∂ the derivative by that entry, and r_e the radii of the box,

    |E(C) − E(C₀) − t·∂E(C₀)| ≤ ½t² sup|∂²E| + Σ_e r_e sup|∂_e E|,    |E[f(u)g(v)]|² ≤ E[f(u)²] E[g(v)²],

by Taylor's theorem between C₀ and C₁ and the mean value theorem between C₁ and C: covariance matrices are a convex
set, so what is between two laws is one.  C₀ has independent u and v, or is singular, if C₁ is close to such a law:
then a sum over its nodes is short.  Where C₁ is not certain to be a law, t = 0 and C₀ takes its place, with larger
radii.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import log2
from typing import NamedTuple

import flint
from flint import arb

from symcrit.core.algebra.balls import precision
from symcrit.core.algebra.expr import Expr, diff
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.expectation.quadrature import expectation
from symcrit.core.work import Work

Orders = tuple[int, int, int]  # of the derivatives of σ and τ, and how many factors 1/2
Law = tuple[arb, arb, arb, arb, arb]  # q11, q12, q22, m1, m2
Radii = tuple[arb, arb, arb, arb, arb]

BY_GRAM: tuple[Orders, ...] = (  # the entries of a `curvature.Jet`
    (0, 0, 0), (2, 0, 1), (1, 1, 0), (4, 0, 2), (3, 1, 1), (2, 2, 2), (2, 2, 0), (1, 3, 1),
)  # fmt: skip
BY_MEANS: tuple[Orders, ...] = (  # the entries of a `curvature.Tilt`
    (1, 0, 0), (3, 0, 1), (2, 1, 0), (1, 2, 1), (2, 0, 0), (1, 1, 0), (2, 1, 1), (1, 2, 0),
)  # fmt: skip
MOST = 8  # the order of the derivatives that are needed: 4 for a jet, and more for what is left out of it
ROUGH = 40  # bits of bounds that only say how far a box reaches
NOTHING = arb(0)
UNKNOWN = arb("nan")


class Move(NamedTuple):
    """What a derivative by an entry of the law does: the orders by which it raises, and its factor."""

    first: int
    second: int
    factor: arb


MOVES = {
    "q11": Move(2, 0, arb(1) / 2),
    "q12": Move(1, 1, arb(1)),
    "q22": Move(0, 2, arb(1) / 2),
    "m1": Move(1, 0, arb(1)),
    "m2": Move(0, 1, arb(1)),
}
ENTRIES = tuple(MOVES)


class Centre(NamedTuple):
    """The law C₀, exact; the entry `along` in which C₁ differs from it by `far` (None: not at all); the radii."""

    law: Law
    singular: bool
    along: str | None
    far: arb
    radii: Radii


def _exchanged(centre: Centre) -> Centre:
    """The same with u and v exchanged."""
    other = {"q11": "q22", "q22": "q11"}
    along = centre.along and other.get(centre.along, centre.along)
    return centre._replace(law=_turned(centre.law), along=along, radii=_turned(centre.radii))


def _turned(law: Law) -> Law:
    q11, q12, q22, m1, m2 = law
    return q22, q12, q11, m2, m1


def centre_of(box: Law, same: bool) -> Centre:
    """Where a box of laws with variances > 0 is expanded; `same`: u and v are one variable."""
    middle = (box[0].mid(), box[1].mid(), box[2].mid(), box[3].mid(), box[4].mid())
    radii = (box[0].rad(), box[1].rad(), box[2].rad(), box[3].rad(), box[4].rad())
    q11, q12, q22, m1, m2 = middle
    if same:
        return Centre((q11, q11, q11, m1, m1), True, None, NOTHING, radii)
    if q11 < q22:  # C₀ is moved in the smaller variance
        return _exchanged(centre_of(_turned(box), same=False))
    edge = q12 * q12 / q11
    rest = q22 - edge
    near = q11 * arb(2) ** (-flint.ctx.prec // 2)
    if rest < near:
        law = (q11, q12, edge, m1, m2)
        if rest >= 0:
            return Centre(law, True, "q22", rest, radii)
        wider = (radii[0], radii[1], (radii[2] + abs(rest)).upper(), radii[3], radii[4])
        return Centre(law, True, None, NOTHING, wider)
    if not rest > 0:
        return Centre(middle, False, "q12", UNKNOWN, radii)
    if abs(q12) < near:
        return Centre((q11, NOTHING, q22, m1, m2), False, "q12", q12, radii)
    return Centre(middle, False, None, NOTHING, radii)


def bits_for(box: Law) -> int:
    """No more than a box of this size deserves."""
    spread = max(float(entry.rad()) for entry in box) / max(float(box[0].mid()), float(box[2].mid()))
    if not spread > 0:
        return flint.ctx.prec
    return min(flint.ctx.prec, max(ROUGH, ROUGH - int(log2(spread))))


@cache
def derivatives(function: Expr) -> tuple[Expr, ...]:
    """A function of z and its derivatives."""
    found = [function]
    for _ in range(MOST):
        found.append(diff(found[-1], "z"))
    return tuple(found)


class Definition:
    """The derivatives of E[σ(u)τ(v)]; every expectation is charged to `work`."""

    def __init__(self, kernel: Kernel, work: Work | None) -> None:
        assert kernel.activation is not None
        self.work = work
        self.sigma = derivatives(kernel.activation)
        self.tau = derivatives(kernel.teacher or kernel.activation)

    def __call__(self, place: Sequence[arb], orders: Sequence[Orders], same: bool) -> list[arb]:
        """These derivatives at q11, q12, q22 (and m1, m2); `same`: both neurons are one.

        Balls around their values at every law in the box, or nan.
        """
        q11, q12, q22, m1, m2 = (*place, NOTHING, NOTHING)[:5]
        box = (q11, q12, q22, m1, m2)
        if not all(entry.is_finite() for entry in box) or not (q11 > 0 and q22 > 0):
            return [UNKNOWN] * len(orders)
        with precision(bits_for(box)):
            expanded = Expansion(self, box, same)
            found = {(i, j): expanded.value(i, j) for i, j, _ in orders}
        return [found[i, j] / 2**halves for i, j, halves in orders]


class Expansion:
    """E[σ⁽ⁱ⁾(u)τ⁽ʲ⁾(v)] over a box of laws."""

    def __init__(self, definition: Definition, box: Law, same: bool) -> None:
        self.definition = definition
        self.centre = centre_of(box, same)
        q11, _, q22, m1, m2 = box
        first, _, second, _, _ = self.centre.law  # the box with C₀
        self.sides = (definition.sigma, q11.union(first), m1), (definition.tau, q22.union(second), m2)
        self.sizes: dict[tuple[int, int], arb] = {}

    def value(self, i: int, j: int) -> arb:
        """A ball around all values."""
        _, _, along, far, radii = self.centre
        found = self._at_centre(i, j)
        left_out = NOTHING
        if along is not None:
            p, q, factor = MOVES[along]
            found += factor * far * self._at_centre(i + p, j + q)
            left_out += factor * factor * far * far * self.bound(i + 2 * p, j + 2 * q) / 2
        for name, radius in zip(ENTRIES, radii, strict=True):
            if radius != 0:
                p, q, factor = MOVES[name]
                left_out += factor * radius * self.bound(i + p, j + q)
        return found + left_out * arb(0, 1)

    def _at_centre(self, i: int, j: int) -> arb:
        """E at C₀."""
        sigma, tau = self.definition.sigma[i], self.definition.tau[j]
        q11, q12, q22, m1, m2 = self.centre.law
        gram = q11, q12, q22
        return expectation(sigma, tau, gram, self.centre.singular, self.definition.work, (m1, m2), sharp=True)

    def bound(self, i: int, j: int) -> arb:
        """An upper bound of |E| between the laws of the box and C₀."""
        return (self._size(0, i) * self._size(1, j)).upper()

    def _size(self, side: int, order: int) -> arb:
        """An upper bound of √E[f(u)²], f a derivative of σ (side 0) or τ (side 1)."""
        if (side, order) not in self.sizes:
            functions, q, mean = self.sides[side]
            f = functions[order]
            with precision(ROUGH):
                square = expectation(f, f, (q, q, q), True, self.definition.work, (mean, mean))
                self.sizes[side, order] = square.upper().nonnegative_part().sqrt().upper()
        return self.sizes[side, order]
