"""Gaps in one symbol on the way to infinity, or to an end without a value: repeated derivatives from a number T on.

    f > 0 for x > T  if  f(T) > 0 and f′ ≥ 0;  or if f → L ≥ 0 and f′ < 0;  or if f = Σ B_j·(x − T)^j, all B_j > 0.

Before every step denominators and other factors with an evident sign are taken out, so that derivatives get simpler:
P·eˣ + Q loses a degree of Q each time; and the coefficients B_j may hold sines and the like, of which core knows
between what they lie.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from flint import fmpq

from symcrit.core import Context, Domain, Expr, Lemma, Witness, diff, nodes, substitute
from symcrit.core.algebra.limits import limit
from symcrit.core.algebra.signs import NONNEGATIVE, NONZERO, POSITIVE
from symcrit.core.witnesses.chain import Chain
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.tail import Tail
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines import floats
from symcrit.search.engines.field import Field, Quotient
from symcrit.search.engines.terms import ONE, ZERO, add, mul, num, power, sym
from symcrit.search.engines.values import ends, number
from symcrit.search.search import Goal, Search, interior, lemma

ISOLATED = ("asin", "atan", "log", "erf")  # functions whose derivatives are simpler
MAX_TERMS = 8  # that are divided one by one
MAX_LEVELS = 12  # of derivatives
SHARE = 0.1  # of the work that is left, for one ladder
MAX_NODES = 400  # of a gap
STEPS = 12  # points at which a sign is looked at
RATE = 1.6  # how much farther every next one is


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def context(self, domain: Domain) -> Context:
        """What core knows on a domain."""

    def floats(self, domain: Domain) -> list[dict[str, float]]:
        """Some points of a domain."""

    def bridge(self, domain: Domain, difference: Expr, context: Context) -> list[Lemma] | None:
        """Lemmas after which the difference has normal form 0."""


class Factored(NamedTuple):
    """A gap as `outside`, of evident sign > 0, times the open factors, which seem to be positive."""

    outside: Expr
    open: list[Expr]
    lemmas: list[Lemma]  # after which core reads the product as the gap

    @property
    def expr(self) -> Expr:
        """The product."""
        return mul(self.outside, *self.open)


def factored(prover: Prover, goal: Goal) -> Factored | None:
    """The gap as a product; None where a factor has no sign at the samples, or core does not see that."""
    context = prover.context(goal.domain)
    field = Field(context.work, prover.floats(goal.domain), goal.gap)
    quotient = field.of(goal.gap)
    if not len(quotient.n):
        return None
    found = _isolated(field, context, goal, quotient) or _by_factors(field, context, quotient)
    if found is None or found.open == [goal.gap]:
        return found
    bridge = prover.bridge(goal.domain, goal.gap - found.expr, context)
    return None if bridge is None else found._replace(lemmas=bridge)


def _isolated(field: Field, context: Context, goal: Goal, quotient: Quotient) -> Factored | None:
    """A·f + B as |A|·(±f + B/|A|) for f = erf, log …: the derivative of the open factor has no f."""
    for index, degree in enumerate(quotient.n.degrees()):
        if degree != 1 or field.expr[index].op not in ISOLATED:
            continue
        coefficient = quotient.n.derivative(index)
        sign = field.sign(coefficient)
        outer = field.quotient(coefficient * sign, quotient.d) if sign else None
        if outer is None or not context.shown(field.expr_of(outer), POSITIVE):
            continue
        if outer.n.is_constant() and outer.d.is_constant():
            return Factored(ONE, [goal.gap], [])
        rest = quotient.n - field.times(coefficient, field.polynomials.gen(index))
        inner = add(mul(num(sign), field.expr[index]), *_over(field, rest, coefficient * sign))
        return Factored(field.expr_of(outer), [inner], [])
    return None


def _over(field: Field, n: Any, d: Any) -> list[Expr]:
    """n/d term by term, so that limits are seen; in one piece where there are many."""
    terms = field.terms_of(n)
    if len(terms) > MAX_TERMS:
        return [field.expr_of(field.quotient(n, d))]
    parts = [field.polynomials.from_dict({exponents: q}) for exponents, q in terms.items()]
    return [field.expr_of(field.quotient(part, d)) for part in parts]


def _by_factors(field: Field, context: Context, quotient: Quotient) -> Factored | None:
    """content·Π factorᵉ."""
    content, above = field.factors(quotient.n)
    below_content, below = field.factors(quotient.d)
    content /= below_content
    if content <= 0:
        return None
    outside = [num(fmpq(content.numerator, content.denominator))]
    left: list[Expr] = []
    for factor, exponent in [*above, *((p, -e) for p, e in below)]:
        expr = field.polynomial_expr(factor)
        own = context.signs(expr)
        if own <= POSITIVE or (exponent % 2 == 0 and own <= NONZERO):
            outside.append(power(expr, exponent))
        elif exponent > 0:
            outside += [power(expr, exponent - 1)] if exponent > 1 else []
            left.append(expr)
        else:
            return None
    return Factored(mul(*outside), left, [])


def balanced(prover: Prover, goal: Goal, name: str, far: float) -> Factored | None:
    """Σ P_j·exp E_j divided by the exponential of the negative term that is largest far out."""
    context = prover.context(goal.domain)
    field = Field(context.work, prover.floats(goal.domain), goal.gap)
    quotient = field.of(goal.gap)
    exponentials = [i for i, expr in enumerate(field.expr) if expr.op == "exp" and quotient.n.degrees()[i]]
    if len(exponentials) < 2 or not quotient.d.is_constant():
        return None
    terms = _by_exponentials(field, quotient.n / quotient.d.leading_coefficient(), exponentials)
    exponents = {key: add(*[mul(num(e), field.expr[i].args[0]) for i, e in key]) for key in terms}
    negative = [key for key, p in terms.items() if field.sign(p) < 0]
    if not negative:
        return None
    pivot = max(negative, key=lambda key: floats.compiled(exponents[key], context.work)({name: far}))
    parts = []
    for key, p in terms.items():
        difference = exponents[key] - exponents[pivot]
        exponent = field.expr_of(field.of(difference))
        parts.append(mul(field.polynomial_expr(p), Expr("exp", exponent) if exponent is not ZERO else ONE))
    outside = mul(*[power(field.expr[i], e) for i, e in pivot])
    found = Factored(outside, [add(*parts)], [])
    bridge = prover.bridge(goal.domain, goal.gap - found.expr, context)
    return None if bridge is None else found._replace(lemmas=bridge)


def _by_exponentials(field: Field, p: Any, places: Sequence[int]) -> dict[tuple[tuple[int, int], ...], Any]:
    """{exponents of the exponentials: the polynomial that stands with them}."""
    found: dict[tuple[tuple[int, int], ...], dict[tuple[int, ...], fmpq]] = {}
    for exponents, coefficient in field.terms_of(p).items():
        key = tuple((i, int(exponents[i])) for i in places if exponents[i])
        rest = tuple(0 if place in places else int(e) for place, e in enumerate(exponents))
        found.setdefault(key, {})[rest] = coefficient
    return {key: field.polynomials.from_dict(terms) for key, terms in found.items()}


class Ladder:
    """Proves goals in one symbol on an interval from a number T on (way 1: upwards, −1: downwards)."""

    def __init__(self, prover: Prover, name: str, way: int) -> None:
        self.prover = prover
        self.name = name
        self.way = way
        self.end_of_work = prover.search.work.spent + int(SHARE * prover.search.work.left)

    def prove(self, goal: Goal, level: int = MAX_LEVELS) -> Witness | None:
        """A witness for the goal, whose domain bounds the symbol by T alone, or by an end that is never reached."""
        size = sum(1 for _ in nodes(goal.gap))
        context = self.prover.context(goal.domain)
        context.work.charge(size)
        spent = context.work.spent > self.end_of_work
        if level == 0 or spent or size > MAX_NODES or context.undefined(goal.gap) is not None:
            return None
        if context.shown(goal.gap, POSITIVE if goal.strict else NONNEGATIVE):
            return Positive()
        form = factored(self.prover, goal)
        if form is None or form.open == [goal.gap]:
            return self._open(goal, level)
        lemmas = [self._lemma(goal, part, level) for part in form.open]
        known = [entry for entry in lemmas if entry is not None]
        return Positive(form=form.expr, lemmas=(*form.lemmas, *known)) if len(known) == len(lemmas) else None

    def _lemma(self, goal: Goal, part: Expr, level: int) -> Lemma | None:
        """That a factor has its sign."""
        own = Goal(goal.domain, part, goal.strict)
        proof = self._open(own, level)
        return None if proof is None else lemma(own.relation, proof)

    def _open(self, goal: Goal, level: int) -> Witness | None:
        """A gap without factors of evident sign."""
        shifted = self._shifted(goal)
        if shifted is not None:
            return shifted
        form = balanced(self.prover, goal, self.name, number(self._end(goal.domain)) + 10 * self.way)
        if form is not None and form.open != [goal.gap]:
            inner = self._lemma(goal, form.open[0], level - 1)
            return None if inner is None else Positive(form=form.expr, lemmas=(*form.lemmas, inner))
        slope = mul(num(self.way), diff(goal.gap, self.name))
        trend = self._trend(slope, goal.domain)
        if trend == 1:
            return self._rising(goal, slope, level)
        if trend == -1:
            return self._falling(goal, -slope, level)
        return None

    def _end(self, domain: Domain) -> Expr:
        """T."""
        return (domain.lower if self.way == 1 else domain.upper)[self.name].value

    def _trend(self, slope: Expr, domain: Domain) -> int:
        """The sign of the derivative away from T at some points; 0 where it changes."""
        value = floats.compiled(slope, self.prover.search.work)
        signs = {_sign(value({self.name: at})) for at in self._places(domain)} - {0}
        return signs.pop() if len(signs) == 1 else 0

    def _places(self, domain: Domain) -> Iterator[float]:
        """Points on the way from T."""
        start = number(self._end(domain))
        beyond = ends(domain, self.name)[(1 + self.way) // 2]
        step = 0.01 * max(1.0, abs(start))
        for k in range(STEPS):
            if math.isfinite(beyond):
                yield start + (beyond - start) * (1 - 0.5 ** (k + 1))
            else:
                yield start + self.way * step * RATE**k

    def _rising(self, goal: Goal, slope: Expr, level: int) -> Chain | None:
        """f(T) > 0 and the derivative is ≥ 0 from there on."""
        end = self._end(goal.domain)
        context = self.prover.context(goal.domain)
        start = substitute(goal.gap, {self.name: end})
        if context.undefined(start) is not None:
            return None
        above = context.sharp_sign(start) == {1}
        strict = goal.strict and not above
        if not above and not context.is_zero(start):
            return None
        inner = Goal(interior(goal.domain, self.name), slope, strict)
        derivative = self.prove(inner, level - 1)
        if derivative is None:
            return None
        found = Chain(symbol=self.name, end=end, derivative=derivative)
        return replace(found, above=True) if above else found

    def _falling(self, goal: Goal, fall: Expr, level: int) -> Tail | None:
        """f tends to a limit ≥ 0, and the derivative is < 0."""
        if self.name in (goal.domain.upper if self.way == 1 else goal.domain.lower):
            return None
        context = self.prover.context(goal.domain)
        end = limit(goal.gap, self.name, context, self.way)
        if end is None or context.undefined(end) is not None:
            return None
        above = context.shown(end, POSITIVE)
        if not above and not context.is_zero(end):
            return None
        inner = Goal(interior(goal.domain, self.name), fall, goal.strict and not above)
        derivative = self.prove(inner, level - 1)
        if derivative is None:
            return None
        found = Tail(symbol=self.name, start=Positive() if above else Zero(), derivative=derivative)
        found = replace(found, above=True) if above else found
        return replace(found, below=True) if self.way == -1 else found

    def _shifted(self, goal: Goal) -> Positive | None:
        """The gap in powers of |x − T|, with coefficients of evident sign."""
        context = self.prover.context(goal.domain)
        end = self._end(goal.domain)
        field = Field(context.work, [], goal.gap, sym(self.name))
        quotient = field.of(goal.gap)
        index = field.place[sym(self.name)]
        degree = int(quotient.n.degrees()[index])
        below = field.polynomial_expr(quotient.d)
        if degree < 1 or end.op != "num" or not context.shown(below, POSITIVE):
            return None
        parts = _coefficients(field, quotient.n, index)
        step = mul(num(self.way), sym(self.name) - end)
        terms = []
        for j in range(degree + 1):
            coefficient = field.polynomial_expr(_shift(field, parts, j, end.value, self.way))
            if not context.shown(coefficient, NONNEGATIVE):
                return None
            terms.append(mul(coefficient, power(step, j)) if j else coefficient)
        form = add(*[term for term in terms if term is not ZERO]) / below
        if not context.shown(form, POSITIVE if goal.strict else NONNEGATIVE):
            return None
        bridge = self.prover.bridge(goal.domain, goal.gap - form, context)
        return None if bridge is None else Positive(form=form, lemmas=tuple(bridge))


def _sign(value: float) -> int:
    """The sign of a number, 0 where it is none or very small."""
    if math.isnan(value) or abs(value) < 1e-300:
        return 0
    return 1 if value > 0 else -1


def _coefficients(field: Field, p: object, index: int) -> Sequence[object]:
    """The coefficients of a polynomial in one generator."""
    found: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for exponents, coefficient in field.terms_of(p).items():
        key = tuple(0 if place == index else int(e) for place, e in enumerate(exponents))
        found.setdefault(int(exponents[index]), {})[key] = coefficient
    return [field.polynomials.from_dict(found.get(k, {})) for k in range(max(found, default=0) + 1)]


def _shift(field: Field, parts: Sequence[object], j: int, end: fmpq, way: int) -> object:
    """The coefficient of (way·(x − T))ʲ: wayʲ Σ_k C(k, j) T^(k−j) a_k."""
    total = field.constant(0)
    for k in range(j, len(parts)):
        total += parts[k] * (math.comb(k, j) * end ** (k - j) * way**j)
    return total
