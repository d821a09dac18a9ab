"""`goals`: a claim, goal by goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symcrit.core.algebra.domain import Goal
from symcrit.core.algebra.expr import Expr, parse
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Proof, Witness, part
from symcrit.core.reading import need
from symcrit.core.witnesses.positive import Positive
from symcrit.core.witnesses.zero import Zero


@frozen
class Goals(Proof):
    """Witnesses for the goals of a claim, by their keys.

    Equations that have none there are proved by `equations`, or have normal form 0; inequalities by `inequalities`, or
    are evident.  given: what the kind of claim leaves to its proof, such as the function of one group.
    """

    kind = "goals"
    proofs: Mapping[str, Witness] = part(inside="witness", shape="names", optional=True)
    equations: Witness | None = part(inside="witness", optional=True)
    inequalities: Witness | None = part(inside="witness", optional=True)
    given: Mapping[str, Expr] = part(parse, shape="names", optional=True)


@dataclass
class Steps:
    """Which witness proves which goal, and which of them were used."""

    goals: Goals
    used: set[str] = field(default_factory=set)

    def of(self, goal: Goal) -> Witness:
        """The witness of a goal."""
        if goal.key in self.goals.proofs:
            self.used.add(goal.key)
            return self.goals.proofs[goal.key]
        if goal.relation.op == "=":
            self.used.add("equations")
            return self.goals.equations or Zero()
        self.used.add("inequalities")
        return self.goals.inequalities or Positive()

    def all_read(self) -> None:
        """Raises `Malformed` for proofs of what is no goal, and for witnesses that nothing uses."""
        others = {name for name in ("equations", "inequalities") if getattr(self.goals, name) is not None}
        unread = {*self.goals.proofs, *others} - self.used
        need(not unread, "nothing reads the proof of {}", *sorted(unread)[:1])
