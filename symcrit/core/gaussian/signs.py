"""S_r = E[Π sign y_j] of r Gaussian variables, no two of which are shown to be parallel.

S_1 = erf(μ/√(2s²)).  With means 0: S_r = 0 for odd r, and S_2 = (2/π)·asin ρ.  S_2 with means, h = μ_1/s_1 and
k = μ_2/s_2, is 4Φ₂(h, k; ρ) − 1 − erf(h/√2) − erf(k/√2).  For r = 3 and 4 they are the functions `signs`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from symcrit.core.algebra.domain import Relation, principal_minors
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, mul, num
from symcrit.core.algebra.ring import Ratio
from symcrit.core.gaussian.atoms import correlations, pairs
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.reading import Reject

FOUR = num(4)


class Signs(NamedTuple):
    """The mean of a product of signs, and what is known of the correlations in it."""

    value: Expr
    facts: tuple[Relation, ...] = ()


def product_of_signs(
    numbers: Numbers,
    means: Sequence[Ratio],
    cov: Sequence[Sequence[Ratio]],
    apart: Callable[[int, int], bool] = lambda i, j: False,
) -> Signs:
    """S_r for these means and covariances; the variances are positive.

    apart: whether |ρ_ij| < 1 is known.
    """
    count = len(means)
    centred = all(numbers.is_zero(mean) for mean in means)
    if count == 1:
        if centred:
            return Signs(num(0))
        return Signs(Expr("erf", numbers.expr(means[0]) / Expr("sqrt", TWO * numbers.expr(cov[0][0]))))
    if centred and count % 2:
        return Signs(num(0))
    rho = {pair: _correlation(numbers, cov, *pair) for pair in pairs(count)}
    facts = tuple(fact for pair, value in rho.items() for fact in _between(value, strictly=apart(*pair)))
    if count == 2 and centred:
        return Signs(TWO * Expr("asin", rho[0, 1]) / PI, facts)
    scaled = [numbers.expr(mean) / Expr("sqrt", numbers.expr(cov[i][i])) for i, mean in enumerate(means)]
    if count == 2:
        h, k = scaled
        errors = [Expr("erf", h / Expr("sqrt", TWO)), Expr("erf", k / Expr("sqrt", TWO))]
        return Signs(mul(FOUR, Expr("binormal", h, k, rho[0, 1])) - ONE - errors[0] - errors[1], facts)
    if count > 4:
        raise Reject("a product of more than 4 signs that depend on each other has no rule")
    facts += tuple(Relation(">=", minor, ZERO) for minor in principal_minors(correlations(rho, count)) if minor.names)
    return Signs(Expr("signs", *scaled, *rho.values()), facts)


def _correlation(numbers: Numbers, cov: Sequence[Sequence[Ratio]], i: int, j: int) -> Expr:
    """C_ij/√(C_ii·C_jj) over the common denominator of the three."""
    above = [numbers.expr(cov[a][b]) for a, b in ((i, j), (i, i), (j, j))]
    return above[0] / Expr("sqrt", above[1] * above[2])


def _between(rho: Expr, strictly: bool) -> list[Relation]:
    """−1 ≤ ρ ≤ 1, or −1 < ρ < 1 and ρ² < 1."""
    if not strictly:
        return [Relation("<=", rho, ONE), Relation("<=", num(-1), rho)]
    return [Relation("<", rho, ONE), Relation("<", num(-1), rho), Relation("<", rho * rho, ONE)]
