r"""What stands for ∇²L + t and is inverted at the cost of a few vectors: the preconditioner of conjugate gradients.

Nearly all large eigenvalues of ∇²L, about d of them, belong to the part of f that is linear in x.  With coefficients

    ERF    linear part of a_i σ(w_i·x) = a_i g w_i·x/√A_i,  A_i = 1 + c₀|w_i|²,  g = √(c₀c₂)
    KINK   linear part                 = a_i g w_i·x,                            g = √c₀

it has the derivative J(v, α) = Σ_i p_i v_i + w_i (z_i w_i·v_i + β_i α_i), and ∇²L = 2 scale JᵀJ + rest.  Of the rest
the block of a neuron (w_i, a_i) is taken, and of that a diagonal part Δ_i, and what is on top of it in the span of w_i
and of the direction of a_i, a matrix K_i.  The sum of all this is inverted by the formula of Woodbury, first for each
neuron (2×2), then for J (d×d).  Only how many iterations there are depends on it, not what they lead to.  For several
outputs nothing is approximated, and the iterations are those without a preconditioner.
"""

import math
from typing import NamedTuple

import numpy as np

from symcrit.flow.compiled import ERF
from symcrit.flow.dense import cholesky, dot, multiply_add, solve
from symcrit.jit import compiled, inlined, ordered

__all__ = ["Preconditioner", "approximate", "divide", "room", "shift_by"]

_LEAST = 0.1  # of 1 + KX: below, K is left out


class Preconditioner(NamedTuple):
    """What is inverted, for n students in d dimensions.

    diagonal: n×d: Δ. own: 6×n: p, z, β, K_ww, K_wα, K_αα; K_ww and K_wα belong to w_i itself, not to its direction.
    inverse: n×d: 1/(Δ + t). turned: n×d: w_i/(Δ_i + t). inner: 3×n: ww, wα, αα of (1 + KX)⁻¹K, X = diag(w·turned, 1/t).
    small, factor: d×d: 1/(2 scale) + J B⁻¹Jᵀ, B the blocks, and its factor. shift: t.
    Room: left, right: d×2n, 2n×d. y: d. rest: n(d + 1).
    """

    diagonal: np.ndarray
    own: np.ndarray
    inverse: np.ndarray
    turned: np.ndarray
    inner: np.ndarray
    small: np.ndarray
    factor: np.ndarray
    shift: np.ndarray
    left: np.ndarray
    right: np.ndarray
    y: np.ndarray
    rest: np.ndarray


def room(n: int, d: int) -> Preconditioner:
    """The arrays."""
    shapes = ((n, d), (6, n), (n, d), (n, d), (3, n), (d, d), (d, d), 1, (d, 2 * n), (2 * n, d), d, n * (d + 1))
    return Preconditioner(*map(np.zeros, shapes))


@compiled
def approximate(P, curvature):
    """Read off Δ, K and J from the derivatives of κ at all pairs."""
    near, n, (N, d), C = curvature.near, P.n, curvature.U.shape, curvature.S.shape[0]
    near.diagonal[:], near.own[:], near.shift[0] = 0.0, 0.0, 0.0
    if C > 1:
        return
    for i in range(n):
        w, s = curvature.U[i], curvature.S[0, i]
        square = 0.0
        for e in range(d):
            square += w[e] * w[e]
        if P.family == ERF:
            A, g = 1.0 + P.c[0] * square, math.sqrt(P.c[0] * P.c[2])
            p, z, beta = s * g / math.sqrt(A), -s * g * P.c[0] / (A * math.sqrt(A)), g / math.sqrt(A)
        else:
            p, z, beta = s * math.sqrt(P.c[0]), 0.0, math.sqrt(P.c[0])
        moved, weighed = P.free[i * d], P.free[n * d + i]
        p, z, beta = moved * p, moved * z, weighed * beta
        near.own[0, i], near.own[1, i], near.own[2, i] = p, z, beta
        level = curvature.own[1, i] + curvature.share[i, i]
        for e in range(d):
            near.diagonal[i, e] = level - p * p
        for q in range(n, N):
            for e in range(d):
                near.diagonal[i, e] += curvature.mixed[1, i, q] * curvature.U[q, e] * curvature.U[q, e]
        along = 0.0
        for e in range(d):
            near.diagonal[i, e] = 2.0 * P.scale * max(near.diagonal[i, e], 0.0)
            along += near.diagonal[i, e] * w[e] * w[e]
        ww, wa, aa = _in_the_plane(i, curvature, square, level)
        linear = p + z * square
        ww, wa = ww - square * linear * linear, wa - square * beta * linear
        if square > 0.0:
            near.own[3, i] = moved * (2.0 * P.scale * ww - along) / (square * square)
            near.own[4, i] = moved * weighed * 2.0 * P.scale * wa / square
        near.own[5, i] = weighed * 2.0 * P.scale * (aa - beta * beta * square)


@compiled
def _in_the_plane(i, curvature, square, level):
    """The second derivatives along w_i, along w_i and by a_i, and by a_i, over 2 scale."""
    N, d = curvature.U.shape
    w, S, mixed, by = curvature.U[i], curvature.S[0], curvature.mixed, curvature.by
    ends = curvature.own[0, i] + mixed[0, i, i] + mixed[1, i, i] + mixed[2, i, i] + mixed[3, i, i]
    ww, wa = (level + ends * square) * square, 0.0
    for q in range(N):
        overlap, weight = 0.0, S[q] + (S[q] if q == i else 0.0)
        for e in range(d):
            overlap += w[e] * curvature.U[q, e]
        ww += (mixed[1, i, q] * overlap + 2.0 * mixed[0, i, q] * square) * overlap
        wa += (2.0 * by[0, i, q] * square + by[1, i, q] * overlap) * weight
    return ww, wa, by[3, i, i]


@ordered
def shift_by(t, P, curvature):
    """Make ready for systems with ∇²L + t.

    With u = w/(Δ + t) a block adds p² diag(1/(Δ + t)) + uu·u uᵀ + uw·(u wᵀ + w uᵀ) + ww·w wᵀ to J B⁻¹Jᵀ.
    """
    near, U, n = curvature.near, curvature.U, P.n
    d, small, left, right = U.shape[1], near.small, near.left, near.right
    near.shift[0] = t
    small[:] = 0.0
    for e in range(d):
        small[e, e] = 0.5 / P.scale
    for i in range(n):
        omega = 0.0
        for e in range(d):
            near.inverse[i, e] = 1.0 / (near.diagonal[i, e] + t)
            near.turned[i, e] = near.inverse[i, e] * U[i, e]
            omega += near.turned[i, e] * U[i, e]
        p, off, last = near.own[0, i], near.own[1, i] * omega, near.own[2, i] / t
        ww, wa, aa = _inner(near.own[3, i], near.own[4, i], near.own[5, i], omega, 1.0 / t)
        near.inner[0, i], near.inner[1, i], near.inner[2, i] = ww, wa, aa
        of_uu, of_uw = -p * p * ww, p * (near.own[1, i] - ww * off - wa * last)
        of_ww = near.own[1, i] * off + near.own[2, i] * last - (ww * off + 2.0 * wa * last) * off - aa * last * last
        for e in range(d):
            small[e, e] += p * p * near.inverse[i, e]
            left[e, i], left[e, n + i] = near.turned[i, e], U[i, e]
            right[i, e] = of_uu * near.turned[i, e] + of_uw * U[i, e]
            right[n + i, e] = of_uw * near.turned[i, e] + of_ww * U[i, e]
    multiply_add(left, right, d, 2 * n, d, small)
    cholesky(small, 0.0, near.factor)


@inlined
def _inner(ww, wa, aa, x, y):
    """(1 + KX)⁻¹K with X = diag(x, y); 0 where 1 + KX is nearly singular, or not positive."""
    first, rest = 1.0 + ww * x, ww * aa - wa * wa
    whole = first + aa * y + rest * x * y
    if first < _LEAST or whole < _LEAST * first:
        return 0.0, 0.0, 0.0
    return (ww + rest * y) / whole, wa / whole, (aa + rest * x) / whole


@ordered
def divide(r, P, curvature, out):
    """Write M⁻¹r into `out`, where M stands for ∇²L + t; for several outputs r itself."""
    near, n, d = curvature.near, P.n, curvature.U.shape[1]
    y = near.y
    if curvature.S.shape[0] > 1:
        out[:] = r
        return
    y[:] = 0.0
    _blocks(r, P, curvature, out)
    for i in range(n):
        p, z, beta = near.own[0, i], near.own[1, i], near.own[2, i]
        w, part = curvature.U[i], out[i * d : (i + 1) * d]
        factor = z * dot(w, part) + beta * out[n * d + i]
        for e in range(d):
            y[e] += p * part[e] + factor * w[e]
    solve(near.factor, y)
    for i in range(n):
        p, z, beta = near.own[0, i], near.own[1, i], near.own[2, i]
        w, part = curvature.U[i], near.rest[i * d : (i + 1) * d]
        overlap = dot(w, y)
        for e in range(d):
            part[e] = r[i * d + e] - p * y[e] - z * overlap * w[e]
        near.rest[n * d + i] = r[n * d + i] - beta * overlap
    _blocks(near.rest, P, curvature, out)


@ordered
def _blocks(r, P, curvature, out):
    """Write B⁻¹r into `out`."""
    near, n, d = curvature.near, P.n, curvature.U.shape[1]
    for i in range(n):
        own, turned, part = r[i * d : (i + 1) * d], near.turned[i], out[i * d : (i + 1) * d]
        x, y = dot(turned, own), r[n * d + i] / near.shift[0]
        along, aside = near.inner[0, i] * x + near.inner[1, i] * y, near.inner[1, i] * x + near.inner[2, i] * y
        for e in range(d):
            part[e] = near.inverse[i, e] * own[e] - along * turned[e]
        out[n * d + i] = y - aside / near.shift[0]
