"""The kernel of two variables of variance 1 as a function of their correlation: h(ρ) = κ(1, ρ, 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, Symbol

from symcrit.kernels.closed.closed_forms import q11, q12, q22

if TYPE_CHECKING:
    import flint
    import numpy as np

__all__ = ["UnitKernel", "rho"]

rho = Symbol("rho", real=True)


@dataclass(frozen=True)
class UnitKernel:
    """h(ρ) = κ(1, ρ, 1) = E[σ(u)τ(v)], u and v of variance 1 and correlation ρ, and its derivatives.

    expr: the formula, in the symbol `rho`; for a kernel without closed form, the expectation itself.

    >>> from symcrit import kernel
    >>> h = kernel("relu").h
    >>> h.expr
    rho*(pi - acos(rho))/(2*pi) + sqrt(1 - rho**2)/(2*pi)
    >>> h("1/2"), h.diff().expr
    (sqrt(3)/(4*pi) + 1/6, (pi - acos(rho))/(2*pi))
    """

    kernel: Any  # a `Kernel`, whose module imports this one

    @property
    def expr(self) -> Expr:
        """κ with q11 = q22 = 1 and q12 = ρ."""
        return self.kernel.expr.subs({q11: 1, q22: 1, q12: rho}, simultaneous=True)

    def __call__(self, correlation: object) -> Expr:
        """h at an exact ρ; raises InputError as the kernel does, for |ρ| > 1 as well."""
        return self.kernel(1, correlation, 1)

    def ball(self, correlation: object, *, digits: int = 30) -> flint.arb:
        """A ball that contains h(ρ), ρ an exact number or a ball; see `Kernel.ball`.

        >>> from symcrit import kernel
        >>> kernel("erf").h.ball(1).str(10, radius=False)
        '0.3333333333'
        """
        return self.kernel.ball(1, correlation, 1, digits=digits)

    def numeric(self, correlation: Any) -> np.ndarray:
        """h in float64, elementwise; see `Kernel.numeric`."""
        return self.kernel.numeric(1, correlation, 1)

    def diff(self) -> UnitKernel:
        """h′(ρ) = E[σ′(u)τ′(v)]."""
        return UnitKernel(self.kernel.diff("q12"))

    def __str__(self) -> str:
        return f"{self.kernel} at variances 1"

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle h(\rho) = {sympy.latex(self.expr)}$"
