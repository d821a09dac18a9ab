r"""E[f(u)g(v)] for (u, v) ~ N((m1, m2), Q) by Gauss-Legendre sums: kernels whose closed forms cancel in floats.

With independent x, y ~ N(0, 1), u = m1 + αx and v = m2 + βx + γy, α² = q11, β = q12/α, γ² = (q11·q22 − q12²)/q11,

    E[f(u)g(v)] = ∫ φ(x) f(m1 + αx) G(m2 + βx, γ) dx,   G(μ, s) = E[g(μ + sy)].

The lines are cut where f and g break, around these where functions change, and where G passes over a break of g.  Each
sum has terms of one kind only, so that by Cauchy and Schwarz rounding costs parts of √(Ef²·Eg²), whatever f and g are.
Peaks w·δ⁽ʲ⁾(u − b), of derivatives of an activation with kinks, contribute, with h(u) = φ(t)/α·G(m2 + βt, γ) and
t = (u − m1)/α,

    w·(−1)ʲ h⁽ʲ⁾(b) = w·Σᵢ (j choose i) (−β/α)ⁱ Heⱼ₋ᵢ(t)·φ(t)/αʲ⁻ⁱ⁺¹ · E[g⁽ⁱ⁾(m2 + βt + γy)],   t = (b − m1)/α.
"""

from __future__ import annotations

from functools import cache
from math import comb, pi
from typing import Any

import lazy_loader
from sympy import Expr

from symcrit.kernels.floats.determinant import determinant
from symcrit.kernels.floats.distributions import Distribution, derivative

np = lazy_loader.load("numpy")

__all__ = ["expectations", "has_sums"]

_REACH = 9.0  # of a standard normal variable; Φ(−9) = 1e-19
_FAR = 30.0  # breaks beyond this are never reached
_PANEL = 3.0  # width of a panel on which φ is smooth
_LAYER = (-9.0, -6.0, -3.0, 0.0, 3.0, 6.0, 9.0)  # in units of γ around a break of g
_POINTS = 16  # of Gauss and Legendre in a panel
_TERMS = 2**16  # of the sums that are taken at once
_MOST = 60  # cuts around one break
_ROOT = (2 * pi) ** 0.5


def has_sums(sigma: Expr) -> bool:
    """Whether σ is understood in pieces."""
    return derivative(sigma, 0) is not None


def expectations(sigma: Expr, tau: Expr, orders: tuple[int, int], rows: Any) -> Any:
    """E[σ⁽ⁱ⁾(u)τ⁽ʲ⁾(v)], (i, j) = orders, at rows q11, q12, q22, m1, m2 (columns are points); nan where it fails.

    >>> from symcrit.kernels.activations import activation
    >>> relu, point = activation("relu").expr, np.array([[1.0], [0.0], [1.0], [1.0], [0.0]])
    >>> expectations(relu, relu, (0, 0), point).round(9).tolist()
    [0.432180344]
    """
    if orders[1] > orders[0] or (orders[0] == orders[1] and derivative(sigma, orders[0]).polynomials):
        sigma, tau, orders, rows = tau, sigma, orders[::-1], rows[[2, 1, 0, 4, 3]]  # peaks of u, polynomials of v
    f, values = derivative(sigma, orders[0]), np.full(rows.shape[1], np.nan)
    good = np.isfinite(rows).all(axis=0) & (rows[0] >= 0) & (rows[2] >= 0)
    a, b, c, m, n = rows[:, good]
    found = np.zeros(a.shape)
    with np.errstate(all="ignore"):
        alpha = np.sqrt(a)
        beta = np.where(alpha > 0, b / alpha, 0.0)
        gamma = np.sqrt(np.where(alpha > 0, determinant(a, b, c) / a, c))
        points = np.array([alpha, beta, gamma, m, n])
        if f.polynomials != ((0.0,),) * len(f.polynomials or ()):
            found += _smooth(f, derivative(tau, orders[1]), points)
        for place, order, weight in f.peaks:
            t = (place - m) / alpha
            mean = n + beta * t
            for i in range(order + 1):
                left = order - i
                density = (-beta / alpha) ** i * _hermite(left, t) * np.exp(-t * t / 2) / _ROOT / alpha ** (left + 1)
                found += weight * comb(order, i) * density * _mean(derivative(tau, orders[1] + i), mean, gamma)
    values[good] = found
    return values


def _smooth(f: Distribution, g: Distribution, points: Any) -> Any:
    """∫ φ(x) f(m + αx) E[g(n + βx + γy)] dx, f off its peaks, a few points at a time."""
    found = np.empty(points.shape[1])
    outer = _POINTS * (len(_cuts(f, 1.0)) + 8 * len(g.breaks) + 2 * _REACH / _PANEL)
    inner = 1 if g.polynomials else _POINTS * (len(_cuts(g, 1.0)) + 2 * _REACH / _PANEL)
    few = max(1, int(_TERMS / (outer * inner)))
    for start in range(0, len(found), few):
        alpha, beta, gamma, m, n = own = points[:, start : start + few]
        row, x, weights = _nodes(*_outer_cuts(f, g, own))
        values = weights * f.values(m[row] + alpha[row] * x)
        values *= _mean(g, n[row] + beta[row] * x, gamma[row])
        found[start : start + few] = _summed(row, values, alpha.size)
    return found


def _outer_cuts(f: Distribution, g: Distribution, points: Any) -> tuple[Any, Any]:
    """Where to cut the line of x, and how far it reaches, for each point."""
    alpha, beta, gamma, m, n = (part[:, None] for part in points)
    reach = _REACH + f.rate * alpha + g.rate * abs(beta)
    of_f = (_cuts(f, np.max(abs(m) + reach * alpha)) - m) / alpha
    of_g = (_cuts(g, np.max(abs(n) + reach * abs(beta))) - n) / beta
    passing = ((g.breaks - n) / beta)[:, :, None] + (gamma / abs(beta))[:, :, None] * np.array(_LAYER)
    cuts = np.hstack([of_f, of_g, passing.reshape(len(alpha), -1)])
    likeliest = (g.breaks - n) * beta / (beta * beta + gamma * gamma)  # x where v is at a break of g
    breaks = np.hstack([(f.breaks - m) / alpha, (g.breaks - n) / beta, likeliest])
    return cuts, _extended(reach[:, 0], breaks if f.exponential and g.exponential else cuts)


def _extended(reach: Any, places: Any) -> Any:
    """As far as from the farthest of the places that may be reached."""
    size = abs(places)
    return reach + np.max(np.where(size < _FAR, size, 0.0), axis=1, initial=0.0)


def _cuts(f: Distribution, far: float) -> Any:
    """The breaks of f, and places in its pieces between which it changes little, as far as |z| ≤ far."""
    found = [*f.breaks] if f.breaks.size or f.polynomials else [0.0]
    pieces = f.changing if f.breaks.size else f.changing * 2
    ends = [-np.inf, *found, np.inf]
    for low, high, changing in zip(ends, ends[1:], pieces, strict=False):
        if changing:
            steps = _steps(f, far)
            both = np.concatenate([low + steps if low > -np.inf else [], high - steps if high < np.inf else []])
            found += [place for place in both if low < place < high]
    return np.array(found)


def _steps(f: Distribution, far: float) -> Any:
    """Distances from a break: uniform as long as f may vary on one length, then doubled."""
    end = far / f.unit if f.oscillates else min(far / f.unit, _REACH)
    steps = _PANEL * np.arange(1, min(_MOST, max(1, np.ceil(end / _PANEL))) + 1)
    if not f.oscillates:
        steps = np.concatenate([steps, steps[-1] * 2.0 ** np.arange(1, np.log2(max(far / f.unit / steps[-1], 1)) + 1)])
    return f.unit * steps


def _nodes(cuts: Any, reach: Any) -> tuple[Any, Any, Any]:
    """Nodes and weights of ∫ φ(x)(…) dx between the cuts of each row; flat, with the row of each node."""
    base = np.arange(0.0, np.max(reach) + _PANEL, _PANEL)
    base = np.broadcast_to(np.concatenate([-base, base]), (len(cuts), 2 * base.size))
    ends = np.hstack([np.nan_to_num(cuts), base])
    ends = np.sort(np.clip(ends, -reach[:, None], reach[:, None]), axis=1)
    widths = np.diff(ends, axis=1)
    row, panel = np.nonzero(widths > 0)
    points, weights = _legendre()
    x = ends[row, panel, None] + widths[row, panel, None] * points
    weights = widths[row, panel, None] * weights * np.exp(-x * x / 2) / _ROOT
    return np.repeat(row, points.size), x.ravel(), weights.ravel()


def _summed(row: Any, terms: Any, count: int) -> Any:
    """Σ of the terms of each row, first those of a panel: hundreds of additions one after another cost ten ulp."""
    points, _ = _legendre()
    return np.bincount(row[:: points.size], terms.reshape(-1, points.size).sum(axis=1), count)


@cache
def _legendre() -> tuple[Any, Any]:
    """Nodes and weights on [0, 1]."""
    points, weights = np.polynomial.legendre.leggauss(_POINTS)
    return (1 + points) / 2, weights / 2


def _mean(g: Distribution, mean: Any, scale: Any) -> Any:
    """E[g(mean + scale·y)]."""
    if g.polynomials:
        found = _mean_of_polynomials(g, mean, scale)
    else:
        reach = _REACH + g.rate * scale
        cuts = (_cuts(g, np.max(abs(mean) + reach * scale)) - mean[:, None]) / scale[:, None]
        breaks = (g.breaks - mean[:, None]) / scale[:, None]
        row, y, weights = _nodes(cuts, _extended(reach, breaks if g.exponential else cuts))
        found = _summed(row, weights * g.values(mean[row] + scale[row] * y), mean.size)
    for place, order, weight in g.peaks:
        t = (place - mean) / scale
        found += weight * _hermite(order, t) * np.exp(-t * t / 2) / _ROOT / scale ** (order + 1)
    return found


def _mean_of_polynomials(g: Distribution, mean: Any, scale: Any) -> Any:
    """The same for a g of polynomials, by their moments on each piece."""
    from scipy.special import ndtr

    infinite = np.full(mean.shape, np.inf)
    ends = [-infinite, *(np.nan_to_num((place - mean) / scale, posinf=np.inf, neginf=-np.inf) for place in g.breaks),
            infinite]  # fmt: skip
    found = np.zeros(mean.shape)
    for low, high, factors in zip(ends, ends[1:], g.polynomials, strict=False):
        moments = [np.where(low > 0, ndtr(-low) - ndtr(-high), ndtr(high) - ndtr(low))]
        for k in range(1, len(factors)):
            step = _power_of_normal(k - 1, low) - _power_of_normal(k - 1, high)
            moments.append(step + (k - 1) * moments[k - 2] if k > 1 else step)
        for k, factor in enumerate(factors):
            if factor:
                powers = (comb(k, j) * mean ** (k - j) * scale**j * moments[j] for j in range(k + 1))
                found += factor * sum(powers)
    return found


def _power_of_normal(k: int, t: Any) -> Any:
    """tᵏ·φ(t), 0 at infinity."""
    return np.where(abs(t) < 40, t**k * np.exp(-t * t / 2) / _ROOT, 0.0)


def _hermite(order: int, t: Any) -> Any:
    """He, with leading coefficient 1."""
    before, now = np.zeros_like(t), np.ones_like(t)
    for k in range(order):
        before, now = now, t * now - k * before
    return now
