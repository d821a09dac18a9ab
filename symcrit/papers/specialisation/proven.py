"""What triples of samples prove of the angle between a teacher neuron and a student that crosses them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

import numpy as np
from flint import arb, fmpq, fmpz

from symcrit.core.algebra import balls
from symcrit.core.algebra.pivots import is_positive_definite
from symcrit.papers.specialisation.gradients import product
from symcrit.papers.specialisation.rationals import Vector, common_denominator, dot
from symcrit.papers.specialisation.triples import Place, Samples

__all__ = ["Prover", "least_eigenvalue", "sine2"]

ONE = Fraction(1)
BITS = 256  # of the pivots in balls
FINE = 2**64  # roots are told this finely


def sine2(w: Vector, u: Vector) -> Fraction:
    """sin² of the angle between the lines along two vectors that are not 0."""
    return 1 - dot(w, u) ** 2 / (dot(w, w) * dot(u, u))


class Prover:
    """Bounds of sin²∠(u, ±w) from those of some triples that u crosses (specialisation.pigeonhole).

    A triple that u and w cross has |x_0·y| ≤ r, y the part orthogonal to w of u/|u|, |y|² = sin², and
    r = |q| + |w·x_0|/|w|, q = (x_+ − x_-)/2. So sin² ≤ Σr²/s over any of them, s the least eigenvalue of Σ x̃_0x̃_0ᵀ on
    the hyperplane w^⊥. In the plane the boundaries of u and w both lie between x_- and x_+.
    """

    def __init__(self, samples: Samples, w: Vector, found: Sequence[Place]) -> None:
        self.samples, self.w = samples, w
        self.places = found if len(w) == 2 else sorted((p for p in found if p.a == p.b == ONE / 2), key=self._width)
        self.minus = np.array([place.minus for place in self.places], dtype=int)
        self.plus = np.array([place.plus for place in self.places], dtype=int)
        if len(w) > 2:
            self.reaches = [self._reach(place) for place in self.places]
            self.flat, self.scale = self._flattened()

    def bound(self, sides: np.ndarray) -> Fraction:
        """For a student with these signs of u·x at the samples; 1 if the triples prove nothing."""
        crossed = np.flatnonzero(sides[self.minus] * sides[self.plus] < 0)
        if len(self.w) == 2:
            return min((self._opening(self.places[i]) for i in crossed), default=ONE)
        d = len(self.w)
        sizes = [(d - 1) << i for i in range(len(crossed).bit_length())]
        chosen = [crossed[:size] for size in sizes if size < 2 * len(crossed) and len(crossed) >= d - 1]
        guesses = [self._guess(part) for part in chosen]  # the narrow ones alone may prove more than all
        if not guesses or min(guesses) >= 1:
            return ONE
        return self._pigeonhole(chosen[int(np.argmin(guesses))])

    def _width(self, place: Place) -> tuple[int, Place]:
        """4|q|², as an integer, for sorting."""
        rows = self.samples.rows
        return sum((a - b) ** 2 for a, b in zip(rows[place.plus], rows[place.minus], strict=True)), place

    def _reach(self, place: Place) -> Fraction:
        """A bound of r²; exactly |q|² where x_0 lies on the boundary."""
        squared = Fraction(self._width(place)[0], 4 * self.samples.scaled.denominator**2)
        across = dot(self.w, self.samples.vector(place.zero)) ** 2 / dot(self.w, self.w)
        if across == 0:
            return squared
        return squared + across + 2 * _root_above(squared * across)

    def _flattened(self) -> tuple[np.ndarray, int]:
        """The centres without their parts along w, as integers over one denominator."""
        zeros = np.array([place.zero for place in self.places], dtype=int)
        X, over = self.samples.scaled
        scale = common_denominator([self.w])
        whole = np.array([[int(scale * entry) for entry in self.w]], dtype=object)
        square = int((whole * whole).sum())
        rows = X[zeros].astype(object)
        return rows * square - (rows @ whole.T) * whole, over * square

    def _guess(self, chosen: np.ndarray) -> float:
        """About the bound of `_pigeonhole`, in floats."""
        points = (self.flat[chosen] / self.scale).astype(float)
        w = np.array([float(entry) for entry in self.w])
        gram = points.T @ points
        filled = gram + np.trace(gram) * np.outer(w, w) / (w @ w)
        least = np.linalg.eigvalsh(filled)[0]
        return float(sum(self.reaches[i] for i in chosen) / least) if least > 0 else 1.0

    def _pigeonhole(self, chosen: np.ndarray) -> Fraction:
        """Σr²/s, or 1 if that is less."""
        points, w = self.flat[chosen], self.w
        gram = product(points.T, points)
        square = self.scale**2
        trace = Fraction(int(np.trace(gram)), square) / dot(w, w)
        # The eigenvalue of w itself is made the trace, so that the least one is s, that on the hyperplane.
        filled = [
            [Fraction(int(gram[i, j]), square) + trace * w[i] * w[j] for j in range(len(w))] for i in range(len(w))
        ]
        least = least_eigenvalue(np.array(filled, dtype=object))
        return min(ONE, sum((self.reaches[i] for i in chosen), Fraction(0)) / least) if least else ONE

    def _opening(self, place: Place) -> Fraction:
        """sin² of the angle between x_- and x_+, 1 if it is not acute: both boundaries pass between them."""
        minus, plus = self.samples.vector(place.minus), self.samples.vector(place.plus)
        return sine2(minus, plus) if dot(minus, plus) > 0 else ONE


def least_eigenvalue(gram: np.ndarray) -> Fraction | None:
    """A positive lower bound of the least eigenvalue, guessed in floats, accepted by pivots; else None."""
    guess = float(np.linalg.eigvalsh(gram.astype(float))[0])
    exact = [[fmpq(fmpz(entry.numerator), fmpz(entry.denominator)) for entry in row] for row in gram.tolist()]
    for slack in (1e-9, 1e-3, 0.5):
        least = Fraction(guess * (1 - slack)) if guess > 0 else Fraction(0)
        shift = fmpq(fmpz(least.numerator), fmpz(least.denominator))
        less = [[entry - shift if i == j else entry for j, entry in enumerate(row)] for i, row in enumerate(exact)]
        if least > 0 and _definite(less):
            return least
    return None


def _definite(matrix: list[list[fmpq]]) -> bool:
    """Whether a symmetric matrix is positive definite: certain in balls, which is quick, or by exact pivots."""
    with balls.precision(BITS):
        if is_positive_definite([[arb(entry) for entry in row] for row in matrix]):
            return True
    return is_positive_definite(matrix)


def _root_above(square: Fraction) -> Fraction:
    """A rational number ≥ √square."""
    scaled = square * FINE * FINE
    return Fraction(isqrt(scaled.numerator // scaled.denominator) + 1, FINE)
