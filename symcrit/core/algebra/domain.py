"""Domains: the points a claim speaks about, and what its hypotheses give at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from flint import arb, fmpq

from symcrit.core.algebra.balls import ball, sign
from symcrit.core.algebra.expr import Expr, integrals, num, parse, substitute, substitute_all, sym, symbols
from symcrit.core.reading import items, name, need

MAX_BITS = 20_000  # of the numbers in bounds by absolute values and squares
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


class Domain:
    """All real (or integer) values of the symbols in `kinds` that satisfy the hypotheses `where`.

    lower, upper: the bounds of symbols by constants; others: the hypotheses that are none.
    """

    def __init__(self, kinds: Mapping[str, str], where: Sequence[Relation] = ()) -> None:
        self.kinds = dict(kinds)
        self.where = tuple(where)
        self.lower: dict[str, Bound] = {}
        self.upper: dict[str, Bound] = {}
        self.others = [relation for relation in self.where if not self._bound(relation)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Domain) and (self.kinds, self.where) == (other.kinds, other.where)

    def __hash__(self) -> int:
        return hash((frozenset(self.kinds.items()), self.where))

    @classmethod
    def read(cls, kinds: Mapping[str, object], where: Sequence[object]) -> Domain:
        """From the JSON fields `symbols` and `where` of a claim; raises `Malformed`."""
        good = all(kind in ("real", "integer") for kind in kinds.values())
        need(good, "symbols must map names to 'real' or 'integer', not {}", kinds)
        domain = cls({name(key): str(kind) for key, kind in kinds.items()}, [Relation.read(item) for item in where])
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
        return Domain(kinds, self.where)

    def ends(self, symbol: str, shut: bool, way: int = 0) -> Domain:
        """The domain with the ends of the interval of `symbol` (way 1: lower, −1: upper) included or excluded."""
        moved = sym(symbol)
        parts: list[Relation] = []
        for relation in self.where:
            about_it = symbols(relation.lhs, relation.rhs) == {symbol}
            parts += as_bounds(relation) if about_it else [relation]
        where = []
        for op, lhs, rhs in parts:
            is_lower = (lhs is moved) == (op[0] == ">")
            mine = moved in (lhs, rhs) and op not in ("=", "!=") and way in (0, 1 if is_lower else -1)
            if mine:
                op = op[0] + ("=" if shut else "")
            where.append(Relation(op, lhs, rhs))
        return Domain(self.kinds, where)


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
    if found is None or found[0] == 0:
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


def _affine(root: Expr) -> tuple[fmpq, fmpq] | None:
    """(a, b) for an expression that is a·x + b with one symbol x and rational a, b of few digits, as it stands."""
    found = _affine_parts(root)
    small = found is not None and all(value.height_bits() <= MAX_BITS for value in found)
    return found if small else None


def _affine_parts(root: Expr) -> tuple[fmpq, fmpq] | None:
    """The same, from those of the children; squares of squares would soon fill the memory."""
    if len(root.names) > 1:
        return None
    if root.op == "num":
        return fmpq(0), root.value
    if root.op == "sym":
        return fmpq(1), fmpq(0)
    parts = [_affine(child) for child in root.children]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if root.op == "add":
        return sum((a for a, _ in known), fmpq(0)), sum((b for _, b in known), fmpq(0))
    if root.op == "mul":
        return _affine_product(known)
    if root.op == "pow" and known[0][0] == 0 and known[0][1] != 0 and abs(root.args[0]) <= 2:
        return fmpq(0), known[0][1] ** root.args[0]
    return None


def _affine_product(factors: list[tuple[fmpq, fmpq]]) -> tuple[fmpq, fmpq] | None:
    """The product of affine functions of which at most one is not constant."""
    slope = fmpq(0)
    value = fmpq(1)
    for a, b in factors:
        if a != 0 and slope != 0:
            return None
        slope, value = slope * b + value * a, value * b
    return slope, value


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
