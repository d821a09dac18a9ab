"""Kernels κ(q11, q12, q22) = E[σ(u)σ(v)], (u, v) ~ N(0, [[q11, q12], [q12, q22]]), as data.

A named kernel is a closed form that is smooth for every Gram matrix; an uninterpreted one stands for any symmetric κ.
"""

from typing import NamedTuple

from symcrit.core.expr import Expr, diff, parse, substitute
from symcrit.core.reading import name, need, read, shown

ARGUMENTS = ("q11", "q12", "q22")


class Kernel(NamedTuple):
    """κ, its derivatives by q11 and q12, the activation in words, and what it rests on (None: nothing)."""

    derivatives: tuple[Expr, Expr, Expr]
    activation: str
    assumption: str | None

    def at(self, order: int, *order_parameters: Expr) -> Expr:
        """κ (order 0), ∂κ/∂q11 (1) or ∂κ/∂q12 (2) at q11, q12, q22."""
        return substitute(self.derivatives[order], dict(zip(ARGUMENTS, order_parameters, strict=True)))


def kernel(expr: Expr, activation: str, assumption: str | None = None) -> Kernel:
    """The kernel with this κ."""
    return Kernel((expr, diff(expr, "q11"), diff(expr, "q12")), activation, assumption)


ERF = ["asin", ["/", "q12", ["sqrt", ["*", ["+", 1, "q11"], ["+", 1, "q22"]]]]]
CITATION = "cited: for σ(z) = erf(z/√2), κ = (2/π)·asin(q12/√((1 + q11)·(1 + q22))) (Williams 1997)"
CITED = {"erf": kernel(parse(["*", ["/", 2, "pi"], ERF]), "σ(z) = erf(z/√2)", CITATION)}


def read_kernel(value: object) -> Kernel:
    """From JSON: {"name": …} or {"uninterpreted": …}."""
    parts = read(value, {"name?": str, "uninterpreted?": name})
    if own := parts["uninterpreted"]:
        words = f"any σ with a differentiable symmetric kernel {own}"
        return kernel(parse(["kernel", own, 0, 0, 0, *ARGUMENTS]), words)
    need(parts["name"] in CITED, f"unknown kernel {shown(value)}; known: {', '.join(CITED)}, or uninterpreted")
    return CITED[parts["name"]]
