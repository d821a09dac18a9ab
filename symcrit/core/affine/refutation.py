"""Points where a claim about an affine target fails."""

from collections.abc import Iterator, Mapping
from typing import Any

from symcrit.core import balls
from symcrit.core.affine.goals import NECESSARY, goals, whole
from symcrit.core.affine.target import Target, shape
from symcrit.core.domain import Domain, Goal, Relation
from symcrit.core.expr import ONE, ZERO, Expr, num, parse
from symcrit.core.reading import Reject, require
from symcrit.core.witness import satisfied
from symcrit.core.work import Work


def refute(proof: Any, claim: Any, witness: dict[str, Any], point: dict[str, Expr]) -> str:
    """How a claim about an affine target fails at the point."""
    proof.derive(claim, witness)
    context = proof.context(Domain({}))
    for goal in shape(claim.parts):
        proof.prove(goal, {"kind": "zero" if goal.relation.op == "=" else "positive"})
    for several in refuting(claim.kind, claim.parts, claim.domain, witness, proof.work):
        own = {key: value for key, value in point.items() if key in several[-1].domain.kinds}
        *known, last = (goal.at(own).relation for goal in several)
        inside = satisfied(claim.domain, {k: v for k, v in point.items() if k in claim.domain.kinds}, proof.work)
        inside = inside and satisfied(several[-1].domain, own, proof.work)
        if inside and all(map(context.holds, known)) and context.holds(last) is False:
            where = "".join(f"{key} = {value.value}, " for key, value in own.items())
            return f"{where}{several[-1].gap}: {balls.ball(last.lhs).str(10)} {last.op} {balls.ball(last.rhs).str(10)}"
    raise Reject("the claim is not shown to fail at the point")


def refuting(
    kind: str, parts: Mapping[str, Any], domain: Domain, witness: Mapping[str, Any], work: Work
) -> list[list[Goal]]:
    """Lists of goals: where the last of a list fails and all others hold, at a point, the claim is false there."""
    if kind == "dual_bound":
        target, (rho, r) = Target(parts["kernel"], parts), (parse(witness.get(key)) for key in ("cosine", "length"))
        gram, value = ONE + (target.M - ONE) * rho, parts["value"]
        require(whole(target.M, domain), "M must be an integer")
        needs = [Relation("<=", ONE, target.M), Relation("<=", ZERO, gram), Relation("<=", rho, ONE)]
        needs += [Relation("<=", ZERO, r), Relation("<=", ZERO, target.tau)]
        relations = [*needs, Relation("<=", value, target.loss(rho, r))]
        return [[Goal(domain, relation, relation[1:], "L − value") for relation in relations]]
    found = {goal.gap: goal for goal in goals(kind, domain, parts, work)}
    if kind == "signed_minimum":
        known = [found[what] for what in ("M ≥ 2", "c·a", "α")]
        last = [found[what] for what in ("rank", "attained", "L − value")]
        return [[*known, *last[:i], *last[i + 1 :], last[i]] for i in range(3)]
    single = {"reduction": ("rest", "bound"), "onto": ("pole",), "sphere_mean": ("value",)}.get(kind, NECESSARY)
    first = [found["M ≥ 2"], found["distinct"]] if kind in ("equiangular", "optimal", "stable") else []
    several = [[*first, found[what]] for what in single if what in found]
    return several + (list(_unstable(domain, parts, found)) if kind == "stable" else [])


def _unstable(domain: Domain, parts: Mapping[str, Any], found: Mapping[str, Goal]) -> Iterator[list[Goal]]:
    """A minor that is not positive, where there is its kind of perturbations, as is always so inside the span."""
    known = [found[what] for what in ("M ≥ 3", "distinct", "no kink", "γ")]
    four = Goal(domain, Relation("<=", num(4), parts["count"]), (), "M ≥ 4")
    for what in found:
        if what.startswith(("trivial", "standard", "pairs")):
            yield [*known, four, found[what]] if what.startswith("pairs") else [*known, found[what]]
