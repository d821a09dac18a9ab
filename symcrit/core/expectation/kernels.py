"""Kernels κ(q11, q12, q22) = E[σ(u)τ(v)], (u, v) ~ N(m, [[q11, q12], [q12, q22]]), by closed forms.

What makes the forms right is in `expectation/derivation`.
"""

from typing import NamedTuple

from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, diff, parse, substitute, sym, symbols
from symcrit.core.reading import flag, index, name, need, read

ARGUMENTS, MEANS, OF_ANY = ("q11", "q12", "q22"), ("m1", "m2"), ("M0", "M1", "M2")
Q11, Q12, Q22 = map(sym, ARGUMENTS)


class Kernel(NamedTuple):
    """κ, ∂κ/∂q11, ∂κ/∂q12, σ(z), τ(z) if it is another, whether m is (m1, m2), not 0; without σ: that of any σ.

    Of any σ that is self-similar, with functions λ and μ of these names (`series.self_similar`), or that is not equal
    to a polynomial of a degree ≤ `beyond`, almost everywhere.
    """

    forms: list[Expr]
    activation: Expr | None
    teacher: Expr | None = None
    biased: bool = False
    similar: tuple[str, ...] = ()
    beyond: int | None = None

    @property
    def by_definition(self) -> bool:
        """Whether the forms are the expectations themselves."""
        if self.activation is None or self.teacher is not None or self.biased:
            return False
        return self.forms == means(self.activation)

    def at(self, order: int, *order_parameters: Expr) -> Expr:
        """κ (order 0), ∂κ/∂q11 (1) or ∂κ/∂q12 (2) at q11, q12, q22.

        Of any σ, at q12 = 0, where u and v are independent: M_0(q11)·M_0(q22), ½M_2(q11)·M_0(q22), M_1(q11)·M_1(q22).
        """
        if self.activation is None and order_parameters[1] is ZERO:
            (i, j, factor), (p, _, q) = ((0, 0, ONE), (2, 0, ONE / TWO), (1, 1, ONE))[order], order_parameters
            return factor * mean_of_any(i, p) * mean_of_any(j, q)
        return substitute(self.forms[order], dict(zip(ARGUMENTS, order_parameters, strict=True)))


def mean_of_any(order: int, q: Expr) -> Expr:
    """M_j(q) = E[σ⁽ʲ⁾(u)], u ~ N(0, q), for any σ: a function of q, written like a kernel at (q, 0, 0)."""
    return Expr("kernel", OF_ANY[order], 0, 0, 0, q, ZERO, ZERO)


def means(sigma: Expr) -> list[Expr]:
    """E[σ(u)σ(v)], ½E[σ″(u)σ(v)] and E[σ′(u)σ′(v)], which are κ, ∂κ/∂q11 and ∂κ/∂q12."""
    kappa = Expr("mean", sigma, sigma, Q11, Q12, Q22)
    return [kappa, diff(kappa, "q11"), diff(kappa, "q12")]


def read_kernel(value: object) -> Kernel:
    """From JSON: {"activation": σ, "teacher"?: τ, "biased"?, "forms"?: [κ, ∂κ/∂q11, ∂κ/∂q12]}, or of any σ
    {"uninterpreted": name, "self_similar"?: [name, name], "beyond"?: degree}."""
    any_sigma = {"uninterpreted?": name, "self_similar?": [name], "beyond?": index}
    fields = {"activation?": parse, "teacher?": parse, "biased?": flag, "forms?": [parse]}
    own, similar, beyond, sigma, tau, biased, forms = read(value, any_sigma | fields).values()
    unnamed = own or similar or beyond is not None
    if own and not (sigma or tau or biased or forms):
        names = (own, *(similar or ()))
        need(not {*names} & {*OF_ANY}, "{} stands for a mean; call the kernel otherwise", own)
        new = len({*names}) == len(names) == (1 if similar is None else 3)
        need(new, "self_similar takes two names that are new, not {}", similar)
        kappa = [parse(["kernel", own, *n, *ARGUMENTS]) for n in ((0, 0, 0), (1, 0, 0), (0, 1, 0))]
        return Kernel(kappa, None, similar=names[1:], beyond=beyond)
    if sigma is not None and not (unnamed or tau or biased or forms):
        need(symbols(sigma) <= {"z"}, "an activation is written in z")
        return Kernel(means(sigma), sigma)
    good = sigma is not None and not unnamed and len(forms or ()) == 3 and symbols(sigma, tau or ZERO) <= {"z"}
    good = good and symbols(*forms) <= {*ARGUMENTS, *(MEANS if biased else ())}
    need(good, "a kernel is an activation in z, with three forms in q11, q12, q22 or none, or uninterpreted")
    return Kernel(list(forms), sigma, None if tau is sigma else tau, bool(biased))


def read_plain_kernel(value: object) -> Kernel:
    """A kernel of one activation and means 0."""
    kernel = read_kernel(value)
    need(kernel.teacher is None and not kernel.biased, "the loss takes the kernel of one activation, means 0")
    return kernel
