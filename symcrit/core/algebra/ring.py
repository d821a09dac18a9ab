"""Quotients of polynomials in generators that may have rewriting rules: the arithmetic below the zero test."""

from functools import reduce
from math import prod
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mpoly_ctx

from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.signs import ANY, NEGATIVE, NONNEGATIVE, NOWHERE, POSITIVE, Signs, powers, products, sums
from symcrit.core.reading import within_limits
from symcrit.core.work import Work

MAX_TERMS, MAX_BITS, MAX_GENERATORS, MAX_DEGREE = 40_000, 1_000_000, 250, 1000  # of what is factored


class Ratio(NamedTuple):
    """n/d, polynomials in the generators; d has leading coefficient 1."""

    n: Any
    d: Any


def cost_of_factors(p: Any) -> int:
    """The work of factoring p ≠ 0: measured on products of few and of many factors, sparse and dense."""
    degree, generators = int(p.total_degree()), int(p.context().nvars())
    by_term = 5 + generators * (1 + degree // 16) * 7 // 10
    return 20 + 2 * generators + len(p) * by_term + 2 * degree**2


class Ring:
    """Generators, their rewriting rules and signs, and the arithmetic of `Ratio`.

    A generator is a symbol, π, an atom (a function value) or a root, whose rule says what its square is; one that turns
    out to be a combination of others gets a rule that says so.  Every rule is an identity between functions on the
    domain, and nothing is multiplied by what could be 0 where the denominator is not.
    """

    def __init__(self, domain: Domain, work: Work) -> None:
        self.domain, self.work = domain, work
        self.polynomials = fmpq_mpoly_ctx.get((), "lex")
        self.one = self.constant(1)
        self.signs: list[Signs] = []
        self.names: dict[int, str] = {}  # generators that are symbols
        self.known_signs: dict[str, Signs] = {}  # of polynomials
        self.rules: dict[int, tuple[int, Ratio]] = {}  # generator: (2, its square) or (1, its meaning)

    def generator(self, signs: Signs) -> int:
        """A new generator whose values have these signs; its index."""
        index = len(self.signs)
        within_limits(index < MAX_GENERATORS, f"more than {MAX_GENERATORS} generators")
        self.polynomials = self.polynomials.append_gens(f"g{index}")
        self.one = self.constant(1)
        self.signs.append(signs)
        return index

    def gen(self, index: int) -> Ratio:
        """The generator as a quotient (its meaning, when it is an alias)."""
        step, meaning = self.rules.get(index, (0, None))
        return meaning if meaning and step == 1 else self.whole(self.polynomials.gen(index))

    def whole(self, p: Any) -> Ratio:
        """A polynomial or a rational number as a quotient."""
        return Ratio(self.lift(p) if hasattr(p, "context") else self.constant(p), self.one)

    def constant(self, value: fmpq | int) -> Any:
        return self.polynomials.constant(fmpq(value))

    def lift(self, p: Any) -> Any:
        """p as a polynomial in all generators there are now."""
        if p.context() is self.polynomials:
            return p
        self.work.charge(2 + (4 + len(p)) * self.width())
        return p.project_to_context(self.polynomials)

    def times(self, p: Any, q: Any) -> Any:
        """p·q within core's limits."""
        terms = len(p) * len(q)
        within_limits(terms <= MAX_TERMS, "a polynomial has too many terms")
        self.work.charge(3 + terms * (self.width() + self.words(p) * self.words(q)) // 8)
        p, q = self.lift(p), self.lift(q)
        return p if q.is_one() else q if p.is_one() else p * q

    def width(self) -> int:
        """How many machine words the exponents of a term take, about."""
        return 1 + len(self.signs) // 48

    def words(self, p: Any) -> int:
        """How many machine words a coefficient takes, judged by the first."""
        if not len(p):
            return 0
        first = p.leading_coefficient()
        return (int(first.p).bit_length() + int(first.q).bit_length()) // 128

    def divisor(self, p: Any, q: Any) -> Any:
        """The greatest common divisor of p and q ≠ 0: q where p is 0, 1 where one of them is another constant."""
        if not len(p):
            return q
        if p.is_constant() or q.is_constant():
            return self.constant(1)
        terms, degree = len(p) + len(q), int(p.total_degree() + q.total_degree())
        single = len(p) == 1 or len(q) == 1
        self.work.charge(2 + terms if single else 30 + terms * (1 + degree // 8) * self.width())
        return p.gcd(q)

    def factors(self, p: Any) -> tuple[fmpq, list[tuple[Any, int]]]:
        """The content, and irreducible factors with their exponents."""
        self.work.charge(cost_of_factors(p))
        return p.factor()  # type: ignore[no-any-return]

    def power(self, p: Any, e: int) -> Any:
        """pᵉ for e ≥ 0 within core's limits."""
        bits = max((int(c.p).bit_length() + int(c.q).bit_length() for c in p.coeffs()), default=0)
        within_limits(e * bits <= MAX_BITS and (len(p) <= 1 or e * len(p) <= 400), f"power {e} of a long polynomial")
        terms = min(MAX_TERMS, len(p) ** min(e, 8))  # an estimate: products of few generators collect
        self.work.charge(2 + e * bits // 64 + terms * self.width() // 8)
        return self.lift(p) ** e

    def used(self, p: Any) -> list[int]:
        """The generators that occur in p."""
        return [i for i, degree in enumerate(p.degrees()) if degree] if len(p) else []

    def reached(self, x: Ratio) -> set[int]:
        """The generators that rewriting x may meet; rules that never lead back to their left side terminate."""
        new = found = {i for p in x for i in self.used(p)}
        while new := {j for i in new & self.rules.keys() for p in self.rules[i][1] for j in self.used(p)} - found:
            found = found | new
        return found

    def reduce(self, p: Any) -> Ratio:
        """p with every r² and every alias replaced by its meaning (not cancelled)."""
        self.work.charge(1 + len(self.signs) // 8)
        n, d, rules = self.lift(p), self.one, self.rules
        while len(n):
            degrees = n.degrees()
            found = [i for i, (step, _) in rules.items() if degrees[i] >= step]
            if not found:
                break
            step, meaning = rules[last := max(found)]
            self.work.charge(2 + len(n) * self.width())
            top, rest = divmod(n, self.polynomials.gen(last) ** step)  # no term of the rest is divisible
            n = self.times(top, meaning.n) + self.times(rest, meaning.d)
            d = self.times(d, meaning.d)
        return Ratio(n, d)

    def ratio(self, n: Any, d: Any) -> Ratio:
        """n/d reduced and cancelled; a root that divides d is moved to n."""
        self.work.charge(4)
        over = self.reduce(n)
        if d.is_one() and over.d.is_one():
            return over
        under = self.reduce(d)
        n, d = self.times(over.n, under.d), self.times(under.n, over.d)
        while roots := [i for i in self.used(d) if i in self.rules and not len(d % self.polynomials.gen(i))]:
            root, square = self.polynomials.gen(roots[-1]), self.rules[roots[-1]][1]  # 1/(b·r) = r/(b·r²)
            over, under = self.reduce(self.times(n, root)), self.reduce(self.times(d // root, square.n))
            n, d = self.times(self.times(over.n, under.d), square.d), self.times(under.n, over.d)
        within_limits(len(d), "a denominator has normal form 0")
        if not (common := self.divisor(n, d)).is_constant():
            n, d = n // common, d // common
        lead = d.leading_coefficient()
        return Ratio(n / lead, d / lead)

    def plus(self, x: Ratio, y: Ratio) -> Ratio:
        """x + y."""
        xn, xd, yn, yd = (self.lift(p) for p in (*x, *y))
        n, d = (xn + yn, xd) if xd == yd else (self.times(xn, yd) + self.times(yn, xd), self.times(xd, yd))
        return self.ratio(n, d)

    def product(self, x: Ratio, y: Ratio) -> Ratio:
        """x·y."""
        return self.ratio(self.times(x.n, y.n), self.times(x.d, y.d))

    def scaled(self, x: Ratio, q: fmpq | int) -> Ratio:
        """q·x for a rational q."""
        return Ratio(x.n * fmpq(q), x.d)

    def raised(self, x: Ratio, e: int) -> Ratio:
        """xᵉ for an integer e; e = 0 gives 1."""
        n, d = (self.power(p, abs(e)) for p in (x if e >= 0 else x[::-1]))
        return self.ratio(n, d)

    def key(self, x: Ratio) -> tuple[str, str]:
        """Equal keys are equal normal forms."""
        x = self.ratio(*x)
        self.work.charge(len(x.n) + len(x.d))
        return str(x.n), str(x.d)

    def polynomial_signs(self, p: Any) -> Signs:
        """The signs p can take: move bounded symbols to their bounds and look at coefficients, factor by factor."""
        if p.is_constant():
            value = p.leading_coefficient() if len(p) else 0
            return POSITIVE if value > 0 else NEGATIVE if value < 0 else NOWHERE
        key = str(p)  # generators and their signs never change
        if key not in self.known_signs:
            self.known_signs[key] = self._polynomial_signs(p)
        return self.known_signs[key]

    def _polynomial_signs(self, p: Any) -> Signs:
        found = self._signs_of_factor(p)
        if len(found) > 1 and p.total_degree() < MAX_DEGREE:
            content, factors = self.factors(p)
            parts = [powers(self._signs_of_factor(factor), int(e)) for factor, e in factors]
            found = reduce(products, parts, POSITIVE if content > 0 else NEGATIVE) & found
        return found

    def _signs_of_factor(self, p: Any) -> Signs:
        found = ANY
        for way in (0, 1, -1):
            found = found & self._shifted(self.lift(p), way) if len(found) > 1 else found
        return found

    def _shifted(self, p: Any, way: int) -> Signs:
        """From the coefficients, after x = bound + way·t (t ≥ 0) in every bounded symbol."""
        ends, signs, total = {1: self.domain.lower, -1: self.domain.upper}.get(way, {}), list(self.signs), NOWHERE
        names = {i: self.names[i] for i in self.used(p) if i in self.names} if ends else {}
        moved = {i: ends[name] for i, name in names.items() if name in ends and ends[name].value.op == "num"}
        size = sum(prod(int(monomial[i]) + 1 for i in moved) for monomial in p.monoms()) if moved else 0
        self.work.charge(5)
        if size > MAX_TERMS or (way and not moved):
            return ANY
        self.work.charge(8 + size * self.width() // 4 + len(p) * (3 + len(signs) // 16))
        used = self.used(p)
        if moved:
            shifts = list(self.polynomials.gens())
            for i, end in moved.items():
                shifts[i], signs[i] = end.value.value + way * shifts[i], POSITIVE if end.strict else NONNEGATIVE
            p = p.compose(*shifts, ctx=self.polynomials)
        for exponents, coefficient in p.to_dict().items():
            parts = [powers(signs[i], int(exponents[i])) for i in used if exponents[i]]
            total = sums(total, reduce(products, parts, POSITIVE if coefficient > 0 else NEGATIVE))
            if total == ANY:
                break
        return total
