"""Exact real values as sympy expressions: the gate for what is given, and what is known of an expression at once.

`as_expr` refuses floats and whatever is not real; `renamed` changes symbols without evaluating anew.
"""

import numbers
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import sympy
from sympy import Expr, Integer, Rational, Symbol
from sympy.core.relational import Relational

from symcrit.errors import InputError, shorten
from symcrit.parse import parse

__all__ = ["as_expr", "is_total", "known_fact", "needed", "renamed", "subexpressions"]


def as_expr(value: object, symbols: Mapping[str, Symbol] | None = None, *, literal: bool = False) -> Expr:
    """`value` as an exact, finite, real-valued sympy expression.

    value: int, Fraction, sympy expression or str (see `symcrit.parse`; its names are `symbols[name]` or real symbols).
    literal: of a text, nothing but the arithmetic of rational numbers is carried out.
    Raises InputError for floats of any kind, nan, infinities, the imaginary unit and what is no expression at all.

    >>> as_expr("0.25"), as_expr(3), as_expr("2*x")
    (1/4, 3, 2*x)
    >>> as_expr(0.5)
    Traceback (most recent call last):
        ...
    symcrit.errors.InputError: 0.5 is a float; write '1/2' or Rational(1, 2)
    """
    if isinstance(value, str):
        return parse(value, symbols, literal=literal)
    if isinstance(value, Expr):
        for part in subexpressions(value):
            if part.is_Float:
                raise _float_refused(part, value)
            if part in _NOT_REAL:
                raise InputError(f"{part} in {shorten(value)}: only finite real values are understood")
        return value
    if isinstance(value, numbers.Rational) and not isinstance(value, bool):
        return Rational(int(value.numerator), int(value.denominator))
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        raise _float_refused(value)
    raise InputError(
        f"{shorten(value)} ({type(value).__name__}) is not exact; write an int, Fraction, sympy expression or str"
    )


_NOT_REAL = frozenset([sympy.nan, sympy.oo, -sympy.oo, sympy.zoo, sympy.I])


def _float_refused(value: object, inside: object = None) -> InputError:
    where = "" if inside is None or inside is value else f" in {shorten(inside, 40)}"
    x = float(value)
    if x != x or x in (float("inf"), float("-inf")):
        return InputError(f"{x}{where}: only finite real values are understood")
    near = Fraction(x).limit_denominator(1000)
    if float(near) != x or abs(x) > 1e6:
        remedy = f"for example the decimal in quotes: '{x}'" if not where else "such as Rational(1, 2) for Python's 1/2"
        return InputError(f"{x}{where} is a float; write the exact value, {remedy}")
    return InputError(f"{x}{where} is a float; write '{near}' or Rational({near.numerator}, {near.denominator})")


def subexpressions(expr: sympy.Basic) -> Iterator[sympy.Basic]:
    """Every distinct subexpression once, without recursion (expressions are shared, and may be deep)."""
    seen, stack = {expr}, [expr]
    while stack:
        part = stack.pop()
        yield part
        fresh = [arg for arg in part.args if arg not in seen]
        seen.update(fresh)
        stack.extend(fresh)


def renamed(expr: sympy.Basic, symbols: Mapping[Symbol, Symbol]) -> Any:
    """`expr` with symbols replaced and nothing else: what is not evaluated stays so, as x/x does.

    >>> x, y = Symbol("x", real=True), Symbol("y", real=True)
    >>> renamed(parse("x/x"), {x: y}).args
    (y, 1/y)
    """
    changed = {old: new for old, new in symbols.items() if old != new}
    if not changed or not expr.free_symbols & set(changed):
        return expr
    if isinstance(expr, Symbol):
        return changed[expr]
    args = [renamed(arg, changed) for arg in expr.args]
    literal = isinstance(expr, sympy.Add | sympy.Mul | sympy.Pow | sympy.Function | Relational)
    return expr.func(*args, evaluate=False) if literal else expr.func(*args)


def known_fact(expr: Expr, fact: str) -> bool | None:
    """What sympy knows of a value ("is_positive", …); None where it fails, at constants without value as 1/log(1)."""
    try:
        found: bool | None = getattr(expr, fact)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return found


def is_total(expr: Expr) -> bool:
    """Whether an expression is made of what has a value for all real values of its symbols; then evaluating it is safe.

    >>> is_total(parse("exp(x) + 1/sqrt(2)")), is_total(parse("x/x")), is_total(parse("0*log(x)"))
    (True, False, False)
    """
    return all(map(_has_a_value, subexpressions(expr)))


_TOTAL = (sympy.Add, sympy.Mul, sympy.Symbol, sympy.Rational, sympy.Abs, sympy.exp, sympy.sin, sympy.cos, sympy.atan,
          sympy.sinh, sympy.cosh, sympy.tanh, sympy.erf, sympy.erfc)  # fmt: skip


def _has_a_value(node: sympy.Basic) -> bool:
    """Whether a node has a value wherever its parts have one."""
    if not isinstance(node, sympy.Pow):
        return isinstance(node, _TOTAL) or node in (sympy.pi, sympy.E)
    base, exponent = node.args
    natural = isinstance(exponent, Integer) and exponent >= 0
    root_of_square = exponent.is_Rational and exponent > 0 and isinstance(base, sympy.Pow) and base.exp.is_even is True
    return bool(natural or root_of_square or base is sympy.E or (base.is_number and known_fact(base, "is_positive")))


def needed(expr: Expr) -> set[Expr]:
    """What an expression may need to have a value: the bases of its roots and quotients, the arguments of log, asin, …

    >>> needed(parse("x/x")), needed(parse("x") / parse("x"))
    ({x}, set())
    """
    found = set()
    for node in subexpressions(expr):
        if not _has_a_value(node) and node.args:
            base = node.args[0]
            while isinstance(base, sympy.Pow):
                base = base.args[0]
            found.add(base)
    return found
