"""Functions of a Gaussian vector as sums of products: polynomials, exp of quadratic functions, one cosine, signs, …

erf y stands for E[sign(y − Z)], Z ~ N(0, 1/2) independent; |y| = y·sign y.  Arguments are affine in the vector.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flint import fmpq

from symcrit.core.algebra.expr import ONE, TWO, Expr, mul, nodes, num, substitute
from symcrit.core.algebra.ring import Ratio
from symcrit.core.gaussian.laws import Form
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.reading import Reject, within_limits

Monomial = tuple[int, ...]
Polynomial = dict[Monomial, Ratio]
MOST_TERMS = 2000
MOST_DEGREE = 24
MOST_KINKS = 5  # in an exponent: each makes four terms of one


class Wave(NamedTuple):
    """cos⁽ᵏ⁾ of an affine function, k = 0, …, 3; k = 3 is the sine."""

    order: int
    form: Form


class Unknown(NamedTuple):
    """f⁽ᵏ⁾ of an affine function, for a function f of which nothing is known but its name."""

    name: str
    order: int
    form: Form


class Tanh(NamedTuple):
    """tanhᵏ of an affine function, k ≥ 1; the derivative by that is k·(tanhᵏ⁻¹ − tanhᵏ⁺¹)."""

    power: int
    form: Form


@dataclass(frozen=True)
class Term:
    """factor·polynomial·exp(exponent − ½Σ h·y²)·wave·Π sign·Π erf·Π f⁽ᵏ⁾·Π tanhᵏ; the exponent is of degree ≤ 2.

    squares: the pairs (h, y), y affine.
    """

    factor: Expr
    polynomial: Polynomial
    exponent: Polynomial
    squares: tuple[tuple[Ratio, Form], ...] = ()
    signs: tuple[Form, ...] = ()
    errors: tuple[Form, ...] = ()  # arguments of erf
    unknown: tuple[Unknown, ...] = ()
    wave: Wave | None = None
    tanhs: tuple[Tanh, ...] = ()  # of different forms


class Terms:
    """The terms of functions of a vector whose coordinates are called `names`.

    means: whether tanh may stand in them, and 1/(1 + eʸ) = (1 − tanh(y/2))/2; the mean of it has no closed form.
    """

    def __init__(self, numbers: Numbers, names: tuple[str, ...], *, means: bool = False) -> None:
        self.means = means
        self.numbers = numbers
        self.names = names
        self.origin: Monomial = (0,) * len(names)
        self.divisors: dict[Expr, Form] = {}  # y of every y/|y| that was met
        self._forms: dict[Expr, Form] = {}

    def of(self, root: Expr) -> list[Term]:
        """A function as a sum of terms; raises `Reject` for what is none."""
        if root.names.isdisjoint(self.names):
            return [self._constant(root)]
        if root.op == "sym":
            unit = tuple(int(name == root.args[0]) for name in self.names)
            return [self._plain({unit: self.numbers.one})]
        if root.op == "add":
            return self._limited([term for part in root.children for term in self.of(part)])
        if root.op == "mul":
            return self._product([self.of(part) for part in self._with_signs(root.children)])
        if root.op == "pow" and root.args[0] >= 0:
            within_limits(root.args[0] <= MOST_DEGREE, "a power inside of an expectation is too high")
            return self._product([self.of(root.children[0])] * root.args[0])
        return self._function(root)

    def _function(self, root: Expr) -> list[Term]:
        op = root.op
        one = self._plain({self.origin: self.numbers.one})
        if op == "exp":
            kinks = self._kinks(root.children[0])
            within_limits(len(kinks) <= MOST_KINKS, "an exponent inside of an expectation has too many kinks")
            return self.of(_by_sides(root, kinks[0])) if kinks else [self._exponential(root.children[0])]
        if op in ("cosh", "sinh"):
            half = num(fmpq(1, 2))
            other = half if op == "cosh" else -half
            grows = self._exponential(root.children[0])
            falls = self._exponential(-root.children[0])
            return [replace(grows, factor=half), replace(falls, factor=other)]
        if op == "step":
            return self.of((ONE + Expr("sign", root.children[0])) / TWO)
        if op in ("max", "min"):
            x, y = root.children
            distance = Expr("abs", x - y)
            return self.of((x + y + (distance if op == "max" else -distance)) / TWO)
        if op == "tanh" and self.means:
            return [replace(one, tanhs=(Tanh(1, self.form(root.children[0])),))]
        logistic = _logistic(root) if self.means else None
        if logistic is not None:
            return self.of(logistic)
        if op == "unknown":
            name, order = root.args[:2]
            return [replace(one, unknown=(Unknown(name, order, self.form(root.children[0])),))]
        if op not in ("erf", "erfc", "abs", "sign", "cos", "sin"):
            raise Reject(f"{op} of a Gaussian variable has no rule inside of an expectation")
        form = self.form(root.children[0])
        if op == "abs":
            return [replace(self._plain(self._linear(form)), signs=(form,))]
        if op == "sign":
            return [replace(one, signs=(form,))]
        if op in ("cos", "sin"):
            return [replace(one, wave=Wave(0 if op == "cos" else 3, form))]
        error = replace(one, errors=(form,))
        if op == "erf":
            return [error]
        return [one, replace(error, polynomial={self.origin: self.numbers.normal.whole(-1)})]

    def _with_signs(self, factors: Sequence[Expr]) -> list[Expr]:
        """The factors of a product; y/|y|, which has no value where y = 0, as sign y.

        Whoever takes the mean asks that y = 0 has probability 0, also where a sign y would not matter (`divisors`).
        """
        found = [part for factor in factors for part in _quotients(factor)]
        for factor in list(found):
            y = _divided_by(factor)
            if y is not None and y in found and not y.names.isdisjoint(self.names):
                found.remove(factor)
                found.remove(y)
                found.append(Expr("sign", y))
                self.divisors[y] = self.form(y)
        return found

    def _kinks(self, exponent: Expr) -> list[Expr]:
        """The |y| in an exponent that depend on the vector, inner ones first."""
        return [node for node in nodes(exponent) if node.op == "abs" and self._moves(node)]

    def _exponential(self, exponent: Expr) -> Term:
        """exp of a quadratic function, whose squares stay as they are written."""
        term = self._plain({self.origin: self.numbers.one})
        for factor, base, rest in self._quadratic(exponent):
            if base is not None:
                weight = self.numbers.scaled(self.numbers.of(factor), -2)
                term = replace(term, squares=(*term.squares, (weight, self.form(base))))
            else:
                scale = self.numbers.of(factor)
                polynomial = {key: self.numbers.times(scale, x) for key, x in self._polynomial(rest, 2).items()}
                term = replace(term, exponent=self.summed(term.exponent, polynomial))
        return term

    def _quadratic(self, root: Expr, factor: Expr = ONE) -> Iterator[tuple[Expr, Expr | None, Expr]]:
        """The parts of a sum as (factor, base, rest): factor·base² where it is so written, else factor·rest."""
        if root.op == "add":
            for part in root.children:
                yield from self._quadratic(part, factor)
            return
        inside = [root] if root.op != "mul" else [part for part in root.children if self._moves(part)]
        outside = [] if root.op != "mul" else [part for part in root.children if not self._moves(part)]
        whole = mul(factor, *outside)
        if len(inside) == 1 and inside[0].op == "pow" and inside[0].args[0] == 2 and self._moves(inside[0]):
            base = inside[0].children[0]
            if self._is_affine(base):
                yield whole, base, ONE
                return
        if len(inside) == 1 and inside[0].op == "add" and root.op == "mul":
            yield from self._quadratic(inside[0], whole)
            return
        yield whole, None, mul(*inside)

    def _moves(self, root: Expr) -> bool:
        return not root.names.isdisjoint(self.names)

    def _is_affine(self, root: Expr) -> bool:
        """Whether it is affine in the vector, as far as sums, products and powers tell."""
        if not self._moves(root) or root.op == "sym":
            return True
        if root.op == "add":
            return all(map(self._is_affine, root.children))
        moving = [part for part in root.children if self._moves(part)]
        return root.op == "mul" and len(moving) == 1 and self._is_affine(moving[0])

    def form(self, root: Expr) -> Form:
        """An affine function, the same one for the same expression; raises `Reject` for any other."""
        if root not in self._forms:
            self._forms[root] = self._form(root)
        return self._forms[root]

    def _form(self, root: Expr) -> Form:
        polynomial = self._polynomial(root, 1)
        slope = []
        for i in range(len(self.names)):
            unit = tuple(int(i == j) for j in range(len(self.names)))
            slope.append(polynomial.get(unit, self.numbers.zero))
        return Form(tuple(slope), polynomial.get(self.origin, self.numbers.zero))

    def _linear(self, form: Form) -> Polynomial:
        """An affine function as a polynomial."""
        found = {self.origin: form.shift}
        for i, value in enumerate(form.slope):
            found[tuple(int(i == j) for j in range(len(self.names)))] = value
        return {key: value for key, value in found.items() if not self.numbers.is_zero(value)}

    def _polynomial(self, root: Expr, degree: int) -> Polynomial:
        """A polynomial of at most this degree; raises `Reject` for what is none."""
        total: Polynomial = {}
        for term in self.of(root):
            rest = (term.exponent, term.squares, term.signs, term.errors, term.unknown, term.wave, term.tanhs)
            if any(rest):
                raise Reject("an argument inside of an expectation is no polynomial in the Gaussian variables")
            factor = self.numbers.of(term.factor)
            for key, value in term.polynomial.items():
                total[key] = self.numbers.plus(total.get(key, self.numbers.zero), self.numbers.times(factor, value))
        total = {key: value for key, value in total.items() if not self.numbers.is_zero(value)}
        if any(sum(key) > degree for key in total):
            kind = "affine" if degree == 1 else "quadratic"
            raise Reject(f"an argument inside of an expectation is not {kind} in the Gaussian variables")
        return total

    def _constant(self, root: Expr) -> Term:
        return replace(self._plain({self.origin: self.numbers.one}), factor=root)

    def _plain(self, polynomial: Polynomial) -> Term:
        return Term(ONE, polynomial, {})

    def _product(self, factors: list[list[Term]]) -> list[Term]:
        found = [self._plain({self.origin: self.numbers.one})]
        for factor in factors:
            within_limits(len(found) * len(factor) <= MOST_TERMS, "an expectation has too many terms")
            found = self.collected(product for one in found for other in factor for product in self._times(one, other))
        return self._limited(found)

    def collected(self, terms: Iterable[Term]) -> list[Term]:
        """Terms that differ only in their polynomials as one; it stays if these cancel, for its mean has to exist."""
        found: dict[Hashable, Term] = {}
        for term in terms:
            key = _kind(term)
            if key in found:
                term = replace(term, polynomial=self.summed(found[key].polynomial, term.polynomial))
            found[key] = term
        return list(found.values())

    def _limited(self, terms: list[Term]) -> list[Term]:
        within_limits(len(terms) <= MOST_TERMS, "an expectation has too many terms")
        return terms

    def _times(self, one: Term, other: Term) -> Iterator[Term]:
        product = Term(
            mul(one.factor, other.factor),
            self.multiplied(one.polynomial, other.polynomial),
            self.summed(one.exponent, other.exponent),
            (*one.squares, *other.squares),
            (*one.signs, *other.signs),
            (*one.errors, *other.errors),
            (*one.unknown, *other.unknown),
            one.wave or other.wave,
            self._powers(one.tanhs, other.tanhs),
        )
        if one.wave is None or other.wave is None:
            yield product
            return
        for factor, wave in self._product_of_waves(one.wave, other.wave):
            scaled = {key: self.numbers.times(factor, value) for key, value in product.polynomial.items()}
            yield replace(product, polynomial=scaled, wave=wave)

    def _powers(self, one: Sequence[Tanh], other: Sequence[Tanh]) -> tuple[Tanh, ...]:
        """The product, those of one form as one."""
        found = {id(entry.form): entry for entry in one}
        for entry in other:
            known = found.get(id(entry.form), Tanh(0, entry.form))
            found[id(entry.form)] = Tanh(known.power + entry.power, entry.form)
        within_limits(all(entry.power <= MOST_DEGREE for entry in found.values()), "a power of tanh is too high")
        return tuple(found.values())

    def _product_of_waves(self, one: Wave, other: Wave) -> Iterator[tuple[Ratio, Wave]]:
        """cos⁽ʲ⁾x·cos⁽ᵏ⁾y = ½(cos⁽ʲ⁺ᵏ⁾(x + y) + cos⁽ʲ⁻ᵏ⁾(x − y)), as cos⁽ᵏ⁾x = cos(x + kπ/2)."""
        half = self.numbers.normal.whole(fmpq(1, 2))
        for way in (1, -1):
            slope = [
                self.numbers.plus(a, self.numbers.scaled(b, way))
                for a, b in zip(one.form.slope, other.form.slope, strict=True)
            ]
            shift = self.numbers.plus(one.form.shift, self.numbers.scaled(other.form.shift, way))
            yield half, Wave((one.order + way * other.order) % 4, Form(tuple(slope), shift))

    def multiplied(self, p: Mapping[Monomial, Ratio], q: Mapping[Monomial, Ratio]) -> Polynomial:
        """p·q."""
        found: Polynomial = {}
        for one, a in p.items():
            for other, b in q.items():
                key = tuple(i + j for i, j in zip(one, other, strict=True))
                within_limits(sum(key) <= MOST_DEGREE, "a polynomial inside of an expectation has too high a degree")
                found[key] = self.numbers.plus(found.get(key, self.numbers.zero), self.numbers.times(a, b))
        return {key: value for key, value in found.items() if not self.numbers.is_zero(value)}

    def summed(self, p: Mapping[Monomial, Ratio], q: Mapping[Monomial, Ratio]) -> Polynomial:
        """p + q."""
        found = dict(p)
        for key, value in q.items():
            found[key] = self.numbers.plus(found.get(key, self.numbers.zero), value)
        return {key: value for key, value in found.items() if not self.numbers.is_zero(value)}


def _by_sides(root: Expr, kink: Expr) -> Expr:
    """f(|y|) = (f(y) + f(−y))/2 + sign y·(f(y) − f(−y))/2."""
    (y,) = kink.children
    above, below = (substitute(root, {kink: side}) for side in (y, -y))
    return (above + below + Expr("sign", y) * (above - below)) / TWO


def _logistic(root: Expr) -> Expr | None:
    """(1 + eʸ)⁻ⁿ as ((1 − tanh(y/2))/2)ⁿ."""
    if root.op != "pow" or root.args[0] >= 0 or root.children[0].op != "add":
        return None
    parts = list(root.children[0].children)
    exponents = [part.children[0] for part in parts if part.op == "exp"]
    if len(parts) != 2 or len(exponents) != 1 or ONE not in parts:
        return None
    power: Expr = ((ONE - Expr("tanh", exponents[0] / TWO)) / TWO) ** -root.args[0]
    return power


def _divided_by(factor: Expr) -> Expr | None:
    """y where this is 1/|y|."""
    is_quotient = factor.op == "pow" and factor.args[0] == -1 and factor.children[0].op == "abs"
    return factor.children[0].children[0] if is_quotient else None


def _quotients(factor: Expr) -> list[Expr]:
    """1/(x·y) as 1/x and 1/y."""
    if factor.op == "pow" and factor.args[0] == -1 and factor.children[0].op == "mul":
        return [ONE / part for part in factor.children[0].children]
    return [factor]


def _kind(term: Term) -> Hashable:
    """What is the same for terms that differ only in their polynomials; their forms are the same objects."""
    exponent = None if not term.exponent else id(term)  # these are not compared
    squares = None if not term.squares else id(term)
    unknown = tuple((one.name, one.order, id(one.form)) for one in term.unknown)
    wave = None if term.wave is None else id(term)
    signs, errors = (tuple(sorted(map(id, forms))) for forms in (term.signs, term.errors))
    tanhs = tuple(sorted((id(one.form), one.power) for one in term.tanhs))
    return term.factor, exponent, squares, signs, errors, unknown, wave, tanhs
