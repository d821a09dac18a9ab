"""Activations as sums of terms c·zⁿ·E(z)·exp(−hz²/2 + βz + γ)·cos⁽ᵏ⁾(ωz + φ), E one of 1, sign z and erf(z√(e/2))."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import astuple, dataclass, replace
from functools import cache

import sympy
from sympy import Expr, S
from sympy.simplify.fu import TR8

from symcrit.errors import shorten
from symcrit.kernels.activations import Activation
from symcrit.kernels.edges import pieces, z
from symcrit.kernels.pieces import pieces_of

__all__ = ["NoClosedForm", "Term", "derivative", "is_self_similar", "pieces", "terms"]


class NoClosedForm(Exception):
    """Why no closed form was found."""


class NotIntegrable(NoClosedForm):
    """An activation grows too fast: there is no E[σ(u)τ(v)] at all."""


@dataclass(frozen=True)
class Term:
    """c·zⁿ·E(z)·exp(−hz²/2 + βz + γ)·cos⁽ᵏ⁾(ωz + φ).

    e: None for E = 1, (1, 0) for sign z, (e, 1) for erf(z√(e/2)), e > 0.
    delta: c·δ⁽ⁿ⁾(z) instead.
    """

    c: Expr
    n: int = 0
    e: tuple[Expr, Expr] | None = None
    h: Expr = S.Zero
    beta: Expr = S.Zero
    gamma: Expr = S.Zero
    omega: Expr = S.Zero
    phi: Expr = S.Zero
    k: int = 0
    delta: bool = False


def _merged(found: list[Term]) -> list[Term]:
    """Like terms added."""
    sums: dict[tuple, Expr] = defaultdict(lambda: S.Zero)
    for term in found:
        sums[astuple(term)[1:]] += term.c
    return [Term(total, *rest) for rest, c in sums.items() if (total := sympy.expand(c)) != 0]


def terms(expr: Expr) -> list[Term]:
    """The terms of an expression in z; raises `NoClosedForm` where it is no such sum.

    >>> sorted((term.c, term.n, term.h) for term in terms(z**2 * sympy.exp(-(z**2)) + 3))
    [(1, 2, 2), (3, 0, 0)]
    """
    bent = [part for part in expr.atoms(sympy.Function) if not isinstance(part, sympy.Abs) and part.has(abs(z))]
    if bent and (sides := pieces(expr)):
        expr = (sides[0] + sides[1]) / 2 + (sides[1] - sides[0]) / 2 * z / abs(z)
    for function in (sympy.sinh, sympy.cosh, sympy.tan):
        expr = expr.rewrite(function, sympy.exp) if function is not sympy.tan else expr
    expr = expr.replace(sympy.sinh, lambda x: (sympy.exp(x) - sympy.exp(-x)) / 2)
    expr = expr.replace(sympy.cosh, lambda x: (sympy.exp(x) + sympy.exp(-x)) / 2)
    expr = expr.replace(sympy.erfc, lambda x: 1 - sympy.erf(x))
    expr = expr.replace(sympy.sign, lambda x: x / abs(x))
    expanded = sympy.expand(sympy.expand(expr, power_exp=False, power_base=False, trig=False), trig=False)
    return _merged([_term(part) for part in sympy.Add.make_args(TR8(expanded).expand(power_exp=False))])


def _term(part: Expr) -> Term:
    constant, rest = part.as_independent(z, as_Add=False)
    found = Term(constant)
    for factor in sympy.Mul.make_args(rest):
        found = _times(found, factor) if factor != 1 else found
    return found


def _times(term: Term, factor: Expr) -> Term:
    base, exponent = factor.as_base_exp()
    if base == z and exponent.is_Integer:
        return replace(term, n=term.n + int(exponent)) if term.e or exponent > 0 else _refuse(factor)
    if base == abs(z) and exponent.is_Integer:
        return replace(term, n=term.n + int(exponent), e=_sign(term, factor) if exponent % 2 else term.e)
    if base is sympy.E:
        return _exponential(term, sympy.Poly(exponent, z) if exponent.is_polynomial(z) else _refuse(factor), factor)
    if isinstance(factor, sympy.cos | sympy.sin) and factor.args[0].is_polynomial(z):
        inside = sympy.Poly(factor.args[0], z)
        if inside.degree() == 1 and not term.omega:
            omega, phi = inside.all_coeffs()
            is_sine = isinstance(factor, sympy.sin)
            return replace(term, c=-term.c if is_sine else term.c, omega=omega, phi=phi, k=int(is_sine))
    if isinstance(factor, sympy.erf) and term.e is None:
        slope = sympy.expand(factor.args[0] / z)
        if not slope.free_symbols:
            sign = 1 if slope > 0 else -1
            return replace(term, c=sign * term.c, e=(2 * slope**2, S.One))
    return _refuse(factor)


def _sign(term: Term, factor: Expr) -> tuple[Expr, Expr]:
    return (S.One, S.Zero) if term.e is None else _refuse(factor)


def _refuse(factor: Expr):
    raise NoClosedForm(f"there is no rule for the factor {shorten(factor)}")


def _exponential(term: Term, exponent: sympy.Poly, factor: Expr) -> Term:
    if exponent.degree() > 2:
        _refuse(factor)
    h, beta, gamma = (exponent.coeff_monomial(z**power) for power in (2, 1, 0))
    if h > 0:
        raise NotIntegrable(f"{shorten(factor)} is not square-integrable under every Gaussian")
    return replace(term, h=term.h - 2 * h, beta=term.beta + beta, gamma=term.gamma + gamma)


def derivative(found: list[Term]) -> list[Term]:
    """The derivative as a distribution; raises `NoClosedForm` where it has a product with δ that is none."""
    return _merged([part for term in found for part in _slopes(term)])


def _slopes(term: Term) -> list[Term]:
    if term.delta:
        return [replace(term, n=term.n + 1)]
    parts = [replace(term, c=term.c * term.n, n=term.n - 1)] if term.n else []
    parts += [replace(term, c=-term.c * term.h, n=term.n + 1)] if term.h else []
    parts += [replace(term, c=term.c * term.beta)] if term.beta else []
    if term.omega:  # cos″ = −cos
        parts.append(replace(term, c=term.c * term.omega * (-1 if term.k else 1), k=1 - term.k))
    if term.e is not None and term.e[1]:
        e = term.e[0]
        parts.append(replace(term, c=term.c * sympy.sqrt(2 * e / sympy.pi), e=None, h=term.h + e))
    elif term.e is not None and term.n == 0:
        height = sympy.exp(term.gamma) * (-sympy.sin(term.phi) if term.k else sympy.cos(term.phi))
        parts.append(Term(2 * term.c * height, delta=True))
    elif term.e is not None and term.n < 0:
        raise NoClosedForm("a singularity at 0")
    return parts


@cache
def is_self_similar(sigma: Activation) -> bool | None:
    """Whether σ″ = 2αzσ′ + 2βσ for numbers α ≤ 1/2 and β, None where that is not decided.

    These are the analytic σ that smoothing by a Gaussian only rescales, E[σ(ρz + √(1 − ρ²)ξ)] = λσ(μz) for 0 < ρ < 1:
    copy averages are exactly critical for them.

    >>> from symcrit.kernels.activations import activation
    >>> [name for name in ("erf", "relu", "hermite", "gelu", "exp", "tanh") if is_self_similar(activation(name))]
    ['erf', 'hermite', 'exp']
    """
    own = pieces_of(sigma.expr)
    if own is not None and own.breaks:
        return False
    try:
        own = terms(sigma.expr)
    except NoClosedForm:
        return _is_refuted(sigma.expr)
    slope, alpha, beta = derivative(own), *sympy.symbols("alpha beta")
    sums: dict[tuple, Expr] = defaultdict(lambda: S.Zero)
    for factor, found in ((S.One, derivative(slope)), (-2 * alpha, _times_z(slope)), (-2 * beta, own)):
        for term in found:
            sums[astuple(term)[1:]] += factor * term.c
    solutions = sympy.linsolve(list(sums.values()), alpha, beta)
    return any(bool(pair[0].subs(beta, 0).subs(alpha, 0) <= S.Half) for pair in solutions)


def _times_z(found: list[Term]) -> list[Term]:
    return [replace(term, n=term.n + 1) for term in found]


def _is_refuted(expr: Expr) -> bool | None:
    """False if σ″, zσ′ and σ are independent at three points."""
    columns = [expr.diff(z, 2), z * expr.diff(z), expr]
    rows = [[sympy.N(column.subs(z, at), 30) for column in columns] for at in (S.One / 3, S.One, S(2))]
    return False if abs(sympy.Matrix(rows).det()) > S(10) ** -15 else None
