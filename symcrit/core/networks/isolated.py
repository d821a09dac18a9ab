"""Exactly one critical point in a box, with its inertia, loss and eigenvalues.

For x, x′ in a convex box X, ∇L(x) − ∇L(x′) = H̄·(x − x′) with H̄ in the enclosure of ∇²L over X, entry by entry.  If
VᵀH̄V is strictly diagonally dominant for all of them, ∇L is injective on X: there is at most one critical point.  There
is one if the map of `frames.reach_of_zero` has a fixed point; that lies in the box `within`, where the rest is found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flint import arb

from symcrit.core.algebra.expr import Expr, constant
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.curvature import Curvature
from symcrit.core.networks.frames import Framed, Inertia, framed, product_cost, reach_of_zero, read_frame
from symcrit.core.networks.loss import Explicit
from symcrit.core.networks.points import Block, Point
from symcrit.core.networks.species import Species
from symcrit.core.networks.symmetric import SymmetricPoint
from symcrit.core.reading import only, require
from symcrit.core.records import Record
from symcrit.core.work import Work


@frozen
class Radii(Record):
    """How far every entry of W, and of a where it is free, may be from its own in the centre."""

    W: Expr = part(constant)
    a: Expr | None = part(constant, optional=True)

    def balls(self) -> dict[str, arb]:
        """The radii by the name of the parameter, 0 for what is not free."""
        return {"W": arb(self.W.value), "a": arb(0 if self.a is None else self.a.value)}


class CriticalPoint(NamedTuple):
    """What holds at the one critical point in the box; `frames` are of the Hessian by the parameters."""

    inertia: Inertia
    outside: Inertia
    loss: arb
    frames: list[Framed]


class Counted(NamedTuple):
    """A block of the Hessian in its frame, and how often it occurs."""

    copies: int
    framed: Framed


@dataclass(frozen=True)
class Boxes:
    """The boxes `within` and `unique` around the configuration `place`, and balls over them.

    outgoing: whether a is free, beside W.  Everything is charged to `work`.
    """

    place: Explicit | Species
    outgoing: bool
    within: Radii
    unique: Radii
    curvature: Curvature
    work: Work

    def centre(self) -> Point | SymmetricPoint:
        """The configuration itself."""
        return self._around(arb(0), arb(0))

    def box(self, radii: Radii) -> Point | SymmetricPoint:
        """The box around it with these radii."""
        balls = radii.balls()
        return self._around(balls["W"], balls["a"])

    def _around(self, by_W: arb, by_a: arb) -> Point | SymmetricPoint:
        radius = (by_W, by_a)
        if isinstance(self.place, Species):
            self.work.charge(SymmetricPoint.cost(self.place, self.outgoing))
            return SymmetricPoint(self.place, self.curvature, radius, self.outgoing)
        self.work.charge(Point.cost(self.place, self.outgoing))
        return Point(self.place, self.curvature, radius, self.outgoing)

    def no_critical_point(self) -> bool:
        """Whether some component of ∇L is certain to be nowhere 0 in the box `unique`."""
        return any(x.is_finite() and (x > 0 or x < 0) for x in self.box(self.unique).gradient())

    def critical_point(self, frames: Mapping[str, str], outside: bool) -> CriticalPoint:
        """The one critical point in the box `unique`, which lies in `within`; raises `Reject` if that is not shown.

        frames: by the label of the block, those of a direction orthogonal to the teachers included if `outside`.
        """
        centre = self.centre()
        within = self.box(self.within)
        size = len(centre.parameters)
        first = read_frame(frames.get("inside"), size)
        blocks = within.blocks()
        moves = self.box(self.unique).hessian() - blocks[0].hessian
        self.work.charge(product_cost(size))
        fixed = framed(blocks[0].hessian, blocks[0].gram, first, moves)
        inside = [Counted(1, fixed), *self.in_frames(blocks[1:], frames)]
        self._stays_within(reach_of_zero(fixed, first, centre.gradient()), centre.parameters)
        beyond = within.outside_blocks() if outside else []
        only(dict(frames), *(block.label for block in (*blocks, *beyond)))
        away = self.in_frames(beyond, frames)
        return CriticalPoint(total(inside), total(away), within.value(), [each.framed for each in inside])

    def _stays_within(self, reach: Sequence[Any], names: Sequence[str]) -> None:
        """Raises `Reject` unless every parameter, named W or a, is less far from the centre than `within` says."""
        radii = self.within.balls()
        inside = all(r < radii[name] for r, name in zip(reach, names, strict=True))
        require(inside, "the critical point may leave `within`")

    def in_frames(self, blocks: Sequence[Block], frames: Mapping[str, str]) -> list[Counted]:
        """Blocks in the frames that the witness gives for their labels."""
        found = []
        for block in blocks:
            size = block.hessian.nrows()
            self.work.charge(product_cost(size))
            frame = read_frame(frames.get(block.label), size)
            found.append(Counted(block.copies, framed(block.hessian, block.gram, frame)))
        return found


def total(blocks: Sequence[Counted]) -> Inertia:
    """The inertia of all blocks, each as often as it occurs."""
    each = [(copies, own.inertia()) for copies, own in blocks]
    positive = sum(copies * own[0] for copies, own in each)
    negative = sum(copies * own[1] for copies, own in each)
    return positive, negative
