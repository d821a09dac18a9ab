"""Nested radicals: lemmas √α = β, proposed by sympy's denesting and by the sign of what is squared."""

from __future__ import annotations

from symcrit.certificate import write
from symcrit.core import Domain, Expr, Lemma, Relation, nodes, parse, symbols
from symcrit.core.witnesses.root import Root
from symcrit.errors import InputError
from symcrit.search.engines.terms import by_sympy, expanded
from symcrit.search.search import Search, lemma


def lemmas(search: Search, domain: Domain, relation: Relation) -> list[Lemma]:
    """√α = β for the nested radicals among the numbers that occur."""
    found: list[Lemma] = []
    facts: list[Relation] = []
    for node in nodes(expanded(relation.lhs), expanded(relation.rhs)):
        search.poll()
        if node.op != "sqrt" or symbols(node) or not any(n.op == "sqrt" for n in nodes(node.args[0])):
            continue
        other = _denested(search, node)
        if other is None:
            continue
        context = search.context(domain, facts)
        if context.signs(other) <= {0, 1} and context.is_zero(node * node - other * other):
            facts.append(Relation("=", node, other))
            found.append(lemma(facts[-1], Root()))
    return found


def _denested(search: Search, node: Expr) -> Expr | None:
    """Another form of a nested radical of rational numbers."""
    import sympy

    from symcrit.sympy_json import to_json
    from symcrit.translate import from_json

    if any(n.op not in ("num", "add", "mul", "pow", "sqrt") for n in nodes(node)):
        return None
    cost = by_sympy("denest", node)
    if cost > search.work.left // 4:
        return None
    search.charge(cost)
    old = from_json(write(node))
    new = sympy.sqrtdenest(old)
    try:
        return None if new == old else parse(to_json(sympy.expand(new)))
    except InputError:
        return None
