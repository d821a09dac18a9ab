"""What bounds the loss of all functions of n projections: proofs of `bound_for_all`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import Expr
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker
from symcrit.core.projectors.target import Target
from symcrit.core.witnesses.goals import Goals


@frozen
class Maximum(Goals):
    """Witnesses for the goals of the claim and for those of the bound, by their keys.

    The bound is one of E[(f − f*)²] over the competitors: from what is known of Σ b_i b_j V(P_ij) over all projectors P
    of rank n (rule `conditional-expectation`, see `core.projectors`), or for one neuron directly.
    """

    kind = "supporting_line, parabola, grassmann_cover or homogeneous_neuron"

    @abstractmethod
    def bound(self, target: Target) -> Expr:
        """The bound, without the factor before the expectation; raises `Reject` for what it is not about."""

    @abstractmethod
    def goals(self, target: Target, domain: Domain, among: str) -> Iterator[Goal]:
        """What the bound rests on, for these competitors; raises `Reject` where it does not hold among them."""

    def check(self, target: Target, checker: Checker) -> None:
        """What is checked beside the goals; raises `Reject`."""

    def rules(self) -> tuple[str, ...]:
        """The rules that it uses."""
        return ("conditional-expectation", "hermite-series")


def goal(domain: Domain, key: str, op: str, lhs: Expr, rhs: Expr) -> Goal:
    """lhs `op` rhs, both of them defined."""
    return Goal(domain, Relation(op, lhs, rhs), (lhs, rhs), key)
