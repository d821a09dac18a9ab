r"""E[σ(u)τ(v)] as a Hermite series, with its rest enclosed: the second road to kernels without closed form.

With u = √q11·x, v = √q22·y, corr(x, y) = ρ and c_m = E[σ(√q11 x) He_m(x)]/√m!, d_m likewise (Mehler's formula),

    E[σ(u)τ(v)] = Σ_m c_m d_m ρ^m,   |Σ_{m≥M}| ≤ |ρ|^M √(E[σ(u)²] − Σ_{m<M} c_m²) √(E[τ(v)²] − Σ_{m<M} d_m²)

by Parseval and Cauchy-Schwarz.  The c_m are trapezoid sums with one set of nodes.  Their error is bounded as in
`symcrit.core.expectation.quadrature`, with He_m(z) = E[(z + iξ)^m], ξ ~ N(0, 1), and tᵐ/m! ≤ exp(t): for every t > 0

    |He_m(z)| ≤ m! t^{−m} E[exp(t|z| + t|ξ|)] ≤ 2 m! t^{−m} exp(t²/2) exp(t|z|),   t = √m here.
"""

from __future__ import annotations

from flint import arb

from symcrit import core
from symcrit.core.algebra import balls
from symcrit.core.expectation.quadrature import WIDTHS, Grid, growth
from symcrit.kernels.activations import Activation, activation
from symcrit.kernels.gram import gram_balls, sqrt_where_defined
from symcrit.kernels.quadrature.strips import function_in_strip, no_strip

__all__ = ["hermite_coefficients", "hermite_expectation"]

_BITS, _STEP, _REACH = 160, 1 / 32, 640  # nodes up to 20


def hermite_coefficients(sigma: str | Activation, q: object, terms: int) -> tuple[list[arb], arb]:
    """Balls for c_0, …, c_{terms−1} of z ↦ σ(√q z), and for E[σ(√q z)²] less their squares, which is never negative.

    Raises InputError where σ is not seen to be analytic in a strip, with exponential growth.

    >>> coefficients, rest = hermite_coefficients("tanh", 1, 4)
    >>> [round(float(c), 6) for c in coefficients], round(float(rest), 6)
    ([0.0, 0.605706, 0.0, -0.148437], 0.005382)
    """
    one = sigma if isinstance(sigma, Activation) else activation(sigma)
    f = function_in_strip(one.expr)
    if f is None:
        raise no_strip(one.expr)
    with balls.precision(_BITS):
        alpha = sqrt_where_defined(gram_balls(q, 0, 0)[0])
        grid = Grid(arb(1), arb(_STEP), _REACH, (arb(0), arb(0), arb(0)))
        sums, square = [arb(0)] * terms, arb(0)
        for x, weight in grid.nodes():
            value = balls.evaluate(f, {"z": alpha * x})
            before, now = arb(0), arb(1)  # He_m/√m!: √(m+1) h_{m+1} = x h_m − √m h_{m−1}
            for m in range(terms):
                sums[m] += weight * value * now
                before, now = now, (x * now - arb(m).sqrt() * before) / arb(m + 1).sqrt()
            square += weight * value * value
        coefficients = [total + arb(0, _error(f, alpha, grid, m, 1).upper()) for m, total in enumerate(sums)]
        square += arb(0, _error(f, alpha, grid, 0, 2).upper())
        return coefficients, (square - sum((c * c for c in coefficients), arb(0))).nonnegative_part()


def _error(f: core.Expr, alpha: arb, grid: Grid, m: int, power: int) -> arb:
    """A bound on the error of the sum of φ(x) f(αx)^power He_m(x)/√m!, for the best strip."""
    t, best = arb(m).sqrt(), arb("inf")
    polynomial = 2 * (arb(m) / 2).exp() * arb(m + 1).gamma().sqrt() / balls.integer_power(t, m)  # 2 √m! t^−m exp(t²/2)
    for width, a in enumerate(WIDTHS):
        if (found := growth(f, width)) is None:
            break
        half = min(0.999 * float(a) / max(float(alpha.upper()), 1e-9), 4.0)
        D = balls.integer_power(found[0], power) * polynomial * (t * half).exp()
        rate = power * alpha * found[1] + t
        if alpha * arb(half) <= a:
            error = grid._replace(half=arb(half), joint=(D / 2, rate, arb(0))).discretised() + D * grid.left_out(rate)
            best = error if error < best else best
    return best


def hermite_expectation(
    sigma: str | Activation, tau: str | Activation | None, q11: object, q12: object, q22: object, *, terms: int = 30
) -> arb:
    """A ball that contains E[σ(u)τ(v)], from `terms` terms of the series and a bound on the rest.

    >>> hermite_expectation("tanh", None, 1, "1/2", 1, terms=40).str(5)
    '[0.18632 +/- 4.42e-6]'
    """
    with balls.precision(_BITS):
        a, b, c, _ = gram_balls(q11, q12, q22)
        norm = sqrt_where_defined(a * c)
        rho = arb(0) if b == 0 else (b / norm).intersection(arb(0, 1)) if norm > 0 else arb(0, 1)
        (first, rest), (second, other) = (
            hermite_coefficients(one, q, terms) for one, q in ((sigma, q11), (sigma if tau is None else tau, q22))
        )
        total, power = arb(0), arb(1)
        for x, y in zip(first, second, strict=True):
            total, power = total + x * y * power, power * rho
        return total + arb(0, (abs(power) * (rest.upper() * other.upper()).sqrt()).upper())
