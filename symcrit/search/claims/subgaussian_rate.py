"""`subgaussian_rate`: the bound of `rate` for targets with sub-Gaussian weights, with a probability."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from flint import fmpq

from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import Expr, Goals, num, sym
from symcrit.core.claims.subgaussian_rate import LEVEL, SHORT, SubgaussianRate
from symcrit.kernels.kernel import as_kernel
from symcrit.search.attempts import Attempt
from symcrit.search.claims._random import PLACES, goals_with, one_neuron
from symcrit.search.engines import floats
from symcrit.search.engines.places.points import points
from symcrit.search.search import Search

__all__ = ["attempts", "subgaussian_rate"]

MISSING = "no t and η were found for which the risk is small enough and the bound as well, for total ≥ 0"
ROUND = 1000  # t and η are multiples of 1/ROUND
NEAR = 1e-9  # of 0, in floats
NAMES = ("count", "dimension", "fourth", "risk")


def subgaussian_rate(
    total: object, value: object, *, count: object, dimension: object, largest: object, proxy: object, fourth: object,
    risk: object, activation: Any = "relu", where: Hypotheses = (),
) -> Claim:  # fmt: skip
    """`rate` for a target f* = Σ_{i≤N} β_i σ(b_i·x) with sub-Gaussian weights, with probability ≥ 1 − risk.

    count: N. dimension: d. The coordinates of √d·b_i are independent, of mean 0 and variance 1. proxy: K², with
    E[exp(rX)] ≤ exp(K²r²/2) (1 for X = ±1 and for the normal law). fourth: bounds E[X⁴] (1 and 3 for these).
    largest: bounds N|β_i|. total, value, activation: as in `rate`, lengths "any".
    Raises InputError for what is not exact.

    >>> from symcrit import decide
    >>> law = {"proxy": 1, "fourth": 3, "largest": 1}
    >>> decide(subgaussian_rate(1, "1/1000", count=10**5, dimension=1000, risk="1/50", **law)).verdict.name
    'PROVED'
    """
    given = {
        "count": count, "dimension": dimension, "largest": largest, "proxy": proxy, "fourth": fourth, "risk": risk,
        "total": total, "value": value,
    }  # fmt: skip
    exprs, known = named(given.values(), where)
    setting = Setting.of(exprs, known)
    fields = dict(zip(given, map(setting.json, exprs), strict=True))
    return setting.claim("subgaussian_rate", kernel=as_kernel(activation).core, **fields)


def attempts(claim: SubgaussianRate) -> Iterator[Attempt]:
    """One neuron, and the goals for several t and η."""
    yield Attempt("one neuron", 0.3, one_neuron)
    yield Attempt("goals", 1.0, proof)


def proof(search: Search, claim: SubgaussianRate) -> Goals | None:
    """A proof of every goal, for the first t and η for which there is one."""
    for level, short in _choices(search, claim):
        given = {LEVEL: level, SHORT: short}
        if not _plausible(search, claim, given):
            continue
        found = goals_with(search, claim, given)
        if found is not None:
            return found
    return None


def _choices(search: Search, claim: SubgaussianRate) -> Iterator[tuple[Expr, Expr]]:
    """t: a symbol of the claim, or what makes its part half of the risk at a point; η: what makes its part the rest."""
    for name, kind in claim.domain.kinds.items():
        if kind == "real":
            yield sym(name), _number(Fraction(1, 2))

    for place in islice(points(claim.domain, search.work, 1), 1):
        at = {name: float(value) for name, value in place.items()}
        N, d, fourth, risk = (floats.compiled(getattr(claim, name), search.work)(at) for name in NAMES)
        if 0 < risk < 1 and N >= 1 and d >= 1 and fourth >= 1:
            for share in (0.5, 0.01, 0.99):
                level = Fraction(math.ceil(ROUND * math.log(1 / (share * risk))) + 1, ROUND)
                short = math.sqrt(2 * fourth / d * math.log(N / ((1 - share) * risk)))
                if short < 1 - 1 / ROUND:
                    yield _number(level), _number(Fraction(math.ceil(ROUND * short), ROUND))


def _plausible(search: Search, claim: SubgaussianRate, given: dict[str, Expr]) -> bool:
    """Whether the risk and the bound suffice at some points of the domain, in floats."""
    wanted = [goal for goal in claim.goals(search.work, given) if goal.key in ("risk", "value")]
    gaps = [floats.compiled(goal.relation.gap, search.work) for goal in wanted]
    for place in islice(points(claim.domain, search.work, PLACES), PLACES):
        at = {name: float(value) for name, value in place.items()}
        if any(gap(at) < -NEAR for gap in gaps):
            return False
    return True


def _number(value: Fraction) -> Expr:
    return num(fmpq(value.numerator, value.denominator))
