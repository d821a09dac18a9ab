"""Limits of expressions as a symbol grows beyond all bounds, for every value of the other symbols.

`limit` returns L with F(x) → L as x → ∞ (or −∞), or None where the shape of F does not tell.  It follows the
operations of F: all of them are continuous where they are defined, exp u → 0 as u → −∞, erf u → ±1, …; a quotient of
polynomials has the limit of its leading terms; and exp u, u → −∞ at least as fast as −c·|x|, c > 0, beats every
quotient of polynomials.  The sign of L is for the caller to show.
"""

from __future__ import annotations

from typing import NamedTuple

from flint import fmpq

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, add, mul, nodes, num
from symcrit.core.algebra.operations import RANGES
from symcrit.core.algebra.ring import Polynomial
from symcrit.core.algebra.signs import ANY, NEGATIVE, NOWHERE, POSITIVE, Signs, products

CONTINUOUS = ("sqrt", "exp", "sin", "cos", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "abs")
AT_INFINITY: dict[str, Expr] = {  # the limits of functions at ∞, where they are finite
    "atan": PI / TWO,
    "tanh": ONE,
    "erf": ONE,
    "erfc": ZERO,
}
AT_MINUS_INFINITY: dict[str, Expr] = {
    "exp": ZERO,
    "atan": -(PI / TWO),
    "tanh": num(-1),
    "erf": num(-1),
    "erfc": TWO,
}
GROWING = ("exp", "log", "sqrt", "sinh", "cosh", "abs")  # to ∞ with their argument


class Limit(NamedTuple):
    """What happens to the value: it tends to `value`, or to ∞ (way 1) or −∞ (way −1), or (bounded) stays bounded."""

    value: Expr | None = None
    way: int = 0
    bounded: bool = False


UNKNOWN = Limit()
BOUNDED = Limit(bounded=True)


def limit(root: Expr, symbol: str, context: Context, way: int = 1) -> Expr | None:
    """L with root → L as the symbol → ∞ (way −1: → −∞), for all values that the domain lets the other symbols have.

    `root` is defined on the domain, where the symbol has no end on that side.  None where the limit is not seen.
    """
    return _Limits(symbol, way, context).of(root)


class _Limits:
    """The limits of the nodes of an expression as `symbol` → ∞ (way 1) or −∞ (way −1)."""

    def __init__(self, symbol: str, way: int, context: Context) -> None:
        self.symbol = symbol
        self.way = way
        self.context = context
        self.found: dict[Expr, Limit] = {}
        self.quotients: set[Expr] = set()  # the nodes that are quotients of polynomials in the symbols

    def of(self, root: Expr) -> Expr | None:
        """The limit of the expression, where it is seen to be finite."""
        for node in nodes(root):
            self.context.work.charge(2)
            if node.op in ("num", "sym", "add", "mul", "pow") and self.quotients.issuperset(node.children):
                self.quotients.add(node)
            self.found[node] = self._node(node)
        return self.found[root].value

    def _node(self, node: Expr) -> Limit:
        if self.symbol not in node.names:
            return Limit(node)
        if node in self.quotients:
            return self._quotient(node)
        parts = [self.found[child] for child in node.children]
        if node.op == "add":
            return _sum(parts)
        if node.op == "mul":
            product = self._product(parts)
            return Limit(ZERO) if product == UNKNOWN and self._falls(node) else product
        if node.op == "pow":
            return self._power(parts[0], node.args[0])
        if len(parts) == 1:
            return self._function(node.op, parts[0])
        return UNKNOWN

    def _product(self, parts: list[Limit]) -> Limit:
        if UNKNOWN in parts:
            return UNKNOWN
        values = [part.value for part in parts if part.value is not None]
        if len(values) == len(parts):
            return Limit(mul(*values))
        if all(part.way == 0 for part in parts):
            vanishes = any(self.context.is_zero(value) for value in values)
            return Limit(ZERO) if vanishes else BOUNDED
        if any(part.bounded for part in parts):
            return UNKNOWN
        signs = POSITIVE
        for part in parts:
            own = frozenset({part.way}) if part.value is None else self.context.signs(part.value)
            signs = products(signs, own)
        return _towards(signs)

    def _power(self, base: Limit, exponent: int) -> Limit:
        if base.value is not None:
            nonzero = exponent >= 0 or 0 not in self.context.signs(base.value)
            return Limit(base.value**exponent) if nonzero else UNKNOWN
        if base.way == 0:
            return BOUNDED if base.bounded and exponent >= 0 else UNKNOWN
        if exponent == 0:
            return Limit(ONE)
        if exponent < 0:
            return Limit(ZERO)
        return Limit(way=base.way if exponent % 2 else 1)

    def _function(self, op: str, inside: Limit) -> Limit:
        """The limit of a function of one argument."""
        if inside.value is not None:
            positive = op == "log" and self.context.signs(inside.value) == POSITIVE
            return Limit(Expr(op, inside.value)) if positive or op in CONTINUOUS else UNKNOWN
        if inside.way == 1 and op in GROWING:
            return Limit(way=1)
        if inside.way == -1 and op in ("sinh", "cosh", "abs"):
            return Limit(way=-1 if op == "sinh" else 1)
        ends = {1: AT_INFINITY, -1: AT_MINUS_INFINITY}.get(inside.way, {})
        if op in ends:
            return Limit(ends[op])
        return BOUNDED if op in RANGES else UNKNOWN

    # ------------------------------------------------------------------------------------- quotients of polynomials

    def _quotient(self, node: Expr) -> Limit:
        growth = self._growth(node)
        if growth.degree < 0:
            return Limit(ZERO)
        if growth.degree > 0:
            return _towards(growth.signs)
        return UNKNOWN if growth.value is None else Limit(num(growth.value))

    def _growth(self, node: Expr) -> _Growth:
        """How a quotient of polynomials goes, as c·|x|ᵈ; 0 goes as x⁻¹, for that is as good.

        The leading coefficient of the denominator must have a sign, for it may vanish for none of the other symbols.
        """
        normal = self.context.normal
        form = self.context.nf(node)
        if not len(form.n):
            return _Growth(NOWHERE, -1, None)
        mine = {
            index for index in (*normal.used(form.n), *normal.used(form.d)) if normal.names.get(index) == self.symbol
        }
        if len(mine) != 1:  # it cancels, or a symbol has two generators
            return _Growth(ANY, 0, None)
        (index,) = mine
        above, top = _leading(normal.lift(form.n), index)
        below, under = _leading(normal.lift(form.d), index)
        never_zero = normal.polynomial_signs(below)
        if 0 in never_zero:
            return _Growth(ANY, 0, None)
        signs = products(normal.polynomial_signs(above), never_zero)
        degree = top - under
        if self.way < 0 and degree % 2:
            signs = products(NEGATIVE, signs)
        numbers = above.is_constant() and below.is_constant()
        value = above.leading_coefficient() / below.leading_coefficient() if numbers else None
        return _Growth(signs, degree, value)

    def _falls(self, node: Expr) -> bool:
        """Whether a product has factors exp u, u → −∞ at least as fast as −c·|x|, and beside them only quotients."""
        exponents = [exponent for part in node.children if (exponent := self._exponent(part)) is not None]
        others = [part for part in node.children if self._exponent(part) is None]
        if not exponents or not self.quotients.issuperset(others):
            return False
        growths = [self._growth(exponent) for exponent in exponents]
        return all(growth.signs == NEGATIVE and growth.degree >= 1 for growth in growths)

    def _exponent(self, factor: Expr) -> Expr | None:
        """u for a factor exp u, u a quotient of polynomials; e·u for (exp u)ᵉ."""
        base = factor.children[0] if factor.op == "pow" else factor
        if base.op != "exp" or base.children[0] not in self.quotients:
            return None
        return num(factor.args[0]) * base.children[0] if factor.op == "pow" else base.children[0]


class _Growth(NamedTuple):
    """c·|x|ᵈ: the signs of c, d, and c where it is a number (and d = 0)."""

    signs: Signs
    degree: int
    value: fmpq | None


def _leading(p: Polynomial, index: int) -> tuple[Polynomial, int]:
    """The leading coefficient of a polynomial in one of its generators, and its degree there."""
    degree = int(p.degrees()[index])
    top = {}
    for exponents, coefficient in p.to_dict().items():
        if int(exponents[index]) == degree:
            top[tuple(0 if i == index else int(e) for i, e in enumerate(exponents))] = coefficient
    return p.context().from_dict(top), degree


def _sum(parts: list[Limit]) -> Limit:
    """Of a sum; ∞ − ∞ is unknown."""
    values = [part.value for part in parts if part.value is not None]
    if len(values) == len(parts):
        return Limit(add(*values))
    ways = {part.way for part in parts}
    if UNKNOWN in parts or ways >= {1, -1}:
        return UNKNOWN
    return BOUNDED if ways == {0} else Limit(way=max(ways, key=abs))


def _towards(way: Signs) -> Limit:
    """∞ or −∞, by the sign."""
    if way == POSITIVE:
        return Limit(way=1)
    if way == NEGATIVE:
        return Limit(way=-1)
    return UNKNOWN
