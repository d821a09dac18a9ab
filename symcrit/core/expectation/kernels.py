"""Kernels κ(q11, q12, q22) = E[σ(u)τ(v)], (u, v) ~ N(m, [[q11, q12], [q12, q22]]), by closed forms.

What makes the forms right is in `expectation/derivation`.
"""

from typing import NamedTuple

from symcrit.core.expr import ZERO, Expr, diff, parse, substitute, sym, symbols
from symcrit.core.reading import flag, name, need, read

ARGUMENTS, MEANS = ("q11", "q12", "q22"), ("m1", "m2")
Q11, Q12, Q22 = map(sym, ARGUMENTS)


class Kernel(NamedTuple):
    """κ, ∂κ/∂q11, ∂κ/∂q12, σ(z), τ(z) if it is another, whether m is (m1, m2), not 0; without σ: any symmetric κ."""

    forms: list[Expr]
    activation: Expr | None
    teacher: Expr | None = None
    biased: bool = False

    @property
    def by_definition(self) -> bool:
        """Whether the forms are the expectations themselves."""
        if self.activation is None or self.teacher is not None or self.biased:
            return False
        return self.forms == means(self.activation)

    def at(self, order: int, *order_parameters: Expr) -> Expr:
        """κ (order 0), ∂κ/∂q11 (1) or ∂κ/∂q12 (2) at q11, q12, q22."""
        return substitute(self.forms[order], dict(zip(ARGUMENTS, order_parameters, strict=True)))


def means(sigma: Expr) -> list[Expr]:
    """E[σ(u)σ(v)], ½E[σ″(u)σ(v)] and E[σ′(u)σ′(v)], which are κ, ∂κ/∂q11 and ∂κ/∂q12."""
    kappa = Expr("mean", sigma, sigma, Q11, Q12, Q22)
    return [kappa, diff(kappa, "q11"), diff(kappa, "q12")]


def read_kernel(value: object) -> Kernel:
    """From JSON: {"activation": σ, "teacher"?: τ, "biased"?, "forms"?: [κ, ∂κ/∂q11, ∂κ/∂q12]} or {"uninterpreted"}."""
    fields = {"uninterpreted?": name, "activation?": parse, "teacher?": parse, "biased?": flag, "forms?": [parse]}
    own, sigma, tau, biased, forms = read(value, fields).values()
    if own and not (sigma or tau or biased or forms):
        return Kernel([parse(["kernel", own, *n, *ARGUMENTS]) for n in ((0, 0, 0), (1, 0, 0), (0, 1, 0))], None)
    if sigma is not None and not (own or tau or biased or forms):
        need(symbols(sigma) <= {"z"}, "an activation is written in z")
        return Kernel(means(sigma), sigma)
    good = sigma is not None and not own and len(forms or ()) == 3 and symbols(sigma, tau or ZERO) <= {"z"}
    good = good and symbols(*forms) <= {*ARGUMENTS, *(MEANS if biased else ())}
    need(good, "a kernel is an activation in z, with three forms in q11, q12, q22 or none, or uninterpreted")
    return Kernel(list(forms), sigma, None if tau is sigma else tau, bool(biased))


def read_plain_kernel(value: object) -> Kernel:
    """A kernel of one activation and means 0."""
    kernel = read_kernel(value)
    need(kernel.teacher is None and not kernel.biased, "a configuration takes the kernel of one activation, means 0")
    return kernel
