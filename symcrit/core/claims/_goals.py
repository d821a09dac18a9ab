"""Claims that come down to goals."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar

from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import Expr
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, Claim
from symcrit.core.reading import need
from symcrit.core.witnesses.goals import Goals, Steps
from symcrit.core.work import Work

NOTHING: Mapping[str, Expr] = MappingProxyType({})


@frozen
class GoalClaim(Claim):
    """A claim that its goals imply, by the rules of its kind (by none where the goals say the same as the claim)."""

    proof = Goals
    rules: ClassVar[tuple[str, ...]] = ()
    given: ClassVar[tuple[str, ...]] = ()  # what a proof hands over beside witnesses

    @abstractmethod
    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """What implies the claim, equations first; raises `Reject`."""

    def rules_used(self) -> tuple[str, ...]:
        """The rules by which the goals imply the claim."""
        return self.rules

    def prove(self, checker: Checker, proof: Goals) -> str:
        """Every goal by its witness."""
        unread = sorted(set(proof.given) - set(self.given))
        need(not unread, "nothing reads {} of the witness", *unread[:1])
        smooth = checker.derive_kernels(self.of_kernels, proof)
        steps = Steps(proof)
        own, reduced = self.plain(checker.work)
        if reduced:
            checker.rules.add("gaussian-parts")
        for goal in own.goals(checker.work, proof.given):
            checker.prove(goal if smooth else goal.with_sides(), steps.of(goal))
        steps.all_read()
        rules = self.rules_used()
        checker.rules.update(rules)
        return f"proved by {', '.join(rules)}" if rules else "proved"
