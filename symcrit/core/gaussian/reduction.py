"""E[G(x)], x ~ N(m, C), as an expression in the parameters: the rules, in the order in which they are used.

With y = ℓ·x + a, μ = E y, s² = Var y and k = Cℓ:

    observe    E[exp(−hy²/2) F] = d^(−1/2) exp(−hμ²/(2d)) E′[F],  d = 1 + hs² > 0,  m′ = m − khμ/d,  C′ = C − hkkᵀ/d
    tilt       E[exp(b·x + g) F] = exp(b·m + bᵀCb/2 + g) E′[F],  m′ = m + Cb
    δ          E[δ(y) F] = (2πs²)^(−1/2) exp(−μ²/(2s²)) E[F | y = 0],  s² > 0
    Stein      E[x_i Q F] = m_i E[QF] + Σ_k C_ik E[∂_k Q F] + Σ_j (Cℓ_j)_i E[Q ∂F/∂y_j],  d sign y = 2δ(y)
    parallel   sign(y)·sign(y + γ) = 1 − sgn γ·(sign(y + γ) − sign(y))
    erf        erf(y) = E[sign(y − Z)],  Z ~ N(0, 1/2) independent

What is left are products of signs, of cosines, of unknown functions, or of powers of tanh, over laws whose blocks are
independent; Stein's formula has d tanhᵏ y = k·(tanhᵏ⁻¹ y − tanhᵏ⁺¹ y).  Each
rule holds where its condition does, and the condition is shown on the whole domain or the reduction is refused.  The
growth of every factor is at most exponential once all d > 0, so every expectation that is met exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flint import fmpq

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, add, mul, num
from symcrit.core.algebra.ring import Ratio
from symcrit.core.algebra.signs import NONNEGATIVE, POSITIVE
from symcrit.core.gaussian.laws import Form, Law
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.gaussian.signs import product_of_signs
from symcrit.core.gaussian.squares import in_order, squares
from symcrit.core.gaussian.tanhs import mean_of_tanhs
from symcrit.core.gaussian.terms import Polynomial, Tanh, Term, Terms, Unknown, Wave
from symcrit.core.reading import require

STEP = 40  # the work of a step of the reduction, beside what its numbers cost


class Reduced(NamedTuple):
    """What an expectation is equal to, and inequalities between parameters that hold wherever it has its law."""

    value: Expr
    facts: tuple[Relation, ...]


@dataclass(frozen=True)
class Inside:
    """What is left inside of an expectation: polynomial·wave·Π sign·Π f⁽ᵏ⁾·Π tanhᵏ."""

    polynomial: Polynomial
    signs: tuple[Form, ...]
    unknown: tuple[Unknown, ...]
    wave: Wave | None
    tanhs: tuple[Tanh, ...]


class Reduction:
    """Reduces expectations on a domain, and notes what they say of its parameters.

    means: whether what is found may have means of powers of tanh in it, which have no closed form.
    """

    def __init__(self, context: Context, names: tuple[str, ...], *, means: bool = False) -> None:
        self.context = context
        self.numbers = Numbers(context)
        self.terms = Terms(self.numbers, names, means=means)
        self.facts: dict[Relation, None] = {}

    def reduced(self, function: Expr, law: Law) -> Reduced:
        """E[function] for this law of the coordinates; raises `Reject` where a rule does not apply."""
        written = self.terms.of(function)
        for form in self.terms.divisors.values():
            self._need_nonzero(law, form)
        terms = [self._without_pairs(term, law) for term in written]
        parts = [mul(term.factor, self._term(term, law)) for term in self.terms.collected(terms)]
        return Reduced(add(*parts), tuple(self.facts))

    def _need_nonzero(self, law: Law, form: Form) -> None:
        """That what is divided by is 0 with probability 0: it has a variance, or is a number that is not 0."""
        if self.numbers.is_zero(law.variance(form)):
            nonzero = 0 not in self.numbers.signs(law.mean_of(form))
            require(nonzero, "y/|y| of a number that is not shown to be different from 0")
        else:
            self._need_variance(law, form)

    def _without_pairs(self, term: Term, law: Law) -> Term:
        """The term with sign y·sign y = 1 where y has a variance, so that y = 0 has probability 0."""
        left: list[Form] = []
        for form in term.signs:
            others = [other for other in left if other is not form]
            if len(others) < len(left) and law.has_variance(form):
                left = others
                self._need_variance(law, form)
            else:
                left.append(form)
        return term if len(left) == len(term.signs) else replace(term, signs=tuple(left))

    # ------------------------------------------------------------------------------------- exponentials, and the start

    def _term(self, term: Term, law: Law) -> Expr:
        """A term without its factor: squares in the exponent observed, the rest of it a tilt, erf as signs."""
        exponent = squares(self.numbers, term.exponent, law.size)
        factors: list[Expr] = []
        self._need_density(law, term)
        tilt = exponent.tilt
        for weight, form in in_order(self.numbers, [*term.squares, *exponent.squares]):
            factors.append(self._observe(weight, law, form))
            law = self._observed(weight, law, form)
        quadratic = self.numbers.dot(tilt, law.shifted(tilt).mean)  # b·m + bᵀCb
        half = self.numbers.scaled(self.numbers.plus(quadratic, self.numbers.dot(tilt, law.mean)), fmpq(1, 2))
        total = self.numbers.plus(half, exponent.constant)
        if not self.numbers.is_zero(total):
            factors.append(Expr("exp", self.numbers.expr(total)))
        law = law.shifted(tilt)
        count = len(term.errors)
        wider = _Wider(self.numbers, count)
        signs = [wider.form(form) for form in term.signs]
        signs += [wider.minus_noise(form, i) for i, form in enumerate(term.errors)]
        inside = Inside(
            wider.polynomial(term.polynomial),
            tuple(signs),
            tuple(one._replace(form=wider.form(one.form)) for one in term.unknown),
            None if term.wave is None else term.wave._replace(form=wider.form(term.wave.form)),
            tuple(one._replace(form=wider.form(one.form)) for one in term.tanhs),
        )
        return mul(*factors, self._mean(inside, law.extended(count)))

    def _need_density(self, law: Law, term: Term) -> None:
        """That the arguments of unknown functions have a joint density, and that no sign stands beside these.

        Else a derivative of such a function may have no mean, even where what it is multiplied by has mean 0.
        """
        require(not (term.signs and term.unknown), "a sign beside an unknown function has no rule")
        for one in term.unknown:
            self._need_variance(law, one.form)
            law = law.fixed(one.form)

    def _shrinking(self, weight: Ratio, law: Law, form: Form) -> Ratio:
        """d = 1 + h·s² > 0."""
        d = self.numbers.plus(self.numbers.one, self.numbers.times(weight, law.variance(form)))
        free = self.numbers.signs(weight) <= NONNEGATIVE
        require(free or self.numbers.signs(d) == POSITIVE, "an exponential grows too fast for its expectation to exist")
        self._note_positive(d)
        return d

    def _observe(self, weight: Ratio, law: Law, form: Form) -> Expr:
        """d^(−1/2)·exp(−hμ²/(2d))."""
        d = self._shrinking(weight, law, form)
        mean = law.mean_of(form)
        exponent = self.numbers.over(self.numbers.times(weight, mean, mean), self.numbers.scaled(d, -2))
        root = ONE / Expr("sqrt", self.numbers.expr(d))
        return root if self.numbers.is_zero(exponent) else mul(root, Expr("exp", self.numbers.expr(exponent)))

    def _observed(self, weight: Ratio, law: Law, form: Form) -> Law:
        d = self._shrinking(weight, law, form)
        factor = self.numbers.over(weight, d)
        return law.observed(form, factor, self.numbers.times(factor, law.mean_of(form)))

    # ------------------------------------------------------------------------------------------ polynomials and signs

    def _mean(self, inside: Inside, law: Law) -> Expr:
        """E[polynomial·wave·Π sign·Π f⁽ᵏ⁾]."""
        self.context.work.charge(STEP)
        if not inside.polynomial:
            return ZERO
        settled = self._without_constants(inside, law)
        if settled is not None:
            return settled
        merged = self._without_parallels(inside, law)
        if merged is not None:
            return merged
        place = next((i for key in inside.polynomial for i, e in enumerate(key) if e), None)
        if place is not None:
            return self._stein(inside, law, place)
        (coefficient,) = inside.polynomial.values()
        return mul(self.numbers.expr(coefficient), self._blocks(inside, law))

    def _without_constants(self, inside: Inside, law: Law) -> Expr | None:
        """With the first sign taken out whose argument is a number here; None where there is none."""
        for i, form in enumerate(inside.signs):
            if self.numbers.is_zero(law.variance(form)):
                rest = replace(inside, signs=(*inside.signs[:i], *inside.signs[i + 1 :]))
                return mul(self.numbers.sign_of(law.mean_of(form)), self._mean(rest, law))
        return None

    def _without_parallels(self, inside: Inside, law: Law) -> Expr | None:
        """With the first two signs merged that jump along parallel planes; None where there are none."""
        numbers = self.numbers
        for j, other in enumerate(inside.signs):
            for i, one in enumerate(inside.signs[:j]):
                common = law.covariance(one, other)
                square = numbers.times(law.variance(one), law.variance(other))
                if numbers.is_zero(common) or not numbers.is_zero(numbers.minus(square, numbers.times(common, common))):
                    continue
                return self._merged(inside, law, i, j)
        return None

    def _merged(self, inside: Inside, law: Law, i: int, j: int) -> Expr:
        """sign(y_i)·sign(y_j) with y_j = c·(y_i + γ): sgn c·(1 − sgn γ·(sgn c·sign(y_j) − sign(y_i)))."""
        numbers = self.numbers
        one, other = inside.signs[i], inside.signs[j]
        self._need_variance(law, one)
        scale = numbers.over(law.covariance(one, other), law.variance(one))
        way = self.numbers.sign_of(scale)
        others = [form for place, form in enumerate(inside.signs) if place not in (i, j)]
        without = self._mean(replace(inside, signs=tuple(others)), law)
        gap = numbers.minus(law.mean_of(other), numbers.times(scale, law.mean_of(one)))
        if numbers.is_zero(gap):
            return mul(way, without)
        turn = self.numbers.sign_of(numbers.over(gap, scale))
        first = self._mean(replace(inside, signs=(*others, one)), law)
        second = self._mean(replace(inside, signs=(*others, other)), law)
        return mul(way, without) - mul(turn, second - mul(way, first))

    def _need_variance(self, law: Law, form: Form) -> Ratio:
        """The variance of a form, which must be shown to be positive."""
        require(law.has_variance(form), "a variance is not shown to be positive")
        variance = law.variance(form)
        self._note_positive(variance)
        return variance

    def _stein(self, inside: Inside, law: Law, place: int) -> Expr:
        """x_i·Q + R for the coordinate i: the rule for x_i·Q."""
        numbers = self.numbers
        raised: Polynomial = {}
        kept: Polynomial = {}
        for key, value in inside.polynomial.items():
            if key[place]:
                raised[_lowered(key, place)] = value
            else:
                kept[key] = value
        total = self.terms.summed(kept, self._scaled(raised, law.mean[place]))
        for k, covariance in enumerate(law.cov[place]):
            slope = {_lowered(key, k): numbers.scaled(value, key[k]) for key, value in raised.items() if key[k]}
            total = self.terms.summed(total, self._scaled(slope, covariance))
        parts = [self._mean(replace(inside, polynomial=total), law)]
        below = replace(inside, polynomial=raised)
        for j, form in enumerate(inside.signs):
            factor = law.along(form)[place]
            if not numbers.is_zero(factor):
                rest = replace(below, signs=(*inside.signs[:j], *inside.signs[j + 1 :]))
                parts.append(mul(TWO, numbers.expr(factor), self._jump(rest, law, form)))
        for j, one in enumerate(inside.unknown):
            factor = law.along(one.form)[place]
            if not numbers.is_zero(factor):
                steeper = one._replace(order=one.order + 1)
                rest = replace(below, unknown=(*inside.unknown[:j], steeper, *inside.unknown[j + 1 :]))
                parts.append(mul(numbers.expr(factor), self._mean(rest, law)))
        for j, tanh in enumerate(inside.tanhs):
            factor = law.along(tanh.form)[place]
            if not numbers.is_zero(factor):
                lower, higher = self._slope(below, j)
                difference = self._mean(lower, law) - self._mean(higher, law)
                parts.append(mul(num(tanh.power), numbers.expr(factor), difference))
        if inside.wave is not None:
            factor = law.along(inside.wave.form)[place]
            turned = inside.wave._replace(order=(inside.wave.order + 1) % 4)
            parts.append(mul(numbers.expr(factor), self._mean(replace(below, wave=turned), law)))
        return add(*parts)

    def _slope(self, inside: Inside, place: int) -> tuple[Inside, Inside]:
        """With tanhᵏ⁻¹, and with tanhᵏ⁺¹, in the place of tanhᵏ."""
        before, own, after = inside.tanhs[:place], inside.tanhs[place], inside.tanhs[place + 1 :]
        lower = () if own.power == 1 else (own._replace(power=own.power - 1),)
        higher = own._replace(power=own.power + 1)
        return replace(inside, tanhs=(*before, *lower, *after)), replace(inside, tanhs=(*before, higher, *after))

    def _jump(self, inside: Inside, law: Law, form: Form) -> Expr:
        """E[δ(y)·…]; no other sign may jump where y = 0 (unless it is constant there, which `sign_of` asks for)."""
        variance = self._need_variance(law, form)
        mean = law.mean_of(form)
        there = law.fixed(form)
        for other in inside.signs:
            fine = self.numbers.is_zero(there.variance(other)) or there.has_variance(other)
            require(fine, "whether two signs jump together is not shown")
        require(not inside.unknown, "a jump beside an unknown function has no rule")
        exponent = self.numbers.over(self.numbers.times(mean, mean), self.numbers.scaled(variance, -2))
        density = ONE / Expr("sqrt", mul(TWO, PI, self.numbers.expr(variance)))
        if not self.numbers.is_zero(exponent):
            density = mul(density, Expr("exp", self.numbers.expr(exponent)))
        return mul(density, self._mean(inside, there))

    def _scaled(self, p: Polynomial, factor: Ratio) -> Polynomial:
        if self.numbers.is_zero(factor):
            return {}
        return {key: self.numbers.times(factor, value) for key, value in p.items()}

    # ------------------------------------------------------------------------------------------------ what is left

    def _blocks(self, inside: Inside, law: Law) -> Expr:
        """E[wave·Π sign·Π f⁽ᵏ⁾·Π tanhᵏ] as a product over independent blocks."""
        if inside.wave is not None:
            return self._wave(inside, law, inside.wave)
        require(not (inside.signs and inside.unknown), "a sign beside an unknown function has no rule")
        factors = [self._signs(law, block) for block in self._independent(law, inside.signs)]
        blocks = self._independent(law, [one.form for one in inside.unknown])
        factors += [self._unknown(law, _applied_to(inside.unknown, block)) for block in blocks]
        for tanh in inside.tanhs:
            others = (*inside.signs, *(one.form for one in inside.unknown))
            apart = all(self.numbers.is_zero(law.covariance(tanh.form, other)) for other in others)
            require(apart, "tanh beside a sign, or an unknown function, that it depends on has no rule")
        for block in self._independent(law, [tanh.form for tanh in inside.tanhs]):
            powers = [next(one.power for one in inside.tanhs if one.form is form) for form in block]
            found = mean_of_tanhs(law, powers, block)
            self.facts |= dict.fromkeys(found.facts)
            factors.append(found.value)
        return mul(*factors)

    def _wave(self, inside: Inside, law: Law, wave: Wave) -> Expr:
        """E[cos⁽ᵏ⁾ y] = exp(−s²/2)·cos⁽ᵏ⁾ μ."""
        plain = not inside.signs and not inside.unknown and not inside.tanhs
        require(plain, "a sine or cosine beside a sign, tanh, or an unknown function, has no rule")
        mean = self.numbers.expr(law.mean_of(wave.form))
        value = Expr("sin" if wave.order % 2 else "cos", mean)
        turned = -value if wave.order in (1, 2) else value
        fall = self.numbers.scaled(law.variance(wave.form), fmpq(-1, 2))
        return turned if self.numbers.is_zero(fall) else mul(Expr("exp", self.numbers.expr(fall)), turned)

    def _independent(self, law: Law, forms: Sequence[Form]) -> list[list[Form]]:
        """The forms in blocks; those of different blocks are shown to be uncorrelated, so independent."""
        blocks: list[list[Form]] = []
        for form in forms:
            linked = [b for b in blocks if any(not self.numbers.is_zero(law.covariance(form, other)) for other in b)]
            blocks = [block for block in blocks if block not in linked]
            blocks.append([*(other for block in linked for other in block), form])
        return blocks

    def _signs(self, law: Law, block: list[Form]) -> Expr:
        """E[Π sign y_j] of a block."""
        for form in block:
            self._need_variance(law, form)
        means = [law.mean_of(form) for form in block]
        cov = [[law.covariance(one, other) for other in block] for one in block]
        found = product_of_signs(self.numbers, means, cov, lambda i, j: law.not_parallel(block[i], block[j]))
        for fact in found.facts:
            self.facts[fact] = None
        return found.value

    def _unknown(self, law: Law, functions: Sequence[Unknown]) -> Expr:
        """E[Π f_j⁽ᵏ⁾(y_j)], which is ∂ᵏ of M(m, C) = E[Π f_j(y_j)]; the y_j are shown to have a density."""
        numbers = self.numbers
        forms = [one.form for one in functions]
        together = law
        for form in forms:
            self._need_variance(together, form)
            together = together.fixed(form)
        ordered = sorted(functions, key=lambda one: (one.name, one.order))
        spec = tuple((one.name, one.order) for one in ordered)
        means = [numbers.expr(law.mean_of(one.form)) for one in ordered]
        cov = [
            numbers.expr(law.covariance(one.form, other.form)) for i, one in enumerate(ordered) for other in ordered[i:]
        ]
        return Expr("moment", spec, *means, *cov)

    def _note_positive(self, value: Ratio) -> None:
        """That a variance, or 1 + h·s², is positive, as a fact about the parameters."""
        if not value.n.is_constant():
            self.facts[Relation(">", self.numbers.expr(value), ZERO)] = None


class _Wider:
    """Forms and polynomials in more coordinates, of which those at the end are noise."""

    def __init__(self, numbers: Numbers, count: int) -> None:
        self.numbers = numbers
        self.count = count

    def form(self, form: Form) -> Form:
        """The same function."""
        return Form((*form.slope, *(self.numbers.zero,) * self.count), form.shift)

    def minus_noise(self, form: Form, place: int) -> Form:
        """The function minus the noise of this number."""
        minus = self.numbers.normal.whole(-1)
        noise = (minus if i == place else self.numbers.zero for i in range(self.count))
        return Form((*form.slope, *noise), form.shift)

    def polynomial(self, p: Polynomial) -> Polynomial:
        """The same polynomial."""
        return {(*key, *(0,) * self.count): value for key, value in p.items()}


def _lowered(key: tuple[int, ...], place: int) -> tuple[int, ...]:
    """The exponents with one less at a place."""
    return tuple(e - (i == place) for i, e in enumerate(key))


def _applied_to(functions: Sequence[Unknown], block: Sequence[Form]) -> list[Unknown]:
    """The functions that are applied to the forms of a block."""
    return [one for one in functions if any(one.form is form for form in block)]
