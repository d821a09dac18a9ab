r"""Exact values of kernels and their derivatives where closed forms are 0/0: at q11 = 0, q22 = 0 and |ρ| = 1.

A derivative of κ is a multiple of E[f(u)g(v)] with f = σ⁽ⁱ⁾, g = τ⁽ʲ⁾ (Price), sums of `Term`s that may hold δ⁽ⁿ⁾.

*In pieces*, at |ρ| = 1: E[h(u)] for the product h(z) = σ(z)τ(m2 + s(z − m1)), in pieces too.
*q11 = 0*: u = m1 and E[f(u)g(v)] = f(m1)·E[g(v)], where f has a value at m1.
*|ρ| = 1*: v − m2 = s(u − m1), s = ±√(q22/q11).  One edge (sign z, or δ) leaves a formula in erf.  With two,

    sign u · sign v = ±(1 − sign(x − a) + sign(x − b)),        x = (u − m1)/√q11,

where a ≤ b are the two places x = −m1/√q11 and x = ∓m2/√q22 at which u and v change sign, so each of the three terms
has one edge.  E[δ(u) h(v)] is E[δ(u)]·h at the v that belongs to u = 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import sympy
from sympy import Expr, S, sqrt

from symcrit.core.algebra import balls
from symcrit.errors import shorten
from symcrit.kernels.closed.closed_forms import q11, q12, q22
from symcrit.kernels.closed.integrals import expectation_of, m1, m2
from symcrit.kernels.closed.reductions import mean_of
from symcrit.kernels.closed.terms import NoClosedForm, Term, derivative, terms
from symcrit.kernels.edges import z
from symcrit.kernels.gram import as_ball
from symcrit.kernels.pieces import Pieces, jump, pieces_of, product_along, slope

__all__ = ["NoValue", "value_at_the_edge"]

_UNIT = [Term(S.One)]
_BITS = 1000  # to which the sign of an exact number is looked for


class NoValue(Exception):
    """Why there is no value."""


def value_at_the_edge(
    sigma: Expr, tau: Expr, orders: tuple[int, int], q: Sequence[Expr], means: Sequence[Expr] = (S.Zero, S.Zero)
) -> Expr:
    """E[f(u)g(v)] exactly, f = σ⁽ⁱ⁾ and g = τ⁽ʲ⁾ with `orders` = (i, j), where q11 = 0, q22 = 0 or q12² = q11·q22.

    q, means: exact numbers q11, q12, q22 and m1, m2.
    Raises `NoValue` where E[f(u)g(v)] is infinite or depends on a value of f or g at a jump, and where an edge cannot
    be placed.

    >>> from symcrit.kernels.edges import z
    >>> relu = (z + abs(z)) / 2
    >>> value_at_the_edge(relu, relu, (0, 0), (S.Zero, S.Zero, S.One))
    0
    >>> value_at_the_edge(relu, relu, (0, 0), (S.One, S.One, S.One), (S.Zero, S.Zero))
    1/2
    """
    try:
        f, g = (_differentiated(expr, order) for expr, order in zip((sigma, tau), orders, strict=True))
        return _Edge(tuple(q), tuple(means)).value(f, g)
    except NoValue as why:
        value = _by_pieces((sigma, tau), orders, q, means)
        if value is None:
            raise why from None
        return value


def _by_pieces(pair: Sequence[Expr], orders: tuple[int, int], q: Sequence[Expr], means: Sequence[Expr]) -> Expr | None:
    """The same for σ and τ in pieces, at numbers; None where that says nothing.

    σ′ may jump where σ is continuous; then E[σ′(u)τ′(v)] needs no value there if u has a variance.
    """
    functions = [pieces_of(expr) for expr in pair]
    numbers = all(value.is_number for value in (*q, *means))
    if None in functions or not numbers or max(orders) > 1:
        return None
    a, b, c = q
    own = []
    for function, order in zip(functions, orders, strict=True):
        jumps = any(jump(function, i) != 0 for i in range(len(function.breaks)))
        if jumps and order:
            return None
        own.append(slope(function) if order else function)
    f, g = own
    try:
        if a == 0 or c == 0:
            first = _value(f, means[0]) if a == 0 else mean_of(f, means[0], a)
            second = _value(g, means[1]) if c == 0 else mean_of(g, means[1], c)
            return None if first is None or second is None or b != 0 else first * second
        if sympy.expand(a * c - b * b) != 0:
            return None
        return mean_of(product_along(f, g, means[1] - b / a * means[0], b / a), means[0], a)
    except NoClosedForm:
        return None


def _value(function: Pieces, point: Expr) -> Expr | None:
    """The value at a number; None at a jump, and where its place is not certain."""
    place = 0
    for i, at in enumerate(function.breaks):
        side = _sign(point - at)
        if side == 0 and jump(function, i) != 0:
            return None
        place += side > 0
    return function.pieces[place].subs(z, point)


def _differentiated(expr: Expr, order: int) -> list[Term]:
    try:
        found = terms(expr)
        for _ in range(order):
            found = derivative(found)
    except NoClosedForm as why:
        raise NoValue(str(why)) from None
    return found


def _sign(number: Expr) -> int:
    """The sign of an exact number; raises `NoValue` where it is not certain."""
    if (number := sympy.expand(number)) == 0:
        return 0
    if number.free_symbols:
        if number.is_positive or number.is_negative:
            return 1 if number.is_positive else -1
        raise NoValue(f"the sign of {shorten(number)} depends on its symbols; put numbers in")
    with balls.precision(_BITS):
        ball = as_ball(number)
        if ball > 0 or ball < 0:
            return 1 if ball > 0 else -1
    if sympy.simplify(number) == 0:
        return 0
    raise NoValue(f"it is not known whether {shorten(number)} is 0")


@dataclass(frozen=True)
class _Edge:
    """A singular covariance with exact numbers."""

    q: tuple[Expr, Expr, Expr]
    means: tuple[Expr, Expr]

    def value(self, f: list[Term], g: list[Term]) -> Expr:
        """E[f(u)g(v)]."""
        a, b, c = self.q
        if a == 0 or c == 0:
            if b != 0:
                raise NoValue("q12 is 0 where q11 or q22 is")
            first = _at(f, self.means[0]) if a == 0 else self._number(f, _UNIT)
            return first * (_at(g, self.means[1]) if c == 0 else self._number(_UNIT, g))
        if sympy.expand(a * c - b * b) != 0:
            raise NoValue("the covariance is not singular")
        return sympy.Add(*(self._pair(x, y) for x, y in product(f, g)))

    @property
    def _way(self) -> int:
        """The sign of q12; where it is ≥ 0 (≤ 0) it is not 0, or the formulas that follow are not defined."""
        across = self.q[1]
        if across.free_symbols and (across.is_nonnegative or across.is_nonpositive):
            return 1 if across.is_nonnegative else -1
        return _sign(across)

    def _number(self, f: list[Term], g: list[Term]) -> Expr:
        """E[f(u)g(v)] by its formula, which is defined here."""
        try:
            found = expectation_of(f, g, self._symbols)
        except NoClosedForm as why:
            raise NoValue(str(why)) from None
        value = found.xreplace(dict(zip((q11, q12, q22, m1, m2), (*self.q, *self.means), strict=True)))
        if value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.AccumBounds):
            raise NoValue(f"its formula {shorten(found)} is not defined there")
        return value

    @property
    def _symbols(self) -> tuple[Expr, Expr]:
        return tuple(symbol if mean != 0 else S.Zero for symbol, mean in zip((m1, m2), self.means, strict=True))

    def _pair(self, x: Term, y: Term) -> Expr:
        """E[x(u)y(v)] at |ρ| = 1."""
        edges = [term.delta or (term.e is not None and not term.e[1]) for term in (x, y)]
        if not all(edges):
            return self._number([x], [y])
        if x.delta or y.delta:
            return self._with_delta(x, y)
        side = self._way
        plain = replace(x, e=None), replace(y, e=None)
        value = side * self._number([plain[0]], [plain[1]])
        if order := self._order():
            of_u, of_v = self._number([x], [plain[1]]), self._number([plain[0]], [y])
            value += order * (of_v - side * of_u)
        return value

    def _order(self) -> int:
        """1 where u changes its sign at a smaller x than v, −1 where v does, 0 where both do at once."""
        (a, _, c), (first, second) = self.q, self.means
        return _sign(first * sqrt(c) - self._way * second * sqrt(a))

    def _with_delta(self, x: Term, y: Term) -> Expr:
        """With δ(u) and sign v or δ(v), or the other way round."""
        flipped = not x.delta
        one, other = (y, x) if flipped else (x, y)
        if one.delta and other.delta:
            if self._order() == 0:
                raise NoValue("it is infinite: both kinks lie at the same place")
            return S.Zero
        there = self._order() if flipped else -self._way * self._order()  # the sign of the other at the δ
        if one.n > 0:
            if there == 0:
                raise NoValue("a derivative of δ meets a kink")
        elif there == 0 and other.n == 0:
            raise NoValue("a jump lies where the other function has a kink")
        pair = [one], [replace(other, e=None)]
        return there * self._number(*(pair[::-1] if flipped else pair))


def _at(found: list[Term], point: Expr) -> Expr:
    """The value of a sum of terms at a number; raises `NoValue` at a jump or a δ."""
    side, total, jump = _sign(point), S.Zero, S.Zero
    for term in found:
        if term.delta:
            if side == 0:
                raise NoValue("it is infinite at a kink")
            continue
        value = term.c * point**term.n * sympy.exp(term.gamma + term.beta * point - term.h * point**2 / 2)
        if term.omega or term.phi or term.k:
            angle = term.omega * point + term.phi
            value *= -sympy.sin(angle) if term.k else sympy.cos(angle)
        if term.e is not None and term.e[1]:
            value *= sympy.erf(point * sqrt(term.e[0] / 2))
        elif term.e is not None:
            jump += value if side == 0 else S.Zero
            value *= side
        total += value
    if sympy.expand(jump) != 0:
        raise NoValue("it depends on a value at a jump")
    return total
