"""Tubes around a flow, piece by piece: lengths and bounds of the Hessian so that core's error stays small.

On a piece of length h in S parts the bounds are off by what the Hessian varies by over a part, κ·h/S: the error grows
by a factor exp(κ·h²/S) more than it must.  `SLACKS` limit that exponent, the more so the larger the error is; as a
piece costs about as much as `PARTS` bounds, lengths are such that S is about that.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from flint import arb, arb_mat, fmpq

from symcrit.core import Reject, num
from symcrit.core.flow.basin import Ball, attracts
from symcrit.core.flow.gronwall import grown
from symcrit.core.flow.moving import Moving
from symcrit.core.flow.pieces import Curve, Piece
from symcrit.core.flow.residual import residual
from symcrit.core.flow.tube import norm
from symcrit.search.engines.flows.collocation import Collocation
from symcrit.search.engines.flows.landscape import Landscape

DEGREE = 10
ORDER = 14
SLACKS = (0.12, 0.04, 0.012)  # where the error is as small as `NOTHING`: what is tried, one after another
TIGHT = 0.15  # of that where it is `MUCH`
NOTHING = 1e-14
MUCH = 1e-5
PARTS = 7
MOST_PARTS = 48
FIRST = 0.05  # the length of the first piece
SHORTEST = 1e-7
GROWTH = 2.0  # of the length from one piece to the next, at most
ROOM = 8.0  # of the radius of a tube, beyond the error that is there
LEAST = 1e-14  # the radius of a tube where there is no error
FAINT = 1e-3  # how much a piece may add to the error that is there, where it adds more than `PLAIN`
PLAIN = 1e-13
NARROW = 1e-6  # of a bound, below the eigenvalue that floats say: much more than radii of balls are rounded by
MOST = 4000  # pieces
HOPELESS = 1000.0  # errors of so many radii of the ball at the end


@dataclass
class Tracer:
    """Follows the flow of `moving` until core shows that it tends to the critical point in `ball`.

    ball, away: where the flow ends, and how far the critical point is from the centre at most.
    """

    moving: Moving
    landscape: Landscape
    ball: Ball
    away: arb
    slack: float = SLACKS[0]
    pieces: list[Piece] = field(default_factory=list)
    variation: float = 1.0  # κ: how fast the bounds of the last piece varied with the length of a part

    def run(self, start_radius: arb) -> list[Piece]:
        """The pieces; raises `Reject`."""
        collocation = Collocation(self.landscape, DEGREE)
        here = self.moving.start()
        x = self.landscape.start
        error = start_radius
        length = FIRST
        while not attracts(self.ball, self.away, here, error):
            if len(self.pieces) == MOST:
                raise Reject(f"the flow is not near the end after {MOST} pieces")
            if length < SHORTEST or not error < HOPELESS * self.ball.radius:
                raise Reject(f"the enclosure grows too fast: {error.str(2, radius=False)} around the flow")
            self.moving.work.charge(collocation.cost)
            moved = collocation.step(x, length)
            if moved is None:
                length /= 2
                continue
            found, factor = self._tried(collocation.coefficients(x, moved), length, here, error)
            if found is not None:
                piece, curve, error = found
                self.pieces.append(piece)
                here = curve.last()
                x = np.array([float(value.mid()) for value in here])
            length = float(np.float32(length * factor))
        return self.pieces

    def _tried(
        self, coefficients: np.ndarray, length: float, here: Sequence[arb], error: arb
    ) -> tuple[tuple[Piece, Curve, arb] | None, float]:
        """A piece and the error after it, or None; and the factor by which the next length should differ."""
        allowed = self.slack * share_at(float(error))
        parts = int(np.clip(np.ceil(1.2 * self.variation * length**2 / allowed), 1, MOST_PARTS))
        radius = ROOM * float(error) + LEAST
        piece = _piece(length, radius, coefficients, [0.0] * parts)
        curve = Curve(piece, len(coefficients), DEGREE)
        error = (error + norm([x - y for x, y in zip(curve.first(), here, strict=True)])).upper()
        try:
            delta = residual(self.moving, curve, ORDER)
            limit = max(FAINT * float(error), PLAIN)
            if not delta * curve.length < limit:
                return None, 0.5
            bounds, blur = self._bounds(curve)
        except Reject:
            return None, 0.5
        width = length / parts
        slack = sum(blur) * width
        self.variation = max(sum(blur) / (parts * width), 1e-12)
        best = float(np.sqrt(allowed * PARTS / (1.2 * self.variation))) / length
        if slack > allowed:
            return None, min(best, 0.8)
        largest = error
        for bound in bounds:
            error = grown(error, arb(bound), delta, curve.length / parts)
            largest = largest.max(error)
        if not largest < curve.radius:
            return None, 0.5
        room = (limit / max(float(delta * curve.length), 1e-300)) ** (1 / (DEGREE + 1))
        return (_piece(length, radius, coefficients, bounds), curve, error), min(best, 0.9 * room, GROWTH)

    def _bounds(self, curve: Curve) -> tuple[list[float], list[float]]:
        """Bounds of the Hessian that core will accept, and what they lose by what the Hessian varies."""
        bounds = []
        lost = []
        for index in range(len(curve.bounds)):
            box = [x + arb(0, curve.radius) for x in curve.boxes(index)]
            bound, blur = lowest(self.moving.point(box).hessian())
            bounds.append(bound)
            lost.append(blur)
        return bounds, lost


def share_at(error: float) -> float:
    """The share of the slack that a piece may use where the error is so large."""
    share = np.log(MUCH / max(error, NOTHING)) / np.log(MUCH / NOTHING)
    return float(np.clip(share, TIGHT, 1))


def pieces_to(moving: Moving, landscape: Landscape, ball: Ball, away: arb, within: arb) -> tuple[Piece, ...]:
    """Pieces to a ball, with less slack where the errors become too large; raises `Reject`."""
    *first, last = SLACKS
    for slack in first:
        try:
            return tuple(Tracer(moving, landscape, ball, away, slack).run(within))
        except Reject:
            continue
    return tuple(Tracer(moving, landscape, ball, away, last).run(within))


def lowest(matrix: arb_mat) -> tuple[float, float]:
    """A number a little below all eigenvalues of symmetric matrices in these balls, and what their radii cost.

    Raises `Reject` where a ball is not finite.
    """
    size = matrix.nrows()
    entries = matrix.entries()
    if not all(entry.is_finite() for entry in entries):
        raise Reject("the Hessian is not finite over a part of the tube")
    middle = np.array([float(entry.mid()) for entry in entries]).reshape(size, size)
    radii = np.array([float(entry.rad()) for entry in entries]).reshape(size, size)
    middle, radii = (np.tril(part) + np.tril(part, -1).T for part in (middle, radii))
    blur = min(np.linalg.norm(radii), radii.sum(axis=1).max())
    values = np.linalg.eigvalsh(middle)
    return float(values[0] - (1 + NARROW) * blur - NARROW * np.abs(values).max() * 1e-3), float(blur)


def base64_of(numbers: object) -> str:
    """Float64 numbers, little-endian."""
    return b64encode(np.ascontiguousarray(numbers, dtype="<f8").tobytes()).decode()


def _piece(length: float, radius: float, coefficients: np.ndarray, bounds: Sequence[float]) -> Piece:
    exact = [num(fmpq(*float(value).as_integer_ratio())) for value in (length, radius)]
    return Piece(length=exact[0], radius=exact[1], coefficients=base64_of(coefficients), bounds=base64_of(bounds))
