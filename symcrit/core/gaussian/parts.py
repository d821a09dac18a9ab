"""Means that are reduced by some rules only: what they are made of, and the rules one by one.

`Mean` is factor·exp(power)·E[P·exp(q)·Π sign·Π erf·Π f⁽ᵏ⁾·wave·Π δ], P a polynomial, q of degree ≤ 2.  A rule makes of
one mean several, whose sum it is; None where there is nothing for it to do.  Rules are those of `rules.REASONS`, and
each is an identity of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from flint import fmpq

from symcrit.core.algebra.expr import ONE, PI, TWO, Expr, diff, mul, num
from symcrit.core.algebra.ring import Ratio
from symcrit.core.algebra.signs import NONNEGATIVE, POSITIVE
from symcrit.core.gaussian.laws import Form, Law
from symcrit.core.gaussian.numbers import Numbers, Vector
from symcrit.core.gaussian.squares import in_order, squares
from symcrit.core.gaussian.terms import Polynomial, Term, Terms, Unknown, Wave
from symcrit.core.reading import require


@dataclass(frozen=True)
class Mean:
    """factor·exp(power)·E[P·exp(q − ½Σ h·y²)·Π sign·Π erf·Π f⁽ᵏ⁾·wave·Π δ]; names: those of the coordinates.

    A coordinate that a rule has adjoined has the name "".
    """

    law: Law
    names: tuple[str, ...]
    factor: Expr
    power: Ratio
    polynomial: Polynomial
    exponent: Polynomial
    squares: tuple[tuple[Ratio, Form], ...] = ()
    signs: tuple[Form, ...] = ()
    errors: tuple[Form, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    wave: Wave | None = None
    deltas: tuple[Form, ...] = ()

    @classmethod
    def of(cls, term: Term, law: Law, names: tuple[str, ...]) -> Mean:
        """The mean of a term."""
        return cls(
            law,
            names,
            term.factor,
            law.numbers.zero,
            term.polynomial,
            term.exponent,
            term.squares,
            term.signs,
            term.errors,
            term.unknown,
            term.wave,
        )


Rule = Callable[[Mean], list[Mean] | None]


class Rules:
    """The rules on a domain."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.terms = Terms(numbers, ())  # which adds and multiplies polynomials in any coordinates

    # ------------------------------------------------------------------------------------------ what needs no reason

    def settled(self, one: Mean) -> list[Mean] | None:
        """Without a sign whose argument is a number, or one of two signs along parallel planes."""
        if not one.polynomial:
            return []
        for i, form in enumerate(one.signs):
            if self.numbers.is_zero(one.law.variance(form)):
                rest = (*one.signs[:i], *one.signs[i + 1 :])
                return [replace(one, signs=rest, factor=mul(one.factor, self.numbers.sign_of(one.law.mean_of(form))))]
        for j, other in enumerate(one.signs):
            for i, form in enumerate(one.signs[:j]):
                if self._are_parallel(one.law, form, other):
                    return list(self._merged(one, i, j))
        return None

    def _are_parallel(self, law: Law, one: Form, other: Form) -> bool:
        common = law.covariance(one, other)
        square = self.numbers.times(law.variance(one), law.variance(other))
        rest = self.numbers.minus(square, self.numbers.times(common, common))
        return not self.numbers.is_zero(common) and self.numbers.is_zero(rest)

    def _merged(self, one: Mean, i: int, j: int) -> Iterator[Mean]:
        """sign(y_i)·sign(y_j) with y_j = c·(y_i + γ): sgn c·(1 − sgn γ·(sgn c·sign(y_j) − sign(y_i)))."""
        numbers = self.numbers
        form, other = one.signs[i], one.signs[j]
        require(one.law.has_variance(form), "a variance is not shown to be positive")
        scale = numbers.over(one.law.covariance(form, other), one.law.variance(form))
        way = self.numbers.sign_of(scale)
        others = tuple(sign for place, sign in enumerate(one.signs) if place not in (i, j))
        yield replace(one, signs=others, factor=mul(one.factor, way))
        gap = numbers.minus(one.law.mean_of(other), numbers.times(scale, one.law.mean_of(form)))
        if not numbers.is_zero(gap):
            turn = self.numbers.sign_of(numbers.over(gap, scale))
            yield replace(one, signs=(*others, other), factor=mul(num(-1), turn, one.factor))
            yield replace(one, signs=(*others, form), factor=mul(turn, way, one.factor))

    # -------------------------------------------------------------------------------------------------- stein, price

    def stein_once(self, one: Mean, variables: Sequence[str] | None) -> list[Mean] | None:
        """Stein's formula as it is written, for one factor x_i: E[x_i R] = m_i E[R] + Σ_k C_ik E[∂_k R]."""
        place = self._place(one, self._chosen(one, variables))
        if place is None:
            return None
        kept = {key: value for key, value in one.polynomial.items() if not key[place]}
        raised = {_moved(key, place, -1): value for key, value in one.polynomial.items() if key[place]}
        below = replace(one, polynomial=raised)
        found = [replace(one, polynomial=kept), self._times(below, one.law.mean[place])]
        return [mean for mean in [*found, *self.along(below, one.law.cov[place])] if mean.polynomial]

    def _chosen(self, one: Mean, variables: Sequence[str] | None) -> list[int]:
        """The places of the variables that Stein's formula may be used on; for None of all but those adjoined."""
        return [i for i, label in enumerate(one.names) if (label if variables is None else label in variables)]

    def _place(self, one: Mean, chosen: Sequence[int]) -> int | None:
        """The first of these that the polynomial has; None where there is none, or a δ."""
        if one.deltas:
            return None
        return next((i for i in chosen if any(key[i] for key in one.polynomial)), None)

    def stein(self, one: Mean, variables: Sequence[str] | None) -> list[Mean] | None:
        """Without the highest power of a variable (of any, for None): E[x_i R] by the derivatives of R.

        With exp(−½xᵀHx + b·x) in R Stein's formulas for the variables are linear equations, with the matrix I + CH,
        for the means with these variables; they are solved.
        """
        chosen = self._chosen(one, variables)
        place = self._place(one, chosen)
        if place is None:
            return None
        shift, others, direction = self._solved(one, chosen)[place]
        raised: Polynomial = {}
        kept: Polynomial = {}
        for key, value in one.polynomial.items():
            if key[place]:
                raised[_moved(key, place, -1)] = value
            else:
                kept[key] = value
        total = self.terms.summed(kept, self._scaled(raised, shift))
        for j, factor in others.items():
            multiplied = {_moved(key, j, 1): value for key, value in raised.items()}
            total = self.terms.summed(total, self._scaled(multiplied, factor))
        total = self.terms.summed(total, self._slope(raised, direction))
        below = replace(one, polynomial=raised)
        found = [replace(one, polynomial=total), *self._slopes(below, direction)]
        return [mean for mean in found if mean.polynomial]

    def _solved(self, one: Mean, chosen: list[int]) -> dict[int, tuple[Ratio, dict[int, Ratio], Vector]]:
        """x_i as shift + Σ factor·x_j + ∂ along a direction, for the variables chosen; j are the others."""
        numbers, size = self.numbers, one.law.size
        weights, tilt = self.quadratic(one)
        rest = [j for j in range(size) if j not in chosen]
        rows = []
        for i in chosen:
            along = [numbers.dot(one.law.cov[i], column) for column in zip(*weights, strict=True)]
            own = [numbers.plus(along[j], numbers.one) if i == j else along[j] for j in range(size)]
            shift = numbers.plus(one.law.mean[i], numbers.dot(one.law.cov[i], tilt))
            right = [shift, *(numbers.scaled(own[j], -1) for j in rest), *one.law.cov[i]]
            rows.append([own[j] for j in chosen] + right)
        solved = self._eliminated(rows)
        count = len(chosen)
        found = {}
        for place, i in enumerate(chosen):
            right = solved[place][count:]
            others = {j: x for j, x in zip(rest, right[1 : 1 + len(rest)], strict=True) if not numbers.is_zero(x)}
            found[i] = (right[0], others, tuple(right[1 + len(rest) :]))
        return found

    def _eliminated(self, rows: list[list[Ratio]]) -> list[list[Ratio]]:
        """Rows with the unit matrix in front; raises `Reject` where a pivot is not shown to be different from 0."""
        numbers = self.numbers
        for i, row in enumerate(rows):
            require(0 not in numbers.signs(row[i]), "equations between means are not shown to have a solution")
            rows[i] = [numbers.over(x, row[i]) for x in row]
            for k, other in enumerate(rows):
                if k != i and not numbers.is_zero(other[i]):
                    factor = other[i]
                    rows[k] = [numbers.minus(x, numbers.times(factor, y)) for x, y in zip(other, rows[i], strict=True)]
        return rows

    def quadratic(self, one: Mean) -> tuple[list[list[Ratio]], Vector]:
        """H and b of the whole exponent, −½xᵀHx + b·x and a constant."""
        numbers, size = self.numbers, one.law.size
        total = self.whole_exponent(one)
        weights = [[numbers.zero] * size for _ in range(size)]
        for i in range(size):
            for j in range(size):
                entry = total.get(_moved(_moved((0,) * size, i, 1), j, 1), numbers.zero)
                weights[i][j] = numbers.scaled(entry, -2 if i == j else -1)
        tilt = tuple(total.get(_moved((0,) * size, i, 1), numbers.zero) for i in range(size))
        return weights, tilt

    def whole_exponent(self, one: Mean) -> Polynomial:
        """The exponent with its squares written out."""
        total = one.exponent
        for weight, form in one.squares:
            square = self.terms.multiplied(self.line(form), self.line(form))
            total = self.terms.summed(total, self._scaled(square, self.numbers.scaled(weight, fmpq(-1, 2))))
        return total

    def line(self, form: Form) -> Polynomial:
        """An affine function as a polynomial."""
        origin = (0,) * len(form.slope)
        found = {origin: form.shift} | {_moved(origin, i, 1): value for i, value in enumerate(form.slope)}
        return {key: value for key, value in found.items() if not self.numbers.is_zero(value)}

    def _slope(self, polynomial: Polynomial, direction: Vector) -> Polynomial:
        """The derivative of a polynomial along a direction."""
        total: Polynomial = {}
        for k, factor in enumerate(direction):
            steeper = {key: value for key, value in polynomial.items() if key[k]}
            own = {_moved(key, k, -1): self.numbers.scaled(value, key[k]) for key, value in steeper.items()}
            total = self.terms.summed(total, self._scaled(own, factor))
        return total

    def _slopes(self, one: Mean, direction: Vector) -> Iterator[Mean]:
        """The derivative along a direction of all but polynomial and exponential."""
        numbers = self.numbers
        for i, form in enumerate(one.signs):
            double = numbers.scaled(numbers.dot(form.slope, direction), 2)
            rest = (*one.signs[:i], *one.signs[i + 1 :])
            yield self._times(replace(one, signs=rest, deltas=(*one.deltas, form)), double)
        for i, form in enumerate(one.errors):  # 2·exp(−y²)/√π
            rest = (*one.errors[:i], *one.errors[i + 1 :])
            factor = mul(one.factor, TWO / Expr("sqrt", PI))
            weight = numbers.normal.whole(2)
            steeper = replace(one, errors=rest, factor=factor, squares=(*one.squares, (weight, form)))
            yield self._times(steeper, numbers.dot(form.slope, direction))
        for i, function in enumerate(one.unknown):
            own = function._replace(order=function.order + 1)
            changed = (*one.unknown[:i], own, *one.unknown[i + 1 :])
            yield self._times(replace(one, unknown=changed), numbers.dot(function.form.slope, direction))
        if one.wave is not None:
            turned = one.wave._replace(order=(one.wave.order + 1) % 4)
            yield self._times(replace(one, wave=turned), numbers.dot(one.wave.form.slope, direction))
        for form in one.deltas:
            still = numbers.is_zero(numbers.dot(form.slope, direction))
            require(still, "the derivative of a Dirac measure has no rule")

    def _times(self, one: Mean, factor: Ratio) -> Mean:
        return replace(one, polynomial=self._scaled(one.polynomial, factor))

    def along(self, one: Mean, direction: Vector) -> list[Mean]:
        """The derivative along a direction of all that stands inside of the mean."""
        slope = self._slope(one.polynomial, direction)
        of_exponent = self._slope(self.whole_exponent(one), direction)
        own = self.terms.summed(slope, self.terms.multiplied(one.polynomial, of_exponent))
        return [mean for mean in (replace(one, polynomial=own), *self._slopes(one, direction)) if mean.polynomial]

    def price(self, one: Mean, parameter: str) -> list[Mean]:
        """The derivative by a parameter of the law; raises `Reject` where what stands inside depends on it, too."""
        numbers, law = self.numbers, one.law
        inside = [*one.polynomial.values(), *self.whole_exponent(one).values()]
        forms = [*one.signs, *one.errors, *(f.form for f in one.unknown), *([one.wave.form] if one.wave else [])]
        inside += [entry for form in forms for entry in (*form.slope, form.shift)]
        free = all(parameter not in numbers.expr(entry).names for entry in inside)
        require(free, f"what stands inside of the expectation depends on {parameter}")
        size = range(law.size)
        units = [tuple(numbers.one if i == k else numbers.zero for i in size) for k in size]
        found = [replace(one, factor=diff(one.factor, parameter))] if parameter in one.factor.names else []
        for i in size:
            slope = self._by(law.mean[i], parameter)
            if not numbers.is_zero(slope):
                found += [self._times(mean, slope) for mean in self.along(one, units[i])]
            for j in size:
                slope = numbers.scaled(self._by(law.cov[i][j], parameter), fmpq(1, 2))
                if not numbers.is_zero(slope):
                    twice = [mean for first in self.along(one, units[i]) for mean in self.along(first, units[j])]
                    found += [self._times(mean, slope) for mean in twice]
        return found

    def _by(self, value: Ratio, parameter: str) -> Ratio:
        written = self.numbers.expr(value)
        return self.numbers.of(diff(written, parameter)) if parameter in written.names else self.numbers.zero

    # ------------------------------------------------------------------------------------------ tilt, condition, adjoin

    def tilt(self, one: Mean) -> list[Mean] | None:
        """Without the exponential, under another law."""
        numbers = self.numbers
        if not one.squares and not any(any(key) for key in one.exponent):
            return None
        exponent = squares(numbers, one.exponent, one.law.size)
        tilt, law, factor = exponent.tilt, one.law, one.factor
        power = numbers.plus(one.power, exponent.constant)
        for weight, form in in_order(numbers, [*one.squares, *exponent.squares]):
            d = numbers.plus(numbers.one, numbers.times(weight, law.variance(form)))
            good = numbers.signs(weight) <= NONNEGATIVE or numbers.signs(d) == POSITIVE
            require(good, "an exponential grows too fast for its expectation to exist")
            mean = law.mean_of(form)
            gain = numbers.over(weight, d)
            power = numbers.minus(power, numbers.scaled(numbers.times(gain, mean, mean), fmpq(1, 2)))
            factor = factor / Expr("sqrt", numbers.expr(d))
            law = law.observed(form, gain, numbers.times(gain, mean))
        moved = law.shifted(tilt)
        both = numbers.plus(numbers.dot(tilt, law.mean), numbers.dot(tilt, moved.mean))
        power = numbers.plus(power, numbers.scaled(both, fmpq(1, 2)))
        return [replace(one, law=moved, factor=factor, power=power, exponent={}, squares=())]

    def condition(self, one: Mean) -> list[Mean] | None:
        """Without the first δ, under the law given that its argument is 0."""
        if not one.deltas:
            return None
        numbers, (form, *rest) = self.numbers, one.deltas
        require(one.law.has_variance(form), "a variance is not shown to be positive")
        variance, mean = one.law.variance(form), one.law.mean_of(form)
        power = numbers.over(numbers.times(mean, mean), numbers.scaled(variance, -2))
        density = ONE / Expr("sqrt", mul(TWO, PI, numbers.expr(variance)))
        there = one.law.fixed(form)
        whole = numbers.plus(one.power, power)
        return [replace(one, law=there, factor=mul(one.factor, density), power=whole, deltas=tuple(rest))]

    def adjoin(self, one: Mean) -> list[Mean] | None:
        """With every erf as the sign of its argument minus noise of its own."""
        if not one.errors:
            return None
        numbers, count = self.numbers, len(one.errors)
        more = (numbers.zero,) * count
        minus = numbers.normal.whole(-1)

        def wider(form: Form) -> Form:
            return Form((*form.slope, *more), form.shift)

        def without_noise(form: Form, place: int) -> Form:
            noise = (minus if i == place else numbers.zero for i in range(count))
            return Form((*form.slope, *noise), form.shift)

        def polynomial(p: Polynomial) -> Polynomial:
            return {(*key, *(0,) * count): value for key, value in p.items()}

        return [
            Mean(
                one.law.extended(count),
                (*one.names, *("",) * count),
                one.factor,
                one.power,
                polynomial(one.polynomial),
                polynomial(one.exponent),
                tuple((weight, wider(form)) for weight, form in one.squares),
                (*map(wider, one.signs), *(without_noise(form, i) for i, form in enumerate(one.errors))),
                (),
                tuple(f._replace(form=wider(f.form)) for f in one.unknown),
                None if one.wave is None else one.wave._replace(form=wider(one.wave.form)),
                tuple(map(wider, one.deltas)),
            )
        ]

    # ---------------------------------------------------------------------------------------------------- polynomials

    def _scaled(self, p: Polynomial, factor: Ratio) -> Polynomial:
        if self.numbers.is_zero(factor):
            return {}
        return {key: self.numbers.times(factor, value) for key, value in p.items()}


def _moved(key: tuple[int, ...], place: int, by: int) -> tuple[int, ...]:
    """The exponents with `by` more at a place."""
    return tuple(e + by * (i == place) for i, e in enumerate(key))
