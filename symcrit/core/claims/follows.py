"""`follows`: lhs = rhs, by rules that are named."""

from __future__ import annotations

from symcrit.core.algebra.expr import nodes
from symcrit.core.claims._relation import RelationClaim
from symcrit.core.frozen import frozen
from symcrit.core.gaussian.language import Parts
from symcrit.core.gaussian.plain import plain
from symcrit.core.gaussian.rules import Reason
from symcrit.core.gaussian.steps import follows
from symcrit.core.kinds import Checker, part
from symcrit.core.reading import need, require
from symcrit.core.witnesses.goals import Goals


@frozen
class Follows(RelationClaim):
    """lhs = rhs at every point of the domain, and the rules named, with linearity, bring both sides to one form.

    That it is so is proved as for `equal`.  That the rules are enough is shown beside it: both sides are reduced by no
    others (`gaussian.steps`).  It is refuted where lhs = rhs fails; that rules are not enough refutes nothing.
    """

    kind = "follows"
    op = "="
    by: tuple[Reason, ...] = part(Reason.read, shape="list")

    def well_formed(self) -> None:
        """Raises `Malformed` for a reason that stands twice, or speaks of a variable that there is not."""
        super().well_formed()
        need(len(set(self.by)) == len(self.by), "a rule is named twice")
        expectations = [node for node in nodes(self.lhs, self.rhs) if node.op == "expect"]
        known = {label for node in expectations for label in Parts(node).names}
        missing = [label for reason in self.by for label in reason.variables if label not in known]
        need(not (missing and known), "the variable {} of a rule stands in no expectation", *missing[:1])

    def prove(self, checker: Checker, proof: Goals) -> str:
        """The equation, by its witness; and that the rules are enough."""
        told = super().prove(checker, proof)
        domain = plain(self.domain, [self.lhs, self.rhs], checker.work).domain
        enough = follows(domain, self.lhs, self.rhs, self.by, checker.work)
        require(enough, "the rules named are not seen to be enough")
        return told
