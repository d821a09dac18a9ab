r"""Expectations of activations with a kink or a jump at 0, and with means, in balls: E[σ(u)τ(v)], (u, v) ~ N(m, Q).

With u = m1 + αx, v = m2 + βx + γy, x, y ~ N(0, 1) independent, α = √q11, β = q12/√q11, γ = √((q11·q22 − q12²)/q11),

    E[σ(u)τ(v)] = ∫ φ(x) σ(m1 + αx) g(m2 + βx) dx,   g(z) = E[τ(z + γy)].

σ and τ are sums of `Term`s, for which g is a formula in one variable (γ = 0: g = τ).  The line is cut where u = 0, and
for γ = 0 where v = 0; between the cuts the integrand is analytic, and Arb's adaptive quadrature encloses the integral
over |x| ≤ X.  The rest is at most, by Hölder's inequality, P(|x| > X)^{1/2} E[σ(u)⁴]^{1/4} E[τ(v)⁴]^{1/4}.
The bivariate normal distribution, in which closed forms with means are written, does not occur.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log, sqrt

from flint import acb, arb
from sympy import Expr, Integer, S, expand, sign

from symcrit import core
from symcrit.core.algebra import balls
from symcrit.kernels.activations import z
from symcrit.kernels.gram import as_ball, gram_balls, sqrt_where_defined, working_precision
from symcrit.kernels.integrals import expectation_of, m1
from symcrit.kernels.terms import NoClosedForm, Term, pieces, terms
from symcrit.translate import as_expr, to_json

__all__ = ["at_numbers", "at_the_edge", "expectation_by_pieces", "function_in_pieces"]

_NOTHING = arb("nan")


@dataclass(frozen=True)
class _Pieces:
    """A function as a sum of terms; it is `left` for z < 0 and `right` for z > 0; `mean` is E[f(u)], u ~ N(m1, q11)."""

    terms: tuple[Term, ...]
    left: core.Expr
    right: core.Expr
    mean: core.Expr

    @property
    def has_edge(self) -> bool:
        return self.left is not self.right

    def at(self, point: arb) -> arb:
        """The value at a real point; nan at a jump."""
        sides = [side for side, out in ((self.left, point > 0), (self.right, point < 0)) if not out]
        values = [balls.evaluate(side, {"z": point}) for side in sides]
        return values[0] if len(values) == 1 or (values[0].overlaps(values[1]) and point == 0) else _NOTHING

    def fourth(self, mean: arb, variance: arb) -> arb:
        """A bound on E[f(u)⁴]^{1/4}, u ~ N(mean, variance), by Minkowski's inequality."""
        total = arb(0)
        for term in self.terms:
            power = expectation_of([Term(S.One, 4 * term.n, beta=4 * term.beta)], [Term(S.One)], (m1, S.Zero))
            moment = balls.evaluate(core.parse(to_json(power)), {"m1": mean, "q11": variance})
            total += abs(as_ball(term.c)) * as_ball(term.gamma).exp() * moment.nonnegative_part().root(4)
        return total


@cache
def function_in_pieces(expr: Expr) -> _Pieces | None:
    """An expression in z as a sum of terms; None where it is none.

    >>> function_in_pieces(abs(z)).at(arb(-2))
    2.00000000000000
    """
    expr = expr.replace(sign, lambda x: x / abs(x))
    try:
        found = terms(expr)
        mean = expectation_of(found, [Term(S.One)], (m1, S.Zero))
    except NoClosedForm:
        return None
    sides = [core.parse(to_json(side)) for side in pieces(expr) or (expr, expr)]
    return _Pieces(tuple(found), sides[0], sides[1], core.parse(to_json(mean)))


def expectation_by_pieces(
    f: _Pieces, g: _Pieces, q11: object, q12: object, q22: object, *, means: Sequence[object] = (0, 0), digits: int = 15
) -> arb:
    """A ball that contains E[f(u)g(v)], (u, v) ~ N(means, Q), of radius about 10^−digits for exact numbers.

    f, g: from `function_in_pieces`. A ball that is not finite says nothing: it comes where a ball of q11, of q22 or of
    the determinant contains 0 without being 0, and where a jump is at a mean without variance.
    Raises InputError for a matrix that is certainly no covariance.

    >>> relu, step = (function_in_pieces(one) for one in ((z + abs(z)) / 2, (1 + z / abs(z)) / 2))
    >>> expectation_by_pieces(relu, relu, 1, 0, 1, means=(1, 0), digits=20).str(15, radius=False)
    '0.432180344230403'
    >>> expectation_by_pieces(step, step, 1, 1, 1, means=("1/2", 2), digits=20).str(15, radius=False)
    '0.691462461274013'
    """
    with balls.precision(2 * working_precision(digits)):
        a, b, c, determinant = gram_balls(q11, q12, q22)
        first, second = map(as_ball, means)
        if a == 0:
            return f.at(first) * _mean(g, second, c)
        if c == 0:
            return g.at(second) * _mean(f, first, a)
        alpha, gamma = sqrt_where_defined(a), sqrt_where_defined(determinant / a)
        beta = b / alpha
        if not (alpha > 0 and (gamma > 0 or gamma == 0)):
            return _NOTHING
        cuts = _cuts(f, g, (alpha, beta, gamma), (first, second), _meet((q11, q12), means))
        if cuts is None:
            return _NOTHING
        end = arb(sqrt(4 * log(10) * (digits + 5)))
        rest = (end / arb(2).sqrt()).erfc().sqrt() * f.fourth(first, a) * g.fourth(second, c)
        total = sum(
            (_between(f, g, (alpha, beta, gamma), (first, second), *ends) for ends in _parts(cuts, end)), arb(0)
        )
        return total + arb(0, rest.upper()) if rest.is_finite() else _NOTHING


def at_numbers(form: core.Expr, pair: Sequence[Expr], point: Sequence[arb]) -> arb:
    """κ at balls q11, q12, q22, m1, m2 where its form is not defined; nan where that is not known.

    At q11 = 0 it is σ(m1)·E[τ(v)], at q22 = 0 E[σ(u)]·τ(m2), else `at_the_edge` of numbers that are exact.
    """
    (f, g), (a, _, c, first, second) = map(function_in_pieces, pair), point
    if 0 in (a, c):
        if f is None or g is None:
            return _NOTHING
        return f.at(first) * _mean(g, second, c) if a == 0 else _mean(f, first, a) * g.at(second)
    if not all(x.is_exact() for x in point):
        return _NOTHING
    exact = [Integer(int(n)) * Integer(2) ** int(e) for n, e in (x.man_exp() for x in point)]
    return at_the_edge(form, pair, exact[:3], exact[3:], 20)


def _mean(f: _Pieces, mean: arb, variance: arb) -> arb:
    """E[f(u)] for one variable."""
    return f.at(mean) if variance == 0 else balls.evaluate(f.mean, {"m1": mean, "q11": variance})


def _meet(q: Sequence[object], means: Sequence[object]) -> bool:
    """Whether u = 0 and v = 0 for the same x, where v depends on x alone: m1·q12 = m2·q11."""
    if any(isinstance(value, arb) for value in (*q, *means)):
        return False
    (q11, q12), (first, second) = map(as_expr, q), map(as_expr, means)
    return bool(expand(first * q12 - second * q11) == 0)


_Cut = tuple[arb, bool, bool]  # where u = 0 or v = 0, and which of them it is


def _cuts(
    f: _Pieces, g: _Pieces, scales: tuple[arb, arb, arb], means: tuple[arb, arb], meet: bool
) -> list[_Cut] | None:
    """Where the integrand is not analytic, from the left; None where the order is not certain."""
    alpha, beta, gamma = scales
    found = [(-means[0] / alpha, True, False)] if f.has_edge else []
    if g.has_edge and gamma == 0:  # then β is not 0
        if found and meet:
            return [(found[0][0], True, True)]
        other = -means[1] / beta
        if found and found[0][0].overlaps(other):
            return None
        found.append((other, False, True))
    return sorted(found, key=lambda cut: float(cut[0]))


def _parts(cuts: list[_Cut], end: arb):
    """The intervals of |x| ≤ end between the cuts, each with the number of cuts (of u, of v) to its left."""
    inside = [cut for cut in cuts if abs(cut[0]) < end]
    left = [cut for cut in cuts if cut[0] <= -end]
    if len(inside) + len(left) + sum(bool(cut[0] >= end) for cut in cuts) < len(cuts):
        return [(-end, end, _NOTHING, _NOTHING)]
    passed = [sum(cut[way] for cut in left) for way in (1, 2)]
    ends, found = [-end, *(cut[0] for cut in inside), end], []
    for (start, stop), cut in zip(pairwise(ends), [*inside, None], strict=True):
        found.append((start, stop, *passed))
        passed = passed if cut is None else [passed[0] + cut[1], passed[1] + cut[2]]
    return found


def _between(
    f: _Pieces, g: _Pieces, scales: tuple[arb, arb, arb], means: tuple[arb, arb], start: arb, stop: arb, u: int, v: int
) -> arb:
    """The integral from `start` to `stop`, past u cuts of u and v cuts of v."""
    if isinstance(u, arb):
        return _NOTHING
    alpha, beta, gamma = scales
    first = f.right if u else f.left
    going = beta > 0  # to the right of its cut v has this sign
    second = (g.right if bool(v) == bool(going) else g.left) if gamma == 0 else g.mean
    height = 1 / (2 * arb.pi()).sqrt()

    def integrand(x: acb, _: bool) -> acb:
        at = means[1] + beta * x
        inner = {"z": at} if gamma == 0 else {"m1": at, "q11": acb(gamma * gamma)}
        value = balls.evaluate(first, {"z": means[0] + alpha * x}) * balls.evaluate(second, inner)
        return acb(value * height * (-x * x / 2).exp())

    return acb.integral(integrand, start, stop).real


def at_the_edge(
    form: core.Expr, pair: Sequence[Expr], q: Sequence[object], means: Sequence[object], digits: int
) -> arb:
    """κ = E[σ(u)τ(v)] at exact numbers where its closed form is not defined: q11 = 0, q22 = 0, or q12² = q11·q22.

    form: the closed form in q11, q12, q22, m1, m2. For continuous σ and τ, |∂κ/∂q12| ≤ E[σ′(u)²]^{1/2} E[τ′(v)²]^{1/2}
    (Price; Cauchy and Schwarz), which q12 does not enter: κ is that at q12·(1 − ε), up to ε·|q12| times this bound.
    """
    f, g = map(function_in_pieces, pair)
    slopes = [function_in_pieces(one.diff(z)) for one in pair]
    if f is None or g is None or None in slopes or any(isinstance(value, arb) for value in (*q, *means)):
        return _NOTHING
    bits = working_precision(digits)
    with balls.precision(4 * bits):
        (a, b, c, determinant), (first, second) = gram_balls(*q), map(as_ball, means)
        if a == 0 or c == 0:
            return expectation_by_pieces(f, g, *q, means=means, digits=digits)
        if determinant != 0 or not (f.at(arb(0)).is_finite() and g.at(arb(0)).is_finite()):
            return _NOTHING
        shrink = arb(1) / 2 ** (bits + 16)
        values = {"q11": a, "q12": b * (1 - shrink), "q22": c, "m1": first, "m2": second}
        error = shrink * abs(b) * slopes[0].fourth(first, a) * slopes[1].fourth(second, c)
        return balls.evaluate(form, values) + arb(0, error.upper())
