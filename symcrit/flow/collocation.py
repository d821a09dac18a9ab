"""One step of x′ = −∇L(x) at high precision: Radau IIA collocation with as many stages as the digits need.

The stages Y_i = x + Z_i satisfy Z_i = h Σ_j A_ij F(Y_j), F = −∇L, at the Radau nodes c_i of [0, 1], c_s = 1, so that
x(t + h) ≈ Y_s.  Newton's method finds them: in float64 as far as that goes, then with residuals at high precision and
the matrix of float64, which gains some twelve digits each time.  So nearly all the work is s gradients per iteration.

The error of the step is taken to be h times the last two Legendre coefficients of the polynomial through the F(Y_i):
more than the error at the end, also where the flow is stiff.  E. Hairer and G. Wanner, Solving ordinary differential
equations II, sections IV.5 and IV.8.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import mpmath
import numpy as np
from scipy.linalg import LinAlgError, lu_factor, lu_solve

if TYPE_CHECKING:
    from symcrit.flow.compiled import Landscape
    from symcrit.flow.landscape import States
    from symcrit.flow.numbers import Numbers

__all__ = ["Collocation", "Compiled", "Plain", "linearised", "radau"]

Vector = list[Any]
_FLOAT_ITERATIONS, _ITERATIONS = 12, 60


@lru_cache(maxsize=8)
def radau(stages: int, digits: int) -> tuple[list[Any], list[list[Any]], list[list[Any]]]:
    """Nodes c, the matrix A, and the rows that map values at the nodes to the last two Legendre coefficients.

    >>> nodes, A, _ = radau(2, 30)
    >>> [str(mpmath.nstr(c, 6)) for c in nodes], mpmath.nstr(A[1][0], 6)
    (['0.333333', '1.0'], '0.75')
    """
    context = mpmath.MPContext()
    context.dps = digits + 2 * stages + 10  # monomials are far from orthogonal
    mpf = context.mpf
    series = np.polynomial.legendre.Legendre([*[0.0] * (stages - 1), -1.0, 1.0])  # P_s − P_{s−1}, which is 0 at 1
    nodes = [_polish(context, stages, float(root.real)) for root in np.sort(series.roots().real)[:-1]] + [mpf(1)]
    c = [(1 + x) / 2 for x in nodes]
    powers = context.matrix([[x**j for j in range(stages)] for x in c])
    integrals = context.matrix([[x ** (j + 1) / (j + 1) for j in range(stages)] for x in c])
    basis = context.matrix([_legendre(x, stages) for x in nodes])
    A = (integrals * powers**-1).tolist()
    return c, A, (basis**-1).tolist()[-2:]


def _legendre(x: Any, count: int) -> Vector:
    """P_0(x), …, P_{count−1}(x)."""
    values = [x * 0 + 1, x]
    for m in range(1, count - 1):
        values.append(((2 * m + 1) * x * values[m] - m * values[m - 1]) / (m + 1))
    return values[:count]


def _polish(context: Any, stages: int, root: float) -> Any:
    """The zero of (P_s − P_{s−1})/(x − 1) near `root`, by Newton's method."""
    x = context.mpf(root)
    for _ in range(math.ceil(math.log2(context.dps)) + 3):
        values = _legendre(x, stages + 1)
        f = values[stages] - values[stages - 1]
        slope = [m * (values[m - 1] - x * values[m]) / (1 - x * x) for m in (stages, stages - 1)]
        x -= f / (slope[0] - slope[1])
    return x


def linearised(f: np.ndarray, H: np.ndarray, c: np.ndarray, h: float) -> np.ndarray:
    """−Q diag((1 − e^(−λt))/λ) Qᵀf at t = c·h: the flow of the quadratic function with slope f and Hessian H."""
    values, Q = np.linalg.eigh(H)
    rates = np.outer(c * h, np.maximum(values, -1.0 / h))
    small = np.abs(rates) < 1e-6
    shares = np.where(small, 1.0, -np.expm1(-rates) / np.where(small, 1.0, rates))
    return -(c[:, None] * h * shares * (Q.T @ f)) @ Q.T


class Near(Protocol):
    """∇L and ∇²L in float64."""

    def gradients(self, X: np.ndarray) -> np.ndarray:
        """∇L at each row of X."""

    def hessians(self, X: np.ndarray) -> np.ndarray:
        """∇²L at each row of X."""


@dataclass(frozen=True)
class Compiled:
    """Those of a compiled landscape."""

    landscape: Landscape

    def gradients(self, X: np.ndarray) -> np.ndarray:
        """∇L at each row of X."""
        from symcrit.flow.compiled import gradients

        found = np.empty(X.shape)
        gradients(X, self.landscape, found)
        return found

    def hessians(self, X: np.ndarray) -> np.ndarray:
        """∇²L at each row of X."""
        from symcrit.flow.compiled import hessians

        found = np.empty((*X.shape, X.shape[1]))
        hessians(X, self.landscape, found)
        return found


@dataclass(frozen=True)
class Plain:
    """Those of numpy."""

    states: States

    def gradients(self, X: np.ndarray) -> np.ndarray:
        """∇L at each row of X."""
        return self.states.gradients(X)

    def hessians(self, X: np.ndarray) -> np.ndarray:
        """∇²L at each row of X."""
        return np.array([self.states.hessian(x) for x in X])


@dataclass
class Collocation:
    """Steps with the gradient of one backend at high precision, and `near` for float64."""

    numbers: Numbers
    gradient: Callable[[Vector], Vector]
    near: Near
    digits: int

    def __post_init__(self) -> None:
        self.stages = max(5, round(0.5 * self.digits) + 3)
        c, A, last = radau(self.stages, self.numbers.digits)
        self.c = np.array([float(x) for x in c])
        self.A = np.array([[float(entry) for entry in row] for row in A])
        self.integrate, self.last = (
            self.numbers.multiplier([[self.numbers.exact(entry) for entry in row] for row in part])
            for part in (A, last)
        )

    def step(self, x: Vector, h: Any) -> tuple[Vector, float] | None:
        """The state after h and the error of the step; None where Newton's method does not converge."""
        near = np.array([float(entry) for entry in x])
        found = self._in_float64(near, float(h))
        if found is None:
            return None
        N, (Z_float, factors) = self.numbers, found
        Z, start, before = N.table(Z_float.tolist()), N.table([x] * self.stages), math.inf
        for _ in range(_ITERATIONS):
            F = N.table([self.gradient(row) for row in N.rows(start + Z)])
            rest = np.array([[float(entry) for entry in row] for row in N.rows(Z + self.integrate(F) * h)])
            if not (size := np.abs(rest).max()) > 0:
                break
            move = size * lu_solve(factors, -(rest / size).ravel(), check_finite=False).reshape(rest.shape)
            Z = N.rounded(Z + N.table(move.tolist()))
            moved = float(np.abs(move).max())
            if moved <= 10.0 ** -(self.digits + 4) * max(1e-3, np.abs(near).max()):
                break
            if not moved < 0.2 * before:
                return None
            before = moved
        new = [N.middle(a + z) for a, z in zip(x, N.rows(Z)[-1], strict=True)]
        return new, self._error(F, near, float(h))

    def _error(self, F: Any, near: np.ndarray, h: float) -> float:
        """Root mean square over the entries, in units of the tolerance."""
        rows = self.numbers.rows(self.last(F))
        scale = 10.0**-self.digits * np.maximum(np.abs(near), 1e-3)
        parts = [sum(h * abs(float(row[p])) for row in rows) / scale[p] for p in range(len(near))]
        return float(np.sqrt(np.mean(np.square(parts))))

    def _linearised(self, x: np.ndarray, h: float) -> np.ndarray:
        """The stages of the linearised flow, to begin with."""
        f = self.near.gradients(x[None])[0]
        H = self.near.hessians(x[None])[0]
        return linearised(f, H, self.c, h) if np.isfinite(H).all() else np.zeros((self.stages, len(x)))

    def _in_float64(self, x: np.ndarray, h: float) -> tuple[np.ndarray, Any] | None:
        """The Z_i to float64, and the factors of the matrix of Newton's method there."""
        s, size = self.stages, len(x)
        Z = self._linearised(x, h)
        before = math.inf
        for _ in range(_FLOAT_ITERATIONS):
            F = self.near.gradients(x + Z)
            H = self.near.hessians(x + Z)
            matrix = np.einsum("ij,jpq->ipjq", h * self.A, H).reshape(s * size, s * size)
            if not (np.isfinite(H).all() and np.isfinite(F).all()):
                return None
            matrix.ravel()[:: s * size + 1] += 1.0
            try:
                factors = lu_factor(matrix, overwrite_a=True, check_finite=False)
            except LinAlgError:
                return None
            move = lu_solve(factors, -(Z + h * (self.A @ F)).ravel(), check_finite=False).reshape(s, size)
            Z += move
            moved = float(np.abs(move).max())
            if moved < 1e-10:
                return Z, factors
            if not moved < max(2.0 * before, 1.0):
                return None
            before = moved
        return None
