"""What makes a symmetric matrix of expressions positive definite."""

from collections.abc import Iterator, Sequence

from symcrit.core.algebra.expr import ZERO, Expr, num
from symcrit.core.networks.minors import leading_minors
from symcrit.core.reading import within_limits

MAX_ROWS = 10  # of a part with entries that are no rational numbers

Matrix = Sequence[Sequence[Expr]]


def positive(matrix: Matrix) -> Iterator[Expr]:
    """Expressions that are all > 0 iff the matrix is positive definite.

    By parts that have no entries 0 outside between them: of rational numbers the pivots, up to the first that is not
    positive; else the leading minors (Sylvester).  Raises `TooLarge`.
    """
    for rows in _parts(matrix):
        part = [[matrix[i][j] for j in rows] for i in rows]
        if all(entry.op == "num" for row in part for entry in row):
            yield from _pivots(part)
        else:
            within_limits(len(rows) <= MAX_ROWS, f"more than {MAX_ROWS} rows that are not rational")
            yield from leading_minors(part)


def _parts(matrix: Matrix) -> Iterator[list[int]]:
    """The rows, in parts with zeros between them."""
    left = list(range(len(matrix)))
    while left:
        found = [left.pop(0)]
        for i in found:
            near = [j for j in left if matrix[i][j] is not ZERO]
            found += near
            left = [j for j in left if j not in near]
        yield sorted(found)


def _pivots(matrix: Matrix) -> Iterator[Expr]:
    """The pivots of Gaussian elimination without exchanges."""
    rows = [[entry.value for entry in row] for row in matrix]
    while rows:
        first, *rest = rows
        yield num(first[0])
        if first[0] <= 0:
            return
        rows = []
        for row in rest:
            factor = row[0] / first[0]
            rows.append([entry - factor * above for entry, above in zip(row[1:], first[1:], strict=True)])
