"""Expression nodes for the finders: sums, products, powers and numbers, in the form core gives them."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from symcrit.core.expr import ONE, PI, TWO, ZERO, Expr, add, mul, num, sym

__all__ = ["ONE", "PI", "TWO", "ZERO", "add", "fraction", "minus", "mul", "num", "over", "power", "rational", "rebuilt", "sym"]


def rational(value: Fraction | int) -> Expr:
    """The rational number as a node."""
    value = Fraction(value)
    return num(fmpq(value.numerator, value.denominator))


def power(base: Expr, exponent: int) -> Expr:
    """baseᵉ for an integer e."""
    return base**exponent


def minus(left: Expr, right: Expr) -> Expr:
    """left − right."""
    return left - right


def over(left: Expr, right: Expr) -> Expr:
    """left/right."""
    return left / right


def fraction(expr: Expr) -> Fraction:
    """The value of a number node."""
    return Fraction(int(expr.value.p), int(expr.value.q))


def rebuilt(node: Expr, children: tuple[Expr, ...]) -> Expr:
    """The same operation on other sub-expressions."""
    own = len(node.args) - len(node.children)
    return Expr(node.op, *node.args[:own], *children)
