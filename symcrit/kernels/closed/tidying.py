"""Closed forms as people write them: like terms added up, roots of polynomials, arguments factored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import sympy
from sympy import Add, Expr, Mul, S, Symbol, asin, erf, exp, sqrt

from symcrit.expectations import sign_moment, trinormal
from symcrit.sympy_functions import binormal

__all__ = ["collected"]

_SPECIAL = (erf, binormal, asin, trinormal, sign_moment)


def collected(expr: Expr, positive: Collection[Symbol], inside: Mapping[Symbol, Expr]) -> Expr:
    """A sum of rational functions times roots, exponentials, erf, asin and Φ₂, with like terms collected.

    positive: symbols that are > 0.  inside: a point, by which the signs of factors of radicands and of |…| are chosen.
    So the form is right near that point; elsewhere it is a candidate.

    >>> from sympy.abc import p, q, r
    >>> collected(sqrt(q - r**2 / p) * sqrt(p) / r + q / r, [p], {p: S(1), q: S(1), r: S(1) / 2})
    q/r + sqrt(p*q - r**2)/r
    """
    own = {symbol: Symbol(symbol.name, positive=True) for symbol in positive}
    form = Form({own.get(symbol, symbol): value for symbol, value in inside.items()})
    return form.tidied(expr.xreplace(own)).xreplace({new: old for old, new in own.items()})


class Form:
    """What writes closed forms near a point."""

    def __init__(self, inside: Mapping[Symbol, Expr]) -> None:
        self.inside = dict(inside)

    def is_negative(self, expr: Expr) -> bool:
        """Whether an expression is negative at the point."""
        return bool(expr.xreplace(self.inside).is_negative)

    def tidied(self, expr: Expr) -> Expr:
        """The same expression, collected."""
        expr = expr.replace(sympy.Abs, lambda x: -x if self.is_negative(x) else x)
        for function in _SPECIAL:
            expr = expr.replace(function, lambda *args, own=function: own(*map(self._argument, args)))
        return self._collected(expr)

    def _argument(self, x: Expr) -> Expr:
        """An argument of a special function."""
        by_factors = x.replace(_is_root, lambda root: Mul(*self._root(root.base, root.exp.p)))
        return self._collected(sympy.factor(by_factors))

    def _collected(self, expr: Expr) -> Expr:
        """Terms with the same roots and special functions added up."""
        sums: dict[Expr, Expr] = defaultdict(lambda: S.Zero)
        for term in _terms(expr):
            coefficient, rest = self._factored(term)
            sums[rest] += coefficient
        parts = ((sympy.factor(c), rest) for rest, c in sums.items())
        return Add(*(c * rest for c, rest in parts if c != 0))

    def _factored(self, term: Expr) -> tuple[Expr, Expr]:
        """A rational function, and the rest: roots of polynomials and special functions."""
        rational, rest, grown = S.One, S.One, S.Zero
        for factor in Mul.make_args(term):
            base, power = factor.as_base_exp()
            if isinstance(factor, exp):
                grown += factor.args[0]
            elif factor.is_number or factor.is_rational_function():
                rational *= factor
            elif _is_root(factor):
                outside, roots = self._root(base, power.p)
                rational *= outside
                rest *= roots
            else:
                rest *= factor
        numbers, roots = rest.as_independent(*rest.free_symbols) if rest.free_symbols else (rest, S.One)
        outside, roots = _roots_once(roots)
        return rational * numbers * outside, roots * exp(sympy.factor(grown))

    def _root(self, base: Expr, power: int) -> tuple[Expr, Expr]:
        """base^(power/2) by the roots of its factors: what they are to whole powers, and the roots."""
        content, rest = sympy.S.One, []
        for factor in Mul.make_args(sympy.factor(base)):
            own, exponent = factor.as_base_exp()
            if own.is_number:
                content *= factor
            else:
                way = -1 if self.is_negative(own) else 1
                content *= way**exponent
                rest.append((way * own, exponent))
        outside, roots = content ** sympy.Rational(power, 2), S.One
        for own, exponent in rest:
            outside *= own ** (exponent * power // 2)
            roots *= sqrt(own) if exponent * power % 2 else S.One
        return outside, roots


def _is_root(part: Expr) -> bool:
    return part.is_Pow and part.exp.is_Rational and part.exp.q == 2 and part.base.is_rational_function()


def _terms(expr: Expr) -> list[Expr]:
    """The terms of a sum of products of sums; denominators stay as they are."""
    found: list[Expr] = []
    for term in Add.make_args(expr):
        top, bottom = sympy.fraction(term, exact=True)
        spread = sympy.expand(top, deep=False, power_exp=False, power_base=False, log=False, trig=False)
        if spread == top:
            found.append(term)
        else:
            found += [own for part in Add.make_args(spread) for own in _terms(part / bottom)]
    return found


def _roots_once(product: Expr) -> tuple[Expr, Expr]:
    """Roots with the exponent 1/2, and what is outside of them."""
    outside, rest = S.One, S.One
    for factor in Mul.make_args(product):
        base, power = factor.as_base_exp()
        if _is_root(factor):
            outside *= base ** ((power.p - 1) // 2)
            rest *= sqrt(base)
        else:
            rest *= factor
    return outside, rest
