"""Domains: the points a claim speaks about, and what its hypotheses give at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import combinations
from typing import NamedTuple

from flint import arb, fmpq

from symcrit.core.algebra.balls import ball, sign
from symcrit.core.algebra.expr import (
    ZERO,
    Expr,
    add,
    integrals,
    mul,
    nodes,
    num,
    parse,
    substitute,
    substitute_all,
    sym,
    symbols,
)
from symcrit.core.reading import items, name, need

FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}  # the relation with its sides exchanged


class Relation(NamedTuple):
    """lhs `op` rhs, op one of < <= > >= = !=."""

    op: str
    lhs: Expr
    rhs: Expr

    @property
    def gap(self) -> Expr:
        """The expression that the relation says is > 0, ≥ 0, = 0 or ≠ 0."""
        if self.op[0] == "<":
            return self.rhs - self.lhs
        return self.lhs - self.rhs

    @property
    def opposite_gap(self) -> Expr:
        """The gap with its sides exchanged, which is −gap."""
        if self.op[0] == "<":
            return self.lhs - self.rhs
        return self.rhs - self.lhs

    def at(self, values: Mapping[str, Expr]) -> Relation:
        """The relation with symbols replaced; what it costs does not grow with values of other symbols."""
        own = {label: values[label] for label in symbols(self.lhs, self.rhs) if label in values}
        return Relation(self.op, substitute(self.lhs, own), substitute(self.rhs, own))

    @classmethod
    def read(cls, value: object) -> Relation:
        """From JSON [op, lhs, rhs]; raises `Malformed`."""
        parts = items(value)
        good = len(parts) == 3 and isinstance(parts[0], str) and parts[0] in FLIP
        need(good, "not a relation [op, lhs, rhs]: {}", value)
        op, lhs, rhs = parts
        return cls(str(op), parse(lhs), parse(rhs))


class Bound(NamedTuple):
    """An end of an interval: a constant, and whether it is excluded."""

    value: Expr
    strict: bool


Matrix = tuple[tuple[Expr, ...], ...]


class Domain:
    """All real (or integer) values of the symbols in `kinds` that satisfy the hypotheses `where`.

    definite: symmetric matrices that are positive definite, which says that their principal minors are > 0; these are
    hypotheses like others, after those that are `stated` one by one.  implied: what follows from the hypotheses; it is
    known on the domain, but says nothing about its shape.
    lower, upper: the bounds of symbols by constants; others: the hypotheses that are none.
    """

    def __init__(
        self,
        kinds: Mapping[str, str],
        where: Sequence[Relation] = (),
        definite: Sequence[Matrix] = (),
        implied: Sequence[Relation] = (),
    ) -> None:
        self.kinds = dict(kinds)
        self.stated = tuple(where)
        self.definite = tuple(definite)
        own = [Relation(">", minor, ZERO) for matrix in self.definite for minor in principal_minors(matrix)]
        asked = (*self.stated, *dict.fromkeys(fact for fact in own if fact not in self.stated))
        self.implied = tuple(fact for fact in implied if fact not in asked)
        self.where = (*asked, *self.implied)
        self.lower: dict[str, Bound] = {}
        self.upper: dict[str, Bound] = {}
        self.others = [relation for relation in asked if not self._bound(relation)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Domain) and self._key == other._key

    def __hash__(self) -> int:
        return hash((frozenset(self.kinds.items()), self.where))

    @property
    def _key(self) -> tuple[object, ...]:
        return self.kinds, self.where, self.implied

    @classmethod
    def read(cls, kinds: Mapping[str, object], where: Sequence[object]) -> Domain:
        """From the JSON fields `symbols` and `where` of a claim; raises `Malformed`."""
        good = all(kind in ("real", "integer") for kind in kinds.values())
        need(good, "symbols must map names to 'real' or 'integer', not {}", kinds)
        matrices = [item for item in where if isinstance(item, list) and item[:1] == ["pd"]]
        relations = [Relation.read(item) for item in where if item not in matrices]
        definite = [_read_matrix(item) for item in matrices]
        domain = cls({name(key): str(kind) for key, kind in kinds.items()}, relations, definite)
        sides = [side for relation in domain.where for side in (relation.lhs, relation.rhs)]
        return domain.declares(*sides)

    def declares(self, *roots: Expr) -> Domain:
        """Raises `Malformed` unless every free symbol is declared."""
        missing = sorted(symbols(*roots) - set(self.kinds))
        need(not missing, f"undeclared symbol {missing[:1]}; add it to the claim's symbols")
        return self

    def _bound(self, relation: Relation) -> bool:
        """Whether the relation says no more than bounds of a symbol by constants; these are recorded.

        For integers, l > 1/2 is l ≥ 1.  |x − 1| < 2 is two bounds, and so is (x − 1)² < 4.
        """
        recorded = [self._record(part) for part in as_bounds(relation)]
        return all(recorded)

    def _record(self, relation: Relation) -> bool:
        """Whether the relation is a bound of a symbol by a constant; then it is recorded."""
        if relation.lhs.op == "sym":
            op, symbol, end = relation
        else:
            op = FLIP[relation.op]
            symbol = relation.rhs
            end = relation.lhs
        if symbol.op != "sym" or symbols(end) or op in ("=", "!=") or integrals(end):
            return False
        label = symbol.args[0]
        from_below = op[0] == ">"
        bounds = self.lower if from_below else self.upper
        bound = Bound(end, strict=op in ("<", ">"))
        if self.kinds.get(label) == "integer" and end.op == "num":
            bound = _bound_of_integer(bound, from_below)
        known = bounds.get(label)
        if known is None:
            bounds[label] = bound
            return True
        if bound.value is known.value:
            bounds[label] = Bound(known.value, strict=known.strict or bound.strict)
            return True
        apart = sign(ball(bound.value - known.value))
        if apart == (1 if from_below else -1):
            bounds[label] = bound
        return apart is not None

    def interval(self, symbol: str) -> bool:
        """Whether `symbol` ranges over an interval, of more than a point, that no other symbol moves."""
        if symbol not in self.kinds:
            return False
        if any(symbol in symbols(relation.lhs, relation.rhs) for relation in self.others):
            return False
        if symbol not in self.lower or symbol not in self.upper:
            return True
        return sign(ball(self.upper[symbol].value - self.lower[symbol].value)) == 1

    def box(self, names: Set[str]) -> dict[str, arb] | None:
        """Balls that hold the values of `names`; None where one is unbounded."""
        if not names <= self.lower.keys() & self.upper.keys():
            return None
        return {label: ball(self.lower[label].value).union(ball(self.upper[label].value)) for label in names}

    def real(self, *names: str) -> Domain:
        """The domain with these symbols (default: all) ranging over the reals."""
        kinds = {label: "real" if not names or label in names else kind for label, kind in self.kinds.items()}
        return self if kinds == self.kinds else Domain(kinds, self.asked)

    @property
    def asked(self) -> tuple[Relation, ...]:
        """The hypotheses without what is implied by them."""
        return self.where[: len(self.where) - len(self.implied)]

    def also(self, relation: Relation) -> Domain:
        """The part of the domain where a relation holds, too."""
        return Domain(self.kinds, [*self.asked, relation], implied=self.implied)

    def ends(self, symbol: str, shut: bool, way: int = 0) -> Domain:
        """The domain with the ends of the interval of `symbol` (way 1: lower, −1: upper) included or excluded.

        With ends included, what is implied by the hypotheses may be so no more.
        """
        moved = sym(symbol)
        parts: list[Relation] = []
        for relation in self.asked:
            about_it = symbols(relation.lhs, relation.rhs) == {symbol}
            parts += as_bounds(relation) if about_it else [relation]
        where = []
        for op, lhs, rhs in parts:
            is_lower = (lhs is moved) == (op[0] == ">")
            mine = moved in (lhs, rhs) and op not in ("=", "!=") and way in (0, 1 if is_lower else -1)
            if mine:
                op = op[0] + ("=" if shut else "")
            where.append(Relation(op, lhs, rhs))
        return Domain(self.kinds, where, implied=() if shut else self.implied)


def principal_minors(matrix: Sequence[Sequence[Expr]]) -> list[Expr]:
    """The principal minors of a symmetric matrix; all of them are positive iff it is positive definite."""
    size = len(matrix)
    chosen = [rows for count in range(1, size + 1) for rows in combinations(range(size), count)]
    return [determinant([[matrix[i][j] for j in rows] for i in rows]) for rows in chosen]


def determinant(matrix: Sequence[Sequence[Expr]]) -> Expr:
    """det, by its first row."""
    if len(matrix) == 1:
        return matrix[0][0]
    terms = []
    for j, entry in enumerate(matrix[0]):
        minor = [[*row[:j], *row[j + 1 :]] for row in matrix[1:]]
        terms.append(mul(num((-1) ** j), entry, determinant(minor)))
    return add(*terms)


MOST_ROWS = 5  # of a matrix that is positive definite by hypothesis


def _read_matrix(value: object) -> Matrix:
    """From JSON ["pd", [[…], …]]; raises `Malformed`."""
    parts = items(value)
    need(len(parts) == 2, "not a matrix that is positive definite: {}", value)
    rows = tuple(tuple(parse(entry) for entry in items(row)) for row in items(parts[1]))
    size = len(rows)
    need(0 < size <= MOST_ROWS and all(len(row) == size for row in rows), "not a matrix of at most 5 rows: {}", value)
    need(all(rows[i][j] is rows[j][i] for i in range(size) for j in range(i)), "not symmetric: {}", value)
    return rows


def as_bounds(relation: Relation) -> list[Relation]:
    """|a·x + b| < c as (−c − b)/a < x and x < (c − b)/a, and (a·x + b)² < c with √c for c; others as they stand.

    Both say the same of every x: for a < 0 the ends change places.  Of squares, for rational c > 0.
    """
    op, inside, end = relation if relation.op[0] == "<" else (FLIP[relation.op], relation.rhs, relation.lhs)
    if op not in ("<", "<=") or symbols(end) or integrals(end):
        return [relation]
    is_square = inside.op == "pow" and inside.args[0] == 2
    if is_square and end.op == "num" and end.value > 0:
        end = Expr("sqrt", end)
    elif inside.op != "abs":
        return [relation]
    base = inside.children[0]
    found = _affine(base)
    if found is None or found.slope == 0:
        return [relation]
    slope, shift = found
    (name_of_symbol,) = symbols(base)
    symbol = sym(name_of_symbol)
    size = _scaled(end, 1 / abs(slope))
    middle = -shift / slope
    return [Relation(FLIP[op], symbol, _moved(middle, -1, size)), Relation(op, symbol, _moved(middle, 1, size))]


def _scaled(value: Expr, factor: fmpq) -> Expr:
    """factor·value."""
    return num(value.value * factor) if value.op == "num" else num(factor) * value


def _moved(start: fmpq, way: int, size: Expr) -> Expr:
    """start + way·size."""
    return num(start + way * size.value) if size.op == "num" else num(start) + num(way) * size


MOST_BITS = 4000  # of a number in an affine function that bounds are read from


class _Affine(NamedTuple):
    """a·x + b."""

    slope: fmpq
    value: fmpq


def _affine(root: Expr) -> _Affine | None:
    """(a, b) for an expression that is a·x + b with one symbol x and rational a, b, as it stands."""
    if len(root.names) > 1:
        return None
    found: dict[Expr, _Affine] = {}
    for node in nodes(root):
        own = _affine_node(node, [found[child] for child in node.children])
        if own is None or any(_bits(number) > MOST_BITS for number in own):
            return None
        found[node] = own
    return found[root]


def _affine_node(node: Expr, parts: list[_Affine]) -> _Affine | None:
    """A node from what is below it."""
    if node.op == "num":
        return _Affine(fmpq(0), node.value)
    if node.op == "sym":
        return _Affine(fmpq(1), fmpq(0))
    if node.op == "add":
        return _Affine(sum((a for a, _ in parts), fmpq(0)), sum((b for _, b in parts), fmpq(0)))
    if node.op == "mul":
        return _affine_product(parts)
    if node.op == "pow" and node.args[0] == -1 and parts[0].slope == 0 and parts[0].value != 0:
        return _Affine(fmpq(0), 1 / parts[0].value)
    return None


def _affine_product(factors: list[_Affine]) -> _Affine | None:
    """The product of affine functions of which at most one is not constant."""
    product = _Affine(fmpq(0), fmpq(1))
    for a, b in factors:
        if a != 0 and product.slope != 0:
            return None
        product = _Affine(product.slope * b + product.value * a, product.value * b)
        if any(_bits(number) > MOST_BITS for number in product):
            return None
    return product


def _bits(number: fmpq) -> int:
    return max(int(number.p).bit_length(), int(number.q).bit_length())


def _bound_of_integer(bound: Bound, from_below: bool) -> Bound:
    """The bound of an integer by a rational number, as an integer that is included."""
    end = bound.value.value
    nearest = end.ceil() if from_below else end.floor()
    if bound.strict and end.q == 1:
        nearest += 1 if from_below else -1
    return Bound(num(fmpq(nearest)), strict=False)


class Goal(NamedTuple):
    """A relation to be shown on a domain, and the expressions that must be defined there.

    `key` says which goal of its claim it is: ASCII, and part of the format of certificates.
    """

    domain: Domain
    relation: Relation
    entries: tuple[Expr, ...] = ()
    key: str = "claim"

    def with_sides(self) -> Goal:
        """The goal with the sides of the relation among what must be defined."""
        return self._replace(entries=(*self.entries, self.relation.lhs, self.relation.rhs))

    def at(self, values: Mapping[str, Expr]) -> Goal:
        """The goal with symbols replaced by numbers."""
        entries = tuple(substitute(entry, values) for entry in self.entries)
        return Goal(Domain({}), self.relation.at(values), entries, self.key)


def all_at(goals: Iterable[Goal], values: Mapping[str, Expr]) -> list[Goal]:
    """`Goal.at` for several goals, what they have in common once."""
    given = list(goals)
    parts: dict[Expr, None] = {}  # in the order of their first use
    for goal in given:
        parts.update(dict.fromkeys((goal.relation.lhs, goal.relation.rhs, *goal.entries)))
    there = dict(zip(parts, substitute_all(list(parts), values), strict=True))
    found = []
    for goal in given:
        relation = Relation(goal.relation.op, there[goal.relation.lhs], there[goal.relation.rhs])
        entries = tuple(there[entry] for entry in goal.entries)
        found.append(Goal(Domain({}), relation, entries, goal.key))
    return found


def whole_number(value: Expr, domain: Domain) -> bool:
    """Whether a value is made of integers and integer symbols by sums and products."""
    if value.op in ("add", "mul"):
        return all(whole_number(part, domain) for part in value.args)
    if value.op == "sym":
        return domain.kinds.get(value.args[0]) == "integer"
    return value.op == "num" and bool(value.args[1] == 1)
