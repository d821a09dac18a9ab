"""The Hessian of the simplified objective at the equiangular student, on the complement of the rotations, in balls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flint import arb, arb_mat

from symcrit.core.algebra import balls
from symcrit.errors import InputError, shorten
from symcrit.papers.compression.frame import width
from symcrit.papers.compression.objective import BITS, to_ball

__all__ = ["Stability", "stability"]


_MOST = 40  # neurons: the Hessian has M⁴ entries, in balls


@dataclass(frozen=True)
class Stability:
    """The least eigenvalue of ∂²L by w_j = s_j u_j off the rotations, and how many rotations there are."""

    smallest: arb
    rotations: int

    def __repr__(self) -> str:
        return f"Stability(smallest = {self.smallest.str(8, radius=False)}, {self.rotations} rotations)"


def stability(M: int, c: object, cosine: object) -> Stability:
    """The equiangular student of M neurons with this mutual cosine: the least eigenvalue of ∂²L by w_j = s_j u_j.

    d = M dimensions, or M − 1 for cosine = −1/(M − 1) (τ = 0).  The directions along which rotations that fix v move
    the student are left out; there ∂²L is 0.
    Guarantee: smallest is a ball that contains the eigenvalue, found in interval arithmetic outside core; `decide` of a
    claim `stable` with rational bounds on both sides of it makes it one that core has checked (`compression.stable`).
    Raises InputError for M < 3, c ≤ 0 and cosines outside [−1/(M − 1), 1), and where the balls decide nothing.

    >>> stability(3, 1, "-1/2")
    Stability(smallest = 0.56354195, 1 rotations)
    """
    M = width(M, 3, _MOST)
    with balls.precision(BITS):
        rho, mean = to_ball(cosine), to_ball(c)
        edge = 1 + (M - 1) * rho
        simplex = edge.contains(0)
        if not (rho < 1 and mean > 0 and (simplex or edge > 0)):
            raise InputError(f"cosine = {shorten(cosine)} must lie in [-1/(M - 1), 1), and c = {shorten(c)} be > 0")
        vectors = _vectors(M, rho, simplex)
        hessian, turns = _hessian(vectors, rho, mean), _rotations(vectors, fixed=not simplex)
        return Stability(_least(hessian, turns), turns.ncols())


def _vectors(M: int, rho: arb, simplex: bool) -> list[list[arb]]:
    """Unit vectors with this mutual cosine: v̂ first (unless they add up to 0), then the coordinates of a simplex."""
    gamma = arb(0) if simplex else ((1 + (M - 1) * rho) / M).sqrt()
    beta = arb(1) if simplex else (1 - gamma * gamma).sqrt()
    rows = []
    for i in range(M):
        row = [] if simplex else [gamma]
        for k in range(1, M):  # Helmert: (1, …, 1, −k, 0, …)/√(k(k + 1))
            entry = arb(1 if i < k else -k if i == k else 0) / arb(k * (k + 1)).sqrt()
            row.append(beta * entry * (arb(M) / (M - 1)).sqrt())
        rows.append(row)
    return rows


def _hessian(u: list[list[arb]], rho: arb, c: arb) -> arb_mat:
    """∂²L in blocks of w_i, w_j.

    With P_i = I − u_i u_iᵀ, n_ij = u_j − ρ u_i: κ_ij = |w_i||w_j| h(ρ) has
    ∂²/∂w_i² = (|w_j|/|w_i|)[(h − ρh′) P_i + h″ n nᵀ],
    ∂²/∂w_i∂w_j = h′ I + (h − ρh′) u_i u_jᵀ + h″ n_ij n_jiᵀ; all |w_i| are equal.
    """
    M, d, pi = len(u), len(u[0]), arb.pi()
    sine = (1 - rho * rho).sqrt()
    theta = arb.atan2(sine, rho)
    slope, start, bend = (pi - theta) / (2 * pi), sine / (2 * pi), 1 / (2 * pi * sine)
    X = theta + (M - 1) * sine
    r = (2 * pi).sqrt() * c / X
    entries = [[arb(0)] * (M * d) for _ in range(M * d)]
    for i in range(M):
        for j in range(M):
            for p in range(d):
                for q in range(d):
                    one = arb(int(p == q))
                    if i == j:
                        across = one - u[i][p] * u[i][q]
                        value = one - 2 * c / ((2 * pi).sqrt() * r) * across
                        for k in range(M):
                            if k != i:
                                normal = (u[k][p] - rho * u[i][p]) * (u[k][q] - rho * u[i][q])
                                value += 2 * (start * across + bend * normal)
                    else:
                        normal = (u[j][p] - rho * u[i][p]) * (u[i][q] - rho * u[j][q])
                        value = 2 * (slope * one + start * u[i][p] * u[j][q] + bend * normal)
                    entries[i * d + p][j * d + q] = value
    return arb_mat(entries)


def _rotations(u: list[list[arb]], fixed: bool) -> arb_mat:
    """The directions w ↦ A w, A antisymmetric (and A v = 0 if v is `fixed` along the first axis), as columns."""
    d, first = len(u[0]), int(fixed)
    columns = [
        [(row[q] if k == p else -row[p] if k == q else arb(0)) for row in u for k in range(d)]
        for p in range(first, d)
        for q in range(p + 1, d)
    ]
    return arb_mat([list(row) for row in zip(*columns, strict=True)])


def _least(hessian: arb_mat, turns: arb_mat) -> arb:
    """The least eigenvalue of H off the columns of T, H·T = 0: that of H + s·TTᵀ, whose others are ≥ s·λ_min(TᵀT)."""
    lifted = hessian + turns * turns.transpose() * 10
    size = lifted.nrows()
    floats = np.array([[float(lifted[i, j].mid()) for j in range(size)] for i in range(size)])
    values, frame = np.linalg.eigh(floats)
    V = arb_mat(frame.tolist())
    form, gram = V.transpose() * lifted * V, V.transpose() * V
    upper = form[0, 0] / gram[0, 0]  # a Rayleigh quotient
    lower = _gershgorin(form, gram, values[0])
    _, own = np.linalg.eigh(np.array([[float(x.mid()) for x in row] for row in (turns.transpose() * turns).tolist()]))
    T = turns * arb_mat(own.tolist())
    others = _gershgorin(T.transpose() * T * 10, arb_mat(own.tolist()).transpose() * arb_mat(own.tolist()), None)
    if not (others > upper and lower <= upper):
        raise InputError("the eigenvalues are not separated in interval arithmetic")
    return lower.union(upper)


def _gershgorin(form: arb_mat, gram: arb_mat, near: float | None) -> arb:
    """A lower bound of the eigenvalues of form relative to gram (nearly the identity)."""
    size, spread = form.nrows(), arb(0)
    for i in range(size):
        spread = max(
            spread, sum((abs(gram[i, j] - int(i == j)) for j in range(size)), arb(0)), key=lambda x: float(x.upper())
        )
    rows = [form[i, i] - sum((abs(form[i, j]) for j in range(size) if j != i), arb(0)) for i in range(size)]
    least = min((row.lower() for row in rows), key=float)
    return (least / (1 + spread)).lower() if least > 0 else arb("nan")
