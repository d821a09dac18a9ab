r"""∇²L times a vector, without ∇²L, and linear systems by conjugate gradients: steps of the flow for many weights.

Of all pairs (i, q) of a student and a neuron only the derivatives of κ are kept, times M = Σ_o s_io s_qo. For a
direction (v_i, α_i) let b_iq = v_i·u_q + w_i·v_q and p_i = v_i·w_i, where p_q, v_q and α_q of teachers are 0; then

    (∇²L·v)_wi = 2 scale Σ_q [M(4κ₁₁p_i + 2κ₁₂b_iq + 4κ₁₃p_q) w_i + M(2κ₁₂p_i + κ₂₂b_iq + 2κ₂₃p_q) u_q
                              + 2Mκ₁ v_i + Mκ₂ v_q + Σ_o (α_io s_qo + s_io α_qo)(2κ₁ w_i + κ₂ u_q)],
    (∇²L·v)_ai = 2 scale Σ_q [s_q (2κ₁p_i + κ₂b_iq + 2κ₃p_q) + κ α_q].

A product costs O(n(n + k)d), for teachers e_1, …, e_k O(n²d), and a system takes five to twelve of them
with the preconditioner; to factor ∇²L costs O(n³d³).
"""

from typing import NamedTuple

import numpy as np

from symcrit.flow import preconditioner
from symcrit.flow.compiled import ERF, _pairs, _read, erf_bends
from symcrit.flow.dense import dot, multiply_add, total
from symcrit.flow.preconditioner import Preconditioner, approximate, divide, shift_by
from symcrit.jit import compiled, exact, inlined, ordered

__all__ = ["Curvature", "conjugate_gradients", "prepare", "room", "times"]

_SHARE = 0.02  # of the tolerance of a step that the last corrections of a system may be
_ITERATIONS = 400
_UNSHIFTED = 1e-3  # the shift of the preconditioner for systems without one


class Curvature(NamedTuple):
    """A state with the derivatives of κ at all its pairs, and room for products and systems.

    U: N×d, T: d×N, S: C×N: the neurons, as in a landscape, which follows other states meanwhile.
    by: 4×n×N: κ₁, κ₂, κ₃ and κ. mixed: 4×n×N: M times 2κ₁₂, κ₂₂, 4κ₁₃, 2κ₂₃. own: 2×n: Σ_q of 4Mκ₁₁ and of 2Mκ₁.
    share: n×n: Mκ₂. Room: both: n×N, for b. pull: n×N, for the factors of u_q. others: (1 + C)×N, for p and α.
    rows: 3×N, for one student. vectors: 6×size. along: 1 where the teachers are e_1, …, e_k,
    so that v·u_q is an entry of v. near: what stands for ∇²L + shift in the iterations.
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
    rows: np.ndarray
    vectors: np.ndarray
    along: np.ndarray
    near: Preconditioner


def room(n: int, k: int, d: int, outputs: int) -> Curvature:
    """The arrays for n students and k teachers; for n = 0 none."""
    N, C = n + k, outputs
    neurons, pairs = ((N, d), (d, N), (C, N)), ((4, n, N), (4, n, N), (2, n), (n, n))
    shapes = (*neurons, *pairs, (n, N), (n, N), (1 + C, N), (3, N), (6, n * (d + C)), 1)
    return Curvature(*map(np.zeros, shapes), preconditioner.room(n, d))


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
    approximate(P, curvature)


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


@ordered
def times(v, P, curvature, out):
    """Write ∇²L·v into `out`, at the state that `prepare` was called with; v and `out` are 0 where nothing is free."""
    n, U = P.n, curvature.U
    both, pull, others = curvature.both, curvature.pull, curvature.others
    N, d = U.shape
    C, w = curvature.S.shape[0], n * d
    V, by_W = v[:w].reshape(n, d), out[:w].reshape(n, d)
    along = curvature.along[0] > 0.0
    both[:] = 0.0
    multiply_add(V, curvature.T, n, d, n if along else N, both)
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
            entry = both[i, q] + both[q, i]
            both[i, q], both[q, i] = entry, entry
    for i in range(n):
        _row(i, curvature, others[0, i], out, w)
        on_w = curvature.own[0, i] * others[0, i] + total(curvature.rows[0])
        for e in range(d):
            by_W[i, e] = curvature.own[1, i] * V[i, e] + on_w * U[i, e]
    multiply_add(pull, U, n, n if along else N, d, by_W)
    if along:
        for i in range(n):
            for q in range(n, N):
                by_W[i, q - n] += pull[i, q]
    multiply_add(curvature.share, V, n, n, d, by_W)
    for p in range(out.shape[0]):
        out[p] *= 2.0 * P.scale * P.free[p]


@ordered
def _row(i, curvature, p, out, w):
    """What the pairs of student i add: its row of `pull`, the factors of w_i in rows[0], and the derivatives by a_i.

    p_q and α_q of teachers are 0.
    """
    S, both, pull, others = curvature.S, curvature.both[i], curvature.pull[i], curvature.others
    by_w, by_u, by_square, kappa = curvature.by[0, i], curvature.by[1, i], curvature.by[2, i], curvature.by[3, i]
    first, second = curvature.mixed[0, i], curvature.mixed[1, i]
    third, fourth = curvature.mixed[2, i], curvature.mixed[3, i]
    on_w, change, slope = curvature.rows[0], curvature.rows[1], curvature.rows[2]
    squares = others[0]
    n, (C, N) = curvature.share.shape[0], S.shape
    for q in range(N):
        pull[q] = first[q] * p + second[q] * both[q]
    for q in range(n):
        pull[q] += fourth[q] * squares[q]
    for q in range(N):
        on_w[q] = first[q] * both[q]
    for q in range(n):
        on_w[q] += third[q] * squares[q]
    for o in range(C):
        weights, s, alpha, alphas = S[o], S[o, i], others[1 + o, i], others[1 + o]
        for q in range(N):
            change[q] = alpha * weights[q]
        for q in range(n):
            change[q] += s * alphas[q]
        for q in range(N):
            pull[q] += by_u[q] * change[q]
        for q in range(N):
            on_w[q] += 2.0 * by_w[q] * change[q]
        for q in range(N):
            slope[q] = 2.0 * by_w[q] * p + by_u[q] * both[q]
        for q in range(n):
            slope[q] += 2.0 * by_square[q] * squares[q]
        for q in range(N):
            slope[q] *= weights[q]
        for q in range(n):
            slope[q] += kappa[q] * alphas[q]
        out[w + i * C + o] = total(slope)


@ordered
def conjugate_gradients(b, shift, x, rtol, atol, P, curvature):
    """b ← y with (∇²L + shift)y = b, to a small share of rtol·|x| + atol in the mean; returns whether that was done.

    It is not where a direction of negative curvature turns up, unless a step along it is as small as that share (which
    what rounding left of b is, at a saddle), or after many iterations.
    """
    N = b.shape[0]
    rest, direction, image = curvature.vectors[0], curvature.vectors[1], curvature.vectors[2]
    taken = shift if shift > 0.0 else _UNSHIFTED
    if curvature.near.shift[0] != taken:
        shift_by(taken, P, curvature)
    weights, weighed, near = curvature.vectors[3], curvature.vectors[4], curvature.vectors[5]
    for p in range(N):
        weights[p] = 1.0 / (atol + rtol * abs(x[p]))
        rest[p] = b[p]
        b[p] = 0.0
    divide(rest, P, curvature, direction)
    square, quiet = dot(rest, direction), 0
    for _ in range(_ITERATIONS):
        if not square > 0.0:
            return square == 0.0
        times(direction, P, curvature, image)
        for p in range(N):
            image[p] += shift * direction[p]
        curved = dot(direction, image)
        if not curved > 0.0:
            for p in range(N):
                weighed[p] = square * direction[p] * weights[p]
            return dot(weighed, weighed) < (_SHARE * curved) ** 2 * N
        step = square / curved
        for p in range(N):
            b[p] += step * direction[p]
        for p in range(N):
            weighed[p] = step * direction[p] * weights[p]
        quiet = quiet + 1 if dot(weighed, weighed) < _SHARE * _SHARE * N else 0
        if quiet == 2:
            return True
        for p in range(N):
            rest[p] -= step * image[p]
        divide(rest, P, curvature, near)
        after = dot(rest, near)
        turn, square = after / square, after
        for p in range(N):
            direction[p] = near[p] + turn * direction[p]
    return False
