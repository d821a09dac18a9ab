"""Closed forms as a person would write them, and still what they were: core decides that both are equal."""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Add, Dummy, Expr, Mul, Pow, acos, asin, sqrt

from symcrit.core import Verdict
from symcrit.search.claims.equal import equal
from symcrit.theorems.decide import decide

__all__ = ["tidied"]

_EFFORT = 0.2  # for each form that is tried


def tidied(expr: Expr, where: Sequence[object] = ()) -> Expr:
    """An expression with simpler angles, roots of factors, and like terms added up and factored.

    where: the hypotheses under which it is meant.
    Guarantee: core proves that both are equal there; where it does not, the expression itself is returned.

    >>> k = sympy.Symbol("k", integer=True, positive=True)
    >>> tidied(asin(1 / ((1 + 1 / (2 * k - 1)) * (2 * k - 1))), [k >= 1])
    asin(1/(2*k))
    >>> tidied(k / ((2 * k - 1) * sqrt(1 + 1 / (2 * k - 1))), [k >= 1])
    sqrt(2)*sqrt(k)/(2*sqrt(2*k - 1))
    """
    angles = expr.replace(lambda part: isinstance(part, (asin, acos)), _angle)
    for found in dict.fromkeys((_by_terms(angles), _by_terms(angles, split=False), sympy.expand(angles))):
        if found == expr:
            return expr
        if not found.has(sympy.I):
            answer = decide(equal(expr, found, where=list(where)), effort=_EFFORT)
            if answer.verdict is Verdict.PROVED:
                return found
    return expr


# ------------------------------------------------------------------------------------------------------------- angles


def _angle(part: Expr) -> Expr:
    """asin x or acos x with x as the root of a quotient of products."""
    (argument,) = part.args
    square = sympy.factor(sympy.cancel(sympy.together(argument**2)))
    if not square.is_rational_function():
        return part
    top, bottom = map(_root, sympy.fraction(square))
    sample = {symbol: sympy.Integer(3 + i) for i, symbol in enumerate(sorted(part.free_symbols, key=str))}
    sign = -1 if argument.xreplace(sample).is_negative else 1
    return part.func(sign * top / bottom)


def _root(product: Expr) -> Expr:
    """The root of a product of powers, where every factor is taken to be positive: core sees whether it is."""
    content, factors = sympy.factor_list(product)
    parts = [factor ** (power // 2) * (sqrt(factor) if power % 2 else 1) for factor, power in factors]
    return sqrt(content) * Mul(*parts)


# -------------------------------------------------------------------------------------------------------------- terms


def _by_terms(expr: Expr, *, split: bool = True) -> Expr:
    """Σ c·t over the functions t that occur, each coefficient c a quotient of factors and of their roots.

    split: whether the root of a product is that of its factors.
    """
    roots: dict[Expr, Dummy] = {}
    own: dict[Expr, Dummy] = {}

    def named(part: Expr) -> Expr:
        return own.setdefault(part, Dummy(positive=True))

    plain = expr.replace(lambda part: isinstance(part, (sympy.Function, sympy.exp)) or part == sympy.pi, named)
    plain = plain.replace(_is_root, lambda part: _as_power(part, roots, split))
    if not plain.is_rational_function(*plain.free_symbols):
        return expr
    back = {name: part for part, name in own.items()} | {name: sqrt(part) for part, name in roots.items()}
    functions = [name for part, name in own.items() if part != sympy.pi]
    if not functions or not plain.is_polynomial(*functions):
        return _quotients(plain, roots, own.get(sympy.pi)).xreplace(back)
    terms = sympy.Poly(plain, *functions).terms()
    monomials = [Mul(*(name**power for name, power in zip(functions, powers, strict=True))) for powers, _ in terms]
    found = [_quotients(c, roots, own.get(sympy.pi)) * t for (_, c), t in zip(terms, monomials, strict=True)]
    return Add(*map(sympy.expand_mul, found)).xreplace(back) if len(found) > 1 else found[0].xreplace(back)


def _is_root(part: Expr) -> bool:
    return isinstance(part, Pow) and part.exp.is_Rational and part.exp.q == 2


def _as_power(part: Expr, roots: dict[Expr, Dummy], split: bool) -> Expr:
    """x^(p/2) as a product of powers of the roots of the factors of x, which are given names."""
    found: list[Expr] = []
    for side, sign in zip(sympy.fraction(sympy.cancel(sympy.together(part.base))), (1, -1), strict=True):
        content, factors = sympy.factor_list(side)
        if not split or content.is_negative:
            whole = sympy.expand(side)
            content, factors = (whole, []) if whole.is_number else (sympy.S.One, [(whole, 1)])
        numbers = [(sympy.Integer(prime), power) for prime, power in sympy.factorint(content).items()]
        for factor, power in [*numbers, *factors]:
            whole, half = divmod(sign * power * part.exp.p, 2)
            found.append(factor**whole)
            if half:
                found.append(roots.setdefault(factor, Dummy(positive=True)))
    return Mul(*found)


def _quotients(expr: Expr, roots: dict[Expr, Dummy], pi: Dummy | None) -> Expr:
    """A rational function of symbols and roots as a sum of products of roots with factored quotients without any."""
    top, bottom = (_reduced(side, roots) for side in sympy.fraction(sympy.cancel(sympy.together(expr))))
    top, bottom = sympy.fraction(sympy.cancel(top / bottom))
    for factor, name in roots.items():  # 1/√f = √f/f
        if sympy.Poly(bottom, name).is_monomial and bottom.has(name):
            top, bottom = top * name, bottom * name
        top, bottom = _reduced(top, {factor: name}), _reduced(bottom, {factor: name})
    names = [*roots.values(), *([] if pi is None else [pi])]
    if bottom.has(*roots.values()) or not names:
        return sympy.factor(top) / sympy.factor(bottom)
    terms = sympy.Poly(_reduced(top, roots), *names).terms()
    return Add(*(_term(powers, c / bottom, roots, pi) for powers, c in terms))


def _term(powers: tuple[int, ...], rest: Expr, roots: dict[Expr, Dummy], pi: Dummy | None) -> Expr:
    """A product of roots and of π with a quotient; √f/f is written as 1/√f."""
    if pi is not None:
        rest *= pi ** powers[-1]
    rest = sympy.factor(sympy.cancel(rest))
    product = sympy.S.One
    for (factor, name), power in zip(roots.items(), powers, strict=False):
        below = sympy.fraction(rest)[1]
        if power and not factor.is_number and sympy.cancel(below / factor).is_polynomial():
            rest = sympy.factor(sympy.cancel(rest * factor))
            product /= name
        else:
            product *= name**power
    return rest * product


def _reduced(polynomial: Expr, roots: dict[Expr, Dummy]) -> Expr:
    """A polynomial in which every root has the exponent 0 or 1."""
    for factor, name in roots.items():
        terms = sympy.Poly(polynomial, name).terms()
        polynomial = Add(*(c * factor ** (power // 2) * name ** (power % 2) for (power,), c in terms))
    return sympy.expand(polynomial)
