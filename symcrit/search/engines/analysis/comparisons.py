"""f(a) < f(b) for increasing f from a < b; and a < log b from exp a < b.

The claim f(s + r) − f(s) > 0 for r > 0 has a chain from r = 0, and is used at s = a, r = b − a.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from symcrit.core import Context, Domain, Expr, Lemma, Relation, Witness, diff, nodes, substitute
from symcrit.core.algebra.signs import POSITIVE
from symcrit.core.witnesses.chain import Chain
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.core.witnesses.zero import Zero
from symcrit.search.engines.terms import ZERO, mul, num, sym
from symcrit.search.search import Goal, Search, as_proof, lemma

INCREASING = ("exp", "log", "erf", "atan", "tanh", "sinh")
_S, _R = sym("s"), sym("r")
PROOF = Chain(symbol="r", end=ZERO, start=Zero(), derivative=Positive())  # from r = 0, where the difference is 0
_NAMES = ("compared_1", "compared_2")


class Prover(Protocol):
    """What proves simpler goals (see `inequalities.Prover`)."""

    search: Search

    def prove(self, goal: Goal, depth: int) -> Witness | None:
        """A witness that core accepts for the goal."""

    def context(self, domain: Domain) -> Context:
        """What core knows on a domain."""

    def bridge(self, domain: Domain, difference: Expr, context: Context) -> list[Lemma] | None:
        """Lemmas after which the difference has normal form 0."""


class Compared(NamedTuple):
    """A gap c·(f(large) − f(small)), c > 0."""

    function: str
    factor: Expr
    small: Expr
    large: Expr

    @property
    def expr(self) -> Expr:
        """The gap."""
        return mul(self.factor, Expr(self.function, self.large) - Expr(self.function, self.small))


def compared(prover: Prover, goal: Goal, depth: int) -> Iterator[Positive]:
    """The gap from the difference of the arguments."""
    if depth < 1:
        return
    for found in (*_alike(goal.gap), *_logarithm(goal.gap)):
        context = prover.context(goal.domain)
        if context.undefined(goal.gap, found.expr) is not None:
            continue
        inside = Goal(goal.domain, found.large - found.small, goal.strict)
        if found.function == "log" and not context.shown(found.small, POSITIVE):
            continue
        bridge = prover.bridge(goal.domain, goal.gap - found.expr, context)
        proof = None if bridge is None else prover.prove(inside, depth - 1)
        if bridge is None or proof is None:
            continue
        values = {"s": found.small, "r": inside.gap}
        known = _theorem(found.function, goal.strict)
        relation = known.relation.at(values)
        moved = Substitute(
            claim=known.claim,
            values=values,
            witness=as_proof(PROOF),
            lemmas=(lemma(inside.relation, proof),),
        )
        yield Positive(form=mul(found.factor, relation.gap), lemmas=(*bridge, lemma(relation, moved)))


def _theorem(function: str, strict: bool) -> Goal:
    """f(s + r) − f(s) > 0 for r > 0, or ≥ 0 for r ≥ 0."""
    where = [Relation("<" if strict else "<=", ZERO, _R)]
    if function == "log":
        where.append(Relation("<", ZERO, _S))
    domain = Domain({"s": "real", "r": "real"}, where)
    return Goal(domain, Expr(function, _S + _R) - Expr(function, _S), strict)


def _alike(gap: Expr) -> Iterator[Compared]:
    """Two values of one function, with opposite coefficients and nothing else."""
    for function in INCREASING:
        found = [node for node in nodes(gap) if node.op == function]
        if len(found) != 2:
            continue
        plain = substitute(gap, {node: sym(name) for node, name in zip(found, _NAMES, strict=True)})
        slopes = [diff(plain, name) for name in _NAMES]
        rest = substitute(plain, dict.fromkeys(_NAMES, ZERO))
        numbers = all(slope.op == "num" for slope in slopes) and not _nonzero(rest)
        if numbers and slopes[0].value == -slopes[1].value and slopes[0] is not ZERO:
            first, second = (node.args[0] for node in found)
            if slopes[0].value > 0:
                yield Compared(function, slopes[0], second, first)
            else:
                yield Compared(function, slopes[1], first, second)


def _nonzero(rest: Expr) -> bool:
    """Whether what should be 0 may be something else: it is made of products with 0."""
    if rest.op == "add":
        return any(map(_nonzero, rest.args))
    if rest.op == "mul":
        return all(map(_nonzero, rest.args))
    return rest is not ZERO


def _logarithm(gap: Expr) -> Iterator[Compared]:
    """c·log b − a as c·(log b − log exp(a/c)), and a − c·log b."""
    for node in nodes(gap):
        if node.op != "log" or not node.names:
            continue
        plain = substitute(gap, {node: sym(_NAMES[0])})
        slope = diff(plain, _NAMES[0])
        if slope.op != "num" or slope is ZERO or any(part.op == "log" for part in nodes(plain)):
            continue
        rest = substitute(plain, {_NAMES[0]: ZERO})
        other = Expr("exp", mul(num(-1 / slope.value), rest))
        if slope.value > 0:
            yield Compared("log", slope, other, node.args[0])
        else:
            yield Compared("log", -slope, node.args[0], other)
