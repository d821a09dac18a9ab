r"""∇²L times a vector, without ∇²L, and linear systems by conjugate gradients: steps of the flow for many weights.

Of all pairs (i, q) of a student and a neuron only the derivatives of κ are kept, times M = Σ_o s_io s_qo. For a
direction (v_i, α_i) let b_iq = v_i·u_q + w_i·v_q and p_i = v_i·w_i, where p_q, v_q and α_q of teachers are 0; then

    (∇²L·v)_wi = 2 scale Σ_q [M(4κ₁₁p_i + 2κ₁₂b_iq + 4κ₁₃p_q) w_i + M(2κ₁₂p_i + κ₂₂b_iq + 2κ₂₃p_q) u_q
                              + 2Mκ₁ v_i + Mκ₂ v_q + Σ_o (α_io s_qo + s_io α_qo)(2κ₁ w_i + κ₂ u_q)],
    (∇²L·v)_ai = 2 scale Σ_q [s_q (2κ₁p_i + κ₂b_iq + 2κ₃p_q) + κ α_q].

A product costs O(n(n + k)d), for teachers e_1, …, e_k O(n²d), and a system takes ten to fifty of them; to factor ∇²L
costs O(n³d³).
"""

from typing import NamedTuple

import numpy as np

from symcrit.flow.compiled import ERF, _pairs, _read, erf_bends
from symcrit.jit import compiled, exact, inlined

__all__ = ["Curvature", "conjugate_gradients", "prepare", "room", "times"]

_SHARE = 0.02  # of the tolerance of a step that the last corrections of a system may be
_ITERATIONS = 400


class Curvature(NamedTuple):
    """A state with the derivatives of κ at all its pairs, and room for products and systems.

    U: N×d, T: d×N, S: C×N: the neurons, as in a landscape, which follows other states meanwhile.
    by: 4×n×N: κ₁, κ₂, κ₃ and κ. mixed: 4×n×N: M times 2κ₁₂, κ₂₂, 4κ₁₃, 2κ₂₃. own: 2×n: Σ_q of 4Mκ₁₁ and of 2Mκ₁.
    share: n×n: Mκ₂. Room: both: n×N, for b. pull: n×N, for the factors of u_q. others: (1 + C)×N, for p and α.
    vectors: 3×size. along: 1 where the teachers are e_1, …, e_k, so that v·u_q is an entry of v.
    """

    U: np.ndarray
    T: np.ndarray
    S: np.ndarray
    by: np.ndarray
    mixed: np.ndarray
    own: np.ndarray
    share: np.ndarray
    both: np.ndarray
    pull: np.ndarray
    others: np.ndarray
    vectors: np.ndarray
    along: np.ndarray


def room(n: int, k: int, d: int, outputs: int) -> Curvature:
    """The arrays for n students and k teachers; for n = 0 none."""
    N, C = n + k, outputs
    neurons, pairs = ((N, d), (d, N), (C, N)), ((4, n, N), (4, n, N), (2, n), (n, n))
    return Curvature(*map(np.zeros, (*neurons, *pairs, (n, N), (n, N), (1 + C, N), (3, n * (d + C)), 1)))


@exact
def prepare(x, P, curvature):
    """Fill in the derivatives of κ at the state x."""
    _read(x, P)
    n, N = P.n, P.U.shape[0]
    C = P.S.shape[1]
    by, mixed = curvature.by, curvature.mixed
    curvature.U[:], curvature.T[:], curvature.S[:] = P.U, P.T, P.S.T
    curvature.along[0] = _are_unit_vectors(P.U, n)
    for i in range(n):
        _pairs(i, P)
        along, still = 0.0, 0.0
        for q in range(N):
            M = 0.0
            for o in range(C):
                M += P.S[i, o] * P.S[q, o]
            if P.family == ERF:
                k11, k12, k22, k13, k23 = erf_bends(i, q, 1.0, P)
            else:
                k11, k12, k22, k13, k23 = _kink(P, i, q)
            along += 4.0 * M * k11
            still += 2.0 * M * P.rows[2, q]
            mixed[0, i, q], mixed[1, i, q] = 2.0 * M * k12, M * k22
            mixed[2, i, q], mixed[3, i, q] = 4.0 * M * k13, 2.0 * M * k23
            by[0, i, q], by[1, i, q], by[3, i, q] = P.rows[2, q], P.rows[3, q], P.rows[1, q]
            if q < n:
                curvature.share[i, q] = M * P.rows[3, q]
                by[2, q, i] = P.rows[2, q]  # κ₃ of (q, i) is κ₁ of (i, q)
        curvature.own[0, i], curvature.own[1, i] = along, still


@compiled
def _are_unit_vectors(U, n):
    """1 where the rows of U from n on are e_1, e_2, …, else 0."""
    N, d = U.shape
    for q in range(n, N):
        for e in range(d):
            if U[q, e] != (1.0 if e == q - n else 0.0):
                return 0.0
    return 1.0


@inlined
def _kink(P, i, q):
    """κ₁₁, κ₁₂, κ₂₂, κ₁₃, κ₂₃ of the pair in P.rows, for KINK; parallel neurons without the terms that vanish there."""
    w, u, sine = P.lengths[i], P.lengths[q], P.rows[0, q]
    if w == 0.0 or u == 0.0:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    inverse = 1.0 / sine if sine > 1e-12 else 0.0
    rho = 0.0
    for e in range(P.U.shape[1]):
        rho += P.U[i, e] * P.U[q, e]
    rho /= w * u
    c = P.c[1]
    k11 = 0.25 * c * u / (w * w * w) * (rho * rho * inverse - sine)
    k12, k23 = -0.5 * c * rho * inverse / (w * w), -0.5 * c * rho * inverse / (u * u)
    return k11, k12, c * inverse / (w * u), 0.25 * c * (sine + rho * rho * inverse) / (w * u), k23


@exact
def times(v, P, curvature, out):
    """Write ∇²L·v into `out`, at the state that `prepare` was called with; v and `out` are 0 where nothing is free."""
    n, U, S, by, mixed = P.n, curvature.U, curvature.S, curvature.by, curvature.mixed
    both, pull, others = curvature.both, curvature.pull, curvature.others
    N, d = U.shape
    C, w = S.shape[0], n * d
    V, by_W = v[:w].reshape(n, d), out[:w].reshape(n, d)
    along = curvature.along[0] > 0.0
    both[:] = 0.0
    _multiply_add(V, curvature.T, n, d, n if along else N, both)
    if along:
        for i in range(n):
            for q in range(n, N):
                both[i, q] = V[i, q - n]
    for i in range(n):
        others[0, i] = both[i, i]
        for o in range(C):
            others[1 + o, i] = v[w + i * C + o]
    for i in range(n):
        for q in range(i + 1):
            total = both[i, q] + both[q, i]
            both[i, q], both[q, i] = total, total
    for i in range(n):
        p, on_w = others[0, i], curvature.own[0, i] * others[0, i]
        for q in range(N):
            on_w += mixed[0, i, q] * both[i, q] + mixed[2, i, q] * others[0, q]
            pull[i, q] = mixed[0, i, q] * p + mixed[1, i, q] * both[i, q] + mixed[3, i, q] * others[0, q]
        for o in range(C):
            s, alpha, total = S[o, i], others[1 + o, i], 0.0
            for q in range(N):
                change = alpha * S[o, q] + s * others[1 + o, q]
                on_w += 2.0 * by[0, i, q] * change
                pull[i, q] += by[1, i, q] * change
                slope = 2.0 * (by[0, i, q] * p + by[2, i, q] * others[0, q]) + by[1, i, q] * both[i, q]
                total += S[o, q] * slope + by[3, i, q] * others[1 + o, q]
            out[w + i * C + o] = total
        for e in range(d):
            by_W[i, e] = curvature.own[1, i] * V[i, e] + on_w * U[i, e]
    _multiply_add(pull, U, n, n if along else N, d, by_W)
    if along:
        for i in range(n):
            for q in range(n, N):
                by_W[i, q - n] += pull[i, q]
    _multiply_add(curvature.share, V, n, n, d, by_W)
    for p in range(out.shape[0]):
        out[p] *= 2.0 * P.scale * P.free[p]


@exact
def _multiply_add(A, B, rows, inner, width, out):
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


@exact
def conjugate_gradients(b, shift, x, rtol, atol, P, curvature):
    """b ← y with (∇²L + shift)y = b, to a small share of rtol·|x| + atol in the mean; returns whether that was done.

    It is not where a direction of negative curvature turns up, or after many iterations.
    """
    N = b.shape[0]
    rest, direction, image = curvature.vectors[0], curvature.vectors[1], curvature.vectors[2]
    square = 0.0
    for p in range(N):
        rest[p], direction[p] = b[p], b[p]
        square += b[p] * b[p]
        b[p] = 0.0
    quiet = 0
    for _ in range(_ITERATIONS):
        if not square > 0.0:
            return square == 0.0
        times(direction, P, curvature, image)
        curved = 0.0
        for p in range(N):
            image[p] += shift * direction[p]
            curved += direction[p] * image[p]
        if not curved > 0.0:
            return False
        step, after, change = square / curved, 0.0, 0.0
        for p in range(N):
            move = step * direction[p]
            b[p] += move
            rest[p] -= step * image[p]
            after += rest[p] * rest[p]
            move /= atol + rtol * abs(x[p])
            change += move * move
        quiet = quiet + 1 if change < _SHARE * _SHARE * N else 0
        if quiet == 2:
            return True
        turn = after / square
        square = after
        for p in range(N):
            direction[p] = rest[p] + turn * direction[p]
    return False
