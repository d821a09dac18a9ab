"""Kernels κ(q11, q12, q22) = E[σ(u)τ(v)], (u, v) ~ N(m, [[q11, q12], [q12, q22]]), by closed forms.

What makes the forms right is in `expectation/derivation`.
"""

from functools import cache
from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, diff, parse, substitute, sym, symbols
from symcrit.core.reading import Pattern, flag, index, name, need, read
from symcrit.core.work import Work

ARGUMENTS = ("q11", "q12", "q22")
MEANS = ("m1", "m2")
OF_ANY = ("M0", "M1", "M2")  # the means of the derivatives of any σ, as functions of a variance
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
    def is_plain(self) -> bool:
        """Whether it is of one activation, with closed forms, for means 0."""
        one = self.activation is not None and self.teacher is None
        return one and not self.biased and not self.by_definition

    @property
    def by_definition(self) -> bool:
        """Whether the forms are the expectations themselves."""
        if self.activation is None or self.teacher is not None or self.biased:
            return False
        return self.forms == means(self.activation)

    def at(self, order: int, *order_parameters: Expr) -> Expr:
        """κ (order 0), ∂κ/∂q11 (1) or ∂κ/∂q12 (2) at q11, q12, q22.

        Of any σ, at q12 = 0, where u and v are independent: M_0(q11)·M_0(q22), ½M_2(q11)·M_0(q22), M_1(q11)·M_1(q22).
        At q11 = 0 or q22 = 0, κ is σ(0)·E[σ(v)] or E[σ(u)]·σ(0), which is 0 where σ(0) = 0, whether or not its form is
        defined there.
        """
        dead = order == 0 and ZERO in (order_parameters[0], order_parameters[2])
        if dead and self.is_plain and vanishes_at_0(self.activation or ONE):
            return ZERO
        if self.activation is None and order_parameters[1] is ZERO:
            p, _, q = order_parameters
            i, j = ((0, 0), (2, 0), (1, 1))[order]
            factor = ONE / TWO if order == 1 else ONE
            return factor * mean_of_any(i, p) * mean_of_any(j, q)
        return substitute(self.forms[order], dict(zip(ARGUMENTS, order_parameters, strict=True)))


@cache
def vanishes_at_0(activation: Expr) -> bool:
    """Whether σ is shown to be defined at 0, and to be 0 there."""
    value = substitute(activation, {"z": ZERO})
    context = Context(Domain({}), Work())
    return context.undefined(value) is None and context.is_zero(value)


def mean_of_any(order: int, q: Expr) -> Expr:
    """M_j(q) = E[σ⁽ʲ⁾(u)], u ~ N(0, q), for any σ: a function of q, written like a kernel at (q, 0, 0)."""
    return Expr("kernel", OF_ANY[order], 0, 0, 0, q, ZERO, ZERO)


def means(sigma: Expr) -> list[Expr]:
    """E[σ(u)σ(v)], ½E[σ″(u)σ(v)] and E[σ′(u)σ′(v)], which are κ, ∂κ/∂q11 and ∂κ/∂q12."""
    kappa = Expr("mean", sigma, sigma, Q11, Q12, Q22)
    return [kappa, diff(kappa, "q11"), diff(kappa, "q12")]


ABOUT_ANY: dict[str, Pattern] = {"uninterpreted?": name, "self_similar?": [name], "beyond?": index}
ABOUT_ONE: dict[str, Pattern] = {"activation?": parse, "teacher?": parse, "biased?": flag, "forms?": [parse]}


def read_kernel(value: object) -> Kernel:
    """From JSON: {"activation": σ, "teacher"?: τ, "biased"?, "forms"?: [κ, ∂κ/∂q11, ∂κ/∂q12]}, or of any σ
    {"uninterpreted": name, "self_similar"?: [name, name], "beyond"?: degree}.

    Raises `Malformed`.
    """
    parts = read(value, ABOUT_ANY | ABOUT_ONE)
    given = {key for key, entry in parts.items() if entry is not None and entry is not False}
    if "uninterpreted" in given and given <= {"uninterpreted", "self_similar", "beyond"}:
        return _kernel_of_any(parts["uninterpreted"], parts["self_similar"], parts["beyond"])
    sigma = parts["activation"]
    tau = parts["teacher"]
    forms = parts["forms"]
    biased = bool(parts["biased"])
    if given == {"activation"}:
        need(symbols(sigma) <= {"z"}, "an activation is written in z")
        return Kernel(means(sigma), sigma)
    fits = {"activation", "forms"} <= given <= {"activation", "teacher", "biased", "forms"} and len(forms) == 3
    message = "a kernel is an activation in z, with three forms in q11, q12, q22 or none, or uninterpreted"
    need(fits, message)
    arguments = {*ARGUMENTS, *MEANS} if biased else {*ARGUMENTS}
    need(symbols(sigma, tau or ZERO) <= {"z"} and symbols(*forms) <= arguments, message)
    return Kernel(list(forms), sigma, None if tau is sigma else tau, biased)


def _kernel_of_any(own: str, similar: list[str] | None, beyond: int | None) -> Kernel:
    """The kernel of any σ, by its name and those of the functions of its self-similarity."""
    names = (own, *(similar or ()))
    need(not {*names} & {*OF_ANY}, "{} stands for a mean; call the kernel otherwise", own)
    new = len({*names}) == len(names) == (1 if similar is None else 3)
    need(new, "self_similar takes two names that are new, not {}", similar)
    kappa, by_q11, by_q12 = (
        parse(["kernel", own, *orders, *ARGUMENTS]) for orders in ((0, 0, 0), (1, 0, 0), (0, 1, 0))
    )
    return Kernel([kappa, by_q11, by_q12], None, similar=names[1:], beyond=beyond)


def read_plain_kernel(value: object) -> Kernel:
    """A kernel of one activation and means 0; raises `Malformed`."""
    kernel = read_kernel(value)
    need(kernel.teacher is None and not kernel.biased, "the loss takes the kernel of one activation, means 0")
    return kernel
