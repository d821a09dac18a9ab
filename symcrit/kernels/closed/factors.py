"""Gaussian integrals of products of two factors c·zⁿ·exp(−hz²/2 + βz + γ)·cos⁽ᵏ⁾(ωz + φ), or c·δ⁽ⁿ⁾(z): candidates."""

from __future__ import annotations

from typing import NamedTuple

from symcrit.core import ONE, PI, TWO, ZERO, Expr, add, diff, mul, num, substitute, sym
from symcrit.core.expectation.kernels import MEANS, Q11, Q12, Q22

Pair = tuple[Expr, Expr]

Z = sym("z")
M: Pair = (sym(MEANS[0]), sym(MEANS[1]))
B: Pair = (sym("b1"), sym("b2"))  # sources: β of both factors
F: Pair = (sym("f1"), sym("f2"))  # phases: φ of both factors


class Factor(NamedTuple):
    """c·zⁿ·exp(−hz²/2 + βz + γ)·cos⁽ᵏ⁾(ωz + φ), k = 0 or 1; or c·δ⁽ⁿ⁾(z), its limit h/w → ∞, if w is 0."""

    c: Expr
    n: int
    h: Expr = ZERO
    beta: Expr = ZERO
    gamma: Expr = ZERO
    omega: Expr = ZERO
    phi: Expr = ZERO
    k: int = 0
    w: Expr = ONE

    @property
    def value(self) -> Expr:
        """The factor at z (w is not 0)."""
        power = Z**self.n if self.n else ONE
        exponent = -(self.h * Z**2) / TWO + self.beta * Z + self.gamma
        growth = ONE if exponent is ZERO else Expr("exp", exponent)
        return mul(self.c, power, growth, self._wave())

    def _wave(self) -> Expr:
        """cos⁽ᵏ⁾(ωz + φ)."""
        phase = self.omega * Z + self.phi
        if self.k:
            return -Expr("sin", phase)
        return ONE if phase is ZERO else Expr("cos", phase)

    @property
    def still(self) -> bool:
        """Whether there is no wave."""
        return self.omega is ZERO and self.phi is ZERO and not self.k


UNIT = Factor(ONE, 0)


def slope(root: Expr, by: Expr, order: int) -> Expr:
    """∂ʲroot/∂byʲ."""
    for _ in range(order):
        root = diff(root, by.args[0])
    return root


class Matrix(NamedTuple):
    """A 2×2 matrix, row by row, divided by a common `size`."""

    entries: tuple[Expr, Expr, Expr, Expr]
    size: Expr

    def form(self, left: Pair, right: Pair) -> Expr:
        """leftᵀ · matrix · right."""
        pairs = [(x, y) for x in left for y in right]
        return add(*(mul(entry, x, y) for entry, (x, y) in zip(self.entries, pairs, strict=True))) / self.size


class Square(NamedTuple):
    """The square of two factors completed, with H = diag(h/w) and the covariance matrix Q."""

    size: Expr  # det(w + Qh)
    tilted: Matrix  # (Q⁻¹ + H)⁻¹
    rest: Matrix  # (Q + H⁻¹)⁻¹
    moved: Matrix  # (1 + QH)⁻¹

    @classmethod
    def of(cls, x: Factor, y: Factor) -> Square:
        """For x at u and y at v."""
        h = x.h
        w = x.w
        k = y.h
        v = y.w
        det = Q11 * Q22 - Q12**2
        size = w * v + h * v * Q11 + w * k * Q22 + h * k * det
        tilted = (w * (v * Q11 + k * det), w * v * Q12, w * v * Q12, v * (w * Q22 + h * det))
        rest = (h * (v + k * Q22), -(h * k * Q12), -(h * k * Q12), k * (w + h * Q11))
        moved = (w * (v + k * Q22), -(w * k * Q12), -(v * h * Q12), v * (w + h * Q11))
        return cls(size, Matrix(tilted, size), Matrix(rest, size), Matrix(moved, size))


def integral(x: Factor, y: Factor, order: int = 0) -> Expr:
    """E[x⁽ʲ⁾(u) y(v)], the square completed with H = diag(h/w): zⁿ is ∂ⁿ by a source, δ⁽ⁿ⁾ and ⁽ʲ⁾ are by a mean."""
    size, tilted, rest, moved = Square.of(x, y)
    still = x.still and y.still
    signs = (ONE,) if still else (ONE, num(-1))  # cos·cos = (cos(+) + cos(−))/2
    height = ONE if still else ONE / TWO
    total = ZERO
    for sign in signs:
        waves = (x.omega, sign * y.omega)
        squares = tilted.form(B, B) - tilted.form(waves, waves) - rest.form(M, M)
        growth = squares / TWO + moved.form(B, M)
        phase = F[0] + sign * F[1] + tilted.form(B, waves) + moved.form(waves, M)
        total += height * Expr("exp", growth + x.gamma + y.gamma) * Expr("cos", phase)
    for own, source, mean, turn in zip((x, y), B, M, F, strict=True):
        by_power = slope(total, source if own.w is ONE else mean, own.n)
        total = slope(by_power, turn, own.k)
    total = substitute(slope(total, M[0], order), {"b1": x.beta, "b2": y.beta, "f1": x.phi, "f2": y.phi})
    deltas = sum(own.w is ZERO for own in (x, y))
    weight = (TWO * PI) ** deltas * size if deltas else size
    return mul(x.c, y.c, total) / Expr("sqrt", weight)
