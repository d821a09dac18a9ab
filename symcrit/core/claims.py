"""Claims: what can be said, read from JSON, and the equations and inequalities each comes down to."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from symcrit.core.context import Context
from symcrit.core.domain import Bound, Domain, Relation
from symcrit.core.expr import ONE, ZERO, Expr, add, diff, parse, substitute, sym, symbols
from symcrit.core.loss import Groups, read_configuration
from symcrit.core.reading import items, name, need, read, record, require, shown

SIGN = {"equal": "=", "less": "<", "at_most": "<="}
_FUNCTION, _PLACE = {"expr": parse, "symbol": name}, {"configuration": read_configuration}
FIELDS: dict[str, dict[str, Any]] = {key: {"lhs": parse, "rhs": parse} for key in SIGN}
FIELDS |= {"increasing": _FUNCTION, "concave": _FUNCTION, "critical": _PLACE, "loss": {**_PLACE, "value": parse}}
FIELDS["not_critical"] = {**_PLACE, "bound": parse}
FIELDS["best_partition"] = {**_PLACE, "n": name, "k": name, "value": parse}


def _where(value: Any) -> list[Any]:
    return [] if value == [] else items(value)


class Goal(NamedTuple):
    """A relation to be shown on a domain, with the expressions that must be defined there, and what its gap is."""

    domain: Domain
    relation: Relation
    entries: tuple[Expr, ...]
    gap: str = "left − right"


class Claim(NamedTuple):
    """A statement about all points of `domain`; `parts` are the fields of its kind."""

    kind: str
    domain: Domain
    parts: dict[str, Any]

    @classmethod
    def read(cls, value: Any) -> Self:
        """From JSON; raises `Malformed`, also where a free symbol is not declared."""
        kind = str(record(value).get("kind"))
        need(kind in FIELDS, f"unknown claim {shown(kind)}; known: {', '.join(FIELDS)}")
        parts = read(value, {"kind": str, "symbols?": record, "where?": _where, **FIELDS[kind]})
        domain = Domain.read(parts.pop("symbols") or {}, parts.pop("where") or [])
        claim, place = cls(parts.pop("kind"), domain, parts), parts.get("configuration")
        outer, kinds = domain, dict(domain.kinds)
        if kind == "best_partition":
            outer = Domain({parts["n"]: "integer", parts["k"]: "integer"})
            need(len({*outer.kinds, *kinds}) == 2 + len(kinds), "n and k must be two new names")
        outer.declares(*(part for part in parts.values() if isinstance(part, Expr)))
        need(parts.get("symbol", "") in {"", *kinds}, f"symbol {parts.get('symbol')} is not declared")
        if isinstance(place, Groups):
            any_number = place.sizes is None
            whole = kinds.get(place.size) == "integer"
            need(whole or not any_number, f"declare the group size {place.size} an integer")
            need(any_number or kind != "best_partition", "best_partition needs groups in any number")
            kinds.pop(place.size, None) if any_number else None
            Domain(kinds).declares(place.scale, *(place.sizes or ()), parts.get("bound", ZERO))
            kinds[place.size] = "integer"
        if place is not None:
            Domain(kinds).declares(*place.exprs)
        return claim

    def goals(self, function: Expr = ZERO) -> Iterator[Goal]:
        """What implies the claim (by a rule, for some kinds), equations first; raises `Reject`."""
        parts = self.parts
        if self.kind in SIGN:
            relation = Relation(SIGN[self.kind], parts["lhs"], parts["rhs"])
            yield Goal(self.domain, relation, relation[1:])
        elif "symbol" in parts:
            yield from shape(self.kind, self.domain, parts["expr"], parts["symbol"])
        elif self.kind == "best_partition":
            yield from self._best_partition(function)
        else:
            for domain, sizes in self._sizes():
                yield from self._at(domain, sizes)

    def _at(self, domain: Domain, sizes: list[Expr]) -> Iterator[Goal]:
        place, value = self.parts["configuration"], self.parts.get("value", self.parts.get("bound", ZERO))
        model, entries = place.model(sizes)
        if self.kind == "critical":
            for value, part in {part.value: part for part in model.gradient()}.items():
                what = f"∂L/∂{part.parameter} of neuron {part.neuron + 1}"
                yield Goal(domain, Relation("=", value, ZERO), entries, what)
        elif self.kind == "not_critical":
            squares = [component.weight * component.value * component.value for component in model.gradient()]
            yield Goal(domain, Relation("<=", ZERO, value), (value,))
            yield Goal(domain, Relation("<", value * value, add(*squares)), entries, "‖∇L‖² − bound²")
        else:
            split = isinstance(place, Groups) and place.sizes is None
            values = [substitute(value, {place.size: size}) for size in sizes] if split else [value]
            yield Goal(domain, Relation("=", model.loss(), add(*values)), (*entries, *values), "L − value")

    def _sizes(self) -> Iterator[tuple[Domain, list[Expr]]]:
        """The group sizes to look at: those given, or 1, 2, 3 generic ones that each satisfy the hypotheses."""
        place, domain = self.parts["configuration"], self.domain
        given = getattr(place, "sizes", ())
        for n in (1, 2, 3) if given is None else (0,):
            sizes = [sym(f"{place.size}_{i}") for i in range(n)] or list(given or ())
            kinds = {key: kind for key, kind in domain.kinds.items() if not n or key != place.size}
            require(not n or not symbols(*sizes) & set(kinds), "a symbol clashes with the generic sizes")
            kinds |= dict.fromkeys(symbols(*sizes) if n else (), "integer")
            there = Domain(kinds, [r.at({place.size: size}) for r in domain.where for size in sizes]) if n else domain
            good = all(whole_positive(size, Context(there)) for size in sizes)
            require(good, "group sizes must be integers ≥ 1, by the hypotheses")
            yield there, sizes

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
        yield Goal(both, Relation("=", least, value), (least, value))
        yield from shape("concave", Domain({size: "real"}, [Relation(">=", sym(size), ONE)]), function, size)


def shape(kind: str, domain: Domain, function: Expr, symbol: str) -> Iterator[Goal]:
    """f defined on an interval with f′ > 0 (f″ < 0) inside is strictly increasing (concave)."""
    require(domain.interval(symbol), f"{symbol} does not range over an interval of its own")
    domain, slope = domain.real(symbol), diff(function, symbol)
    inside, bend = domain.ends(symbol, shut=False), diff(slope, symbol)
    yield Goal(domain, Relation("=", ZERO, ZERO), (function,))
    relation = Relation("<", ZERO, slope) if kind == "increasing" else Relation("<", bend, ZERO)
    yield Goal(inside, relation, (slope, bend) if kind == "concave" else (slope,))


def whole_number(part: Expr, domain: Domain) -> bool:
    """Whether a part is a literal integer or an integer symbol."""
    kind = domain.kinds.get(part.args[0]) if part.op == "sym" else None
    return kind == "integer" or (part.op == "num" and part.args[1] == 1)


def whole_positive(size: Expr, context: Context) -> bool:
    """Whether a size is an integer ≥ 1: a symbol, a number, or a sum of such."""
    parts = size.args if size.op == "add" else (size,)
    return all(whole_number(part, context.domain) for part in parts) and context.signs(size) == {1}
