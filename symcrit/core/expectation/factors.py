"""Gaussian integrals of products of two factors c·zⁿ·exp(−hz²/2 + βz + γ)·cos⁽ᵏ⁾(ωz + φ), or c·δ⁽ⁿ⁾(z)."""

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, add, diff, mul, num, parse, substitute, sym, symbols
from symcrit.core.expectation.kernels import MEANS, Q11, Q12, Q22
from symcrit.core.reading import index, items, need

MAX_ORDER, Z = 20, sym("z")
M, B, F = tuple(map(sym, MEANS)), (sym("b1"), sym("b2")), (sym("f1"), sym("f2"))  # means, sources, phases


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
        inside, growth = self.omega * Z + self.phi, -(self.h * Z**2) / TWO + self.beta * Z + self.gamma
        wave = -Expr("sin", inside) if self.k else ONE if inside is ZERO else Expr("cos", inside)
        return mul(self.c, Z**self.n if self.n else ONE, ONE if growth is ZERO else Expr("exp", growth), wave)


UNIT = Factor(ONE, 0)


def read_factor(value: Any) -> Factor:
    """From JSON [c, n, h, β, γ, ω, φ, k]."""
    good = len(items(value)) == 8 and index(value[1]) <= MAX_ORDER and value[7] in (0, 1)
    need(good, "a factor is [c, n, h, β, γ, ω, φ, k]")
    c, h, beta, gamma, omega, phi = (parse(value[i]) for i in (0, 2, 3, 4, 5, 6))
    need(not symbols(c, h, beta, gamma, omega, phi), "the constants of a factor are numbers")
    return Factor(c, value[1], h, beta, gamma, omega, phi, value[7])


def slope(root: Expr, by: Expr, order: int) -> Expr:
    """∂ʲroot/∂byʲ."""
    return slope(diff(root, by.args[0]), by, order - 1) if order else root


def integral(x: Factor, y: Factor, order: int = 0) -> Expr:
    """E[x⁽ʲ⁾(u) y(v)], the square completed with H = diag(h/w): zⁿ is ∂ⁿ by a source, δ⁽ⁿ⁾ and ⁽ʲ⁾ are by a mean."""
    det, (h, w), (k, v) = Q11 * Q22 - Q12**2, (x.h, x.w), (y.h, y.w)
    size = w * v + h * v * Q11 + w * k * Q22 + h * k * det  # det(w + Qh)
    tilted = w * (v * Q11 + k * det), w * v * Q12, w * v * Q12, v * (w * Q22 + h * det)  # (Q⁻¹ + H)⁻¹
    rest = h * (v + k * Q22), -(h * k * Q12), -(h * k * Q12), k * (w + h * Q11)  # (Q + H⁻¹)⁻¹
    moved = w * (v + k * Q22), -(w * k * Q12), -(v * h * Q12), v * (w + h * Q11)  # (1 + QH)⁻¹

    def form(matrix: Sequence[Expr], left: Sequence[Expr], right: Sequence[Expr]) -> Expr:
        return add(*(mul(a, p, q) for a, (p, q) in zip(matrix, product(left, right), strict=True))) / size

    total, still = ZERO, all(one.omega is ZERO and one.phi is ZERO and not one.k for one in (x, y))
    for way in (ONE,) if still else (ONE, num(-1)):  # cos·cos = (cos(+) + cos(−))/2
        waves, height = (x.omega, way * y.omega), ONE if still else ONE / TWO
        growth = (form(tilted, B, B) - form(tilted, waves, waves) - form(rest, M, M)) / TWO + form(moved, B, M)
        phase = F[0] + way * F[1] + form(tilted, B, waves) + form(moved, waves, M)
        total += height * Expr("exp", growth + x.gamma + y.gamma) * Expr("cos", phase)
    for own, source, mean, turn in zip((x, y), B, M, F, strict=True):
        total = slope(slope(total, source if own.w is ONE else mean, own.n), turn, own.k)
    total = substitute(slope(total, M[0], order), {"b1": x.beta, "b2": y.beta, "f1": x.phi, "f2": y.phi})
    deltas = sum(own.w is ZERO for own in (x, y))
    return mul(x.c, y.c, total) / Expr("sqrt", (TWO * PI) ** deltas * size if deltas else size)
