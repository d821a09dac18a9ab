"""A gap as n/d, with the denominators as they are written: nothing is multiplied out, so that balls stay small."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from symcrit.core import ONE, Context, Expr, Work, add, mul, nodes, num, substitute, sym
from symcrit.core.algebra.expr import FUNCTIONS
from symcrit.core.algebra.signs import NEGATIVE, POSITIVE
from symcrit.search.engines.field import Field
from symcrit.search.engines.terms import power

MAX_DENOMINATORS = 12


class Fraction(NamedTuple):
    """above/Π baseᵉ."""

    above: Expr
    below: Counter[Expr]


class Cleared(NamedTuple):
    """A gap as above/below, below > 0."""

    above: Expr
    below: Expr


def cleared(gap: Expr, context: Context) -> Cleared | None:
    """The gap times its denominators, whose signs core sees; None without denominators."""
    found = _fractions(gap)
    if not found.below or sum(found.below.values()) > MAX_DENOMINATORS:
        return None
    way = 1
    for base, exponent in found.below.items():
        signs = context.signs(base)
        if signs not in (POSITIVE, NEGATIVE):
            return None
        way *= -1 if signs == NEGATIVE and exponent % 2 else 1
    return Cleared(mul(num(way), found.above), mul(num(way), _product(found.below)))


def _fractions(root: Expr) -> Fraction:
    """Sums, products and powers as fractions; everything else stays as it is."""
    memo: dict[Expr, Fraction] = {}
    for node in nodes(root):
        if node.op not in ("add", "mul", "pow") or not node.names:
            memo[node] = Fraction(node, Counter())
            continue
        memo[node] = _of_node(node, [memo[child] for child in node.children])
    return memo[root]


def _of_node(node: Expr, parts: list[Fraction]) -> Fraction:
    if node.op == "pow" and node.args[0] < 0:
        (part,) = parts
        exponent = -node.args[0]
        above = power(_product(part.below), exponent) if part.below else ONE
        return Fraction(above, Counter({part.above: exponent}))
    if node.op == "pow":
        (part,) = parts
        exponent = node.args[0]
        below = Counter({base: exponent * count for base, count in part.below.items()})
        return Fraction(power(part.above, exponent), below)
    if node.op == "mul":
        below = Counter[Expr]()
        for part in parts:
            below.update(part.below)
        return Fraction(mul(*[part.above for part in parts]), below)
    common = Counter[Expr]()
    for part in parts:
        common |= part.below
    return Fraction(add(*[mul(part.above, _product(common - part.below)) for part in parts]), common)


def _product(bases: Counter[Expr]) -> Expr:
    """Π baseᵉ."""
    return mul(*[power(base, exponent) for base, exponent in bases.items()])


def tidied(work: Work, root: Expr) -> Expr:
    """The expression as a quotient of polynomials in its symbols and function values, with arguments of this kind."""
    values: dict[Expr, Expr] = {}
    for node in nodes(root):
        if node.op in FUNCTIONS:
            inside = [_as_quotient(work, child, values) for child in node.children]
            values[node] = Expr(node.op, *inside)
    return _as_quotient(work, root, values)


def _as_quotient(work: Work, root: Expr, values: dict[Expr, Expr]) -> Expr:
    """The quotient, with the function values that are given for its function nodes."""
    outer = [node for node in _outermost(root) if node.names]
    letters = {node: sym(f"value_{i}") for i, node in enumerate(outer)}
    plain = substitute(root, letters)
    field = Field(work, [], plain)
    back = {letter: values[node] for node, letter in letters.items()}
    quotient = field.of(plain)
    above = field.polynomial_expr(quotient.n)
    written = above if quotient.d.is_one() else above / field.product_expr(quotient.d)
    return substitute(written, back)


def _outermost(root: Expr) -> list[Expr]:
    """The function values of an expression that are not inside of others."""
    found: dict[Expr, None] = {}
    waiting = [root]
    seen: set[Expr] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.op in FUNCTIONS:
            found[node] = None
        else:
            waiting.extend(reversed(node.children))
    return list(found)
