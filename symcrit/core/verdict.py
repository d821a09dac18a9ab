"""The verdict: a claim and a witness go in, a finding comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, NoReturn

from symcrit.core.algebra.context import Context, satisfied
from symcrit.core.algebra.derivatives import slope
from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import nodes
from symcrit.core.algebra.kinks import meets
from symcrit.core.expectation.halves import admissible
from symcrit.core.expectation.kernels import Kernel
from symcrit.core.kinds import Claim, Derived, Failure, Grounds, Proof, Refutation, Witness
from symcrit.core.reading import Malformed as Malformed
from symcrit.core.reading import Reject, need, require
from symcrit.core.registry import MAX_NESTING, read_claim, read_grounds
from symcrit.core.work import CHECK, UNBOUNDED, OutOfWork, Work

NODE = 5  # the work of making and reading a node of an expression
Facts = tuple[Relation, ...]


class Verdict(StrEnum):
    """The three answers."""

    PROVED = "PROVED"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a verdict is not a truth value; write `verdict is Verdict.{self.name}`")


class Finding(NamedTuple):
    """What core says of a claim and its witness, and what the answer rests on."""

    verdict: Verdict
    why: str
    claim: Claim
    evidence: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()  # what is taken on faith: nothing, so far
    work: int = 0  # what the check cost
    spent: bool = False  # whether it ended because its work was spent
    failure: Failure | None = None  # how the claim fails, where it is refuted
    goal: str = ""  # the key of the goal that a proof does not establish
    exhausted: bool = False  # whether it ended because the memory was used up
    grounds: Grounds | None = None  # what proves or refutes the claim, as it was read
    values: tuple[object, ...] = ()  # what `why` quotes, in the place of every {} in `words`
    words: str = ""


class Judge:
    """Proves goals and claims, and keeps account of what a proof uses: a `kinds.Checker`."""

    def __init__(self, work: Work, paid: Paid | None = None) -> None:
        self.work = work
        self.depth = 0
        self.goal = ""  # the key of the goal of the claim that is at hand
        self.paid: Paid = {} if paid is None else paid
        self.evidence: set[str] = set()
        self.rules: set[str] = set()
        self.cost = 0  # of a derivation, once it is proved
        self.of_any: Kernel | None = None
        self.contexts: dict[tuple[Domain, Facts], Context] = {}
        self.lemmas: dict[tuple[Domain, Facts, Relation], list[Witness]] = {}  # that are proved, by these
        self.claims: list[tuple[Claim, Proof]] = []  # inside of witnesses, that are proved

    def context(self, domain: Domain, facts: Facts = ()) -> Context:
        """What is known on a domain, with what has been found out there so far."""
        key = (domain, facts)
        if key not in self.contexts:
            self.contexts[key] = Context(domain, self.work, facts)
        return self.contexts[key]

    def prove(self, goal: Goal, witness: Witness) -> None:
        """Proves a goal: first the lemmas of the witness, then the goal with these as facts; raises `Reject`."""
        if not self.depth:
            self.goal = goal.key
        self._prove(goal, witness, ())

    def _prove(self, goal: Goal, witness: Witness, facts: Facts) -> None:
        self.depth += 1
        require(self.depth < MAX_NESTING, "witness nested too deeply")
        for lemma in witness.lemmas:
            self._prove_lemma(goal.domain, lemma.relation, lemma.witness, facts)
            facts = (*facts, lemma.relation)
        sides = (goal.relation.lhs, goal.relation.rhs)
        self.work.charge(NODE * (2 + sum(1 for _ in nodes(*sides, *goal.entries))))
        context = self.context(goal.domain, facts)
        if not witness.by_parts:
            node = context.undefined(*goal.entries)
            require(node is None, "not shown to be defined on the whole domain: {}", node)
        self.evidence.add(witness.prove(self, goal, context))
        self.depth -= 1

    def _prove_lemma(self, domain: Domain, relation: Relation, witness: Witness, facts: Facts) -> None:
        """A relation on a domain, unless this witness has proved it there before."""
        sides = (relation.lhs, relation.rhs)
        goal = Goal(domain.declares(*sides), relation, sides)
        proved = self.lemmas.setdefault((domain, facts, relation), [])
        if witness not in proved:
            self._prove(goal, witness, facts)
            proved.append(witness)

    def prove_claim(self, claim: Claim, proof: Proof) -> None:
        """Proves a claim that stands inside a witness, unless this judge has done so before; raises `Reject`.

        It may be vacuous: a sample of it would not be read, which is `Malformed`.
        """
        require(isinstance(proof, claim.proof), f"the witness for {claim.kind} is {claim.proof.kind}")
        need(proof.sample is None, "the field 'sample' inside a witness is not read")
        if (claim, proof) in self.claims:
            return
        _need_read(claim, proof)
        of_any = self.of_any
        claim.prove(self, proof)
        self.of_any = of_any
        self.claims.append((claim, proof))

    def derive(self, kernel: Kernel | None, derived: Derived | None) -> bool:
        """Shows that the forms of a kernel are right; whether they are at every Gram matrix; raises `Reject`."""
        closed = kernel is not None and kernel.activation is not None and not kernel.by_definition
        need(closed or derived is None, "the field 'kernel' is not read: no closed form is claimed")
        if kernel is None or kernel.activation is None:
            self.of_any = kernel
            if kernel is not None and kernel.similar:
                self.rules.add("self-similar")
            return True
        if kernel.by_definition:
            own = [kernel.activation, kernel.teacher or kernel.activation]
            require(admissible(*own), "σ is not shown to be analytic in a strip, of exponential growth")
            smooth = all(meets(side) and meets(slope(side)) for side in own)
            require(smooth, "σ or σ′ is not shown to be continuous")
            self.rules.update(("price", "trapezoid"))
            return True
        if derived is None:
            raise Reject("the closed form of the kernel has no derivation")
        inner = self._derived(kernel, derived)
        self.evidence |= inner.evidence
        self.rules.update((*derived.derivation.rules, *inner.rules))
        return derived.derivation.smooth and not kernel.biased  # of ∂κ/∂m1 nothing is shown there

    def derive_kernels(self, kernels: Sequence[Kernel], grounds: Grounds) -> bool:
        """The same for all kernels of a network, by the fields kernel, mixed and teacher of the grounds."""
        smooth = [self.derive(kernel, how) for kernel, how in zip(kernels, grounds.derivations, strict=False)]
        if not kernels:
            self.derive(None, grounds.kernel)
        return all(smooth)

    def _derived(self, kernel: Kernel, derived: Derived) -> Judge:
        """The judge that has proved this derivation: in this check, for its caller, or in this process."""
        key = (*kernel.forms, *kernel[1:])
        for known, price in ((self.paid, 0), (_DERIVED, 1)):
            if key in known and known[key][0] == derived:
                inner = known[key][1]
                self.work.charge(price * inner.cost)
                self.paid[key] = (derived, inner)
                return inner
        inner = Judge(self.work.at_most(UNBOUNDED))
        goals = list(derived.derivation.goals(kernel, inner.work))
        require(len(goals) == len(derived.steps), f"the derivation has {len(goals)} steps")
        for goal, step in zip(goals, derived.steps, strict=True):
            inner.prove(goal, step)
        inner.cost = inner.work.spent
        _DERIVED[key] = self.paid[key] = (derived, inner)  # only now: every step is proved
        return inner


Paid = dict[object, tuple[Derived, Judge]]  # derivations that are proved, by kernel
_DERIVED: Paid = {}  # by this process


def judge(claim: Claim, grounds: Grounds, *, work: Work | None = None, paid: Paid | None = None) -> Finding:
    """Whether `grounds` prove or refute the claim, within `work` (`work.CHECK` by default).

    PROVED: the claim holds at every point of its domain, which is not empty.  REFUTED: it fails at the point given.
    UNDECIDED: the witness does not establish that ("rejected: …"), a limit of core was met, or the work is spent.
    paid: derivations of kernels for which `work` has been charged before, by the same caller; new ones are added.
    Raises `Malformed` where the witness has parts that nothing reads.
    """
    budget = (work or Work(CHECK)).at_most(UNBOUNDED)
    own = Judge(budget, paid)
    try:
        verdict, why, failure = _judged(own, claim, grounds)
    except OutOfWork as error:
        return Finding(Verdict.UNDECIDED, f"not finished: {error}", claim, work=budget.spent, spent=True)
    except (Reject, RecursionError, MemoryError, OverflowError) as error:
        why = f"rejected: {str(error) or type(error).__name__}"
        found = Finding(Verdict.UNDECIDED, why, claim, work=budget.spent, goal=own.goal)
        if isinstance(error, Reject) and error.words:
            return found._replace(words=f"rejected: {error.words}", values=error.values)
        return found._replace(exhausted=isinstance(error, MemoryError))
    evidence = tuple(sorted(own.evidence))
    rules = tuple(sorted(own.rules))
    return Finding(verdict, why, claim, evidence, rules, work=budget.spent, failure=failure, grounds=grounds)


def _need_read(claim: Claim, grounds: Grounds) -> None:
    """Raises `Malformed` for derivations of kernels that the claim is not about."""
    unread = [how for how in grounds.derivations[max(1, len(claim.of_kernels)) :] if how is not None]
    need(not unread, "the fields 'mixed' and 'teacher' are not read: the network has one activation")


def _judged(own: Judge, claim: Claim, grounds: Grounds) -> tuple[Verdict, str, Failure | None]:
    _need_read(claim, grounds)
    if isinstance(grounds, Refutation):
        own.evidence.add("ball")
        failure = claim.refute(own, grounds)
        return Verdict.REFUTED, str(failure), failure
    require(isinstance(grounds, claim.proof), f"the witness for {claim.kind} is {claim.proof.kind}")
    assert isinstance(grounds, Proof)
    sampled = satisfied(claim.domain, grounds.sample or {}, own.work)
    require(sampled, "the sample is missing or does not satisfy the hypotheses (vacuous?)")
    return Verdict.PROVED, claim.prove(own, grounds), None


def check(certificate: Mapping[str, object], *, work: Work | None = None, paid: Paid | None = None) -> Finding:
    """`judge` for the JSON of a claim and its witness; raises `Malformed` for what is no well-formed certificate.

    >>> claim = {"kind": "less", "lhs": "1/3", "rhs": "1/2"}
    >>> check({"claim": claim, "witness": {"kind": "positive"}}).verdict.name
    'PROVED'
    """
    claim = read_claim(certificate.get("claim"))
    try:
        grounds = read_grounds(claim, certificate.get("witness"))
    except Reject as error:
        return Finding(Verdict.UNDECIDED, f"rejected: {error}", claim)
    return judge(claim, grounds, work=work, paid=paid)
