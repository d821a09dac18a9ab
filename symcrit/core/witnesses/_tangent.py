"""Tangents of a power series with coefficients ≥ 0 as a function of the square of its argument.

Let f(t) = Σ a_m t^m for |t| ≤ 1, a_m ≥ 0, and x = t².  The second derivative of f by x has the sign of

    t·f″(t) − f′(t) = Σ m(m − 2)·a_m·t^(m−1),

which grows with t > 0: f is concave in x up to some point, and convex from there on.  If it is ≤ 0 at τ, then for every
0 < t ≤ τ the tangent by x at t is above f where f is concave; where f is convex, tangent minus f is concave, so that it
is ≥ 0 there, too, if it is at the end 1: f(1) ≤ f(t) + f′(t)·(1 − t²)/(2t).  The right side falls in t ≤ τ (its
derivative by x is (1 − x)·∂²f/∂x²), so that it suffices to see this at τ.  And f(t) ≤ f(|t|).
"""

from __future__ import annotations

from collections.abc import Iterator

from symcrit.core.algebra.domain import Domain, Goal
from symcrit.core.algebra.expr import ONE, TWO, Expr, parse, symbols
from symcrit.core.projectors.target import Target
from symcrit.core.reading import need
from symcrit.core.witnesses._maximum import goal


def read_place(value: object) -> Expr:
    """A number; raises `Malformed`."""
    found = parse(value)
    need(not symbols(found), "the place of a tangent is a number")
    return found


def tangents(target: Target, domain: Domain, point: Expr, last: Expr) -> Iterator[Goal]:
    """The tangents of V, or of κ(1, t, 1), by t² are above it at all 0 < t ≤ τ = `last`, which holds for the `point`.

    "point": the point is ≤ τ < 1; "bend", τ·V″(τ) ≤ V′(τ); "end", V(1) ≤ V(τ) + V′(τ)·(1 − τ²)/(2τ).
    """
    slope = target.slope(last)
    tangent = target.V(last) + slope * (ONE - last * last) / (TWO * last)
    yield goal(domain, "point", "<=", point, last)
    yield goal(domain, "inside", "<", last, ONE)
    yield goal(domain, "bend", "<=", last * target.bend(last), slope)
    yield goal(domain, "end", "<=", target.V(ONE), tangent)
