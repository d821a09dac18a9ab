r"""Expectations as functions of their own, `mean` and `binormal`: derivatives and balls.

`binormal` is Φ₂(h, k; ρ) = P(X ≤ h, Y ≤ k), X, Y standard normal with correlation ρ, −1 ≤ ρ ≤ 1.  There it is
continuous; for |ρ| < 1, ∂Φ₂/∂h = φ(h)Φ((k − ρh)/√(1 − ρ²)), and ∂Φ₂/∂ρ is the density of (X, Y) at (h, k).  It grows
with h, k and ρ, so on a box it lies between its values at two corners.  With Owen's T (Ann. Math. Statist. 27 (1956)
1075; ± the probability of a triangle, |T| ≤ 1/4) and y = (k − ρh)/√(1 − ρ²), x = (h − ρk)/√(1 − ρ²), there

    Φ₂ = (Φ(h) + Φ(k))/2 − T(h, y) − T(k, x) − (1 − sgn h sgn k)/4,   not for h = k = 0,
    T(h, y) = hy/(2π)·∫₀¹ exp(−(h² + y²t²)/2)/(h² + y²t²) dt = (sgn h sgn y − erf(h/√2) erf(y/√2))/4 − T(y, h).
"""

from typing import Any

from flint import acb, arb, fmpq

from symcrit.core.algebra.balls import price, sign
from symcrit.core.algebra.expr import Expr, diff, num, parse, substitute
from symcrit.core.expectation.quadrature import UNKNOWN, ZERO, expectation
from symcrit.core.work import Work

BINORMAL = 400  # the work of Φ₂ at two corners of a box
_REST = ["-", 1, ["^", "r", 2]]
BY_H = parse(["/", ["*", ["exp", ["/", ["^", "x", 2], -2]], ["+", 1, ["erf", ["/", ["-", "y", ["*", "r", "x"]],
              ["*", ["sqrt", 2], ["sqrt", _REST]]]]]], ["*", 2, ["sqrt", ["*", 2, "pi"]]]])  # fmt: skip
DENSITY = parse(["/", ["exp", ["/", ["+", ["^", "x", 2], ["*", -2, "r", "x", "y"], ["^", "y", 2]], ["*", -2, _REST]]],
                 ["*", 2, "pi", ["sqrt", _REST]]])  # fmt: skip


def slopes(node: Expr) -> list[Expr]:
    """The derivatives of a mean by q11, q12, q22, or of Φ₂ by h, k, ρ."""
    if node.op == "mean":  # Price: ∂/∂q12 gives E[f′g′], ∂/∂q11 gives ½E[f″g], ∂/∂q22 gives ½E[fg″]
        (f, g), q = node.args[:2], node.args[2:]
        df, dg, half = diff(f, "z"), diff(g, "z"), num(fmpq(1, 2))
        pairs = (diff(df, "z"), g), (df, dg), (f, diff(dg, "z"))
        return [Expr("mean", *pair, *q) * (num(1) if i == 1 else half) for i, pair in enumerate(pairs)]
    h, k, rho = node.args
    ways = (BY_H, h, k), (BY_H, k, h), (DENSITY, h, k)
    return [substitute(form, {"x": x, "y": y, "r": rho}) for form, x, y in ways]


def value(node: Expr, parts: list[Any], work: Work | None = None) -> Any:
    """The ball of a node, from those of its children; nan says nothing."""
    if node.op == "mean":
        f, g, *_ = node.args
        return expectation(f, g, (parts[0], parts[1], parts[2]), singular=len(set(node.children)) == 1, work=work)
    if work is not None:
        work.charge(BINORMAL * price())
    return binormal(*parts)


def binormal(h: Any, k: Any, rho: Any) -> Any:
    """Φ₂ on a box of balls, or nan."""
    finite = all(isinstance(part, arb) and part.is_finite() for part in (h, k, rho))
    if not finite or not (rho >= -1 and rho <= 1):
        return UNKNOWN
    low = _at(h.lower(), k.lower(), rho.lower())
    return (
        low if h.is_exact() and k.is_exact() and rho.is_exact() else low.union(_at(h.upper(), k.upper(), rho.upper()))
    )


def _at(h: Any, k: Any, rho: Any) -> Any:
    """Φ₂ at numbers without radius."""
    e, f, rest = (h / arb(2).sqrt()).erf(), (k / arb(2).sqrt()).erf(), (1 - rho) * (1 + rho)
    if h == 0 and k == 0:
        return (1 + rho.asin() * 2 / arb.pi()) / 4
    if not rest > 0:  # X = ±Y
        return (1 + (e.min(f) if rho > 0 else (e + f - 1).max(arb(-1)))) / 2
    y, x = (k - rho * h) / rest.sqrt(), (h - rho * k) / rest.sqrt()
    return (1 + e + f + (sign(h) or 0) * (sign(k) or 0)) / 4 - _owen(h, y) - _owen(k, x)


def _owen(h: Any, y: Any) -> Any:
    """T(h, y)."""
    if h == 0 or y == 0:
        return ZERO
    if y.rad() > 1e-3 or h.rad() > 1e-3:  # too little is known
        return arb(0, 0.25)
    if abs(y) > abs(h):
        e, f = ((part / arb(2).sqrt()).erf() for part in (h, y))
        ways = (sign(h) or 0) * (sign(y) or 0)
        return (ways - e * f) / 4 - _owen(y, h) if ways else arb(0, 0.25)
    near, far = h * h, y * y
    inside = acb.integral(lambda t, _: (-(near + far * t * t) / 2).exp() / (near + far * t * t), 0, 1)
    return h * y / (2 * arb.pi()) * inside.real
