"""Kernels κ(q11, q12, q22) = E[σ(u)τ(v)], (u, v) ~ N(0, [[q11, q12], [q12, q22]])."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import flint
import numpy as np
import sympy
from sympy import Expr, Symbol, asin, pi, sqrt

from symcrit.core import balls
from symcrit.core import expr as core
from symcrit.errors import InputError, shorten, unknown
from symcrit.gaussian.activations import Activation, activation
from symcrit.translate import JSON, as_expr, kernel_function, to_json

__all__ = ["Kernel", "as_kernel", "kernel", "q11", "q12", "q22"]

q11, q12, q22 = sympy.symbols("q11 q12 q22", real=True)
_Q: Mapping[str, Symbol] = {"q11": q11, "q12": q12, "q22": q22}


@dataclass(frozen=True)
class Kernel:
    """A kernel, or one of its partial derivatives, as an expression in the module's symbols `q11`, `q12`, `q22`.

    names: the activations (σ, τ), or the name of an uninterpreted kernel twice.
    expr: the closed form; for an uninterpreted kernel the function κ itself.
    orders: the orders (i, j, m) of ∂^{i+j+m}κ/∂q11^i ∂q12^j ∂q22^m.
    derivation: certificate of the closed form, None while it is cited.
    source: where the closed form is published.

    >>> kernel("erf").diff("q12")(1, 0, 1)
    1/pi
    """

    names: tuple[str, str]
    expr: Expr
    orders: tuple[int, int, int] = (0, 0, 0)
    derivation: JSON = None
    source: str | None = None
    is_uninterpreted: bool = False

    @classmethod
    def uninterpreted(cls, name: str = "kappa") -> "Kernel":
        """An arbitrary symmetric kernel: κ(q11, q12, q22) = κ(q22, q12, q11) and nothing else is known.

        >>> Kernel.uninterpreted("kappa").diff("q12")(1, 0, 1)
        kappa_010(1, 0, 1)
        """
        return cls((name, name), kernel_function(name)(q11, q12, q22), is_uninterpreted=True)

    @property
    def core(self) -> dict[str, str]:
        """The kernel as core names it: {"name": …} or {"uninterpreted": …}.

        Raises InputError for a derivative and for two different activations, which core does not take.
        """
        if any(self.orders):
            raise InputError(f"{self} is a derivative; a configuration takes the kernel itself")
        if self.names[0] != self.names[1]:
            raise InputError(f"{self} has two activations; a configuration takes a kernel of one activation")
        return {"uninterpreted" if self.is_uninterpreted else "name": self.names[0]}

    def __call__(self, q11: object, q12: object, q22: object) -> Expr:
        """κ at exact values, as a sympy expression. Raises InputError if rational values are no covariance.

        >>> kernel("erf")(1, "1/2", 1)
        2*asin(1/4)/pi
        """
        values = {symbol: as_expr(value) for symbol, value in zip(_Q.values(), (q11, q12, q22), strict=True)}
        a, b, c = values.values()
        if all(value.is_Rational for value in (a, b, c)) and (a < 0 or c < 0 or b * b > a * c):
            raise InputError(
                f"[[{a}, {b}], [{b}, {c}]] is no covariance: q11, q22 >= 0 and q12^2 <= q11*q22 are needed"
            )
        return self.expr.xreplace(values)

    def ball(self, q11: object, q12: object, q22: object, *, digits: int = 30) -> flint.arb:
        """A ball that contains κ, at a working precision of `digits` decimal digits and a few more.

        q11, q12, q22: exact numbers or balls. A ball that is not finite says nothing.

        >>> kernel("erf").ball(1, "1/2", 1, digits=50).str(40, radius=False)
        '0.1608612465103324875419003866569685111681'
        """
        self._check_interpreted()
        with balls.precision(int(3.33 * digits) + 32):
            values = {name: _to_ball(value) for name, value in zip(_Q, (q11, q12, q22), strict=True)}
            return balls.evaluate(core.parse(to_json(self.expr)), values)

    def numeric(self, q11: Any, q12: Any, q22: Any) -> np.ndarray:
        """κ in float64, elementwise; the arguments broadcast.

        >>> kernel("erf").numeric(1, np.array([0, 1]), 1).round(3).tolist()
        [0.0, 0.333]
        """
        self._check_interpreted()
        return np.asarray(_compiled(self.expr)(*(np.asarray(q, dtype=float) for q in (q11, q12, q22))), dtype=float)

    def diff(self, by: str) -> "Kernel":
        """∂κ/∂q for `by` = "q11", "q12" or "q22".

        >>> kernel("erf").diff("q12").orders
        (0, 1, 0)
        """
        if by not in _Q:
            raise unknown("argument of a kernel", by, _Q)
        orders = tuple(order + (name == by) for order, name in zip(self.orders, _Q, strict=True))
        return replace(self, expr=_differentiated(self.expr, _Q[by]), orders=orders)

    def __str__(self) -> str:
        own = self.names[0] if self.names[0] == self.names[1] else ", ".join(self.names)
        return f"kernel {own}" + (f", derivative {self.orders}" if any(self.orders) else "")

    def _repr_latex_(self) -> str:
        order = f"^{{{self.orders}}}" if any(self.orders) else ""
        return rf"$\displaystyle \kappa{order}(q_{{11}}, q_{{12}}, q_{{22}}) = {sympy.latex(self.expr)}$"

    def _check_interpreted(self) -> None:
        if self.is_uninterpreted:
            raise InputError(f"{self} is arbitrary and has no value; use a named one such as kernel('erf')")


@cache
def _compiled(expr: Expr):
    return sympy.lambdify([q11, q12, q22], expr, modules=["scipy", "numpy"], cse=True)


@cache
def _differentiated(expr: Expr, by: Symbol) -> Expr:
    return expr.diff(by)


def _to_ball(value: object) -> flint.arb:
    if isinstance(value, flint.arb):
        return value
    exact = as_expr(value)
    if exact.free_symbols:
        raise InputError(f"{shorten(exact)} is not a number; put values in for its symbols")
    return balls.evaluate(core.parse(to_json(exact)), {})


# Closed forms: (σ, τ) -> (expression, source).
_CLOSED: Mapping[tuple[str, str], tuple[Expr, str]] = {
    ("erf", "erf"): (
        2 / pi * asin(q12 / sqrt((1 + q11) * (1 + q22))),
        "Williams, Computation with infinite neural networks, Neural Computation 10 (1998) 1203",
    ),
}


def kernel(name: str | Activation, name2: str | Activation | None = None) -> Kernel:
    """The closed form of E[σ(u)τ(v)], τ = σ by default.

    name, name2: names of registered activations, or the activations themselves.
    Raises InputError for an unknown name, and where no closed form is available.

    >>> kernel("erf").expr
    2*asin(q12/sqrt((q11 + 1)*(q22 + 1)))/pi
    >>> kernel("tanh")
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: closed form of the kernel of 'tanh' not available yet; known: erf
    """
    names = tuple(_registered(name if which is None else which) for which in (None, name2))
    if names not in _CLOSED:
        known = ", ".join(sorted({" and ".join(dict.fromkeys(pair)) for pair in _CLOSED}))
        pair = " and ".join(repr(one) for one in dict.fromkeys(names))
        raise InputError(f"closed form of the kernel of {pair} not available yet; known: {known}")
    expr, source = _CLOSED[names]
    return Kernel(names, expr, source=source)


def _registered(sigma: str | Activation) -> str:
    """The name of a registered activation; one's own activation is not taken for a registered one of the same name."""
    if isinstance(sigma, Activation):
        try:
            same = activation(sigma.name, **dict(sigma.parameters)).expr == sigma.expr
        except InputError:
            same = False
        return sigma.name if same else f"{sigma.name} (own)"
    return activation(sigma).name


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
