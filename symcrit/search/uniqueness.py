"""One erf neuron and k orthonormal teachers: no other critical point with a ≠ 0, w ≠ 0.

Core asks that ∂κ/∂q12(p², rp, 1) is positive, even in r and falls over r; then w = c·Σ v_j.  With Q = kc², the two
equations that remain say, for S = Q/(1 + Q) and T = c/√(2(1 + Q)),

    a·asin S = k·asin T,    a = √(1 + 2Q)/(c·√(2 + 2Q − c²)),

so that asin(y)·√(1 − y²)/y, which falls on (0, 1), takes the same value at y = S and y = T.  Hence S = T, which is
c² = 1/(k(2k − 1)), and then a = k.
"""

from __future__ import annotations

from typing import Any

from symcrit.core.algebra.domain import Goal, Relation
from symcrit.core.algebra.expr import ONE, PI, TWO, ZERO, Expr, nodes, num, sym, symbols
from symcrit.core.claims import Claim
from symcrit.search import functions
from symcrit.search.search import JSON, Search, Witness, lemma, write

Lemma = dict[str, Any]
HALF, FOUR = num(1) / TWO, num(4)


def find(search: Search, claim: Claim, core: JSON) -> Witness | None:
    """The proofs of the labelled goals; None where the claim is not about this activation."""
    place = claim.parts["configuration"]
    arcsines = [node.args[0] for node in nodes(place.kernel.forms[0]) if node.op == "asin"]
    if len(arcsines) != 1 or place.kernel.activation is None:
        return None
    goals = {goal.gap: goal for goal in claim.goals(search.work) if goal.gap[0] != "∂" or "q12" in goal.gap}
    proofs = {label: _on_the_ray(goal) for label, goal in goals.items() if "r" in goal.domain.kinds}
    falling, (count,) = _falling(search), claim.parts["configuration"].sizes
    if falling is None or not {"a_0", "c_0"} <= set(goals):
        return None
    proofs["c_0"] = _size(goals["c_0"], count, falling)
    first = lemma(goals["c_0"].relation, proofs["c_0"])
    form = write(_slack(goals["a_0"], count)[0])
    proofs["a_0"] = {"kind": "positive", "form": form, "lemmas": [first]}
    return {"kind": "rule", "rule": "one-direction", "proof": proofs}


def _by(gap: Expr, form: Expr, op: str = "<") -> Lemma:
    """0 < gap (or 0 ≤ gap, 0 = gap), because gap is this form."""
    return lemma(Relation(op, ZERO, gap), {"kind": "positive", "form": write(form)})


def _in_unit(u: Expr, room: Expr) -> list[Lemma]:
    """−1 < u < 1, because 1 − u² is the positive `room`."""
    square = ONE - u**2
    return [_by(square, room), *(_by(side, HALF * square + HALF * side**2) for side in (ONE - u, u + ONE))]


def _on_the_ray(goal: Goal) -> Witness:
    """Signs and parities of κ and ∂κ/∂q12 at (p², rp, 1)."""
    p, r = sym("p"), sym("r")
    below = p * p * (ONE - r) * (r + ONE)
    room, norms = TWO + p * p + below, TWO * (ONE + p * p)
    radicands = [node.args[0] for node in nodes(*goal.entries) if node.op == "sqrt"]
    known = [_by(radicand, room) for radicand in radicands if "r" in symbols(radicand)]
    for u in [node.args[0] for node in nodes(*goal.entries) if node.op == "asin"]:
        known += _in_unit(u, room / norms)
    if goal.relation.op == "=":
        return {"kind": "zero", "lemmas": known}
    if goal.gap == "∂κ/∂q12":
        return {"kind": "positive", "lemmas": known}
    root = next(node for node in nodes(*goal.entries) if node.op == "sqrt" and node.args[0] in radicands)
    form = FOUR * (ONE + below) / (PI * r * r * root * root * root)
    return {"kind": "positive", "form": write(form), "lemmas": known}


def _falling(search: Search) -> tuple[JSON, Witness] | None:
    """−asin(y)·√(1 − y²)/y is increasing on (0, 1): the claim and its witness."""
    expr = ["-", ["/", ["*", ["asin", "y"], ["sqrt", ["-", 1, ["^", "y", 2]]]], "y"]]
    where = [["<", "0", "y"], ["<", "y", "1"]]
    claim = {"kind": "increasing", "symbols": {"y": "real"}, "where": where, "expr": expr, "symbol": "y"}
    found = functions.find(search, Claim.read(claim), claim)
    return None if found is None else (claim, found)


def _slack(goal: Goal, count: Expr) -> tuple[Expr, Expr]:
    """a − √(1 + 2Q)/(c√(2 + 2Q − c²)) as a multiple of ∂L/∂w = 0, and that value of a."""
    a, c, k = sym("a_0"), sym("c_0"), count
    Q = k * c * c
    own, other = Expr("sqrt", ONE + TWO * Q), Expr("sqrt", TWO + TWO * Q - c * c)
    by_w = goal.domain.where[-1].lhs
    return PI * (ONE + Q) * own / (FOUR * a * c) * by_w, own / (c * other)


def _size(goal: Goal, count: Expr, falling: tuple[JSON, Witness]) -> Witness:
    """c = 1/√(k(2k − 1)) from the two equations."""
    a, c, k = sym("a_0"), sym("c_0"), count
    Q, odd = k * c * c, TWO * k - ONE
    S, T = (node.args[0] for node in nodes(goal.domain.where[-2].lhs) if node.op == "asin")
    rooms = [(ONE + TWO * Q) / (ONE + Q) ** 2, (TWO + odd * c * c) / (TWO * (ONE + Q))]
    known = [item for u, room in zip((S, T), rooms, strict=True) for item in _in_unit(u, room)]
    slack, outgoing = _slack(goal, count)
    by_a = goal.domain.where[-2].lhs
    known.append(lemma(Relation("=", a, outgoing), {"kind": "positive", "form": write(slack)}))
    arcs = Relation("=", Expr("asin", S), k / a * Expr("asin", T))
    known.append(lemma(arcs, {"kind": "positive", "form": write(PI / (FOUR * a) * by_a)}))
    same = {"kind": "injective", "claim": falling[0], "witness": falling[1]}
    known.append(lemma(Relation("=", S, T), same))
    square = Relation("=", c**2, ONE / (k * odd))
    form = TWO * (ONE + Q) ** 2 * (S + T) / (c * c * k * odd) * (S - T)
    known.append(lemma(square, {"kind": "positive", "form": write(form)}))
    return {"kind": "root", "lemmas": known}
