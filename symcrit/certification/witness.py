r"""Frames, radii and bounds: from a centre to the claim `isolated` and its witness.

V = Q|Λ|^(-1/2) for a block H v = λ G v of the Hessian in float64 (G: Gram matrix of its coordinates), the smallest
eigenvalue first: then VᵀHV ≈ diag(±1), and over a box of radius r core needs in every row

    Σ_j |VᵀHV − diag(±1)|_ij + (|V|ᵀ rad H (|V| 1))_i < 1.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg
from flint import arb, fmpq

from symcrit.certification.refine import Stopped, decimal, rational
from symcrit.core import balls
from symcrit.core.claims import Claim
from symcrit.core.curvature import Curvature
from symcrit.core.expr import constant
from symcrit.core.isolated import Search
from symcrit.core.reading import Reject

__all__ = ["Centre", "Draft", "draft"]

_SINGULAR = 1e-10  # heuristic: eigenvalues less than this, relative to the largest, count as 0
_ROOM = 0.25  # how much of a row sum the variation of the Hessian may use
_SMALLEST = 1e-14


@dataclass(frozen=True)
class Centre:
    """An exact point with a tiny gradient, and what the claim says about its coordinates.

    gradient: ∇L there, in float64.  sizes: the largest entry of W and of a.  hessian: by the parameters in float64,
    where it is known.  extra: whether there are input dimensions beyond those of the configuration.
    """

    configuration: dict[str, Any]
    curvature: Curvature
    kernel: dict[str, Any]
    outgoing: bool
    modulo: bool
    extra: bool
    gradient: np.ndarray
    sizes: tuple[float, float]
    hessian: np.ndarray | None = None


@dataclass(frozen=True)
class Draft:
    """A claim with its witness for `core` to judge; `unique` is the smallest of the radii of uniqueness."""

    claim: dict[str, Any]
    witness: dict[str, Any]
    unique: str


@dataclass(frozen=True)
class _Block:
    """A block of the Hessian in its frame."""

    label: str
    copies: int
    V: np.ndarray
    values: np.ndarray

    @property
    def inertia(self) -> tuple[int, int]:
        return self.copies * int((self.values > 0).sum()), self.copies * int((self.values < 0).sum())

    @property
    def is_singular(self) -> bool:
        return bool(np.abs(self.values).min() <= _SINGULAR * np.abs(self.values).max())


def draft(centre: Centre, digits: int, shrink: float = 1.0, room: float = 1.0) -> Draft:
    """The claim and its witness; the radius of uniqueness times `shrink`, the room of loss and eigenvalue times `room`.

    Raises `Stopped` where the Hessian is singular up to rounding.
    """
    precision = 64 * -(-int(3.4 * (digits + 28)) // 64)
    tiny = {"W": "1e-60", **({"a": "1e-60"} if centre.outgoing else {})}
    claim: dict[str, Any] = {
        "kind": "isolated", "configuration": centre.configuration, "free": "all" if centre.outgoing else "W",
        **({"modulo": "scaling"} if centre.modulo else {}), "unique": tiny, "within": tiny, "inertia": [0, 0],
    }  # fmt: skip
    search = Search(Claim.read(claim).parts, centre.curvature)
    with balls.precision(2 * precision):
        point = search.box(None)
        blocks, outside = _blocks(centre, point), [_block(b) for b in point.outside_blocks()]
    inside = blocks[0]
    if any(block.is_singular for block in blocks):
        values = np.concatenate([block.values for block in blocks])
        raise Stopped(f"the Hessian is singular there (an eigenvalue of {np.abs(values).min():.1g})",
                      "a degenerate critical point is not isolated, or needs more than second derivatives")  # fmt: skip
    within = _within(inside.V, centre.gradient, precision)
    unique = [f"{value:.1e}" for value in _unique(centre, search, inside.V, within, shrink)]
    lowest = min(float(block.values.min()) for block in blocks)
    largest = max(float(np.abs(block.values).max()) for block in blocks)
    names = ("W", "a") if centre.outgoing else ("W",)
    claim["unique"] = dict(zip(names, unique, strict=False))
    claim["within"] = dict.fromkeys(names, f"{within:.1e}")
    claim["inertia"] = _total(blocks)
    claim["loss"] = _loss(centre, claim, precision, digits, room)
    spread = room * (1e-12 * abs(lowest) + 2e-14 * len(inside.V) * largest)
    claim["eigenvalue"] = _around(arb(lowest), rational(arb(spread)))
    if outside and not any(block.is_singular for block in outside):
        claim["outside"] = _total(outside)
    elif centre.extra:
        raise Stopped("the Hessian is singular along the input directions outside the span of the teachers",
                      "the critical point is not isolated in so many input dimensions")  # fmt: skip
    shown = [*blocks, *(outside if "outside" in claim else ())]
    frames = {block.label: _base64(block.V) for block in shown}
    witness = {"kind": "point", "precision": precision, "frames": frames, "kernel": centre.kernel}
    return Draft(claim, witness, min(unique[: len(names)], key=float))


def _within(V: np.ndarray, gradient: np.ndarray, precision: int) -> float:
    """More than the way from the centre to the critical point, with what rounding in core adds to it."""
    reach = np.abs(V)
    rounding = 2.0 ** (24 - precision)
    return float((reach @ (reach.T @ (8 * np.abs(gradient) + rounding))).max())


def _loss(centre: Centre, claim: dict[str, Any], precision: int, digits: int, room: float) -> list[str]:
    """Bounds of the loss over the box `within`, with `digits` digits if core has so many."""
    with balls.precision(precision):
        value = Search(Claim.read(claim).parts, centre.curvature).box("within").value()
        size = max(abs(float(value.mid())), 10.0 ** -(digits + 5))
        spread = 4 * value.rad() + arb(room * size) * arb(10) ** -(digits + 2)
    return _around(value, rational(spread))


def _blocks(centre: Centre, point: Any) -> list[_Block]:
    """The blocks of the Hessian at the centre; that by the parameters in float64 if it is known."""
    if centre.hessian is not None:
        return [_Block("inside", 1, *_frame(centre.hessian, None))]
    return [_block(block) for block in point.blocks()]


def _block(block: Any) -> _Block:
    gram = None if block.gram is None else _midpoints(block.gram)
    return _Block(block.label, block.copies, *_frame(_midpoints(block.hessian), gram))


def _frame(H: np.ndarray, G: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """V, and the eigenvalues in the order of its columns (increasing)."""
    values, Q = scipy.linalg.eigh(H, G)
    return Q / np.sqrt(np.maximum(np.abs(values), 1e-300)), values


def _total(blocks: list[_Block]) -> list[int]:
    """[positive, negative] with multiplicities."""
    return [sum(block.inertia[i] for block in blocks) for i in (0, 1)]


def _unique(centre: Centre, search: Search, V: np.ndarray, within: float, shrink: float) -> tuple[float, float]:
    """Radii for W and a at which the variation of the Hessian uses `_ROOM` of the row sums, by core's own balls."""
    ratio = max(1.0, centre.sizes[1] / max(1e-9, centre.sizes[0])) if centre.outgoing else 1.0
    radius, reach = 1e-3 * min(1.0, max(1e-9, centre.sizes[0])), np.abs(V).sum(axis=1)
    while radius > _SMALLEST:
        rad = _variation(search, (radius, radius * ratio))
        used = np.inf if rad is None else float((np.abs(V).T @ (rad @ reach)).max())
        if used <= _ROOM:
            break
        radius *= 0.1 if not np.isfinite(used) else max(1e-4, (0.5 if used < 20 * _ROOM else 0.9) * _ROOM / used)
    radius = max(radius * shrink, 2 * within)
    return radius, radius * ratio


def _variation(search: Search, radius: tuple[float, float]) -> np.ndarray | None:
    """The radii of the entries of the Hessian over a box; None where core has none."""
    names = [name for name, given in search.parts["unique"].items() if given is not None]
    radii = {"W": None, "a": None} | {
        name: constant(f"{r:.1e}") for name, r in zip("Wa", radius, strict=True) if name in names
    }
    box = Search({**search.parts, "unique": radii}, search.curvature)
    try:
        with balls.precision(64):
            H = box.box("unique").hessian()
    except Reject:
        return None
    rad = np.array([float(x.rad()) for x in H.entries()]).reshape(H.nrows(), H.ncols())
    return rad if np.isfinite(rad).all() else None


def _around(value: arb, room: fmpq) -> list[str]:
    """Decimals below and above a number, so far away."""
    places = max(1, 2 - int(np.floor(np.log10(float(room)))))
    step, middle = fmpq(10) ** -places, rational(value)
    wide = room + step
    return [decimal(middle - wide, places), decimal(middle + wide, places)]


def _base64(matrix: np.ndarray) -> str:
    """A float64 matrix row by row, little-endian."""
    return b64encode(np.ascontiguousarray(matrix, dtype="<f8").tobytes()).decode()


def _midpoints(matrix: Any) -> np.ndarray:
    """A symmetric matrix of balls in float64."""
    found = np.array([float(x.mid()) for x in matrix.entries()]).reshape(matrix.nrows(), matrix.ncols())
    return (found + found.T) / 2
