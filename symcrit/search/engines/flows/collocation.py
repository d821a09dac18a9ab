"""One step of x′ = −∇L(x) in float64: a polynomial that satisfies the equation at Chebyshev–Lobatto points.

With nodes s_0 = −1 < … < s_D = 1, values X_i at them and the matrix D of derivatives of their polynomial, X_0 being
given, (2/h)·Σ_j D_ij X_j + ∇L(X_i) = 0 for i = 1 … D; Newton's method solves it.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.polynomial import chebyshev

from symcrit.search.engines.flows.landscape import Landscape

STEPS = 12  # of Newton's method
SETTLED = 3e-15  # relative to the size of the values


class Collocation:
    """Steps of polynomials of one degree on a landscape."""

    def __init__(self, landscape: Landscape, degree: int) -> None:
        self.landscape = landscape
        self.degree = degree
        self.nodes = -np.cos(np.pi * np.arange(degree + 1) / degree)

    @property
    def cost(self) -> int:
        """The work of a step, about."""
        rows = self.degree * len(self.landscape.start)
        return 2000 + rows**2 // 5 + rows**3 // 4000

    @cached_property
    def series(self) -> np.ndarray:
        """From values at the nodes to coefficients of Chebyshev polynomials."""
        return np.asarray(np.linalg.inv(chebyshev.chebvander(self.nodes, self.degree)))

    @cached_property
    def powers(self) -> np.ndarray:
        """From coefficients of Chebyshev polynomials to those of powers."""
        columns = [chebyshev.cheb2poly(row) for row in np.eye(self.degree + 1)]
        return np.array([np.pad(column, (0, self.degree + 1 - len(column))) for column in columns]).T

    @cached_property
    def derivative(self) -> np.ndarray:
        """From values at the nodes to those of the derivative by s."""
        slopes = np.array([chebyshev.chebval(self.nodes, chebyshev.chebder(row)) for row in np.eye(self.degree + 1)]).T
        return slopes @ self.series

    def step(self, start: np.ndarray, length: float) -> np.ndarray | None:
        """Changes from the start at the nodes, D+1 rows, the first 0; None where Newton's method does not settle."""
        count, size = self.degree, len(start)
        speeds = (2 / length) * self.derivative[1:, 1:]
        moved = np.zeros((count, size))
        factor = None
        before = np.inf
        for _ in range(STEPS):
            points = start + moved
            defect = speeds @ moved + self.landscape.gradients(points)
            if factor is None:
                system = np.kron(speeds, np.eye(size))
                for i, H in enumerate(self.landscape.slopes(points)):
                    system[i * size : (i + 1) * size, i * size : (i + 1) * size] += H
                if not np.isfinite(system).all():
                    return None
                factor = np.linalg.inv(system)
            change = (factor @ defect.ravel()).reshape(count, size)
            moved = moved - change
            largest = np.abs(change).max() / (1 + np.abs(start).max())
            if not np.isfinite(largest) or largest > 1:
                return None
            if largest < SETTLED or (largest < 100 * SETTLED and largest > before / 2):
                return np.vstack([np.zeros(size), moved])
            if largest > before / 8:
                factor = None
            before = largest
        return None

    def coefficients(self, start: np.ndarray, moved: np.ndarray) -> np.ndarray:
        """Those of powers of s, a row for every parameter."""
        found = (self.powers @ (self.series @ moved)).T
        found[:, 0] += start
        return np.ascontiguousarray(found)

    def unresolved(self, moved: np.ndarray) -> float:
        """How large the last two Chebyshev coefficients are."""
        return float(np.abs((self.series @ moved)[-2:]).max())
