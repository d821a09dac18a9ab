"""A search: its work, the claims and goals it is about, and the only way to ask core."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from flint import fmpq

from symcrit import core
from symcrit.core import (
    ZERO,
    Claim,
    Context,
    Derived,
    Domain,
    Expr,
    Goals,
    Grounds,
    Kernel,
    Lemma,
    Malformed,
    OutOfWork,
    Proof,
    Refutation,
    Relation,
    RelationClaim,
    TooLarge,
    Witness,
    Work,
    nodes,
    num,
    sym,
)
from symcrit.core import Point as CorePoint
from symcrit.core.claims.at_most import AtMost
from symcrit.core.claims.less import Less
from symcrit.core.witnesses.substitute import Substitute
from symcrit.kernels.closed.derivations import Prove, derive, key_of

STEP = 20  # the work of a step of a loop
OfClaim = TypeVar("OfClaim", bound=Grounds)
Place = Mapping[str, Fraction | Expr]  # a point, some of whose values may be irrational


def one_thread() -> AbstractContextManager[object]:
    """Numerical libraries with one thread: sums whose order hangs on the number of threads end up in certificates."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


# ------------------------------------------------------------------------------------------------ goals and witnesses


def interior(domain: Domain, name: str) -> Domain:
    """The domain with `name` real and its ends excluded."""
    return domain.real(name).ends(name, shut=False)


def lemma(relation: Relation, witness: Witness) -> Lemma:
    """A relation that is proved first and then is a fact."""
    return Lemma(relation=relation, witness=witness)


def everywhere(entry: Lemma, domain: Domain) -> Lemma:
    """A lemma that is proved on a domain, for parts of it, where its proof may meet hypotheses that it cannot use."""
    op, lhs, rhs = entry.relation
    if op not in ("<", "<="):
        return entry
    kind = Less if op == "<" else AtMost
    claim = kind(domain=domain, lhs=lhs, rhs=rhs)
    values = {name: sym(name) for name in domain.kinds}
    return lemma(entry.relation, Substitute(claim=claim, values=values, witness=as_proof(entry.witness)))


def with_lemmas(witness: Witness, lemmas: Iterable[Lemma]) -> Witness:
    """The witness with lemmas before its own."""
    return replace(witness, lemmas=(*lemmas, *witness.lemmas))


def relations(lemmas: Iterable[Lemma]) -> list[Relation]:
    """What the lemmas say."""
    return [entry.relation for entry in lemmas]


def number(value: Fraction) -> Expr:
    """A rational number as core has it."""
    return num(fmpq(value.numerator, value.denominator))


def point_of(point: Place) -> CorePoint:
    """A point as core has it."""
    return {name: value if isinstance(value, Expr) else number(value) for name, value in point.items()}


def derivations(value: object) -> Iterator[Derived]:
    """The derivations of kernels inside of a proof, a witness, or a part of one."""
    if isinstance(value, Derived):
        yield value
    if isinstance(value, Mapping):
        value = tuple(value.values())
    elif isinstance(value, Grounds | Witness | Lemma | Derived):
        value = tuple(getattr(value, entry.name) for entry in fields(value))
    if isinstance(value, tuple | list):
        for entry in value:
            yield from derivations(entry)


def as_proof(witness: Proof | Witness) -> Proof:
    """The proof of a claim; a witness proves the goal "claim", the only one of a relation."""
    return Goals(proofs={"claim": witness}) if isinstance(witness, Witness) else witness


def with_sample(witness: Proof | Witness, point: Place) -> Proof:
    """The proof of a claim with a point that satisfies the hypotheses."""
    return replace(as_proof(witness), sample=point_of(point) or None)


@dataclass(frozen=True)
class Goal:
    """gap > 0 (strict) or gap ≥ 0 on a domain."""

    domain: Domain
    gap: Expr
    strict: bool

    @cached_property
    def claim(self) -> RelationClaim:
        """0 < gap or 0 ≤ gap as a claim."""
        kind = Less if self.strict else AtMost
        return kind(domain=self.domain, lhs=ZERO, rhs=self.gap)

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
    """An inequality that is proved, and what proves it."""

    claim: RelationClaim
    proof: Proof

    @property
    def domain(self) -> Domain:
        """Where it holds."""
        return self.claim.domain

    @property
    def relation(self) -> Relation:
        """What holds there."""
        return self.claim.relation

    def at(self, values: Mapping[str, Expr]) -> tuple[Relation, Lemma]:
        """The relation with values of its symbols, and as a lemma."""
        relation = self.relation.at(values)
        return relation, lemma(relation, Substitute(claim=self.claim, values=dict(values), witness=self.proof))

    def instances(self, goal: Goal) -> Iterator[tuple[Relation, Lemma]]:
        """For the symbols of the goal; for f(u) in the step and f(x) in the goal, at u = x."""
        if self.domain.kinds.items() <= goal.domain.kinds.items():
            yield self.at({name: sym(name) for name in self.domain.kinds})
        elif list(self.domain.kinds.values()) == ["real"]:
            (name,) = self.domain.kinds
            functions = {node.op for node in nodes(self.relation.gap) if node.args == (sym(name),)}
            found = dict.fromkeys(node.args[0] for node in nodes(goal.gap) if node.op in functions - {"sqrt"})
            yield from (self.at({name: value}) for value in found)


# --------------------------------------------------------------------------------------------------------- the search


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
    equations: witnesses worth asking core about for an equation of the derivation of a kernel.
    shapes: what looks for proofs that functions are monotone, concave or convex; both need provers of inequalities.
    """

    work: Work
    tried: dict[str, bool] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict)
    known: list[Step] = field(default_factory=list)
    paid: core.Paid = field(default_factory=dict)  # derivations of kernels that core has charged this search for
    said: dict[str, str] = field(default_factory=dict)
    unproved: list[str] = field(default_factory=list)
    equations: Prove | None = None
    shapes: Sequence[Callable[[Search, Any], Goals | None]] = ()

    def charge(self, cost: int) -> None:
        """Counts work before it is done; raises `OutOfWork` where there is less left."""
        self.work.charge(cost)

    def poll(self) -> None:
        """Charges a step of no great cost of its own, so that no loop is free."""
        self.work.charge(STEP)

    def within(self, share: float) -> Search:
        """The same search with a share of the work that is left."""
        return replace(self, work=self.work.share(share))

    def context(self, domain: Domain, facts: Iterable[Relation] = ()) -> Context:
        """Core's context, which charges this search."""
        return Context(domain, self.work, tuple(facts))

    def finding(self, claim: Claim, grounds: Grounds | Witness) -> core.Finding | None:
        """What core says about a witness (with the derivation of its kernel); None where it has unread parts."""
        whole = self.with_kernel(claim, as_proof(grounds) if isinstance(grounds, Witness) else grounds)
        self.poll()
        try:
            finding = core.judge(claim, whole, work=self.work, paid=self.paid)
        except Malformed:
            return None
        if finding.exhausted:
            raise MemoryError
        return finding

    def judged(self, claim: Claim, grounds: Grounds) -> tuple[core.Finding, int] | None:
        """What core says, and the work that this check takes on its own: with derivations this search has paid for."""
        before = self.paid
        asked = _Asked(before)
        self.paid = asked
        try:
            finding = self.finding(claim, grounds)
        finally:
            reused = [key for key in asked.looked_up if key in before and dict.get(asked, key)[1] is before[key][1]]
            saved = sum(before[key][1].cost for key in reused)
            before.update(asked)
            self.paid = before
        return None if finding is None else (finding, finding.work + saved)

    def paid_for(self, grounds: Grounds) -> int:
        """The work of the derivations inside of some grounds that this search has been charged for."""
        if not self.paid:
            return 0
        inside = list(derivations(grounds))
        return sum(judge.cost for derived, judge in self.paid.values() if derived in inside)

    def accepts(self, claim: Claim, proof: Proof | Witness) -> bool:
        """Whether core accepts the witness as a proof."""
        finding = self.finding(claim, proof)
        return finding is not None and finding.verdict is core.Verdict.PROVED

    def refutes(self, claim: Claim, refutation: Refutation) -> bool:
        """Whether core accepts the refutation."""
        finding = self.finding(claim, refutation)
        return finding is not None and finding.verdict is core.Verdict.REFUTED

    def with_kernel(self, claim: Claim, grounds: OfClaim) -> OfClaim:
        """The grounds with the derivations of the kernels that the claim is about, unless they have them."""
        names = ("kernel", "mixed", "teacher")
        missing = [
            (name, kernel)
            for name, kernel, known in zip(names, claim.of_kernels, grounds.derivations, strict=False)
            if known is None
        ]
        return replace(grounds, **{name: self.derive(kernel) for name, kernel in missing}) if missing else grounds

    def derive(self, kernel: Kernel) -> Derived | None:
        """The derivation of a kernel, for which this search is charged once."""
        key = ("derivation", key_of(kernel))
        if key not in self.memo:
            found = derive(kernel, self.work, self.equations)
            self.memo[key] = None if found is None else found.derived
        return self.memo[key]


__all__ = [
    "Goal", "OutOfWork", "Place", "Search", "Step", "TooLarge", "Witness", "as_proof", "everywhere", "interior",
    "lemma", "number", "one_thread", "point_of", "relations", "with_lemmas", "with_sample",
]  # fmt: skip
