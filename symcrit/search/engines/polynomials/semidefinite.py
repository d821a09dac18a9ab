"""Semidefinite programs in machine numbers, by CLARABEL: a point of A·x = b with blocks as definite as can be.

    maximise t   such that   A·x = b,   G_k(x) − t·1 ⪰ 0 for all k,   t ≤ 1

x: the entries G_ij, i ≤ j, of the symmetric blocks one after the other, and then free numbers.  The solver runs with
one thread and a fixed number of iterations, and factors by scalar operations.  What comes out is a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from symcrit.core import Work
from symcrit.search.search import one_thread

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray

ITERATIONS, USUAL = 50, 12  # at most so many; so many are charged before the solver runs
GOOD = ("Solved", "AlmostSolved", "InsufficientProgress", "MaxIterations")


class Program(NamedTuple):
    """Sizes of the blocks, how many numbers are free, and A and b by rows: {place: coefficient} and the right side."""

    sizes: Sequence[int]
    free: int
    rows: Sequence[tuple[dict[int, float], float]]


class Guess(NamedTuple):
    """A point x, its blocks, and the least eigenvalue t that the solver reached."""

    x: list[float]
    blocks: list[Array]
    t: float


def entries(sizes: Sequence[int]) -> list[tuple[int, int, int]]:
    """The places of x that are entries of blocks: (block, i, j) with i ≤ j, in the order that the solver has."""
    return [(k, i, j) for k, n in enumerate(sizes) for j in range(n) for i in range(j + 1)]


def cost(program: Program) -> int:
    """The work of an iteration: measured on programs with one large block, and with many small ones."""
    triangles = [n * (n + 1) // 2 for n in program.sizes]
    return 100 + 4 * (sum(triangles) + len(program.rows)) + sum(n**3 for n in triangles) // 1200


def solve(work: Work, program: Program) -> Guess | None:
    """A point that is as definite as possible; None where the solver found none."""
    import clarabel

    price = cost(program)
    work.charge(USUAL * price)
    with one_thread():
        answer = clarabel.DefaultSolver(*_standard_form(program), _settings(clarabel)).solve()
    work.charge(max(0, answer.iterations - USUAL) * price)
    if str(answer.status) not in GOOD:
        return None
    return _read(program, answer.x)


def _settings(clarabel: object) -> object:
    """One thread, no limit in time."""
    settings = clarabel.DefaultSettings()  # type: ignore[attr-defined]
    settings.verbose = False
    settings.max_iter = ITERATIONS
    settings.max_threads = 1
    settings.direct_solve_method = "qdldl"
    settings.chordal_decomposition_enable = False
    return settings


def _standard_form(program: Program) -> tuple[object, ...]:
    """P, q, A, b and the cones of: minimise q·z, b − A·z in the cones; off-diagonal entries are scaled by √2."""
    import clarabel
    import numpy as np
    from scipy import sparse

    places = entries(program.sizes)
    count = len(places) + program.free
    scale = [1.0 if i == j else 1 / sqrt(2) for _, i, j in places] + [1.0] * program.free
    equations = [(r, c, value * scale[c]) for r, (row, _) in enumerate(program.rows) for c, value in row.items()]
    start = len(program.rows)
    definite = [(start + c, c, -1.0) for c in range(len(places))]
    margins = [(start + c, count, 1.0) for c, (_, i, j) in enumerate(places) if i == j]
    last = start + len(places)
    rows, columns, values = zip(*equations, *definite, *margins, (last, count, 1.0), strict=True)
    A = sparse.csc_matrix((values, (rows, columns)), shape=(last + 1, count + 1))
    b = np.array([right for _, right in program.rows] + [0.0] * len(places) + [1.0])
    q = np.zeros(count + 1)
    q[-1] = -1.0
    blocks = [clarabel.PSDTriangleConeT(n) for n in program.sizes]
    cones = [clarabel.ZeroConeT(start), *blocks, clarabel.NonnegativeConeT(1)]
    return sparse.csc_matrix((count + 1, count + 1)), q, A, b, cones


def _read(program: Program, z: Sequence[float]) -> Guess | None:
    """The point in entries of the blocks; None where it is not finite."""
    import numpy as np

    places = entries(program.sizes)
    x = [float(value) for value in z[: len(places) + program.free]]
    if not np.all(np.isfinite(x)):
        return None
    blocks = [np.zeros((n, n)) for n in program.sizes]
    for place, (k, i, j) in enumerate(places):
        x[place] *= 1.0 if i == j else 1 / sqrt(2)
        blocks[k][i, j] = blocks[k][j, i] = x[place]
    return Guess(x, blocks, float(z[-1]))


def kernel(work: Work, block: Array, small: float) -> list[list[float]]:
    """Eigenvectors whose eigenvalues are small beside the largest one, or beside 1."""
    import numpy as np

    work.charge(20 + len(block) ** 3 // 50)
    with one_thread():
        values, vectors = np.linalg.eigh(block)
    low = small * max(1.0, float(values[-1]))
    return [[float(x) for x in vectors[:, i]] for i, value in enumerate(values) if value < low]
