r"""Frames, radii and bounds: from a centre to the claim `isolated` and its witness.

V = Q|Λ|^(-1/2) for a block H v = λ G v of the Hessian in float64 (G: Gram matrix of its coordinates), the smallest
eigenvalue first: then VᵀHV ≈ diag(±1), and over a box of radius r core needs in every row

    Σ_j |VᵀHV − diag(±1)|_ij + (|V|ᵀ rad H (|V| 1))_i < 1.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import mpmath
import numpy as np
import scipy.linalg
from flint import arb, fmpq

from symcrit.certification.refine import Stopped, decimal, rational
from symcrit.core import Derived, Explicit, Reject, Species, Work, constant, read_claim, read_configuration
from symcrit.core.algebra import balls
from symcrit.core.claims.isolated import Isolated, is_between, smallest_between
from symcrit.core.networks.isolated import Boxes, Radii
from symcrit.core.networks.points import Curvatures
from symcrit.core.witnesses.point import Point

__all__ = ["Centre", "Draft", "Room", "base64_of", "draft", "midpoints", "most_digits", "proof_of"]

_SINGULAR = 1e-10  # heuristic: relative eigenvalues that count as 0 in float64
_ZERO = 1e-30  # heuristic: those that do with 75 digits
_GRADED = 1e-7  # smaller relative eigenvalues get more digits
_SMALL = 40  # in matrices so small
_BITS = 40  # of the entries of a large frame, below the largest in their column
_ROOM = 0.25  # how much of a row sum the variation of the Hessian may use
_TINY = 1e-9
_BY_DEFINITION = 9  # digits, where κ is certified quadrature
_SMALLEST = 1e-40
_FLOAT = 1500  # the work of eigenvalues in float64: n³/_FLOAT
_PRECISE = 40  # with 80 digits: _PRECISE·n³


@dataclass(frozen=True)
class Centre:
    """An exact point with a tiny gradient, and what the claim says about its coordinates.

    derived: how the kernels of the network are derived.  free: the names of the parameters that vary.
    gradient: ∇L there, in float64.  sizes: the largest entry of W, a, biases.  hessian: by the parameters in float64,
    where it is known.  extra: whether there are input dimensions beyond those of the configuration.  bits: what large
    numbers of neurons cost in precision.
    """

    configuration: dict[str, Any]
    curvatures: Curvatures
    derived: tuple[Derived | None, ...]
    free: tuple[str, ...]
    modulo: bool
    extra: bool
    gradient: np.ndarray
    sizes: tuple[float, ...]
    hessian: np.ndarray | None = None
    bits: int = 0

    @property
    def said(self) -> str | list[str]:
        """The field `free` of the claim."""
        place = self.place
        biased = isinstance(place, Explicit) and bool(place.biases)
        if self.free == (("W", "a", "biases") if biased else ("W", "a")):
            return "all"
        return "W" if self.free == ("W",) else [*self.free]

    @cached_property
    def place(self) -> Explicit | Species:
        """The configuration, as core reads it."""
        place = read_configuration(self.configuration)
        assert isinstance(place, Explicit | Species)
        return place

    def boxes(self, within: Radii, unique: Radii) -> Boxes:
        """Core's view of the boxes of these radii around the point."""
        return Boxes(self.place, within, unique, self.curvatures, Work())


@dataclass(frozen=True)
class Draft:
    """A claim, as JSON and as core reads it, with its proof for core to judge."""

    core: dict[str, Any]
    claim: Isolated
    proof: Point


@dataclass(frozen=True)
class _Block:
    """A block of the Hessian in its frame."""

    label: str
    copies: int
    V: np.ndarray
    values: np.ndarray
    smallest: float  # |eigenvalue| when every parameter is scaled to a second derivative of ±1
    zero: float  # what counts as 0 there

    @property
    def inertia(self) -> tuple[int, int]:
        return self.copies * int((self.values > 0).sum()), self.copies * int((self.values < 0).sum())

    @property
    def is_singular(self) -> bool:
        return self.smallest <= self.zero


@dataclass(frozen=True)
class Room:
    """Factors by which a next attempt differs: smaller radii, wider bounds; no bound of the eigenvalue at infinity."""

    radius: float = 1.0
    loss: float = 1.0
    eigenvalue: float = 1.0

    def after(self, draft: Draft, curvatures: Curvatures) -> Room:
        """What the draft that core has rejected is to be followed by."""
        loss, eigenvalue = _shown(draft, curvatures)
        if loss and eigenvalue:
            return replace(self, radius=self.radius / 64)
        wider = self.eigenvalue * 1e4 if self.eigenvalue < 1e8 else np.inf
        return replace(
            self, loss=self.loss if loss else self.loss * 1e4, eigenvalue=self.eigenvalue if eigenvalue else wider
        )


def _shown(draft: Draft, curvatures: Curvatures) -> tuple[bool, bool]:
    """Whether the bounds of the loss and of the eigenvalue are shown, or nothing is known of the critical point."""
    claim = draft.claim
    proof = draft.proof
    boxes = Boxes(claim.configuration, claim.within, claim.unique, curvatures, Work())
    with balls.precision(proof.precision):
        try:
            found = boxes.critical_point(proof.frames, outside=claim.outside is not None)
        except Reject:
            return True, True
        loss = True
        eigenvalue = True
        if claim.loss is not None:
            loss = is_between(found.loss, *_balls(claim.loss)) is True
        if claim.eigenvalue is not None:
            eigenvalue = smallest_between(found, *_balls(claim.eigenvalue)) is True
    return loss, eigenvalue


def _balls(bounds: Sequence[Any]) -> list[arb]:
    return [balls.evaluate(bound, {}) for bound in bounds]


def most_digits(curvatures: Curvatures, digits: int) -> int:
    """The digits that are asked for, fewer of kernels without a closed form, whose balls are sums."""
    return min(digits, _BY_DEFINITION) if curvatures.by_definition else digits


def draft(centre: Centre, digits: int, room: Room) -> Draft:
    """The claim and its proof.

    Raises `Stopped` where the Hessian is singular up to rounding.
    """
    digits = most_digits(centre.curvatures, digits)
    precision = 64 * -(-int(3.4 * (digits + 28) + centre.bits) // 64)
    at_centre = centre.boxes(_nothing(centre), _nothing(centre))
    blocks, outside = _regular(*_blocks(at_centre, precision, centre.hessian), centre.extra)
    V = blocks[0].V
    near = _within(at_centre, V, precision)
    unique = _radii(centre, _unique(centre, V, near, room.radius, precision))
    within = _radii(centre, near)
    core: dict[str, Any] = {"kind": "isolated", "configuration": centre.configuration}
    core["free"] = centre.said
    if centre.modulo:
        core["modulo"] = "scaling"
    core["inertia"] = _total(blocks)
    core["unique"] = unique
    core["within"] = within
    if outside:
        core["outside"] = _total(outside)
    core["loss"] = _loss(centre.boxes(Radii.read(within), Radii.read(unique)), precision, digits, room.loss)
    spread = room.eigenvalue * _spread(blocks, centre.hessian is not None)
    if np.isfinite(spread):
        core["eigenvalue"] = _around(arb(_lowest(blocks)), rational(arb(spread)))
    claim = read_claim(core)
    assert isinstance(claim, Isolated)
    derived = dict(zip(("kernel", "mixed", "teacher"), centre.derived, strict=False))
    return Draft(core, claim, replace(_proof(precision, [*blocks, *outside]), **derived))


def _nothing(centre: Centre) -> Radii:
    """Radii that are almost 0."""
    return Radii(**dict.fromkeys(centre.free, constant("1e-60")))


def proof_of(claim: Isolated, curvatures: Curvatures, work: Work) -> Point:
    """The proof of a claim that somebody made, without the derivations of its kernels.

    What it takes is charged to `work`, and so are the balls that `curvatures` give if they were made with the same.
    Raises `Stopped` where the Hessian at the centre is singular up to rounding, `Reject` where core has no balls.
    """
    place = claim.configuration
    many = sum(int(m.args[0]) for m in place.sizes) if isinstance(place, Species) else len(place.W)
    least = min(float(radius.value) for radius in claim.within.of().values())
    precision = 64 * -(-int(32 - np.log2(least) + 4 * many.bit_length()) // 64)
    boxes = Boxes(place, claim.within, claim.unique, curvatures, work)
    blocks, outside = _regular(*_blocks(boxes, precision, None), False)
    return _proof(precision, [*blocks, *(outside if claim.outside is not None else [])])


def _regular(blocks: list[_Block], outside: list[_Block], extra: bool) -> tuple[list[_Block], list[_Block]]:
    """The blocks, and those outside the span where none of them is singular; else raises `Stopped`."""
    if any(block.is_singular for block in blocks):
        least = min(float(np.abs(block.values).min()) for block in blocks)
        raise Stopped(f"the Hessian is singular there (an eigenvalue of {least:.1g})",
                      "a degenerate critical point is not isolated, or needs more than second derivatives")  # fmt: skip
    if not any(block.is_singular for block in outside):
        return blocks, outside
    if extra:
        raise Stopped("the Hessian is singular along the input directions outside the span of the teachers",
                      "the critical point is not isolated in so many input dimensions")  # fmt: skip
    return blocks, []


def _proof(precision: int, blocks: list[_Block]) -> Point:
    return Point(precision=precision, frames={block.label: base64_of(block.V) for block in blocks})


def _lowest(blocks: list[_Block]) -> float:
    return min(float(block.values.min()) for block in blocks)


def _spread(blocks: list[_Block], rounded: bool) -> float:
    """How far off the smallest eigenvalue may be: more where the Hessian is known in float64 only."""
    largest = max(float(np.abs(block.values).max()) for block in blocks)
    return 1e-12 * abs(_lowest(blocks)) + (2e-14 * len(blocks[0].V) * largest if rounded else 0)


def _radii(centre: Centre, radii: list[float]) -> dict[str, str]:
    """Those of the free parameters, by their names."""
    return {name: f"{radius:.1e}" for name, radius in zip(centre.free, radii, strict=True)}


def _within(boxes: Boxes, V: np.ndarray, precision: int) -> list[float]:
    """More than the way from the centre to the critical point, by names, by core's gradient at its precision."""
    with balls.precision(precision):
        point = boxes.centre()
        gradient = np.array([float(abs(g).upper()) for g in point.gradient()])
    reach = np.abs(V)
    way = 16 * reach.sum(axis=1) * (reach.T @ gradient).max() + 1e-300
    kinds = np.array(point.parameters)
    return [float(f"{way[kinds == name].max():.1e}") for name in dict.fromkeys(point.parameters)]


def _loss(boxes: Boxes, precision: int, digits: int, room: float) -> list[str]:
    """Bounds of the loss over the box `within`, with `digits` digits if core has so many."""
    with balls.precision(precision):
        value = boxes.box(boxes.within).value()
        size = max(abs(float(value.mid())), 10.0 ** -(digits + 5))
        spread = 4 * value.rad() + arb(room * size) * arb(10) ** -(digits + 2)
    return _around(value, rational(spread))


def _blocks(boxes: Boxes, precision: int, hessian: np.ndarray | None) -> tuple[list[_Block], list[_Block]]:
    """The blocks of the Hessian at the centre, and those outside; that by the parameters in float64 if it is known.

    Of inputs that are not N(0, I) core knows no blocks outside.
    """
    place = boxes.place
    standard = isinstance(place, Species) or not (place.covariance or place.mean)
    sums = boxes.curvatures.by_definition  # which cost the more, the more exact they are
    with balls.precision(precision if sums else 2 * precision):
        point = boxes.centre()
        known = hessian is not None
        inside = [_of("inside", 1, hessian, None)] if known else [_block(b, boxes.work) for b in point.blocks()]
        outside = point.outside_blocks() if standard else []
        return inside, [_block(block, boxes.work) for block in outside]


def _block(block: Any, work: Work) -> _Block:
    """A block of core; where float64 cannot tell its smallest eigenvalue from 0, with more digits."""
    H = block.hessian
    G = block.gram
    work.charge(100 + 2 * H.nrows() ** 2 + H.nrows() ** 3 // _FLOAT)
    found = _of(block.label, block.copies, midpoints(H), None if G is None else midpoints(G))
    if found.smallest > _GRADED or H.nrows() > _SMALL:
        return found
    work.charge(_PRECISE * H.nrows() ** 3)
    with mpmath.workdps(80):
        form = _precise(H)
        gram = mpmath.eye(H.nrows()) if G is None else _precise(G)
        scale = mpmath.diag([1 / mpmath.sqrt(max(abs(form[i, i]), mpmath.mpf(10) ** -60)) for i in range(H.nrows())])
        smallest = min(abs(value) for value in mpmath.eigsy(scale * form * scale, eigvals_only=True))
        inverse = mpmath.cholesky(gram) ** -1
        moved = inverse * form * inverse.T
        values, Q = mpmath.eigsy((moved + moved.T) / 2)
        V = inverse.T * Q * mpmath.diag([1 / mpmath.sqrt(max(abs(value), mpmath.mpf(10) ** -100)) for value in values])
    order = np.argsort([float(value) for value in values])
    columns = np.array([[float(V[r, int(i)]) for i in order] for r in range(H.nrows())])
    return _Block(
        block.label, block.copies, columns, np.array([float(v) for v in values])[order], float(smallest), _ZERO
    )


def _precise(matrix: Any) -> Any:
    """The midpoints of a symmetric matrix of balls, with many digits."""
    size = range(matrix.nrows())
    return mpmath.matrix(
        [[mpmath.mpf(matrix[max(i, j), min(i, j)].mid().str(75, radius=False)) for j in size] for i in size]
    )


def _of(label: str, copies: int, H: np.ndarray, G: np.ndarray | None) -> _Block:
    """A block in float64."""
    values, Q = scipy.linalg.eigh(H, G)
    V = _short(Q / np.sqrt(np.maximum(np.abs(values), 1e-300)))
    size = np.sqrt(np.maximum(np.abs(np.diagonal(H)), 1e-3 * np.abs(H).max(axis=1)) + 1e-300)
    smallest = float(np.abs(np.linalg.eigvalsh(H / size / size[:, None])).min())
    return _Block(label, copies, V, values, smallest, _SINGULAR)


def _short(V: np.ndarray) -> np.ndarray:
    """A large frame with fewer bits, which makes core's exact products fast."""
    if len(V) <= _SMALL:
        return V
    unit = 2.0 ** (np.ceil(np.log2(np.abs(V).max(axis=0))) - _BITS)
    return np.round(V / unit) * unit


def _total(blocks: list[_Block]) -> list[int]:
    """[positive, negative] with multiplicities."""
    return [sum(block.inertia[i] for block in blocks) for i in (0, 1)]


def _unique(centre: Centre, V: np.ndarray, within: list[float], shrink: float, bits: int) -> list[float]:
    """Radii at which the variation of the Hessian uses `_ROOM` of the row sums, by core's own balls."""
    ratios = [max(1.0, own / max(1e-9, centre.sizes[0])) for own in centre.sizes]
    size = min(1.0, max(1e-9, centre.sizes[0]))
    reach = np.abs(V).sum(axis=1)

    def used(radius: float, precision: int) -> float:
        rad = _variation(centre, [radius * ratio for ratio in ratios], precision)
        return np.inf if rad is None else float((np.abs(V).T @ (rad @ reach)).max())

    if len(V) > _SMALL and np.isfinite(share := used(_TINY * size, 64)):
        radius = _TINY * size * 0.8 * _ROOM / share  # so small, the variation is proportional to the radius
    else:
        radius = 1e-3 * size
        while radius > _SMALLEST and not (share := used(radius, bits)) <= _ROOM:
            radius *= 0.1 if not np.isfinite(share) else max(1e-4, (0.5 if share < 20 * _ROOM else 0.9) * _ROOM / share)
    return [max(radius * ratio * shrink, 2 * least) for ratio, least in zip(ratios, within, strict=True)]


def _variation(centre: Centre, radius: list[float], bits: int) -> np.ndarray | None:
    """The radii of the entries of the Hessian over a box; None where core has none."""
    radii = Radii(**{name: constant(f"{r:.1e}") for name, r in zip(centre.free, radius, strict=True)})
    boxes = centre.boxes(radii, radii)
    try:
        with balls.precision(bits):
            H = boxes.box(boxes.unique).hessian()
    except Reject:
        return None
    rad = np.array([float(x.rad()) for x in H.entries()]).reshape(H.nrows(), H.ncols())
    return rad if np.isfinite(rad).all() else None


def _around(value: arb, room: fmpq) -> list[str]:
    """Decimals below and above a number, so far away."""
    places = max(1, 2 - int(np.floor(np.log10(float(room)))))
    step = fmpq(10) ** -places
    middle = rational(value)
    wide = room + step
    return [decimal(middle - wide, places), decimal(middle + wide, places)]


def base64_of(matrix: np.ndarray) -> str:
    """A float64 matrix row by row, little-endian."""
    return b64encode(np.ascontiguousarray(matrix, dtype="<f8").tobytes()).decode()


def midpoints(matrix: Any) -> np.ndarray:
    """A symmetric matrix of balls in float64."""
    found = np.array([float(x.mid()) for x in matrix.entries()]).reshape(matrix.nrows(), matrix.ncols())
    return (found + found.T) / 2
