"""`isolated`: exactly one critical point in a box, with its inertia."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flint import arb

from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.expr import Expr, parse, symbols
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim, Failure, Grounds, Refutation, part
from symcrit.core.networks.curvature import Shape, shape_of
from symcrit.core.networks.frames import Inertia, checked_precision
from symcrit.core.networks.isolated import Boxes, CriticalPoint, Radii
from symcrit.core.networks.loss import Explicit, read_configuration
from symcrit.core.networks.points import PARAMETERS, curvatures_of
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


def read_free(value: object) -> tuple[str, ...]:
    """What the loss is a function of: "all", "W" alone, or a list of parameters, W among them; raises `Malformed`.

    "all" stands for the empty tuple.
    """
    if isinstance(value, str):
        need(value in ("all", "W"), "free is 'all', 'W', or a list of 'W', 'a', 'biases'")
        return () if value == "all" else ("W",)
    names = tuple(text(entry) for entry in items(value))
    ordered = tuple(name for name in PARAMETERS if name in names)
    need("W" in names and names == ordered, "free is a list of 'W', 'a', 'biases' in this order, 'W' among them")
    return names


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

    It lies in the box `within`.  `free` says by what: all weights (and the biases of the students), W alone, or W with
    some of these.  Its Hessian by the free parameters has this `inertia`, (positive, negative), and by the weights of a
    direction orthogonal to all vectors `outside` (where x ~ N(0, I) but for biases); the loss there, and the smallest
    eigenvalue of the Hessian, lie between two bounds.  `modulo` "scaling": for a homogeneous σ, outgoing weights ±1 and
    biases that are free, so W and the biases stand for the network modulo the scaling of its neurons.

    Theorems: Krawczyk for existence and uniqueness, Sylvester and Gershgorin for the inertia; see `networks.isolated`.
    Conditions, over the whole box: every derivative of κ that enters has a finite ball, hence exists and is continuous;
    x ~ N(m, Σ) has a positive definite Σ.  Where σ or τ is not smooth, no neuron vanishes and no two are parallel
    (|ρ| < 1 for every pair; a neuron with itself counts by E[σ(u)²]), except that for σ = c·|z| + α·z without biases
    and mean a student may be parallel to a teacher.
    """

    kind = "isolated"
    proof = Point
    refutation = OtherPoint
    configuration: Explicit | Species = part(read_place)
    free: tuple[str, ...] = part(read_free)
    modulo: str | None = part(text, optional=True)
    unique: Radii = part(Radii.read)
    within: Radii = part(Radii.read)
    inertia: Inertia = part(read_inertia)
    outside: Inertia | None = part(read_inertia, optional=True)
    loss: Bounds | None = part(read_bounds, optional=True)
    eigenvalue: Bounds | None = part(read_bounds, optional=True)

    @property
    def of_kernel(self) -> Kernel:
        """The kernel of the students."""
        return self.configuration.kernel

    @property
    def of_kernels(self) -> tuple[Kernel, ...]:
        """Those of the network."""
        place = self.configuration
        return (place.kernel,) if isinstance(place, Species) else place.kernels.different

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the free parameters."""
        place = self.configuration
        there = PARAMETERS if isinstance(place, Explicit) and place.biases else PARAMETERS[:2]
        return self.free or there

    def well_formed(self) -> None:
        """Raises `Malformed` for symbols, and for radii that do not fit what is free."""
        place = self.configuration
        need(not self.domain.kinds, "isolated speaks about numbers: a network or species, without symbols")
        self.domain.declares(place.scale, *place.sizes, *place.exprs)
        need(self.modulo in (None, "scaling"), "modulo is 'scaling' or absent")
        standard = isinstance(place, Species) or not (place.covariance or place.mean)
        need(standard or self.outside is None, "directions outside the span are for inputs x ~ N(0, I)")
        tilting = isinstance(place, Explicit) and bool(place.biases)
        need(tilting or "biases" not in self.free, "the students have no biases that could be free")
        free = self.parameters
        for key, radii in (("within", self.within), ("unique", self.unique)):
            need(tuple(radii.of()) == free, f"{key} gives the radii of what is free: {', '.join(free)}")
        small, large = self.within.of(), self.unique.of()
        good = all(0 < small[name].value <= large[name].value for name in free)
        need(good, "radii are positive, and within <= unique")

    def prove(self, checker: Checker, proof: Point) -> str:
        """Exactly one critical point, and that it is what the claim says."""
        kernels = self._kernels(checker, proof)
        with precision(checked_precision(proof.precision)):
            answers = list(self._answers(self._found(self._boxes(checker, kernels), proof.frames)))
        unshown = [answer.words for answer in answers if not answer.agrees]
        require(not unshown, f"not shown: {'; '.join(unshown)}")
        return "; ".join(answer.words for answer in answers)

    def refute(self, checker: Checker, refutation: OtherPoint) -> Failure:
        """There is no critical point in the box, or exactly one that is not what the claim says."""
        kernels = self._kernels(checker, refutation)
        here = satisfied(self.domain, refutation.at or {}, checker.work)
        require(here, "isolated is about one point")
        with precision(checked_precision(refutation.precision)):
            boxes = self._boxes(checker, kernels)
            if refutation.frames is None:
                self._well_scaled(boxes)
                require(boxes.no_critical_point(), "a critical point in the box is not excluded")
                return Failure("", "", "∇L is nowhere 0 in the box")
            answers = list(self._answers(self._found(boxes, refutation.frames)))
        wrong = [answer.words for answer in answers if answer.agrees is False]
        undecided = [answer.words for answer in answers if answer.agrees is None]
        require(wrong, f"the claim is not shown to fail: {'; '.join(undecided)}")
        return Failure("", "", "; ".join(wrong))

    def _kernels(self, checker: Checker, grounds: Grounds) -> list[Shape]:
        """What is known of the kernels of the network, once for each; raises `Reject`."""
        checker.evidence.add("ball")
        checker.rules.update(("krawczyk", "sylvester-gershgorin"))
        if isinstance(self.configuration, Explicit) and self.configuration.has_squares:
            checker.rules.add("gaussian-parts")
        found = []
        for kernel, derived in zip(self.of_kernels, grounds.derivations, strict=False):
            checker.derive(kernel, derived)
            found.append(shape_of(kernel, derived, checker.work))
        return found

    def _boxes(self, checker: Checker, kernels: Sequence[Shape]) -> Boxes:
        """The boxes of the claim, at the precision that is set."""
        curvatures = curvatures_of(kernels, checker.work)
        return Boxes(self.configuration, self.within, self.unique, curvatures, checker.work)

    def _well_scaled(self, boxes: Boxes) -> None:
        """Raises `Reject` unless abs(a)·w are coordinates modulo scaling, where the claim takes them for that."""
        if self.modulo is None:
            return
        place = self.configuration
        rows = [(s.a,) for s in place.students] if isinstance(place, Species) else place.a
        signs = all(len(row) == 1 and abs(evaluate(row[0], {})) == 1 for row in rows)
        biased = isinstance(place, Explicit) and place.biases
        whole = self.parameters == (("W", "biases") if biased else ("W",))
        good = boxes.curvatures.students.homogeneous and signs and whole
        require(good, "modulo scaling: σ homogeneous, every a is ±1, and biases are free")

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
