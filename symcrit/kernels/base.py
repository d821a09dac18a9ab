"""What a kernel is: κ(q11, q12, q22) = E[σ(u)τ(v)], (u, v) ~ N(0, [[q11, q12], [q12, q22]])."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Literal

import flint
import lazy_loader
import sympy
from sympy import Expr, Symbol

from symcrit import core
from symcrit.arguments import flag, listed
from symcrit.core import read_kernel
from symcrit.core.algebra import balls
from symcrit.errors import InputError, shorten, shown, unknown
from symcrit.kernels.activations import Activation, activation, same_function
from symcrit.kernels.closed.catalogue import kernel_source, known_closed_form
from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.derivations import Derivation, derive
from symcrit.kernels.closed.integrals import m1, m2
from symcrit.kernels.closed.reductions import form_by_mean, forms
from symcrit.kernels.closed.terms import NoClosedForm
from symcrit.kernels.floats.covariances import refuse_no_covariance
from symcrit.kernels.floats.numeric import by_definition, by_formula, is_elementary
from symcrit.kernels.gram import as_ball, gram_balls, no_covariance, where_defined, working_precision
from symcrit.kernels.quadrature.expectation import expectation
from symcrit.kernels.quadrature.intervals import at_the_edge
from symcrit.kernels.unit import UnitKernel
from symcrit.translate import JSON, as_expr, kernel_function, renamed, to_json

np = lazy_loader.load("numpy")  # most claims never need it

__all__ = ["Kernel", "closed_form_kernel", "pair_of"]

_Q: Mapping[str, Symbol] = {"q11": q11, "q12": q12, "q22": q22}
_M: Mapping[str, Symbol] = {"m1": m1, "m2": m2}
_NO_NUMBERS = (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.AccumBounds)
_ORDERS = {False: (0, 0, 0), True: (0, 0, 0, 0, 0)}


@dataclass(frozen=True)
class Kernel:
    """A kernel, or one of its partial derivatives, as an expression in the module's symbols `q11`, `q12`, `q22`.

    names: the activations (σ, τ), or the name of an uninterpreted kernel twice.
    expr: the closed form; for an uninterpreted kernel the function κ itself.
    orders: the orders (i, j, m) of ∂^{i+j+m}κ/∂q11^i ∂q12^j ∂q22^m, with biases followed by those by m1 and m2.
    slopes: ∂κ/∂q11 and ∂κ/∂q12 where they are known in a form that holds at ρ = ±1, too.
    source: where the closed form is published.
    activations: σ and τ; by default the registered ones of these names.
    biased: whether (u, v) ~ N((m1, m2), …), with the module's symbols `m1`, `m2`.
    about: what is known of the activation of an uninterpreted kernel.
    is_candidate: whether somebody proposed the form.

    >>> from symcrit.kernels.kernel import kernel
    >>> kernel("erf").diff("q12")(1, 0, 1)
    1/pi
    """

    names: tuple[str, str]
    expr: Expr
    orders: tuple[int, ...] = (0, 0, 0)
    slopes: tuple[Expr, Expr] | None = None
    source: str | None = None
    is_uninterpreted: bool = False
    activations: tuple[Activation, ...] = field(default=(), repr=False)
    biased: bool = field(default=False, repr=False)
    about: tuple[tuple[str, Any], ...] = field(default=(), repr=False)
    is_candidate: bool = field(default=False, repr=False, compare=False)

    @property
    def pair(self) -> tuple[Activation, ...]:
        """σ and τ."""
        return self.activations or tuple(map(activation, self.names))

    def says_the_same(self, other: Kernel) -> bool:
        """Whether both are one form of E[σ(u)τ(v)] for the same functions σ and τ, whatever these are called.

        >>> from symcrit.kernels.kernel import kernel
        >>> kernel("relu").says_the_same(kernel("leaky_relu:slope=0")), kernel("erf").says_the_same(kernel("relu"))
        (True, False)
        """
        if self.is_uninterpreted or other.is_uninterpreted:
            return self == other
        mine, others = ((one.expr, one.slopes, one.orders, one.biased) for one in (self, other))
        return mine == others and all(map(same_function, self.pair, other.pair))

    @classmethod
    def uninterpreted(
        cls, name: str = "kappa", *, self_similar: tuple[str, str] | None = None, beyond: int | None = None
    ) -> Kernel:
        """The kernel of any σ for which it is differentiable: κ(q11, q12, q22) = E[σ(u)σ(v)].

        self_similar: names of functions λ ≠ 0 and μ > 0 such that E[σ(z/√l + √(1 − 1/l)·ξ)] = λ(l)·σ(μ(l)·z) for every
        integer l ≥ 1, ξ ~ N(0, 1); `kernel_function("lambda")(l, 0, 0)` is λ(l).
        beyond: σ equals no polynomial of a degree ≤ `beyond` almost everywhere.

        >>> Kernel.uninterpreted("kappa").diff("q12")(1, 0, 1)
        kappa_010(1, 0, 1)
        """
        given = {"self_similar": None if self_similar is None else [*self_similar], "beyond": beyond}
        about = tuple((key, value) for key, value in given.items() if value is not None)
        return cls((name, name), kernel_function(name)(q11, q12, q22), is_uninterpreted=True, about=about)

    @classmethod
    def candidate(
        cls,
        sigma: str | Activation,
        kappa: object,
        slopes: tuple[object, object] | None = None,
        *,
        teacher: str | Activation | None = None,
        biased: bool = False,
    ) -> Kernel:
        """A closed form that somebody proposes for E[σ(u)σ(v)], or E[σ(u)τ(v)] with a teacher activation τ.

        slopes: ∂κ/∂q11 and ∂κ/∂q12, by default those of symcrit's closed form, and sympy's derivatives if it has none.
        biased: whether the means are m1, m2.
        Raises InputError for an unknown activation, and for an expression in other symbols.

        >>> Kernel.candidate("linear", "q12").diff("q12").expr
        1
        """
        pair, known = pair_of(sigma, teacher), _Q | (_M if flag("biased", biased) else {})
        slopes = None if slopes is None else tuple(listed("slopes", slopes))
        if slopes is not None and len(slopes) != 2:
            raise InputError(f"slopes = {shown(slopes)} are not two, ∂κ/∂q11 and ∂κ/∂q12")
        given = [as_expr(form, known, literal=True) for form in (kappa, *(slopes or ()))]
        if foreign := {symbol.name for form in given for symbol in form.free_symbols} - set(known):
            raise InputError(f"a kernel is written in {', '.join(known)}, not in {shorten(sorted(foreign)[0])}")
        expr, *rest = (renamed(form, {symbol: known[symbol.name] for symbol in form.free_symbols}) for form in given)
        if not rest:
            try:
                rest = list(closed_form_kernel(*pair, biased).slopes or ())
            except (InputError, NoClosedForm):
                rest = []
        names = tuple(one.label for one in pair)
        slots = {"activations": pair, "biased": biased, "is_candidate": True}
        return cls(names, expr, _ORDERS[biased], tuple(rest) or None, **slots)

    @cached_property
    def core(self) -> JSON:
        """The kernel as core reads it: {"activation": σ, "forms": [κ, ∂κ/∂q11, ∂κ/∂q12]} or {"uninterpreted": name}.

        With "teacher": τ for another activation, and "biased": true for means m1, m2.
        Raises InputError for a derivative.
        """
        if any(self.orders):
            raise InputError(f"{self} is a derivative; a configuration takes the kernel itself")
        if self.is_uninterpreted:
            return {"uninterpreted": self.names[0], **dict(self.about)}
        slopes = self.slopes or (self.expr.diff(q11), self.expr.diff(q12))
        forms = [to_json(form) for form in (self.expr, *slopes)]
        sigma, tau = (to_json(one.expr) for one in self.pair)
        extra = ({"teacher": tau} if tau != sigma else {}) | ({"biased": True} if self.biased else {})
        return {"activation": sigma, "forms": forms, **extra}

    @property
    def h(self) -> UnitKernel:
        """The kernel as a function of the correlation ρ of variables of variance 1: h(ρ) = κ(1, ρ, 1).

        >>> from symcrit.kernels.kernel import kernel
        >>> kernel("erf").h.expr
        2*asin(rho/2)/pi
        """
        return UnitKernel(self)

    @property
    def derivation(self) -> Derivation | None:
        """How the closed form follows from the definition, as core checks it; None for an uninterpreted kernel.

        >>> from symcrit.kernels.kernel import kernel
        >>> [step.left for step in kernel("relu").derivation.steps]
        ['σ for z < 0', 'σ for z > 0', 'κ', '∂κ/∂q12', '∂κ/∂q11']
        """
        return None if any(self.orders) else derive(read_kernel(self.core))

    @property
    def kind(self) -> Literal["closed", "certified", "arbitrary"]:
        """ "closed": a closed form; "certified": the definition, in balls; "arbitrary": an uninterpreted kernel.

        >>> from symcrit.kernels.kernel import kernel
        >>> kernel("erf").kind, kernel("tanh").kind
        ('closed', 'certified')
        """
        return "arbitrary" if self.is_uninterpreted else "closed"

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that lead from the definition to the closed form, in the order of their first use.

        >>> from symcrit.kernels.kernel import kernel
        >>> kernel("erf").rules
        ('definition', 'gaussian-parts', 'differentiation')
        """
        steps = () if self.derivation is None else self.derivation.steps
        return tuple(dict.fromkeys(rule for step in steps for rule in step.rules))

    def __call__(self, q11: object, q12: object, q22: object, *, m1: object = 0, m2: object = 0) -> Expr:
        """κ at exact values, as a sympy expression; where its form is 0/0, from the definition (`limits`).

        m1, m2: the means, for a kernel with biases.
        Raises InputError if the values are certainly no covariance, and for numbers at which there is no finite value:
        a derivative at a kink, a kernel at a jump.

        >>> from symcrit.kernels.kernel import kernel
        >>> kernel("erf")(1, "1/2", 1)
        2*asin(1/4)/pi
        >>> kernel("relu")(0, 0, 1), kernel("relu", bias=True)(1, 1, 1)
        (0, 1/2)
        >>> kernel("relu").diff("q11")(0, 0, 1)
        Traceback (most recent call last):
            ...
        symcrit.errors.InputError: kernel relu, derivative (1, 0, 0), has no value at q11 = 0, q12 = 0, q22 = 1: it is \
infinite at a kink
        """
        means = self._means(as_expr(m1), as_expr(m2))
        values = dict(zip(_Q.values(), self._covariance(q11, q12, q22), strict=True)) | means
        found = self.expr.xreplace(values)
        return self._at_the_edge(values) if self._is_at_a_jump(values) or found.has(*_NO_NUMBERS) else found

    def _is_at_a_jump(self, values: Mapping[Symbol, Expr]) -> bool:
        """Whether u or v is constant and σ or τ, or a derivative that κ depends on, may have no value there."""
        if self.is_uninterpreted or self.is_candidate:
            return False
        sides = zip((q11, q22), (m1, m2), self.pair, strict=True)
        return any(
            values[q] == 0 == values.get(mean, 0)
            and (one.smoothness == -1 or (any(self.orders) and one.smoothness != "analytic"))
            for q, mean, one in sides
        )

    def _at_the_edge(self, values: Mapping[Symbol, Expr]) -> Expr:
        """The value where the form is not defined; raises InputError."""
        from symcrit.kernels.closed.limits import NoValue, value_at_the_edge

        i, j, k, *rest = self.orders
        by_means = rest or (0, 0)
        orders = 2 * i + j + by_means[0], 2 * k + j + by_means[1]
        try:
            if self.is_uninterpreted or self.is_candidate:
                raise NoValue("its form is not defined there")
            q, means = list(values.values())[:3], list(values.values())[3:] or (sympy.S.Zero, sympy.S.Zero)
            return value_at_the_edge(*(one.expr for one in self.pair), orders, q, means) / 2 ** (i + k)
        except NoValue as why:
            place = ", ".join(f"{symbol} = {shorten(value, 30)}" for symbol, value in values.items())
            comma = "," if any(self.orders) else ""
            raise InputError(f"{self}{comma} has no value at {place}: {why}") from None

    @staticmethod
    def _covariance(*entries: object) -> tuple[Expr, ...]:
        """Exact entries q11, q12, q22; raises InputError where rational ones are certainly no covariance."""
        a, b, c = map(as_expr, entries)
        if any(value.is_negative for value in (a, c, a * c - b * b)):
            raise no_covariance(a, b, c)
        return a, b, c

    def _means(self, m1: object, m2: object) -> dict[Symbol, Expr]:
        given = (mean if isinstance(mean, flint.arb) else as_expr(mean) for mean in (m1, m2))
        means = dict(zip(_M.values(), given, strict=True))
        if any(mean != 0 for mean in means.values()) and not self.biased:
            raise InputError(f"{self} is for means 0; take kernel(…, bias=True)")
        return means if self.biased else {}

    def ball(
        self, q11: object, q12: object, q22: object, *, m1: object = 0, m2: object = 0, digits: int = 30
    ) -> flint.arb:
        """A ball that contains κ (at means m1, m2 for a kernel with biases).

        q11, q12, q22: exact numbers or balls. At exact numbers the ball has `digits` correct digits (print them with
        its `.str(digits)`), unless κ is 0 or cancellation costs seven times as many. The matrix is taken to be positive
        semidefinite where that is not certain, so the ball is finite at ρ = ±1 and at q = 0, too.
        A ball that is not finite says nothing; a derivative has one where it does not exist.
        Raises InputError for a matrix that is certainly no covariance, and for an uninterpreted kernel.

        >>> from symcrit.kernels.kernel import kernel
        >>> kernel("erf").ball(1, "1/2", 1, digits=50).str(50, radius=False)
        '0.16086124651033248754190038665696851116812886249507'
        >>> kernel("relu").ball("pi", "pi", "pi").str(30, radius=False)
        '1.57079632679489661923132169164'
        """
        self._check_interpreted()
        bits = working_precision(digits)
        exact = not any(isinstance(q, flint.arb) for q in (q11, q12, q22))
        for precision in (bits, 2 * bits, 4 * bits, 8 * bits) if exact else (bits,):
            with balls.precision(precision):
                values = dict(zip(_Q, gram_balls(q11, q12, q22), strict=False))
                values |= {mean.name: as_ball(value) for mean, value in self._means(m1, m2).items()}
                value = self._ball(values)
            if value.rel_accuracy_bits() >= 3.33 * digits:
                break
        if not any(self.orders) and not value.is_finite():
            return at_the_edge(self._form, [one.expr for one in self.pair], (q11, q12, q22), (m1, m2), digits)
        return value

    @cached_property
    def _form(self) -> core.Expr:
        return core.parse(to_json(self.expr))

    def _ball(self, values: Mapping[str, flint.arb]) -> flint.arb:
        value = balls.evaluate(self._form, values)
        return value if value.is_finite() else where_defined(self._form, values, is_kernel=not any(self.orders))

    def quadrature(
        self, q11: object, q12: object, q22: object, *, m1: object = 0, m2: object = 0, digits: int = 15
    ) -> flint.arb:
        """A ball that contains E[σ(u)τ(v)], computed from this definition: it never looks at the closed form.

        Raises InputError as `symcrit.kernels.quadrature.expectation` does, and for an uninterpreted kernel.

        >>> from symcrit.kernels.kernel import kernel
        >>> kernel("erf").quadrature(1, "1/2", 1).overlaps(kernel("erf").ball(1, "1/2", 1))
        True
        """
        self._check_interpreted()
        if any(self.orders):
            raise InputError(f"{self} is no expectation of the activations; take the quadrature of the kernel itself")
        means = {mean.name: value for mean, value in self._means(m1, m2).items()}
        return expectation(*self.pair, q11, q12, q22, **means, digits=digits)

    def numeric(self, q11: Any, q12: Any, q22: Any, *, m1: Any = 0, m2: Any = 0) -> np.ndarray:
        """κ in float64, elementwise; the arguments broadcast.

        κ is right to 8 ulp of its scale √(E σ(u)²·E τ(v)²), at arguments that differ by 2 ulp at most from the given
        ones. Near a zero of κ that is no relative accuracy, which `.ball` is for. Slopes are right to the same part of
        the scale of σ′ and τ′, ±inf where they are infinite, and nan where they do not exist. κ is finite at ρ = ±1 and
        at norms 0; a q12 that rounding puts beyond ±√(q11·q22), by 1e-5 of it at most, counts as that. Derivatives of
        higher order are as good as the terms of their formulas. All for norms from 1e-140 to 1e140 (with erf or jumps
        at other places than 0 up to 1e2), and means of at most 30 standard deviations.

        >>> from symcrit.kernels.kernel import kernel
        >>> kernel("erf").numeric(1, np.array([0, 1]), 1).round(3).tolist()
        [0.0, 0.333]
        >>> kernel("relu").numeric(1, [1 + 1e-15, -1 - 1e-15], 1).round(9).tolist()
        [0.5, 0.0]

        Raises InputError for other values that are no covariance (of a candidate all are allowed), and for an
        uninterpreted kernel.

        >>> kernel("relu").numeric(1, [1, 2], 1)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        symcrit.errors.InputError: [[1.0, 2.0], [2.0, 1.0]] is no covariance: q11, q22 >= 0 and q12^2 <= ...
        """
        self._check_interpreted()
        means = {"m1": m1, "m2": m2} if self.biased else {}
        arrays = [np.asarray(value, dtype=float, order="C") for value in (q11, q12, q22, *means.values())]
        if not self.is_candidate:
            refuse_no_covariance(*arrays[:3])
        if not (self.is_candidate or is_elementary(self.expr)):
            found = by_definition(*(one.expr for one in self.pair), self.orders, arrays)
            if found is not None:
                return found
        values = by_formula(self.expr, arrays, self.biased)
        if any(self.orders) and not self.biased and any(one.smoothness != "analytic" for one in self.pair):
            without = (arrays[0] == 0) | (arrays[2] == 0)
            return np.where(without, np.nan, values) if without.any() else values
        return values

    def diff(self, by: str) -> Kernel:
        """∂κ/∂q for `by` = "q11", "q12" or "q22", and "m1" or "m2" for a kernel with biases.

        >>> from symcrit.kernels.kernel import kernel
        >>> kernel("erf").diff("q12").orders
        (0, 1, 0)
        """
        known, orders = _Q | (_M if self.biased else {}), self._raised(by)
        first = {"q11": 0, "q12": 1}.get(by) if self.slopes and not any(self.orders) else None
        if self.slopes and by in _M and not any(self.orders):
            expr = form_by_mean(*(one.expr for one in self.pair), by)
        else:
            expr = _differentiated(self.expr, known[by]) if first is None else self.slopes[first]
        return replace(self, expr=expr, orders=orders)

    def _raised(self, by: str) -> tuple[int, ...]:
        """The orders after another derivative."""
        known = _Q | (_M if self.biased else {})
        if not isinstance(by, str) or by not in known:
            raise unknown("argument of a kernel", by, known)
        return tuple(order + (name == by) for order, name in zip(self.orders, known, strict=True))

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
def _differentiated(expr: Expr, by: Symbol) -> Expr:
    return expr.diff(by)


def pair_of(sigma: str | Activation, tau: str | Activation | None) -> tuple[Activation, Activation]:
    """σ and τ as activations; raises InputError where two functions have one name."""
    first, second = (
        one if isinstance(one, Activation) else activation(one) for one in (sigma, sigma if tau is None else tau)
    )
    if first.label == second.label and not same_function(first, second):
        raise InputError(
            f"two activations are called {first.label!r}: {shorten(first.expr, 40)} and {shorten(second.expr, 40)}; "
            "give them different names"
        )
    return first, second


@cache
def closed_form_kernel(sigma: Activation, tau: Activation, biased: bool) -> Kernel:
    """The kernel in closed form; raises `NoClosedForm` where no rule leads to one."""
    labels = sigma.label, tau.label
    if not biased and (known := known_closed_form(sigma, tau)):
        (expr, *slopes), source = known
        return Kernel(labels, expr, slopes=tuple(slopes), source=source, activations=(sigma, tau))
    expr, *slopes = forms(sigma.expr, tau.expr, biased=biased)
    source = kernel_source(sigma) if same_function(sigma, tau) and not biased else None
    orders = _ORDERS[biased]
    return Kernel(labels, expr, orders, tuple(slopes), source, activations=(sigma, tau), biased=biased)
