"""Where flows end: a ball around a point m in which the loss is strongly convex.

Let the eigenvalues of ∇²L be at least c > 0 on |y − m| ≤ R, and |∇L(m)| ≤ γ < cR.  There (y − m)·∇L(y) ≥ c|y − m|² −
γ|y − m|, which is positive for |y − m| > γ/c: so the least value in the ball is taken inside, at a critical point x*
with |x* − m| ≤ γ/c, and it is the only one, as (x − y)·(∇L(x) − ∇L(y)) ≥ c|x − y|².  If x(T) has a distance of at most
q from m, q + 2γ/c < R, the ball around x* through x(T) lies in that ball; the flow does not leave it, since
½ d|x − x*|²/dt ≤ −c|x − x*|², exists for ever, and tends to x*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flint import arb

from symcrit.core.flow.moving import Moving
from symcrit.core.flow.tube import need_above, norm
from symcrit.core.reading import require


class Ball(NamedTuple):
    """The ball of a radius R around m, and c: all exact or known to so many bits."""

    centre: Sequence[arb]
    radius: arb
    bound: arb


def reach(moving: Moving, ball: Ball) -> arb:
    """γ/c: how far from the centre the only critical point in the ball, a strict minimum, is at most.

    Raises `Reject` where it is not shown that there is one.
    """
    require(ball.bound > 0, "the Hessian has to be positive definite where the flow ends")
    need_above(moving, [x + arb(0, ball.radius) for x in ball.centre], ball.bound)
    slope = norm(moving.point(ball.centre).gradient())
    away = (slope / ball.bound).upper()
    require(away < ball.radius, "no critical point is shown to be in the ball where the flow ends")
    return away


def attracts(ball: Ball, away: arb, values: Sequence[arb], error: arb) -> bool:
    """Whether every flow that comes within `error` of these values tends to the critical point; away: γ/c."""
    distance = norm([x - m for x, m in zip(values, ball.centre, strict=True)])
    return bool(distance + error + 2 * away < ball.radius)
