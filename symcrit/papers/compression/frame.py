"""The equiangular student of M neurons for given mean c and slope τ, in balls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from flint import arb
from scipy.linalg import helmert

from symcrit.arguments import integer
from symcrit.core.algebra import balls
from symcrit.errors import InputError, shorten
from symcrit.model.network import Network
from symcrit.papers.compression.objective import BITS, to_ball

__all__ = ["SimplexFrame", "pair_loss"]

_MOST = 10**8


@dataclass(frozen=True)
class SimplexFrame:
    """M vectors r·u_j, u_j·v̂ = γ, a regular simplex around v: the optimum for weights s_j ≥ 0 (γ = 0 at τ = 0).

    cos θ = (Mγ² − 1)/(M − 1), X = θ + (M − 1) sin θ, r = √(2π)c/X, and γ is the one number in [0, 1) for which
    Mγr(π − θ)/π = τ (`compression.etf_optimal`).
    Guarantee: gamma, cosine, theta, length and loss are balls that contain the true values; at τ = 0 γ = 0.
    M: an integer ≥ 2; c > 0 and tau ≥ 0: numbers.  Raises InputError otherwise.

    >>> frame = SimplexFrame(3, 1, 0)
    >>> print(frame.cosine.str(5), frame.loss.str(10))
    -0.50000 [0.2159826454 +/- 3.97e-11]
    >>> SimplexFrame(1, 1, 0)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: M = 1 must be an integer >= 2: an equiangular student has at least two neurons
    """

    M: int
    c: object
    tau: object

    def __post_init__(self) -> None:
        object.__setattr__(self, "M", width(self.M))
        with balls.precision(BITS):
            if not to_ball(self.c) > 0:
                raise InputError(f"c = {shorten(self.c)} must be a number > 0, the mean of the target")
            if not to_ball(self.tau) >= 0:
                raise InputError(f"tau = {shorten(self.tau)} must be a number >= 0, the slope of the target")

    @cached_property
    def gamma(self) -> arb:
        """cos of the angle between every neuron and v: the slope increases in γ, so two values enclose it."""
        with balls.precision(BITS):
            tau = to_ball(self.tau)
            if tau == 0:
                return arb(0)
            low, high = self._near(tau)
            for _ in range(2 * BITS):
                middle = ((low + high) / 2).mid()
                found = self._slope(middle)
                if not (found < tau or found > tau) or middle in (low, high):
                    break
                low, high = (middle, high) if found < tau else (low, middle)
            return low.union(high)

    def _near(self, tau: arb) -> tuple[arb, arb]:
        """Numbers below and above γ, close to it if Newton's method finds it."""
        guess = (tau / (1 + tau)).mid()
        for _ in range(12):
            step = arb(2) ** -60
            slope = self._slope(guess)
            guess = (guess + (tau - slope) * step / (self._slope(guess + step) - slope)).mid()
            if not 0 < guess < 1:
                return arb(0), arb(1)
        ends = guess - arb(2) ** (60 - BITS), guess + arb(2) ** (60 - BITS)
        good = ends[0] > 0 and ends[1] < 1 and self._slope(ends[0]) < tau < self._slope(ends[1])
        return ends if good else (arb(0), arb(1))

    def _slope(self, gamma: arb) -> arb:
        _, theta, X = self._angles(gamma)
        return self.M * gamma * (2 / arb.pi()).sqrt() * to_ball(self.c) * (arb.pi() - theta) / X

    def _angles(self, gamma: arb) -> tuple[arb, arb, arb]:
        M = self.M
        cosine = (M * gamma * gamma - 1) / (M - 1)
        sine = (M * (1 - gamma * gamma) * (M - 2 + M * gamma * gamma)).sqrt() / (M - 1)
        theta = arb.pi() if M == 2 and gamma == 0 else arb.atan2(sine, cosine)
        return cosine, theta, theta + (M - 1) * sine

    @cached_property
    def cosine(self) -> arb:
        """cos θ, of every two neurons."""
        with balls.precision(BITS):
            return self._angles(self.gamma)[0]

    @cached_property
    def theta(self) -> arb:
        """θ, the angle of every two neurons."""
        with balls.precision(BITS):
            return self._angles(self.gamma)[1]

    @cached_property
    def length(self) -> arb:
        """r, the length (or outgoing weight) of every neuron."""
        with balls.precision(BITS):
            return (2 * arb.pi()).sqrt() * to_ball(self.c) / self._angles(self.gamma)[2]

    @cached_property
    def loss(self) -> arb:
        """L = c²(1 − M/X) + τ² − rMγτ/2."""
        with balls.precision(BITS):
            c, tau, X = to_ball(self.c), to_ball(self.tau), self._angles(self.gamma)[2]
            return c * c * (1 - self.M / X) + tau * tau - self.length * self.M * self.gamma * tau / 2

    @property
    def dimension(self) -> int:
        """The least input dimension: M, or M − 1 at τ = 0."""
        return self.M if to_ball(self.tau) > 0 else self.M - 1

    def network(self, d: int | None = None) -> Network:
        """The student in float64, v along e_1, outgoing weights 1.

        d: the input dimension, by default the least. Raises InputError where d is too small.

        >>> SimplexFrame(2, 1, 0).network().W.round(4)
        array([[ 0.7979],
               [-0.7979]])
        """
        least = self.dimension
        d = least if d is None else integer("d", d)
        if self.M * d > _MOST:
            raise InputError(f"M = {self.M}, d = {shorten(d)}: at most {_MOST} weights are written out")
        if d < least:
            room = "M <= d" if least == self.M else "M <= d + 1 at tau = 0"
            raise InputError(f"d = {shorten(d)} is too small for M = {self.M} equiangular neurons; they need {room}")
        simplex = helmert(self.M).T * np.sqrt(self.M / (self.M - 1))  # rows of length 1, in M − 1 dimensions
        gamma = float(self.gamma)
        W = np.zeros((self.M, d))
        start = least - (self.M - 1)
        W[:, start : start + self.M - 1] = np.sqrt(1 - gamma**2) * simplex
        if start:
            W[:, 0] = gamma
        return Network(float(self.length) * W, np.ones(self.M))


def width(M: object, least: int = 2, most: int = 10**9) -> int:
    """A number of neurons; raises InputError for others."""
    try:
        return integer("M", M, least, most)
    except InputError:
        why = "an equiangular student has at least two neurons" if least == 2 else "for M = 2 at τ = 0 the kink is met"
        room = f"; at most {most} are treated" if isinstance(M, int) and most < M else ""
        raise InputError(f"M = {shorten(M)} must be an integer >= {least}: {why}{room}") from None


def pair_loss(M: int, c: object) -> arb:
    """c²(π − 2)/(2(M − 1) + π − 2): the least L with some s_j ≤ 0, once τ is large enough (`compression.free_signs`).

    >>> print(pair_loss(2, 1).str(6))
    [0.363380 +/- 2.28e-7]
    """
    M = width(M)
    with balls.precision(BITS):
        mean = to_ball(c)
        return mean * mean * (arb.pi() - 2) / (2 * (M - 1) + arb.pi() - 2)
