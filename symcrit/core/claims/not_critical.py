"""`not_critical`: the gradient of the loss has a norm above a bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from symcrit.core.algebra.domain import Domain, Goal, Relation
from symcrit.core.algebra.expr import ZERO, Expr, add, parse
from symcrit.core.claims._goals import NOTHING
from symcrit.core.claims._network import FreeClaim
from symcrit.core.frozen import frozen
from symcrit.core.kinds import Checker, part
from symcrit.core.networks.loss import Model, Row
from symcrit.core.reading import require
from symcrit.core.refuting import POINT
from symcrit.core.work import Work


@frozen
class NotCritical(FreeClaim):
    """‖∇L‖ > bound ≥ 0 at the configuration, ∇L by what is `free` (see `critical`).

    Goals: "bound", that it is ≥ 0; "norm", bound² < ‖∇L‖².  For groups in any number there is no proof: the norm for up
    to three of them says nothing about more.
    """

    kind = "not_critical"
    bound: Expr = part(parse)

    def fixed(self) -> Sequence[Expr]:
        """The bound: it is one for all groups together."""
        return (self.bound,)

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """Those at the sizes that are given."""
        require(not self.any_number, "‖∇L‖ > bound for up to three groups says nothing about more: give the sizes")
        yield from super().goals(work, given)

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """The bound, and the squares of all components, each as often as its coordinate stands for."""
        squares = [component.weight * component.value * component.value for component in self.components(model)]
        yield Goal(domain, Relation("<=", ZERO, self.bound), (self.bound,), "bound")
        yield Goal(domain, Relation("<", self.bound * self.bound, add(*squares)), entries, "norm")

    def necessary(self, checker: Checker, goals: list[Goal]) -> list[Goal]:
        """The squares compare as the norm and the bound do, if the bound is ≥ 0."""
        bound, norm = goals
        require(checker.context(POINT).holds(bound.relation), "a bound must be ≥ 0")
        return [norm]
