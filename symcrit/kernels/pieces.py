"""Functions of a real z in pieces: where |…| changes its sign, and what the function is between these places."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

import sympy
from sympy import Abs, Expr, oo

from symcrit.errors import InputError, shorten
from symcrit.kernels.edges import by_abs, normal_form, smoothness_at_0, z

__all__ = ["Pieces", "by_absolutes", "canonical", "jump", "pieces_of", "product_along", "slope", "smoothness"]

_MOST = 12  # breakpoints
_DEEPEST = 24  # derivatives that are compared at breakpoints


class Pieces(NamedTuple):
    """b_1 < … < b_k, and what a function is for z < b_1, between b_1 and b_2, …, for z > b_k."""

    breaks: tuple[Expr, ...]
    pieces: tuple[Expr, ...]


@cache
def pieces_of(expr: Expr) -> Pieces | None:
    """An expression in z in pieces without |…|; None where these have no polynomial of degree ≤ 2 inside.

    >>> pieces_of((abs(z + 1) - abs(z - 1)) / 2)
    Pieces(breaks=(-1, 1), pieces=(-1, z, 1))
    >>> pieces_of(sympy.exp(-abs(abs(z) - 1)))
    Pieces(breaks=(-1, 0, 1), pieces=(exp(z + 1), exp(-z - 1), exp(z - 1), exp(1 - z)))
    """
    expr = expr.replace(sympy.sign, lambda x: x / abs(x))
    parts = _split(expr, -oo, oo)
    if parts is None:
        return None
    breaks: list[Expr] = []
    pieces: list[Expr] = []
    for start, piece in parts:
        own = _plain(piece)
        if pieces and pieces[-1] == own:
            continue
        if pieces:
            breaks.append(start)
        pieces.append(own)
    return Pieces(tuple(breaks), tuple(pieces)) if len(breaks) <= _MOST else None


def _plain(piece: Expr) -> Expr:
    """A piece multiplied out, without a quotient where it cancels."""
    has_quotient = any(
        power.exp.is_negative and power.has(z) for power in piece.atoms(sympy.Pow) if not power.base.is_number
    )
    return sympy.expand(sympy.cancel(piece) if has_quotient else piece, power_exp=False)


def _split(expr: Expr, low: Expr, high: Expr) -> list[tuple[Expr, Expr]] | None:
    """The parts of (low, high), each by its lower end, with the expression there."""
    inner = [part for part in expr.atoms(Abs) if not part.args[0].has(Abs)]
    if not inner:
        return [(low, expr)]
    first = min(inner, key=sympy.default_sort_key)
    roots = _roots(first.args[0])
    if roots is None:
        return None
    ends = [low, *(root for root in roots if low < root < high), high]
    found: list[tuple[Expr, Expr]] = []
    for start, stop in pairwise(ends):
        inside = first.args[0]
        way = 1 if inside.subs(z, _between(start, stop)).is_positive else -1
        parts = _split(expr.xreplace({first: way * inside}), start, stop)
        if parts is None:
            return None
        found += parts
    return found


def _roots(inside: Expr) -> list[Expr] | None:
    """The real zeros of a polynomial of degree 1 or 2 in z, in order."""
    if not inside.is_polynomial(z) or not 1 <= sympy.degree(inside, z) <= 2:
        return None
    found = sympy.roots(sympy.Poly(inside, z))
    return sorted(root for root in found if root.is_real)


def _between(low: Expr, high: Expr) -> Expr:
    """A rational number between two."""
    if low == -oo and high == oo:
        return sympy.Integer(0)
    if low == -oo:
        return sympy.floor(high) - 1
    if high == oo:
        return sympy.ceiling(low) + 1
    return (low + high) / 2


def slope(function: Pieces) -> Pieces:
    """The derivative off the breakpoints."""
    return Pieces(function.breaks, tuple(piece.diff(z) for piece in function.pieces))


def jump(function: Pieces, place: int) -> Expr:
    """By how much the function jumps at a breakpoint, 0 where that is seen."""
    step = function.pieces[place + 1] - function.pieces[place]
    return sympy.simplify(step.subs(z, function.breaks[place]))


def product_along(f: Pieces, g: Pieces, shift: Expr, scale: Expr) -> Pieces:
    """f(z)·g(shift + scale·z), for numbers, scale ≠ 0.

    >>> step = pieces_of(1 + z / abs(z))
    >>> product_along(step, step, sympy.Integer(1), sympy.Integer(-1))
    Pieces(breaks=(0, 1), pieces=(0, 4, 0))
    """
    moved = [sympy.expand((place - shift) / scale) for place in g.breaks]
    breaks = sorted({*f.breaks, *moved})
    ends = [-oo, *breaks, oo]
    pieces = []
    for low, high in pairwise(ends):
        inside = _between(low, high)
        first = f.pieces[sum(bool(place < inside) for place in f.breaks)]
        image = shift + scale * inside
        second = g.pieces[sum(bool(place < image) for place in g.breaks)]
        pieces.append(sympy.expand(first * second.subs(z, shift + scale * z), power_exp=False))
    return Pieces(tuple(breaks), tuple(pieces))


def canonical(expr: Expr) -> tuple[object, ...]:
    """What a function is between its breakpoints; equal forms are the same function, off these.

    >>> canonical((6 + abs(z) - abs(z - 6)) / 2) == canonical(sympy.Min(sympy.Max(z, 0), 6).rewrite(sympy.Abs))
    True
    """
    return pieces_of(expr) or normal_form(expr)


@cache
def smoothness(expr: Expr) -> int | Literal["analytic"]:
    """The number of continuous derivatives of an expression in z, −1 for a jump, "analytic" where it has no |…|.

    >>> smoothness(abs(z - 1)), smoothness(abs(z - 1) * (z - 1)), smoothness((z - 1) / abs(z - 1)), smoothness(z)
    (0, 1, -1, 'analytic')
    """
    own = pieces_of(expr) if expr.atoms(Abs) - {abs(z)} else None
    if own is None:
        return smoothness_at_0(expr)
    for order in range(_DEEPEST):
        if any(jump(own, i) != 0 for i in range(len(own.breaks))):
            return order - 1
        own = slope(own)
    return _DEEPEST - 1 if own.breaks else "analytic"


def by_absolutes(name: str, expr: Expr) -> Expr:
    """Max, Min, sign, Heaviside and Piecewise, with cases that part at numbers, written by abs.

    name: of the activation, for errors.  Raises InputError for other cases, and where a function has no value.

    >>> by_absolutes("mine", sympy.Piecewise((-1, z < -1), (z, z < 1), (1, True)))
    -Abs(z - 1)/2 + Abs(z + 1)/2
    """
    if expr.has(sympy.Piecewise):
        folded = sympy.piecewise_fold(expr)
        places = _places(name, folded)
        if places != [sympy.Integer(0)]:
            return by_abs(name, _joined(_branches(name, folded, places)))
    return by_abs(name, expr)


def _places(name: str, expr: Expr) -> list[Expr]:
    """The numbers at which the cases of a piecewise expression part, in order."""
    found: set[Expr] = set()
    for relation in expr.atoms(sympy.core.relational.Relational):
        ends = [side for side in relation.args if side != z]
        if len(ends) != 1 or not ends[0].is_number or not ends[0].is_real or isinstance(relation, sympy.Eq | sympy.Ne):
            raise InputError(
                f"activation {name!r} has a case {shorten(relation)}; only cases z < b with a number b are known"
            )
        found.add(ends[0])
    return sorted(found)


def _branches(name: str, expr: Expr, places: list[Expr]) -> Pieces:
    """What a piecewise expression is between these places."""
    ends = [-oo, *places, oo]
    pieces = []
    for low, high in pairwise(ends):
        inside = _between(low, high)
        cases = expr.args if isinstance(expr, sympy.Piecewise) else [(expr, sympy.true)]
        value = next((value for value, condition in cases if condition.subs(z, inside) == sympy.true), None)
        if value is None:
            raise InputError(f"activation {name!r} is not defined between {low} and {high}")
        pieces.append(value)
    return Pieces(tuple(places), tuple(pieces))


def _joined(function: Pieces) -> Expr:
    """The function by |z − b|; without a quotient at breakpoints where it is continuous."""
    total = function.pieces[0]
    for i, place in enumerate(function.breaks):
        step = sympy.expand(function.pieces[i + 1] - function.pieces[i])
        beyond = z - place
        if jump(function, i) != 0:
            total += step * (1 + beyond / abs(beyond)) / 2
        elif step.is_polynomial(z):
            total += sympy.cancel(step / beyond) * (beyond + abs(beyond)) / 2
        else:
            total += step.subs(z, (z + place + abs(beyond)) / 2)
    return sympy.expand(total, power_exp=False)
