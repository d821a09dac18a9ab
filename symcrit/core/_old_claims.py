"""Claims: what can be said, read from JSON, and the equations and inequalities each comes down to."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Bound, Domain, Goal, Relation, whole_number
from symcrit.core.algebra.expr import ONE, ZERO, Expr, add, diff, num, parse, substitute, sym, symbols
from symcrit.core.expectation.kernels import read_kernel
from symcrit.core.expectation.series import self_similar
from symcrit.core.networks import branch, gradient, independent, isolated, outside, symbolic, unique, whole
from symcrit.core.networks.loss import read_configuration
from symcrit.core.reading import items, name, need, read, record, require, text
from symcrit.core.work import Work

SIGN = {"equal": "=", "less": "<", "at_most": "<="}
_FUNCTION, _PLACE = {"expr": parse, "symbol": name}, {"configuration": read_configuration}
FIELDS: dict[str, dict[str, Any]] = {key: {"lhs": parse, "rhs": parse} for key in SIGN}
FIELDS |= {"increasing": _FUNCTION, "concave": _FUNCTION, "critical": _PLACE, "loss": {**_PLACE, "value": parse}}
FIELDS |= {"kernel": {"kernel": read_kernel}, "direction": _PLACE, "unique": _PLACE}
LANDSCAPE = {"isolated": isolated, "branch": branch, "sector": symbolic, "sectors": whole, "gradient": gradient}
LANDSCAPE["outside_span"] = outside
JUDGES = {"isolated": isolated.judge, "branch": branch.judge}  # of claims that are not split into goals
FIELDS |= {key: {**_PLACE, **part.FIELDS} for key, part in LANDSCAPE.items()}
FIELDS |= {"not_critical": {**_PLACE, "bound": parse}, "loss_bound": FIELDS["loss"]}
FIELDS["best_partition"] = {**_PLACE, "n": name, "k": name, "value": parse}


class Claim(NamedTuple):
    """A statement about all points of `domain`; `parts` are the fields of its kind."""

    kind: str
    domain: Domain
    parts: dict[str, Any]

    @classmethod
    def read(cls, value: Any) -> Self:
        """From JSON; raises `Malformed`, also where a free symbol is not declared."""
        kind: Any = record(value).get("kind")
        need(isinstance(kind, str) and kind in FIELDS, "unknown claim {}; known: " + ", ".join(FIELDS), kind)
        parts = read(value, {"kind": text, "symbols?": record, "where?": items, **FIELDS[kind]})
        domain = Domain.read(parts.pop("symbols") or {}, parts.pop("where") or [])
        need(domain.kinds or not domain.where, "hypotheses without symbols would not be printed; leave them out")
        bare = kind != "kernel" or (parts["kernel"].activation and not domain.kinds and not domain.where)
        need(bare, "a kernel is claimed of an activation, without symbols and hypotheses")
        kinds, place, best = domain.kinds, parts.get("configuration"), kind == "best_partition"
        outer = Domain(dict.fromkeys((parts["n"], parts["k"]), "integer") if best else kinds)
        outer.declares(*(part for part in parts.values() if isinstance(part, Expr)))
        need(parts.get("symbol", "") in {"", *kinds}, f"symbol {parts.get('symbol')} is not declared")
        if place is not None:
            given, size = place.sizes is not None, place.size
            need(given or kinds.get(size) == "integer", f"declare the group size {size} an integer")
            new = not given and len({*outer.kinds, *kinds}) == 2 + len(kinds)
            need(new or not best, "best_partition needs groups in any number, and two new names n and k")
            fixed = Domain({key: kind for key, kind in kinds.items() if key != size or given})
            fixed.declares(place.scale, *(place.sizes or ()), parts.get("bound", parts.get("factor", ZERO)))
            Domain({**kinds, size: "integer"}).declares(*place.exprs)
        if kind in LANDSCAPE:
            LANDSCAPE[kind].well_formed(domain, parts)
        return cls(parts.pop("kind"), domain, parts)

    def goals(self, work: Work, function: Expr = ZERO) -> Iterator[Goal]:
        """What implies the claim (by a rule, for some kinds), equations first; raises `Reject`."""
        parts = self.parts
        if self.kind in SIGN:
            yield Goal(self.domain, Relation(SIGN[self.kind], parts["lhs"], parts["rhs"]), ()).with_sides()
        elif "symbol" in parts:
            yield from shape(self.kind, self.domain, parts["expr"], parts["symbol"])
        elif self.kind == "best_partition":
            yield from self._best_partition(function, work)
        elif self.kind == "loss_bound" and self.any_number:
            yield from independent.goals(parts, self.groups(2, work))
        elif "configuration" in parts:
            bounded = self.kind != "not_critical" or not self.any_number
            require(bounded, "‖∇L‖ > bound for up to three groups says nothing about more: give the sizes")
            for n in (1, 2, 3) if self.any_number else (0,):
                for goal in self.at(*self.groups(n, work), work):
                    yield goal._replace(gap=f"{goal.gap}, n = {n}") if n else goal
            if self.kind == "unique":
                yield from unique.goals(self.domain, parts["configuration"])

    def at(self, domain: Domain, sizes: list[Expr], work: Work) -> Iterator[Goal]:
        """What a claim about a network says when the groups have these sizes."""
        if self.kind in ("sector", "sectors"):
            yield from LANDSCAPE[self.kind].goals(domain, self.parts, work)
            return
        place, value = self.parts["configuration"], self.parts.get("value", self.parts.get("bound", ZERO))
        model, entries = place.model(sizes)
        work.charge(model.size())
        if self.kind in ("gradient", "outside_span"):
            yield from LANDSCAPE[self.kind].goals(self.parts, domain, sizes, model, entries)
        elif self.kind in ("critical", "unique"):
            for value, part in {part.value: part for part in model.gradient()}.items():
                what = f"∂L/∂{part.parameter} of neuron {part.neuron + 1}"
                yield Goal(domain, Relation("=", value, ZERO), entries, what)
        elif self.kind == "direction":
            yield from (Goal(domain, relation, entries, what) for what, relation in unique.turns(model))
        elif self.kind == "not_critical":
            squares = [component.weight * component.value * component.value for component in model.gradient()]
            yield Goal(domain, Relation("<=", ZERO, value), (value,))
            yield Goal(domain, Relation("<", value * value, add(*squares)), entries, "‖∇L‖² − bound²")
        elif self.kind == "best_partition":  # sizes are numbers
            self.of_all_partitions()
            least = substitute(value, {self.parts["n"]: num(len(sizes)), self.parts["k"]: add(*sizes)})
            op = "=" if sum(size is not ONE for size in sizes) <= 1 else ">"
            yield Goal(domain, Relation(op, model.loss(), least), entries, "L − minimum")
        else:
            values = [substitute(value, {place.size: size}) for size in sizes] if self.any_number else [value]
            relation = Relation("=" if self.kind == "loss" else ">=", model.loss(), add(*values))
            yield Goal(domain, relation, (*entries, *values), "L − value")

    @property
    def any_number(self) -> bool:
        """Whether the claim is about groups in any number."""
        return "configuration" in self.parts and self.parts["configuration"].sizes is None

    def groups(self, n: int, work: Work) -> tuple[Domain, list[Expr]]:
        """The group sizes that are given, or those of n generic groups, each of which satisfies the hypotheses."""
        place, domain = self.parts["configuration"], self.domain
        sizes = [sym(f"{place.size}_{i}") for i in range(n)] if self.any_number else list(place.sizes)
        if self.any_number:
            kinds = {key: kind for key, kind in domain.kinds.items() if key != place.size}
            require(n and not symbols(*sizes) & set(kinds), "no groups, or a symbol clashes with the generic sizes")
            where = [r.at({place.size: size}) for r in domain.where for size in sizes]
            domain = Domain({**kinds, **dict.fromkeys(symbols(*sizes), "integer")}, where)
        context = Context(domain, work)
        good = all(whole_number(size, domain) and context.signs(size) == {1} for size in sizes)
        require(good, "group sizes must be integers ≥ 1, by the hypotheses")
        return Domain(domain.kinds, [*domain.where, *self_similar(place.kernel, sizes)]), sizes

    def of_all_partitions(self) -> None:
        """Raises `Reject` unless the hypotheses let a group have every size: so there are all partitions."""
        place, domain = self.parts["configuration"], self.domain
        alone = set(domain.kinds) == {place.size} and not domain.others and place.size not in domain.upper
        every = alone and domain.lower.get(place.size) == Bound(ONE, False)
        require(every, "the hypotheses must say l ≥ 1 and no more")

    def _best_partition(self, function: Expr, work: Work) -> Iterator[Goal]:
        """L = Σ f(l) over the groups with f strictly concave on [1, ∞), and (n−1) f(1) + f(k−n+1) = value."""
        place, domain, value = self.parts["configuration"], self.domain, self.parts["value"]
        size, (n, k) = place.size, (sym(self.parts[key]) for key in "nk")
        self.of_all_partitions()
        require(symbols(function) <= {size}, "the function may depend on the size only")
        yield from Claim("loss", domain, {"configuration": place, "value": function}).goals(work)
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
