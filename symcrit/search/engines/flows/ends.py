"""Where a flow ends: in float64, and as a ball in which core shows that there is one minimum."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from flint import arb

from symcrit.core import Reject
from symcrit.core.flow.moving import Moving
from symcrit.search.engines.flows.collocation import Collocation
from symcrit.search.engines.flows.landscape import Landscape
from symcrit.search.engines.flows.tubes import DEGREE, lowest

RESOLVED = 1e-9  # how large the last coefficients of a step may be
FLAT = 1e-7  # the gradient from which on Newton's method is tried
STEPS = 3000
FIRST = 0.05
SHORTEST = 1e-6
LARGEST = 1e6  # of weights
NEWTON = 12
REFINED = 8
LARGE = 0.05  # the radius of a ball that is tried first
SMALL = 1e-12
KEPT = 0.3  # of the smallest eigenvalue, over the ball
SHRUNK = 0.8


@np.errstate(all="ignore")  # of what overflows no step is taken
def landed(landscape: Landscape, charge: Callable[[int], None]) -> np.ndarray:
    """The critical point that the flow seems to tend to; raises `Reject` where it tends to none."""
    collocation = Collocation(landscape, DEGREE)
    x = landscape.start
    length = FIRST
    for _ in range(STEPS):
        charge(collocation.cost)
        moved = collocation.step(x, length)
        if moved is None or (rest := collocation.unresolved(moved)) > RESOLVED:
            length /= 2
            if length < SHORTEST:
                raise Reject("in float64 the flow cannot be followed: its steps become too short")
            continue
        x = x + moved[-1]
        length *= float(np.clip(0.8 * (RESOLVED / max(rest, 1e-300)) ** (1 / DEGREE), 0.5, 2))
        if np.linalg.norm(landscape.gradients(x[None])[0]) < FLAT:
            return _newton(landscape, x)
        if np.abs(x).max() > LARGEST:
            break
    raise Reject("in float64 the flow does not come near a critical point")


def _newton(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """The critical point near x, in float64."""
    for _ in range(NEWTON):
        if not np.isfinite(x).all():
            raise Reject("in float64 Newton's method leads from the end of the flow to no critical point")
        H = landscape.slopes(x[None])[0]
        values = np.linalg.eigvalsh(H)
        if values[0] <= 1e-9 * values[-1]:
            raise Reject(f"in float64 the flow comes near a point where the Hessian has the eigenvalue {values[0]:.1g};"
                         " only ends at which it is positive definite are proved")  # fmt: skip
        x = x - np.linalg.solve(H, landscape.gradients(x[None])[0])
    return x


def refined(moving: Moving, landscape: Landscape, x: np.ndarray) -> list[str]:
    """The critical point near x by gradients in balls, as decimals."""
    inverse = np.linalg.inv(landscape.slopes(x[None])[0])
    for _ in range(REFINED):
        gradient = moving.point([arb(value) for value in x.tolist()]).gradient()
        x = x - inverse @ np.array([float(value.mid()) for value in gradient])
    return [f"{value:.16f}".rstrip("0").rstrip(".") for value in x.tolist()]


def room(moving: Moving, centre: list[arb]) -> str:
    """The radius of a ball around a minimum, as large as core's balls allow, as a decimal; raises `Reject`."""
    least, _ = lowest(moving.point(centre).hessian())
    radius = LARGE
    while radius > SMALL:
        try:
            bound, _ = lowest(moving.point([x + arb(0, radius) for x in centre]).hessian())
        except Reject:
            bound = -1.0
        if least > 0 and bound > KEPT * least:
            return f"{radius:.1e}"
        radius *= SHRUNK
    raise Reject("no ball was found in which the Hessian is positive definite")
