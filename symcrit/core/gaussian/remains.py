"""What the rules that are named leave of expectations: means that only linearity and their law tell apart.

A mean that is left is known by what stands in it (powers of centred coordinates, signs, erf, f⁽ᵏ⁾, …), by the means and
covariances of the arguments of that, and by the exponent: two with the same of these are one, whatever their variables
are called.  Each has a symbol of its own, so that a sum of them is an expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flint import fmpq

from symcrit.core.algebra.expr import ONE, ZERO, Expr, add, mul, num, sym
from symcrit.core.algebra.ring import Ratio
from symcrit.core.gaussian.laws import Form, Law
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.gaussian.parts import Mean, Rules
from symcrit.core.gaussian.signs import product_of_signs
from symcrit.core.gaussian.terms import Monomial, Polynomial
from symcrit.core.reading import require

Label = tuple[str, str, int]
MOST_SIGNS = 4


@dataclass(frozen=True)
class Entry:
    """What stands inside of a mean: "sign", "erf", "delta", "wave", "f" of this name and order, of an affine function.

    "x" is a coordinate, centred, to the power `order`; it has a place among the coordinates.
    """

    kind: str
    form: Form
    order: int = 0
    name: str = ""
    place: int = -1

    @property
    def label(self) -> Label:
        """All but the function that it is applied to."""
        return self.kind, self.name, self.order


@dataclass(frozen=True)
class Left:
    """A mean that is left: its entries with their means and covariances, and the exponent in its coordinates."""

    labels: tuple[Label, ...]
    means: tuple[Ratio, ...]
    cov: tuple[tuple[Ratio, ...], ...]
    tilt: tuple[Ratio, ...]
    weights: tuple[tuple[Ratio, ...], ...]


class Remains:
    """Writes means as sums of symbols for what is left of them; the same symbol for the same mean."""

    def __init__(self, numbers: Numbers, *, independence: bool, orthant: bool, characteristic: bool) -> None:
        self.numbers = numbers
        self.rules = Rules(numbers)
        self.independence = independence
        self.orthant = orthant
        self.characteristic = characteristic
        self.known: list[Left] = []

    def written(self, one: Mean) -> Expr:
        """A mean as an expression in the parameters and symbols for what is left."""
        numbers = self.numbers
        centred = self._centred(one)
        exponent = dict(centred.exponent)
        power = numbers.plus(one.power, exponent.pop((0,) * one.law.size, numbers.zero))
        outside = [one.factor]
        if centred.wave is not None and centred.wave.order in (1, 2):  # cos′ = −sin and cos″ = −cos
            outside.append(num(-1))
            centred = replace(centred, wave=centred.wave._replace(order=3 - 3 * (centred.wave.order - 1)))
        if not numbers.is_zero(power):
            outside.append(Expr("exp", numbers.expr(power)))
        parts = []
        for key, value in centred.polynomial.items():
            entries = list(self._entries(centred, key, exponent))
            blocks = self._blocks(centred.law, entries, exponent) if self.independence else [entries]
            means = [self._mean(centred.law, block, exponent) for block in blocks if block]
            parts.append(mul(numbers.expr(value), *means))
        return mul(*outside, add(*parts))

    def _centred(self, one: Mean) -> Mean:
        """The same mean, x being replaced by m + x with E x = 0."""
        numbers, law = self.numbers, one.law
        zero = (numbers.zero,) * law.size
        exponent = self._moved(self.rules.whole_exponent(one), law.mean)

        def moved(form: Form) -> Form:
            return Form(form.slope, law.mean_of(form))

        return replace(
            one,
            law=Law(numbers, zero, law.cov, law.given),
            polynomial=self._moved(one.polynomial, law.mean),
            exponent=exponent,
            squares=(),
            signs=tuple(map(moved, one.signs)),
            errors=tuple(map(moved, one.errors)),
            unknown=tuple(f._replace(form=moved(f.form)) for f in one.unknown),
            wave=None if one.wave is None else one.wave._replace(form=moved(one.wave.form)),
            deltas=tuple(map(moved, one.deltas)),
        )

    def _moved(self, polynomial: Polynomial, by: Sequence[Ratio]) -> Polynomial:
        """The polynomial at x + by."""
        numbers, terms = self.numbers, self.rules.terms
        if all(map(numbers.is_zero, by)):
            return polynomial
        total: Polynomial = {}
        for key, value in polynomial.items():
            product: Polynomial = {(0,) * len(by): value}
            for i, power in enumerate(key):
                unit = tuple(numbers.one if i == k else numbers.zero for k in range(len(by)))
                for _ in range(power):
                    product = terms.multiplied(product, self.rules.line(Form(unit, by[i])))
            total = terms.summed(total, product)
        return total

    def _entries(self, one: Mean, key: Monomial, exponent: Polynomial) -> Iterator[Entry]:
        """What stands in the mean of this monomial."""
        numbers, size = self.numbers, one.law.size
        for i in range(size):
            if key[i] or any(other[i] for other in exponent):
                unit = tuple(numbers.one if i == k else numbers.zero for k in range(size))
                yield Entry("x", Form(unit, numbers.zero), key[i], place=i)
        for kind, forms in (("sign", one.signs), ("erf", one.errors), ("delta", one.deltas)):
            yield from (Entry(kind, form) for form in forms)
        yield from (Entry("f", f.form, f.order, f.name) for f in one.unknown)
        if one.wave is not None:
            yield Entry("wave", one.wave.form, one.wave.order)

    def _blocks(self, law: Law, entries: list[Entry], exponent: Polynomial) -> list[list[Entry]]:
        """The entries in blocks that are independent: uncorrelated, and not together in the exponent."""
        blocks: list[list[Entry]] = []
        for entry in entries:
            linked = [b for b in blocks if any(self._belong_together(law, entry, other, exponent) for other in b)]
            blocks = [block for block in blocks if block not in linked]
            blocks.append([*(other for block in linked for other in block), entry])
        return blocks

    def _belong_together(self, law: Law, one: Entry, other: Entry, exponent: Polynomial) -> bool:
        if not self.numbers.is_zero(law.covariance(one.form, other.form)):
            return True
        both = [entry.place for entry in (one, other) if entry.kind == "x"]
        return len(both) == 2 and any(key[both[0]] and key[both[1]] for key in exponent)

    # ---------------------------------------------------------------------------------------------- the mean of a block

    def _mean(self, law: Law, block: list[Entry], exponent: Polynomial) -> Expr:
        """The mean of a block: known, or a symbol."""
        if self._is_odd(law, block, exponent):
            return ZERO
        kinds = {entry.kind for entry in block}
        plain = kinds == {"x"} and not any(self._are_in(block, key) for key in exponent)
        if plain and sum(entry.order for entry in block) <= 2:  # means and covariances
            return self._covariance(law, block)
        if kinds == {"sign"} and self.orthant and len(block) <= MOST_SIGNS:
            return self._signs(law, block)
        if kinds == {"wave"} and self.characteristic:
            return self._wave(law, block[0])
        return self._symbol(self._left(law, block, exponent))

    def _is_odd(self, law: Law, block: list[Entry], exponent: Polynomial) -> bool:
        """Whether it is seen to be the mean of an odd function of a centred vector."""
        centred = all(self.numbers.is_zero(law.mean_of(entry.form)) for entry in block)
        odd = [key for key in exponent if sum(key) % 2 and self._are_in([e for e in block if e.kind == "x"], key)]
        known = all(entry.kind != "f" for entry in block)
        turns = sum(1 for e in block if e.kind in ("sign", "erf") or (e.kind in ("x", "wave") and e.order % 2))
        return centred and known and not odd and turns % 2 == 1

    def _are_in(self, block: list[Entry], key: Monomial) -> bool:
        return any(key[entry.place] for entry in block)

    def _covariance(self, law: Law, block: list[Entry]) -> Expr:
        """E[x_i] = 0, E[x_i x_j] = C_ij of centred coordinates."""
        factors = [entry.form for entry in block for _ in range(entry.order)]
        return self.numbers.expr(law.covariance(*factors)) if len(factors) == 2 else ZERO

    def _signs(self, law: Law, block: list[Entry]) -> Expr:
        numbers = self.numbers
        forms = [entry.form for entry in block]
        for form in forms:
            require(law.has_variance(form), "a variance is not shown to be positive")
        cov = [[law.covariance(one, other) for other in forms] for one in forms]
        return product_of_signs(numbers, [law.mean_of(form) for form in forms], cov).value

    def _wave(self, law: Law, entry: Entry) -> Expr:
        """E[cos⁽ᵏ⁾ y] = exp(−s²/2)·cos⁽ᵏ⁾ μ."""
        order = entry.order
        mean = self.numbers.expr(law.mean_of(entry.form))
        value = Expr("sin" if order % 2 else "cos", mean)
        fall = self.numbers.scaled(law.variance(entry.form), fmpq(-1, 2))
        return mul(Expr("exp", self.numbers.expr(fall)), -value if order in (1, 2) else value)

    def _left(self, law: Law, block: list[Entry], exponent: Polynomial) -> Left:
        numbers = self.numbers
        forms = [entry.form for entry in block]
        places = [entry.place for entry in block]

        def coefficient(*at: int) -> Ratio:
            key = tuple(at.count(i) for i in range(law.size))
            return numbers.zero if -1 in at else exponent.get(key, numbers.zero)

        return Left(
            tuple(entry.label for entry in block),
            tuple(law.mean_of(form) for form in forms),
            tuple(tuple(law.covariance(one, other) for other in forms) for one in forms),
            tuple(coefficient(place) for place in places),
            tuple(tuple(coefficient(one, other) for other in places) for one in places),
        )

    def _symbol(self, left: Left) -> Expr:
        """The symbol of a mean that is left: a name that nobody can write."""
        if not left.labels:
            return ONE
        for place, other in enumerate(self.known):
            if self._are_same(left, other):
                return sym(f"@{place}")
        self.known.append(left)
        return sym(f"@{len(self.known) - 1}")

    def _are_same(self, one: Left, other: Left) -> bool:
        """Whether the entries of one can be matched with those of the other."""
        return sorted(one.labels) == sorted(other.labels) and self._match(one, other, {})

    def _match(self, one: Left, other: Left, at: Mapping[int, int]) -> bool:
        """Whether a matching of the first entries can be completed."""
        i = len(at)
        if i == len(one.labels):
            return True
        for j in range(len(other.labels)):
            if j not in at.values() and self._agree(one, other, {**at, i: j}) and self._match(one, other, {**at, i: j}):
                return True
        return False

    def _agree(self, one: Left, other: Left, at: Mapping[int, int]) -> bool:
        """Whether the last entry matched is like the other, also in what it has to do with those matched before."""
        i = len(at) - 1
        j = at[i]
        pairs = [(one.means[i], other.means[j]), (one.tilt[i], other.tilt[j])]
        for k, there in at.items():
            pairs += [(one.cov[i][k], other.cov[j][there]), (one.weights[i][k], other.weights[j][there])]
        equal = all(self.numbers.is_zero(self.numbers.minus(x, y)) for x, y in pairs)
        return one.labels[i] == other.labels[j] and equal
