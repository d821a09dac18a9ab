r"""Bounds with square roots, of asin, acos and log; s = √(1 − x²), p = √(1 + x), q = √(1 − x)."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import NamedTuple

from symcrit.core import PI, Expr, Lemma, Relation, Witness, num
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.root import Root
from symcrit.core.witnesses.split import Split
from symcrit.search.engines.bounds.bound import Bound, Prove, X, by_form, chain, combined, polynomial
from symcrit.search.engines.bounds.convergents import FROM_1, UP_TO_1, product
from symcrit.search.engines.bounds.taylor import UP, domain_where
from symcrit.search.engines.terms import ONE, ZERO, mul, power, rational
from symcrit.search.search import Goal, lemma

UNIT = (*UP, Relation("<=", X, ONE))
S, P, Q = (Expr("sqrt", part) for part in (ONE - power(X, 2), ONE + X, ONE - X))
ROOT_2 = Expr("sqrt", num(2))
HALF_PI = PI / num(2)
Pair = tuple[str, str]  # two decimal numbers


def from_end(end: Expr, form: Expr) -> Prove:
    """The gap is 0 at an end, and its derivative, away from there, is the form."""
    return lambda goal: chain(goal, end, by_form(form))


# ---------------------------------------------------------------------------------------------------------------- asin


def asin_taylor(terms: int) -> Bound:
    """Σ C(2k, k)/4ᵏ·x^(2k+1)/(2k + 1) ≤ asin x: with the derivative r, 1/s − r = (1 − s²r²)/(s·(1 + s·r))."""
    slope = [Fraction(0)] * (2 * terms - 1)
    for k in range(terms):
        slope[2 * k] = Fraction(comb(2 * k, k), 4**k)
    value = [Fraction(0), *(c / (k + 1) for k, c in enumerate(slope))]
    square = product(slope, slope)
    left = combined(1, [Fraction(1)], -1, combined(1, square, -1, [Fraction(0), Fraction(0), *square]))
    form = polynomial(left) / (S * (ONE + S * polynomial(slope)))
    return Bound("asin", polynomial(value), False, UNIT, 2 * terms - 1, from_end(ZERO, form))


def asin_shafer() -> Bound:
    """3x/(2 + s) ≤ asin x: the derivatives differ by (1 − s)²/(s·(2 + s)²), 1 − s = x²/(1 + s)."""
    form = power(X, 4) / (S * power((ONE + S) * (num(2) + S), 2))
    return Bound("asin", num(3) * X / (num(2) + S), False, UNIT, 4, from_end(ZERO, form))


def asin_zhu() -> Bound:
    """6(p − q)/(4 + w) ≤ asin x, w = p + q: the derivatives differ by (2 − w)²/(p·q·(4 + w)²).

    There 2 − w = 2x²/((1 + p·q)(2 + w)).
    """
    w = P + Q
    form = num(4) * power(X, 4) / (P * Q * power((ONE + P * Q) * (num(2) + w) * (num(4) + w), 2))
    return Bound("asin", num(6) * (P - Q) / (num(4) + w), False, UNIT, 8, from_end(ZERO, form))


def asin_below_root() -> Bound:
    """asin x ≤ π/2 − √(2 − 2x): the derivatives differ by q/(√2·p·(√2 + p)), seen from x = 1."""
    where = (Relation(">=", X, num(-1)), Relation("<=", X, ONE))
    form = Q / (ROOT_2 * P * (ROOT_2 + P))
    value = HALF_PI - Expr("sqrt", num(2) - num(2) * X)
    return Bound("asin", value, True, where, 3, from_end(ONE, form))


def asin_fink() -> Bound:
    """asin x ≤ πx/(2 + s), with equality at 0 and at 1.

    The derivative of the difference is N/(s·(2 + s)²) with N = −s² + (2π − 4)s + π − 4.
    """
    quadratic = Quadratic(S, PI * num(2) - num(4), PI - num(4))
    prove = _between(Fraction(878, 1000), Fraction(882, 1000), quadratic, ("0.4765", "1.8065"), ("0.473", "1.8105"))
    return Bound("asin", PI * X / (num(2) + S), True, UNIT, 4, prove)


def asin_zhu_above() -> Bound:
    """asin x ≤ K·(p − q)/(4 + w), w = p + q, K = π(√2 + 1/2), with equality at 0 and at 1.

    The derivative of the difference is N/(p·q·(4 + w)²) with N = −w² + (2K − 8)w + 2K − 16.
    """
    w = P + Q
    constant = PI * (ROOT_2 + rational(Fraction(1, 2)))
    quadratic = Quadratic(w, num(2) * constant - num(8), num(2) * constant - num(16))
    prove = _between(
        Fraction(8709, 10000), Fraction(8714, 10000), quadratic, ("1.72706", "2.30026"), ("1.7267", "2.30068")
    )
    return Bound("asin", constant * (P - Q) / (num(4) + w), True, UNIT, 8, prove)


class Quadratic(NamedTuple):
    """N = −r² + b·r + c in a root r, which falls as x grows: positive for x near 0, negative for x near 1."""

    root: Expr
    linear: Expr
    constant: Expr

    @property
    def below(self) -> Expr:
        """What the derivative has below N."""
        return S * power(num(2) + S, 2) if self.root is S else P * Q * power(num(4) + self.root, 2)

    @property
    def at_0(self) -> Expr:
        """r at x = 0."""
        return ONE if self.root is S else num(2)

    @property
    def fall(self) -> Expr:
        """r at 0 minus r: 1 − s = x²/(1 + s), 2 − w = 2x²/((1 + p·q)(2 + w))."""
        if self.root is S:
            return power(X, 2) / (ONE + S)
        return num(2) * power(X, 2) / ((ONE + P * Q) * (num(2) + self.root))

    def signed(self, way: int, a: Expr, b: Expr) -> Expr:
        """way·N as a product that is positive, for r ≥ a (way 1) or r ≤ a, and a rest that is positive."""
        r = self.root
        first = num(way) * (self.linear - a - b)
        last = num(way) * (self.constant + a * b)
        factors = (r - a) * (b - self.at_0 + self.fall) if way == 1 else (a - r) * (b - a + (a - r))
        return factors + first * r + last


def _between(low: Fraction, high: Fraction, quadratic: Quadratic, rising: Pair, falling: Pair) -> Prove:
    """The gap is 0 at 0 and at 1, grows up to `low`, falls from `high` on, and is positive between, as balls show."""
    left, right = rational(low), rational(high)

    def prove(goal: Goal) -> Witness:
        near = Goal(domain_where(goal, "<=", left), goal.gap, goal.strict)
        rest = Goal(domain_where(goal, ">", left), goal.gap, goal.strict)
        far = Goal(domain_where(rest, ">", right), goal.gap, goal.strict)
        rises, falls = _slope(quadratic, rising, left, 1), _slope(quadratic, falling, right, -1)
        beyond = Split(symbol="x", at=right, below=Positive(), above=chain(far, ONE, falls))
        return Split(symbol="x", at=left, below=chain(near, ZERO, rises), above=beyond)

    return prove


def _slope(quadratic: Quadratic, pair: Pair, end: Expr, way: int) -> Prove:
    """The derivative has the sign `way` for x ≤ end (way 1), or x ≥ end.

    There r ≥ a, or r ≤ a: for s because s² − a² is (end − x)(end + x) and more, for w because w² = 2 + 2s.
    """
    a, b = (rational(Fraction(text)) for text in pair)
    of_s = a if quadratic.root is S else a * a / num(2) - ONE
    distance = (end - X if way == 1 else X - end) * (end + X)
    known = _compared(S, of_s, way, distance + num(way) * (ONE - of_s * of_s - end * end))
    if quadratic.root is not S:
        known += _compared(quadratic.root, a, way, num(2) * (S - of_s if way == 1 else of_s - S))
    form = quadratic.signed(way, a, b) / quadratic.below
    return lambda goal: Positive(form=form, lemmas=tuple(known))


def _compared(root: Expr, a: Expr, way: int, difference: Expr) -> list[Lemma]:
    """a ≤ root (way 1), or root ≤ a, from the difference of the squares."""
    small, large = (a, root) if way == 1 else (root, a)
    squares = lemma(Relation("<=", small * small, large * large), Positive(form=difference))
    return [squares, lemma(Relation("<=", small, large), Root())]


def asin_chord() -> Bound:
    """asin x ≤ πx/2: that is πx/(2 + s) and πx·s/(2·(2 + s)) more."""
    sharper = asin_fink()
    more = PI * X * S / (num(2) * (num(2) + S))

    def prove(goal: Goal) -> Witness:
        part = Goal(goal.domain, sharper.gap, goal.strict)
        return Positive(form=part.gap + more, lemmas=(lemma(part.relation, sharper.prove(part)),))

    return Bound("asin", HALF_PI * X, True, UNIT, 1, prove)


def asin_over_root() -> Bound:
    """asin x ≤ x/s for x < 1: the derivatives differ by x²/s³."""
    where = (*UP, Relation("<", X, ONE))
    return Bound("asin", X / S, True, where, 2, from_end(ZERO, power(X, 2) / power(S, 3)))


# ----------------------------------------------------------------------------------------------------------------- log


def log_root() -> list[Bound]:
    """(x − 1)/√x is above log x for x ≥ 1, below for x ≤ 1: the derivatives differ by (√x − 1)²/(2x·√x)."""
    root = Expr("sqrt", X)
    form = power((X - ONE) / (root + ONE), 2) / mul(num(2), X, root)
    value = (X - ONE) / root
    return [Bound("log", value, where == FROM_1, where, 3, from_end(ONE, form)) for where in (FROM_1, UP_TO_1)]
