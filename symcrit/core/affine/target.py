"""The objective of a student against an affine target, from the kernel as a function of the cosine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, num, substitute, sym
from symcrit.core.expectation.kernels import Kernel

Z = sym("z")
VALUE = 0  # which of the forms of a kernel
BY_Q12 = 2


class Kinked:
    """σ(z) = a|z| + αz, read from its values at ±1: that σ has this form is to be shown (`shape`)."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel
        self.sigma = ZERO if kernel.activation is None else kernel.activation
        right = substitute(self.sigma, {"z": ONE})
        left = substitute(self.sigma, {"z": num(-1)})
        self.a = (right + left) / TWO
        self.alpha = (right - left) / TWO
        self.mu = self.a * Expr("sqrt", TWO / PI)  # E σ(u·x), |u| = 1

    def shape(self) -> Iterator[Goal]:
        """σ(z) = a|z| + αz with a ≠ 0: "activation", "kink"."""
        line = Domain({"z": "real"})
        form = self.a * Expr("abs", Z) + self.alpha * Z
        yield Goal(line, Relation("=", self.sigma, form), (self.sigma, form), "activation")
        yield Goal(line, Relation("<", ZERO, self.a * self.a), (self.a,), "kink")

    def h(self, rho: Expr) -> Expr:
        """h(ρ) = E[σ(u·x) σ(u′·x)] at unit vectors with cosine ρ."""
        return self.kernel.at(VALUE, ONE, rho, ONE)

    def h_prime(self, rho: Expr) -> Expr:
        """h′(ρ)."""
        return self.kernel.at(BY_Q12, ONE, rho, ONE)


class Line(NamedTuple):
    """The supporting line h(t) ≥ A + Bt at ρ, with equality at ρ, and K = (M − 1)A + h(1) − B."""

    start: Expr
    slope: Expr
    K: Expr


class Target(Kinked):
    """A target c + v·x, |v| = τ, for M neurons with this kernel."""

    def __init__(self, kernel: Kernel, count: Expr, mean: Expr, slope: Expr) -> None:
        super().__init__(kernel)
        self.M = count
        self.c = mean
        self.tau = slope

    def line(self, rho: Expr) -> Line:
        """The supporting line of h at ρ."""
        slope = self.h_prime(rho)
        start = self.h(rho) - rho * slope
        return Line(start, slope, (self.M - ONE) * start + self.h(ONE) - slope)

    def along(self, rho: Expr) -> Expr:
        """|Σ u_j| = √(M + M(M − 1)ρ)."""
        return Expr("sqrt", self.M * (ONE + (self.M - ONE) * rho))

    def pull(self, rho: Expr) -> Expr:
        """Σ_j E[σ(u_j·x)(c + v·x)] at M unit vectors of mutual cosine ρ, with v along their sum."""
        return self.M * self.c * self.mu + self.alpha * self.tau * self.along(rho)

    def loss(self, rho: Expr, r: Expr) -> Expr:
        """L at M vectors of length r and mutual cosine ρ, with v along their sum."""
        square = self.M * self.h(ONE) + self.M * (self.M - ONE) * self.h(rho)
        return self.c * self.c + self.tau * self.tau - TWO * r * self.pull(rho) + r * r * square
