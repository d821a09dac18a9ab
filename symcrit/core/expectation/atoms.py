"""Expectations as functions of their own, `mean` and `binormal`: their balls (derivatives: `algebra.derivatives`).

`binormal` is Φ₂(h, k; ρ) = P(X ≤ h, Y ≤ k), X, Y standard normal with correlation ρ, −1 ≤ ρ ≤ 1.  There it is
continuous; for |ρ| < 1, ∂Φ₂/∂h = φ(h)Φ((k − ρh)/√(1 − ρ²)), and ∂Φ₂/∂ρ is the density of (X, Y) at (h, k).  It grows
with h, k and ρ, so on a box it lies between its values at two corners.  With Owen's T (Ann. Math. Statist. 27 (1956)
1075; ± the probability of a triangle, |T| ≤ 1/4) and y = (k − ρh)/√(1 − ρ²), x = (h − ρk)/√(1 − ρ²), there

    Φ₂ = (Φ(h) + Φ(k))/2 − T(h, y) − T(k, x) − (1 − sgn h sgn k)/4,   not for h = k = 0,
    T(h, y) = hy/(2π)·∫₀¹ exp(−(h² + y²t²)/2)/(h² + y²t²) dt = (sgn h sgn y − erf(h/√2) erf(y/√2))/4 − T(y, h).
"""

from flint import acb, arb

from symcrit.core.algebra.balls import INTEGRALS, Value, price, sign
from symcrit.core.algebra.expr import Expr
from symcrit.core.expectation.halves import expectation
from symcrit.core.expectation.quadrature import UNKNOWN, ZERO
from symcrit.core.work import Work

BINORMAL = 400  # the work of Φ₂ at two corners of a box


def _mean(node: Expr, parts: list[Value], work: Work | None = None) -> Value:
    """The ball of a mean, from those of q11, q12 and q22; nan says nothing."""
    f, g = node.args[:2]
    q11, q12, q22 = parts
    singular = len(set(node.children)) == 1
    return expectation(f, g, (q11, q12, q22), singular=singular, work=work)


def _binormal(node: Expr, parts: list[Value], work: Work | None = None) -> Value:
    """The ball of Φ₂, from those of h, k and ρ; nan says nothing."""
    if work is not None:
        work.charge(BINORMAL * price())
    h, k, rho = parts
    return binormal(h, k, rho)


INTEGRALS["mean"] = _mean
INTEGRALS["binormal"] = _binormal


def binormal(h: Value, k: Value, rho: Value) -> Value:
    """Φ₂ on a box of balls, or nan."""
    finite = all(isinstance(part, arb) and part.is_finite() for part in (h, k, rho))
    if not finite or not (rho >= -1 and rho <= 1):
        return UNKNOWN
    low = _at(h.lower(), k.lower(), rho.lower())
    if h.is_exact() and k.is_exact() and rho.is_exact():
        return low
    return low.union(_at(h.upper(), k.upper(), rho.upper()))


def _at(h: arb, k: arb, rho: arb) -> arb:
    """Φ₂ at numbers without radius."""
    if h == 0 and k == 0:
        return (1 + rho.asin() * 2 / arb.pi()) / 4
    first = _erf_of_root(h)  # 2Φ(h) − 1
    second = _erf_of_root(k)
    rest = (1 - rho) * (1 + rho)
    if not rest > 0:  # X = ±Y
        least = first.min(second) if rho > 0 else (first + second - 1).max(arb(-1))
        return (1 + least) / 2
    y = (k - rho * h) / rest.sqrt()
    x = (h - rho * k) / rest.sqrt()
    both = _sign_or_0(h) * _sign_or_0(k)
    return (1 + first + second + both) / 4 - _owen(h, y) - _owen(k, x)


def _owen(h: arb, y: arb) -> arb:
    """T(h, y)."""
    if h == 0 or y == 0:
        return ZERO
    if y.rad() > 1e-3 or h.rad() > 1e-3:  # too little is known
        return arb(0, 0.25)
    if abs(y) > abs(h):
        signs = _sign_or_0(h) * _sign_or_0(y)
        if not signs:
            return arb(0, 0.25)
        return (signs - _erf_of_root(h) * _erf_of_root(y)) / 4 - _owen(y, h)
    near = h * h
    far = y * y
    inside = acb.integral(lambda t, _: (-(near + far * t * t) / 2).exp() / (near + far * t * t), 0, 1)
    return h * y / (2 * arb.pi()) * inside.real


def _erf_of_root(x: arb) -> arb:
    """erf(x/√2)."""
    return (x / arb(2).sqrt()).erf()


def _sign_or_0(x: arb) -> int:
    """The sign of x where it is certain, else 0."""
    return sign(x) or 0
