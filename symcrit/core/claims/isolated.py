"""`isolated`: exactly one critical point in a box, with its inertia."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flint import arb

from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.expr import Expr, parse, symbols
from symcrit.core.claims._species import read_free
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Derived, Failure, Refutation, part
from symcrit.core.networks.curvature import Curvature
from symcrit.core.networks.frames import Inertia, checked_precision
from symcrit.core.networks.isolated import Boxes, CriticalPoint, Radii
from symcrit.core.networks.loss import Explicit, read_configuration
from symcrit.core.networks.species import Species
from symcrit.core.reading import Malformed, index, items, need, record, require, text
from symcrit.core.witnesses.point import Point

Bounds = tuple[Expr, Expr]


def read_place(value: object) -> Explicit | Species:
    """Explicit vectors or a symmetric family; raises `Malformed`."""
    place = read_configuration(value)
    if isinstance(place, Explicit | Species):
        return place
    raise Malformed("isolated speaks about numbers: a network or species")


def read_inertia(value: object) -> Inertia:
    """Numbers of positive and of negative directions; raises `Malformed`."""
    counts = items(value)
    need(len(counts) == 2, "an inertia is a pair")
    return index(counts[0]), index(counts[1])


def read_bounds(value: object) -> Bounds:
    """A lower and an upper bound, constants; raises `Malformed`."""
    bounds = items(value)
    need(len(bounds) == 2, "bounds are a pair")
    low = parse(bounds[0])
    high = parse(bounds[1])
    need(not symbols(low, high), "bounds are constants")
    return low, high


def read_frames(value: object) -> dict[str, str]:
    """Frames by the labels of their blocks; raises `Malformed`."""
    return {label: text(frame) for label, frame in record(value).items()}


@frozen
class OtherPoint(Refutation):
    """Frames that show what the critical point in the box is like; without them there is none in the box."""

    precision: int = part(index)
    frames: Mapping[str, str] | None = part(read_frames, optional=True)


class Answer(NamedTuple):
    """What was found, in words, and whether it is what the claim says (None: not decided)."""

    words: str
    agrees: bool | None


@frozen
class Isolated(Claim):
    """In the box of radii `unique` around the configuration there is exactly one critical point of the loss.

    It lies in the box `within`.  `free` says by what: all weights, or W alone.  Its Hessian by the free weights in the
    span of the vectors has this `inertia`, (positive, negative), and by the weights of a direction orthogonal to it
    `outside`; the loss there, and the smallest eigenvalue of the Hessian, lie between two bounds.  `modulo` "scaling":
    for a homogeneous σ and outgoing weights ±1, so W stands for the network modulo the scaling of its neurons.

    Theorems: Krawczyk for existence and uniqueness, Sylvester and Gershgorin for the inertia; see `networks.isolated`.
    """

    kind = "isolated"
    proof = Point
    refutation = OtherPoint
    configuration: Explicit | Species = part(read_place)
    free: str = part(read_free)
    modulo: str | None = part(text, optional=True)
    unique: Radii = part(Radii.read)
    within: Radii = part(Radii.read)
    inertia: Inertia = part(read_inertia)
    outside: Inertia | None = part(read_inertia, optional=True)
    loss: Bounds | None = part(read_bounds, optional=True)
    eigenvalue: Bounds | None = part(read_bounds, optional=True)

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of the network."""
        return self.configuration.kernel

    @property
    def outgoing(self) -> bool:
        """Whether the outgoing weights of the students are free."""
        return self.free == "all"

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols, and for radii that do not fit what is free."""
        place = self.configuration
        need(not self.domain.kinds, "isolated speaks about numbers: a network or species, without symbols")
        plain = isinstance(place, Species) or place.is_plain
        need(plain, "isolated speaks about inputs x ~ N(0, I), neurons without biases, and one activation")
        self.domain.declares(place.scale, *place.sizes, *place.exprs)
        need(self.modulo in (None, "scaling"), "modulo is 'scaling' or absent")
        names = "W, a" if self.outgoing else "W"
        for key, radii in (("within", self.within), ("unique", self.unique)):
            need((radii.a is not None) == self.outgoing, f"{key} gives the radii of what is free: {names}")
        pairs = [(self.within.W, self.unique.W)]
        if self.within.a is not None and self.unique.a is not None:
            pairs.append((self.within.a, self.unique.a))
        good = all(0 < small.value <= large.value for small, large in pairs)
        need(good, "radii are positive, and within <= unique")

    def prove(self, checker: Checker, proof: Point) -> str:
        """Exactly one critical point, and that it is what the claim says."""
        kink = self._kink(checker, proof.kernel)
        with precision(checked_precision(proof.precision)):
            answers = list(self._answers(self._found(self._boxes(checker, kink), proof.frames)))
        unshown = [answer.words for answer in answers if not answer.agrees]
        require(not unshown, f"not shown: {'; '.join(unshown)}")
        return "; ".join(answer.words for answer in answers)

    def refute(self, checker: Checker, refutation: OtherPoint) -> Failure:
        """There is no critical point in the box, or exactly one that is not what the claim says."""
        kink = self._kink(checker, refutation.kernel)
        here = satisfied(self.domain, refutation.at or {}, checker.work)
        require(here, "isolated is about one point")
        with precision(checked_precision(refutation.precision)):
            boxes = self._boxes(checker, kink)
            if refutation.frames is None:
                self._well_scaled(boxes)
                require(boxes.no_critical_point(), "a critical point in the box is not excluded")
                return Failure("", "", "∇L is nowhere 0 in the box")
            answers = list(self._answers(self._found(boxes, refutation.frames)))
        wrong = [answer.words for answer in answers if answer.agrees is False]
        undecided = [answer.words for answer in answers if answer.agrees is None]
        require(wrong, f"the claim is not shown to fail: {'; '.join(undecided)}")
        return Failure("", "", "; ".join(wrong))

    def _kink(self, checker: Checker, derived: Derived | None) -> tuple[Expr, Expr] | None:
        """(c, α) of an activation c·|z| + α·z, None of a smooth one; raises `Reject` for others."""
        smooth = checker.derive(self.of_kernel, derived)
        checker.evidence.add("ball")
        checker.rules.update(("krawczyk", "sylvester-gershgorin"))
        if smooth:
            return None
        kink = None if derived is None else derived.derivation.kink(checker.work)
        require(kink, "a kernel that is not smooth at 0")
        return kink

    def _boxes(self, checker: Checker, kink: tuple[Expr, Expr] | None) -> Boxes:
        """The boxes of the claim, at the precision that is set."""
        curvature = Curvature(self.of_kernel, kink, checker.work)
        return Boxes(self.configuration, self.outgoing, self.within, self.unique, curvature, checker.work)

    def _well_scaled(self, boxes: Boxes) -> None:
        """Raises `Reject` unless abs(a)·w are coordinates modulo scaling, where the claim takes them for that."""
        if self.modulo is None:
            return
        place = self.configuration
        rows = [(s.a,) for s in place.students] if isinstance(place, Species) else place.a
        signs = all(len(row) == 1 and abs(evaluate(row[0], {})) == 1 for row in rows)
        good = boxes.curvature.kink and signs and not self.outgoing
        require(good, "modulo scaling: σ homogeneous, every a is ±1")

    def _found(self, boxes: Boxes, frames: Mapping[str, str]) -> CriticalPoint:
        """The one critical point; raises `Reject` where it is not shown that there is exactly one."""
        self._well_scaled(boxes)
        return boxes.critical_point(frames, outside=self.outside is not None)

    def _answers(self, found: CriticalPoint) -> Iterator[Answer]:
        """What the claim says of the critical point, and whether it is so."""
        yield Answer(f"the inertia is {found.inertia}", found.inertia == self.inertia)
        if self.outside is not None:
            yield Answer(f"the inertia outside is {found.outside}", found.outside == self.outside)
        if self.loss is not None:
            low, high = (evaluate(bound, {}) for bound in self.loss)
            yield Answer(f"L is {found.loss.str(20)}", is_between(found.loss, low, high))
        if self.eigenvalue is not None:
            low, high = (evaluate(bound, {}) for bound in self.eigenvalue)
            words = f"the smallest eigenvalue is between {low.str(15)} and {high.str(15)}"
            yield Answer(words, smallest_between(found, low, high))


def is_between(value: arb, low: arb, high: arb) -> bool | None:
    """Whether low < value < high; None where that is not decided."""
    if low < value < high:
        return True
    if low >= value or value >= high:
        return False
    return None


def smallest_between(found: CriticalPoint, low: arb, high: arb) -> bool | None:
    """Whether the smallest eigenvalue of all blocks lies between two bounds; None where that is not decided."""
    frames = found.frames
    if all(frame.above(low) for frame in frames) and any(frame.below(high) for frame in frames):
        return True
    if all(frame.above(high) for frame in frames) or any(frame.below(low) for frame in frames):
        return False
    return None
