"""A search: its work, the claims and goals it is about, and the only way to ask core."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from symcrit.certificate import write
from symcrit.core import check as core
from symcrit.core.algebra.context import Context
from symcrit.core.algebra.domain import Domain, Relation
from symcrit.core.algebra.domain import Goal as CoreGoal
from symcrit.core.algebra.expr import Expr, nodes
from symcrit.core.claims import Claim
from symcrit.core.reading import Malformed, TooLarge
from symcrit.core.work import OutOfWork, Work
from symcrit.kernels.derivations import Derivation, derive
from symcrit.memory import was_exhausted
from symcrit.search.engines.terms import ZERO, minus, sym

STEP, READ = 20, 2  # the work of a step of a loop; of reading or writing an entry of JSON
JSON = Any
Witness = dict[str, Any]


def one_thread() -> AbstractContextManager[object]:
    """Numerical libraries with one thread: sums whose order hangs on the number of threads end up in certificates."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


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


class _Asked(dict[Any, Any]):
    """A copy of a dictionary that notes which of its keys were looked up."""

    def __init__(self, values: Mapping[Any, Any]) -> None:
        super().__init__(values)
        self.looked_up: dict[Any, None] = {}

    def __getitem__(self, key: Any) -> Any:
        self.looked_up[key] = None
        return super().__getitem__(key)


@dataclass
class Search:
    """What one call of `decide` knows: the work it may spend, and what was tried (True: its share was spent).

    said: why attempts failed that did not run out of work.  unproved: steps of the claim that could not be proved.
    """

    work: Work
    tried: dict[str, bool] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict)
    known: list[Step] = field(default_factory=list)
    paid: core.Derived = field(default_factory=dict)  # derivations of kernels that core has charged this search for
    said: dict[str, str] = field(default_factory=dict)
    unproved: list[str] = field(default_factory=list)

    def charge(self, cost: int) -> None:
        """Counts work before it is done; raises `OutOfWork` where there is less left."""
        self.work.charge(cost)

    def poll(self) -> None:
        """Charges a step of no great cost of its own, so that no loop is free."""
        self.work.charge(STEP)

    def within(self, share: float) -> Search:
        """The same search with a share of the work that is left."""
        own = self.work.share(share)
        return Search(own, self.tried, self.memo, self.known, self.paid, self.said, self.unproved)

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """Core's context, which charges this search."""
        return Context(domain, self.work, tuple(facts))

    def finding(self, claim: Mapping[str, Any], witness: Witness) -> core.Finding | None:
        """What core says about a witness (with the derivation of its kernel); None when it is malformed."""
        certificate = {"claim": claim, "witness": self.with_kernel(claim, witness)}
        self.charge(STEP + READ * size(certificate))
        try:
            finding = core.check(certificate, work=self.work, paid=self.paid)
        except Malformed:
            return None
        if was_exhausted(finding.why):
            raise MemoryError
        return finding

    def judged(self, claim: Mapping[str, Any], witness: Witness) -> tuple[core.Finding, int] | None:
        """What core says, and the work that this check takes on its own: with derivations this search has paid for."""
        before, asked = self.paid, _Asked(self.paid)
        self.paid = asked
        try:
            finding = self.finding(claim, witness)
        finally:
            reused = [key for key in asked.looked_up if key in before and dict.get(asked, key)[1] is before[key][1]]
            saved = sum(before[key][1].cost for key in reused)
            before.update(asked)
            self.paid = before
        return None if finding is None else (finding, finding.work + saved)

    def accepts(self, claim: Mapping[str, Any], witness: Witness) -> bool:
        """Whether core accepts the witness as a proof."""
        finding = self.finding(claim, witness)
        return finding is not None and finding.verdict is core.Verdict.PROVED

    def with_kernel(self, claim: Mapping[str, Any], witness: Witness) -> Witness:
        """The witness with the derivation of the kernel that the claim is about."""
        kernel = claim.get("kernel") or claim.get("configuration", {}).get("kernel")
        found = self.derive(witness.get("truth", kernel)) if kernel and "kernel" not in witness else None
        return witness if found is None else {**witness, "kernel": found.witness}

    def derive(self, kernel: JSON) -> Derivation | None:
        """The derivation of a kernel, for which this search is charged once."""
        key = "derivation", json.dumps(kernel, sort_keys=True)
        if key not in self.memo:
            self.memo[key] = derive(kernel, self.work, _equations)
        return self.memo[key]

    def refutes(self, claim: Mapping[str, Any], witness: Witness) -> bool:
        """Whether core accepts the witness as a refutation."""
        finding = self.finding(claim, {"kind": "refute", **witness})
        return finding is not None and finding.verdict is core.Verdict.REFUTED


def _equations(goal: CoreGoal, work: Work) -> Iterator[Witness]:
    """Witnesses worth asking core about for an equation of a derivation."""
    from symcrit.search.engines.equations import witnesses  # which needs this module

    yield from witnesses(Search(work), goal)


def size(value: JSON) -> int:
    """The number of entries in JSON."""
    found, left = 0, [value]
    while left:
        part = left.pop()
        found += 1
        if isinstance(part, dict):
            left.extend(part.values())
        elif isinstance(part, list):
            left.extend(part)
    return found


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
    "Goal", "OutOfWork", "Search", "Step", "TooLarge", "Witness", "head", "interior", "lemma", "minus", "one_thread",
    "point_json", "relation_of", "with_lemmas", "with_sample", "without_sample", "write",
]  # fmt: skip
