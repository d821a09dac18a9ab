"""Isolated critical points: exactly one in a box, with its inertia, loss and smallest eigenvalue.

For x, x′ in a convex box X, ∇L(x) − ∇L(x′) = H̄·(x − x′) with H̄ in the enclosure of ∇²L over X, entry by entry.  If
VᵀH̄V is strictly diagonally dominant for all of them, ∇L is injective on X: there is at most one critical point.  There
is one if the map of `frames.reach_of_zero` has a fixed point; that lies in the box `within`, where the rest is found.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flint import arb

from symcrit.core.algebra.balls import evaluate, precision
from symcrit.core.algebra.context import read_point, satisfied
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import constant, parse, symbols
from symcrit.core.expectation.derivation import read_derivation
from symcrit.core.networks.curvature import Curvature
from symcrit.core.networks.frames import Framed, framed, product_cost, reach_of_zero, read_frame
from symcrit.core.networks.loss import Explicit
from symcrit.core.networks.points import Block, Point
from symcrit.core.networks.species import Species
from symcrit.core.networks.symmetric import SymmetricPoint
from symcrit.core.reading import index, need, only, read, record, require, text
from symcrit.core.work import Work

MAX_PRECISION = 4096
_RADII = {"W": constant, "a?": constant}
FIELDS = {"free": text, "modulo?": text, "unique": _RADII, "within": _RADII, "inertia": [index]}
FIELDS |= {"outside?": [index], "loss?": [parse], "eigenvalue?": [parse]}
PROOF = {"kind": text, "kernel?": record, "frames": record, "precision": index}
REFUTATION = {**PROOF, "frames?": record, "at?": record}
Inertia = tuple[int, int]


class Finding(NamedTuple):
    """What holds at the one critical point in the box; `frames` are of the Hessian by the parameters."""

    inertia: Inertia
    outside: Inertia
    loss: Any
    frames: list[Framed]


def well_formed(domain: Domain, parts: dict[str, Any]) -> None:
    """Raises `Malformed` where the fields of a claim do not fit together."""
    fits = isinstance(parts["configuration"], Explicit | Species)
    need(fits and not domain.kinds, "isolated speaks about numbers: a network or species, without symbols")
    need(parts["free"] in ("all", "W"), "free is 'all' or 'W'")
    need(parts["modulo"] in (None, "scaling"), "modulo is 'scaling' or absent")
    for key in ("inertia", "outside", "loss", "eigenvalue"):
        need(parts[key] is None or len(parts[key]) == 2, f"{key} is a pair")
    need(not symbols(*(parts["loss"] or []), *(parts["eigenvalue"] or [])), "bounds are constants")
    names = {"W", "a"} if parts["free"] == "all" else {"W"}
    for key in ("within", "unique"):
        given = {name for name, radius in parts[key].items() if radius is not None}
        need(given == names, f"{key} gives the radii of what is free: {', '.join(sorted(names))}")
    both = [(parts["within"][name].value, parts["unique"][name].value) for name in names]
    need(all(0 < small <= large for small, large in both), "radii are positive, and within <= unique")


class Search:
    """The box around the centre that the claim speaks of, at a precision of `bits`."""

    def __init__(self, parts: dict[str, Any], curvature: Curvature, work: Work) -> None:
        self.parts, self.curvature, self.outgoing = parts, curvature, parts["free"] == "all"
        self.work = work

    def box(self, key: str | None) -> Point | SymmetricPoint:
        """The centre, or the box `within` or `unique` around it."""
        radii = [self.parts[key][name] if key else None for name in "Wa"]
        numbers = [arb(radius.value) if radius else arb(0) for radius in radii]
        place, radius = self.parts["configuration"], (numbers[0], numbers[1])
        kind = SymmetricPoint if isinstance(place, Species) else Point
        self.work.charge(kind.cost(place, self.outgoing))
        return kind(place, self.curvature, radius, self.outgoing)

    def well_scaled(self, centre: Point | SymmetricPoint) -> None:
        """Raises `Reject` unless abs(a)·w are coordinates modulo scaling, where the claim takes them for that."""
        if self.parts["modulo"]:
            signs = all(len(row) == 1 and abs(row[0]) == 1 for row in centre.outputs())
            require(self.curvature.kink and signs and not self.outgoing, "modulo scaling: σ homogeneous, every a is ±1")

    def find(self, frames: dict[str, Any]) -> Finding:
        """The one critical point; raises `Reject` where it is not shown that there is exactly one."""
        parts, centre, within = self.parts, self.box(None), self.box("within")
        self.well_scaled(centre)
        first = read_frame(frames.get("inside"), len(centre.parameters))
        blocks = within.blocks()
        moves = self.box("unique").hessian() - blocks[0].hessian
        self.work.charge(product_cost(len(centre.parameters)))
        fixed = framed(blocks[0].hessian, blocks[0].gram, first, moves)
        inside = [(1, fixed), *self.framed(blocks[1:], frames)]
        reach = zip(reach_of_zero(inside[0][1], first, centre.gradient()), centre.parameters, strict=True)
        within_box = all(r < arb(parts["within"][name].value) for r, name in reach)
        require(within_box, "the critical point may leave `within`")
        outside_blocks = within.outside_blocks() if parts["outside"] else []
        only(frames, *(block.label for block in (*blocks, *outside_blocks)))
        outside = self.framed(outside_blocks, frames)
        return Finding(_total(inside), _total(outside), within.value(), [frame for _, frame in inside])

    def framed(self, blocks: Sequence[Block], frames: dict[str, Any]) -> list[tuple[int, Framed]]:
        """Blocks in the frames that the witness gives for their labels, with how often each occurs."""
        found = []
        for block in blocks:
            size = block.hessian.nrows()
            self.work.charge(product_cost(size))
            frame = read_frame(frames.get(block.label), size)
            found.append((block.copies, framed(block.hessian, block.gram, frame)))
        return found


def _total(frames: list[tuple[int, Framed]]) -> Inertia:
    """The inertia of all blocks, each as often as it occurs."""
    each = [(copies, frame.inertia()) for copies, frame in frames]
    return sum(n * own[0] for n, own in each), sum(n * own[1] for n, own in each)


def said(parts: dict[str, Any], found: Finding) -> Iterator[tuple[str, bool | None]]:
    """What the claim says of the critical point, and whether it is so (None: not decided)."""
    yield f"the inertia is {found.inertia}", found.inertia == tuple(parts["inertia"])
    if parts["outside"]:
        yield f"the inertia outside is {found.outside}", found.outside == tuple(parts["outside"])
    if parts["loss"]:
        low, high = (evaluate(bound, {}) for bound in parts["loss"])
        yield f"L is {found.loss.str(20)}", _all(_less(low, found.loss), _less(found.loss, high))
    if parts["eigenvalue"]:
        low, high = (evaluate(bound, {}) for bound in parts["eigenvalue"])
        within = all(f.above(low) for f in found.frames) and any(f.below(high) for f in found.frames)
        words = f"the smallest eigenvalue is between {low.str(15)} and {high.str(15)}"
        beyond = not within and (all(f.above(high) for f in found.frames) or any(f.below(low) for f in found.frames))
        yield words, True if within else False if beyond else None


def _less(x: Any, y: Any) -> bool | None:
    return True if x < y else False if x >= y else None


def _all(*parts: bool | None) -> bool | None:
    return False if False in parts else None if None in parts else True


def judge(proof: Any, claim: Any, witness: dict[str, Any], smooth: bool, *, refuting: bool) -> str:
    """Says what was found, when it is what the claim says, or certainly is not (`refuting`); raises `Reject`.

    smooth: whether the forms of the kernel, which are derived, hold at every Gram matrix.
    """
    proof.evidence.add("ball")
    proof.rules |= {"krawczyk", "sylvester-gershgorin"}
    how, parts = read(witness, REFUTATION if refuting else PROOF), claim.parts
    require(how["kind"] == ("refute" if refuting else "point"), "the witness for this claim is point")
    require(
        not refuting or satisfied(claim.domain, read_point(how["at"] or {}), proof.work), "isolated is about one point"
    )
    kernel = parts["configuration"].kernel
    kink = None if smooth else read_derivation(how["kernel"]).kink(proof.work)
    require(smooth or kink, "a kernel that is not smooth at 0")
    need(32 <= how["precision"] <= MAX_PRECISION, f"precision is a number of bits, 32 … {MAX_PRECISION}")
    with precision(how["precision"]):
        own = Search(parts, Curvature(kernel, kink, proof.work), proof.work)
        if refuting and how["frames"] is None:
            own.well_scaled(own.box(None))
            away = any(x.is_finite() and (x > 0 or x < 0) for x in own.box("unique").gradient())
            require(away, "a critical point in the box is not excluded")
            return "∇L is nowhere 0 in the box"
        found = list(said(parts, own.find(how["frames"] or {})))
    wrong = [words for words, holds in found if holds is False]
    open_ = [words for words, holds in found if holds is not True]
    require(
        wrong if refuting else not open_,
        f"{'the claim is not shown to fail' if refuting else 'not shown'}: {'; '.join(open_)}",
    )
    return "; ".join(wrong if refuting else [words for words, _ in found])
