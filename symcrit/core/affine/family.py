"""The equiangular students of ReLU as functions of their cosine ρ: length, slope of the target, and loss."""

from __future__ import annotations

from symcrit.core.algebra.expr import ONE, PI, TWO, Expr


class Family:
    """r(ρ), τ(ρ) and L(ρ) for M neurons and the mean c, in closed form: that they are right is to be shown.

    X(ρ) = acos ρ + (M − 1)√(1 − ρ²), r = √(2π) c/X, and γ ≥ 0 with M γ² = 1 + (M − 1)ρ, γ = u_j·v/|v|:
    τ = √(2/π) c M γ acos(−ρ)/X and L = c²(1 + N/X²), with N = (2M/π)(1 + (M − 1)ρ)(π/2 + φ)φ − M X, φ = asin ρ,
    where X is π/2 − φ + (M − 1) cos φ.
    """

    def __init__(self, count: Expr, mean: Expr) -> None:
        self.M = count
        self.c = mean

    def width(self, rho: Expr) -> Expr:
        """X."""
        return Expr("acos", rho) + (self.M - ONE) * Expr("sqrt", ONE - rho * rho)

    def length(self, rho: Expr) -> Expr:
        """r."""
        return Expr("sqrt", TWO * PI) * self.c / self.width(rho)

    def rise(self, rho: Expr, gamma: Expr) -> Expr:
        """τ·X."""
        return Expr("sqrt", TWO / PI) * self.c * self.M * gamma * Expr("acos", -rho)

    def slope(self, rho: Expr) -> Expr:
        """τ."""
        gamma = Expr("sqrt", (ONE + (self.M - ONE) * rho) / self.M)
        return self.rise(rho, gamma) / self.width(rho)

    def parts(self, phi: Expr, sine: Expr, cosine: Expr) -> tuple[Expr, Expr]:
        """N and X², from an angle φ with its sine and cosine."""
        lines = self.M - ONE
        X = PI / TWO - phi + lines * cosine
        bent = TWO * self.M / PI * (ONE + lines * sine) * (PI / TWO + phi) * phi
        return bent - self.M * X, X * X

    def loss(self, rho: Expr) -> Expr:
        """L."""
        top, bottom = self.parts(Expr("asin", rho), rho, Expr("sqrt", ONE - rho * rho))
        return self.c * self.c * (ONE + top / bottom)

    @property
    def pair(self) -> Expr:
        """The least loss where some s_j ≤ 0: that of M − 1 orthonormal lines."""
        return self.c * self.c * (PI - TWO) / (TWO * (self.M - ONE) + PI - TWO)

    @property
    def threshold(self) -> Expr:
        """The least |v| at which M − 1 orthonormal lines, one of them with two vectors, have no odd part left."""
        lines = self.M - ONE
        return self.c * Expr("sqrt", TWO * PI * lines) / (TWO * lines + PI - TWO)
