r"""Closed forms of E[x(u) y(v)], (u, v) ~ N(m, Q), for `Term`s x and y: candidates, which core checks in another way.

Factors exp(−hz²/2 + βz) tilt the Gaussian: with H = diag(h₁/w₁, h₂/w₂) (w = 0: a δ) and sources b, up to a constant,
the measure is N(Sb + Tm, S), S = (Q⁻¹ + H)⁻¹, T = (1 + QH)⁻¹.  Powers go by Stein's lemma,
E[u X] = μ₁ E[X] + S₁₁ E[∂X/∂u] + S₁₂ E[∂X/∂v], and E′ is a Gaussian, or 2δ for sign.  What remains is
E[erf(au)] = erf(h/√2), h = μ₁/√A, A = S₁₁ + 1/(2a²), and, B and k likewise and r = S₁₂/√(AB), E[erf(au) erf(bv)] =
4Φ₂(h, k; r) − 1 − erf(h/√2) − erf(k/√2), which is (2/π) asin r for μ = 0; a or b infinite: sign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import sympy
from sympy import Expr, Integer, S, asin, erf, pi, sqrt

from symcrit.certificate import write
from symcrit.core import ONE, ZERO, parse
from symcrit.kernels.closed import factors
from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.terms import NoClosedForm, Term, derivative, terms
from symcrit.sympy_functions import binormal
from symcrit.translate import from_json, to_json

__all__ = ["closed_form", "core_factor", "expectation_of", "m1", "m2", "slope_by_mean"]

m1, m2 = sympy.symbols("m1 m2", real=True)
_DET = q11 * q22 - q12**2
_Pair = tuple[Expr, Expr]
_Sum = dict[tuple[Expr, Expr], Expr]  # {(radicand D, special function): coefficient of special/√D}
_SYMBOLS = {str(s): s for s in (q11, q12, q22, m1, m2)}


@dataclass(frozen=True)
class _Tilt:
    """Sources and tilts of u and v."""

    h: _Pair
    w: _Pair
    b: _Pair
    m: _Pair

    @property
    def size(self) -> Expr:
        """det(w + Qh)."""
        (h, k), (w, v) = self.h, self.w
        return sympy.expand(w * v + h * v * q11 + w * k * q22 + h * k * _DET)

    @property
    def S(self) -> tuple[Expr, Expr, Expr]:
        (h, k), (w, v) = self.h, self.w
        return tuple(entry / self.size for entry in (w * (v * q11 + k * _DET), w * v * q12, v * (w * q22 + h * _DET)))

    @property
    def mean(self) -> _Pair:
        (h, k), (w, v), (a, c) = self.h, self.w, self.S[::2]
        (b1, b2), (x, y), middle = self.b, self.m, self.S[1]
        shift = w * (v + k * q22) * x - w * k * q12 * y, v * (w + h * q11) * y - v * h * q12 * x
        return a * b1 + middle * b2 + shift[0] / self.size, middle * b1 + c * b2 + shift[1] / self.size

    @property
    def growth(self) -> Expr:
        """The exponent of the constant."""
        (h, k), (w, v), (b1, b2), (x, y) = self.h, self.w, self.b, self.m
        rest = h * (v + k * q22) * x**2 - 2 * h * k * q12 * x * y + k * (w + h * q11) * y**2
        mean, moved = self.mean, _Tilt(self.h, self.w, (S.Zero, S.Zero), self.m).mean
        return sympy.together((b1 * (mean[0] + moved[0]) + b2 * (mean[1] + moved[1])) / 2 - rest / (2 * self.size))

    def raised(self, i: int, e: _Pair) -> _Tilt:
        """With another factor exp(−e z²/2) (or δ) of u (i = 0) or v."""
        h, w = list(self.h), list(self.w)
        h[i], w[i] = h[i] * e[1] + e[0] * w[i], w[i] * e[1]
        return _Tilt(tuple(h), tuple(w), self.b, self.m)


def _moment(powers: Sequence[int], edges: Sequence[_Pair | None], tilt: _Tilt) -> _Sum:
    """E[uⁱ vʲ E₁(u) E₂(v)] times the constant of the tilt."""
    found: _Sum = defaultdict(lambda: S.Zero)

    def add(factor: Expr, powers: Sequence[int], edges: Sequence[_Pair | None], tilt: _Tilt = tilt) -> None:
        for key, value in _moment(powers, edges, tilt).items() if factor != 0 else ():
            found[key] += factor * value

    def less(values: Sequence, i: int, change) -> list:
        return [change(x) if j == i else x for j, x in enumerate(values)]

    if not any(powers):
        return _start(edges, tilt)
    i = 0 if powers[0] else 1
    covariance, fewer = tilt.S, less(powers, i, lambda x: x - 1)
    add(tilt.mean[i], fewer, edges)
    for j in (0, 1):
        spread = covariance[i + j]
        if fewer[j]:
            add(fewer[j] * spread, less(fewer, j, lambda x: x - 1), edges)
        if (e := edges[j]) is not None:
            height = 2 * sqrt(e[0] / (2 * pi)) if e[1] else Integer(2)
            add(height * spread, fewer, less(edges, j, lambda _: None), tilt.raised(j, e))
    return found


def _start(edges: Sequence[_Pair | None], tilt: _Tilt) -> _Sum:
    size, growth, deltas = tilt.size, sympy.exp(tilt.growth), sum(w == 0 for w in tilt.w)
    constant = 1 / sqrt(2 * pi) ** deltas
    with_edge = [i for i in (0, 1) if edges[i] is not None]
    if any(tilt.w[i] == 0 for i in with_edge):
        raise NoClosedForm("sign z times δ")
    bases = {i: sympy.factor(tilt.raised(i, edges[i]).size) for i in with_edge}
    at = {}  # μ/√A, as μ·D·√e/√(D·D′), D = det(w + Qh)
    for i in with_edge:
        mean = sympy.factor(sympy.cancel(tilt.mean[i] * size))
        at[i] = mean * sqrt(edges[i][0]) / sqrt(sympy.factor(size * bases[i])) if mean != 0 else mean
    one_sided = {i: erf(sympy.factor(value) / sqrt(2)) for i, value in at.items()}
    if len(with_edge) < 2:
        special = {one_sided[with_edge[0]] if with_edge else S.One: 1}
    else:
        tops = tilt.w[0] * tilt.w[1] * q12 * sqrt(edges[0][0] * edges[1][0])
        rho = tops / sqrt(bases[0] * bases[1])
        if at[0] == 0 == at[1]:
            special = {2 * asin(rho) / pi: 1}
        else:
            special = {binormal(at[0], at[1], rho): 4, S.One: -1, one_sided[0]: -1, one_sided[1]: -1}
    return {(size, function * growth): factor * constant for function, factor in special.items() if function != 0}


def expectation_of(first: list[Term], second: list[Term], means: _Pair = (S.Zero, S.Zero)) -> Expr:
    """E[x(u) y(v)] for sums of terms; raises `NoClosedForm`.

    >>> from symcrit.kernels.activations import z
    >>> from symcrit.kernels.closed.terms import terms
    >>> expectation_of(terms(z), terms(sympy.erf(z)))
    2*q12/(sqrt(pi)*sqrt(2*q22 + 1))
    """
    if min(map(_degree, (first, second))) > 3:
        return _expanded(first, second, means)
    found: _Sum = defaultdict(lambda: S.Zero)
    waves, moved = S.Zero, any(mean != 0 for mean in means)
    for x, y in product(first, second):
        if moved and ((x.delta and x.n and y.e) or (y.delta and y.n and x.e)):
            waves += _by_mean(x, y, means)
        elif x.omega or y.omega or (x.delta and x.n) or (y.delta and y.n):
            waves += _by_core(x, y, means)
        else:
            h, w = zip(*((S.One, S.Zero) if t.delta else (t.h, S.One) for t in (x, y)), strict=True)
            tilt = _Tilt(h, w, (x.beta, y.beta), means)
            factor = x.c * y.c * sympy.exp(x.gamma + y.gamma)
            for key, value in _moment((x.n, y.n), (x.e, y.e), tilt).items():
                found[key] += factor * value
    return waves + sum((_tidy(*key, value) for key, value in found.items()), S.Zero)


def _by_mean(x: Term, y: Term, means: _Pair) -> Expr:
    """With δ⁽ⁿ⁾(u): the n-th derivative by the mean of u of what δ(u) gives; likewise for v."""
    i, own = (0, x) if x.delta and x.n else (1, y)
    pair = [[replace(own, n=0)] if j == i else [other] for j, other in enumerate((x, y))]
    value = expectation_of(*pair, (m1, m2)).diff((m1, m2)[i], own.n)
    return value.xreplace(dict(zip((m1, m2), means, strict=True)))


def _degree(found: list[Term]) -> int:
    """The degree of a polynomial, −1 for what is none."""
    plain = all(term == Term(term.c, term.n) for term in found)
    return max((term.n for term in found), default=0) if plain else -1


def _expanded(first: list[Term], second: list[Term], means: _Pair) -> Expr:
    """Σ_j q12ʲ/j!·E[x⁽ʲ⁾(u)] E[y⁽ʲ⁾(v)], for polynomials."""
    unit, total = [Term(S.One)], S.Zero
    for j in range(min(_degree(first), _degree(second)) + 1):
        pair = expectation_of(first, unit, means), expectation_of(unit, second, means)
        total += q12**j / sympy.factorial(j) * sympy.expand(pair[0] * pair[1])
        first, second = derivative(first), derivative(second)
    return sympy.expand(total)


def work_of_closed_form(sigma: Expr, tau: Expr, *, biased: bool = False) -> int:
    """The work of `closed_form`, from the degrees of the terms of its integrals; raises `NoClosedForm`."""
    first, second = terms(sigma), terms(tau)
    if min(map(_degree, (first, second))) >= 0:  # polynomials
        return 2000 * (1 + max(map(_degree, (first, second)))) ** 2 * (3 if biased else 1)
    pairs = (first, second), (derivative(derivative(first)), second), (derivative(first), derivative(second))
    return sum(_work_of(x, y, biased) for own, other in pairs for x, y in product(own, other))


def _work_of(x: Term, y: Term, biased: bool) -> int:
    """The work of E[x(u) y(v)], measured; it grows exponentially with the degree where exponents do not cancel."""
    degree = min(x.n + y.n, 20)
    bell = x.h != 0 or y.h != 0
    if x.omega or y.omega:
        return 15_000 * 4**degree if bell or biased else 10_000 * 2**degree
    if biased:
        return 12_000 * 3**degree if bell or x.beta or y.beta else 5000 * 2 ** min(degree, 10)
    return 2000 * (1 + degree) ** 2


@cache
def closed_form(sigma: Expr, tau: Expr, *, biased: bool = False) -> tuple[Expr, Expr, Expr]:
    """κ = E[σ(u)τ(v)], ∂κ/∂q11 = E[σ″(u)τ(v)]/2 and ∂κ/∂q12 = E[σ′(u)τ′(v)] (Price's theorem), in closed form.

    biased: (u, v) ~ N((m1, m2), Q) in place of N(0, Q).
    Raises `NoClosedForm` where no rule leads to one.

    >>> from symcrit.kernels.activations import z
    >>> closed_form(z**2, z**2)[0]
    q11*q22 + 2*q12**2
    """
    means = (m1, m2) if biased else (S.Zero, S.Zero)
    first, second = terms(sigma), terms(tau)
    kappa = expectation_of(first, second, means)
    try:
        double = expectation_of(derivative(derivative(first)), second, means)
        by_q11 = sympy.Add(*(part / 2 for part in sympy.Add.make_args(double)))
    except NoClosedForm:  # δ′ with a jump
        by_q11 = sympy.factor(kappa.diff(q11))
    return kappa, by_q11, expectation_of(derivative(first), derivative(second), means)


@cache
def slope_by_mean(sigma: Expr, tau: Expr, by: str) -> Expr:
    """∂κ/∂m1 = E[σ′(u)τ(v)] or ∂κ/∂m2 = E[σ(u)τ′(v)], in closed form; raises `NoClosedForm`.

    >>> from symcrit.kernels.activations import z
    >>> slope_by_mean(z**2, z, "m1")
    2*(m1*m2 + q12)
    """
    first, second = terms(sigma), terms(tau)
    pair = (derivative(first), second) if by == "m1" else (first, derivative(second))
    return expectation_of(*pair, (m1, m2))


def _tidy(size: Expr, special: Expr, value: Expr) -> Expr:
    """value·special/√size, with size cancelled where it can be."""
    value, root = sympy.factor(value), sympy.factor(size)
    if value == 0 or size == 1:
        return value * special
    top, bottom = sympy.fraction(value)
    quotient, rest = sympy.div(sympy.Poly(top, q11, q12, q22), sympy.Poly(size, q11, q12, q22))
    if rest.is_zero:
        return sympy.factor(quotient.as_expr()) / bottom * sqrt(root) * special
    return value * special / sqrt(root)


def core_factor(term: Term) -> factors.Factor:
    """A term without an edge as core writes it."""
    if term.e is not None:
        raise NoClosedForm("a product of sign z or erf with what has no rule")
    values = [parse(to_json(value)) for value in (term.c, term.h, term.beta, term.gamma, term.omega, term.phi)]
    c, h, *rest = values
    if term.delta:
        return factors.Factor(c, term.n, h=ONE, w=ZERO)
    return factors.Factor(c, term.n, h, *rest, term.k)


def _by_core(x: Term, y: Term, means: _Pair) -> Expr:
    """A Gaussian integral as core writes it, multiplied out."""
    for one in (x, y):
        if one.e is not None and one.e[1]:
            raise NoClosedForm("erf times a sine needs erf at complex arguments")
    value = from_json(write(factors.integral(core_factor(x), core_factor(y))), _SYMBOLS)
    value = value.xreplace(dict(zip((m1, m2), means, strict=True)))
    value = value.replace(sympy.exp, lambda a: sympy.exp(sympy.factor(a))).replace(
        sympy.cos, lambda a: sympy.cos(sympy.factor(a))
    )
    return _collected(value.replace(sympy.sin, lambda a: sympy.sin(sympy.factor(a))))


def _collected(value: Expr) -> Expr:
    """A sum of rational functions times exponentials, sines and roots, with like terms collected."""
    special = sorted(value.atoms(sympy.exp, sympy.sin, sympy.cos), key=sympy.default_sort_key)
    names = {one: sympy.Symbol(f"·{i}") for i, one in enumerate(special)}  # in an order that no hash decides
    back = {name: one for one, name in names.items()}
    poly = sympy.Poly(sympy.expand(value.xreplace(names)), *back) if back else None
    if poly is None:
        return sympy.factor(value)
    terms_of = ((sympy.factor(c), sympy.Mul(*(g**e for g, e in zip(back, m, strict=True)))) for m, c in poly.terms())
    return sympy.Add(*(c * m.xreplace(back) for c, m in terms_of))
