"""Refutation: a point that satisfies the hypotheses where the claim fails by a certified gap, or is undefined."""

from typing import Any

from symcrit.core import balls
from symcrit.core.claims import Claim, Goal, whole_positive
from symcrit.core.context import Context
from symcrit.core.domain import Domain, Relation
from symcrit.core.expr import ONE, TWO, Expr, add, constant, num, substitute, symbols
from symcrit.core.loss import Groups
from symcrit.core.reading import items, require
from symcrit.core.signs import ALLOWED
from symcrit.core.witness import Proof, Witness, read_point, satisfied

POINT = Domain({})


def refute(proof: Proof, claim: Claim, witness: Witness) -> str:
    """Returns how the claim fails at the witness; raises `Reject` where that is not certain."""
    point, place = read_point(witness.get("at", {})), claim.parts.get("configuration")
    context = proof.context(POINT)
    proof.evidence.add("ball")
    proof.cite(place)
    if place is not None:
        return _network(*instance(claim, witness, point), context)
    require(satisfied(claim.domain, point), "the point does not satisfy the hypotheses")
    of_function = "symbol" in claim.parts
    relation = _of_function(claim, witness, point) if of_function else next(claim.goals()).relation.at(point)
    where = "".join(f"{key} = {value.value}, " for key, value in point.items())
    if any(context.nowhere_defined(side) for side in relation[1:]):
        return f"{where}a side is undefined"
    require(context.holds(relation) is False, "the claim is not shown to fail at the point")
    return f"{where}left − right = {balls.ball(relation.lhs - relation.rhs).str(10)}"


def _of_function(claim: Claim, witness: Witness, point: dict[str, Expr]) -> Relation:
    """What the claim says of two points x < y: f(x) < f(y), or f(x) + f(y) < 2f((x+y)/2)."""
    symbol, f, y = claim.parts["symbol"], claim.parts["expr"], constant(witness.get("other"))
    x = point[symbol]
    others = (y, num((x.value + y.value) / 2)) if claim.kind == "concave" else (y,)
    inside = all(satisfied(claim.domain, {**point, symbol: z}) for z in others)
    require(inside and y.value > x.value, "the other point (and the middle) must satisfy the hypotheses, to the right")
    fx, fy, middle = (substitute(f, {**point, symbol: z}) for z in (x, y, others[-1]))
    return Relation("<", fx, fy) if claim.kind == "increasing" else Relation("<", fx + fy, TWO * middle)


def _network(claim: Claim, sizes: list[Expr], context: Context) -> str:
    """How a claim about one network, without symbols, fails."""
    words = f"group sizes {', '.join(str(s.value) for s in sizes)}: " if sizes else ""
    goals = [_best(claim, sizes)] if claim.kind == "best_partition" else list(claim.goals())
    bounds = [relation for _, relation, _, _ in goals if relation.op == "<="]
    require(all(map(context.holds, bounds)), "a bound must be ≥ 0")
    for bits in balls.PRECISIONS:
        memo: dict[Expr, Any] = {}
        for _, relation, entries, what in goals:
            with balls.precision(bits):
                gap = balls.evaluate(relation.gap, {}, memo)
            if balls.sign(gap) not in (None, *ALLOWED[relation.op]) and context.undefined(*entries) is None:
                return f"{words}{what} is {gap.str(10)}"
    _, relation, entries, _ = goals[-1]
    exact = relation.op == "<" and context.undefined(*entries) is None and not len(context.nf(relation.gap).n)
    require(exact, "no certified gap")
    return f"{words}the gradient does not exceed the bound"


def _best(claim: Claim, sizes: list[Expr]) -> Goal:
    """What best_partition says of one partition: it has the stated loss, or a larger one."""
    count, total = num(len(sizes)), num(sum((size.value for size in sizes), num(0).value))
    value = substitute(claim.parts["value"], {claim.parts["n"]: count, claim.parts["k"]: total})
    model, entries = claim.parts["configuration"].model(sizes)
    single = sum(size is not ONE for size in sizes) <= 1
    return Goal(POINT, Relation("=" if single else ">", model.loss(), value), entries, "L − minimum")


def instance(claim: Claim, witness: Witness, point: dict[str, Expr]) -> tuple[Claim, list[Expr]]:
    """The claim at the point, and the group sizes there; the hypotheses are checked."""
    place, parts, sizes, points = claim.parts["configuration"], dict(claim.parts), [], [point]
    if not isinstance(place, Groups):
        place = place._replace(pool=[substitute(e, point) for e in place.pool])
    else:
        if place.sizes is None:
            sizes = [constant(size) for size in items(witness.get("sizes"))]
            points = [{**point, place.size: size} for size in sizes]
            if claim.kind == "loss":
                parts["value"] = add(*(substitute(parts["value"], p) for p in points))
        else:
            sizes = [substitute(size, point) for size in place.sizes]
        whole = len(sizes) <= 50 and all(whole_positive(size, Context(POINT)) for size in sizes)
        require(whole, "sizes must be few integers ≥ 1")
        outer = {key: value for key, value in point.items() if key != place.size}
        students = tuple((substitute(a, outer), substitute(c, outer)) for a, c in place.students)
        place = place._replace(sizes=tuple(sizes), students=students, b=substitute(place.b, outer))
    require(all(satisfied(claim.domain, p) for p in points), "the point does not satisfy the hypotheses")
    place = place._replace(scale=substitute(place.scale, point))
    if claim.kind != "best_partition":
        parts = {key: substitute(part, point) if isinstance(part, Expr) else part for key, part in parts.items()}
        require(not symbols(*(p for p in parts.values() if isinstance(p, Expr))), "the point must be complete")
    return Claim(claim.kind, POINT, {**parts, "configuration": place}), sizes
