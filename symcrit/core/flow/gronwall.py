"""How far a solution of x′ = −∇L(x) is from a piecewise polynomial p(t) (rule `gronwall`).

On a part of the time let |p′ + ∇L(p)| ≤ δ, and let the eigenvalues of ∇²L be at least c at all y with |y − p(t)| ≤ ρ.
As long as |x − p| < ρ, the segment from p(t) to x(t) lies in that ball, so that with a mean H of ∇²L along it

    ½ d|x − p|²/dt = −(x − p)·H(x − p) − (x − p)·(p′ + ∇L(p)) ≤ −c|x − p|² + δ|x − p|,

and |x − p| is at most the solution of u′ = −cu + δ.  This u is monotone: it stays below ρ if both of its ends do, and
then so does |x − p|.  As ∇L is smooth in the tube, which is compact, the solution x exists for all of that time.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb

from symcrit.core.flow.moving import Moving
from symcrit.core.flow.pieces import Curve
from symcrit.core.flow.residual import residual
from symcrit.core.flow.tube import need_above, norm
from symcrit.core.reading import require


def follow(moving: Moving, curves: Sequence[Curve], order: int, radius: arb) -> tuple[list[arb], arb]:
    """Where p ends, and a bound of |x − p| there, for every x(0) within `radius` of the start of `moving`.

    Raises `Reject` where x is not shown to stay in the tube.
    """
    here = moving.start()
    error = radius
    for curve in curves:
        error = (error + norm([x - y for x, y in zip(curve.first(), here, strict=True)])).upper()
        error = across(moving, curve, residual(moving, curve, order), error)
        here = curve.last()
    return here, error


def across(moving: Moving, curve: Curve, delta: arb, error: arb) -> arb:
    """A bound of |x − p| at the end of a piece, from one at its beginning; raises `Reject` if x may leave the tube."""
    width = curve.length / len(curve.bounds)
    require(error < curve.radius, "the flow is not shown to be in the tube")
    for index, bound in enumerate(curve.bounds):
        error = grown(error, bound, delta, width)
        require(error < curve.radius, "the flow is not shown to stay in the tube")
        moving.charge(curve.cost)
        box = [x + arb(0, curve.radius) for x in curve.boxes(index)]
        need_above(moving, box, bound)
    return error


def grown(error: arb, bound: arb, delta: arb, time: arb) -> arb:
    """An upper bound of u(time) for u′ = −c·u + δ, u(0) = `error` and c = `bound`.

    u(t) = u(0)·exp(−ct) + δ·(1 − exp(−ct))/c, or u(0) + δt for c = 0.
    """
    exponent = -bound * time
    gain = time if bound == 0 else -exponent.expm1() / bound
    return (error * exponent.exp() + delta * gain).upper()
