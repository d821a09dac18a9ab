"""Exactly one zero of a field near a point (rule `contraction`).

Let F be continuously differentiable on the box X = {|x − m| ≤ r}, |·| the largest entry, Y a matrix, and β < 1 a bound
of the sums of the rows of |1 − Y·F′(x)| on X.  Then x ↦ x − Y·F(x) has the Lipschitz constant β on X, as X is convex.
With |Y·F(m)| ≤ γ and s = γ/(1 − β) ≤ r it maps {|x − m| ≤ s} into itself: it has exactly one fixed point in X, and that
lies in the smaller box (Banach).  As Y·F′ is invertible, so is Y, and fixed points are the zeros of F.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flint import arb, arb_mat

from symcrit.core.reading import Reject, require


class Zero(NamedTuple):
    """How far from m the zero is at most; and where it is, entry by entry, relative to m."""

    reach: arb
    offsets: list[arb]


def only_zero(centre: Sequence[arb], slopes: arb_mat, over: arb_mat, radius: arb) -> Zero:
    """The only zero in the box of this radius.

    centre: F(m).  slopes: F′(m), of which Y is nearly the inverse.  over: F′ over the box.
    Raises `Reject` where it is not shown that there is exactly one.
    """
    Y = inverse(slopes)
    size = Y.nrows()
    moves = Y * over
    beta = arb(0)
    for i in range(size):
        beta = beta.max(sum((abs((i == j) - moves[i, j]) for j in range(size)), arb(0)).upper())
    require(beta < 1, "the equations vary too much over the box `unique` for a contraction")
    steps = (Y * arb_mat(size, 1, list(centre))).entries()
    gamma = arb(0)
    for step in steps:
        gamma = gamma.max(abs(step).upper())
    reach = (gamma / (1 - beta)).upper()
    require(reach <= radius, "no zero is shown to be in the box `unique`")
    blur = (beta * reach).upper()
    return Zero(reach, [-step + arb(0, blur) for step in steps])


def inverse(slopes: arb_mat) -> arb_mat:
    """A matrix of exact numbers that is nearly the inverse; raises `Reject` where none is found."""
    size = slopes.nrows()
    middle = arb_mat(size, size, [x.mid() for x in slopes.entries()])
    try:
        found = middle.inv()
    except ZeroDivisionError:  # of python-flint: not shown to be nonsingular at so many bits
        raise Reject("the Jacobian at the centre is not shown to be nonsingular") from None
    return arb_mat(size, size, [x.mid() for x in found.entries()])
