"""The bivariate normal distribution in float64, and closed forms with means where they are 0/0."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import lazy_loader

np = lazy_loader.load("numpy")

__all__ = ["binormal", "with_limits"]


def binormal(h: Any, k: Any, rho: Any) -> np.ndarray:
    """Φ₂(h, k; ρ), elementwise, by Owen's T function: to about 1e-15; |ρ| beyond 1 by rounding counts as 1.

    >>> binormal(0, 0, [-1, 0.5, 1]).round(9).tolist()
    [0.0, 0.333333333, 0.5]
    """
    from scipy import special  # only where there are means

    h, k, rho = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (h, k, rho)))
    rho = np.clip(rho, -1, 1)
    with np.errstate(all="ignore"):
        rest = np.sqrt((1 - rho) * (1 + rho))
        angles = [special.owens_t(a, (b - rho * a) / (a * rest)) * (a != 0) for a, b in ((h, k), (k, h))]
        first, second = special.ndtr(h), special.ndtr(k)
        inside = (first + second) / 2 - np.nan_to_num(angles[0]) - np.nan_to_num(angles[1])
        inside = inside - (1 - np.sign(h) * np.sign(k)) / 4
        centre = 0.25 + np.arcsin(rho) / (2 * np.pi)
        edge = np.where(rho > 0, np.minimum(first, second), np.maximum(first + second - 1, 0))
        found = np.where((h == 0) & (k == 0), centre, np.where(rest > 0, inside, edge))
    return np.where(np.isnan(h + k + rho), np.nan, found)


def with_limits(form: Callable[..., Any], values: Sequence[np.ndarray], found: np.ndarray) -> np.ndarray:
    """`found` = form(q11, q12, q22, m1, m2) with the limits where it is nan: at q11 = 0, q22 = 0 and ρ = ±1.

    There the form is taken at norms ≥ 1e-14 and at (1 − 1e-13)·ρ: right to about 1e-10 where κ is continuous.
    """
    values = np.broadcast_arrays(*values)
    lost = np.isnan(found) & ~np.isnan(sum(values))
    if lost.any():
        q11, q12, q22, *means = (np.array(value[lost]) for value in values)
        q11, q22 = np.maximum(q11, 1e-28), np.maximum(q22, 1e-28)
        bound = np.sqrt(q11 * q22) * (1 - 1e-13)
        found = np.array(np.broadcast_to(found, lost.shape))
        found[lost] = form(q11, np.clip(q12, -bound, bound), q22, *means)
    return found
