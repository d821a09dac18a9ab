"""Quotients of polynomials in generators that may have rewriting rules: the arithmetic below the zero test."""

from collections.abc import Collection, Mapping, Sequence
from math import prod
from typing import NamedTuple

from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpz

from symcrit.core.algebra.domain import Bound, Domain
from symcrit.core.algebra.signs import ANY, NEGATIVE, NONNEGATIVE, NOWHERE, POSITIVE, Signs, powers, products, sums
from symcrit.core.reading import within_limits
from symcrit.core.work import Work

MAX_TERMS = 40_000
MAX_BITS = 1_000_000
MAX_GENERATORS = 250
MAX_DEGREE = 1000  # of what is factored

Polynomial = fmpq_mpoly


class Ratio(NamedTuple):
    """n/d, polynomials in the generators; d has leading coefficient 1."""

    n: Polynomial
    d: Polynomial


class Rule(NamedTuple):
    """What a power of a generator is: its square (power 2), or the generator itself (power 1)."""

    power: int
    meaning: Ratio


class Factor(NamedTuple):
    """A factor of a polynomial, and how often it occurs."""

    base: Polynomial
    exponent: int


def cost_of_factors(p: Polynomial) -> int:
    """The work of factoring p ≠ 0: measured on products of few and of many factors, sparse and dense."""
    degree = int(p.total_degree())
    generators = int(p.context().nvars())
    by_term = 5 + generators * (1 + degree // 16) * 7 // 10
    return 20 + 2 * generators + len(p) * by_term + 2 * degree**2


def sign_of_number(value: fmpq) -> Signs:
    """The sign of a rational number."""
    if value > 0:
        return POSITIVE
    if value < 0:
        return NEGATIVE
    return NOWHERE


class Ring:
    """Generators, their rewriting rules and signs, and the arithmetic of `Ratio`.

    A generator is a symbol, π, an atom (a function value) or a root, whose rule says what its square is; one that turns
    out to be a combination of others gets a rule that says so.  Every rule is an identity between functions on the
    domain, and nothing is multiplied by what could be 0 where the denominator is not.
    """

    def __init__(self, domain: Domain, work: Work) -> None:
        self.domain = domain
        self.work = work
        self.polynomials = fmpq_mpoly_ctx.get((), "lex")
        self.one = self.constant(1)
        self.signs: list[Signs] = []
        self.names: dict[int, str] = {}  # generators that are symbols
        self.known_signs: dict[str, Signs] = {}  # of polynomials, as they were found
        self.given_signs: dict[str, Signs] = {}  # of polynomials with leading coefficient 1, by what is known
        self.rules: dict[int, Rule] = {}

    # ------------------------------------------------------------------------------------------------------ generators

    def generator(self, signs: Signs) -> int:
        """A new generator whose values have these signs; its index; raises `TooLarge`."""
        index = len(self.signs)
        within_limits(index < MAX_GENERATORS, f"more than {MAX_GENERATORS} generators")
        self.polynomials = self.polynomials.append_gens(f"g{index}")
        self.one = self.constant(1)
        self.signs.append(signs)
        return index

    def gen(self, index: int) -> Ratio:
        """The generator as a quotient (its meaning, when it is an alias)."""
        rule = self.rules.get(index)
        if rule is not None and rule.power == 1:
            return rule.meaning
        return self.whole(self.polynomials.gen(index))

    def used(self, p: Polynomial) -> list[int]:
        """The generators that occur in p."""
        if not len(p):
            return []
        return [index for index, degree in enumerate(p.degrees()) if degree]

    def reached(self, x: Ratio) -> set[int]:
        """The generators that rewriting x may meet; rules that never lead back to their left side terminate."""
        found: set[int] = set()
        waiting = [*self.used(x.n), *self.used(x.d)]
        while waiting:
            index = waiting.pop()
            if index not in found:
                found.add(index)
                if index in self.rules:
                    meaning = self.rules[index].meaning
                    waiting.extend(self.used(meaning.n))
                    waiting.extend(self.used(meaning.d))
        return found

    # ----------------------------------------------------------------------------------------------------- polynomials

    def whole(self, p: Polynomial | fmpq | fmpz | int) -> Ratio:
        """A polynomial or a rational number as a quotient."""
        numerator = self.lift(p) if isinstance(p, fmpq_mpoly) else self.constant(p)
        return Ratio(numerator, self.one)

    def constant(self, value: fmpq | fmpz | int) -> Polynomial:
        """A rational number as a polynomial."""
        return self.polynomials.constant(fmpq(value))

    def lift(self, p: Polynomial) -> Polynomial:
        """p as a polynomial in all generators there are now."""
        if p.context() is self.polynomials:
            return p
        self.work.charge(2 + (4 + len(p)) * self.width())
        return p.project_to_context(self.polynomials)

    def times(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """p·q within core's limits; raises `TooLarge`."""
        if p.is_one() or q.is_one():
            self.work.charge(3)
            return self.lift(q if p.is_one() else p)
        terms = len(p) * len(q)
        within_limits(terms <= MAX_TERMS, "a polynomial has too many terms")
        by_term = self.words(p) and self.words(p) * self.words(q)
        self.work.charge(3 + terms * (self.width() + by_term) // 8)
        return self.lift(p) * self.lift(q)

    def power(self, p: Polynomial, e: int) -> Polynomial:
        """pᵉ for e ≥ 0 within core's limits; raises `TooLarge`."""
        bits = max((_bits(coefficient) for coefficient in p.coeffs()), default=0)
        small = e * bits <= MAX_BITS and (len(p) <= 1 or e * len(p) <= 400)
        within_limits(small, f"power {e} of a long polynomial")
        terms = min(MAX_TERMS, len(p) ** min(e, 8))  # an estimate: products of few generators collect
        self.work.charge(2 + e * bits // 64 + terms * self.width() // 8)
        return self.lift(p) ** e

    def divisor(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """The greatest common divisor of p and q ≠ 0: q where p is 0, 1 where one of them is another constant."""
        if not len(p):
            return q
        if p.is_constant() or q.is_constant():
            return self.constant(1)
        terms = len(p) + len(q)
        degree = int(p.total_degree() + q.total_degree())
        if len(p) == 1 or len(q) == 1:
            self.work.charge(2 + terms)
        else:
            self.work.charge(30 + terms * (1 + degree // 8) * self.width())
        return p.gcd(q)

    def factors(self, p: Polynomial) -> tuple[fmpq, list[Factor]]:
        """The content, and irreducible factors with their exponents."""
        self.work.charge(cost_of_factors(p))
        content, found = p.factor()
        return content, [Factor(base, int(exponent)) for base, exponent in found]

    def width(self) -> int:
        """How many machine words the exponents of a term take, about."""
        return 1 + len(self.signs) // 48

    def words(self, p: Polynomial) -> int:
        """How many machine words a coefficient takes, judged by the first."""
        if not len(p):
            return 0
        return _bits(p.leading_coefficient()) // 128

    # ------------------------------------------------------------------------------------------------------- rewriting

    def reduce(self, p: Polynomial) -> Ratio:
        """p with every r² and every alias replaced by its meaning (not cancelled)."""
        self.work.charge(1 + len(self.signs) // 8)
        n = self.lift(p)
        d = self.one
        while len(n) and self.rules:
            degrees = n.degrees()
            reducible = [index for index, rule in self.rules.items() if degrees[index] >= rule.power]
            if not reducible:
                break
            last = max(reducible)
            rule = self.rules[last]
            self.work.charge(2 + len(n) * self.width())
            top, rest = divmod(n, self.polynomials.gen(last) ** rule.power)  # no term of the rest is divisible
            n = self.times(top, rule.meaning.n) + self.times(rest, rule.meaning.d)
            d = self.times(d, rule.meaning.d)
        return Ratio(n, d)

    def ratio(self, n: Polynomial, d: Polynomial) -> Ratio:
        """n/d reduced and cancelled; a root that divides d is moved to n; raises `TooLarge`."""
        self.work.charge(4)
        over = self.reduce(n)
        if d.is_one() and over.d.is_one():
            return over
        under = self.reduce(d)
        n = self.times(over.n, under.d)
        d = self.times(under.n, over.d)
        within_limits(len(d), "a denominator has normal form 0")
        if not d.is_constant():
            while roots := [index for index in self.used(d) if index in self.rules and self._divides(index, d)]:
                n, d = self._root_moved(n, d, roots[-1])
            within_limits(len(d), "a denominator has normal form 0")
        common = self.divisor(n, d)
        if not common.is_constant():
            n = n // common
            d = d // common
        lead = d.leading_coefficient()
        return Ratio(n, d) if lead == 1 else Ratio(n / lead, d / lead)

    def _divides(self, index: int, d: Polynomial) -> bool:
        """Whether a generator divides d."""
        return not len(d % self.polynomials.gen(index))

    def _root_moved(self, n: Polynomial, d: Polynomial, index: int) -> tuple[Polynomial, Polynomial]:
        """n/d with a root r that divides d moved to n: 1/(b·r) = r/(b·r²)."""
        root = self.polynomials.gen(index)
        square = self.rules[index].meaning
        over = self.reduce(self.times(n, root))
        under = self.reduce(self.times(d // root, square.n))
        return self.times(self.times(over.n, under.d), square.d), self.times(under.n, over.d)

    # ------------------------------------------------------------------------------------------ arithmetic of quotients

    def plus(self, x: Ratio, y: Ratio) -> Ratio:
        """x + y."""
        x_n = self.lift(x.n)
        x_d = self.lift(x.d)
        y_n = self.lift(y.n)
        y_d = self.lift(y.d)
        if x_d == y_d:
            return self.ratio(x_n + y_n, x_d)
        n = self.times(x_n, y_d) + self.times(y_n, x_d)
        return self.ratio(n, self.times(x_d, y_d))

    def product(self, x: Ratio, y: Ratio) -> Ratio:
        """x·y."""
        return self.ratio(self.times(x.n, y.n), self.times(x.d, y.d))

    def scaled(self, x: Ratio, q: fmpq | int) -> Ratio:
        """q·x for a rational q."""
        return Ratio(x.n * fmpq(q), x.d)

    def raised(self, x: Ratio, e: int) -> Ratio:
        """xᵉ for an integer e; e = 0 gives 1."""
        over, under = (x.n, x.d) if e >= 0 else (x.d, x.n)
        return self.ratio(self.power(over, abs(e)), self.power(under, abs(e)))

    def key(self, x: Ratio) -> tuple[str, str]:
        """Equal keys are equal normal forms."""
        n, d = self.ratio(x.n, x.d)
        self.work.charge(len(n) + len(d))
        return str(n), str(d)

    # ----------------------------------------------------------------------------------------------------------- signs

    def polynomial_signs(self, p: Polynomial) -> Signs:
        """The signs p can take: move bounded symbols to their bounds and look at coefficients, factor by factor."""
        if p.is_constant():
            return sign_of_number(p.leading_coefficient()) if len(p) else NOWHERE
        key = str(p)  # generators and their signs never change
        if key not in self.known_signs:
            self.known_signs[key] = self._polynomial_signs(p)
        return self.known_signs[key]

    def _polynomial_signs(self, p: Polynomial) -> Signs:
        found = self._signs_of_factor(p)
        if len(found) <= 1 or p.total_degree() >= MAX_DEGREE:
            return found
        content, factors = self.factors(p)
        signs = sign_of_number(content)
        for factor in factors:
            signs = products(signs, powers(self._signs_of_factor(factor.base), factor.exponent))
        return signs & found

    def give_signs(self, p: Polynomial, signs: Signs) -> None:
        """From now on, the signs of a polynomial, which is no constant, are known to be among these."""
        lead = p.leading_coefficient()
        key = str(p / lead)
        own = signs if lead > 0 else products(NEGATIVE, signs)
        self.given_signs[key] = self.given_signs.get(key, ANY) & own
        self.known_signs.clear()

    def _given(self, p: Polynomial) -> Signs:
        """What is known of the signs of a polynomial, which is no constant."""
        if not self.given_signs:
            return ANY
        lead = p.leading_coefficient()
        found = self.given_signs.get(str(p / lead), ANY)
        return found if lead > 0 else products(NEGATIVE, found)

    def _signs_of_factor(self, p: Polynomial) -> Signs:
        found = self._given(p)
        if len(found) > 1:
            found = found & self._signs_as_it_stands(self.lift(p))
        for way in (1, -1):
            if len(found) > 1:
                found = found & self._signs_from_ends(self.lift(p), way)
        return found

    def _signs_as_it_stands(self, p: Polynomial) -> Signs:
        """From the coefficients."""
        self.work.charge(5 + self._cost_of_signs(p, 0))
        return _signs_of_coefficients(p, self.used(p), self.signs)

    def _signs_from_ends(self, p: Polynomial, way: int) -> Signs:
        """From the coefficients, after x = end + way·t (t ≥ 0) in every symbol with a lower (way 1) or upper end."""
        moved = self._rational_ends(p, self.domain.lower if way == 1 else self.domain.upper)
        size = sum(_terms_when_moved(monomial, moved) for monomial in p.monoms()) if moved else 0
        self.work.charge(5)
        if not moved or size > MAX_TERMS:
            return ANY
        self.work.charge(self._cost_of_signs(p, size))
        signs = list(self.signs)
        shifts = list(self.polynomials.gens())
        for index, end in moved.items():
            shifts[index] = end.value.value + way * shifts[index]
            signs[index] = POSITIVE if end.strict else NONNEGATIVE
        return _signs_of_coefficients(p.compose(*shifts, ctx=self.polynomials), self.used(p), signs)

    def _cost_of_signs(self, p: Polynomial, size: int) -> int:
        """The work of moving p, which then has `size` terms, and of looking at its coefficients."""
        return 8 + size * self.width() // 4 + len(p) * (3 + len(self.signs) // 16)

    def _rational_ends(self, p: Polynomial, ends: Mapping[str, Bound]) -> dict[int, Bound]:
        """The rational bounds of the symbols in p, by their generators."""
        found: dict[int, Bound] = {}
        if ends:
            for index in self.used(p):
                end = ends.get(self.names.get(index, ""))
                if end is not None and end.value.op == "num":
                    found[index] = end
        return found


def _bits(value: fmpq) -> int:
    """The bits of a rational number."""
    return int(value.p).bit_length() + int(value.q).bit_length()


def _terms_when_moved(monomial: Sequence[int], moved: Collection[int]) -> int:
    """How many terms a monomial becomes when a constant is added to these generators."""
    return prod(int(monomial[index]) + 1 for index in moved)


def _signs_of_coefficients(p: Polynomial, used: Sequence[int], signs: Sequence[Signs]) -> Signs:
    """The signs that a polynomial in the generators `used` can take by its coefficients and the signs of generators."""
    total = NOWHERE
    for exponents, coefficient in p.to_dict().items():
        term = sign_of_number(coefficient)
        for index in used:
            if exponents[index]:
                term = products(term, powers(signs[index], int(exponents[index])))
        total = sums(total, term)
        if total == ANY:
            break
    return total
