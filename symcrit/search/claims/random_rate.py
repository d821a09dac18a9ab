"""`random_rate`: the bound of `rate` for targets with random directions, with a probability."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from flint import fmpq

from symcrit.arguments import one_of
from symcrit.claims import Claim, Hypotheses, Setting, named
from symcrit.core import Goals, num
from symcrit.core.claims.random_rate import EXCESS, RandomRate
from symcrit.core.claims.rate import LENGTHS
from symcrit.kernels.kernel import as_kernel
from symcrit.search.attempts import Attempt
from symcrit.search.claims._random import goals_with, one_neuron
from symcrit.search.engines import floats
from symcrit.search.engines.places.points import points
from symcrit.search.search import Search

__all__ = ["attempts", "random_rate"]

MISSING = "no excess was found for which the tail is small and the bound as well, for total ≥ 0"
ROUND = 1000  # the excess is a multiple of 1/ROUND


def random_rate(
    total: object, value: object, *, dimension: object, weight: object, largest: object, risk: object,
    activation: Any = "relu", lengths: str = "any", where: Hypotheses = (),
) -> Claim:  # fmt: skip
    """`rate` for a target f* = Σ β_i σ(b_i·x) with independent random directions, with probability ≥ 1 − risk.

    dimension: d; each direction has second moments 1/d, as the uniform law on the sphere. weight: bounds Σ|β_i||b_i|.
    largest: bounds each |β_i||b_i|. total, value, activation, lengths: as in `rate`.
    Raises InputError for what is not exact.

    >>> from symcrit import decide
    >>> claim = random_rate(1, "1/50", dimension=50, weight=1, largest="1/2000", risk="1/100")
    >>> decide(claim).verdict.name
    'PROVED'
    """
    one_of("lengths", lengths, LENGTHS)
    given = {"dimension": dimension, "weight": weight, "largest": largest, "risk": risk, "total": total, "value": value}
    exprs, known = named(given.values(), where)
    setting = Setting.of(exprs, known)
    fields = dict(zip(given, map(setting.json, exprs), strict=True))
    return setting.claim("random_rate", kernel=as_kernel(activation).core, lengths=lengths, **fields)


def attempts(claim: RandomRate) -> Iterator[Attempt]:
    """One neuron, and the goals for several excesses."""
    yield Attempt("one neuron", 0.3, one_neuron)
    yield Attempt("goals", 1.0, proof)


def proof(search: Search, claim: RandomRate) -> Goals | None:
    """A proof of every goal for the excess that suffices at a point, or for 1."""
    for excess in _excesses(search, claim):
        given = {EXCESS: num(fmpq(excess.numerator, excess.denominator))}
        found = goals_with(search, claim, given)
        if found is not None:
            return found
    return None


def _excesses(search: Search, claim: RandomRate) -> Iterator[Fraction]:
    """The least excess, rounded up, that makes the tail small at a point of the domain; and some round ones."""
    for place in islice(points(claim.domain, search.work, 1), 1):
        at = {name: float(value) for name, value in place.items()}
        names = ("dimension", "weight", "largest", "risk")
        d, weight, largest, risk = (floats.compiled(getattr(claim, name), search.work)(at) for name in names)
        if 0 < risk < d and weight > 0 and largest > 0:
            yield Fraction(math.ceil(ROUND * _least(math.log(d / risk) * d * largest / weight)) + 1, ROUND)
    yield from map(Fraction, (1, 2, Fraction(1, 2)))


def _least(rate: float) -> float:
    """The ε > 0 with (1 + ε)log(1 + ε) − ε = rate, by bisection."""
    low, high = 0.0, 1.0
    while (1 + high) * math.log1p(high) - high < rate:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        if (1 + middle) * math.log1p(middle) - middle < rate:
            low = middle
        else:
            high = middle
    return high
