"""Claims about affine targets: a witness for each of their goals, and points where they fail."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symcrit.core import compression
import sympy

from symcrit.core.claims import Claim
from symcrit.core.expr import PI, ZERO, Expr, nodes, num, parse, sym
from symcrit.core.domain import Goal as CoreGoal
from symcrit.core.domain import Relation
from symcrit.theorems.finders import equations, floats, inequalities
from symcrit.theorems.finders.points import points
from symcrit.theorems.finders.search import (
    JSON,
    Goal,
    Search,
    Witness,
    head,
    lemma,
    point_json,
    with_lemmas,
    write,
)
from symcrit.translate import from_json, to_json


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A witness of kind `rule`, with one proof per goal."""
    proofs: dict[str, Witness] = {}
    known = _known(search, claim)
    for goal in claim.goals():
        facts = known if goal.domain is claim.domain else []
        proof = _proof(search, claim, goal, facts)
        if proof is None:
            search.tried[f"goal {goal.gap}"] = None
            return None
        proofs[goal.gap] = with_lemmas(proof, facts if _uses(search, goal) else [])
    return {"kind": "rule", "rule": compression.RULES[claim.kind], "proof": proofs}


def _uses(search: Search, goal: CoreGoal) -> bool:
    """Whether the goal is not defined at sight."""
    return search.context(goal.domain).undefined(*goal.entries, *goal.relation[1:]) is not None


def _known(search: Search, claim: Claim) -> list[dict[str, Any]]:
    """0 < h′(ρ) (or ≤) for ReLU, as acos(−ρ)/(2π)."""
    if "cosine" not in claim.parts:
        return []
    rho = claim.parts["cosine"]
    slope = compression.Target(claim.parts["kernel"], claim.parts).h(rho, 1)
    form = Expr("acos", -rho) / (num(2) * PI)
    witness = {"kind": "positive", "form": write(form)}
    prover = inequalities.Prover(search)
    for strict in (True, False):
        wanted = Goal(claim.domain, slope, strict)
        for proof in (witness, with_lemmas(witness, prover.definedness(Goal(claim.domain, form, False), 3) or [])):
            if prover.accepted(wanted, proof):
                return [lemma(wanted.relation, proof)]
    return []


def _proof(search: Search, claim: Claim, goal: CoreGoal, known: list[dict[str, Any]]) -> Witness | None:
    """A witness of one goal."""
    if goal.relation.op == "=":
        return _equation(search, goal, known)
    if known and goal.gap == "h′":
        return {"kind": "positive", "lemmas": known}
    if goal.gap == "f′" and (proof := _by_powers(search, claim, goal)) is not None:
        return proof
    if goal.gap == "bound":
        return _over_square(search, goal)
    return _inequality(search, goal, known)


def _by_powers(search: Search, claim: Claim, goal: CoreGoal) -> Witness | None:
    """The slope of N/pᵏ by powers of 1/p, each with a coefficient of evident sign."""
    symbol = sympy.Symbol(claim.parts["symbol"], real=True)
    top, bottom = (from_json(write(claim.parts[key])) for key in ("numerator", "denominator"))
    base, exponent = bottom.as_base_exp()
    p = sympy.Dummy("p", positive=True)
    f = top.xreplace({base: p}) / p**exponent
    slope = sympy.expand(f.diff(symbol) + f.diff(p) * base.diff(symbol))
    up, down = _shifts(claim)
    powers = sympy.collect(sympy.expand(slope.xreplace(up)), p, evaluate=False)
    terms = [sympy.factor(factor).xreplace(down) * power.xreplace({p: base}) for power, factor in powers.items()]
    form, prover, known = to_json(sum(terms)), inequalities.Prover(search), []
    for node in nodes(parse(form)):
        part = Goal(goal.domain, node, False)
        proof = prover.prove(part, 3) if node.op in ("sin", "cos") else None
        known += [lemma(part.relation, proof)] if proof is not None else []
    gap = next(r.gap for r in goal.domain.where if r.op == "<" and r.lhs.args == (symbol.name,))  # b − x
    below = Relation("<", ZERO, parse(to_json(base)))
    rest = to_json(sympy.expand(base - from_json(write(gap))))
    known.append(lemma(below, {"kind": "positive", "form": ["+", write(gap), rest]}))
    witness = with_lemmas({"kind": "positive", "form": form}, known)
    return witness if prover.accepted(Goal(goal.domain, goal.relation.gap, True), witness) else None


def _shifts(claim: Claim) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Symbols with a rational lower bound b as b + t, and back."""
    lower = {name: bound.value for name, bound in claim.domain.lower.items() if bound.value.op == "num"}
    places = [(from_json(name), sympy.Dummy(), sympy.Rational(*bound.args)) for name, bound in lower.items()]
    return {x: t + b for x, t, b in places}, {t: x - b for x, t, b in places}


def _over_square(search: Search, goal: CoreGoal) -> Witness | None:
    """0 ≤ gap as ρ²·(gap/ρ²), where gap/ρ² falls to 0 or more at ρ = 1."""
    square = compression.RHO * compression.RHO
    lower, upper = goal.relation[1:]
    inner = Goal(goal.domain, (upper - lower) / square, False)
    proof = inequalities.Prover(search).chain(inner, "rho", inner.domain.upper["rho"], -1, 4)
    form = {"kind": "positive", "form": write(square * inner.gap)}
    return None if proof is None else with_lemmas(form, [lemma(inner.relation, proof)])


def _inequality(search: Search, goal: CoreGoal, known: list[dict[str, Any]]) -> Witness | None:
    """0 < gap, 0 ≤ gap."""
    strict = goal.relation.op == "<"
    context = search.context(goal.domain, [Relation.read(entry["relation"]) for entry in known])
    if context.undefined(*goal.entries, goal.relation.gap) is None:
        if context.holds(goal.relation) is True and not context.is_zero(goal.relation.gap):
            return {"kind": "positive"}
        if not strict and context.is_zero(goal.relation.gap):
            return {"kind": "zero"}
    return inequalities.find(search, Goal(goal.domain, goal.relation.gap, strict))


def _equation(search: Search, goal: CoreGoal, known: list[dict[str, Any]]) -> Witness | None:
    """Normal form 0, if need be by lemmas."""
    context = search.context(goal.domain, [Relation.read(entry["relation"]) for entry in known])
    if context.undefined(*goal.entries, *goal.relation[1:]) is None and context.is_zero(goal.relation.gap):
        return {"kind": "zero"}
    lhs, rhs = map(write, goal.relation[1:])
    claim = {"kind": "equal", **head(goal.domain), "lhs": lhs, "rhs": rhs}
    return equations.find(search, Claim.read(claim), claim)


def refute(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """A point where the claim fails."""
    for at in _places(claim):
        search.poll()
        for extra in _students(claim, at):
            witness = {"at": point_json(at), **extra}
            if search.refutes(core, witness):
                return {"kind": "refute", **witness}
    return None


def _places(claim: Claim) -> Iterator[dict[str, Fraction]]:
    if claim.kind == "reduction":
        yield from ({"rho": Fraction(n, 10)} for n in (10, -10, 9, -9, 5, -5, 1, -1))
        return
    yield from points(claim.domain, 20)


def _students(claim: Claim, at: dict[str, Fraction]) -> Iterator[dict[str, Any]]:
    """For a bound: equiangular students of small loss, by cosine and length."""
    if claim.kind != "dual_bound":
        yield {}
        return
    target, rho, r = compression.Target(claim.parts["kernel"], claim.parts), sym("_rho"), sym("_r")
    loss, here = floats.compiled(target.loss(rho, r)), {name: float(value) for name, value in at.items()}

    def best(cosine: float) -> tuple[float, float]:
        low, middle, high = (loss({**here, "_rho": cosine, "_r": x}) for x in (0.0, 1.0, 2.0))
        slope, bend = (4 * middle - 3 * low - high) / 2, (low - 2 * middle + high) / 2
        length = max(-slope / (2 * bend), 0.0) if bend > 0 else 0.0
        return loss({**here, "_rho": cosine, "_r": length}), length

    count = float(floats.compiled(target.M)(here))
    start = -1 / (count - 1) if count > 1 else 0.0
    grid = [start + (1 - start) * i / 400 for i in range(400)]
    found = [(value, cosine, length) for cosine in grid for value, length in [best(cosine)] if value == value]
    if found:
        _, cosine, length = min(found)
        near = [Fraction(x).limit_denominator(10**6) for x in (cosine, length)]
        yield {"cosine": str(near[0]), "length": str(near[1])}

