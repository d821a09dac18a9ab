"""Kernels κ(q11, q12, q22) = E[σ(u)τ(v)], (u, v) ~ N(0, [[q11, q12], [q12, q22]])."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import flint
import lazy_loader
import sympy
from sympy import Expr, Symbol

from symcrit.core import balls
from symcrit.core import expr as core
from symcrit.errors import InputError, unknown
from symcrit.gaussian.activations import Activation, activation
from symcrit.gaussian.closed_forms import CLOSED, q11, q12, q22
from symcrit.gaussian.derivations import Derivation, derive
from symcrit.gaussian.gram import (
    acos_where_defined,
    asin_where_defined,
    gram_balls,
    no_covariance,
    sqrt_where_defined,
    working_precision,
)
from symcrit.gaussian.quadrature import expectation
from symcrit.translate import JSON, as_expr, kernel_function, to_json

np = lazy_loader.load("numpy")  # most claims never need it

__all__ = ["Kernel", "as_kernel", "kernel", "kernel_names", "q11", "q12", "q22"]

_Q: Mapping[str, Symbol] = {"q11": q11, "q12": q12, "q22": q22}


@dataclass(frozen=True)
class Kernel:
    """A kernel, or one of its partial derivatives, as an expression in the module's symbols `q11`, `q12`, `q22`.

    names: the activations (σ, τ), or the name of an uninterpreted kernel twice.
    expr: the closed form; for an uninterpreted kernel the function κ itself.
    orders: the orders (i, j, m) of ∂^{i+j+m}κ/∂q11^i ∂q12^j ∂q22^m.
    slopes: ∂κ/∂q11 and ∂κ/∂q12 where they are known in a form that holds at ρ = ±1, too.
    source: where the closed form is published.

    >>> kernel("erf").diff("q12")(1, 0, 1)
    1/pi
    """

    names: tuple[str, str]
    expr: Expr
    orders: tuple[int, int, int] = (0, 0, 0)
    slopes: tuple[Expr, Expr] | None = None
    source: str | None = None
    is_uninterpreted: bool = False

    @classmethod
    def uninterpreted(cls, name: str = "kappa") -> Kernel:
        """An arbitrary symmetric kernel: κ(q11, q12, q22) = κ(q22, q12, q11) and nothing else is known.

        >>> Kernel.uninterpreted("kappa").diff("q12")(1, 0, 1)
        kappa_010(1, 0, 1)
        """
        return cls((name, name), kernel_function(name)(q11, q12, q22), is_uninterpreted=True)

    @classmethod
    def candidate(cls, sigma: str | Activation, kappa: object, slopes: tuple[object, object] | None = None) -> Kernel:
        """A closed form that somebody proposes for E[σ(u)σ(v)].

        slopes: ∂κ/∂q11 and ∂κ/∂q12, by default those of symcrit's closed form, and sympy's derivatives if it has none.
        Raises InputError for an unknown activation, and for an expression in other symbols than q11, q12, q22.

        >>> Kernel.candidate("linear", "q12").diff("q12").expr
        1
        """
        name, given = _registered(sigma), [as_expr(form, _Q) for form in (kappa, *(slopes or ()))]
        if foreign := {symbol.name for form in given for symbol in form.free_symbols} - set(_Q):
            raise InputError(f"a kernel is written in q11, q12, q22, not in {sorted(foreign)[0]}")
        expr, *rest = (form.xreplace({symbol: _Q[symbol.name] for symbol in form.free_symbols}) for form in given)
        known = CLOSED[name, name].forms[1:] if (name, name) in CLOSED else None
        return cls((name, name), expr, slopes=tuple(rest) or known)

    @cached_property
    def core(self) -> JSON:
        """The kernel as core reads it: {"activation": σ, "forms": [κ, ∂κ/∂q11, ∂κ/∂q12]} or {"uninterpreted": name}.

        Raises InputError for a derivative and for two different activations, which core does not take.
        """
        if any(self.orders):
            raise InputError(f"{self} is a derivative; a configuration takes the kernel itself")
        if self.names[0] != self.names[1]:
            raise InputError(f"{self} has two activations; a configuration takes a kernel of one activation")
        if self.is_uninterpreted:
            return {"uninterpreted": self.names[0]}
        slopes = self.slopes or (self.expr.diff(q11), self.expr.diff(q12))
        forms = [to_json(form) for form in (self.expr, *slopes)]
        return {"activation": to_json(activation(self.names[0]).expr), "forms": forms}

    @property
    def derivation(self) -> Derivation | None:
        """How the closed form follows from the definition, as core checks it; None for an uninterpreted kernel.

        >>> [step.about for step in kernel("relu").derivation.steps]
        ['σ', 'E[σ″(u)σ″(v)]', 'κ at q12 = 0', '∂κ/∂q12 at q12 = 0', '∂κ/∂q12', '∂κ/∂q11']
        """
        return None if any(self.orders) or self.names[0] != self.names[1] else derive(self.core)

    def __call__(self, q11: object, q12: object, q22: object) -> Expr:
        """κ at exact values, as a sympy expression. Raises InputError if rational values are no covariance.

        >>> kernel("erf")(1, "1/2", 1)
        2*asin(1/4)/pi
        """
        values = {symbol: as_expr(value) for symbol, value in zip(_Q.values(), (q11, q12, q22), strict=True)}
        a, b, c = values.values()
        if all(value.is_Rational for value in (a, b, c)) and (a < 0 or c < 0 or b * b > a * c):
            raise no_covariance(a, b, c)
        return self.expr.xreplace(values)

    def ball(self, q11: object, q12: object, q22: object, *, digits: int = 30) -> flint.arb:
        """A ball that contains κ.

        q11, q12, q22: exact numbers or balls. At exact numbers the ball has `digits` correct digits (print them with
        its `.str(digits)`), unless κ is 0 or cancellation costs seven times as many. The matrix is taken to be positive
        semidefinite where that is not certain, so the ball is finite at ρ = ±1 and at q = 0, too.
        A ball that is not finite says nothing; a derivative has one where it does not exist.
        Raises InputError for a matrix that is certainly no covariance, and for an uninterpreted kernel.

        >>> kernel("erf").ball(1, "1/2", 1, digits=50).str(50, radius=False)
        '0.16086124651033248754190038665696851116812886249507'
        >>> kernel("relu").ball("pi", "pi", "pi").str(30, radius=False)
        '1.57079632679489661923132169164'
        """
        self._check_interpreted()
        form, bits = core.parse(to_json(self.expr)), working_precision(digits)
        exact = not any(isinstance(q, flint.arb) for q in (q11, q12, q22))
        for precision in (bits, 2 * bits, 4 * bits, 8 * bits) if exact else (bits,):
            with balls.precision(precision):
                values = dict(zip(_Q, gram_balls(q11, q12, q22), strict=False))
                value = _where_defined(form, values, is_kernel=not any(self.orders))
            if value.rel_accuracy_bits() >= 3.33 * digits:
                break
        return value

    def quadrature(self, q11: object, q12: object, q22: object, *, digits: int = 15) -> flint.arb:
        """A ball that contains E[σ(u)τ(v)], computed from this definition: it never looks at the closed form.

        Raises InputError as `symcrit.gaussian.quadrature.expectation` does, and for an uninterpreted kernel.

        >>> kernel("erf").quadrature(1, "1/2", 1).overlaps(kernel("erf").ball(1, "1/2", 1))
        True
        """
        self._check_interpreted()
        if any(self.orders):
            raise InputError(f"{self} is no expectation of the activations; take the quadrature of the kernel itself")
        return expectation(*self.names, q11, q12, q22, digits=digits)

    def numeric(self, q11: Any, q12: Any, q22: Any) -> np.ndarray:
        """κ in float64, elementwise; the arguments broadcast.

        Rounding may put q12 beyond ±√(q11·q22): the value is then that at ρ = ±1, never nan.

        >>> kernel("erf").numeric(1, np.array([0, 1]), 1).round(3).tolist()
        [0.0, 0.333]
        >>> kernel("relu").numeric(1, [1 + 1e-15, -1 - 1e-15], 1).round(9).tolist()
        [0.5, 0.0]
        """
        self._check_interpreted()
        values = [np.asarray(q, dtype=float) for q in (q11, q12, q22)]
        with np.errstate(divide="ignore", invalid="ignore"):
            result = _compiled(self.expr, not any(self.orders))(*values)
            return np.where(np.isnan(sum(values)), np.nan, np.asarray(result, dtype=float))

    def diff(self, by: str) -> Kernel:
        """∂κ/∂q for `by` = "q11", "q12" or "q22".

        >>> kernel("erf").diff("q12").orders
        (0, 1, 0)
        """
        if by not in _Q:
            raise unknown("argument of a kernel", by, _Q)
        orders = tuple(order + (name == by) for order, name in zip(self.orders, _Q, strict=True))
        known = {"q11": 0, "q12": 1}.get(by) if self.slopes and not any(self.orders) else None
        expr = _differentiated(self.expr, _Q[by]) if known is None else self.slopes[known]
        return replace(self, expr=expr, orders=orders)

    def __str__(self) -> str:
        own = self.names[0] if self.names[0] == self.names[1] else ", ".join(self.names)
        return f"kernel {own}" + (f", derivative {self.orders}" if any(self.orders) else "")

    def _repr_latex_(self) -> str:
        order = f"^{{{self.orders}}}" if any(self.orders) else ""
        return rf"$\displaystyle \kappa{order}(q_{{11}}, q_{{12}}, q_{{22}}) = {sympy.latex(self.expr)}$"

    def _check_interpreted(self) -> None:
        if self.is_uninterpreted:
            raise InputError(f"{self} is arbitrary and has no value; use a named one such as kernel('erf')")


_BALL_WHERE_DEFINED = {"sqrt": sqrt_where_defined, "asin": asin_where_defined, "acos": acos_where_defined}
_RANGES = {"asin": (-1, 1), "acos": (0, 2)}  # in units of π/2


def _where_defined(form: core.Expr, values: Mapping[str, flint.arb], *, is_kernel: bool) -> flint.arb:
    """A ball of an expression over the part of the balls `values` where it is defined.

    For a kernel also over the limits of such points with q11 = 0 or q22 = 0: there q12 = 0, the correlation is 0/0, and
    its asin or acos stands for every value it can take.  κ is continuous, so it is in the ball.
    """
    memo: dict[core.Expr, Any] = {}
    for node in core.nodes(form):
        if node.op in _BALL_WHERE_DEFINED:
            inside = balls.evaluate(node.children[0], values, memo)
            memo[node] = _BALL_WHERE_DEFINED[node.op](inside)
            if is_kernel and node.op in _RANGES and not inside.is_finite():
                low, high = _RANGES[node.op]
                memo[node] = (flint.arb(low).union(high)) * flint.arb.pi() / 2
    return balls.evaluate(form, values, memo)


@cache
def _compiled(expr: Expr, is_kernel: bool):
    """`expr` in float64, with arguments that rounding puts outside of a domain moved back; see `_where_defined`."""

    def inside(x):
        return np.clip(np.nan_to_num(x) if is_kernel else x, -1, 1)

    edge = {
        "sqrt": lambda x: np.sqrt(np.maximum(x, 0)),
        "arcsin": lambda x: np.arcsin(inside(x)),
        "arccos": lambda x: np.arccos(inside(x)),
    }
    return sympy.lambdify([q11, q12, q22], expr, modules=[edge, "scipy", "numpy"], cse=True)


@cache
def _differentiated(expr: Expr, by: Symbol) -> Expr:
    return expr.diff(by)


def kernel(name: str | Activation, name2: str | Activation | None = None) -> Kernel:
    """The closed form of E[σ(u)τ(v)], τ = σ by default.

    name, name2: names of registered activations, or the activations themselves.
    Raises InputError for an unknown name, and where no closed form is available.

    >>> kernel("erf").expr
    2*asin(q12/sqrt((q11 + 1)*(q22 + 1)))/pi
    >>> kernel("tanh")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: closed form of the kernel of 'tanh' not available yet; known: erf, ...
    """
    names = tuple(_registered(name if which is None else which) for which in (None, name2))
    if names not in CLOSED:
        known = ", ".join(sorted({" and ".join(dict.fromkeys(pair)) for pair in CLOSED}))
        pair = " and ".join(repr(one) for one in dict.fromkeys(names))
        raise InputError(f"closed form of the kernel of {pair} not available yet; known: {known}")
    return _closed_form(names)


@cache
def _closed_form(names: tuple[str, str]) -> Kernel:
    """One object for all, so that it is translated for core once."""
    (expr, *slopes), source = CLOSED[names]
    return Kernel(names, expr, slopes=tuple(slopes), source=source)


def kernel_names() -> tuple[tuple[str, str], ...]:
    """The pairs of activations (σ, τ) whose kernel has a closed form here, sorted.

    >>> ("relu", "relu") in kernel_names()
    True
    """
    return tuple(sorted(CLOSED))


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
