"""Refutation: a point that satisfies the hypotheses where the claim fails by a certified gap, or is undefined."""

from collections.abc import Iterator
from typing import Any

from symcrit.core import balls
from symcrit.core.claims import Claim, whole_positive
from symcrit.core.domain import Domain, Goal, Relation
from symcrit.core.expr import ONE, TWO, ZERO, Expr, constant, num, substitute
from symcrit.core.kernels import ARGUMENTS, Q11, Q12, Q22
from symcrit.core.reading import Reject, read, require
from symcrit.core.signs import ALLOWED
from symcrit.core.witness import Proof, Witness, read_point, satisfied

POINT = Domain({})
Point = dict[str, Expr]


def refute(proof: Proof, claim: Claim, witness: Witness) -> str:
    """Returns how the claim fails at the witness; raises `Reject` where that is not certain."""
    point, context = read_point(witness.get("at", {})), proof.context(POINT)
    proof.evidence.add("ball")
    if claim.kind == "isolated":
        return proof.isolated(claim, witness, refuting=True)
    if "configuration" in claim.parts:
        return _network(proof, claim, witness, point)
    where = "".join(f"{key} = {value.value}, " for key, value in point.items())
    for words, relation in _relations(proof, claim, witness, point):
        if any(context.nowhere_defined(side) for side in relation[1:]):
            return f"{where}a side is undefined"
        if context.holds(relation) is False:
            return f"{where}{words} = {balls.ball(relation.lhs - relation.rhs).str(10)}"
    raise Reject("the claim is not shown to fail at the point")


def _relations(proof: Proof, claim: Claim, witness: Witness, point: Point) -> Iterator[tuple[str, Relation]]:
    """What the claim says at the point."""
    if claim.kind != "kernel":
        require(satisfied(claim.domain, point), "the point does not satisfy the hypotheses")
        of_function = "symbol" in claim.parts
        relation = _of_function(claim, witness, point) if of_function else next(claim.goals()).relation.at(point)
        yield "left − right", relation
        return
    truth = Claim.read({"kind": "kernel", "kernel": witness.get("truth")})
    own, true = claim.parts["kernel"], truth.parts["kernel"]
    require(own.activation is true.activation, "the true kernel is of another activation")
    proof.derive(truth, witness)
    gram = [Relation("<", ZERO, Q11), Relation("<", ZERO, Q22), Relation("<", Q12 * Q12, Q11 * Q22)]
    definite = satisfied(Domain(dict.fromkeys(ARGUMENTS, "real"), gram), point)
    require(definite, "not a positive definite Gram matrix")
    for words, form, right in zip(("κ", "∂κ/∂q11", "∂κ/∂q12"), own.forms, true.forms, strict=True):
        yield f"{words} − its true value", Relation("=", form, right).at(point)


def _of_function(claim: Claim, witness: Witness, point: Point) -> Relation:
    """What the claim says of two points x < y: f(x) < f(y), or f(x) + f(y) < 2f((x+y)/2)."""
    symbol, f, y = claim.parts["symbol"], claim.parts["expr"], constant(witness.get("other"))
    x = point[symbol]
    others = (y, num((x.value + y.value) / 2)) if claim.kind == "concave" else (y,)
    inside = all(satisfied(claim.domain, {**point, symbol: z}) for z in others)
    require(inside and y.value > x.value, "the other point (and the middle) must satisfy the hypotheses, to the right")
    fx, fy, middle = (substitute(f, {**point, symbol: z}) for z in (x, y, others[-1]))
    return Relation("<", fx, fy) if claim.kind == "increasing" else Relation("<", fx + fy, TWO * middle)


def _network(proof: Proof, claim: Claim, witness: Witness, point: Point) -> str:
    """How a claim about networks fails at the point, for groups of these sizes."""
    smooth, context = proof.derive(claim, witness), proof.context(POINT)
    generic = getattr(claim.parts["configuration"], "sizes", ()) is None
    numbers = read(witness.get("sizes"), [constant]) if generic else []
    domain, sizes = claim.groups(len(numbers))
    point |= {size.args[0]: number for size, number in zip(sizes, numbers, strict=False)}
    there = [substitute(size, point) for size in sizes]
    whole = len(sizes) <= 50 and all(whole_positive(size, context) for size in there)
    require(whole and satisfied(domain, point), "the point does not satisfy the hypotheses, or is not complete")
    words = f"group sizes {', '.join(str(size.value) for size in there)}: " if there else ""
    best = claim.kind == "best_partition"
    goals = [goal.at(point) for goal in ([_best(claim, there)] if best else claim.at(domain, sizes))]
    require(all(context.holds(goal.relation) for goal in goals if goal.relation.op == "<="), "a bound must be ≥ 0")
    for bits in balls.PRECISIONS:
        memo: dict[Expr, Any] = {}
        for _, relation, entries, what in goals:
            if not smooth:
                entries = (*entries, *relation[1:])
                memo |= context.edges(relation.gap)
            with balls.precision(bits):
                gap = balls.evaluate(relation.gap, {}, memo)
            if balls.sign(gap) not in (None, *ALLOWED[relation.op]) and context.undefined(*entries) is None:
                return f"{words}{what} is {gap.str(10)}"
    _, relation, entries, what = goals[-1]
    exact = relation.op == "<" and context.undefined(*entries) is None and not len(context.nf(relation.gap).n)
    require(exact, "no certified gap")
    return f"{words}{what} is 0"


def _best(claim: Claim, sizes: list[Expr]) -> Goal:
    """What best_partition says of one partition: it has the stated loss, or a larger one."""
    count, total = num(len(sizes)), num(sum((size.value for size in sizes), num(0).value))
    value = substitute(claim.parts["value"], {claim.parts["n"]: count, claim.parts["k"]: total})
    model, entries = claim.parts["configuration"].model(sizes)
    single = sum(size is not ONE for size in sizes) <= 1
    return Goal(POINT, Relation("=" if single else ">", model.loss(), value), entries, "L − minimum")
