"""Two values of a monotone function: f(a) ≤ f(b) for a ≤ b, along s ↦ f(a + s·(b − a)) from s = 0."""

from __future__ import annotations

from dataclasses import dataclass

from symcrit.core import Domain, Expr, Lemma, Relation, sym
from symcrit.core.witnesses.chain import Chain
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.substitute import Substitute
from symcrit.search.engines.terms import ONE, ZERO
from symcrit.search.search import Goal, as_proof, lemma

WAYS = {"exp": 1, "log": 1, "atan": 1, "sinh": 1, "tanh": 1, "erf": 1, "erfc": -1, "cosh": 1}  # growing, or falling
POSITIVE_ARGUMENTS = {"log": True, "cosh": False}  # only for arguments > 0, or ≥ 0
A, B, S = sym("a"), sym("b"), sym("s")


@dataclass(frozen=True)
class Compared:
    """f(other) as a bound of f(u), the function value `node`; larger: u is at most `other`."""

    node: Expr
    other: Expr
    larger: bool

    order: int = 0
    strict: bool = True

    @property
    def upper(self) -> bool:
        """Whether it is an upper bound of the node."""
        return self.larger == (WAYS[self.node.op] > 0)

    @property
    def value(self) -> Expr:
        """The bound of the node."""
        return Expr(self.node.op, self.other)

    @property
    def functions(self) -> frozenset[Expr]:
        """The function value that the bound is."""
        return frozenset({self.value})

    @property
    def ends(self) -> tuple[Expr, Expr]:
        """The smaller and the larger argument."""
        u = self.node.args[0]
        return (u, self.other) if self.larger else (self.other, u)

    def needs(self, *, strict: bool) -> list[Relation]:
        """What must hold."""
        goal = comparison(self.node.op, strict=strict)
        low, high = self.ends
        return [relation.at({"a": low, "b": high}) for relation in goal.domain.where if S not in relation]

    def lemma(self, *, strict: bool) -> Lemma:
        """The bound, where that holds."""
        goal = comparison(self.node.op, strict=strict)
        low, high = self.ends
        values = {"a": low, "b": high, "s": ONE}
        proof = Chain(symbol="s", end=ZERO, derivative=Positive())
        witness = Substitute(claim=goal.claim, values=values, witness=as_proof(proof))
        return lemma(goal.relation.at(values), witness)


def comparison(op: str, *, strict: bool) -> Goal:
    """f(a + s·(b − a)) against f(a) for a ≤ b and 0 ≤ s ≤ 1; strict: for a < b and s > 0."""
    weak = "<" if strict else "<="
    where = [Relation(weak, A, B), Relation(weak, ZERO, S), Relation("<=", S, ONE)]
    if op in POSITIVE_ARGUMENTS:
        where.append(Relation("<" if POSITIVE_ARGUMENTS[op] else "<=", ZERO, A))
    moved, start = Expr(op, A + S * (B - A)), Expr(op, A)
    gap = moved - start if WAYS[op] > 0 else start - moved
    return Goal(Domain(dict.fromkeys("abs", "real"), where), gap, strict)
