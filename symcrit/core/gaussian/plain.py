"""Statements without expectations: every expectation replaced by what it is equal to on the domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain
from symcrit.core.algebra.expr import Expr, nodes, substitute_all
from symcrit.core.algebra.signs import POSITIVE
from symcrit.core.gaussian.language import Parts, bound, has_expectations
from symcrit.core.gaussian.laws import Law
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.gaussian.reduction import Reduced, Reduction
from symcrit.core.reading import require
from symcrit.core.work import Work


class Plain(NamedTuple):
    """Expressions without expectations, and the domain with the facts that the laws of these imply."""

    domain: Domain
    exprs: list[Expr]
    changed: bool


def plain(domain: Domain, exprs: Sequence[Expr], work: Work) -> Plain:
    """The expressions with their expectations reduced; raises `Reject` where a rule does not apply.

    Guarantee: on the domain every expectation exists, and is equal to what stands for it wherever that is defined.
    """
    if not has_expectations(*exprs):
        return Plain(domain, list(exprs), changed=False)
    context = Context(domain, work)
    reduced = {node: expectation(node, context) for node in nodes(*exprs) if node.op == "expect"}
    facts = dict.fromkeys(fact for found in reduced.values() for fact in found.facts)
    values = {node: found.value for node, found in reduced.items()}
    there = Domain(domain.kinds, [*domain.stated, *facts], domain.definite)
    return Plain(there, substitute_all(exprs, values), changed=True)


def expectation(node: Expr, context: Context) -> Reduced:
    """What an `expect` node is equal to."""
    parts = Parts(node)
    numbers = Numbers(context)
    law = Law(
        numbers,
        tuple(numbers.of(mean) for mean in parts.means),
        tuple(tuple(numbers.of(entry) for entry in row) for row in parts.cov),
    )
    require(positive_definite(law), "a covariance matrix is not shown to be positive definite on the whole domain")
    names = tuple(bound(i) for i in range(len(parts.names)))
    require(context.undefined(*parts.parameters) is None, "a parameter of an expectation is not shown to be defined")
    return Reduction(context, names).reduced(parts.function, law)


def positive_definite(law: Law) -> bool:
    """Whether the pivots of Gaussian elimination are shown to be positive."""
    numbers = law.numbers
    left = [list(row) for row in law.cov]
    while left:
        first = left.pop(0)
        if numbers.signs(first[0]) != POSITIVE:
            return False
        for row in left:
            factor = numbers.over(row[0], first[0])
            for j, entry in enumerate(first):
                row[j] = numbers.minus(row[j], numbers.times(factor, entry))
            row.pop(0)
    return True
