"""`sphere_bounds`: the mean of the kernel over all directions, between two functions of the dimension."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sympy import Symbol

from symcrit.claims import Claim, Setting, named
from symcrit.core.claims.sphere_bounds import SphereBounds
from symcrit.errors import InputError, shorten
from symcrit.search.attempts import Attempt
from symcrit.search.claims._affine import of_goals, prove_goals, relu
from symcrit.search.engines.values import Point
from symcrit.search.search import Search
from symcrit.translate import exact_json

__all__ = ["attempts", "sphere_bounds"]


def sphere_bounds(low: object, high: object) -> Claim:
    """low ≤ m(d) ≤ high for every dimension d ≥ 1, m(d) the mean of E[σ(u·x)σ(b·x)] over b uniform on the sphere.

    σ = ReLU, |u| = 1; low and high are expressions in the symbol d. In what a student sees of a wide network with such
    b_i the mean c is replaced by c_eff = 2π·m(d)·c; see `sphere_mean` for single dimensions.
    Raises InputError for what is not exact, and for other symbols than d.

    >>> from symcrit import decide
    >>> decide(sphere_bounds("(1 + 1/(2*d))/(2*pi)", "(1 + 1/(2*d - 1))/(2*pi)")).verdict.name
    'PROVED'
    """
    exprs, _ = named([low, high], ())
    others = {symbol.name for expr in exprs for symbol in expr.free_symbols} - {"d"}
    if others:
        raise InputError(f"{shorten(sorted(others))}: the bounds are functions of d alone")
    d = Symbol("d", integer=True, positive=True)
    fields = {
        name: exact_json(expr.subs(dict.fromkeys(expr.free_symbols, d)))
        for name, expr in zip(("low", "high"), exprs, strict=True)
    }
    return Setting.of([], []).claim("sphere_bounds", kernel=relu(), **fields)


def attempts(claim: SphereBounds) -> Iterator[Attempt]:
    """Dimensions, and every goal."""
    yield from of_goals(prove_goals, _places)


def _places(search: Search, claim: SphereBounds) -> Iterator[Point]:
    """Small dimensions, and some large ones."""
    yield from ({"d": Fraction(d)} for d in (1, 2, 3, 4, 10, 5, 6, 7, 8, 9, 20, 50, 100, 1000))
