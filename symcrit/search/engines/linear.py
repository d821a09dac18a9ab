"""Linear algebra in machine numbers that comes out the same for any library, processor and number of threads.

What a symbolic search does next may depend on such numbers, so no sum is left to a library, which orders it as it
likes: only operations entry by entry (each rounded once, by IEEE 754) occur, in loops of our own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray

_SWEEPS, _OFF = 30, 1e-14  # of Jacobi's method: at most so many, and what counts as diagonal


def cost_of_cholesky(n: int) -> int:
    """The work of `cholesky`, of `inverse` or of `product` for n×n matrices, and of a `solve`."""
    return 2 + 6 * n + n**3 // 1500


def cost_of_eigen(n: int) -> int:
    """The work of `eigen` for an n×n matrix."""
    return 20 + 60 * n * n


def product(A: Array, B: Array) -> Array:
    """A·B; a stack of matrices may stand for B."""
    return sum_of(A[:, j, None] * B[..., j, None, :] for j in range(A.shape[1]))


def sum_of(terms: object) -> Array:
    """Σ terms from left to right."""
    total = None
    for term in terms:  # type: ignore[attr-defined]
        total = term if total is None else total + term
    return total


def total(stack: Array) -> Array:
    """The sum of a stack of matrices, from the first to the last."""
    import numpy as np

    return np.add.accumulate(stack, axis=0)[-1]


def trace(A: Array) -> Array:
    """Σ A_ii; of every matrix in a stack."""
    return sum_of(A[..., i, i] for i in range(A.shape[-1]))


def cholesky(A: Array) -> Array | None:
    """L, lower triangular, with L·Lᵀ = A; None unless A is positive definite in machine numbers."""
    rest, L = A.copy(), A * 0.0
    for j in range(len(A)):
        pivot = float(rest[j, j])
        if not (pivot > 0 and math.isfinite(pivot)):
            return None
        column = rest[j:, j] / math.sqrt(pivot)
        L[j:, j] = column
        rest[j:, j:] = rest[j:, j:] - column[:, None] * column[None, :]
    return L


def log_det(L: Array) -> float:
    """log det (L·Lᵀ)."""
    return 2 * math.fsum(math.log(float(L[i, i])) for i in range(len(L)))


def solve(L: Array, b: Array) -> Array:
    """x with L·Lᵀ·x = b, for a vector or for the columns of a matrix."""
    x = b.copy()
    columns = (slice(None),) + (None,) * (b.ndim - 1)
    for j in range(len(L)):
        x[j] = x[j] / L[j, j]
        x[j + 1 :] = x[j + 1 :] - L[j + 1 :, j][columns] * x[j]
    for j in reversed(range(len(L))):
        x[j] = x[j] / L[j, j]
        x[:j] = x[:j] - L[j, :j][columns] * x[j]
    return x


def inverse(L: Array) -> Array:
    """The inverse of L·Lᵀ."""
    import numpy as np

    return solve(L, np.eye(len(L)))


def lower_bound(A: Array) -> float:
    """A number that no eigenvalue of a symmetric matrix is below (Gershgorin)."""
    sizes = sum_of(abs(A[:, j]) for j in range(len(A)))
    return min(float(2 * A[i, i] - sizes[i] if A[i, i] > 0 else -sizes[i]) for i in range(len(A)))


def eigen(A: Array) -> tuple[list[float], Array]:
    """The eigenvalues of a symmetric matrix in ascending order, and eigenvectors as columns, by Jacobi's method."""
    import numpy as np

    A, V, n = A.copy(), np.eye(len(A)), len(A)
    for _ in range(_SWEEPS):
        size = max((abs(float(A[i, i])) for i in range(n)), default=0.0)
        pairs = [(p, q) for p in range(n) for q in range(p + 1, n) if abs(float(A[p, q])) > _OFF * size]
        if not pairs:
            break
        for p, q in pairs:
            _rotate(A, V, p, q)
    order = sorted(range(n), key=lambda i: float(A[i, i]))
    return [float(A[i, i]) for i in order], V[:, order]


def _rotate(A: Array, V: Array, p: int, q: int) -> None:
    """Turn the coordinates p and q so that A_pq becomes 0."""
    off = float(A[p, q])
    if off == 0:
        return
    theta = (float(A[q, q]) - float(A[p, p])) / (2 * off)
    t = math.copysign(1.0, theta) / (abs(theta) + math.hypot(theta, 1.0))
    c = 1 / math.sqrt(t * t + 1)
    s = t * c
    for M in (A.T, A, V.T):  # columns of A, rows of A, columns of V
        row, other = M[p].copy(), M[q].copy()
        M[p] = c * row - s * other
        M[q] = s * row + c * other
