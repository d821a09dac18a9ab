"""Statements without expectations: every expectation replaced by what it is equal to on the domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.expr import Expr, diff, nodes, substitute, substitute_all
from symcrit.core.algebra.operations import EDGED
from symcrit.core.algebra.signs import POSITIVE
from symcrit.core.gaussian.exponentials import merged
from symcrit.core.gaussian.language import Parts, bound, has_expectations
from symcrit.core.gaussian.laws import Law
from symcrit.core.gaussian.numbers import Numbers
from symcrit.core.reading import require
from symcrit.core.work import UNBOUNDED, Work

SLOPE = 20  # the work of differentiating a node

if TYPE_CHECKING:
    from symcrit.core.gaussian.reduction import Reduced


class Plain(NamedTuple):
    """Expressions without expectations, and the domain with the facts that the laws of these imply."""

    domain: Domain
    exprs: list[Expr]
    changed: bool


def plain(domain: Domain, exprs: Sequence[Expr], work: Work, *, means: bool = True) -> Plain:
    """The expressions with their expectations reduced; raises `Reject` where a rule does not apply.

    means: whether means of powers of tanh may be left, which have no closed form.
    Guarantee: on the domain every expectation exists, and is equal to what stands for it wherever that is defined.
    """
    if not has_expectations(*exprs):
        return Plain(domain, list(exprs), changed=False)
    key = (domain, tuple(exprs), means)
    if key not in _KNOWN:
        own = work.at_most(UNBOUNDED)
        found = _reduced(domain, exprs, own, means)
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.pop(next(iter(_KNOWN)))
        _KNOWN[key] = (found, own.spent)
        return found
    found, cost = _KNOWN[key]
    work.charge(cost)
    return found


_MOST_KNOWN = 64
_KNOWN: dict[tuple[Domain, tuple[Expr, ...], bool], tuple[Plain, int]] = {}  # by this process, and what it took


def _reduced(domain: Domain, exprs: Sequence[Expr], work: Work, means: bool) -> Plain:
    """`plain` for expressions with expectations."""
    context = Context(domain, work)
    inner = Context(_interior(domain), work)
    inside = {part for node in nodes(*exprs) if node.op == "slope" for part in nodes(node.children[0])}
    values: dict[Expr, Expr] = {}
    below: dict[Expr, Expr] = {}  # the same inside of derivatives, on the inner domain
    differentiated: list[Expr] = []
    facts: dict[Relation, None] = {}
    for node in nodes(*exprs):
        if node.op == "expect":
            found = expectation(node, context, means=means)
            if node in inside:
                near = expectation(node, inner, means=means)
                below[node] = near.value
                facts |= dict.fromkeys(near.facts)
            values[node] = found.value
            facts |= dict.fromkeys(found.facts)
        elif node.op == "slope":
            here = substitute(node.children[0], below)
            differentiated += [here, *_edges(here, node.args[0])]
            below[node] = values[node] = _slope(here, node.args[0], work)
    there = Domain(domain.kinds, domain.stated, domain.definite, implied=tuple(facts))
    if differentiated:
        undefined = Context(there, work).undefined(*differentiated)
        require(undefined is None, "what is differentiated is not shown to be defined on the whole domain")
    return Plain(there, [merged(expr, work) for expr in substitute_all(exprs, values)], changed=True)


def _interior(domain: Domain) -> Domain:
    """The points that satisfy the strict inequalities among the hypotheses: an open set that holds the domain.

    Only there an expectation is differentiated: under an equation between parameters its form may have lost some.
    """
    strict = [relation for relation in domain.stated if relation.op in ("<", ">")]
    return Domain(domain.real().kinds, strict, domain.definite)


def _edges(inside: Expr, parameter: str) -> Iterator[Expr]:
    """The derivatives of parts that are not smooth wherever they are defined, as √a is not at 0, times 0 or not."""
    for node in nodes(inside):
        if node.op in EDGED and parameter in node.names:
            yield diff(node, parameter)


def _slope(inside: Expr, parameter: str, work: Work) -> Expr:
    """The derivative by a parameter of an expression without expectations.

    It may be defined where the expression is not, as that of log b by another parameter is; so that is asked for too.
    """
    work.charge(SLOPE * sum(1 for _ in nodes(inside)))
    from symcrit.core.gaussian.tanhs import expanded  # for this alone

    return expanded(diff(inside, parameter))


def expectation(node: Expr, context: Context, *, means: bool = True) -> Reduced:
    """What an `expect` node is equal to; means: as `plain` has it."""
    parts = Parts(node)
    law = law_of(parts, context)
    names = tuple(bound(i) for i in range(len(parts.names)))
    from symcrit.core.gaussian.reduction import Reduction  # for this alone

    return Reduction(context, names, means=means).reduced(parts.function, law)


def law_of(parts: Parts, context: Context) -> Law:
    """The law of an expectation, shown to have a density; its parameters are shown to be defined; raises `Reject`."""
    numbers = Numbers(context)
    law = Law(
        numbers,
        tuple(numbers.of(mean) for mean in parts.means),
        tuple(tuple(numbers.of(entry) for entry in row) for row in parts.cov),
    )
    require(positive_definite(law), "a covariance matrix is not shown to be positive definite on the whole domain")
    require(context.undefined(*parts.parameters) is None, "a parameter of an expectation is not shown to be defined")
    return law


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
