r"""Taylor polynomials T_n at 0, of every degree n.

exp, sinh and cosh lie above them for x ≥ 0; for x ≤ 0, and for sin, cos and erf at x ≥ 0, f − T_n has the sign of the
next term.  Proof: f − T_n and its first n derivatives are 0 at 0, and the next one is ± f or has an evident sign.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from symcrit.core import PI, Domain, Expr, Relation, Witness, num
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.split import Split
from symcrit.search.engines.bounds.bound import (
    Bound,
    X,
    at,
    at_minus,
    by_form,
    chain,
    chains,
    evident,
    in_form,
    polynomial,
)
from symcrit.search.engines.terms import ONE, ZERO, mul, power, rational
from symcrit.search.search import Goal

HALF = rational(Fraction(1, 2))
UP = (Relation(">=", X, ZERO),)  # x ≥ 0
DOWN = (Relation("<=", X, ZERO),)
EXP, SIN, COS, SINH, ERF = (Expr(op, X) for op in ("exp", "sin", "cos", "sinh", "erf"))
TWO_OVER_ROOT_PI = num(2) / Expr("sqrt", PI)


def domain_where(goal: Goal, op: str, value: Expr) -> Domain:
    """The domain of a goal where x is on one side of a number."""
    return Domain(goal.domain.kinds, [*goal.domain.where, Relation(op, X, value)])


def series(degree: int, start: int = 0, step: int = 1, sign: int = 1) -> list[Fraction]:
    """Σ signʲ x^k/k! over k = start + j·step ≤ degree, as coefficients."""
    found = [Fraction(0)] * (degree + 1)
    for j, k in enumerate(range(start, degree + 1, step)):
        found[k] = Fraction(sign**j, factorial(k))
    return found


# ----------------------------------------------------------------------------------------------------------------- exp


def exp_of_positive(n: int) -> Bound:
    """T_n(x) ≤ exp x for x ≥ 0."""
    return Bound("exp", polynomial(series(n)), False, UP, n, chains(n + 1, ZERO, evident))


def exp_of_negative(n: int) -> Bound:
    """T_n(x) ≤ exp x for odd n, exp x ≤ T_n(x) for even n, for x ≤ 0."""
    return Bound("exp", polynomial(series(n)), n % 2 == 0, DOWN, n, chains(n + 1, ZERO, evident))


def exp_everywhere(n: int) -> Bound:
    """T_n(x) ≤ exp x for odd n and all x."""

    def prove(goal: Goal) -> Witness:
        parts = [Goal(domain_where(goal, op, ZERO), goal.gap, goal.strict) for op in ("<=", ">")]
        below, above = (chains(n + 1, ZERO, evident)(part) for part in parts)
        return Split(symbol="x", at=ZERO, below=below, above=above)

    return Bound("exp", polynomial(series(n)), False, (), n, prove, strict=False)


def exp_by_reciprocal(n: int) -> Bound:
    """exp x ≤ 1/T_n(−x) for x ≤ 0: the derivative of 1 − T_n(−x)·exp x is −exp(x)·(−x)ⁿ/n!."""
    below = at_minus(polynomial(series(n)))
    slope = mul(rational(Fraction(1, factorial(n))), power(-X, n), EXP)
    sides = ONE - below * EXP
    prove = in_form(lambda inner: inner / below, sides, lambda goal: chain(goal, ZERO, by_form(slope)))
    return Bound("exp", ONE / below, True, DOWN, n, prove)


# -------------------------------------------------------------------------------------------------- circles, hyperbolas


def sin_or_cos(n: int) -> Bound:
    """T_n and sin x (odd n) or cos x (even n ≥ 2) for x ≥ 0: T_1, T_4, T_5, … are above, T_2, T_3, … below."""
    op, start = ("sin", 1) if n % 2 else ("cos", 0)
    upper = n % 4 in (0, 1)
    return Bound(op, polynomial(series(n, start, 2, -1)), upper, UP, n, chains(n - 1, ZERO, _sine_below_x))


def _sine_below_x(goal: Goal) -> Witness:
    """x − sin x ≥ 0 for x ≥ 0, and > 0 for x > 0: for x ≤ 1 the sine is positive, for x > 1 it is at most 1."""
    if not goal.strict:
        falls = HALF * power(SIN, 2) + HALF * power(ONE - COS, 2)  # 1 − cos x
        return chain(goal, ZERO, by_form(falls))
    near = Goal(domain_where(goal, "<=", ONE), goal.gap, goal.strict)
    far = X - ONE + HALF * power(COS, 2) + HALF * power(ONE - SIN, 2)
    return Split(symbol="x", at=ONE, below=chains(2, ZERO, evident)(near), above=Positive(form=far))


def sinh_or_cosh(n: int) -> Bound:
    """T_n(x) ≤ sinh x (odd n) or cosh x (even n) for x ≥ 0."""
    op, start = ("sinh", 1) if n % 2 else ("cosh", 0)
    return Bound(op, polynomial(series(n, start, 2)), False, UP, n, chains(n + 1, ZERO, by_form(SINH)))


# ----------------------------------------------------------------------------------------------------------------- erf


def erf(terms: int) -> Bound:
    """2/√π·Σ (−1)ᵏ x^(2k+1)/(k!·(2k+1)) over k < terms: above erf x, x ≥ 0, for an odd number of terms, else below."""
    coefficients = [Fraction(0)] * (2 * terms)
    for k in range(terms):
        coefficients[2 * k + 1] = Fraction((-1) ** k, factorial(k) * (2 * k + 1))
    inner = exp_of_negative(terms - 1)

    def slope(goal: Goal) -> Witness:
        known = at(inner.goal(strict=goal.strict), inner.prove, {"x": -power(X, 2)})
        return Positive(form=TWO_OVER_ROOT_PI * known.relation.gap, lemmas=(known,))

    value = mul(TWO_OVER_ROOT_PI, polynomial(coefficients))
    return Bound("erf", value, terms % 2 == 1, UP, 2 * terms, lambda goal: chain(goal, ZERO, slope))
