"""Exactly one critical point in a box, with its inertia, loss and eigenvalues.

For x, x′ in a convex box X, ∇L(x) − ∇L(x′) = H̄·(x − x′) with H̄ in the enclosure of ∇²L over X, entry by entry.  If
VᵀH̄V is strictly diagonally dominant for all of them, ∇L is injective on X: there is at most one critical point.  There
is one if the map of `frames.reach_of_zero` has a fixed point; that lies in the box `within`, where the rest is found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flint import arb

from symcrit.core.algebra.expr import Expr, constant
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.frames import Framed, Inertia, framed, product_cost, reach_of_zero, read_frame
from symcrit.core.networks.loss import Explicit
from symcrit.core.networks.points import Block, Curvatures, Point
from symcrit.core.networks.species import Species
from symcrit.core.networks.symmetric import SymmetricPoint
from symcrit.core.reading import only, require
from symcrit.core.records import Record
from symcrit.core.work import Work


@frozen
class Radii(Record):
    """How far every entry of W, and of a and the biases where they are free, may be from its own in the centre."""

    W: Expr = part(constant)
    a: Expr | None = part(constant, optional=True)
    biases: Expr | None = part(constant, optional=True)

    def of(self) -> dict[str, Expr]:
        """The radii by the names of the free parameters."""
        found = {"W": self.W, "a": self.a, "biases": self.biases}
        return {name: radius for name, radius in found.items() if radius is not None}

    def balls(self) -> dict[str, arb]:
        """The same as numbers."""
        return {name: arb(radius.value) for name, radius in self.of().items()}


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

    Both have radii for what is free, and for nothing else.  Everything is charged to `work`.
    """

    place: Explicit | Species
    within: Radii
    unique: Radii
    curvatures: Curvatures
    work: Work

    def centre(self) -> Point | SymmetricPoint:
        """The configuration itself."""
        return self._around(dict.fromkeys(self.unique.of(), arb(0)))

    def box(self, radii: Radii) -> Point | SymmetricPoint:
        """The box around it with these radii."""
        return self._around(radii.balls())

    def _around(self, radii: Mapping[str, arb]) -> Point | SymmetricPoint:
        if isinstance(self.place, Species):
            outgoing = "a" in radii
            self.work.charge(SymmetricPoint.cost(self.place, outgoing))
            both = radii["W"], radii.get("a", arb(0))
            return SymmetricPoint(self.place, self.curvatures.students, both, outgoing)
        self.work.charge(Point.cost(self.place, radii))
        return Point(self.place, self.curvatures, radii)

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

    def _stays_within(self, reach: Sequence[arb], names: Sequence[str]) -> None:
        """Raises `Reject` unless every parameter is less far from the centre than `within` says for its name."""
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
