"""Refutation: a point that satisfies the hypotheses where the claim fails by a certified gap, or is undefined."""

from typing import Any

from symcrit.core.algebra import balls
from symcrit.core.algebra.context import read_point, satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import TWO, Expr, constant, num, substitute, sym, symbols
from symcrit.core.algebra.signs import ALLOWED
from symcrit.core.claims import JUDGES, Claim
from symcrit.core.expectation.kernels import ARGUMENTS, MEANS
from symcrit.core.reading import only, require
from symcrit.core.witness import Proof, Witness

POINT = Domain({})
Point = dict[str, Expr]
FIELDS = {  # of a refutation, beside `kind`, `at` and the derivation of a kernel
    "kernel": ("truth",),
    "increasing": ("other",),
    "concave": ("other",),
}


def refute(proof: Proof, claim: Claim, witness: Witness) -> str:
    """Returns how the claim fails at the witness; raises `Reject` where that is not certain."""
    proof.evidence.add("ball")
    if judge := JUDGES.get(claim.kind):
        return judge(proof, claim, witness, proof.derive(claim, witness), refuting=True)
    only(witness, "kind", "at", "kernel", *FIELDS.get(claim.kind, ()), *(["sizes"] if claim.any_number else []))
    point, context, network = read_point(witness.get("at", {})), proof.context(POINT), "configuration" in claim.parts
    truth = Claim.read({"kind": "kernel", "kernel": witness.get("truth")}) if claim.kind == "kernel" else claim
    smooth = proof.derive(truth, witness)
    where, goals = (_network if network else _elsewhere)(proof, claim, truth, witness, point)
    verb, goals = "is" if network else "=", [goal if smooth else goal.with_sides() for goal in goals]
    if not network and any(context.nowhere_defined(side) for goal in goals for side in goal.entries):
        return f"{where}a side is undefined"
    for bits in balls.PRECISIONS:
        memo: dict[Expr, Any] = {}
        for goal in goals:
            (op, *_), gap = goal.relation, goal.relation.gap
            memo |= {} if smooth else context.edges(gap)
            with balls.precision(bits):
                value = balls.evaluate(gap, {}, memo, proof.work)
            if balls.sign(value) not in (None, *ALLOWED[op]) and context.undefined(*goal.entries) is None:
                value = -value if op == "<" and not network else value
                return f"{where}{goal.gap} {verb} {value.str(10)}"
    last = goals[-1]
    never = 0 not in ALLOWED[last.relation.op] and context.undefined(*last.entries) is None
    require(never and not len(context.nf(last.relation.gap).n), "no certified gap")
    return f"{where}{last.gap} {verb} 0"


def _elsewhere(proof: Proof, claim: Claim, truth: Claim, witness: Witness, point: Point) -> tuple[str, list[Goal]]:
    """What a claim that is not about a network says at the point."""
    where = "".join(f"{key} = {value.value}, " for key, value in point.items())
    if claim.kind != "kernel":
        require(satisfied(claim.domain, point, proof.work), "the point does not satisfy the hypotheses")
        if "symbol" in claim.parts:
            relation = _of_function(proof, claim, witness, point)
        else:
            relation = next(claim.goals(proof.work)).relation.at(point)
        return where, [Goal(POINT, relation, relation[1:])]
    own, true = claim.parts["kernel"], truth.parts["kernel"]
    require(own[1:] == true[1:], "the true kernel is of another activation")
    gram = [["<", 0, "q11"], ["<", 0, "q22"], ["<", ["^", "q12", 2], ["*", "q11", "q22"]]]
    given = Domain.read(dict.fromkeys((*ARGUMENTS, *(MEANS if own.biased else ())), "real"), gram)
    require(satisfied(given, point, proof.work), "not a positive definite Gram matrix")
    forms = zip(("κ", "∂κ/∂q11", "∂κ/∂q12"), own.forms, true.forms, strict=True)
    goals = (Goal(POINT, Relation("=", *pair).at(point), (), f"{what} − its true value") for what, *pair in forms)
    return where, [goal.with_sides() for goal in goals]


def _of_function(proof: Proof, claim: Claim, witness: Witness, point: Point) -> Relation:
    """What the claim says of two points x < y: f(x) < f(y), or f(x) + f(y) < 2f((x+y)/2)."""
    symbol, f, y = claim.parts["symbol"], claim.parts["expr"], constant(witness.get("other"))
    x = point[symbol]
    ranges = Domain({symbol: "real"}, [relation.at({**point, symbol: sym(symbol)}) for relation in claim.domain.where])
    about = [relation for relation in ranges.others if symbol in symbols(*relation[1:])]
    require(not about, f"{symbol} is not seen to range over an interval")
    others = (y, num((x.value + y.value) / 2)) if claim.kind == "concave" else (y,)
    inside = all(satisfied(claim.domain, {**point, symbol: z}, proof.work) for z in others)
    require(inside and y.value > x.value, "the other point (and the middle) must satisfy the hypotheses, to the right")
    fx, fy, middle = (substitute(f, {**point, symbol: z}) for z in (x, y, others[-1]))
    return Relation("<", fx, fy) if claim.kind == "increasing" else Relation("<", fx + fy, TWO * middle)
