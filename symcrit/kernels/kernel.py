"""The doors to kernels: a closed form where rules lead to one, else certified quadrature of the definition."""

from __future__ import annotations

from functools import cache

from symcrit.arguments import flag
from symcrit.errors import InputError
from symcrit.kernels.activations import Activation
from symcrit.kernels.base import Kernel, closed_form_kernel, pair_of
from symcrit.kernels.closed.catalogue import kernel_names, kernel_source
from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.integrals import m1, m2
from symcrit.kernels.closed.terms import NoClosedForm, NotIntegrable
from symcrit.kernels.quadrature.certified import certified_kernel
from symcrit.kernels.quadrature.strips import have_quadrature

__all__ = ["Kernel", "as_kernel", "kernel", "kernel_names", "kernel_source", "m1", "m2", "q11", "q12", "q22"]


def kernel(
    name: str | Activation, name2: str | Activation | None = None, *more: str | Activation, bias: bool = False
) -> Kernel:
    """The kernel E[σ(u)τ(v)], τ = σ by default: a closed form, and where no rule leads to one, certified quadrature.

    A closed form is derived by rules, and checked by core whenever it is used. Without one the kernel is given by its
    definition, in balls (`kind` "certified"; `fallback` says what there is no rule for).
    name, name2: names of registered activations ("relu", "leaky_relu:slope=1/5"), or activations, also one's own.
    bias: with (u, v) ~ N((m1, m2), Q) in place of N(0, Q), in the symbols m1 and m2.
    Raises InputError for an unknown name, for more than two, and where there is no rule of either kind.

    >>> kernel("erf").expr
    2*asin(q12/sqrt((q11 + 1)*(q22 + 1)))/pi
    >>> kernel(Activation("mine", "z^2 + exp(z)"), "linear").expr
    q12*exp(q11/2)
    >>> kernel("square", bias=True)(1, 0, 1, m1=1, m2=0)
    2
    >>> tanh = kernel("tanh")
    >>> tanh.kind, tanh.fallback, tanh.ball(1, "1/2", 1).str(10, radius=False)
    ('certified', 'there is no rule for the factor tanh(z)', '0.1863244132')
    >>> kernel(Activation("fast", "exp(z^2)"))
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: no kernel of 'fast': exp(z**2) is not square-integrable under every Gaussian; \
E[σ(u)τ(v)] is finite for activations that grow at most like exp(c·|z|)
    """
    if more:
        raise InputError(
            f"a kernel is E[σ(u)τ(v)] of two variables, and these are {2 + len(more)} activations; for products of "
            "more write sc.E(…) of variables made by sc.gaussian"
        )
    return _kernel(*pair_of(name, name2), flag("bias", bias))


@cache
def _kernel(sigma: Activation, tau: Activation, biased: bool) -> Kernel:
    """One object for all, so that it is translated for core once."""
    try:
        return closed_form_kernel(sigma, tau, biased)
    except NoClosedForm as why:
        return _without_closed_form(sigma, tau, biased, why)


def _without_closed_form(sigma: Activation, tau: Activation, biased: bool, why: NoClosedForm) -> Kernel:
    """The kernel by its definition; `why` there is no closed form."""
    if have_quadrature(sigma.expr, tau.expr):
        return certified_kernel(sigma, tau, bias=biased, fallback=str(why))
    names = " and ".join(map(repr, dict.fromkeys((sigma.label, tau.label))))
    if isinstance(why, NotIntegrable):
        remedy = "E[σ(u)τ(v)] is finite for activations that grow at most like exp(c·|z|)"
    else:
        remedy = (
            "certified quadrature needs activations that are analytic in a strip around the real axis and grow at most "
            "exponentially; kinks and jumps are understood between polynomials times exp, erf or sine, by closed forms"
        )
    raise InputError(f"no kernel of {names}: {why}; {remedy}")


def as_kernel(sigma: str | Activation | Kernel, tau: str | Activation | Kernel | None = None) -> Kernel:
    """The kernel of a student activation σ and a teacher activation τ; an uninterpreted kernel stands for both.

    >>> str(as_kernel(Kernel.uninterpreted("kappa"))), str(as_kernel("erf", "erf"))
    ('kernel kappa', 'kernel erf')
    """
    if isinstance(sigma, Kernel):
        if any(sigma.orders):
            raise InputError(f"{sigma} cannot stand for an activation; use the kernel itself")
        if tau is not None and tau != sigma:
            raise InputError(f"{sigma} stands for student and teacher activation; leave teacher_activation out")
        return sigma
    if isinstance(tau, Kernel):
        raise InputError(f"{tau} cannot be a teacher activation alone; give it as the activation")
    return kernel(sigma, tau)
