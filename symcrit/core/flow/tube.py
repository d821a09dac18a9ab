"""Lower bounds of the eigenvalues of the Hessian over a box.

For symmetric matrices A and E with |E_ij| ≤ e_ij the eigenvalues of A + E are at least those of A minus the norm of E,
which is at most the norm of the matrix of the e_ij: its Frobenius norm, and its largest sum of a row.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb, arb_mat

from symcrit.core.algebra.pivots import is_positive_definite
from symcrit.core.flow.moving import Moving
from symcrit.core.reading import require

FEW = 12  # rows of a matrix that is not split


def norm(vector: Sequence[arb]) -> arb:
    """An upper bound of the Euclidean norm."""
    return sum((x * x for x in vector), arb(0)).nonnegative_part().sqrt().upper()


def lies_above(matrix: arb_mat, bound: arb) -> bool:
    """Whether all eigenvalues of every symmetric matrix with entries in these balls are shown to be > `bound`."""
    size = range(matrix.nrows())
    rows = [[matrix[max(i, j), min(i, j)] for j in size] for i in size]
    if not all(entry.is_finite() for row in rows for entry in row):
        return False
    radii = [[entry.rad() for entry in row] for row in rows]
    by_rows = arb(0)
    for row in radii:
        by_rows = by_rows.max(sum(row, arb(0)).upper())
    blur = norm([radius for row in radii for radius in row]).min(by_rows)
    middle = arb_mat([[entry.mid() for entry in row] for row in rows])
    for i in size:
        middle[i, i] -= bound + blur
    return is_positive(middle)


def is_positive(matrix: arb_mat) -> bool:
    """Whether a symmetric matrix is shown to be positive definite: as a block and its Schur complement are."""
    size = matrix.nrows()
    rows = matrix.tolist()
    if size <= FEW:
        return is_positive_definite(rows)
    half = size // 2
    block = arb_mat([row[:half] for row in rows[:half]])
    beside = arb_mat([row[half:] for row in rows[:half]])
    rest = arb_mat([row[half:] for row in rows[half:]])
    if not is_positive(block):
        return False
    try:
        inverse = block.inv()
    except ZeroDivisionError:  # of python-flint: not shown to be nonsingular at so many bits
        return False
    return is_positive(rest - beside.transpose() * (inverse * beside))


def need_above(moving: Moving, box: Sequence[arb], bound: arb) -> None:
    """Raises `Reject` unless all eigenvalues of the Hessian are shown to be > `bound`, at every point of the box."""
    size = len(box)
    moving.charge(size**2 + size**3 // 3)
    above = lies_above(moving.point(box).hessian(), bound)
    require(above, "an eigenvalue of the Hessian is not shown to be above the bound that the witness gives")
