"""Claims: what can be said, read from JSON, and the equations and inequalities each comes down to."""

from collections.abc import Iterator
from itertools import combinations, combinations_with_replacement
from typing import Any, NamedTuple, Self

from symcrit.core import compression
from symcrit.core.context import Context
from symcrit.core.domain import Bound, Domain, Goal, Relation
from symcrit.core.expr import ONE, ZERO, Expr, add, diff, parse, substitute, sym, symbols
from symcrit.core.kernels import read_kernel
from symcrit.core.landscape.isolated import FIELDS as ISOLATED
from symcrit.core.landscape.isolated import well_formed
from symcrit.core.landscape.symbolic import FIELDS as SECTOR
from symcrit.core.landscape.symbolic import needed, relations
from symcrit.core.landscape.symbolic import well_formed as square
from symcrit.core.loss import Explicit, Groups, Model, Species, read_configuration
from symcrit.core.reading import items, name, need, read, record, require, shown

SIGN = {"equal": "=", "less": "<", "at_most": "<="}
_FUNCTION, _PLACE = {"expr": parse, "symbol": name}, {"configuration": read_configuration}
FIELDS: dict[str, dict[str, Any]] = {key: {"lhs": parse, "rhs": parse} for key in SIGN}
FIELDS |= {"increasing": _FUNCTION, "concave": _FUNCTION, "critical": _PLACE, "loss": {**_PLACE, "value": parse}}
FIELDS |= {"kernel": {"kernel": read_kernel}, "direction": _PLACE, "unique": _PLACE}
FIELDS["outside_span"] = {**_PLACE, "factor": parse, "diagonal": parse, "vector": parse}
FIELDS |= {"isolated": {**_PLACE, **ISOLATED}, "sector": {**_PLACE, **SECTOR}}
FIELDS |= compression.FIELDS
FIELDS["not_critical"] = {**_PLACE, "bound": parse}
FIELDS["best_partition"] = {**_PLACE, "n": name, "k": name, "value": parse}


def _where(value: Any) -> list[Any]:
    return [] if value == [] else items(value)


class Claim(NamedTuple):
    """A statement about all points of `domain`; `parts` are the fields of its kind."""

    kind: str
    domain: Domain
    parts: dict[str, Any]

    @classmethod
    def read(cls, value: Any) -> Self:
        """From JSON; raises `Malformed`, also where a free symbol is not declared."""
        kind: Any = record(value).get("kind")
        need(isinstance(kind, str) and kind in FIELDS, f"unknown claim {shown(kind)}; known: {', '.join(FIELDS)}")
        parts = read(value, {"kind": str, "symbols?": record, "where?": _where, **FIELDS[kind]})
        domain = Domain.read(parts.pop("symbols") or {}, parts.pop("where") or [])
        bare = kind != "kernel" or (parts["kernel"].activation and not domain.kinds and not domain.where)
        need(bare, "a kernel is claimed of an activation, without symbols and hypotheses")
        kinds, place, best = domain.kinds, parts.get("configuration"), kind == "best_partition"
        outer = Domain(dict.fromkeys((parts["n"], parts["k"]), "integer") if best else kinds)
        outer.declares(*(part for part in parts.values() if isinstance(part, Expr)))
        need(parts.get("symbol", "") in {"", *kinds}, f"symbol {parts.get('symbol')} is not declared")
        if place is not None:
            size, sizes = getattr(place, "size", ""), getattr(place, "sizes", ())
            need(sizes is not None or kinds.get(size) == "integer", f"declare the group size {size} an integer")
            new = sizes is None and len({*outer.kinds, *kinds}) == 2 + len(kinds)
            need(new or not best, "best_partition needs groups in any number, and two new names n and k")
            fixed = {key: kind for key, kind in kinds.items() if key != size or sizes is not None}
            Domain(fixed).declares(place.scale, *(sizes or ()), parts.get("bound", parts.get("factor", ZERO)))
            Domain({**kinds, size: "integer"}).declares(*place.exprs)
        many = isinstance(place, Species), isinstance(place, Explicit)
        fits = many[0] if kind == "sector" else any(many) if kind == "isolated" else not many[0]
        need(fits, f"{kind} does not speak about this kind of configuration")
        if kind == "sector":
            square(parts)
            domain.declares(*(entry for row in parts["matrix"] for entry in row))
        elif kind == "isolated":
            need(not domain.kinds, "isolated speaks about numbers, without symbols")
            well_formed(parts)
        return cls(parts.pop("kind"), domain, parts)

    def goals(self, function: Expr = ZERO) -> Iterator[Goal]:
        """What implies the claim (by a rule, for some kinds), equations first; raises `Reject`."""
        parts = self.parts
        if self.kind in SIGN:
            relation = Relation(SIGN[self.kind], parts["lhs"], parts["rhs"])
            yield Goal(self.domain, relation, relation[1:])
        elif self.kind in compression.FIELDS:
            yield from compression.goals(self.kind, self.domain, parts)
        elif "symbol" in parts:
            yield from shape(self.kind, self.domain, parts["expr"], parts["symbol"])
        elif self.kind == "best_partition":
            yield from self._best_partition(function)
        elif "configuration" in parts:
            for n in (1, 2, 3) if getattr(parts["configuration"], "sizes", ()) is None else (0,):
                domain, sizes = self.groups(n)
                good = all(whole_positive(size, Context(domain)) for size in sizes)
                require(good, "group sizes must be integers ≥ 1, by the hypotheses")
                yield from self.at(domain, sizes)
            if self.kind == "unique":
                yield from self._unique()

    def at(self, domain: Domain, sizes: list[Expr]) -> Iterator[Goal]:
        """What a claim about a network says when the groups have these sizes."""
        if self.kind == "sector":
            yield from self._sector()
            return
        place, value = self.parts["configuration"], self.parts.get("value", self.parts.get("bound", ZERO))
        model, entries = place.model(sizes)
        if self.kind in ("critical", "unique"):
            for value, part in {part.value: part for part in model.gradient()}.items():
                what = f"∂L/∂{part.parameter} of neuron {part.neuron + 1}"
                yield Goal(domain, Relation("=", value, ZERO), entries, what)
        elif self.kind == "direction":
            yield from (Goal(domain, relation, entries, what) for what, relation in _turns(model))
        elif self.kind == "outside_span":
            yield from self._outside(domain, sizes, model, entries)
        elif self.kind == "not_critical":
            squares = [component.weight * component.value * component.value for component in model.gradient()]
            yield Goal(domain, Relation("<=", ZERO, value), (value,))
            yield Goal(domain, Relation("<", value * value, add(*squares)), entries, "‖∇L‖² − bound²")
        else:
            split = isinstance(place, Groups) and place.sizes is None
            values = [substitute(value, {place.size: size}) for size in sizes] if split else [value]
            yield Goal(domain, Relation("=", model.loss(), add(*values)), (*entries, *values), "L − value")

    def _sector(self) -> Iterator[Goal]:
        """The second derivatives along the patterns of a sector, and the signs of leading minors."""
        place, context = self.parts["configuration"], Context(self.domain)
        room = all(context.holds(relation) for relation in needed(place, self.parts["sector"]))
        require(room, "the sector needs more directions than the hypotheses give")
        for what, relation in relations(place, self.parts):
            yield Goal(self.domain, relation, (*place.exprs, *place.sizes, place.scale, *relation[1:]), what)

    def _outside(self, domain: Domain, sizes: list[Expr], model: Model, entries: tuple[Expr, ...]) -> Iterator[Goal]:
        """The block of a direction orthogonal to all vectors is factor·(diag D + vvᵀ) with factor, D > 0."""
        size, factor = getattr(self.parts["configuration"], "size", ""), self.parts["factor"]
        require(size and len(model.a) == len(sizes), "groups with one student each")
        D, v = ([substitute(self.parts[key], {size: own}) for own in sizes] for key in ("diagonal", "vector"))
        for i, j in combinations_with_replacement(range(len(sizes)), 2):
            value = factor * (D[i] + v[i] * v[i] if i == j else v[i] * v[j])
            yield Goal(domain, Relation("=", model.outside(i)[j], value), (*entries, value), "block − factor·(D + vvᵀ)")
        for i, part in enumerate((factor, *D)):
            yield Goal(domain, Relation("<", ZERO, part), (part,), f"D_{i}" if i else "factor")

    def _unique(self) -> Iterator[Goal]:
        """∂κ/∂q12 > 0, even as κ is odd: all w_j ≠ 0, of one sign, w in the span; it falls over w_j: all are equal."""
        place, (p, r, a, c) = self.parts["configuration"], map(sym, ("p", "r", "a_0", "c_0"))
        single = isinstance(place, Groups) and len(place.sizes or ()) == len(place.students) == 1
        free = single and place.b is ONE and not {"a_0", "c_0"} & {*self.domain.kinds, place.size}
        require(free, "one group of unit teachers, one student; a_0 and c_0 are names of the proof")
        (size,), ((own_a, own_c),), at = place.sizes, place.students, place.kernel.at
        pull = at(2, p * p, r * p, ONE)
        ends = Relation("<", ZERO, p), Relation("<=", ZERO, r), Relation("<=", r, ONE)
        ray = Domain({"p": "real", "r": "real"}, ends)
        inside, falls = ray.ends("r", shut=False, way=1), diff(pull / r, "r")
        yield Goal(ray, Relation("<", ZERO, pull), (pull,), "∂κ/∂q12")
        odd = at(0, p * p, r * p, ONE), -at(0, p * p, -(r * p), ONE)
        yield Goal(ray, Relation("=", *odd), odd, "κ is odd")
        yield Goal(inside, Relation("<", falls, ZERO), (falls,), "∂κ/∂q12 over w_j falls")
        model, _ = place._replace(students=((a, c),)).model([size])
        zero = [Relation("=", part.value, ZERO) for part in model.gradient() if part.value is not ZERO]
        known = [*self.domain.where, Relation("!=", a, ZERO), Relation("<", ZERO, c), *zero]
        there = Domain({**self.domain.kinds, "a_0": "real", "c_0": "real"}, known)
        for mine, found in ((c, own_c), (a, own_a)):
            value = substitute(found, {place.size: size})
            yield Goal(there, Relation("=", mine, value), (value,), mine.args[0])

    def groups(self, n: int) -> tuple[Domain, list[Expr]]:
        """The group sizes that are given, or those of n generic groups, each of which satisfies the hypotheses."""
        place, domain = self.parts["configuration"], self.domain
        if (given := getattr(place, "sizes", ())) is not None:
            return domain, list(given)
        sizes = [sym(f"{place.size}_{i}") for i in range(n)]
        kinds = {key: kind for key, kind in domain.kinds.items() if key != place.size}
        require(n and not symbols(*sizes) & set(kinds), "no groups, or a symbol clashes with the generic sizes")
        where = [r.at({place.size: size}) for r in domain.where for size in sizes]
        return Domain({**kinds, **dict.fromkeys(symbols(*sizes), "integer")}, where), sizes

    def _best_partition(self, function: Expr) -> Iterator[Goal]:
        """L = Σ f(l) over the groups with f strictly concave on [1, ∞), and (n−1) f(1) + f(k−n+1) = value."""
        place, domain, value = self.parts["configuration"], self.domain, self.parts["value"]
        size, (n, k) = place.size, (sym(self.parts[key]) for key in "nk")
        alone = set(domain.kinds) == {size} and not domain.others and size not in domain.upper
        require(alone and domain.lower.get(size) == Bound(ONE, False), "the hypotheses must say l ≥ 1 and no more")
        require(symbols(function) <= {size}, "the function may depend on the size only")
        yield from Claim("loss", domain, {"configuration": place, "value": function}).goals()
        least = (n - ONE) * substitute(function, {size: ONE}) + substitute(function, {size: k - n + ONE})
        both = Domain(dict.fromkeys(symbols(n, k), "integer"), [Relation(">=", n, ONE), Relation(">=", k, n)])
        yield Goal(both, Relation("=", least, value), (least, value), "minimum")
        yield from shape("concave", Domain({size: "real"}, [Relation(">=", sym(size), ONE)]), function, size)


def shape(kind: str, domain: Domain, function: Expr, symbol: str) -> Iterator[Goal]:
    """f defined on an interval with f′ > 0 (f″ < 0) inside is strictly increasing (concave)."""
    require(domain.interval(symbol), f"{symbol} does not range over an interval of its own")
    domain, slope = domain.real(symbol), diff(function, symbol)
    inside, bend = domain.ends(symbol, shut=False), diff(slope, symbol)
    yield Goal(domain, Relation("=", ZERO, ZERO), (function,), "f")
    relation = Relation("<", ZERO, slope) if kind == "increasing" else Relation("<", bend, ZERO)
    yield Goal(inside, relation, (slope, bend) if kind == "concave" else (slope,))


def _turns(model: Model) -> Iterator[tuple[str, Relation]]:
    """Every student has w ≠ 0 and a gradient g, and g_c·w_d = g_d·w_c for every pair of coordinates."""
    for i, w in enumerate(model.W):
        own = [part.value for part in model.gradient() if (part.parameter, part.neuron) == ("w", i)]
        turns = [own[c] * w.get(d, ZERO) - own[d] * w.get(c, ZERO) for c, d in combinations(range(len(own)), 2)]
        yield "|w|²", Relation("<", ZERO, model.Q(i, i))
        yield from (("∂L/∂w", Relation("=", g, g)) for g in own)
        yield from (("the turning part of ∂L/∂w", Relation("=", turn, ZERO)) for turn in turns)


def whole_number(part: Expr, domain: Domain) -> bool:
    """Whether a part is a literal integer or an integer symbol."""
    kind = domain.kinds.get(part.args[0]) if part.op == "sym" else None
    return kind == "integer" or (part.op == "num" and part.args[1] == 1)


def whole_positive(size: Expr, context: Context) -> bool:
    """Whether a size is an integer ≥ 1: a symbol, a number, or a sum of such."""
    parts = size.args if size.op == "add" else (size,)
    return all(whole_number(part, context.domain) for part in parts) and context.signs(size) == {1}
