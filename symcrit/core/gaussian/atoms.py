"""What expectations are written with beside elementary functions: `signs` and `moment`; slopes, conditions, balls.

signs(h_1, …, h_r, ρ_12, ρ_13, ρ_23, …) = S_r = E[Π sign(y_j)] for normal y_j with means h_j, variances 1 and
correlations ρ_ij, r = 3 or 4.  Where the correlation matrix R is positive definite (Plackett, Biometrika 41
(1954) 351):

    ∂S_r/∂h_j = 2φ(h_j)·E[Π_{i≠j} sign y_i | y_j = 0],    ∂S_r/∂ρ_jk = ∂²S_r/∂h_j∂h_k.

moment of (f_1, k_1), …, m, C: E[Π f_j⁽ᵏ⁾(y_j)], y ~ N(m, C), C positive definite, for functions f_j of which nothing is
known but that they are measurable and of at most exponential growth: by definition, ∂ᵏ by the means of
M(m, C) = E[Π f_j(y_j)], which is smooth there.  ∂M/∂C_jk = ∂²M/∂m_j∂m_k for j ≠ k, and half of it for j = k.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import flint
from flint import acb, arb, fmpq

from symcrit.core.algebra.balls import INTEGRALS, Value
from symcrit.core.algebra.derivatives import PARTIAL
from symcrit.core.algebra.domain import principal_minors
from symcrit.core.algebra.expr import ONE, PI, TWO, Expr, add, mul, num
from symcrit.core.algebra.operations import CONDITIONS
from symcrit.core.algebra.signs import NONNEGATIVE, POSITIVE, Signs
from symcrit.core.expectation.quadrature import UNKNOWN
from symcrit.core.work import Work

POINTS = {3: (400, 1600, 6400), 4: (600, 2400, 9600)}  # where the integrand for S_r is evaluated at most, as need be
SIGNS = {3: 40, 4: 100}  # the work of that at one point, at any precision
SHARP = 1e-10  # the radius with which a ball is no longer improved by more points
DIGITS = 100  # binary digits that a ball of S_r is computed to
FOUR = num(4)
HALF = num(fmpq(1, 2))
Pair = tuple[int, int]


def pairs(count: int) -> list[Pair]:
    """(0, 1), (0, 2), (1, 2), …: the order of correlations."""
    return [(i, j) for j in range(count) for i in range(j)]


class Arguments(NamedTuple):
    """The means and correlations of a node."""

    means: list[Expr]
    rho: dict[Pair, Expr]


def arguments(node: Expr) -> Arguments:
    """Those of a `signs` node."""
    count = 3 if len(node.children) == 6 else 4
    means = list(node.children[:count])
    return Arguments(means, dict(zip(pairs(count), node.children[count:], strict=True)))


def correlations(rho: Mapping[Pair, Expr], count: int) -> list[list[Expr]]:
    """The correlation matrix."""
    return [[ONE if i == j else rho[min(i, j), max(i, j)] for j in range(count)] for i in range(count)]


def _conditions(node: Expr) -> list[tuple[Expr, Signs]]:
    """A correlation matrix is positive semidefinite: its principal minors are ≥ 0."""
    means, rho = arguments(node)
    return [
        (minor, NONNEGATIVE)
        for minor in principal_minors(correlations(rho, len(means)))
        if minor.names or minor is not ONE
    ]


def _conditions_of_moment(node: Expr) -> list[tuple[Expr, Signs]]:
    """The covariance is positive definite: its principal minors are > 0."""
    count = len(node.args[0])
    return [(minor, POSITIVE) for minor in principal_minors(_matrix(node.children[count:], count))]


def _matrix(upper: Sequence[Expr], count: int) -> list[list[Expr]]:
    """The symmetric matrix of this upper triangle."""
    places = [(i, j) for i in range(count) for j in range(i, count)]
    entries = dict(zip(places, upper, strict=True))
    return [[entries[min(i, j), max(i, j)] for j in range(count)] for i in range(count)]


# -------------------------------------------------------------------------------------------------------------- slopes


class _Law(NamedTuple):
    """Means and covariances of normal variables."""

    means: list[Expr]
    cov: list[list[Expr]]

    def without(self, place: int) -> _Law:
        """The law of the others, given that the one at `place`, of variance v, is 0."""
        others = [i for i in range(len(self.means)) if i != place]
        variance = self.cov[place][place]
        factor = {i: self.cov[i][place] / variance for i in others}
        means = [self.means[i] - factor[i] * self.means[place] for i in others]
        cov = [[self.cov[i][j] - factor[i] * self.cov[j][place] for j in others] for i in others]
        return _Law(means, cov)

    def density(self, place: int) -> Expr:
        """The density of the one at `place`, at 0."""
        variance = self.cov[place][place]
        exponent = -(self.means[place] ** 2) / (TWO * variance)
        return Expr("exp", exponent) / Expr("sqrt", mul(TWO, PI, variance))

    def product(self) -> Expr:
        """E[Π sign y_j]."""
        scaled = [mean / Expr("sqrt", self.cov[i][i]) for i, mean in enumerate(self.means)]
        if len(scaled) == 1:
            return Expr("erf", scaled[0] / Expr("sqrt", TWO))
        rho = [self.cov[i][j] / Expr("sqrt", self.cov[i][i] * self.cov[j][j]) for i, j in pairs(len(scaled))]
        if len(scaled) == 2:
            both = Expr("binormal", *scaled, rho[0])
            return mul(FOUR, both) - ONE - add(*(Expr("erf", one / Expr("sqrt", TWO)) for one in scaled))
        return Expr("signs", *scaled, *rho)


def slopes_of_signs(node: Expr) -> list[Expr]:
    """The derivatives of S_r by its means and correlations."""
    means, rho = arguments(node)
    law = _Law(means, correlations(rho, len(means)))
    by_means = [mul(TWO, law.density(j), law.without(j).product()) for j in range(len(means))]
    by_rho = []
    for i, j in pairs(len(means)):
        given = law.without(j)  # i < j, so i keeps its place
        rest = given.without(i).product()
        by_rho.append(mul(FOUR, law.density(j), given.density(i), rest))
    return [*by_means, *by_rho]


def slopes_of_moment(node: Expr) -> list[Expr]:
    """The derivatives of a moment by its means and covariances: the orders raised."""
    spec = node.args[0]
    count = len(spec)
    by_means = [_raised(node, i) for i in range(count)]
    by_cov = []
    for i in range(count):
        for j in range(i, count):
            twice = _raised(_raised(node, i), j)
            by_cov.append(mul(HALF, twice) if i == j else twice)
    return [*by_means, *by_cov]


def _raised(node: Expr, place: int) -> Expr:
    spec = [(name, order + (i == place)) for i, (name, order) in enumerate(node.args[0])]
    return Expr("moment", tuple(spec), *node.children)


# --------------------------------------------------------------------------------------------------------------- balls


def _ball_of_signs(node: Expr, parts: list[Value], work: Work | None = None) -> Value:
    """The ball of S_r from those of its arguments; nan says nothing.

    S_r(R) = Π erf(h_j/√2) + ∫₀¹ Σ_{j<k} ρ_jk·4φ₂(h_j, h_k; tρ_jk)·S_{r−2}(the others, given y_j = y_k = 0; tR) dt.
    With means S_4 would need an integral of integrals, and has no ball.
    """
    count = 3 if len(parts) == 6 else 4
    means = parts[:count]
    rho = dict(zip(pairs(count), parts[count:], strict=True))
    finite = all(isinstance(part, arb) and part.is_finite() for part in parts)
    centred = all(bool(mean == 0) for mean in means) if finite else False
    if not finite or (count == 4 and not centred):
        return UNKNOWN
    if any(part.rad() > 1e-3 for part in parts):  # too little is known
        return arb(0, 1)
    start = arb(1)
    for mean in means:
        start = start * (mean / arb(2).sqrt()).erf()

    for points in POINTS[count]:
        if work is not None:
            work.charge(SIGNS[count] * points)
        used = 0

        def slope(t: acb, analytic: bool) -> acb:
            nonlocal used
            used += 1
            return _slope_along(means, rho, t, analytic)

        total = acb.integral(slope, 0, 1, abs_tol=arb(2) ** -min(flint.ctx.prec, DIGITS), eval_limit=points)
        sharp = total.is_finite() and total.real.rad() < SHARP
        if sharp or 2 * used < points:  # then it did not end for want of points
            break
    return start + total.real if total.is_finite() else UNKNOWN


def _slope_along(means: list[arb], rho: Mapping[Pair, arb], t: acb, analytic: bool) -> acb:
    """dS_r(tR)/dt."""
    count = len(means)
    total = acb(0)
    for (i, j), correlation in rho.items():
        others = [k for k in range(count) if k not in (i, j)]
        r = t * correlation
        rest = 1 - r * r
        h, k = means[i], means[j]
        distance = (h * h - 2 * r * h * k + k * k) / (2 * rest)
        density = (-distance).exp() / (2 * acb.pi() * rest.sqrt(analytic=analytic))
        given = _given(means, rho, t, (i, j), others)
        total += 4 * correlation * density * _signs_of_rest(*given, analytic=analytic)
    return total


def _given(
    means: list[arb], rho: Mapping[Pair, arb], t: acb, fixed: Pair, others: list[int]
) -> tuple[list[acb], list[list[acb]]]:
    """The means and covariances of the others, correlations being tR, given that two variables are 0."""

    def r(a: int, b: int) -> acb:
        return acb(1) if a == b else t * rho[min(a, b), max(a, b)]

    i, j = fixed
    rest = 1 - r(i, j) * r(i, j)
    weights = {}
    for a in others:
        weights[a] = ((r(a, i) - r(a, j) * r(i, j)) / rest, (r(a, j) - r(a, i) * r(i, j)) / rest)
    found = [means[a] - weights[a][0] * means[i] - weights[a][1] * means[j] for a in others]
    cov = [[r(a, b) - weights[a][0] * r(b, i) - weights[a][1] * r(b, j) for b in others] for a in others]
    return found, cov


def _signs_of_rest(means: list[acb], cov: list[list[acb]], *, analytic: bool) -> acb:
    """E[sign y], or E[sign y_1·sign y_2] for means 0."""
    if len(means) == 1:
        return (means[0] / (2 * cov[0][0]).sqrt(analytic=analytic)).erf()
    rho = cov[0][1] / (cov[0][0].sqrt(analytic=analytic) * cov[1][1].sqrt(analytic=analytic))
    if analytic and not abs(rho) < 1:  # asin has its cuts outside of the unit disc
        return acb("nan")
    return 2 * rho.asin() / acb.pi()


def _no_ball(node: Expr, parts: list[Value], work: Work | None = None) -> Value:
    return UNKNOWN


PARTIAL["signs"] = slopes_of_signs
PARTIAL["moment"] = slopes_of_moment
INTEGRALS["signs"] = _ball_of_signs
INTEGRALS["moment"] = _no_ball
CONDITIONS["signs"] = _conditions
CONDITIONS["moment"] = _conditions_of_moment
