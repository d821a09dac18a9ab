"""Where the real parts of the eigenvalues of a matrix are, by discs after a similarity (rule `gershgorin`).

For invertible V the matrix V⁻¹JV has the eigenvalues of J.  They lie in the discs around its diagonal entries with the
sums of the other entries of a row for radii; a union of k discs that meets no other holds exactly k of them, counted
with multiplicity (Gershgorin).  That holds for discs made larger, and so for the strips over intervals of real parts
that hold them.  V comes from the witness, and is not believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flint import acb, acb_mat, arb, arb_mat

from symcrit.core.networks.frames import read_frame
from symcrit.core.reading import Reject, require


class Interval(NamedTuple):
    """Bounds of the real parts of a disc."""

    low: arb
    high: arb


def intervals(jacobian: arb_mat, real: str, imaginary: str | None) -> list[Interval]:
    """The real parts of the discs in the frame V, for every matrix in these balls, the leftmost first.

    real, imaginary: the parts of V as `frames.read_frame` reads them.  Raises `Reject` where V is not shown to be
    invertible.
    """
    size = jacobian.nrows()
    V = acb_mat(read_frame(real, size).V)
    if imaginary is not None:
        V = V + acb_mat(read_frame(imaginary, size).V) * acb(0, 1)
    try:
        turned = V.solve(acb_mat(jacobian) * V)
    except ZeroDivisionError:  # of python-flint
        raise Reject("the frame is not shown to be invertible") from None
    found = []
    for i in range(size):
        radius = row_sum(turned, i)
        centre = turned[i, i].real
        require(centre.is_finite() and radius.is_finite(), "a disc is not finite")
        found.append(Interval((centre - radius).lower(), (centre + radius).upper()))
    return sorted(found, key=lambda own: float(own.low))


def row_sum(matrix: acb_mat, row: int) -> arb:
    """An upper bound of the sum of the absolute values of a row, but for the diagonal."""
    return sum((abs(matrix[row, j]).upper() for j in range(matrix.ncols()) if j != row), arb(0)).upper()


def on_each_side(discs: Sequence[Interval]) -> tuple[int, int] | None:
    """Numbers of eigenvalues with positive and with negative real part; None where a disc meets the imaginary axis."""
    right = sum(1 for own in discs if own.low > 0)
    left = sum(1 for own in discs if own.high < 0)
    return (right, left) if right + left == len(discs) else None


def abscissa(discs: Sequence[Interval]) -> Interval:
    """Bounds of the largest real part: above by all discs, below by those that the rightmost is linked with."""
    *others, last = discs
    low, high = last
    linked = True
    while linked:
        meeting = [own for own in others if not own.high < low]
        linked = bool(meeting)
        others = [own for own in others if own.high < low]
        for own in meeting:
            low = low.min(own.low)
    for own in discs:
        high = high.max(own.high)
    return Interval(low, high)
