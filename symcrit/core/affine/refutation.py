"""Points where a claim about an affine target fails.

Only what the claim says is refuted, not what its proof asks for: a bounded quotient where the denominator does not
vanish at the end of the interval (`onto`), but not a numerator that is unbounded there; a gradient that is not 0 at
s_j = r > 0, but not at s_j = 0, where the least L may be at the edge of the s_j ≥ 0; a second derivative that is not
positive off the rotations that fix v ≠ 0, but not at v = 0, which all rotations fix.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from symcrit.core.affine.goals import NECESSARY, goals
from symcrit.core.affine.target import Target, shape
from symcrit.core.algebra import balls
from symcrit.core.algebra.context import satisfied
from symcrit.core.algebra.domain import Domain, Goal, Relation, whole_number
from symcrit.core.algebra.expr import ONE, ZERO, Expr, constant, num, parse, substitute
from symcrit.core.reading import Reject, require
from symcrit.core.work import Work

Point = Mapping[str, Expr]
Several = list[Goal]  # where the last one fails and all others hold, at a point, the claim is false there


def refute(proof: Any, claim: Any, witness: dict[str, Any], point: dict[str, Expr]) -> str:
    """How a claim about an affine target fails at the point."""
    proof.derive(claim, witness)
    context = proof.context(Domain({}))
    for goal in shape(claim.parts):
        proof.prove(goal, {"kind": "zero" if goal.relation.op == "=" else "positive"})
    for several in refuting(claim, witness, point, proof.work):
        last = several[-1]
        own = {key: value for key, value in point.items() if key in last.domain.kinds}
        if not _inside(claim.domain, last.domain, point, proof.work):
            continue
        *known, wrong = (goal.at(own).relation for goal in several)
        if all(map(context.holds, known)) and context.holds(wrong) is False:
            where = "".join(f"{key} = {value.value}, " for key, value in own.items())
            values = (balls.ball(side).str(10) for side in (wrong.lhs, wrong.rhs))
            return f"{where}{last.gap}: {f' {wrong.op} '.join(values)}"
    raise Reject("the claim is not shown to fail at the point")


def _inside(claimed: Domain, domain: Domain, point: Point, work: Work) -> bool:
    """Whether the point satisfies the hypotheses of the claim and those of the goal, and has no other symbols."""
    parts = ({key: value for key, value in point.items() if key in own.kinds} for own in (claimed, domain))
    complete = set(point) == {*claimed.kinds, *domain.kinds}
    return complete and all(satisfied(own, part, work) for own, part in zip((claimed, domain), parts, strict=True))


def refuting(claim: Any, witness: Mapping[str, Any], point: Point, work: Work) -> Iterator[Several]:
    """Goals that the claim says, each behind what makes it necessary."""
    kind, parts, domain = claim.kind, claim.parts, claim.domain
    if kind == "dual_bound":
        yield _student(parts, domain, witness)
        return
    found = {goal.gap: goal for goal in goals(kind, domain, parts, work)}
    if kind == "onto":
        yield from _not_onto(claim, witness, point, found, work)
    elif kind == "signed_minimum":
        known = [found[what] for what in ("M ≥ 2", "τ", "c·a", "α")]
        last = [found[what] for what in ("rank", "attained", "L − value")]
        for i, goal in enumerate(last):
            yield [*known, *last[:i], *last[i + 1 :], goal]
    elif kind in ("reduction", "sphere_mean"):
        yield from ([found[what]] for what in ("rest", "bound", "value") if what in found)
    else:
        known = [found[what] for what in ("M ≥ 2", "distinct", "|w|")]
        yield from ([*known, found[what]] for what in NECESSARY if what in found)
        if kind == "stable":
            yield from _unstable(domain, parts, found)


def _student(parts: Mapping[str, Any], domain: Domain, witness: Mapping[str, Any]) -> Several:
    """value ≤ L at M vectors of a cosine and a length that the witness gives."""
    target, (rho, r) = Target(parts["kernel"], parts), (parse(witness.get(key)) for key in ("cosine", "length"))
    domain.declares(rho, r)
    require(whole_number(target.M, domain), "M must be an integer")
    relations = [
        Relation("<=", ONE, target.M),
        Relation("<=", ZERO, ONE + (target.M - ONE) * rho),
        Relation("<=", rho, ONE),
        Relation("<=", ZERO, r),
        Relation("<=", ZERO, target.tau),
        Relation("<=", parts["value"], target.loss(rho, r)),
    ]
    return [Goal(domain, relation, relation[1:], "L − value") for relation in relations]


def _not_onto(
    claim: Any, witness: Mapping[str, Any], point: Point, found: Mapping[str, Goal], work: Work
) -> Iterator[Several]:
    """Two points x < y with f(x) ≥ f(y); or N and p are continuous up to b and p(b) ≠ 0, where f tends to N(b)/p(b)."""
    parts, domain = claim.parts, claim.domain
    symbol, f = parts["symbol"], parts["numerator"] / parts["denominator"]
    if "other" in witness:
        x, y = point.get(symbol, ZERO), constant(witness["other"])
        there = satisfied(domain, {**point, symbol: y}, work)
        require(there and y.value > x.value, "the other point must satisfy the hypotheses, to the right")
        values = [substitute(f, {**point, symbol: at}) for at in (x, y)]
        yield [Goal(domain, Relation("<", values[0], values[1]), (), "f(x) < f(y)")]
        return
    top = substitute(parts["numerator"], {symbol: domain.upper[symbol].value})
    yield [found["pole"]._replace(relation=Relation("=", top, top)), found["pole"]]


def _unstable(domain: Domain, parts: Mapping[str, Any], found: Mapping[str, Goal]) -> Iterator[Several]:
    """A minor that is not positive, where there is its kind of perturbations, as is always so inside the span."""
    known = [found[what] for what in ("M ≥ 3", "distinct", "|w|", "no kink", "γ", "v ≠ 0")]
    four = Goal(domain, Relation("<=", num(4), parts["count"]), (), "M ≥ 4")
    for what in found:
        if what.startswith(("trivial", "standard", "pairs")):
            yield [*known, four, found[what]] if what.startswith("pairs") else [*known, found[what]]
