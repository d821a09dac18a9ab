"""Domains: the points a claim speaks about, and what its hypotheses give at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flint import arb, fmpq

from symcrit.core.algebra.balls import ball, sign
from symcrit.core.algebra.expr import Expr, integrals, num, parse, substitute, substitute_all, sym, symbols
from symcrit.core.reading import items, name, need

FLIP = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


class Relation(NamedTuple):
    """lhs `op` rhs, op one of < <= > >= = !=."""

    op: str
    lhs: Expr
    rhs: Expr

    @property
    def gap(self) -> Expr:
        """The expression that the relation says is > 0, ≥ 0, = 0 or ≠ 0."""
        return self.rhs - self.lhs if self.op[0] == "<" else self.lhs - self.rhs

    def at(self, values: Mapping[str, Expr]) -> Relation:
        """The relation with symbols replaced."""
        return Relation(self.op, substitute(self.lhs, values), substitute(self.rhs, values))

    @classmethod
    def read(cls, value: object) -> Relation:
        """From JSON [op, lhs, rhs]."""
        parts = items(value)
        need(len(parts) == 3 and parts[0] in list(FLIP), "not a relation [op, lhs, rhs]: {}", value)
        return cls(parts[0], parse(parts[1]), parse(parts[2]))


class Bound(NamedTuple):
    """An end of an interval: a constant, and whether it is excluded."""

    value: Expr
    strict: bool


class Domain:
    """All real (or integer) values of the symbols in `kinds` that satisfy the hypotheses `where`."""

    def __init__(self, kinds: Mapping[str, str], where: Sequence[Relation] = ()) -> None:
        self.kinds, self.where = dict(kinds), tuple(where)
        self.lower: dict[str, Bound] = {}
        self.upper: dict[str, Bound] = {}
        self.others = [relation for relation in where if not self._bound(relation)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Domain) and (self.kinds, self.where) == (other.kinds, other.where)

    def __hash__(self) -> int:
        return hash((frozenset(self.kinds.items()), self.where))

    @classmethod
    def read(cls, kinds: Mapping[str, object], where: Sequence[object]) -> Domain:
        """From the JSON fields `symbols` and `where` of a claim."""
        good = all(kind in ("real", "integer") for kind in kinds.values())
        need(good, "symbols must map names to 'real' or 'integer', not {}", kinds)
        domain = cls({name(key): str(kind) for key, kind in kinds.items()}, [Relation.read(item) for item in where])
        return domain.declares(*(side for relation in domain.where for side in relation[1:]))

    def declares(self, *roots: Expr) -> Domain:
        """Raises `Malformed` unless every free symbol is declared."""
        missing = sorted(symbols(*roots) - set(self.kinds))
        need(not missing, f"undeclared symbol {missing[:1]}; add it to the claim's symbols")
        return self

    def _bound(self, relation: Relation) -> bool:
        """Whether the relation bounds a symbol by a constant; then it is recorded (for integers, l > 1/2 is l ≥ 1)."""
        op, x, end = relation if relation.lhs.op == "sym" else (FLIP[relation.op], relation.rhs, relation.lhs)
        if x.op != "sym" or symbols(end) or op in ("=", "!=") or integrals(end):
            return False
        ends, way, strict = (self.lower, 1, op == ">") if op[0] == ">" else (self.upper, -1, op == "<")
        if self.kinds.get(x.args[0]) == "integer" and end.op == "num":
            value = way * end.value
            end, strict = num(way * (fmpq(value.ceil()) + int(strict and value.q == 1))), False
        old = ends.get(x.args[0])
        tighter = way if old is None or (end is old.value and strict) else sign(ball(end - old.value))
        ends.update({x.args[0]: Bound(end, strict)} if tighter == way else {})
        return tighter is not None or (old is not None and end is old.value)

    def interval(self, symbol: str) -> bool:
        """Whether `symbol` ranges over an interval, of more than a point, that no other symbol moves."""
        alone = not any(symbol in symbols(*relation[1:]) for relation in self.others)
        ends = [end[symbol].value for end in (self.upper, self.lower) if symbol in end]
        return symbol in self.kinds and alone and (len(ends) < 2 or sign(ball(ends[0] - ends[1])) == 1)

    def box(self, names: set[str]) -> dict[str, arb] | None:
        """Balls that hold the values of `names`; None where one is unbounded."""
        if not names <= set(self.lower) & set(self.upper):
            return None
        return {n: ball(self.lower[n].value).union(ball(self.upper[n].value)) for n in names}

    def real(self, *names: str) -> Domain:
        """The domain with these symbols (default: all) ranging over the reals."""
        return Domain({n: "real" if not names or n in names else k for n, k in self.kinds.items()}, self.where)

    def ends(self, symbol: str, shut: bool, way: int = 0) -> Domain:
        """The domain with the ends of the interval of `symbol` (way 1: lower, −1: upper) included or excluded."""
        where = []
        for op, *sides in self.where:
            side = 1 if (sides[0] is sym(symbol)) == (op[0] == ">") else -1
            mine = sym(symbol) in sides and op not in ("=", "!=") and way in (0, side)
            where.append(Relation(op[0] + "=" * shut if mine else op, *sides))
        return Domain(self.kinds, where)


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
    parts = list(dict.fromkeys(part for goal in given for part in (*goal.relation[1:], *goal.entries)))
    there = dict(zip(parts, substitute_all(parts, values), strict=True))
    return [
        Goal(
            Domain({}),
            Relation(goal.relation.op, there[goal.relation.lhs], there[goal.relation.rhs]),
            tuple(there[entry] for entry in goal.entries),
            goal.key,
        )
        for goal in given
    ]


def whole_number(value: Expr, domain: Domain) -> bool:
    """Whether a value is made of integers and integer symbols by sums and products."""
    if value.op in ("add", "mul"):
        return all(whole_number(part, domain) for part in value.args)
    kind = domain.kinds.get(value.args[0]) if value.op == "sym" else None
    return kind == "integer" or (value.op == "num" and value.args[1] == 1)
