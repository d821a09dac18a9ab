"""Kernels κ(q11, q12, q22) = E[σ(u)τ(v)], (u, v) ~ N(m, [[q11, q12], [q12, q22]]), by closed forms or by definition.

What makes the closed forms right is in `gaussian/kernels`.  The derivative of the form κ by m1 is ∂κ/∂m1 where it
is defined, also at q12² = q11·q22: there it is continuous, E[σ(u)τ(v)] is, and it is right for q12² < q11·q22.

A neuron of variance 0 is the constant σ(m1), which has to be a number: z²/z has the kernel q12, and no value at 0.  So
where σ is not shown to have values for all z, what a network asks of its forms has 0/q11 beside it.
"""

from functools import cache
from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.derivatives import slope
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import ONE, TWO, ZERO, Expr, add, diff, parse, substitute, sym, symbols
from symcrit.core.reading import Malformed, Pattern, flag, index, name, need, read, require
from symcrit.core.work import OutOfWork, Work

ARGUMENTS = ("q11", "q12", "q22")
MEANS = ("m1", "m2")
BY_M1 = 3  # the order of ∂κ/∂m1 in `Kernel.at`
OF_ANY = ("M0", "M1", "M2")  # the means of the derivatives of any σ, as functions of a variance
Q11, Q12, Q22 = map(sym, ARGUMENTS)
Z = sym("z")
LINE = Domain({"z": "real"})
WORK = 20_000  # at most, for where an activation has values


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
        """Whether the forms are the expectations themselves; with means m1, m2 these are written for m1 = m2 = 0."""
        if self.activation is None:
            return False
        return self.forms == means(self.activation, self.teacher)

    def at(self, order: int, *arguments: Expr) -> Expr:
        """κ (order 0), ∂κ/∂q11 (1), ∂κ/∂q12 (2) or ∂κ/∂m1 (3) at q11, q12, q22, and at m1, m2 if it is biased.

        Of any σ, at q12 = 0, where u and v are independent: M_0(q11)·M_0(q22), ½M_2(q11)·M_0(q22), M_1(q11)·M_1(q22).
        Raises `Reject` for means with symbols, if the kernel is given by its definition.
        """
        if self.activation is None and arguments[1] is ZERO:
            p, _, q = arguments
            i, j = ((0, 0), (2, 0), (1, 1))[order]
            factor = ONE / TWO if order == 1 else ONE
            return factor * mean_of_any(i, p) * mean_of_any(j, q)
        names = (*ARGUMENTS, *MEANS) if self.biased else ARGUMENTS
        values = dict(zip(names, arguments, strict=True))
        if self.biased and self.by_definition:
            return substitute(self._shifted(values["m1"], values["m2"])[order], values)
        form = diff(self.forms[0], "m1") if order == BY_M1 else self.forms[order]
        return substitute(add(form, *self._need_variances()), values)

    def _need_variances(self) -> list[Expr]:
        """0, and nothing for a variance 0 of what has no value somewhere."""
        if self.activation is None:
            return []
        sides = ((self.activation, Q11), (self.teacher or self.activation, Q22))
        missing = [variance for side, variance in sides if not has_values(side)]
        return [] if missing and self.by_definition else [Expr("mul", ZERO, ONE / variance) for variance in missing]

    def _shifted(self, m1: Expr, m2: Expr) -> list[Expr]:
        """The forms for means that are numbers, and ∂κ/∂m1 = E[σ′(u)τ(v)]: of z ↦ σ(z + m1) and z ↦ τ(z + m2)."""
        free = [mean for mean in (m1, m2) if mean.names]
        require(not free, "without a closed form of the kernel, biases and means are numbers, not {}", *free[:1])
        assert self.activation is not None
        sigma = substitute(self.activation, {"z": Z + m1})
        tau = substitute(self.teacher or self.activation, {"z": Z + m2})
        return [*means(sigma, tau), Expr("mean", slope(sigma), tau, Q11, Q12, Q22)]


@cache
def has_values(activation: Expr) -> bool:
    """Whether σ(z) is shown to be defined for all z."""
    try:
        return Context(LINE, Work(WORK)).undefined(activation) is None
    except OutOfWork:
        return False


def mean_of_any(order: int, q: Expr) -> Expr:
    """M_j(q) = E[σ⁽ʲ⁾(u)], u ~ N(0, q), for any σ: a function of q, written like a kernel at (q, 0, 0)."""
    return Expr("kernel", OF_ANY[order], 0, 0, 0, q, ZERO, ZERO)


def means(sigma: Expr, tau: Expr | None = None) -> list[Expr]:
    """E[σ(u)τ(v)], ½E[σ″(u)τ(v)] and E[σ′(u)τ′(v)], which are κ, ∂κ/∂q11 and ∂κ/∂q12; τ = σ by default."""
    kappa = Expr("mean", sigma, sigma if tau is None else tau, Q11, Q12, Q22)
    return [kappa, diff(kappa, "q11"), diff(kappa, "q12")]


ABOUT_ANY: dict[str, Pattern] = {"uninterpreted?": name, "self_similar?": [name], "beyond?": index}
ABOUT_ONE: dict[str, Pattern] = {"activation?": parse, "teacher?": parse, "biased?": flag, "forms?": [parse]}


def read_kernel(value: object) -> Kernel:
    """From JSON: {"activation": σ, "teacher"?: τ, "biased"?, "forms"?: [κ, ∂κ/∂q11, ∂κ/∂q12]}, or of any σ
    {"uninterpreted": name, "self_similar"?: [name, name], "beyond"?: degree}.  Without forms it is the definition.

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
    tau = None if tau is sigma else tau
    if {"activation"} <= given <= {"activation", "teacher", "biased"}:
        need(symbols(sigma, tau or ZERO) <= {"z"}, "an activation is written in z")
        return Kernel(means(sigma, tau), sigma, tau, biased)
    fits = {"activation", "forms"} <= given <= {"activation", "teacher", "biased", "forms"} and len(forms) == 3
    message = "a kernel is an activation in z, with three forms in q11, q12, q22 or none, or uninterpreted"
    need(fits, message)
    arguments = {*ARGUMENTS, *MEANS} if biased else {*ARGUMENTS}
    need(symbols(sigma, tau or ZERO) <= {"z"} and symbols(*forms) <= arguments, message)
    return Kernel(list(forms), sigma, tau, biased)


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


class Kernels(NamedTuple):
    """The kernels of a network: student–student κ_σσ, student–teacher κ_στ, teacher–teacher κ_ττ."""

    student: Kernel
    mixed: Kernel
    teacher: Kernel

    @property
    def is_one(self) -> bool:
        """Whether student and teacher have one activation."""
        return self.mixed is self.student

    @property
    def different(self) -> tuple[Kernel, ...]:
        """Each of them once."""
        return (self.student,) if self.is_one else (self.student, self.mixed, self.teacher)


def kernels_of(own: Kernel, mixed: Kernel | None = None, teacher: Kernel | None = None) -> Kernels:
    """The kernels of a network, one for all if that of the student stands alone; raises `Malformed`.

    With σ the activation of `own`, `mixed` must be of σ and τ ≠ σ and `teacher` of τ, all with means or all without.
    """
    need(
        own.teacher is None, "the kernel of a configuration is that of one activation; two take mixed and teacher, too"
    )
    if mixed is None and teacher is None:
        return Kernels(own, own, own)
    if mixed is None or teacher is None:
        raise Malformed("two activations need both kernels, mixed (of σ and τ) and teacher (of τ)")
    need(own.activation is not None and teacher.activation is not None, "two activations are not arbitrary")
    of_pair = mixed.activation is own.activation and mixed.teacher is not None and mixed.teacher is teacher.activation
    need(of_pair and teacher.teacher is None, "the kernels are not of σ, of σ and τ, and of τ, with τ different from σ")
    need(own.biased == mixed.biased == teacher.biased, "either all kernels have means m1, m2 or none")
    return Kernels(own, mixed, teacher)
