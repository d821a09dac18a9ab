"""Claims about affine targets: a witness for each of their goals, and points where they fail."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

from symcrit.core.affine.goals import RHO, RULES
from symcrit.core.affine.target import Target
from symcrit.core.algebra.domain import Goal as CoreGoal
from symcrit.core.algebra.domain import Relation
from symcrit.core.algebra.expr import PI, Expr, num, sym
from symcrit.core.claims import Claim
from symcrit.search import onto
from symcrit.search.engines import equations, floats, inequalities
from symcrit.search.engines.points import points
from symcrit.search.search import JSON, Goal, Search, Witness, head, lemma, point_json, with_lemmas, write

Lemmas = list[dict[str, Any]]


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A witness of kind `rule`, with one proof per goal."""
    proofs: dict[str, Witness] = {}
    known = onto.known(search, claim) if claim.kind == "onto" else _known(search, claim)
    for goal in claim.goals(search.work):
        proof = _proof(search, claim, goal, known if goal.domain.kinds else [])
        if proof is None:
            search.tried[f"goal {goal.gap}"] = None
            return None
        proofs[goal.gap] = proof
    return {"kind": "rule", "rule": RULES[claim.kind], "proof": proofs}


def _known(search: Search, claim: Claim) -> Lemmas:
    """0 < h′(ρ) (or ≤) and 0 < K for ReLU: they are acos(−ρ)/(2π) and (acos ρ + (M − 1)√(1 − ρ²))/(2π)."""
    if "cosine" not in claim.parts:
        return []
    rho, prover = claim.parts["cosine"], inequalities.Prover(search)
    target = Target(claim.parts["kernel"], claim.parts)
    _, slope, K = target.line(rho)
    others = (target.M - num(1)) * Expr("sqrt", num(1) - rho * rho)
    forms = {slope: Expr("acos", -rho), K: Expr("acos", rho) + others}
    found: Lemmas = []
    for part, form in forms.items():
        whole = form / (num(2) * PI)
        defined = prover.definedness(Goal(claim.domain, whole, False), 3) or []
        proof = with_lemmas({"kind": "positive", "form": write(whole)}, defined)
        wanted = [goal for strict in (True, False) if prover.accepted(goal := Goal(claim.domain, part, strict), proof)]
        found += [lemma(goal.relation, proof) for goal in wanted[:1]]
    return found


def _proof(search: Search, claim: Claim, goal: CoreGoal, known: Lemmas) -> Witness | None:
    """A witness of one goal: at sight, at sight with the lemmas, or by a search."""
    for lemmas in ([], known) if known else ([],):
        facts = [Relation.read(entry["relation"]) for entry in lemmas]
        if (kind := _at_sight(search, goal, facts)) is not None:
            return with_lemmas({"kind": kind}, lemmas)
    if goal.relation.op == "=":
        lhs, rhs = map(write, goal.relation[1:])
        claim = Claim.read(equation := {"kind": "equal", **head(goal.domain), "lhs": lhs, "rhs": rhs})
        return equations.find(search, claim, equation)
    if claim.kind == "onto" and goal.gap == "f′" and (proof := onto.slope(search, claim, goal)) is not None:
        return proof
    if goal.gap == "bound":
        return _over_square(search, goal)
    return inequalities.find(search, Goal(goal.domain, goal.relation.gap, goal.relation.op == "<"))


def _at_sight(search: Search, goal: CoreGoal, facts: list[Relation]) -> str | None:
    """The kind of a witness without fields."""
    context = search.context(goal.domain, facts)
    if context.undefined(*goal.entries, *goal.relation[1:]) is not None:
        return None
    if goal.relation.op in ("=", "<=") and context.is_zero(goal.relation.gap):
        return "zero"
    return "positive" if goal.relation.op != "=" and context.holds(goal.relation) is True else None


def _over_square(search: Search, goal: CoreGoal) -> Witness | None:
    """0 ≤ gap as ρ²·(gap/ρ²), where gap/ρ² falls to 0 or more at ρ = 1."""
    square = RHO * RHO
    lower, upper = goal.relation[1:]
    inner = Goal(goal.domain, (upper - lower) / square, False)
    proof = inequalities.Prover(search).chain(inner, "rho", inner.domain.upper["rho"], -1, 3)
    form = {"kind": "positive", "form": write(square * inner.gap)}
    return None if proof is None else with_lemmas(form, [lemma(inner.relation, proof)])


def quick(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A point where the claim fails, among the first ones."""
    return refute(search, claim, core, 5)


def refute(search: Search, claim: Claim, core: JSON, limit: int = 30) -> Witness | None:
    """A point where the claim fails."""
    for at in islice(_places(search, claim), limit):
        search.poll()
        for extra in _students(search, claim, at):
            witness = {"at": point_json(at), **extra}
            if search.refutes(core, witness):
                return {"kind": "refute", **witness}
    return None


def _places(search: Search, claim: Claim) -> Iterator[dict[str, Fraction]]:
    if claim.kind == "reduction":
        yield from ({"rho": Fraction(n, 10)} for n in (10, -10, 9, -9, 5, -5, 1, -1))
        return
    yield from points(claim.domain, search.work, 30)


def _students(search: Search, claim: Claim, at: dict[str, Fraction]) -> Iterator[dict[str, Any]]:
    """For a bound: equiangular students of small loss, by cosine and length; for a quotient: points to the right."""
    if claim.kind == "onto":
        yield {}
        yield from _to_the_right(search, claim, at)
        return
    if claim.kind != "dual_bound":
        yield {}
        return
    target, rho, r = Target(claim.parts["kernel"], claim.parts), sym("_rho"), sym("_r")
    loss, here = floats.compiled(target.loss(rho, r), search.work), {name: float(value) for name, value in at.items()}

    def best(cosine: float) -> tuple[float, float]:
        low, middle, high = (loss({**here, "_rho": cosine, "_r": x}) for x in (0.0, 1.0, 2.0))
        slope, bend = (4 * middle - 3 * low - high) / 2, (low - 2 * middle + high) / 2
        length = max(-slope / (2 * bend), 0.0) if bend > 0 else 0.0
        return loss({**here, "_rho": cosine, "_r": length}), length

    count = float(floats.compiled(target.M, search.work)(here))
    start = -1 / (count - 1) if count > 1 else 0.0
    grid = [start + (1 - start) * i / 400 for i in range(400)]
    found = [(value, cosine, length) for cosine in grid for value, length in [best(cosine)] if value == value]
    if found:
        _, cosine, length = min(found)
        near = [Fraction(x).limit_denominator(10**6) for x in (cosine, length)]
        yield {"cosine": str(near[0]), "length": str(near[1])}


def _to_the_right(search: Search, claim: Claim, at: dict[str, Fraction]) -> Iterator[dict[str, Any]]:
    """Points at which the quotient is not larger, as far as floats can tell."""
    symbol, quotient = claim.parts["symbol"], claim.parts["numerator"] / claim.parts["denominator"]
    value = floats.compiled(quotient, search.work)
    here = {name: float(number) for name, number in at.items()}
    others = {point[symbol] for point in points(claim.domain, search.work, 30) if point[symbol] > at[symbol]}
    for other in sorted(others):
        if value({**here, symbol: float(other)}) <= value(here):
            yield {"other": str(other)}
