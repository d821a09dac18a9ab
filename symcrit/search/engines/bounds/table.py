"""The table: the bounds of every function, simplest first."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from symcrit.core import Expr, Witness, num
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.split import Split
from symcrit.search.engines.bounds import chords, convergents, square_roots, taylor
from symcrit.search.engines.bounds.bound import Bound, X, by_form, chain
from symcrit.search.engines.bounds.convergents import ROOT_PI, tail
from symcrit.search.engines.bounds.taylor import UP, domain_where
from symcrit.search.engines.terms import ONE, PI, ZERO, power, rational
from symcrit.search.search import Goal, lemma

ODD = ("sin", "tan", "asin", "atan", "sinh", "tanh", "erf")  # f(−x) = −f(x); of these, and of the next ones, x ≥ 0
EVEN = ("cos", "cosh")
DEGREES = range(1, 10)  # of Taylor polynomials


@cache
def bounds_of(op: str) -> tuple[Bound, ...]:
    """The bounds of a function, simplest first."""
    found = _FAMILIES[op]() if op in _FAMILIES else ()
    return tuple(sorted(found, key=lambda bound: bound.order))


def _exp() -> Iterator[Bound]:
    for n in range(10):
        yield taylor.exp_of_positive(n)
        yield taylor.exp_of_negative(n)
        if n % 2:
            yield taylor.exp_everywhere(n)
        if n:
            yield taylor.exp_by_reciprocal(n)
    for n in range(1, 6):
        yield convergents.exp_pade(n, negative=True)
    for n in range(1, 6):
        yield convergents.exp_pade(n, negative=False)


def _log() -> Iterator[Bound]:
    for k in range(1, 8):
        yield from convergents.logs(k)
    yield from square_roots.log_root()


def _sin() -> Iterator[Bound]:
    yield from (taylor.sin_or_cos(n) for n in range(1, 16, 2))
    yield chords.sin_chord()


def _cos() -> Iterator[Bound]:
    yield from (taylor.sin_or_cos(n) for n in range(2, 16, 2))
    yield chords.cos_chord()
    yield chords.cos_chord_beyond()


def _sinh() -> Iterator[Bound]:
    yield from (taylor.sinh_or_cosh(n) for n in range(1, 10, 2))


def _cosh() -> Iterator[Bound]:
    yield from (taylor.sinh_or_cosh(n) for n in range(0, 10, 2))


def _tan() -> Iterator[Bound]:
    yield from (convergents.tan_or_tanh("tan", k) for k in range(1, 4))


def _tanh() -> Iterator[Bound]:
    yield from (convergents.tan_or_tanh("tanh", k) for k in range(1, 7))


def _atan() -> Iterator[Bound]:
    yield from (convergents.atan(k) for k in range(1, 7))
    yield from (convergents.atan_from_infinity(k) for k in range(1, 5))


def _asin() -> Iterator[Bound]:
    yield from (square_roots.asin_taylor(terms) for terms in range(1, 6))
    yield square_roots.asin_chord()
    yield square_roots.asin_over_root()
    yield square_roots.asin_below_root()
    yield square_roots.asin_shafer()
    yield square_roots.asin_fink()
    yield square_roots.asin_zhu()
    yield square_roots.asin_zhu_above()


def _erf() -> Iterator[Bound]:
    yield from _erf_near_0()
    yield from (in_other_words(bound, "erf", ONE) for bound in _erfc_far_from_0())


def _erfc() -> Iterator[Bound]:
    yield from _erfc_far_from_0()
    yield from (in_other_words(bound, "erfc", ONE) for bound in _erf_near_0())


def _erf_near_0() -> Iterator[Bound]:
    yield from (taylor.erf(terms) for terms in range(1, 9))


def _erfc_far_from_0() -> Iterator[Bound]:
    yield _erfc_below_bell()
    yield from (convergents.erfc(k) for k in range(1, 6))


def _acos() -> Iterator[Bound]:
    yield from (in_other_words(bound, "acos", PI / num(2)) for bound in _asin())


def in_other_words(bound: Bound, op: str, whole: Expr) -> Bound:
    """The bound of whole − f: erfc from erf, acos from asin."""

    def prove(goal: Goal) -> Witness:
        part = Goal(goal.domain, bound.gap, goal.strict)
        return Positive(form=part.gap, lemmas=(lemma(part.relation, bound.prove(part)),))

    return Bound(op, whole - bound.value, not bound.upper, bound.where, bound.order, prove, bound.strict)


def _erfc_below_bell() -> Bound:
    """erfc x ≤ exp(−x²) for x ≥ 0: the derivative of the difference is 2·exp(−x²)·(1/√π − x)."""
    bell = Expr("exp", -power(X, 2))
    rises = num(2) * bell * (ONE / ROOT_PI - X)
    left, right = rational(Fraction(1, 2)), rational(Fraction(3, 5))  # on both sides of 1/√π

    def prove(goal: Goal) -> Witness:
        near = Goal(domain_where(goal, "<=", left), goal.gap, goal.strict)
        rest = Goal(domain_where(goal, ">", left), goal.gap, goal.strict)
        far = Goal(domain_where(rest, ">", right), goal.gap, goal.strict)
        falls = tail(by_form(num(2) * bell * (X - right + (right - ONE / ROOT_PI))))
        beyond = Split(symbol="x", at=right, below=Positive(), above=falls(far))
        return Split(symbol="x", at=left, below=chain(near, ZERO, by_form(rises)), above=beyond)

    return Bound("erfc", bell, True, UP, 1, prove)


_FAMILIES = {
    "exp": _exp,
    "log": _log,
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "asin": _asin,
    "acos": _acos,
    "atan": _atan,
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "erf": _erf,
    "erfc": _erfc,
}
FUNCTIONS = tuple(_FAMILIES)
