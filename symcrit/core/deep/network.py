"""Networks of (leaky) ReLU neurons: their weights, and what they do to many inputs at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import lcm
from typing import NamedTuple

from flint import arb, fmpq, fmpz, fmpz_mat

from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.reading import index, items, need, number, read, require, within_limits
from symcrit.core.records import Record
from symcrit.core.work import Work

Vector = tuple[fmpq, ...]
Rows = tuple[Vector, ...]
Signs = list[int]  # −1, 0 or 1: neuron by neuron, for every input

MOST_NUMBERS = 10_000_000  # of a matrix
MOST_BITS = 2**16  # of the common denominator of a matrix
MOST_WORDS = 2**24  # of a matrix that is computed
WORD = 64  # bits
PER_PRODUCT = 50  # products of two integers of one word that cost one unit of work
PER_FRACTION = 8  # the same, of operations on fractions
LONG = 400  # bits of a number that is not shown in full
PER_ENTRY = 1  # work for a number that is looked at


def read_vector(value: object) -> Vector:
    """Rational numbers, at least one; raises `Malformed`."""
    entries = tuple(read(value, [number]))
    need_common_denominator([entries])
    return entries


def read_rows(value: object) -> Rows:
    """Rows of rational numbers of one length; or {"rows", "over"}, all over one denominator; raises `Malformed`."""
    over = 1
    if isinstance(value, dict):
        parts = read(value, {"rows": items, "over": index})
        value, over = parts["rows"], parts["over"]
    need(over > 0, "a denominator is > 0")
    rows = tuple(tuple(map(number, _several(row))) for row in _several(value))
    need(len({len(row) for row in rows}) == 1, "rows of different lengths")
    need(len(rows) * len(rows[0]) <= MOST_NUMBERS, f"more than {MOST_NUMBERS} numbers")
    need_common_denominator(rows, over)
    return rows if over == 1 else tuple(tuple(x / over for x in row) for row in rows)


def _several(value: object) -> list[object]:
    """A list that is not empty; raises `Malformed`."""
    need(items(value), "an empty list")
    return items(value)


def need_common_denominator(rows: Sequence[Sequence[fmpq]], over: int = 1) -> None:
    """Raises `Malformed` for numbers that would be huge over one denominator, all of them divided by `over`."""
    numbers = sum(map(len, rows))
    common = fmpz(1)
    for below in {int(x.q) for row in rows for x in row}:
        common = common.lcm(fmpz(below))
        bits = common.bit_length() + over.bit_length()
        good = bits <= MOST_BITS and numbers * (1 + bits // WORD) <= MOST_WORDS
        need(good, f"over one denominator, of {bits} bits, the numbers of a matrix are too long; round them")


class Scaled(NamedTuple):
    """A matrix of rational numbers: integers over one denominator > 0."""

    numbers: fmpz_mat
    scale: fmpz

    @classmethod
    def of(cls, rows: Sequence[Sequence[fmpq]]) -> Scaled:
        """The matrix with these rows."""
        scale = common_denominator(rows)
        entries = [x.p * (scale // x.q) for row in rows for x in row]
        return cls(fmpz_mat(len(rows), len(rows[0]), entries), scale)

    def at(self, i: int, j: int) -> fmpq:
        """An entry."""
        return fmpq(self.numbers[i, j], self.scale)

    @property
    def words(self) -> int:
        """The words of its largest number; 0 where all of them fit into one."""
        entries = self.numbers.entries()
        bits = max(max(entries).bit_length(), min(entries).bit_length(), self.scale.bit_length())
        return int(bits) // WORD

    def times(self, other: Scaled, work: Work) -> Scaled:
        """The product of two matrices, of which long numbers are charged; raises `TooLarge` for one that is huge."""
        rows = self.numbers.nrows()
        columns_ = other.numbers.ncols()
        one, two = self.words, other.words
        within_limits(rows * columns_ * (1 + one + two) <= MOST_WORDS, "a product of matrices is too large")
        products = (1 + self.numbers.ncols()) * rows * columns_
        work.charge(products * of_words(one, two) // PER_PRODUCT)
        return Scaled(self.numbers * other.numbers, self.scale * other.scale)


def of_words(one: int, other: int) -> int:
    """How many products of one word a product of numbers of so many words costs beside the one that sizes charge."""
    return max(one, other) * (1 + min(one, other).bit_length())


def common_denominator(rows: Iterable[Iterable[fmpq]]) -> fmpz:
    """The least common multiple of all denominators."""
    return fmpz(lcm(*(int(x.q) for row in rows for x in row)))


def bits_of(rows: Iterable[Sequence[fmpq]]) -> int:
    """The bits of the largest numerator and of the common denominator."""
    given = [*rows]
    largest = max((x.p.bit_length() for row in given for x in row), default=0)
    return int(largest + common_denominator(given).bit_length())


def price(bits: int) -> int:
    """The work of an operation on fractions of so many bits: 1 where they are short."""
    words = bits // WORD
    return 1 + of_words(words, words) // PER_FRACTION


def shown(value: fmpq) -> str:
    """A rational number in words, of a long one some digits."""
    long = max(value.p.bit_length(), value.q.bit_length()) > LONG
    return arb(value).str(10) if long else str(value)


def columns(points: Sequence[Vector]) -> Scaled:
    """Points as the columns of a matrix."""
    rows = Scaled.of(points)
    return Scaled(rows.numbers.transpose(), rows.scale)


@frozen
class Deep(Record):
    """A network: the matrices W_1, …, W_L of its layers, one row a neuron; biases b_1, …, b_L; the slope c."""

    layers: tuple[Rows, ...] = part(read_rows, shape="list")
    biases: tuple[Vector, ...] = part(read_vector, shape="list", optional=True)
    slope: fmpq | None = part(number, optional=True)

    def __post_init__(self) -> None:
        """Raises `Malformed` for matrices that do not fit, or a slope that is not in [0, 1]."""
        need(len(self.layers) >= 2, "a network has at least two layers")
        for before, after in zip(self.layers, self.layers[1:], strict=False):
            need(len(after[0]) == len(before), "a layer reads another number of neurons than there are")
        fits = not self.biases or [*map(len, self.biases)] == [*map(len, self.layers)]
        need(fits, "the biases are one vector a layer, one number a neuron")
        need(0 <= self.c <= 1, "the slope lies between 0 and 1")

    @property
    def c(self) -> fmpq:
        """The slope of σ below 0."""
        return fmpq(0) if self.slope is None else self.slope

    @property
    def inputs(self) -> int:
        """The dimension of x."""
        return len(self.layers[0][0])

    @property
    def outputs(self) -> int:
        """The dimension of f(x)."""
        return len(self.layers[-1])

    @property
    def neurons(self) -> Rows:
        """The weights of the neurons of the first layer."""
        return self.layers[0]

    @property
    def widest(self) -> int:
        """The most neurons of a layer."""
        return max(map(len, self.layers))

    def cost(self, inputs: int) -> int:
        """The work of evaluating it at so many inputs."""
        products = sum(len(rows) * len(rows[0]) for rows in self.layers)
        entries = sum(map(len, self.layers))
        return inputs * (products // PER_PRODUCT + PER_ENTRY * entries) + products


class Trace(NamedTuple):
    """What a network does to inputs: the signs of pre-activations, layer by layer, and f(x)."""

    signs: tuple[Signs, ...]
    outputs: Scaled


def forward(network: Deep, points: Scaled, work: Work, *, cone: bool = False) -> Trace:
    """Signs and values at every input, inputs being columns.

    cone: the inputs generate a cone, and signs are those inside of it; raises `Reject` where a boundary meets it.
    """
    inputs = points.numbers.ncols()
    work.charge(network.cost(inputs))
    value = points
    signs = []
    for layer, rows in enumerate(network.layers):
        value = _affine(rows, network.biases[layer] if network.biases else None, value, work)
        if layer < len(network.layers) - 1:
            own = signs_of(value)
            signs.append(_inside(own, inputs) if cone else own)
            value = gated(value, signs[-1], network.c)
    return Trace(tuple(signs), value)


def _inside(signs: Signs, inputs: int) -> Signs:
    """The sign of every neuron inside a cone, from those at its generators."""
    found: Signs = []
    for start in range(0, len(signs), inputs):
        own = {*signs[start : start + inputs], 0}
        require(own != {-1, 0, 1}, "the boundary of a neuron meets the cone")
        found += [sum(own)] * inputs
    return found


def backward(network: Deep, signs: Sequence[Signs], errors: Scaled, work: Work) -> Scaled:
    """J_1(x)ᵀe for every input: J_1 the derivative of f by the values of the first layer, where all gates above are."""
    work.charge(network.cost(errors.numbers.ncols()))
    value = errors
    for rows, gates in zip(network.layers[:1:-1], signs[:0:-1], strict=True):
        value = gated(_through(rows, value, work), gates, network.c)
    return _through(network.layers[1], value, work)


def _affine(rows: Rows, bias: Vector | None, value: Scaled, work: Work) -> Scaled:
    """W·x + b, column by column."""
    if bias is None:
        return Scaled.of(rows).times(value, work)
    weights = Scaled.of([(*row, b) for row, b in zip(rows, bias, strict=True)])
    inputs = value.numbers.ncols()
    ones = [*value.numbers.entries(), *([value.scale] * inputs)]
    extended = fmpz_mat(value.numbers.nrows() + 1, inputs, ones)
    return weights.times(Scaled(extended, value.scale), work)


def _through(rows: Rows, value: Scaled, work: Work) -> Scaled:
    """Wᵀ·e, column by column."""
    weights = Scaled.of(rows)
    return Scaled(weights.numbers.transpose(), weights.scale).times(value, work)


def signs_of(value: Scaled) -> Signs:
    """The sign of every entry, row by row."""
    return [(entry > 0) - (entry < 0) for entry in value.numbers.entries()]


def gated(value: Scaled, signs: Signs, c: fmpq) -> Scaled:
    """Every entry times the slope of σ at its sign: 1 above 0, c below; at 0, where there is none, times 0."""
    p, q = c.p, c.q
    entries = value.numbers.entries()
    if p == 0:
        new = [entry if sign > 0 else 0 for entry, sign in zip(entries, signs, strict=True)]
    else:
        factors = {1: q, -1: p, 0: fmpz(0)}
        new = [entry * factors[sign] for entry, sign in zip(entries, signs, strict=True)]
    scale = value.scale if p == 0 else value.scale * q
    return Scaled(fmpz_mat(value.numbers.nrows(), value.numbers.ncols(), new), scale)
