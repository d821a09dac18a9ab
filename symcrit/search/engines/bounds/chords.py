"""Chords of sin and cos: a concave F with F = 0 at both ends of an interval is ≥ 0 on it.

F′ falls, so it is > 0 up to a place before the summit and < 0 from a place behind it on; between them balls show F > 0.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symcrit.core import PI, Expr, Lemma, Relation, Witness, num
from symcrit.core.witnesses.chain import Chain
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.split import Split
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines.bounds.bound import Bound, X, chain
from symcrit.search.engines.bounds.taylor import domain_where
from symcrit.search.engines.equalities import identities
from symcrit.search.engines.terms import ONE, ZERO, rational
from symcrit.search.search import Goal

HALF_PI = PI / num(2)
LINE = X / HALF_PI


def sin_chord() -> Bound:
    """2x/π ≤ sin x for 0 ≤ x ≤ π/2."""
    return _chord("sin", LINE, (ZERO, HALF_PI), (Fraction(4, 5), Fraction(1)), upper=False)


def cos_chord() -> Bound:
    """1 − 2x/π ≤ cos x for 0 ≤ x ≤ π/2."""
    return _chord("cos", ONE - LINE, (ZERO, HALF_PI), (Fraction(3, 5), Fraction(4, 5)), upper=False)


def cos_chord_beyond() -> Bound:
    """cos x ≤ 1 − 2x/π for π/2 ≤ x ≤ π."""
    return _chord("cos", ONE - LINE, (HALF_PI, PI), (Fraction(47, 20), Fraction(51, 20)), upper=True)


def _chord(op: str, value: Expr, ends: tuple[Expr, Expr], cuts: tuple[Fraction, Fraction], *, upper: bool) -> Bound:
    """The bound by the chord between two ends; the slope is 0 between the cuts."""
    where = (Relation(">=", X, ends[0]), Relation("<=", X, ends[1]))
    left, right = (rational(cut) for cut in cuts)

    def prove(goal: Goal) -> Witness:
        near = Goal(domain_where(goal, "<=", left), goal.gap, goal.strict)
        rest = Goal(domain_where(goal, ">", left), goal.gap, goal.strict)
        far = Goal(domain_where(rest, ">", right), goal.gap, goal.strict)
        behind = Split(symbol="x", at=right, below=Positive(), above=_from(far, ends[1], right))
        return Split(symbol="x", at=left, below=_from(near, ends[0], left, beyond=upper), above=behind)

    return Bound(op, value, upper, where, 1, prove)


def _from(goal: Goal, end: Expr, cut: Expr, *, beyond: bool = False) -> Chain:
    """From an end on; the slope is > 0 at the cut, and the more so the farther from there."""
    bent = Chain(symbol="x", end=end, start=Zero(lemmas=_values()), derivative=Positive())  # −cos x, from π/2 on
    falls = Chain(symbol="x", end=cut, above=True, start=Positive(), derivative=bent if beyond else Positive())
    found = chain(goal, end, lambda slope: falls)
    return found if end is ZERO else replace(found, start=Zero(lemmas=_values()))


def _values() -> tuple[Lemma, ...]:
    """sin π/2 = 1, cos π/2 = 0 and cos π = −1."""
    right = [identities.instance(f"{op}-asin", {"x": ONE}) for op in ("sin", "cos")]
    return (*right, identities.instance("cos-sum", {"x": HALF_PI, "y": HALF_PI}))
