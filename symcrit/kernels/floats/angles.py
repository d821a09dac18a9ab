"""E[f(u)g(v)] of functions with a kink at 0, analytic on both sides of it, by sums over angles in floats.

The sums, and the grid that they need, are those of `symcrit.core.expectation.halves`.
"""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

import lazy_loader
from flint import arb
from sympy import Expr

from symcrit.core.expectation.halves import Grid, grid, halved, joint_growth
from symcrit.kernels.floats.distributions import compiled
from symcrit.kernels.quadrature.strips import function_in_strip, function_with_quadrature

np = lazy_loader.load("numpy")

__all__ = ["bends", "sums_in_angles"]

Nodes: TypeAlias = "tuple[np.ndarray, np.ndarray]"  # and weights
_BITS = 48
_MOST_NODES = 4_000_000  # of a sum


def bends(f: Expr, g: Expr) -> bool:
    """Whether one of them is not seen to be analytic in a strip."""
    return any(function_in_strip(function) is None for function in (f, g))


def sums_in_angles(f: Expr, g: Expr, rows: np.ndarray) -> np.ndarray:
    """E[f(u)g(v)] at rows q11, q12, q22, m1, m2 (columns are points); nan with means, and where it is not defined.

    >>> from symcrit.kernels.activations import activation
    >>> softsign = activation("softsign").expr
    >>> sums_in_angles(softsign, softsign, np.array([[1.0], [0.5], [1.0], [0.0], [0.0]])).round(12).tolist()
    [0.08635439355]
    """
    values = np.full(rows.shape[1], np.nan)
    good = np.isfinite(rows).all(axis=0) & (rows[0] >= 0) & (rows[2] >= 0) & (rows[3:] == 0).all(axis=0)
    first, second = compiled(f), compiled(g)
    for place in np.flatnonzero(good):
        q11, q12, q22 = rows[:3, place]
        a, b = np.sqrt(q11), np.sqrt(q22)
        if (nodes := _nodes(f, g, _above(max(a, b)))) is None:
            continue
        rho = np.clip(q12 / (a * b), -1, 1) if a * b > 0 else 0.0
        angle = np.arccos(-rho)
        values[place] = sum(
            _quadrant(lambda u, way=way: first(way * u), lambda v, turn=turn: second(turn * v), (a, b, width), nodes)
            for way, turn, width in ((1, 1, angle), (-1, -1, angle), (1, -1, np.pi - angle), (-1, 1, np.pi - angle))
        )
    return values


def _above(scale: float) -> float:
    """A power of 2 that is no smaller, and no smaller than 1."""
    return float(2.0 ** np.ceil(np.log2(max(scale, 1.0))))


def _quadrant(first, second, law: tuple[float, float, float], nodes: tuple[Nodes, Nodes]) -> float:
    """Σ h·k·p′(t_j) r_i² exp(−r_i²/2) f g · w/(2π), for √q11, √q22 and the angle w."""
    a, b, angle = law
    (r, r_weights), (p, p_weights) = nodes
    u = a * np.outer(r, np.sin(angle * p))
    v = b * np.outer(r, np.sin(angle * p[::-1]))
    return float(angle / (2 * np.pi) * (r_weights @ (first(u) * second(v)) @ p_weights))


@cache
def _nodes(f: Expr, g: Expr, scale: float) -> tuple[Nodes, Nodes] | None:
    """r and p = 1/(1 + e⁻ᵗ) with their weights, for √q11, √q22 ≤ `scale`; None without a bound, or for too many."""
    functions = [function_with_quadrature(function) for function in (f, g)]
    if any(function is None or halved(function) is None for function in functions):
        return None
    parts = [(halved(function), arb(scale)) for function in functions]
    worst: Grid | None = None
    for way in ("right", "left"):
        own = [(getattr(side, way), size) for side, size in parts]
        near, wide = joint_growth(own, wide=False), joint_growth(own, wide=True)
        if not (near.usable and wide.usable):
            return None
        found = grid(near, wide, arb.pi(), _BITS)
        if found.size > _MOST_NODES:
            return None
        worst = found if worst is None or found.size > worst.size else worst
    h, k = float(worst.h), float(worst.k)
    r = np.exp(h * np.arange(worst.first, worst.last + 1))
    t = k * np.arange(-worst.reach, worst.reach + 1)
    p = 1 / (1 + np.exp(-t))
    return (r, h * r * r * np.exp(-r * r / 2)), (p, k * p * p[::-1])
