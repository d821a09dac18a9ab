r"""Closed forms of E[σ(u)τ(v)] with kinks and jumps anywhere, by core's reduction of expectations (`core.gaussian`).

σ and τ are `Pieces`. With σ′ and σ″ the derivatives off the breakpoints, J and J′ the jumps of σ and σ′ at b, φ the
density of u and h(x) = E[τ(v) | u = x] (Price's theorem):

    ∂κ/∂q12 = E[σ′τ′] + Σ J φ(b) E[τ′(v) | u = b] + Σ K ψ(c) E[σ′(u) | v = c] + Σ JK φ₂(b, c),
    2∂κ/∂q11 = E[σ″τ] + Σ (J′ φ(b)h(b) − J (φh)′(b)).

These are candidates: that they are right is what core shows whenever a kernel is used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from sympy import Add, Expr, S, Symbol, exp, pi, sqrt

from symcrit import core
from symcrit.certificate import write
from symcrit.core import SECOND, Context, Domain, Reject, Work, sym
from symcrit.core.gaussian import kernels as by_reduction
from symcrit.core.gaussian.language import bound
from symcrit.core.gaussian.laws import Law
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.gaussian.reduction import Reduction
from symcrit.errors import InputError
from symcrit.expectations import sign_moment
from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.integrals import closed_form, m1, m2, slope_by_mean, work_of_closed_form
from symcrit.kernels.closed.terms import NoClosedForm, NotIntegrable, terms
from symcrit.kernels.closed.tidying import collected
from symcrit.kernels.pieces import Pieces, jump, pieces_of, slope
from symcrit.sympy_functions import binormal
from symcrit.translate import from_json, to_json

__all__ = [
    "form_by_mean",
    "forms",
    "in_core",
    "is_reducible",
    "mean_of",
    "reduced_forms",
    "reduced_slope_by_mean",
    "work_of_forms",
]

_WORK = 20 * SECOND
BY_REDUCTION = SECOND // 3
_DET = q11 * q22 - q12**2
_OF_FOUR = 10  # arguments of `sign_moment` of four signs
_W = Symbol("w", positive=True)
_X = Symbol("x", real=True)
_SYMBOLS = {symbol.name: symbol for symbol in (q11, q12, q22, m1, m2)}
_MEANS = (m1, m2)
_STILL = (S.Zero, S.Zero)


def in_core(function: Pieces) -> by_reduction.Pieces:
    """The function as core has it; raises InputError for what core does not know."""
    breaks, pieces = ([core.parse(to_json(part)) for part in parts] for parts in function)
    return by_reduction.Pieces(breaks, pieces)


@cache
def reduced_forms(sigma: Expr, tau: Expr, *, biased: bool = False) -> tuple[Expr, Expr, Expr]:
    """κ, ∂κ/∂q11 and ∂κ/∂q12 in closed form; raises `NoClosedForm` where there is no rule.

    >>> from symcrit.kernels.edges import z
    >>> relu = (z + abs(z)) / 2
    >>> reduced_forms(relu.subs(z, z - 1), z)[0]
    -q12*erf(sqrt(2)/(2*sqrt(q11)))/2 + q12/2
    """
    f, g = _both(sigma, tau)
    law = _Joint(biased)
    kappa = law.mean(f, g)
    if biased and any(len(part.args) == _OF_FOUR and any(part.args[:4]) for part in kappa.atoms(sign_moment)):
        raise NoClosedForm("the mean of a product of four signs with means has no digits")
    return kappa, law.by_q11(f, g), law.by_q12(f, g)


@cache
def reduced_slope_by_mean(sigma: Expr, tau: Expr, by: str) -> Expr:
    """∂κ/∂m1 or ∂κ/∂m2, in closed form; raises `NoClosedForm` where there is no rule."""
    f, g = _both(sigma, tau)
    law = _Joint(biased=True)
    return law.slope(f, g) if by == "m1" else _exchanged(law.slope(g, f))


def forms(sigma: Expr, tau: Expr, *, biased: bool = False) -> tuple[Expr, Expr, Expr]:
    """κ and its slopes: from integrals of terms, or where there is no rule for these, or no proof, by reduction.

    Raises `NoClosedForm`.

    >>> from symcrit.kernels.edges import z
    >>> forms((z + abs(z)) / 2 + z, z)[0]
    3*q12/2
    """
    return _first(closed_form, reduced_forms, sigma, tau, biased=biased)


def mean_of(function: Pieces, mean: Expr, variance: Expr) -> Expr:
    """E[f(u)], u ~ N(mean, variance), for numbers; raises `NoClosedForm`."""
    return _reduced_of_one(function).subs({m1: mean, q11: variance}, simultaneous=True)


@cache
def is_reducible(sigma: Expr) -> bool:
    """Whether core reduces E[σ(u)σ(v)].

    >>> from symcrit.kernels.edges import z
    >>> from sympy import tanh
    >>> is_reducible(abs(z - 1)), is_reducible(tanh(z))
    (True, False)
    """
    try:
        return bool(_reduced(*_both(sigma, sigma), False).free_symbols)
    except NoClosedForm:
        return False


def form_by_mean(sigma: Expr, tau: Expr, by: str) -> Expr:
    """∂κ/∂m1 or ∂κ/∂m2; raises `NoClosedForm`."""
    return _first(slope_by_mean, reduced_slope_by_mean, sigma, tau, by)


def _first(by_terms: Callable, by_reduction: Callable, sigma: Expr, tau: Expr, *by: str, **how: bool):
    """What the first of two roads gives; the first one where both σ and τ are sums of terms that core can prove."""
    try:
        if not any(map(_has_curved_kink, (sigma, tau))):
            return by_terms(sigma, tau, *by, **how)
        why = None
    except NotIntegrable:
        raise
    except NoClosedForm as found:
        why = found
    try:
        return by_reduction(sigma, tau, *by, **how)
    except NoClosedForm as found:
        raise (why or found) from None


def _has_curved_kink(sigma: Expr) -> bool:
    """Whether there is a kink or jump at 0 of more than polynomials; raises `NoClosedForm`."""
    kinked = (term for term in terms(sigma) if term.e is not None and not term.e[1])
    return any(term.h or term.beta or term.omega for term in kinked)


def work_of_forms(sigma: Expr, tau: Expr, *, biased: bool = False) -> int:
    """The work of `forms`."""
    try:
        if not any(map(_has_curved_kink, (sigma, tau))):
            return work_of_closed_form(sigma, tau, biased=biased)
    except NoClosedForm:
        pass
    return BY_REDUCTION * (2 if biased else 1)


def _both(sigma: Expr, tau: Expr) -> tuple[Pieces, Pieces]:
    found = pieces_of(sigma), pieces_of(tau)
    if None in found:
        raise NoClosedForm("there is no rule for abs(…) of what is no polynomial of degree 1 or 2")
    return found


def _exchanged(expr: Expr) -> Expr:
    """With u and v exchanged."""
    swapped = expr.xreplace({q11: q22, q22: q11, m1: m2, m2: m1})
    return swapped.replace(binormal, lambda h, k, rho: binormal(k, h, rho))


class _Joint:
    """The law of (u, v), with means m1, m2 or 0."""

    def __init__(self, biased: bool) -> None:
        self.means = _MEANS if biased else _STILL

    def mean(self, f: Pieces, g: Pieces) -> Expr:
        """E[f(u)g(v)]."""
        return tidied(_reduced(f, g, any(self.means)))

    def slope(self, f: Pieces, g: Pieces) -> Expr:
        """E[f′(u)g(v)], ∂/∂m1 of E[f(u)g(v)]."""
        jumps = (jump(f, i) * self._given(g, place) for i, place in enumerate(f.breaks))
        return tidied(_reduced(slope(f), g, any(self.means)) + Add(*jumps))

    def by_q12(self, f: Pieces, g: Pieces) -> Expr:
        """E[f′(u)g′(v)]."""
        total = _reduced(slope(f), slope(g), any(self.means))
        for i, place in enumerate(f.breaks):
            total += jump(f, i) * self._given(slope(g), place)
        for j, other in enumerate(g.breaks):
            back = self._given(slope(f), other, of_v=True)
            ahead = Add(*(jump(f, i) * self._density(place, other) for i, place in enumerate(f.breaks)))
            total += jump(g, j) * (back + ahead)
        return tidied(total)

    def by_q11(self, f: Pieces, g: Pieces) -> Expr:
        """E[f″(u)g(v)]/2."""
        total = _reduced(slope(slope(f)), g, any(self.means))
        for i, place in enumerate(f.breaks):
            total += jump(slope(f), i) * self._given(g, place)
            if (step := jump(f, i)) != 0:
                total -= step * self._given(g, _X).diff(_X).subs(_X, place)
        return tidied(total / 2)

    def _given(self, g: Pieces, place: Expr, of_v: bool = False) -> Expr:
        """E[δ(u − place)g(v)], or with v and u exchanged."""
        (a, c), (m, n) = ((q22, q11), self.means[::-1]) if of_v else ((q11, q22), self.means)
        height = exp(-((place - m) ** 2) / (2 * a)) / sqrt(2 * pi * a)
        rest = {m1: n + q12 / a * (place - m), q11: (a * c - q12**2) / a}
        return height * _reduced_of_one(g).subs(rest, simultaneous=True)

    def _density(self, place: Expr, other: Expr) -> Expr:
        """The density of (u, v)."""
        x, y = place - self.means[0], other - self.means[1]
        return exp(-(q22 * x**2 - 2 * q12 * x * y + q11 * y**2) / (2 * _DET)) / (2 * pi * sqrt(_DET))


def _reduced(f: Pieces, g: Pieces, biased: bool) -> Expr:
    """E[f(u)g(v)] by core."""
    return _by_core((f, g), ((q11, q12), (q12, q22)), _MEANS if biased else _STILL)


@cache
def _reduced_of_one(g: Pieces) -> Expr:
    """E[g(u)], u ~ N(m1, q11), by core."""
    return _by_core((g,), ((q11,),), (m1,))


@cache
def _by_core(functions: tuple[Pieces, ...], cov: tuple[tuple[Expr, ...], ...], means: Sequence[Expr]) -> Expr:
    """The expectation of a product of functions of different coordinates."""
    work = Work(_WORK)
    rows = tuple(tuple(sym(entry.name) for entry in row) for row in cov)
    centre = [sym(mean.name) if mean != 0 else core.ZERO for mean in means]
    names = {symbol.name: "real" for symbol in (*sum(cov, ()), *means) if symbol != 0}
    context = Context(Domain(names, definite=[rows]), work)
    numbers = Numbers(context)
    law = Law(numbers, tuple(map(numbers.of, centre)), tuple(tuple(map(numbers.of, row)) for row in rows))
    labels = [bound(i) for i in range(len(functions))]
    try:
        product = core.ONE
        for function, label in zip(functions, labels, strict=True):
            product = product * in_core(function).at(sym(label), work)
        value = Reduction(context, tuple(labels)).reduced(product, law).value
    except Reject as why:
        kind = NotIntegrable if "grows too fast" in str(why) else NoClosedForm
        raise kind(str(why)) from None
    except InputError as why:
        raise NoClosedForm(str(why)) from None
    return from_json(write(value), _SYMBOLS)


_POSITIVE = (q11, q22)
_INSIDE = {q11: S(2), q12: S.Half, q22: S(3)}


def tidied(expr: Expr) -> Expr:
    """A sum of rational functions times roots, exponentials, erf and Φ₂, with like terms collected.

    >>> tidied(sqrt(q22 - q12**2 / q11) * sqrt(q11))
    sqrt(q11*q22 - q12**2)
    """
    return collected(expr, _POSITIVE, _INSIDE)
