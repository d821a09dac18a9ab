"""Random products of functions of affine forms of up to four Gaussian variables, by core and in floats."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpq

from symcrit.core import Domain, Reject, Work
from symcrit.core.algebra import balls
from symcrit.core.algebra.expr import Expr, nodes, num, substitute, sym
from symcrit.core.gaussian.language import parse_statement
from symcrit.core.gaussian.plain import plain
from tests.core.gaussian.oracle import COARSE, Grids, Piece, expectation

Row = tuple[Fraction, ...]
NAMES = ("u", "v", "w", "x")
KNOWN = ("erf", "erf", "erfc", "abs", "sign", "step", "relu", "gauss", "exp", "id", "square")  # fmt: skip
ODD = ("cos", "sin", "sinh", "grow", "cube", "max", "min")
UNKNOWN = ("f0", "f1", "g0", "g1", "g2")
SMOOTH = ("id", "square", "gauss", "exp")
PLAIN, SYMBOLS, SLOPE = "numbers", "symbols", "slope"
STEP = Fraction(1, 40)  # of difference quotients


class Factor(NamedTuple):
    """function(slope·x + shift), and for max and min the other argument."""

    function: str
    slope: Row
    shift: Fraction
    other: tuple[Row, Fraction] | None = None


class Product(NamedTuple):
    """E[Π factors], x ~ N(mean, cov), reduced with numbers or symbols for the law, or differentiated by `parameter`."""

    factors: tuple[Factor, ...]
    mean: Row
    cov: tuple[Row, ...]
    road: str
    parameter: str = ""

    @property
    def size(self) -> int:
        """How many variables there are."""
        return len(self.mean)

    def symbols(self) -> dict[str, Fraction]:
        """The parameters of the law by their names, m1, …, C11, C12, …."""
        found = {f"m{i + 1}": value for i, value in enumerate(self.mean)}
        places = [(i, j) for i in range(self.size) for j in range(i, self.size)]
        return {**found, **{f"C{i + 1}{j + 1}": self.cov[i][j] for i, j in places}}

    def at(self, parameter: str, value: Fraction) -> Product:
        """The same with another value of a parameter of the law."""
        if parameter[0] == "m":
            place = int(parameter[1]) - 1
            return self._replace(mean=tuple(value if i == place else m for i, m in enumerate(self.mean)))
        i, j = int(parameter[1]) - 1, int(parameter[2]) - 1
        rows = [list(row) for row in self.cov]
        rows[i][j] = rows[j][i] = value
        return self._replace(cov=tuple(map(tuple, rows)))


def random_product(rng: random.Random, most: int = 4) -> Product:
    """One of at most `most` variables and four factors."""
    size = rng.choice([n for n in (1, 2, 2, 2, 3, 3, 4) if n <= most])
    lower = [[_rational(rng) if j < i else Fraction(i == j) for j in range(size)] for i in range(size)]
    noise = Fraction(rng.choice([1, 2, 3]), 4)
    cov = tuple(
        tuple(sum(a * b for a, b in zip(row, other, strict=True)) / 2 + noise * (row is other) for other in lower)
        for row in lower
    )
    mean = tuple(rng.choice([Fraction(0), _rational(rng)]) for _ in range(size))
    if rng.random() < 0.3:
        mean = (Fraction(0),) * size
    stranger = rng.random() < 0.15
    factors = []
    for _ in range(rng.choice([1, 2, 2, 2, 3, 3, 4])):
        pool = SMOOTH + UNKNOWN if stranger else KNOWN + ODD if rng.random() < 0.4 else KNOWN
        function = rng.choice(pool)
        other = (_row(rng, size), _shift(rng)) if function in ("max", "min") else None
        factors.append(Factor(function, _row(rng, size), _shift(rng), other))
    road = rng.choice([PLAIN, PLAIN, SYMBOLS, SLOPE])
    made = Product(tuple(factors), mean, cov, road)
    return made._replace(parameter=rng.choice(sorted(made.symbols()))) if road == SLOPE else made


def _rational(rng: random.Random) -> Fraction:
    return Fraction(rng.choice([-2, -1, -1, 0, 0, 1, 1, 2]), rng.choice([1, 2, 3]))


def _shift(rng: random.Random) -> Fraction:
    return rng.choice([Fraction(0), _rational(rng)])


def _row(rng: random.Random, size: int) -> Row:
    row = [Fraction(rng.choice([-2, -1, 0, 0, 0, 1, 1, 2]), 2) for _ in range(size)]
    if not any(row):
        row[rng.randrange(size)] = Fraction(1)
    return tuple(row)


# ---------------------------------------------------------------------------------------------------------------- core


def by_core(product: Product, effort: int = 2_000_000) -> float:
    """What core makes of it; raises `Reject` where it has no rule, or no ball."""
    symbols = product.symbols()
    symbolic = product.road != PLAIN
    given = {name: name if symbolic else str(value) for name, value in symbols.items()}
    size = range(product.size)
    means = [given[f"m{i + 1}"] for i in size]
    cov = [[given[f"C{min(i, j) + 1}{max(i, j) + 1}"] for j in size] for i in size]
    root: Any = ["expect", ["*", *map(_written, product.factors)], list(NAMES[: product.size]), means, cov]
    if product.road == SLOPE:
        root = ["d", root, product.parameter]
    where = [["pd", cov]] if symbolic else []
    domain = Domain.read(dict.fromkeys(symbols, "real") if symbolic else {}, where)
    value = plain(domain, [parse_statement(root)], Work(effort)).exprs[0]
    value = substitute(value, {sym(name): num(_fmpq(number)) for name, number in symbols.items()})
    moments = {node: num(_fmpq(Fraction(_moment(node)))) for node in nodes(value) if node.op == "moment"}
    value = substitute(value, moments)
    with balls.precision(128):
        found = balls.evaluate(value, {})
    if not found.is_finite():
        raise Reject("there is no ball")
    assert found.rad() < 1e-9, product
    return float(found.mid())


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _moment(node: Expr) -> float:
    """E[Π f⁽ᵏ⁾(y_j)] with tanh(z/2) for f and 1/(1 + e⁻ᶻ) for g, in floats."""
    spec = node.args[0]
    size = len(spec)
    with balls.precision(128):
        numbers = [float(balls.evaluate(child, {}).mid()) for child in node.children]
    entries = dict(zip([(i, j) for i in range(size) for j in range(i, size)], numbers[size:], strict=True))
    cov = [[entries[min(i, j), max(i, j)] for j in range(size)] for i in range(size)]
    unit = [tuple(float(i == j) for j in range(size)) for i in range(size)]
    pieces = [Piece(f"{name}{order}", unit[i], 0.0) for i, (name, order) in enumerate(spec)]
    return expectation(pieces, numbers[:size], cov)


def _affine(slope: Row, shift: Fraction) -> Any:
    return ["+", *(["*", str(a), name] for a, name in zip(slope, NAMES, strict=False)), str(shift)]


def _written(factor: Factor) -> Any:
    """As core reads it; the functions are those of the oracle."""
    y = _affine(factor.slope, factor.shift)
    function = factor.function
    if factor.other is not None:
        return [function, y, _affine(*factor.other)]
    if function in UNKNOWN:
        return ["f", function[0], int(function[1:]), y]
    rewritten: dict[str, Any] = {
        "id": y,
        "square": ["^", y, 2],
        "cube": ["^", y, 3],
        "gauss": ["exp", ["*", "-1/2", ["^", y, 2]]],
        "grow": ["exp", ["/", ["^", y, 2], 40]],
        "exp": ["exp", ["/", y, 2]],
        "sinh": ["sinh", ["/", y, 2]],
        "relu": ["/", ["+", y, ["abs", y]], 2],
    }
    return rewritten.get(function, [function, y])


# -------------------------------------------------------------------------------------------------------------- floats


def by_panels(product: Product, grids: Grids = COARSE) -> float:
    """The same in floats, by quadrature and, for a derivative, by a difference quotient of sixth order."""
    if product.road != SLOPE:
        return _mean(product, grids)
    start = product.symbols()[product.parameter]
    total = 0.0
    for k, weight in ((1, 3 / 4), (2, -3 / 20), (3, 1 / 60)):
        above = _mean(product.at(product.parameter, start + k * STEP), grids)
        below = _mean(product.at(product.parameter, start - k * STEP), grids)
        total += weight * (above - below)
    return total / float(STEP)


def _mean(product: Product, grids: Grids) -> float:
    total = 0.0
    mean, cov = [float(m) for m in product.mean], [[float(c) for c in row] for row in product.cov]
    for sign, pieces in _sums(product.factors):
        total += sign * expectation(pieces, mean, cov, grids)
    return total


def _sums(factors: tuple[Factor, ...]) -> list[tuple[int, list[Piece]]]:
    """The product as a sum, max(y, z) = z + relu(y − z) and min(y, z) = z − relu(z − y)."""
    found: list[tuple[int, list[Piece]]] = [(1, [])]
    for factor in factors:
        if factor.other is None:
            parts = [(1, Piece(factor.function, tuple(map(float, factor.slope)), float(factor.shift)))]
        else:
            slope, shift = factor.other
            way = 1 if factor.function == "max" else -1
            gap = tuple(float(way * (a - b)) for a, b in zip(factor.slope, slope, strict=True))
            bump = Piece("relu", gap, float(way * (factor.shift - shift)))
            parts = [(1, Piece("id", tuple(map(float, slope)), float(shift))), (way, bump)]
        found = [(sign * way, [*pieces, piece]) for sign, pieces in found for way, piece in parts]
    return found
