"""N/pᵏ increases to infinity: the sign of p, and the slope by powers of 1/p."""

from __future__ import annotations

from typing import Any

import sympy

from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.domain import Goal as CoreGoal
from symcrit.core.algebra.expr import ZERO, nodes, parse
from symcrit.core.claims import Claim
from symcrit.search.engines import inequalities
from symcrit.search.engines.terms import by_sympy
from symcrit.search.search import Goal, Search, Witness, lemma, with_lemmas, write
from symcrit.translate import from_json, to_json


def known(search: Search, claim: Claim) -> list[dict[str, Any]]:
    """sin, cos ≥ 0, and 0 < p as the distance from the upper end of the interval and an evident rest."""
    symbol = claim.parts["symbol"]
    return _signs(search, claim, claim.domain.real(symbol))


def _signs(search: Search, claim: Claim, domain: Domain) -> list[dict[str, Any]]:
    prover, base, symbol = inequalities.Prover(search), _base(claim)[0], claim.parts["symbol"]
    found = []
    for node in nodes(parse(to_json(base))):
        part = Goal(domain, node, False)
        proof = prover.prove(part, 3) if node.op in ("sin", "cos") else None
        found += [lemma(part.relation, proof)] if proof is not None else []
    gap = next((r.gap for r in domain.where if r.op == "<" and r.lhs.args == (symbol,)), None)  # b − x
    if gap is not None and found:
        below = Relation("<", ZERO, parse(to_json(base)))
        search.charge(by_sympy("factor", claim.parts["denominator"]))
        rest = to_json(sympy.expand(base - from_json(write(gap))))
        found.append(lemma(below, {"kind": "positive", "form": ["+", write(gap), rest]}))
    return found


def _base(claim: Claim) -> tuple[Any, Any]:
    """p and k."""
    return from_json(write(claim.parts["denominator"])).as_base_exp()


def slope(search: Search, claim: Claim, goal: CoreGoal) -> Witness | None:
    """The slope of N/pᵏ by powers of 1/p, each with a coefficient of evident sign."""
    symbol = sympy.Symbol(claim.parts["symbol"], real=True)
    (base, exponent), top = _base(claim), from_json(write(claim.parts["numerator"]))
    p = sympy.Symbol("·p", positive=True)  # a name that no claim can have
    search.charge(by_sympy("factor", *(claim.parts[key] for key in ("numerator", "denominator"))))
    f = top.xreplace({base: p}) / p**exponent
    up, down = _shifts(claim)
    total = sympy.expand((f.diff(symbol) + f.diff(p) * base.diff(symbol)).xreplace(up))
    powers = sympy.collect(total, p, evaluate=False)
    terms = [sympy.factor(factor).xreplace(down) * power.xreplace({p: base}) for power, factor in powers.items()]
    form = {"kind": "positive", "form": to_json(sum(terms))}
    witness = with_lemmas(form, _signs(search, claim, goal.domain))
    wanted = Goal(goal.domain, goal.relation.gap, True)
    return witness if inequalities.Prover(search).accepted(wanted, witness) else None


def _shifts(claim: Claim) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Symbols with a rational lower bound b as b + t, and back."""
    lower = {name: bound.value for name, bound in claim.domain.lower.items() if bound.value.op == "num"}
    places = [(from_json(name), sympy.Symbol(f"·{name}"), sympy.Rational(*bound.args)) for name, bound in lower.items()]
    return {x: t + b for x, t, b in places}, {t: x - b for x, t, b in places}
