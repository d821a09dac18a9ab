"""Laws of Gaussian vectors, affine functions of them, and what observing one of these makes of a law."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from flint import fmpq

from symcrit.core.algebra.ring import Ratio
from symcrit.core.algebra.signs import POSITIVE
from symcrit.core.gaussian.numbers import Numbers, Vector


class Form(NamedTuple):
    """slope·x + shift, an affine function of the vector."""

    slope: Vector
    shift: Ratio


@dataclass(frozen=True)
class Law:
    """x ~ N(mean, cov) given that the affine functions with slopes `given` have fixed values.

    Before anything was given the covariance was positive definite; so the variance of ℓ·x is 0 if ℓ is a combination of
    what is given, and positive if it is none.
    """

    numbers: Numbers
    mean: Vector
    cov: tuple[Vector, ...]
    given: tuple[Vector, ...] = ()
    known: dict[int, tuple[Form, Vector]] = field(default_factory=dict, compare=False, repr=False)  # `along`, by form
    conditions: dict[int, tuple[Form, Law]] = field(default_factory=dict, compare=False, repr=False)  # `fixed`, by form

    @property
    def size(self) -> int:
        """How many coordinates the vector has."""
        return len(self.mean)

    def along(self, form: Form) -> Vector:
        """The covariance of the vector with ℓ·x."""
        if id(form) not in self.known:
            self.known[id(form)] = (form, tuple(self.numbers.dot(row, form.slope) for row in self.cov))
        return self.known[id(form)][1]

    def mean_of(self, form: Form) -> Ratio:
        """E[ℓ·x + a]."""
        return self.numbers.plus(self.numbers.dot(self.mean, form.slope), form.shift)

    def covariance(self, one: Form, other: Form) -> Ratio:
        """Cov(ℓ·x, k·x)."""
        return self.numbers.dot(self.along(one), other.slope)

    def variance(self, form: Form) -> Ratio:
        """Var(ℓ·x)."""
        return self.covariance(form, form)

    def has_variance(self, form: Form) -> bool:
        """Whether Var(ℓ·x) is shown to be positive on the whole domain: by its form, or by ℓ and `given`."""
        variance = self.variance(form)
        if self.numbers.is_zero(variance):
            return False
        return self.numbers.signs(variance) == POSITIVE or _independent(self.numbers, [*self.given, form.slope])

    def not_parallel(self, one: Form, other: Form) -> bool:
        """Whether the correlation of ℓ·x and k·x is shown to be below 1 in size on the whole domain."""
        return _independent(self.numbers, [*self.given, one.slope, other.slope])

    def shifted(self, by: Vector) -> Law:
        """The law of the vector with C·b added: what exp(b·x) makes of it."""
        moved = [self.numbers.plus(m, self.numbers.dot(row, by)) for m, row in zip(self.mean, self.cov, strict=True)]
        return self._with(tuple(moved), self.cov)

    def observed(self, form: Form, weight: Ratio, gain: Ratio) -> Law:
        """m − gain·Cℓ and C − weight·Cℓ(Cℓ)ᵀ, for an observation of ℓ·x + a."""
        numbers = self.numbers
        along = self.along(form)
        mean = tuple(numbers.minus(m, numbers.times(gain, k)) for m, k in zip(self.mean, along, strict=True))
        cov = []
        for i, row in enumerate(self.cov):
            scale = numbers.times(weight, along[i])
            cov.append(tuple(numbers.minus(c, numbers.times(scale, k)) for c, k in zip(row, along, strict=True)))
        return self._with(mean, tuple(cov))

    def fixed(self, form: Form) -> Law:
        """The law given ℓ·x + a = 0, where ℓ·x has a variance."""
        if id(form) not in self.conditions:
            weight = self.numbers.over(self.numbers.one, self.variance(form))
            law = self.observed(form, weight, self.numbers.times(weight, self.mean_of(form)))
            self.conditions[id(form)] = (form, Law(self.numbers, law.mean, law.cov, (*self.given, form.slope)))
        return self.conditions[id(form)][1]

    def extended(self, count: int) -> Law:
        """With `count` more coordinates, independent of all others, each N(0, 1/2)."""
        zero = self.numbers.zero
        half = self.numbers.normal.whole(fmpq(1, 2))
        more = (zero,) * count
        noise = [tuple(half if i == j else zero for j in range(count)) for i in range(count)]
        cov = [(*row, *more) for row in self.cov] + [((zero,) * self.size + row) for row in noise]
        given = tuple((*slope, *more) for slope in self.given)
        return Law(self.numbers, (*self.mean, *more), tuple(cov), given)

    def _with(self, mean: Vector, cov: tuple[Vector, ...]) -> Law:
        return Law(self.numbers, mean, cov, self.given)


def _independent(numbers: Numbers, rows: list[Vector]) -> bool:
    """Whether vectors are shown to be linearly independent on the whole domain: by pivots that vanish nowhere."""
    left = [list(row) for row in rows]
    while left:
        first = left.pop(0)
        pivot = next((i for i, x in enumerate(first) if 0 not in numbers.signs(x)), None)
        if pivot is None:
            return False
        for row in left:
            factor = numbers.over(row[pivot], first[pivot])
            for i, x in enumerate(first):
                row[i] = numbers.minus(row[i], numbers.times(factor, x))
    return True
