"""The best lower bound for a concrete student, and how far from optimal it can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, fmpq
from scipy.optimize import minimize_scalar
from sympy import sqrt

from symcrit.claims import Claim
from symcrit.core.algebra import balls
from symcrit.errors import InputError, shorten
from symcrit.model.network import Network
from symcrit.papers.compression.claims import dual_bound
from symcrit.papers.compression.frame import pair_loss
from symcrit.papers.compression.objective import BITS, _loss, direction, dot, neurons, to_ball
from symcrit.translate import as_expr

__all__ = ["Bound", "bound"]


@dataclass(frozen=True)
class Bound:
    """L of a student and a lower bound for all students of as many neurons; `gap` bounds L − min L from above.

    loss, value, gap: balls. cosine: where the supporting line touches. signs: "nonnegative" or "free", the outgoing
    weights of the students that the bound is for.
    """

    loss: arb
    value: arb
    cosine: Fraction
    signs: str
    M: int
    c: object
    tau: object

    @property
    def gap(self) -> arb:
        """loss − value: the student is within this of the optimum."""
        with balls.precision(BITS):
            return self.loss - self.value

    def claim(self, digits: int = 15) -> Claim:
        """The lower bound, rounded down to `digits` decimals, as a claim that core decides.

        Raises InputError where c or τ is not exact, and for free signs.

        >>> from symcrit import Network, decide
        >>> found = bound(Network([[1, 0], [0, 1]], [1, 1]), 1, 1)
        >>> decide(found.claim()).verdict.name
        'PROVED'
        """
        if self.signs != "nonnegative":
            raise InputError("this bound is for free signs, a minimum of two; its parts are compression.free_signs")
        scale = 10**digits
        with balls.precision(BITS):
            low = Fraction(int((self.value * scale).lower().floor().unique_fmpz()) - 1, scale)
        return dual_bound(self.M, as_expr(self.c), as_expr(self.tau), cosine=str(self.cosine), value=str(low))

    def __repr__(self) -> str:
        weights = "s_j >= 0" if self.signs == "nonnegative" else "any signs"
        parts = (f"{name} = {getattr(self, name).str(8, radius=False)}" for name in ("loss", "value", "gap"))
        return f"Bound({', '.join(parts)}, {self.M} neurons, {weights})"


def bound(student: Network, c: object, tau: object) -> Bound:
    """L = E[(f − c − v·x)²] of a ReLU student f, and the best lower bound over the angle of the supporting line.

    For outgoing weights a_j ≥ 0 the bound is max_θ D_θ (`compression.dual_bound`) and holds for all such students with
    as many neurons, in any dimension; if some a_j < 0 it is the least of that and of `pair_loss`, for all students.
    student: a Network without biases. c ≥ 0: the mean of the target. tau: |v| ≥ 0 (then v = tau·e_1), or the vector v.
    Guarantee: loss and value are balls; loss − gap ≤ min L.  The search for the best angle is not part of it.
    Raises InputError for other input.

    >>> from symcrit import Network
    >>> bound(Network([[1, 0], [0, 1]], [1, 1]), 1, 1)
    Bound(loss = 0.72254076, value = 0.26383052, gap = 0.45871024, 2 neurons, s_j >= 0)
    """
    with balls.precision(BITS):
        W, a = neurons(student)
        mean, v = to_ball(c), direction(tau, student.d)
        if not mean >= 0:
            raise InputError(f"c = {shorten(c)} must be a number >= 0, the mean of the target")
        loss, square = _loss(W, a, mean, v), dot(v, v)
        nonnegative = all(weight >= 0 for weight in a)
        M, length = student.n, square.nonnegative_part().sqrt()
        cosine = _best_cosine(M, float(mean), float(length))
        value = _dual(M, mean, square, arb(fmpq(cosine.numerator, cosine.denominator)))
        if not nonnegative:
            value = min(value, pair_loss(M, c) if M > 1 else mean * mean, key=lambda ball: float(ball.lower()))
    return Bound(loss, value, cosine, "nonnegative" if nonnegative else "free", M, c, _length(tau, length))


def _length(tau: object, ball: arb) -> object:
    """|v| for a vector of exact numbers; as it stands for a number, and a ball for floats."""
    if not isinstance(tau, Sequence | np.ndarray) or isinstance(tau, str):
        return tau
    try:
        return sqrt(sum(as_expr(entry) ** 2 for entry in tau))
    except InputError:
        return ball


def _dual(M: int, c: arb, square: arb, rho: arb) -> arb:
    """D_θ = c² + τ² − Mc²/(θ + (M − 1) sin θ) − τ²π/(2(π − θ))."""
    theta = rho.acos()
    pull = arb(0) if square == 0 else square * arb.pi() / (2 * (-rho).acos())
    return c * c + square - M * c * c / (theta + (M - 1) * (1 - rho * rho).sqrt()) - pull


def _best_cosine(M: int, c: float, tau: float) -> Fraction:
    """Where D_θ is largest; heuristic, any value is right."""
    if tau == 0:
        return Fraction(-1, max(M - 1, 1))

    def lower(theta: float) -> float:
        return M * c * c / (theta + (M - 1) * np.sin(theta)) + tau * tau * np.pi / (2 * (np.pi - theta))

    with np.errstate(all="ignore"):  # c and τ may be too large for float64; any angle is right
        found = minimize_scalar(lower, bounds=(1e-9, np.pi - 1e-9), method="bounded", options={"xatol": 1e-13})
    edge = 1 - Fraction(1, 10**12)  # at cosine −1 the supporting line is flat
    return max(-edge, min(edge, Fraction(float(np.cos(found.x))).limit_denominator(10**12)))
