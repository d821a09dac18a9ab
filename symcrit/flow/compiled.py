r"""Loss, gradient and Hessian in float64, compiled; the formulas of `symcrit.model.loss` for two families of kernels.

A state x is W row by row, then a row by row. Students and teachers are one list of N = n + k neurons u_p with signed
outgoing weights s_p, U = [W; V], S = [a; −b], of which a state overwrites the first n. With ρ the cosine and s the sine
of the angle between u_p and u_q:

    ERF    σ′ = Gaussian:      κ = c₁ + c₂ asin(c₀ q12/√((1 + c₀ q11)(1 + c₀ q22)))
    KINK   σ = αz + β|z|:      κ = c₀ q12 + c₁ √(q11 q22) (s + ρ asin ρ),        c₀ = α², c₁ = 2β²/π

For inputs N(0, Σ) all vectors are those of coordinates in which Σ = I: with Σ = A·Aᵀ, u_p·A in the place of u_p, while
a state holds W itself, so that derivatives by it have a factor A.

KINK is written in unit vectors, s = |û − ρŵ|, so that nothing is divided by the sine of a vanishing angle, and s has
all its digits at parallel vectors. Loops over the other neuron q are innermost, for the vector units of the processor.
"""

import math
from typing import NamedTuple

import numpy as np

from symcrit.jit import compiled, inlined

__all__ = ["ERF", "KINK", "Landscape", "erf_bends", "gradient", "gradients", "hessian", "hessians"]

ERF, KINK = 0, 1


class Landscape(NamedTuple):
    """What L depends on besides the state; the arrays are written to, so that a landscape serves one thread.

    n: students. U: N×d, S: N×C. T: Uᵀ, d×N. family, c: the kernel. scale: of the loss. constant: L without students.
    free: 1 where a parameter may move, else 0. rows: 4×N, room for one student's pairs. root: A, or 0×0 for Σ = I.
    """

    n: int
    U: np.ndarray
    S: np.ndarray
    T: np.ndarray
    family: int
    c: np.ndarray
    scale: float
    constant: float
    free: np.ndarray
    lengths: np.ndarray
    rows: np.ndarray
    root: np.ndarray


@inlined
def _arctan2(y, x):
    """atan2 for x ≥ 0 without branches; the rational function is that of the Cephes library, right to 2 ulp."""
    steep = abs(y) > x
    low, high = (x, abs(y)) if steep else (abs(y), x)
    t = low / high if high > 0.0 else 0.0
    far = t > 0.4142135623730951
    r = (t - 1.0) / (t + 1.0) if far else t
    z = r * r
    top = -8.750608600031904e-1 * z - 1.615753718733365e1
    top = ((top * z - 7.500855792314705e1) * z - 1.2288666844901361e2) * z - 6.485021904942025e1
    bottom = ((z + 2.485846490142306e1) * z + 1.6502700983169885e2) * z + 4.328810604912903e2
    bottom = (bottom * z + 4.853903996359137e2) * z + 1.945506571482614e2
    angle = r + r * z * top / bottom + (0.7853981633974483 if far else 0.0)
    angle = 1.5707963267948966 - angle if steep else angle
    return -angle if y < 0.0 else angle


@compiled
def _read(x, P):
    """Write the state into the students' part of the landscape."""
    n, U, S, T = P.n, P.U, P.S, P.T
    d, C = U.shape[1], S.shape[1]
    place = 0
    for i in range(n):
        for e in range(d):
            U[i, e] = x[place]
            place += 1
        if P.root.shape[0] > 0:
            U[i] = U[i] @ P.root
        for e in range(d):
            T[e, i] = U[i, e]
    for i in range(n):
        for o in range(C):
            S[i, o] = x[place]
            place += 1
    for i in range(n):
        square = 0.0
        for e in range(d):
            square += U[i, e] * U[i, e]
        P.lengths[i] = math.sqrt(square)


@compiled
def _pairs(i, P):
    """Fill P.rows for student i: q12, κ, ∂κ/∂q11, ∂κ/∂q12 with every neuron q; for KINK the sine stands for q12."""
    dots, kappa, by11, by12 = P.rows[0], P.rows[1], P.rows[2], P.rows[3]
    T, lengths, c = P.T, P.lengths, P.c
    d, N = T.shape
    length = lengths[i]
    dots[:] = 0.0
    for e in range(d):
        w = P.U[i, e]
        for q in range(N):
            dots[q] += w * T[e, q]
    if P.family == ERF:
        A = 1.0 + c[0] * length * length
        for q in range(N):
            B, x = 1.0 + c[0] * lengths[q] * lengths[q], c[0] * dots[q]
            root = math.sqrt(A * B - x * x)
            kappa[q] = c[1] + c[2] * _arctan2(x, root)
            by12[q] = c[2] * c[0] / root
            by11[q] = -0.5 * x * by12[q] / A
        return
    for q in range(N):
        product = length * lengths[q]
        rho = dots[q] / product if product > 0.0 else 0.0
        kappa[q], by12[q] = min(1.0, max(-1.0, rho)), 0.0
    for e in range(d):
        w = P.U[i, e] / length if length > 0.0 else 0.0
        for q in range(N):
            rest = (T[e, q] / lengths[q] if lengths[q] > 0.0 else 0.0) - kappa[q] * w
            by12[q] += rest * rest
    for q in range(N):
        rho, sine = kappa[q], math.sqrt(by12[q])
        turn = _arctan2(rho, sine)
        kappa[q] = length * lengths[q] * (c[0] * rho + c[1] * (sine + rho * turn))
        by11[q] = 0.5 * c[1] * sine * lengths[q] / length if length > 0.0 else 0.0
        by12[q] = c[0] + c[1] * turn
        dots[q] = sine


@compiled
def gradient(x, P, out):
    """Write ∇L into `out`, 0 where a parameter is not free; return |∇L| and L."""
    _read(x, P)
    n, S, T = P.n, P.S, P.T
    d, N = T.shape
    C = S.shape[1]
    kappa, by11, by12 = P.rows[1], P.rows[2], P.rows[3]
    value = 0.0
    for i in range(n):
        _pairs(i, P)
        own = 0.0
        for o in range(C):
            total, teachers = 0.0, 0.0
            for q in range(N):
                total += S[q, o] * kappa[q]
            for q in range(n, N):
                teachers += S[q, o] * kappa[q]
            out[n * d + i * C + o] = total
            value += S[i, o] * (total + teachers)
        for q in range(N):
            M = 0.0
            for o in range(C):
                M += S[i, o] * S[q, o]
            own += M * by11[q]
            by12[q] *= M
        for e in range(d):
            total = 2.0 * own * P.U[i, e]
            for q in range(N):
                total += by12[q] * T[e, q]
            out[i * d + e] = total
        if P.root.shape[0] > 0:
            out[i * d : (i + 1) * d] = P.root @ out[i * d : (i + 1) * d]
    square = 0.0
    for p in range(out.shape[0]):
        out[p] *= 2.0 * P.scale * P.free[p]
        square += out[p] * out[p]
    return math.sqrt(square), P.scale * value + P.constant


@compiled
def gradients(X, P, out):
    """The gradients at the rows of X."""
    for row in range(X.shape[0]):
        gradient(X[row], P, out[row])


@compiled
def hessian(x, P, H):
    """Write ∇²L into H, rows and columns 0 where a parameter is not free."""
    _read(x, P)
    n, U, S = P.n, P.U, P.S
    d, N = P.T.shape
    C = S.shape[1]
    w = n * d
    H[:] = 0.0
    for i in range(n):
        _pairs(i, P)
        for q in range(N):
            M = 0.0
            for o in range(C):
                M += S[i, o] * S[q, o]
            if P.family == ERF:
                _erf_blocks(H, i, q, M, P)
            else:
                _kink_blocks(H, i, q, M, P)
            kappa, by11, by12 = P.rows[1, q], P.rows[2, q], P.rows[3, q]
            for o in range(C):  # P = 2κ₁ w + κ₂ u
                for e in range(d):
                    slope = 2.0 * by11 * U[i, e] + by12 * U[q, e]
                    H[i * d + e, w + i * C + o] += slope * S[q, o]
                    if q < n:
                        H[i * d + e, w + q * C + o] += slope * S[i, o]
                if q < n:
                    H[w + i * C + o, w + q * C + o] += kappa
    if P.root.shape[0] > 0:
        _by_weights(H, w, P)
    for row in range(H.shape[0]):
        for col in range(H.shape[0]):
            if row >= w and col < w:
                H[row, col] = H[col, row]
            else:
                H[row, col] *= 2.0 * P.scale * P.free[row] * P.free[col]


@compiled
def _by_weights(H, w, P):
    """Turn derivatives by the w_i·A into those by the w_i."""
    d = P.root.shape[0]
    for i in range(0, w, d):
        H[i : i + d] = P.root @ H[i : i + d]
    for i in range(0, w, d):
        H[:w, i : i + d] = np.ascontiguousarray(H[:w, i : i + d]) @ P.root.T


@compiled
def hessians(X, P, out):
    """The Hessians at the rows of X."""
    for row in range(X.shape[0]):
        hessian(X[row], P, out[row])


@inlined
def erf_bends(i, q, M, P):
    """M times κ₁₁, κ₁₂, κ₂₂, κ₁₃, κ₂₃ of the pair in P.rows, for ERF."""
    p = P.c[0]
    A, B = 1.0 + p * P.lengths[i] * P.lengths[i], 1.0 + p * P.lengths[q] * P.lengths[q]
    x = p * P.rows[0, q]
    square = A * B - x * x
    unit = M * P.c[2] * p * p / (square * math.sqrt(square))
    k11 = 0.25 * unit * x * (2.0 * square + A * B) / (A * A)
    return k11, -0.5 * unit * B, unit * x, 0.25 * unit * x, -0.5 * unit * A


@inlined
def _erf_blocks(H, i, q, M, P):
    """Add ∂²/∂w_i∂w_i and, for a student q, ∂²/∂w_i∂w_q of M κ(w, u).

    The first is 2κ₁ I + (4κ₁₁ w + 2κ₁₂ u) wᵀ + (2κ₁₂ w + κ₂₂ u) uᵀ, the second
    κ₂ I + (2κ₁₂ w + κ₂₂ u) wᵀ + (4κ₁₃ w + 2κ₂₃ u) uᵀ.
    """
    U, n = P.U, P.n
    d = U.shape[1]
    k11, k12, k22, k13, k23 = erf_bends(i, q, M, P)
    for e in range(d):
        w_e, u_e = U[i, e], U[q, e]
        on_w, on_u = 4.0 * k11 * w_e + 2.0 * k12 * u_e, 2.0 * k12 * w_e + k22 * u_e
        for f in range(d):
            H[i * d + e, i * d + f] += on_w * U[i, f] + on_u * U[q, f]
        H[i * d + e, i * d + e] += 2.0 * M * P.rows[2, q]
        if q < n:
            to_u = 4.0 * k13 * w_e + 2.0 * k23 * u_e
            for f in range(d):
                H[i * d + e, q * d + f] += on_u * U[i, f] + to_u * U[q, f]
            H[i * d + e, q * d + e] += M * P.rows[3, q]


@inlined
def _kink_blocks(H, i, q, M, P):
    """The same: c₁ (|u|/|w|) [s(I − ŵŵᵀ) + nnᵀ/s] and κ₂ I + c₁ [s ŵûᵀ + nmᵀ/s], n = û − ρŵ, m = ŵ − ρû."""
    U, length_w, length_u = P.U, P.lengths[i], P.lengths[q]
    d = U.shape[1]
    if length_w == 0.0 or length_u == 0.0:
        return
    sine, rho = P.rows[0, q], 0.0
    for e in range(d):
        rho += U[i, e] * U[q, e] / (length_w * length_u)
    own = M * P.c[1] * length_u / length_w
    inverse = 1.0 / sine if sine > 1e-12 else 0.0  # the terms with it are at most s, and n has lost its digits
    for e in range(d):
        w_e, u_e = U[i, e] / length_w, U[q, e] / length_u
        n_e = (u_e - rho * w_e) * inverse
        H[i * d + e, i * d + e] += own * sine
        for f in range(d):
            w_f, u_f = U[i, f] / length_w, U[q, f] / length_u
            H[i * d + e, i * d + f] += own * (n_e * (u_f - rho * w_f) - sine * w_e * w_f)
            if q < P.n:
                H[i * d + e, q * d + f] += M * P.c[1] * (sine * w_e * u_f + n_e * (w_f - rho * u_f))
        if q < P.n:
            H[i * d + e, q * d + e] += M * P.rows[3, q]
