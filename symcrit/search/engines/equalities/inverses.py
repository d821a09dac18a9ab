"""Equations t = B for an inverse function t: both in the range of t, where sin, −cos or tan is strictly increasing.

acos(cos x) = 2π − x for π ≤ x ≤ 2π, because both lie in [0, π] and have one cosine; so branches are told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from symcrit.core import PI, TWO, ZERO, Domain, Expr, Goals, Lemma, Relation, Witness, diff, nodes, substitute, sym
from symcrit.core.algebra.operations import obligations
from symcrit.core.claims.increasing import Increasing
from symcrit.core.claims.less import Less
from symcrit.core.witnesses.injective import Injective
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.core.witnesses.tail import Tail
from symcrit.search.engines import floats
from symcrit.search.engines.inequalities import Prover
from symcrit.search.search import Goal, as_proof, lemma, relations

DEPTH = 3  # of steps that show that a side lies in the range
MOST = 4  # inverse functions that are tried
_ANGLE = sym("angle")
_RIGHT = PI / TWO
Vanishes = Callable[[list[Lemma], Expr], Witness | None]


class Range(NamedTuple):
    """Where a function of an angle is strictly increasing: the angle − its least value, its largest − the angle."""

    function: Expr
    above: Expr
    below: Expr
    strict: bool

    @property
    def claim(self) -> Increasing:
        """That it is."""
        op = "<" if self.strict else "<="
        where = [Relation(op, ZERO, gap) for gap in (self.above, self.below)]
        return Increasing(domain=Domain({"angle": "real"}, where), expr=self.function, symbol="angle")

    def at(self, side: Expr) -> list[Relation]:
        """That a side lies there: from below, from above."""
        return [relation.at({"angle": side}) for relation in self.claim.domain.where]


RANGES = {
    "asin": Range(Expr("sin", _ANGLE), _RIGHT + _ANGLE, _RIGHT - _ANGLE, strict=False),
    "acos": Range(-Expr("cos", _ANGLE), _ANGLE, PI - _ANGLE, strict=False),
    "atan": Range(Expr("tan", _ANGLE), _RIGHT + _ANGLE, _RIGHT - _ANGLE, strict=True),
}


class Solved(NamedTuple):
    """q·(t − other), for an inverse function t that a gap has once, with a number q for its factor."""

    node: Expr
    other: Expr
    factor: Expr


def of_waves(root: Expr) -> bool:
    """Whether an inverse function is applied to sines, cosines or tangents."""
    inner = [node.args[0] for node in nodes(root) if node.op in RANGES]
    return any(node.op in ("sin", "cos", "tan") for node in nodes(*inner))


def solved(gap: Expr) -> Iterator[Solved]:
    """The equation gap = 0 solved for the inverse functions in it, the last ones first."""
    found = [node for node in nodes(gap) if node.op in RANGES]
    for node in list(reversed(found))[:MOST]:
        linear = substitute(gap, {node: _ANGLE})
        slope = diff(linear, "angle")
        if slope.names or slope is ZERO or any(part.op in RANGES for part in nodes(slope)):
            continue
        rest = substitute(linear, {"angle": ZERO})
        yield Solved(node, -rest / slope, slope)


def witnesses(
    prover: Prover, domain: Domain, gap: Expr, defined: list[Lemma], vanishes: Vanishes
) -> Iterator[Positive]:
    """gap = q·(t − B) with t = B as a lemma: both sides in the range of t, and what the function of both is."""
    for node, other, factor in solved(gap):
        where = RANGES[node.op]
        known = list(defined)
        if not all(_shown(prover, domain, relation, known) for relation in where.at(other)):
            continue
        for relation, upper in zip(where.at(node), (False, True), strict=True):
            known += _in_range(node, relation, upper)
        values = [substitute(where.function, {"angle": side}) for side in (node, other)]
        proof = vanishes(known, values[0] - values[1])
        if proof is None:
            continue
        known.append(lemma(Relation("=", *values), proof))
        step = Injective(claim=where.claim, witness=Goals(), lemmas=tuple(known))
        yield Positive(form=factor * (node - other), lemmas=(lemma(Relation("=", node, other), step),))


def _shown(prover: Prover, domain: Domain, relation: Relation, known: list[Lemma]) -> bool:
    """Whether a bound of a side is shown, by lemmas that are added to those known."""
    if prover.context(domain, relations(known)).holds(relation):
        return True
    strict = relation.op in ("<", ">")
    value = floats.compiled(relation.gap, prover.search.work)
    if not all(value(point) > -1e-9 for point in prover.floats(domain)):
        return False
    goal = Goal(domain, relation.gap, strict)
    for depth in range(1, DEPTH + 1):
        proof = prover.prove(goal, depth)
        if proof is not None:
            known.append(lemma(goal.relation, proof))
            return True
    return False


def _in_range(node: Expr, relation: Relation, upper: bool) -> list[Lemma]:
    """That the value of an inverse function lies in its range: the difference is the acos of u or −u."""
    u = node.args[0]
    if node.op == "atan":
        return [_below_right_angle(u if upper else -u, relation)]
    inside = u if upper == (node.op == "asin") else -u
    last = lemma(relation, Positive(form=Expr("acos", inside)))
    if inside is u:
        return [last]
    known = zip(_obligations(inside), reversed(_obligations(u)), strict=True)
    return [*(lemma(Relation("<=", ZERO, wanted), Positive(form=form)) for wanted, form in known), last]


def _obligations(u: Expr) -> list[Expr]:
    """What is ≥ 0 where asin u is defined, as core asks for it."""
    return [part for part, _ in obligations(Expr("asin", u))]


def _below_right_angle(v: Expr, relation: Relation) -> Lemma:
    """atan v < π/2, as −π/2 < atan u for v = −u: it tends to π/2 as v grows."""
    x = sym("x")
    claim = Less(domain=Domain({"x": "real"}), lhs=Expr("atan", x), rhs=_RIGHT)
    proof = as_proof(Tail(symbol="x", derivative=Positive()))
    return lemma(relation, Substitute(claim=claim, values={"x": v}, witness=proof))
