"""Sums and products of matrices for many weights, compiled: the same result wherever the arrays lie.

A product and the sum it goes into may be rounded together, but sums are taken in the order as written.  So loops that
are to use the vector units of the processor write entries, one array a loop, and sums have four lanes.
"""

import math

from symcrit.jit import compiled, inlined, ordered

__all__ = ["cholesky", "dot", "multiply_add", "solve", "total"]


@ordered
def multiply_add(A, B, rows, inner, width, out):
    """out ← out + A·B for so many rows, inner places and columns, in tiles of two by four."""
    for i in range(0, rows - 1, 2):
        for e in range(0, inner - 3, 4):
            a0, a1, a2, a3 = A[i, e], A[i, e + 1], A[i, e + 2], A[i, e + 3]
            b0, b1, b2, b3 = A[i + 1, e], A[i + 1, e + 1], A[i + 1, e + 2], A[i + 1, e + 3]
            for q in range(width):
                t0, t1, t2, t3 = B[e, q], B[e + 1, q], B[e + 2, q], B[e + 3, q]
                out[i, q] += a0 * t0 + a1 * t1 + a2 * t2 + a3 * t3
                out[i + 1, q] += b0 * t0 + b1 * t1 + b2 * t2 + b3 * t3
        for e in range(inner - inner % 4, inner):
            for q in range(width):
                out[i, q] += A[i, e] * B[e, q]
                out[i + 1, q] += A[i + 1, e] * B[e, q]
    if rows % 2:
        for e in range(inner):
            for q in range(width):
                out[rows - 1, q] += A[rows - 1, e] * B[e, q]


@ordered
def dot(a, b):
    """Σ_p a_p b_p."""
    count = a.shape[0]
    s0, s1, s2, s3 = 0.0, 0.0, 0.0, 0.0
    for p in range(0, count - 3, 4):
        s0 += a[p] * b[p]
        s1 += a[p + 1] * b[p + 1]
        s2 += a[p + 2] * b[p + 2]
        s3 += a[p + 3] * b[p + 3]
    for p in range(count - count % 4, count):
        s0 += a[p] * b[p]
    return (s0 + s1) + (s2 + s3)


@ordered
def total(row):
    """Σ_p row_p."""
    count = row.shape[0]
    s0, s1, s2, s3 = 0.0, 0.0, 0.0, 0.0
    for p in range(0, count - 3, 4):
        s0 += row[p]
        s1 += row[p + 1]
        s2 += row[p + 2]
        s3 += row[p + 3]
    for p in range(count - count % 4, count):
        s0 += row[p]
    return (s0 + s1) + (s2 + s3)


@compiled
def cholesky(H, shift, L):
    """L Lᵀ = H + shift·I with the inverses of L's diagonal; False if that is not positive definite."""
    N = H.shape[0]
    for top in range(0, N, 4):
        rows = min(4, N - top)  # four at once
        if rows == 4:
            for j in range(top):
                s0, s1, s2, s3 = H[top, j], H[top + 1, j], H[top + 2, j], H[top + 3, j]
                for e in range(j):
                    factor = L[j, e]
                    s0 -= L[top, e] * factor
                    s1 -= L[top + 1, e] * factor
                    s2 -= L[top + 2, e] * factor
                    s3 -= L[top + 3, e] * factor
                inverse = L[j, j]
                L[top, j], L[top + 1, j] = s0 * inverse, s1 * inverse
                L[top + 2, j], L[top + 3, j] = s2 * inverse, s3 * inverse
        for i in range(top, top + rows):
            for j in range(top if rows == 4 else 0, i + 1):
                total = H[i, j] + (shift if i == j else 0.0)
                for e in range(j):
                    total -= L[i, e] * L[j, e]
                if i > j:
                    L[i, j] = total * L[j, j]
                elif total > 0.0:
                    L[i, i] = 1.0 / math.sqrt(total)
                else:
                    return False
    return True


@inlined
def solve(L, b):
    """b ← (L Lᵀ)⁻¹ b."""
    N = L.shape[0]
    for i in range(N):
        total = b[i]
        for e in range(i):
            total -= L[i, e] * b[e]
        b[i] = total * L[i, i]
    for i in range(N - 1, -1, -1):
        b[i] *= L[i, i]
        for e in range(i):
            b[e] -= L[i, e] * b[i]
