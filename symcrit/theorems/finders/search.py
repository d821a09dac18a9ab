"""A search: its deadline, the claims and goals it is about, and the only way to ask core."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from symcrit.certificate import write
from symcrit.core import check as core
from symcrit.core.claims import Claim
from symcrit.core.context import Context
from symcrit.core.domain import Domain, Relation
from symcrit.core.expr import Expr, nodes
from symcrit.core.reading import Malformed, TooLarge
from symcrit.gaussian.derivations import derive
from symcrit.theorems.finders.terms import ZERO, minus, sym

JSON = Any
Witness = dict[str, Any]


class TimeIsUp(Exception):
    """The deadline of a search has passed."""


def interior(domain: Domain, name: str) -> Domain:
    """The domain with `name` real and its ends excluded."""
    return domain.real(name).ends(name, shut=False)


def lemma(relation: Relation, witness: Witness) -> dict[str, Any]:
    """A lemma in the format of core."""
    return {"relation": [relation.op, write(relation.lhs), write(relation.rhs)], "witness": witness}


def with_lemmas(witness: Witness, lemmas: list[dict[str, Any]]) -> Witness:
    """The witness with lemmas before it."""
    return {**witness, "lemmas": [*lemmas, *witness.get("lemmas", [])]} if lemmas else witness


def relation_of(claim: Claim) -> Relation:
    """lhs op rhs of an equation or inequality."""
    sign = {"equal": "=", "less": "<", "at_most": "<="}[claim.kind]
    return Relation(sign, claim.parts["lhs"], claim.parts["rhs"])


def head(domain: Domain) -> dict[str, Any]:
    """The fields `symbols` and `where`."""
    return {"symbols": dict(domain.kinds), "where": [[r.op, write(r.lhs), write(r.rhs)] for r in domain.where]}


@dataclass(frozen=True)
class Goal:
    """gap > 0 (strict) or gap ≥ 0 on a domain."""

    domain: Domain
    gap: Expr
    strict: bool

    @cached_property
    def claim(self) -> dict[str, Any]:
        """0 < gap or 0 ≤ gap as JSON."""
        return {"kind": "less" if self.strict else "at_most", **head(self.domain), "lhs": "0", "rhs": write(self.gap)}

    @property
    def relation(self) -> Relation:
        """0 < gap or 0 ≤ gap."""
        return Relation("<" if self.strict else "<=", ZERO, self.gap)

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal for equal goals."""
        return (self.gap, self.strict, tuple(self.domain.kinds.items()), self.domain.where)


@dataclass(frozen=True)
class Step:
    """An inequality that is proved: the domain, the relation, the claim as JSON and its witness."""

    domain: Domain
    relation: Relation
    claim: JSON
    witness: Witness

    def at(self, values: Mapping[str, Expr]) -> tuple[Relation, dict[str, Any]]:
        """The relation with values of its symbols, and as a lemma."""
        relation = self.relation.at(values)
        written = {name: write(value) for name, value in values.items()}
        inner = {"kind": "substitute", "values": written, "claim": self.claim, "witness": self.witness}
        return relation, lemma(relation, inner)

    def instances(self, goal: Goal) -> Iterator[tuple[Relation, dict[str, Any]]]:
        """For the symbols of the goal; for f(u) in the step and f(x) in the goal, at u = x."""
        if self.domain.kinds.items() <= goal.domain.kinds.items():
            yield self.at({name: sym(name) for name in self.domain.kinds})
        elif list(self.domain.kinds.values()) == ["real"]:
            (name,) = self.domain.kinds
            functions = {node.op for node in nodes(self.relation.gap) if node.args == (sym(name),)}
            found = dict.fromkeys(node.args[0] for node in nodes(goal.gap) if node.op in functions - {"sqrt"})
            yield from (self.at({name: value}) for value in found)


@dataclass
class Search:
    """What one call of `decide` knows: the deadline, and what was tried."""

    deadline: float
    tried: dict[str, None] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict)
    known: list[Step] = field(default_factory=list)

    @classmethod
    def of(cls, seconds: float) -> Search:
        """A search that ends `seconds` from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.deadline - time.monotonic()

    def poll(self) -> None:
        """Raises `TimeIsUp` after the deadline."""
        if time.monotonic() > self.deadline:
            raise TimeIsUp

    def within(self, seconds: float) -> Search:
        """The same search with an earlier deadline."""
        return Search(min(self.deadline, time.monotonic() + seconds), self.tried, self.memo, self.known)

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """Core's context, which stops at the deadline."""
        return Context(domain, tuple(facts), self.deadline)

    def finding(self, claim: Mapping[str, Any], witness: Witness) -> core.Finding | None:
        """What core says about a witness (with the derivation of its kernel); None when it is malformed."""
        self.poll()
        try:
            return core.check({"claim": claim, "witness": with_kernel(claim, witness)}, seconds=max(self.left, 0.01))
        except Malformed:
            return None

    def accepts(self, claim: Mapping[str, Any], witness: Witness) -> bool:
        """Whether core accepts the witness as a proof."""
        finding = self.finding(claim, witness)
        return finding is not None and finding.verdict is core.Verdict.PROVED

    def refutes(self, claim: Mapping[str, Any], witness: Witness) -> bool:
        """Whether core accepts the witness as a refutation."""
        finding = self.finding(claim, {"kind": "refute", **witness})
        return finding is not None and finding.verdict is core.Verdict.REFUTED


def with_kernel(claim: Mapping[str, Any], witness: Witness) -> Witness:
    """The witness with the derivation of the kernel that the claim is about."""
    kernel = claim.get("kernel") or claim.get("configuration", {}).get("kernel")
    found = derive(witness.get("truth", kernel)) if kernel and "kernel" not in witness else None
    return witness if found is None else {**witness, "kernel": found.witness}


def with_sample(witness: Witness, point: Mapping[str, Fraction]) -> Witness:
    """The witness with a point that satisfies the hypotheses."""
    return {**witness, "sample": point_json(point)} if point else witness


def without_sample(witness: Witness) -> Witness:
    """The witness as a part of another one, where the hypotheses are known to hold; `angle` has a sample of its own."""
    return witness if witness["kind"] == "angle" else {key: own for key, own in witness.items() if key != "sample"}


def point_json(point: Mapping[str, Fraction]) -> dict[str, str]:
    """{name: "p/q"}."""
    return {name: str(value) for name, value in point.items()}


__all__ = [
    "Goal", "Search", "Step", "TimeIsUp", "TooLarge", "Witness", "head", "interior", "lemma", "minus",
    "point_json", "relation_of", "with_kernel", "with_lemmas", "with_sample", "without_sample",
    "write",
]  # fmt: skip
