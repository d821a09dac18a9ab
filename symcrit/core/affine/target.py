"""The objective of a student against an affine target, from the kernel as a function of the cosine."""

from collections.abc import Iterator, Mapping
from typing import Any

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, num, substitute, sym
from symcrit.core.expectation.kernels import Kernel

Z = sym("z")


class Target:
    """The kernel as a function of the cosine, and the numbers of the target."""

    def __init__(self, kernel: Kernel, parts: Mapping[str, Any]) -> None:
        self.kernel, self.sigma = kernel, kernel.activation or ZERO
        ends = [substitute(self.sigma, {"z": end}) for end in (ONE, num(-1))]
        self.a, self.alpha = (ends[0] + ends[1]) / TWO, (ends[0] - ends[1]) / TWO
        self.mu = self.a * Expr("sqrt", TWO / PI)
        self.M: Expr = parts.get("count", ZERO)
        self.c: Expr = parts.get("mean", ZERO)
        self.tau: Expr = parts.get("slope", ZERO)

    def h(self, rho: Expr, order: int = 0) -> Expr:
        """h or h′ at a cosine."""
        return self.kernel.at(2 * order, ONE, rho, ONE)

    def line(self, rho: Expr) -> tuple[Expr, Expr, Expr]:
        """The supporting line A + Bt of h at ρ, and K."""
        slope = self.h(rho, 1)
        start = self.h(rho) - rho * slope
        return start, slope, (self.M - ONE) * start + self.h(ONE) - slope

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


def shape(parts: Mapping[str, Any]) -> Iterator[Goal]:
    """σ(z) = a|z| + αz with a ≠ 0."""
    if "kernel" in parts:
        target, line = Target(parts["kernel"], parts), Domain({"z": "real"})
        form = Relation("=", target.sigma, target.a * Expr("abs", Z) + target.alpha * Z)
        yield Goal(line, form, form[1:], "σ")
        yield Goal(line, Relation("<", ZERO, target.a * target.a), (target.a,), "kink")
