"""Absolute values in equations: |u| = ±u where the sign of u is shown.

Core reads Φ₂(x, y; ±1) with absolute values in it; they are written out here.
"""

from __future__ import annotations

from symcrit.core import ONE, ZERO, Domain, Expr, Lemma, Relation, nodes, num, substitute
from symcrit.core.algebra.normal import EQUAL, OPPOSITE
from symcrit.core.witnesses.root import Root
from symcrit.search.engines import floats
from symcrit.search.engines.inequalities import Prover
from symcrit.search.search import Goal, lemma

DEPTH = 3  # of steps that show a sign


def written(root: Expr) -> Expr:
    """√(u²) as |u|, and Φ₂(x, y; ±1) by its values."""
    values: dict[Expr, Expr] = {}
    for node in nodes(root):
        if node.op == "sqrt" and node.args[0].op == "pow" and node.args[0].args[0] == 2:
            values[node] = Expr("abs", node.args[0].args[1])
        elif node.op == "binormal" and node.args[2] in (ONE, num(-1)):
            known = EQUAL if node.args[2] is ONE else OPPOSITE
            values[node] = substitute(known, dict(zip("xy", node.args[:2], strict=True)))
    return substitute(root, values) if values else root


def way(prover: Prover, domain: Domain, u: Expr) -> int:
    """1 or −1 where u seems to have one sign, else 0."""
    value = floats.compiled(u, prover.search.work)
    seen = [value(point) for point in prover.floats(domain)]
    if all(here >= 0 for here in seen):
        return 1
    return -1 if all(here <= 0 for here in seen) else 0


def lemmas(prover: Prover, domain: Domain, node: Expr, sign: int) -> list[Lemma]:
    """|u| = u or |u| = −u; nothing where that is not shown."""
    u = node.args[0]
    size = u if sign > 0 else -u
    wanted = Goal(domain, size, False)
    for depth in range(1, DEPTH + 1):
        proof = prover.prove(wanted, depth)
        if proof is not None:
            return [lemma(Relation("<=", ZERO, size), proof), lemma(Relation("=", node, size), Root())]
    return []
