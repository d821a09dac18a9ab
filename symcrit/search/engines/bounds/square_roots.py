r"""Bounds with square roots, of asin, acos and log; s = √(1 − x²), p = √(1 + x), q = √(1 − x)."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from symcrit.core import PI, Expr, Relation, Witness, num
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

    The derivative of the difference has the sign of N = −s² + (2π − 4)s + π − 4, which is (s − a)(b − s) and more for
    s ≥ a on the left, and −N is (a − s)(b − s) and more for s ≤ a on the right; between them balls show the sign.
    """
    left, right = (rational(Fraction(k, 1000)) for k in (878, 882))

    def prove(goal: Goal) -> Witness:
        near = Goal(domain_where(goal, "<=", left), goal.gap, goal.strict)
        rest = Goal(domain_where(goal, ">", left), goal.gap, goal.strict)
        far = Goal(domain_where(rest, ">", right), goal.gap, goal.strict)
        rises, falls = _by_quadratic("0.4765", "1.8065", left, 1), _by_quadratic("0.473", "1.8105", right, -1)
        beyond = Split(symbol="x", at=right, below=Positive(), above=chain(far, ONE, falls))
        return Split(symbol="x", at=left, below=chain(near, ZERO, rises), above=beyond)

    return Bound("asin", PI * X / (num(2) + S), True, UNIT, 4, prove)


def _by_quadratic(low: str, high: str, end: Expr, way: int) -> Prove:
    """way·N/(s·(2 + s)²) ≥ 0 for x on one side of an end (way 1: x ≤ end), by way·(s − a)(b − s) + c₁·s + c₀.

    s ≥ a there, or s ≤ a, because s² − a² is (end − x)(end + x) and more, or less.
    """
    a, b = (rational(Fraction(text)) for text in (low, high))
    first = num(way) * (PI * num(2) - num(4) - a - b)
    last = num(way) * (PI - num(4) + a * b)
    larger, smaller = (S, a) if way == 1 else (a, S)
    other = b - S if way == 1 else b - a + (a - S)
    above = (larger - smaller) * other + first * S + last
    distance = (end - X if way == 1 else X - end) * (end + X)
    more = num(way) * (ONE - a * a - end * end)
    squares = lemma(Relation("<=", smaller * smaller, larger * larger), Positive(form=distance + more))
    sides = lemma(Relation("<=", smaller, larger), Root(lemmas=(squares,)))
    form = above / (S * power(num(2) + S, 2))
    return lambda goal: Positive(form=form, lemmas=(sides,))


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
