"""Functions of a real z with a kink or a jump at 0, written by abs(z): their pieces and their smoothness."""

from functools import cache
from typing import Literal

import sympy
from sympy import Expr, Symbol

from symcrit.errors import InputError, shorten

__all__ = ["by_abs", "normal_form", "pieces", "smoothness_at_0", "z"]

z = Symbol("z", real=True)
_MOST = 24  # derivatives that are compared at 0


@cache
def pieces(expr: Expr) -> tuple[Expr, Expr] | None:
    """What σ is left and right of 0; None where no abs z is in it.

    >>> pieces((z + abs(z)) / 2)
    (0, z)
    """
    absolute = abs(z)
    if not expr.has(absolute):
        return None
    left, right = (sympy.expand(expr.xreplace({absolute: way * z})) for way in (-1, 1))
    return left, right


@cache
def normal_form(expr: Expr) -> tuple[Expr, Expr]:
    """What a function is left and right of 0, multiplied out; equal forms are the same function, wherever z ≠ 0.

    This decides whether σ is an activation that is known, whatever it is called and however it is written.

    >>> normal_form(sympy.Max(z, 0).rewrite(sympy.Abs)) == normal_form((z + abs(z)) / 2)
    True
    """
    return pieces(expr) or (sympy.expand(expr),) * 2


def smoothness_at_0(expr: Expr) -> int | Literal["analytic"]:
    """The number of continuous derivatives of an expression in z, −1 for a jump, "analytic" where no abs(…) is in it.

    For abs(…) of something else than z: 0, and −1 where it is in a denominator.

    >>> smoothness_at_0(z * abs(z)), smoothness_at_0(z / abs(z)), smoothness_at_0(sympy.tanh(z))
    (1, -1, 'analytic')
    """
    absolutes = expr.atoms(sympy.Abs)
    if not absolutes:
        return "analytic"
    if absolutes != {abs(z)}:
        return -1 if any(power.exp.is_negative and power.base.has(sympy.Abs) for power in expr.atoms(sympy.Pow)) else 0
    left, right = pieces(expr) or (expr, expr)
    step = right - left
    for order in range(_MOST):
        if sympy.simplify(step.subs(z, 0)) != 0:
            return order - 1
        step = step.diff(z)
    return "analytic" if sympy.expand(right - left) == 0 else _MOST - 1


def by_abs(name: str, expr: Expr) -> Expr:
    """Max, Min, sign, Heaviside and Piecewise written by abs; `name` of the activation is for errors.

    >>> by_abs("mine", sympy.Max(z, 0)), by_abs("mine", sympy.Heaviside(z))
    (z/2 + Abs(z)/2, z/(2*Abs(z)) + 1/2)
    """
    expr = expr.replace(sympy.Max, lambda *parts: _extreme(parts, 1)).replace(
        sympy.Min, lambda *parts: _extreme(parts, -1)
    )
    expr = expr.replace(sympy.sign, lambda x: x / abs(x)).replace(sympy.Heaviside, lambda x, *_: (1 + x / abs(x)) / 2)
    if expr.has(sympy.Piecewise):
        left, right = (_branch(name, sympy.piecewise_fold(expr), way) for way in (-1, 1))
        expr = _joined(left, right)
    return expr


def _extreme(parts: tuple[Expr, ...], way: int) -> Expr:
    first, *others = parts
    for other in others:
        first = sympy.expand((first + other + way * abs(sympy.expand(first - other))) / 2)
    return first


def _branch(name: str, expr: Expr, way: int) -> Expr:
    """What a piecewise expression is for z of this sign."""
    for value, condition in expr.args if isinstance(expr, sympy.Piecewise) else [(expr, sympy.true)]:
        for relation in condition.atoms(sympy.core.relational.Relational):
            if {relation.lhs, relation.rhs} != {z, sympy.S.Zero}:
                raise InputError(
                    f"activation {name!r} has a case {shorten(relation)}; only cases that part at 0 are known"
                )
        if condition.subs(z, way) == sympy.true:
            return value
    raise InputError(f"activation {name!r} is not defined for z {'<' if way < 0 else '>'} 0")


def _joined(left: Expr, right: Expr) -> Expr:
    """`left` for z < 0, `right` for z > 0; without a quotient where it is continuous."""
    below, above = ((z + way * abs(z)) / 2 for way in (-1, 1))
    if sympy.simplify(left.subs(z, 0) - right.subs(z, 0)) == 0:
        return sympy.expand(left.subs(z, below) + right.subs(z, above) - left.subs(z, 0), power_exp=False)
    return (left + right) / 2 + (right - left) / 2 * z / abs(z)
