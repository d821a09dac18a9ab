r"""Convergents A_k/B_k of continued fractions: of exp, log, atan, tan, tanh, and of erfc at infinity.

A_k = b_k·A_{k−1} + a_k·A_{k−2}, and B_k alike.  The derivative of f − A_k/B_k has one term above its denominator: for
log c·(x − 1)ᵏ/(x·B²), for atan c·x^(2k)/((1 + x²)·B²), for erfc c·exp(−x²)/B².
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, factorial
from typing import NamedTuple

from symcrit.core import PI, Expr, Relation, Witness, num
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.split import Split
from symcrit.core.witnesses.tail import Tail
from symcrit.search.engines.bounds.bound import (
    Bound,
    Coefficients,
    Prove,
    X,
    by_form,
    chain,
    chains,
    combined,
    derived,
    in_form,
    polynomial,
    times_x,
)
from symcrit.search.engines.bounds.taylor import DOWN, EXP, UP, domain_where
from symcrit.search.engines.terms import ONE, ZERO, mul, power, rational
from symcrit.search.search import Goal, interior, lemma

POSITIVE = (Relation(">", X, ZERO),)
ROOT_PI = Expr("sqrt", PI)


class Convergent(NamedTuple):
    """A/B, as coefficients of polynomials in x."""

    above: list[Fraction]
    below: list[Fraction]

    @property
    def value(self) -> Expr:
        """The quotient."""
        return polynomial(self.above) / polynomial(self.below)

    @property
    def slope_above(self) -> list[Fraction]:
        """A′B − AB′, the derivative times B²."""
        left, right = product(derived(self.above), self.below), product(self.above, derived(self.below))
        return combined(1, left, -1, right)


def product(p: Coefficients, q: Coefficients) -> list[Fraction]:
    """p·q."""
    found = [Fraction(0)] * max(1, len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            found[i + j] += a * b
    return found


def convergent(k: int, a: Callable[[int], Coefficients], b: Callable[[int], Coefficients]) -> Convergent:
    """The k-th convergent of a_1/(b_1 + a_2/(b_2 + …))."""
    one, zero = [Fraction(1)], [Fraction(0)]
    before, now = Convergent(one, zero), Convergent(zero, one)
    for i in range(1, k + 1):
        parts = zip(now, before, strict=True)
        following = [combined(1, product(b(i), p), 1, product(a(i), q)) for p, q in parts]
        before, now = now, Convergent(*following)
    return now


def shifted(p: Coefficients, by: int) -> list[Fraction]:
    """p(x + by)."""
    found = [Fraction(0)] * len(p)
    for k, c in enumerate(p):
        for j in range(k + 1):
            found[j] += c * comb(k, j) * Fraction(by) ** (k - j)
    return found


def reversed_to(p: Coefficients, degree: int) -> list[Fraction]:
    """x^degree·p(1/x)."""
    padded = [*p, *([Fraction(0)] * (degree + 1 - len(p)))]
    return padded[::-1]


def one_term(p: Coefficients) -> tuple[int, Fraction]:
    """(k, c) for the polynomial c·xᵏ."""
    ((k, c),) = [(k, c) for k, c in enumerate(p) if c]
    return k, c


# ----------------------------------------------------------------------------------------------------------------- exp


def exp_pade(n: int, *, negative: bool) -> Bound:
    """P(x)/P(−x), the diagonal Padé approximant of degree n.

    For x ≤ 0 it is above exp for even n, below for odd n; for 0 ≤ x (even n), or x < x_n (odd n), the other way round.
    """
    p = [Fraction(factorial(2 * n - k) * comb(n, k), factorial(n)) for k in range(n + 1)]
    q = [c * (-1) ** k for k, c in enumerate(p)]
    upper = (n % 2 == 0) == negative
    where, lemmas = _where_below_positive(n, q) if not negative else (DOWN, ())
    above, below = polynomial(p), polynomial(q)
    sides = above - below * EXP if upper else below * EXP - above
    left = list(q)
    for _ in range(n + 1):  # the derivative of p·exp is (p + p′)·exp
        left = combined(1, left, 1, derived(left))
    k, c = one_term(left)
    last = mul(rational(abs(c)), power(X if not negative else -X, k), EXP) if k else mul(rational(abs(c)), EXP)
    prove = in_form(lambda inner: inner / below, sides, chains(n + 1, ZERO, by_form(last)), *lemmas)
    return Bound("exp", above / below, upper, where, 2 * n, prove)


_END = {1: 2, 3: 4, 5: 6}  # P(−x) > 0 for x below it: by powers of the distance all coefficients are positive
_SQUARES = {2: ((3, 1), 3), 4: ((30, -10, 1), (780, -240, 20))}  # P(−x) = (…)² + …


def _where_below_positive(n: int, q: Coefficients):  # type: ignore[no-untyped-def]
    """The hypotheses under which P(−x) > 0 is shown, and the lemma."""
    below = polynomial(q)
    relation = Relation("<", ZERO, below)
    if n in _END:
        end = _END[n]
        mirrored = [c * (-1) ** k for k, c in enumerate(shifted(q, end))]  # in t = end − x
        form = polynomial(mirrored, num(end) - X)
        return (*UP, Relation("<", X, num(end))), (lemma(relation, Positive(form=form)),)
    return UP, (lemma(relation, Positive(form=_as_squares(n))),)


def _as_squares(n: int) -> Expr:
    """P(−x) for n = 2, 4 as a sum of squares."""
    if n == 2:
        return power(X - num(3), 2) + num(3)
    inner = power(X, 2) - num(10) * X + num(30)
    return power(inner, 2) + num(20) * power(X - num(6), 2) + num(60)


# ----------------------------------------------------------------------------------------------------------------- log


def _log_convergent(k: int) -> Convergent:
    """Of log x = z/(1 + z/(2 + z/(3 + 4z/(4 + …)))), z = x − 1."""
    found = convergent(k, lambda i: [Fraction(0), Fraction(max(1, i // 2) ** 2)], lambda i: [Fraction(i)])
    return Convergent(shifted(found.above, -1), shifted(found.below, -1))


def _mirrored_log(k: int) -> Convergent:
    """−(A/B)(1/x)."""
    found = _log_convergent(k)
    degree = max(len(found.above), len(found.below)) - 1
    return Convergent([-c for c in reversed_to(found.above, degree)], reversed_to(found.below, degree))


FROM_1 = (Relation(">=", X, ONE),)
UP_TO_1 = (Relation(">", X, ZERO), Relation("<=", X, ONE))


def logs(k: int) -> list[Bound]:
    """The bounds of log by the k-th convergent."""
    if k % 2 == 0:
        found = _log_convergent(k)
        return [_log(found, k, upper=False, where=FROM_1), _log(found, k, upper=True, where=UP_TO_1)]
    bounds = []
    for upper, found in ((True, _log_convergent(k)), (False, _mirrored_log(k))):
        halves = [_log(found, k, upper=upper, where=where) for where in (UP_TO_1, FROM_1)]

        def prove(goal: Goal, halves: list[Bound] = halves) -> Witness:
            parts = [Goal(domain_where(goal, op, ONE), goal.gap, goal.strict) for op in ("<=", ">")]
            below, above = (half.prove(part) for half, part in zip(halves, parts, strict=True))
            return Split(symbol="x", at=ONE, below=below, above=above)

        whole = Bound("log", found.value, upper, POSITIVE, k, prove, strict=False)
        bounds += [whole, *halves]
    return bounds


def _log(found: Convergent, k: int, *, upper: bool, where: tuple[Relation, ...]) -> Bound:
    """log x against A/B on one side of 1: the derivative of the difference is c·(x − 1)ᵏxʲ/(x·B²)."""
    slope = combined(1, product(found.below, found.below), -1, times_x(found.slope_above))
    in_z = shifted(slope, 1)
    low = next(i for i, c in enumerate(in_z) if c)
    rest = shifted(in_z[low:], -1)  # in x, of one term
    j, c = one_term(rest)
    way = -1 if where == UP_TO_1 else 1
    distance = X - ONE if way == 1 else ONE - X
    above = mul(rational(abs(c)), power(distance, low), *([power(X, j)] if j else []))
    form = above / (X * power(polynomial(found.below), 2))
    return Bound("log", found.value, upper, where, k, lambda goal: chain(goal, ONE, by_form(form)))


# ------------------------------------------------------------------------------------------------------- circles again


def atan(k: int) -> Bound:
    """atan x = x/(1 + x²/(3 + 4x²/(5 + …))), x ≥ 0: odd convergents are above, even ones below."""
    found = convergent(k, lambda i: _atan_numerator(i), lambda i: [Fraction(2 * i - 1)])
    return _atan(found, k, k % 2 == 1, UP)


def _atan_numerator(i: int) -> list[Fraction]:
    return [Fraction(0), Fraction(1)] if i == 1 else times_x([Fraction((i - 1) ** 2)], 2)


def _atan_slope(found: Convergent) -> Expr:
    """abs(1/(1 + x²) − (A/B)′)."""
    square = [Fraction(1), Fraction(0), Fraction(1)]
    above = combined(1, product(found.below, found.below), -1, product(square, found.slope_above))
    j, c = one_term(above)
    term = mul(rational(abs(c)), power(X, j)) if j else rational(abs(c))
    return term / ((ONE + power(X, 2)) * power(polynomial(found.below), 2))


def _atan(found: Convergent, k: int, upper: bool, where: tuple[Relation, ...]) -> Bound:
    form = _atan_slope(found)
    return Bound("atan", found.value, upper, where, k, lambda goal: chain(goal, ZERO, by_form(form)))


def atan_from_infinity(k: int) -> Bound:
    """π/2 minus the convergent at 1/x, x > 0: odd ones are below atan x, even ones above."""
    near = convergent(k, lambda i: _atan_numerator(i), lambda i: [Fraction(2 * i - 1)])
    degree = max(len(near.above), len(near.below)) - 1
    found = Convergent(reversed_to(near.above, degree), reversed_to(near.below, degree))
    mirrored = Convergent([-c for c in found.above], found.below)
    value = PI / num(2) - found.value
    return Bound("atan", value, k % 2 == 0, POSITIVE, k, tail(by_form(_atan_slope(mirrored))))


def tail(prove: Prove) -> Prove:
    """The gap falls to a limit that is ≥ 0; `prove` shows that it falls."""

    def of(goal: Goal) -> Tail:
        from symcrit.core import diff

        slope = mul(num(-1), diff(goal.gap, "x"))
        return Tail(symbol="x", derivative=prove(Goal(interior(goal.domain, "x"), slope, goal.strict)))

    return of


def tan_or_tanh(op: str, k: int) -> Bound:
    """tan x = x/(1 − x²/(3 − …)) is above all convergents, 0 ≤ x < π/2; tanh x, x ≥ 0, above even ones, below odd ones.

    With G_k = B_k·sin x − A_k·cos x (or sinh, cosh): G_k′ = ± x·G_{k−1}, and G_0 is the sine.
    """
    sign = -1 if op == "tan" else 1
    sine, cosine = (Expr("sin", X), Expr("cos", X)) if op == "tan" else (Expr("sinh", X), Expr("cosh", X))

    def sides(i: int) -> Expr:
        found = _tan_convergent(i, sign)
        difference = polynomial(found.below) * sine - polynomial(found.above) * cosine
        return -difference if op == "tanh" and i % 2 else difference

    def prove_sides(i: int) -> Prove:
        if i == 0:
            return by_form(sine)
        slope = in_form(lambda inner: X * inner, sides(i - 1), prove_sides(i - 1))
        return lambda goal: chain(goal, ZERO, slope)

    found = _tan_convergent(k, sign)
    below = polynomial(found.below) * cosine
    prove = in_form(lambda inner: inner / below, sides(k), prove_sides(k))
    end = (Relation("<", X, PI / num(2)),) if op == "tan" else ()
    return Bound(op, found.value, op == "tanh" and k % 2 == 1, (*UP, *end), k, prove)


def _tan_convergent(k: int, sign: int) -> Convergent:
    def above(i: int) -> list[Fraction]:
        return [Fraction(0), Fraction(1)] if i == 1 else times_x([Fraction(sign)], 2)

    return convergent(k, above, lambda i: [Fraction(2 * i - 1)])


# ---------------------------------------------------------------------------------------------------------------- erfc


def erfc(k: int) -> Bound:
    """erfc x = exp(−x²)/√π·1/(x + (1/2)/(x + (2/2)/(x + …))): odd convergents are above (x > 0), even ones below."""

    def above(i: int) -> list[Fraction]:
        return [Fraction(1)] if i == 1 else [Fraction(i - 1, 2)]

    found = convergent(k, above, lambda i: [Fraction(0), Fraction(1)])
    bell = Expr("exp", -power(X, 2)) / ROOT_PI
    square, cross = product(found.below, found.below), product(found.above, found.below)
    slope = combined(1, combined(-2, square, 2, times_x(cross)), -1, found.slope_above)
    j, c = one_term(slope)
    form = mul(rational(abs(c)), bell) / power(polynomial(found.below), 2)
    assert j == 0
    where = POSITIVE if k % 2 else UP
    return Bound("erfc", bell * found.value, k % 2 == 1, where, k, tail(by_form(form)))
