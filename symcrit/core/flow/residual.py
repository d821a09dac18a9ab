"""How far a polynomial is from solving x′ = −∇L(x): a bound of |p′ + ∇L(p)| over a piece.

r(s) = p′ + ∇L(p) has the Taylor coefficients r_0, …, r_{m−1} at s = 0, and by Taylor's formula (rule `taylor`), entry
by entry, r(s) = Σ_{j<m} r_j s^j + R s^m with a coefficient R of order m at a point of [−1, 1].  Written in Chebyshev
polynomials, which are at most 1 there, the sum is at most that of the absolute values of its coefficients.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from flint import arb, arb_mat, fmpq, fmpq_mat, fmpz

from symcrit.core.algebra.balls import terms
from symcrit.core.flow.moving import Moving
from symcrit.core.flow.pieces import Curve
from symcrit.core.flow.tube import norm


def residual(moving: Moving, curve: Curve, order: int) -> arb:
    """An upper bound of |p′ + ∇L(p)| over a piece, Euclidean; m = `order`, more than the degree of the piece.

    Raises `Reject` where ∇L is not shown to be analytic along the piece.
    """
    nothing = [arb(0)] * (order - curve.degree)
    with terms(order + 1):
        over = moving.gradient([[*row, *nothing] for row in curve.rows_over()])
    with terms(order):
        middle = moving.gradient([[*row, *nothing[1:]] for row in curve.rows()])
    speed = 2 / curve.length
    sizes = []
    for row, forces, rest in zip(curve.rows(), middle, over, strict=True):
        slopes = [power * c * speed for power, c in enumerate(row)][1:]
        known = slopes + [arb(0)] * (order - len(slopes))
        sizes.append(_largest([x + y for x, y in zip(known, forces, strict=True)]) + abs(rest[order]))
    return norm(sizes)


def _largest(polynomial: Sequence[arb]) -> arb:
    """An upper bound of the absolute value of a polynomial on [−1, 1]."""
    count = len(polynomial)
    series = (arb_mat(1, count, list(polynomial)) * arb_mat(_chebyshev(count))).entries()
    return sum((abs(c) for c in series), arb(0))


@cache
def _chebyshev(count: int) -> fmpq_mat:
    """Its row j holds s^j in Chebyshev polynomials: s^j = 2^(1−j) Σ_{i ≤ j/2} C(j, i) T_{j−2i}, T_0 halved."""
    found = fmpq_mat(count, count)
    for power in range(count):
        for i in range(power // 2 + 1):
            degree = power - 2 * i
            share = fmpq(fmpz.bin_uiui(power, i)) / fmpq(2) ** (power if degree == 0 else power - 1)
            found[power, degree] = share
    return found
